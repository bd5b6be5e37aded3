"""An invocation: its fields as value, null or absent, and whatever else it has."""

from __future__ import annotations

from sessions.contract.invocation import Invocation, example
from sessions.contract.json_path import ABSENT
from sessions.platforms.auth0.fields import FIELDS


def test_a_field_is_a_value_null_or_absent() -> None:
    invocation = Invocation({"value": "", "null": None, "list": []})
    assert invocation.presence(("value",)) == "value"
    assert invocation.presence(("list",)) == "value"
    assert invocation.presence(("null",)) == "null"
    assert invocation.presence(("none",)) == "absent"
    assert invocation.presence(("null", "deeper")) == "absent"


def test_changes_give_copies_and_leave_all_else() -> None:
    before = Invocation({"a": {"b": 1, "odd key": [None]}, "c": 2}, "name")
    after = before.put(("a", "b"), None).remove(("c",))
    assert after == Invocation({"a": {"b": None, "odd key": [None]}}, "name")
    assert before == Invocation({"a": {"b": 1, "odd key": [None]}, "c": 2}, "name")
    assert after.get(("c",)) is ABSENT


def test_the_example_is_new_each_time_and_fills_the_form() -> None:
    assert example() == example()
    assert example().payload is not example().payload
    absent = [field.label for field in FIELDS if example().presence(field.path) == "absent"]
    assert absent == ["ip", "factor_type", "client_id", "name", "client_metadata"]

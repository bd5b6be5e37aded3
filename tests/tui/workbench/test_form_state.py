"""A field of the form without a screen: its text, its value, null and absent, not applied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_path import ABSENT
from sessions.contract.json_text import same
from tui.workbench.form.editable import excerpt, is_plain, is_too_long
from tui.workbench.form.field_state import (
    Codec,
    ContainerCodec,
    ExtrasCodec,
    FieldState,
    TextCodec,
    known_keys,
)

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def loaded(value: object, codec: Codec | None = None) -> FieldState:
    state = FieldState(codec or TextCodec())
    state.load(value)  # type: ignore[arg-type]
    return state


class TestText:
    def test_a_string_stands_as_itself(self) -> None:
        state = loaded("1-808-555-5555")
        assert (state.text, state.presence, state.hint) == ("1-808-555-5555", "value", "")

    @pytest.mark.parametrize(
        ("value", "text", "kind"),
        [
            (5, "5", "a number"),
            (True, "true", "true"),
            (["a"], '["a"]', "an array"),
            ({"a": 1}, '{"a":1}', "an object"),
            ("a\tb", '"a\\tb"', "text that cannot be typed"),
            ("\ud800", '"\\ud800"', "text that cannot be typed"),
        ],
    )
    def test_anything_else_stands_as_json(self, value: object, text: str, kind: str) -> None:
        state = loaded(value)
        assert state.text.replace(" ", "").replace("\n", "") == text
        assert state.hint == f"{kind}, written as JSON"

    def test_a_number_stays_one_while_it_is_edited(self) -> None:
        state = loaded(5)
        assert state.type("56")
        assert state.value == 56

    def test_a_number_made_a_string_is_shown_as_such_later(self) -> None:
        state = loaded(5)
        state.type('"5"')
        assert (state.value, state.text) == ("5", '"5"')
        assert state.settle()
        assert (state.text, state.hint) == ("5", "")

    def test_an_empty_text_is_a_value(self) -> None:
        state = loaded("x")
        assert state.type("")
        assert (state.value, state.presence) == ("", "value")

    @given(st.text())
    def test_any_text_comes_back(self, text: str) -> None:
        for codec in (TextCodec(), TextCodec(lines=True)):
            state = loaded(text, codec)
            state.type(state.text + " ")
            state.type(state.text[:-1])
            assert state.value == text

    @given(st.text())
    def test_plain_text_has_no_line_break_but_line_feeds(self, text: str) -> None:
        if is_plain(text, lines=True):
            assert "\n".join(text.split("\n")) == text
            assert len(text.splitlines()) <= text.count("\n") + 1
        if is_plain(text):
            assert len(text.splitlines()) <= 1


class TestPresence:
    def test_switching_back_restores_the_value(self) -> None:
        state = loaded("kept")
        assert state.switch("null")
        assert (state.value, state.text) == (None, "")
        assert state.switch("absent")
        assert state.value is ABSENT
        assert state.switch("value")
        assert (state.value, state.text) == ("kept", "kept")

    def test_switching_to_what_it_is_does_nothing(self) -> None:
        assert not loaded(None).switch("null")

    def test_typing_makes_it_a_value(self) -> None:
        state = loaded(ABSENT)
        assert state.type("x")
        assert (state.value, state.presence) == ("x", "value")

    def test_an_empty_editor_leaves_it_absent(self) -> None:
        state = loaded(ABSENT)
        assert not state.type("")
        assert state.presence == "absent"

    def test_without_an_earlier_value_there_is_a_fallback(self) -> None:
        state = loaded(ABSENT, TextCodec(fallback="sms"))
        state.switch("value")
        assert state.value == "sms"

    def test_another_invocation_brings_nothing_along(self) -> None:
        state = loaded("of the first")
        state.forget()
        state.load(ABSENT)
        state.switch("value")
        assert state.value == ""


class TestJson:
    def test_what_is_not_json_is_not_applied(self) -> None:
        state = loaded({"a": 1}, Codec())
        assert not state.type('{\n  "a": ,\n}')
        assert state.value == {"a": 1}
        assert state.problem is not None
        assert state.problem.line == 2

    def test_correcting_it_applies_it(self) -> None:
        state = loaded({}, Codec())
        state.type('{"a"')
        assert state.type('{"a": 1}')
        assert (state.value, state.problem) == ({"a": 1}, None)

    def test_putting_back_what_is_applied(self) -> None:
        state = loaded({}, Codec())
        state.type("{")
        state.revert()
        assert (state.text, state.problem) == ("{}", None)

    def test_loading_the_same_leaves_what_is_typed(self) -> None:
        state = loaded({}, Codec())
        state.type("{")
        assert not state.load({})
        assert state.text == "{"

    def test_null_typed_is_null(self) -> None:
        state = loaded({}, Codec())
        assert state.type("null")
        assert state.presence == "null"

    @given(JSON)
    def test_any_value_comes_back(self, value: object) -> None:
        state = loaded(ABSENT, Codec())
        state.type(Codec().encode(value))  # type: ignore[arg-type]
        assert state.problem is None
        assert same(state.value, value)


class TestExtras:
    codec = ExtrasCodec(("context", "client"))

    def test_known_keys(self) -> None:
        assert known_keys(("context", "client")) == {"client_id", "name", "client_metadata"}
        assert known_keys(()) == {"recipient", "text", "context"}
        assert {"client", "user", "request", "ip", "factor_type"} <= known_keys(("context",))

    def test_only_the_other_keys_are_shown(self) -> None:
        state = loaded({"client_id": "1", "odd": [None]}, self.codec)
        assert '"odd"' in state.text
        assert "client_id" not in state.text

    def test_editing_keeps_the_known_ones_and_their_order(self) -> None:
        state = loaded({"a": 1, "client_id": "1", "b": 2}, self.codec)
        assert state.type('{"b": 3, "c": 4}')
        assert isinstance(state.value, dict)
        assert state.value == {"client_id": "1", "b": 3, "c": 4}
        assert list(state.value) == ["client_id", "b", "c"]

    def test_a_known_key_belongs_into_its_field(self) -> None:
        state = loaded({"client_id": "1"}, self.codec)
        state.type('{"client_id": "2"}')
        assert state.problem is not None
        assert "has a field of its own" in state.problem.message
        assert state.value == {"client_id": "1"}

    def test_an_absent_object_is_created(self) -> None:
        state = loaded(ABSENT, self.codec)
        assert state.type('{"x": 1}')
        assert state.value == {"x": 1}

    def test_editing_a_field_elsewhere_leaves_what_is_typed(self) -> None:
        state = loaded({"client_id": "1"}, self.codec)
        state.type('{"x": ')
        assert not state.load({"client_id": "2"})
        assert state.text == '{"x": '
        assert state.type('{"x": 1}')
        assert state.value == {"client_id": "2", "x": 1}

    def test_what_is_no_object_stands_as_it_is(self) -> None:
        state = loaded([1], self.codec)
        assert state.text.split() == ["[", "1", "]"]
        assert state.type('{"x": 1}')
        assert state.value == {"x": 1}

    def test_an_object_cannot_become_something_else_here(self) -> None:
        state = loaded({"client_id": "1"}, self.codec)
        state.type("[1]")
        assert state.problem is not None
        assert state.value == {"client_id": "1"}

    def test_switching_restores_the_whole_object(self) -> None:
        state = loaded({"client_id": "1", "odd": 1}, self.codec)
        state.switch("absent")
        state.switch("value")
        assert state.value == {"client_id": "1", "odd": 1}


def test_a_container_says_what_it_is() -> None:
    assert loaded({"a": 1}, ContainerCodec()).text == "an object"
    assert loaded([1], ContainerCodec()).text == "an array; edit it in {}"


class TestLongTexts:
    @pytest.mark.parametrize(
        ("text", "too_long"),
        [
            ("x" * 5_000, False),
            ("x" * 5_001, True),
            ("x\n" * 3_000, False),
            ("x\n" * 50_001, True),
        ],
    )
    def test_what_is_too_long(self, text: str, too_long: bool) -> None:
        assert is_too_long(text) is too_long

    def test_a_text_that_is_too_long_is_read_only(self) -> None:
        state = loaded("x" * 10_000)
        assert state.too_long
        assert not state.type("short")
        assert state.value == "x" * 10_000

    def test_its_excerpt_has_short_lines(self) -> None:
        shown = excerpt("x" * 300_000)
        assert max(map(len, shown.split("\n"))) == 5_000
        assert shown.replace("\n", "") == "x" * 100_000

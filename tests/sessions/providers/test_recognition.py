"""What is picked out of requests that may hold anything."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.contract.json_text import MOST_VALUES
from sessions.contract.outcome import OutboundMessage
from sessions.providers.fields import amiss, at, message, several, text_of
from tests.narrowing import items
from tests.sessions.providers.sample import form, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [("Hi", "Hi"), (15005550009, "15005550009"), ("", None), (True, None), (1.5, None), ([], None)],
)
def test_a_text_or_a_number_is_a_text(value: Any, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("a", 0, "b"), 1),
        (("a", 1, "b"), None),
        (("a", "b"), None),
        ((0,), None),
        ((), {"a": [{"b": 1}]}),
    ],
)
def test_a_path_that_leads_nowhere_gives_nothing(path: tuple[Any, ...], found: Any) -> None:
    assert at({"a": [{"b": 1}]}, *path) == found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("+1500, +1501,", "+1500, +1501"),
        ([1500, "+1501", None], "1500, +1501"),
        (",", None),
        ({"to": "1"}, None),
    ],
)
def test_recipients_are_told_alike_however_they_are_given(value: Any, text: str | None) -> None:
    assert several(value) == text


def test_a_message_has_a_recipient_or_a_text() -> None:
    assert message(None, "Acme", None) is None
    assert message("1", None, 123456, "voice") == OutboundMessage("1", None, "123456", "voice")


def test_what_is_amiss_is_first_the_credentials_then_the_recipient() -> None:
    url = "https://api.example.com/"
    keyed = plain("POST", url, headers={"authorization": "Basic YTpi"})
    nobody, somebody = OutboundMessage(None, None, "Hi"), OutboundMessage("1", None, None)
    assert amiss(plain("POST", url), nobody) == "401"
    assert amiss(keyed, nobody) == "400"
    assert amiss(keyed, None) == "400"
    assert amiss(keyed, somebody) is None


def test_json_of_too_many_values_is_not_read() -> None:
    most = plain("POST", "https://x.example/", f"[{'0,' * (MOST_VALUES - 2)}0]")
    more = plain("POST", "https://x.example/", f"[{'0,' * MOST_VALUES}0]")
    assert len(items(most.json)) == MOST_VALUES - 1
    assert more.json is None


def test_of_a_form_that_goes_on_and_on_the_first_fields_are_read() -> None:
    fields = {"To": "+15005550009", "filler": "x" * (1 << 20), "Late": "1"}
    assert form("POST", "https://x.example/", fields).form.keys() == {"To", "filler"}

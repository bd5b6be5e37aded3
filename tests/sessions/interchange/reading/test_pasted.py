"""What is pasted while an invocation is edited: which texts are one, and what of it is taken."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_path import Absent, changed, get, put, remove
from sessions.contract.json_text import JsonValue, same
from sessions.interchange.reading.found import NothingFound
from sessions.interchange.reading.pasted import might_be_pasted, read_pasted
from sessions.platforms.current import PLATFORM
from sessions.store.model import SavedInvocation

from .samples import SENT, payloads

_HAR = {"log": {"entries": [{"request": {
    "method": "POST", "url": "https://example.com", "headers": [],
    "postData": {"mimeType": "application/json", "text": json.dumps(SENT)},
}}]}}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "count"),
    [
        (json.dumps(SENT, indent=2), "a payload", 1),
        (json.dumps({"body": json.dumps(SENT)}), "a payload", 1),
        (f"\ncurl https://example.com -d '{json.dumps(SENT)}'", "a cURL command", 1),
        (json.dumps(_HAR), "a HAR archive", 1),
        (json.dumps([SENT, SENT]), "the first item of an array", 2),
        (f"{json.dumps(SENT)}\n{json.dumps(SENT)}", "the first of several lines", 2),
    ],
)
def test_what_it_is_and_its_first_invocation(text: str, what: str, count: int) -> None:
    assert might_be_pasted(text)
    pasted = read_pasted(text)
    assert (pasted.what, pasted.count) == (what, count)
    before = SavedInvocation(payload={}, target="hook.js", faults=("429",), event={"x": 1})
    after = pasted.over(before)
    assert after == before.model_copy(update={"payload": SENT})


def test_an_event_brings_its_trigger_and_what_it_has_beside_the_payload() -> None:
    events = PLATFORM.events
    for event in [events.to_event(SENT, dialect) for dialect in events.EXPORTS]:
        pasted = read_pasted(json.dumps(event))
        assert pasted.what == "an Action's event"
        after = pasted.over(SavedInvocation(payload=None))
        assert after.trigger
        assert get(after.payload, ("recipient",)) == SENT["recipient"]
    assert read_pasted(json.dumps(events.to_v1_event(SENT))).what == "a payload"


@pytest.mark.parametrize("text", ["+12025550143", "{}", "[1]", '{"a": 1}', "curl x", "{", "[" * 99])
def test_anything_else_stays_a_paste(text: str) -> None:
    if might_be_pasted(text):
        with pytest.raises(NothingFound):
            read_pasted(text)


@given(payloads, payloads)
def test_what_has_changed_is_all_that_makes_the_one_the_other(
    before: JsonValue, after: JsonValue
) -> None:
    made = before
    for path in changed(before, after):
        value = get(after, path)
        made = remove(made, path) if isinstance(value, Absent) else put(made, path, value)
    assert same(made, after)
    assert not list(changed(after, after))


@given(st.text(max_size=30))
def test_no_text_raises_anything_else(text: str) -> None:
    with suppress(NothingFound):
        read_pasted(text)

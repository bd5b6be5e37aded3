"""What a session lays over an Action's event: kept without loss, like a payload, and optional."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue
from sessions.store.errors import SessionError
from sessions.store.model import Expect, SavedInvocation, Session
from sessions.store.session_file import dumps, parse, read, write

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
keys = st.text(max_size=6) | st.sampled_from(["x_json", "_json", "a.b", ""])
values = st.recursive(
    scalars.filter(lambda value: value not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)
events = st.dictionaries(keys, values, max_size=4)


def with_event(event: dict[str, JsonValue] | None) -> Session:
    saved = SavedInvocation(payload={"text": "x"}, event=event, expect=Expect(message_id="uuid"))
    return Session(invocation={"one": saved})


@settings(max_examples=100)
@given(events)
def test_an_event_comes_back_equal(event: dict[str, JsonValue]) -> None:
    assert json_text.same(parse(dumps(with_event(event))).invocation["one"].event, event)


@settings(max_examples=50, deadline=None)
@given(st.none() | events, st.none() | events)
def test_a_change_of_the_event_in_a_commented_file_keeps_the_rest(
    before: dict[str, JsonValue] | None, after: dict[str, JsonValue] | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.toml"
        path.write_text(dumps(with_event(before)) + "# by hand\n", encoding="utf-8", newline="")
        write(path, with_event(after), opened=read(path))
        assert json_text.same(read(path).session.invocation["one"].event, after)
        assert "# by hand" in path.read_text(encoding="utf-8")


def test_the_event_stands_between_payload_and_expectation() -> None:
    event: dict[str, JsonValue] = {"request": {"geoip": {"countryCode": "NO"}, "method": None}}
    assert dumps(with_event(event)) == (
        "format = 1\n\n"
        '[invocation.one.payload]\ntext = "x"\n\n'
        '[invocation.one.event.request]\nmethod_json = "null"\n\n'
        '[invocation.one.event.request.geoip]\ncountryCode = "NO"\n\n'
        '[invocation.one.expect]\nmessage_id = "uuid"\n'
    )
    assert "event" not in dumps(with_event(None))


def test_an_event_may_be_json_text_and_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        "format = 1\n[invocation.one]  # mine\npayload = {}\nevent_json = '{\"a\":   1}'\n"
    )
    opened = read(path)
    assert opened.session.invocation["one"].event == {"a": 1}
    saved = opened.session.invocation["one"].model_copy(update={"payload": {"b": 2}})
    write(path, opened.session.model_copy(update={"invocation": {"one": saved}}), opened=opened)
    assert "event_json = '{\"a\":   1}'" in path.read_text()
    gone = saved.model_copy(update={"event": None})
    opened = read(path)
    write(path, opened.session.model_copy(update={"invocation": {"one": gone}}), opened=opened)
    assert "event" not in path.read_text()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("event = 5", "line 3: invocation.one.event: found a number (5), wanted a table"),
        ("event_json = '[1]'", "line 3: invocation.one.event_json: found"),
        ("event_json = '{'", "line 3: invocation.one.event_json: not JSON"),
        ("event = { at = 2026-01-01 }", "line 3: invocation.one.event.at: found a date"),
        ("event = {}\nevent_json = '{}'", "line 4: invocation.one.event_json: given twice"),
    ],
)
def test_what_is_no_event_is_refused_by_line(line: str, message: str) -> None:
    text = f"format = 1\n[invocation.one]\n{line}\npayload = {{}}\n"
    with pytest.raises(SessionError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert tomllib.loads(text)

"""Payloads: any JSON value goes through a session file and comes back equal."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue
from sessions.store.errors import SessionError
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps, parse, read, write

SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # in JSON that is one character

any_text = st.text(max_size=20)
odd_text = st.text(st.characters(codec=None), max_size=8).filter(lambda t: not SPLIT_PAIR.search(t))
keys = (
    any_text
    | odd_text
    | st.sampled_from(["", "a.b", "x_json", "_json", "x_json_json", "__proto__", "é"])
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    any_text,
    odd_text,
    st.sampled_from(["a\r\nb", "a\nb\n", "\n", "\r", '"""', "'''\n'''", 'end"\n"', "\\", "\ufeff"]),
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=25,
)


def nested(levels: int, *, arrays: bool = False) -> JsonValue:
    value: JsonValue = "bottom"
    for _ in range(levels):
        value = [value] if arrays else {"in": value}
    return value


def session_with(payload: JsonValue) -> Session:
    return Session(invocation={"one": SavedInvocation(payload=payload)})


def payload_of(session: Session) -> JsonValue:
    return session.invocation["one"].payload


def written(payload: JsonValue) -> dict[str, Any]:
    """The table of the invocation, as any reader of TOML sees it."""
    return tomllib.loads(dumps(session_with(payload)))["invocation"]["one"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("payloads")


@settings(max_examples=200, deadline=None)
@given(json_values)
@example({"list": [1, None, {"a": None}], "plain": None})
@example({"": {"": None, "a": ""}, "__proto__": {"x": 1}, "a.b": {"c.d": 1}, "with = [sign]": 2})
@example({"big": 2**70, "least": -(2**63), "most": 2**63 - 1, "past": [2**63]})
@example({"lone": "\ud800", "\udfff": 1, "nested": [["\udc00"]], "pair": "\U0001f600"})
@example({"crlf": "a\r\nb", "nul": "\0", "del": "\x7f", "controls": "".join(map(chr, range(32)))})
@example({"x": None, "x_json": "null", "x_json_json": {"_json": None}, "_json": 1})
@example({"floats": [0.0, -0.0, 1e300, 5e-324, 1.0], "ints": [0, 1], "flags": [True, False]})
@example({"tables": [{"a": None}, {"b": []}, {}], "mixed": [1, {"c": [None]}]})
@example(nested(200))
@example(nested(200, arrays=True))
@example({"deep": nested(199, arrays=True), "beside": "\u2028\x85"})
@example(None)
@example("no object")
@example([{"recipient": None}])
@example({})
def test_any_payload_comes_back_equal(payload: JsonValue) -> None:
    text = dumps(session_with(payload))
    assert json_text.same(payload_of(parse(text)), payload)
    assert dumps(parse(text)) == text
    assert text.endswith("\n") and not text.endswith("\n\n")


@settings(max_examples=60, deadline=None)
@given(first=json_values, second=json_values)
@example(first=nested(200), second={"a": nested(198, arrays=True)})
def test_saved_read_changed_and_read_again(
    first: JsonValue, second: JsonValue, folder: Path
) -> None:
    path = folder / "session.toml"
    path.unlink(missing_ok=True)
    write(path, session_with(first))
    opened = read(path)
    assert json_text.same(payload_of(opened.session), first)
    write(path, session_with(second), opened=opened)
    assert json_text.same(payload_of(read(path).session), second)


@settings(max_examples=50, deadline=None)
@given(payload=json_values)
@example(payload={"a": [None, {"b": None}], "deep": nested(150)})
def test_commented_files_lose_nothing_either(payload: JsonValue, folder: Path) -> None:
    path = folder / "commented.toml"
    path.write_text('# mine\nformat = 1\n[invocation.one]\npayload_json = "[]" # empty\n')
    write(path, session_with(payload), opened=read(path))
    opened = read(path)
    assert json_text.same(payload_of(opened.session), payload)
    assert "# mine\n" in opened.text and "# empty\n" in opened.text


def test_what_toml_can_say_is_plain_toml() -> None:
    payload: JsonValue = {"text": "a\nb", "n": 5, "f": 0.5, "list": [{"a": 1}, {"a": 2}], "o": {}}
    assert written(payload) == {"payload": payload}


def test_only_the_smallest_part_is_json_text() -> None:
    payload: JsonValue = {
        "context": {"code": None, "ip": "::1", "list": [1, None]},
        "rows": [{"a": None, "b": 1}, {"b": 2}],
        "big": 2**63,
        "lone": "\ud800",
        "odd": {"\ud800": 1, "fine": 2},
    }
    assert written(payload) == {
        "payload": {
            "context": {"code_json": "null", "ip": "::1", "list_json": "[1,null]"},
            "rows": [{"a_json": "null", "b": 1}, {"b": 2}],
            "big_json": "9223372036854775808",
            "lone_json": '"\\ud800"',
            "odd_json": '{"\\ud800":1,"fine":2}',
        }
    }


def test_a_root_that_is_no_object_is_json_text() -> None:
    assert written(None) == {"payload_json": "null"}
    assert written([1]) == {"payload_json": "[1]"}


def test_a_deep_part_is_json_text_from_level_17_on() -> None:
    table = written(nested(20))["payload"]
    for _ in range(15):
        table = table["in"]
    assert table == {"in_json": json.dumps(nested(4), separators=(",", ":"))}


@pytest.mark.parametrize("arrays", [True, False])
def test_201_levels_are_refused(arrays: bool) -> None:
    with pytest.raises(SessionError, match="nested 201 levels deep; 200 is the most") as refused:
        dumps(session_with(nested(201, arrays=arrays)))
    assert refused.value.key == "invocation.one.payload"
    text = f"format = 1\n[invocation.one]\npayload_json = '{json.dumps(nested(201))}'\n"
    with pytest.raises(SessionError, match="levels"):
        parse(text)


@pytest.mark.parametrize(
    ("payload", "key", "message"),
    [
        ({"a": [float("nan")]}, "invocation.one.payload.a[0]", "nan is no JSON number"),
        ({"a": (1, 2)}, "invocation.one.payload.a", "a tuple is no JSON value"),
        ({"a": {1: 2}}, "invocation.one.payload.a", "a key that is no text: 1"),
        ({"a": "\ud83d\ude00"}, "invocation.one.payload.a", "two surrogates, which JSON joins"),
        ({"a": 10**4300}, "invocation.one.payload.a", "more than 4,300 digits"),
    ],
)
def test_what_is_no_json_is_refused(payload: Any, key: str, message: str) -> None:
    with pytest.raises(SessionError, match=message) as refused:
        dumps(session_with(payload))
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("when = 2024-01-01", "when: found a date (2024-01-01), which JSON does not have"),
        ("n = inf", "n: found a number (inf), which JSON does not have"),
        ("n = [1, nan]", "n[1]: found a number (nan), which JSON does not have"),
        ("a_json = 5", "a_json: found a number (5), wanted JSON text in quotes"),
        ("a_json = '{'", "a_json: not JSON: line 1, column 2: Expecting property name"),
        ("a_json = 'NaN'", "a_json: not JSON: line 1, column 1: NaN is not JSON"),
        ("a_json = '1'\na = 1", "a: given twice: as a and as a_json"),
    ],
)
def test_a_payload_in_a_file_that_is_no_json_is_refused(line: str, message: str) -> None:
    text = f"format = 1\n\n[invocation.one.payload]\n{line}\n"
    with pytest.raises(SessionError) as refused:
        parse(text, Path("s.toml"))
    at = 3 + line.count("\n") + 1
    assert str(refused.value).startswith(f"s.toml:{at}: invocation.one.payload.{message}")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "s.toml:2: invocation.one: has no payload; wanted a table payload"),
        ("payload = 5", "s.toml:3: invocation.one.payload: found a number (5), wanted a table"),
        ("payload_json = 'x'", "s.toml:3: invocation.one.payload_json: not JSON: line 1"),
        ("payload_json = '1'\npayload = {}", "s.toml:3: invocation.one.payload_json: given twice"),
    ],
)
def test_a_payload_that_is_missing_or_wrong_is_refused(lines: str, message: str) -> None:
    with pytest.raises(SessionError) as refused:
        parse(f"format = 1\n[invocation.one]\n{lines}\n", Path("s.toml"))
    assert str(refused.value).startswith(message)


def test_it_works_from_far_down_the_stack() -> None:
    """Textual calls from deep stacks; Python 3.11 counts C calls into the same limit."""
    payload = nested(200, arrays=True)

    def down(levels: int) -> JsonValue:
        return payload_of(parse(dumps(session_with(payload)))) if not levels else down(levels - 1)

    assert json_text.same(down(400), payload)

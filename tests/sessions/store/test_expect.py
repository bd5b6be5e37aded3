"""Expectations in a session file: what is refused and how it is said, the layout, nothing lost."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.json_path import format_path, parse_path
from sessions.store.errors import SessionError
from sessions.store.expect import Expect
from sessions.store.expect_text import parse_expect, write_expect
from sessions.store.keep_notation import merged
from sessions.store.matchers import exact_entry, path_key, read_wanted
from sessions.store.model import SavedInvocation, Session
from sessions.store.schema import json_schema
from sessions.store.session_file import dumps, parse
from sessions.store.toml.edit import update

HEAD = "format = 1\n[invocation.a]\npayload = {}\n[invocation.a.expect]\n"


def expected(lines: str) -> Expect:
    found = parse(HEAD + lines).invocation["a"].expect
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("lines", "key", "message"),
    [
        ("reponse.x = 1", "reponse", "is no expectation; possible are outcome, kind, message_id,"),
        ("within_ms = 5", "within_ms", "is no expectation; possible are outcome, "),
        ("response_text = 'x'", "response_text", "is no expectation; possible are "),
        (
            "response.x = { contian = 'x' }",
            "response.x.contian",
            "is no test of a value; possible are equals, matches, contains, present, absent and"
            ' type (a path into a value is one key, as in "x.contian")',
        ),
        ("response.a.b = 1", "response.a.b", "is no test of a value; possible are equals, "),
        ("response.a = {}", "response.a", "found an empty table, wanted one with equals, "),
        ("response.'a..b' = 1", 'response."a..b"', "path 'a..b', column 3: found '.b', wanted"),
        ("response = { a = 1, '\"a\"' = 2 }", r'response."\"a\""', "the path a is given twice"),
        ("response = 1\nresponse_json = '1'", "response_json", "given twice: as response and as"),
        ("error.code_json = '{'", "error.code_json", "not JSON: line 1, column 2: "),
        ("event.a = [2001-01-01]", "event.a[0]", "found a date (2001-01-01), which JSON does not"),
        ("wire.a = { equals = nan }", "wire.a.equals", "found a number (nan), which JSON does not"),
        ("wire.a = { type = 'text' }", "wire.a.type", 'found a string ("text"), wanted null, bool'),
        ("wire.a = { present = false }", "wire.a.present", "found false, wanted true; else write"),
        ("wire.a = { absent = true, type = 'null' }", "wire.a", "wants a value to be absent and m"),
        ("wire.a = { matches = 5 }", "wire.a.matches", "found a number (5), wanted a regular expr"),
        ("error.message = '/(/'", "error.message", "not a regular expression: "),
        ("error.message = { matches = '(' }", "error.message.matches", "not a regular expression"),
        ("message_id = { equal = 'x' }", "message_id.equal", "is no test of a value; possible are"),
        ("console = 2001-01-01", "console", "found a date (2001-01-01), which JSON does not have"),
        ("warnings = 'some'", "warnings", 'found a string ("some"), wanted "none" or an array'),
        ("warnings = ['a', '/(/']", "warnings[1]", "not a regular expression: "),
        ("faults = ['429', 'boom']", "faults[1]", "there is no fault 'boom'; "),
        ("max_duration = 0", "max_duration", "found a number (0), wanted a number above 0"),
        ("outbound_count = -1", "outbound_count", "found a number (-1), wanted a whole number"),
        ("varying = ['a', 'b..c']", "varying[1]", "path 'b..c', column 3: found '.c'"),
        ("outbound = 1", "outbound", "found a number (1), wanted an array"),
        ("outbound = [{ sender = 'x' }]", "outbound[0].sender", "is no part of a call; possible"),
        ("outbound = [{ to = '/(/' }]", "outbound[0].to", "not a regular expression: "),
        ("outbound = [{ body.x.y = 1 }]", "outbound[0].body.x.y", "is no test of a value"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused_when_the_file_is_read(lines, key, message):
    with pytest.raises(SessionError) as refused:
        parse(HEAD + lines)
    assert refused.value.key == f"invocation.a.expect.{key}"
    assert refused.value.line == 4 + len(lines.splitlines())
    assert refused.value.message.startswith(message)


def test_one_made_in_python_is_refused_in_the_same_words():
    with pytest.raises(ValueError, match=r"possible are equals, matches"):
        Expect(response={"a": {"contian": 1}})


LAYOUT = (
    HEAD.replace("\n[", "\n\n[")
    + """\
outcome = "failed"
console = { contains = "asking" }
warnings = ["/secret/", { contains = "slow" }]
max_duration = 2.0
outbound_count = 1

[invocation.a.expect.error]
code = 21211
"properties.more_info" = "/errors/"
cause = { absent = true }

[[invocation.a.expect.outbound]]
provider = "twilio"
from = { type = "string" }

[invocation.a.expect.outbound.body]
Body = { contains = ["123456", "Acme"] }
"""
)


def test_the_canonical_layout_has_tests_within_their_line():
    assert dumps(parse(LAYOUT)) == LAYOUT
    session = parse(HEAD + "outcome = 'failed'\n")
    changed = session.model_copy(update={"invocation": parse(LAYOUT).invocation})
    written = update(HEAD, merged(tomllib.loads(HEAD), changed))
    assert parse(written) == changed
    assert 'console = { contains = "asking" }\n' in written


def test_a_changed_expectation_is_one_changed_line():
    before = LAYOUT.replace("code = 21211", "code = 21211   # an invalid number")
    wanted = LAYOUT.replace("21211", "20003")
    after = update(before, merged(tomllib.loads(before), parse(wanted)))
    assert after == before.replace("21211", "20003")


def test_the_schema_knows_each_key():
    definitions = json_schema()["$defs"]
    assert definitions["Expect"]["additionalProperties"] is False
    assert definitions["Expect"]["properties"].keys() == set(Expect.possible())
    assert definitions["ExpectedCall"]["properties"].keys() >= {"from", "body", "body_json"}
    assert definitions["Expect"]["properties"]["error"]["$ref"] == "#/$defs/Parts"


KEYS = st.text(max_size=8).filter(lambda text: text.isprintable()) | st.sampled_from(
    ["a_json", "_json", "type", "a.b", '"', "equals"]
)
PATHS = st.lists(KEYS | st.integers(0, 99), max_size=4).map(tuple)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(["/a/", "none"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=60)
@given(st.dictionaries(PATHS, VALUES, max_size=4))
def test_any_value_at_any_path_is_said_and_read_back(parts: dict[Any, Any]):
    table: dict[str, Any] = {}
    for path, value in parts.items():
        table |= exact_entry(path, value)
    session = Session(
        invocation={"a": SavedInvocation(payload={}, expect=Expect(response=table or None))}
    )
    again = parse(dumps(session)).invocation["a"].expect
    wanted = {one.path: one.matcher for one in again.wanted("response")} if again else {}
    assert wanted == {one.path: one.matcher for one in read_wanted({"response": table}, "response")}
    for path, value in parts.items():
        tests = dict(wanted[path].tests)
        assert tests == ({"type": "null"} if value is None else {"equals": value})


@given(PATHS)
def test_a_key_is_read_as_its_path(path: tuple[str | int, ...]):
    key = path_key(path)
    assert not key.endswith("_json")
    assert (parse_path(key) if key else ()) == path
    assert format_path(path) == key or key.endswith('_json"')


def test_what_is_expected_is_a_text_of_its_own_too():
    expect = parse(LAYOUT).invocation["a"].expect
    text = write_expect(expect)
    assert text.startswith('outcome = "failed"\nconsole = { contains = "asking" }\n')
    assert "\n[error]\ncode = 21211\n" in text
    assert parse_expect(text) == expect
    assert (write_expect(None), parse_expect("# nothing\n")) == ("", None)
    for wrong, line in (("a = 1", 1), ("\n[error]\ncode = { x = 1 }", 3), ("x = ", 1)):
        with pytest.raises(SessionError) as refused:
            parse_expect(wrong)
        assert refused.value.line == line

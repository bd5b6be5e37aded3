"""Leaks: whose value stands in a difference, where that was made, and which names may keep it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.comparison.leaks import Kept, Leak, kept_names, leaks
from sessions.contract.invocation import Invocation
from sessions.contract.json_path import ABSENT
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    OutboundCall,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
)
from sessions.differences.difference import Difference

OUTCOME = Outcome(
    Result.FAILED,
    Kind.CALLBACK_ERROR,
    TargetInfo("hook", "hook.js"),
    error=HookError("x"),
    where=SourceLocation("hook.js", 9),
    console=(ConsoleLine("log", "x", "log.js", 3),),
    outbound=(OutboundCall("GET", "https://a"), OutboundCall("GET", "https://b", file="h", line=5)),
)


def invocation(name: str, code: str, number: str, **more: JsonValue) -> Invocation:
    context: JsonValue = {"code": code, "language": "en", "message_type": "voice", **more}
    payload: JsonValue = {"recipient": number, "text": f"{code} it is", "context": context}
    return Invocation(payload, name)


ADA = invocation("ada", "111222", "+18085550100", user={"email": "ada@example.com"})
BOB = invocation("bob", "333444", "+18085550101")
EVE = invocation("eve", "555666", "+18085550102")


@pytest.mark.parametrize(
    ("difference", "found"),
    [
        (("outbound[1].message.text", "555666", "111222"), ("the code", "ada", "h", 5)),
        (("outbound[1].body.to", ABSENT, "+18085550101"), ("the recipient", "bob", "h", 5)),
        (("outbound[0].url", "https://a", "https://a?111222"), ("the code", "ada", None, None)),
        (("console[0].text", "", "to ada@example.com"), ("context.user.email", "ada", "log.js", 3)),
        (("response", {}, {"sent": ["333444 it is"]}), ("the code", "bob", "hook.js", 9)),
        (("error.message", "x", "for 111222 and 333444"), ("the code", "bob", "hook.js", 9)),
        (("response.n", 1, 2), None),
        (("console[0].text", "111222", "111222, 2"), None),
        (("console[0].text", "", "555666 voice en"), None),
    ],
)
def test_a_value_of_an_earlier_invocation_is_named_with_its_line(difference, found):
    one = Difference(*difference)
    expected = (Leak(one.path, *found),) if found else ()
    assert leaks([one], EVE, OUTCOME, [ADA, BOB]) == expected


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5), st.text())
def test_nothing_leaks_where_nothing_was_before(side: JsonValue, path_text: str):
    one = Difference("response", path_text, side)
    assert leaks([one], EVE, OUTCOME, []) == ()
    assert leaks([one], EVE, OUTCOME, [EVE]) == ()


SOURCE = """\
const twilio = require('twilio'), limit = 5;
let last, count = 0;
const cache = {};
const sent = [];
var seen = new Set();
let same = 1;
let last2 = null;
function keep(text) { text += '!'; }
module.exports = (recipient, text, context, cb) => {
  last = text;
  ++count;
  cache[recipient] = text;
  sent.push(recipient);
  seen.add(text);
  if (same === 1 && limit <= 2) other.last2 = 1;
  const inner = same => 1;
  cb(null, { count });
};
"""


def test_the_names_that_a_module_changes_are_found_by_their_lines():
    names = [(one.name, one.line) for one in kept_names(SOURCE)]
    assert names == [("last", 2), ("count", 2), ("cache", 3), ("sent", 4), ("seen", 5)]


@pytest.mark.parametrize(
    "change",
    [
        *("n = 1", "n += 1", "n ||= 1", "n ??= 1", "n++", "--n", "n.x = 1", "n['x'] = 1"),
        *("n.push(1)", "n.set(1, 2)", "n.add(1)", "n.a.b = 1", "if (x) n = 2"),
    ],
)
def test_each_way_to_change_a_name_counts_within_a_function_only(change):
    assert kept_names(f"let n;\nf(() => {{\n  {change};\n}});\n") == (Kept("n", 1),)
    assert kept_names(f"let n;\n{change};\n") == ()
    for other in (change.replace("n", "nn", 1) if change[0] == "n" else "n == 1", "n => 1"):
        assert kept_names(f"let n;\nf(() => {{\n  {other};\n}});\n") == ()


@given(st.text(alphabet="letn=;,.[](){}+ \n\t", max_size=200))
def test_any_text_is_looked_through(text: str):
    assert all(one.line >= 1 for one in kept_names(text))

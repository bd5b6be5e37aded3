"""Updates in place, one by one: what a hand-written file looks like after a save."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from difflib import unified_diff

import pytest

from sessions.contract.json_path import parse_path, put, remove
from sessions.contract.json_text import JsonValue
from sessions.store.keep_notation import merged
from sessions.store.model import Session
from sessions.store.session_file import parse
from sessions.store.toml.edit import update

CONTEXT = """\
context = { code = "123456", ip = '::1', client.name = "X", list = [ 1, 2 ] } # short"""
TARGET = """\
[targets.local]
handler = "hooks/twilio.js"   # relative
timeout = 20
"""
FILE = f"""\
# Sent by hand on Mondays.

format = 1
tags = [
    "enrollment", # as in the plan
    "smoke",
    # more to come
]
note = ""

{TARGET}
# The first one.
[invocation.first]
[invocation.first.payload]
recipient   =  "+18085555555"   # mine
text = '''
Hello,
  your "code" is 123456
'''
{CONTEXT}

[[invocation.first.payload.rows]]
id = 1 # one
[[invocation.first.payload.rows]]
id = 2 # two

# The second one.
[invocation.second]
payload_json = '''
{{
  "recipient": "+1",
  "text": null
}}
'''
"""


def diff(before: str, change: Callable[[Session], Session]) -> list[str]:
    """The lines that a save takes away and puts in."""
    session = change(parse(before))
    after = update(before, merged(tomllib.loads(before), session))
    assert parse(after) == session
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def sets(path: str, value: JsonValue, name: str = "first") -> Callable[[Session], Session]:
    return lambda s: _with_payload(
        s, name, put(s.invocation[name].payload, parse_path(path), value)
    )


def removes(path: str, name: str = "first") -> Callable[[Session], Session]:
    return lambda s: _with_payload(s, name, remove(s.invocation[name].payload, parse_path(path)))


def has(**fields: object) -> Callable[[Session], Session]:
    return lambda session: session.model_copy(update=fields)


def _with_payload(session: Session, name: str, payload: JsonValue) -> Session:
    saved = session.invocation[name].model_copy(update={"payload": payload})
    return session.model_copy(update={"invocation": session.invocation | {name: saved}})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda session: session, []),
        (
            sets("recipient", "+1"),
            ['-recipient   =  "+18085555555"   # mine', '+recipient   =  "+1"   # mine'],
        ),
        (
            sets("recipient", None),
            ['-recipient   =  "+18085555555"   # mine', '+recipient_json   =  "null"   # mine'],
        ),
        (removes("recipient"), ['-recipient   =  "+18085555555"   # mine']),
        (
            sets("text", 'Hello,\n  your "code" is 654321\n'),
            ['-  your "code" is 123456', '+  your "code" is 654321'],
        ),
        (sets("context.ip", "::2"), [f"-{CONTEXT}", f"+{CONTEXT.replace('::1', '::2')}"]),
        (
            sets("context.client.id", 5),
            [f"-{CONTEXT}", f"+{CONTEXT.replace(', list', ', client.id = 5, list')}"],
        ),
        (sets("context.list", [2, 3]), [f"-{CONTEXT}", f"+{CONTEXT.replace('1, 2', '2, 3')}"]),
        (sets("context.list", [2]), [f"-{CONTEXT}", f"+{CONTEXT.replace('1, 2', '2')}"]),
        (sets("context", None), [f"-{CONTEXT}", '+context_json = "null" # short']),
        (sets("extra", True), ["+extra = true"]),
        (sets("rows[1].id", 3), ["-id = 2 # two", "+id = 3 # two"]),
        (sets("rows", [{"id": 2}]), ["-id = 1 # one", "-[[invocation.first.payload.rows]]"]),
        (sets("rows[2]", {"id": 3}), ["+[[invocation.first.payload.rows]]", "+id = 3", "+"]),
        (sets("deep", {"a": {"b": 1}}), ["+[invocation.first.payload.deep.a]", "+b = 1", "+"]),
        (sets("recipient", "+2", "second"), ['-  "recipient": "+1",', '+  "recipient": "+2",']),
        (has(tags=("enrollment",)), ['-    "smoke",']),
        (has(tags=("smoke",)), ['-    "enrollment", # as in the plan']),
        (has(tags=("enrollment", "smoke", "new")), ['+    "new",']),
        (has(name="Named"), ['+name = "Named"']),
        (has(note="noted"), ['-note = ""', '+note = "noted"']),
        (has(target="local"), ['+target = "local"']),
        (has(targets={}), ["-", *(f"-{line}" for line in TARGET.splitlines())]),
    ],
)
def test_a_save_changes_what_has_changed(
    change: Callable[[Session], Session], expected: list[str]
) -> None:
    assert diff(FILE, change) == expected
    with_crlf = FILE.replace("\n", "\r\n")
    assert diff(with_crlf, change) == expected


def renamed(session: Session) -> Session:
    first, second = session.invocation.values()
    return session.model_copy(update={"invocation": {"start": first, "second": second}})


def turned(session: Session) -> Session:
    return session.model_copy(update={"invocation": dict(reversed(session.invocation.items()))})


def doubled(session: Session) -> Session:
    first, second = session.invocation.values()
    invocation = {"first": first, "between": second, "second": second}
    return session.model_copy(update={"invocation": invocation})


def without_first(session: Session) -> Session:
    return session.model_copy(update={"invocation": {"second": session.invocation["second"]}})


def saved(change: Callable[[Session], Session]) -> str:
    return update(FILE, merged(tomllib.loads(FILE), change(parse(FILE))))


def test_a_renamed_invocation_keeps_its_comments() -> None:
    assert saved(renamed) == FILE.replace("invocation.first", "invocation.start")


def test_invocations_in_another_order_take_their_comments_along() -> None:
    start, second = FILE.index("# The first one."), FILE.index("# The second one.")
    assert saved(turned) == FILE[:start] + FILE[second:] + "\n" + FILE[start:second].rstrip() + "\n"


def test_a_new_invocation_goes_to_its_place() -> None:
    new = '[invocation.between.payload]\nrecipient = "+1"\ntext_json = "null"\n\n'
    place = FILE.index("# The second one.")
    assert saved(doubled) == FILE[:place] + new + FILE[place:]


def test_a_removed_invocation_leaves_the_comment_above() -> None:
    start, end = FILE.index("[invocation.first]"), FILE.index("# The second one.")
    assert saved(without_first) == FILE[:start] + "\n" + FILE[end:]

"""Every error that the engine raises to a caller has one base, and a class to be caught by."""

from __future__ import annotations

import builtins
import re
from pathlib import Path

import pytest

from sessions.contract.json_text import loads
from sessions.errors import OffhookError
from sessions.store.session_file import read

ENGINE = Path(__file__).parents[2] / "sessions"
OTHERS_CODE = {"examples", "python", "starter"}
"""Folders of what runs in a child, or is a user's."""
CLASS = re.compile(r"^ *class ([^_]\w*)\(([^)]*)\):", re.MULTILINE)
BASE = re.compile(r"(?:^|, )(\w+)(?=,|$)")
STAYS_INSIDE = {
    "BadItem": "a remark of the import",
    "CannotEdit": "becomes an error of the folder, with the file",
    "CannotSend": "becomes an outcome",
    "Conflict": "has the hook ported in the shim",
    "Misshapen": "a child's message that says nothing",
    "NoTree": "becomes an error of the folder, with the file and line",
    "NotAsExpected": "a failure of pytest's",
    "Stopped": "ends a thread",
    "SyntaxProblem": "becomes an error of `port`, with the hook's file before it",
    "TooLarge": "becomes an outcome, or an outbound call that says so",
    "TooManyWait": "becomes an answer of the inbox, HTTP 503",
    "TookTooLong": "becomes a verdict",
    "UnknownEncoding": "an UnreadableEncoding",
    "Unreadable": "a message without its file, which its callers put before it",
    "UnreadableEncoding": "becomes an outcome, or an outbound call that says so",
    "Unready": "becomes an outcome",
    "Unsure": "has the hook ported in another way",
    "Whole": "an object that is kept whole",
}


def public_exceptions() -> dict[str, set[str]]:
    """The bases of every exception class of the engine that has a public name, by that name."""
    files = (path for path in ENGINE.rglob("*.py") if not OTHERS_CODE & set(path.parts))
    classes = {
        name: set(BASE.findall(bases))
        for path in files
        for name, bases in CLASS.findall(path.read_text("utf-8"))
    }

    def is_exception(name: str) -> bool:
        built_in = getattr(builtins, name, None)
        if isinstance(built_in, type):
            return issubclass(built_in, BaseException)
        return any(is_exception(base) for base in classes.get(name, ()))

    return {name: bases for name, bases in classes.items() if is_exception(name)}


def test_every_error_has_the_one_base() -> None:
    found = public_exceptions()

    def has_the_base(name: str) -> bool:
        return name == OffhookError.__name__ or any(map(has_the_base, found.get(name, ())))

    assert {name for name in found if not has_the_base(name)} == set(STAYS_INSIDE)
    assert {"SessionError", "NotAllowed", "BrokenSessions", "JsonError"} <= set(found)


def test_one_clause_catches_what_is_wrong_with_a_file_and_with_a_text(tmp_path: Path) -> None:
    with pytest.raises(OffhookError, match=r"a\.toml: cannot be read: no such file"):
        read(tmp_path / "a.toml")
    with pytest.raises(OffhookError, match="line 1, column 4"):
        loads("[1 2]")

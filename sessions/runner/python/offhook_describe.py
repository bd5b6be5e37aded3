"""Errors and responses as plain facts, for offhook to judge. Nothing here raises."""
# ruff: noqa: PTH100, PTH113, PTH120
# (pathlib would cost every start three milliseconds)

from __future__ import annotations

import errno
import inspect
import json
import math
import os
import re
import traceback
from types import FrameType
from typing import Any, cast

from offhook_channel import cut
from offhook_provider import Facts, provider

MOST_FRAMES = 12
LONGEST_TEXT = 4096
LONGEST_STACK = 16384
LARGEST_RESPONSE = 8 << 20
MOST_DROPPED = 20
DEEPEST = 200

_HERE = os.path.dirname(os.path.abspath(__file__))
_LIBRARY = os.path.dirname(os.__file__) + os.sep
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_BARE = re.compile(r"[^\s.\[\]\"=]+")


def is_own(file: str) -> bool:
    """Whether a file is the hook author's own source: no library, no installed package, not us."""
    return (
        not file.startswith("<")
        and os.path.dirname(file) != _HERE
        and not any(part in file for part in _PACKAGES)
        and not file.startswith(_LIBRARY)
    )


def place_of(frame: FrameType | None) -> Facts | None:
    """The innermost place in the hook author's own source, from this frame outwards."""
    while frame is not None:
        if is_own(frame.f_code.co_filename):
            return {"file": frame.f_code.co_filename, "line": frame.f_lineno, "column": None}
        frame = frame.f_back
    return None


def call_site() -> Facts | None:
    """Where in the hook author's own source this is called from."""
    return place_of(inspect.currentframe())


def innermost(error: BaseException) -> Facts | None:
    """Where in the hook author's own source an error was raised."""
    return next((frame for frame in _frames(error) if frame["own"]), None)


def _frames(error: BaseException) -> list[Facts]:
    summaries = traceback.extract_tb(error.__traceback__)
    frames = [
        {
            "file": summary.filename,
            "line": summary.lineno or 0,
            "column": _column(summary),
            "own": is_own(summary.filename),
        }
        for summary in reversed(summaries)
        if not _is_machinery(summary.filename)
    ]
    return frames[:MOST_FRAMES]


def is_of_runner(error: BaseException) -> bool:
    """Whether an error came out of our own code, and of none that the hook has brought along."""
    files = [summary.filename for summary in traceback.extract_tb(error.__traceback__)]
    return all(os.path.dirname(file) == _HERE or file.startswith(_LIBRARY) for file in files)


def _column(summary: traceback.FrameSummary) -> int | None:
    column = getattr(summary, "colno", None)  # since Python 3.11
    return None if column is None else column + 1


def _is_machinery(file: str) -> bool:
    return file.startswith("<frozen importlib") or os.path.dirname(file) == _HERE


def error(thrown: Any, depth: int = 0) -> Facts:
    """What was raised or given as an error. Anything but an exception becomes one."""
    if not isinstance(thrown, BaseException):
        return _no_exception(thrown)
    code = getattr(thrown, "code", None)
    if isinstance(thrown, OSError) and thrown.errno:
        code = errno.errorcode.get(thrown.errno, thrown.errno)
    facts: Facts = {
        "is_error": True,
        "name": type(thrown).__name__,
        "message": _text(thrown),
        "code": code if isinstance(code, (str, int)) else None,
        "stack": _stack(thrown),
        "frames": _frames(thrown),
    }
    own = {name: _shown(value) for name, value in vars(thrown).items() if name[:1] != "_"}
    facts["properties"] = json.dumps({name: own[name] for name in own if name != "code"})
    data = {"stack": facts["stack"], "message": facts["message"], **own}
    facts["wire"] = json.dumps({"status": "error", "data": data})
    facts["provider"] = provider(thrown)
    cause = thrown.__cause__ or (None if thrown.__suppress_context__ else thrown.__context__)
    if cause is not None and depth < 5:
        facts["cause"] = error(cause, depth + 1)
    return facts


def _no_exception(thrown: Any) -> Facts:
    members = cast("Facts", thrown) if isinstance(thrown, dict) else {}
    message = members.get("message") or getattr(cast("Any", thrown), "message", None)
    rest = {str(name): _shown(value) for name, value in members.items() if name != "message"}
    return {
        "is_error": False,
        "name": "Error",
        "message": _text(message or thrown),
        "properties": json.dumps(rest),
        "frames": [],
        "value": json.dumps(_shown(thrown)),
    }


def _stack(thrown: BaseException) -> str:
    shown = traceback.TracebackException.from_exception(thrown)
    kept = [frame for frame in shown.stack if not _is_machinery(frame.filename)]
    shown.stack = traceback.StackSummary.from_list(kept)
    return cut("".join(shown.format(chain=False)).rstrip("\n"), LONGEST_STACK)


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception:  # whatever a hook's own __str__ may raise
        return f"(a {type(value).__name__} that cannot be shown)"


def _shown(value: Any) -> Any:
    """The value where it is small and plain, else its text."""
    try:
        plain = Plain()
        member = plain.value(value, "", ())
        if not plain.deep and len(json.dumps(member)) <= LONGEST_TEXT:
            return member
    except (Unserialisable, ValueError, RecursionError):
        pass
    return cut(_text(value), LONGEST_TEXT)


def syntax_place(error: BaseException) -> Facts | None:
    """For a SyntaxError of a source file: where in it."""
    if not isinstance(error, SyntaxError) or not os.path.isfile(error.filename or ""):
        return None
    return {
        "file": error.filename,
        "line": error.lineno or 1,
        "column": error.offset or None,
        "own": True,
    }


class Unserialisable(Exception):
    """A value that JSON has no form for; `path` is where in the response it is."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(what)
        self.path = path
        self.what = what


class Plain:
    """Turns a value into plain JSON data, noting what is lost on the way."""

    def __init__(self) -> None:
        self.dropped: list[Facts] = []
        self.more = 0
        self.deep = False

    def value(self, value: Any, path: str, above: tuple[int, ...]) -> Any:
        """`value` as JSON data. Raises Unserialisable."""
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else self._lose(value, path)
        identity = id(value)
        if not isinstance(value, (dict, list, tuple)):
            raise Unserialisable(path, f"a value of type {type(value).__name__}")
        if identity in above:
            raise Unserialisable(path, "a circular reference")
        above = (*above, identity)
        self.deep = self.deep or len(above) > DEEPEST
        if isinstance(value, dict):
            members = cast("dict[Any, Any]", value)
            return {
                _key(name, path): self.value(member, path + _step(name), above)
                for name, member in members.items()
            }
        items = cast("list[Any]", value)
        return [self.value(item, f"{path}[{at}]", above) for at, item in enumerate(items)]

    def _lose(self, value: float, path: str) -> None:
        if len(self.dropped) < MOST_DROPPED:
            self.dropped.append({"path": path, "what": str(value), "becomes": "null"})
        else:
            self.more += 1


def _key(name: Any, path: str) -> Any:
    if name is None or isinstance(name, (str, bool, int, float)):
        return name
    raise Unserialisable(path, f"a dict with a key of type {type(name).__name__}")


def _step(name: Any) -> str:
    text = str(name)
    return f".{text if _BARE.fullmatch(text) else json.dumps(text)}"


def response(value: Any) -> Facts:
    """What was answered: its JSON text, or why there is none."""
    if value is None:
        return {"given": False, "json": None}
    plain = Plain()
    try:
        text = json.dumps(plain.value(value, "response", ()))
    except Unserialisable as problem:
        return _refused(problem.path, problem.what)
    except RecursionError:
        return _refused("response", "nested too deep")
    except ValueError as problem:  # CPython's limit on the digits of an integer
        return _refused("response", str(problem))
    return {
        "given": True,
        "json": text if len(text) <= LARGEST_RESPONSE else None,
        "size": len(text),
        "dropped": plain.dropped,
        "more": plain.more,
        "deep": plain.deep,
    }


def _refused(path: str, what: str) -> Facts:
    return {"given": True, "json": None, "problem": {"path": path, "what": what}}

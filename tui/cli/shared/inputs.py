"""What the commands read: JSON from a file or stdin, and one invocation out of a session."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.targets.location import Location

from .diagnostics import Diagnostics, InputError, UsageError

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.store.model import SavedInvocation, Session
    from sessions.store.session_file import SessionFile

_MOST_BYTES: Final = 64 * 1024 * 1024
STDIN: Final = "-"


def read_json(place: str) -> JsonValue:
    """The JSON document in the file `place`, or on stdin where that is `-`.

    Raises:
        InputError: naming file, line and column.
    """
    from sessions.contract import json_text

    try:
        return json_text.loads(read_bytes(place))
    except json_text.JsonError as error:
        column = f"column {error.column}: " if error.column else ""
        raise InputError(place_name(place), f"{column}{error.message}", line=error.line) from None


def read_text(place: str) -> str:
    """The text of a file in UTF-8, or of stdin where `place` is `-`. Raises InputError."""
    content = read_bytes(place)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(place_name(place), "is no text in UTF-8", line=line) from None


def place_name(place: str) -> str:
    """What messages call a file, or stdin."""
    return "standard input" if place == STDIN else place


def read_bytes(place: str) -> bytes:
    """All of the file `place`, or of stdin where that is `-`. Raises InputError."""
    from sessions import files

    name = place_name(place)
    if not place:
        raise UsageError("the file's name is empty")
    if place == STDIN:
        if sys.stdin is None or sys.stdin.closed:
            raise InputError(name, "is closed")
        content = sys.stdin.buffer.read(_MOST_BYTES + 1)
    else:
        try:
            return files.read_bytes(Path(place), _MOST_BYTES)
        except files.Unreadable as problem:
            raise InputError(name, str(problem)) from None
        except (OSError, ValueError) as error:
            raise InputError(name, _reason(error)) from None
    if len(content) > _MOST_BYTES:
        raise InputError(name, f"is larger than {_MOST_BYTES // 2**20} MB")
    return content


def _reason(error: OSError | ValueError) -> str:
    """Why a file cannot be used, in the system's words; ValueError is a NUL in its name."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def pick(session: Session, name: str | None, path: str) -> tuple[str, SavedInvocation]:
    """The invocation called `name` in the session read from `path`, or its first.

    Raises:
        InputError: the session has none.
        UsageError: it has others, which the message lists.
    """
    if not session.invocation:
        raise InputError(path, "the session has no invocation")
    if name is None:
        name = next(iter(session.invocation))
    if name not in session.invocation:
        known = ", ".join(session.invocation)
        raise UsageError(f"unknown invocation {name!r} in {path}; it has: {known}")
    return name, session.invocation[name]


def refuse_hook(place: str, command: str = "send --target") -> None:
    """Let no hook pass where a session belongs; `command` is the one that takes hooks, and how.

    Raises:
        UsageError: `place` is a hook; with how it is given.
    """
    path = Location.parse(place).path
    if path and is_file(path):
        how = f"give it as the target: offhook {command} {place}"
        raise UsageError(f"{place}: is a hook, and no session; {how}")


def is_file(place: str) -> bool:
    """Whether there is a file; False for what no file can be called."""
    try:
        return Path(place).is_file()
    except (OSError, ValueError):  # longer than any name, or with a NUL in it
        return False


def refuse_existing(place: str) -> Path:
    """`place` as a path where a new file may stand.

    Raises:
        InputError: something stands there already, or its folder does not exist.
    """
    path = Path(place)
    try:
        if path.is_symlink() or path.exists():
            raise InputError(place, "is there already, and is never overwritten")
        if not path.parent.is_dir():
            raise InputError(place, f"there is no folder {path.parent}")
    except (OSError, ValueError) as error:
        raise InputError(place, _reason(error)) from None
    return path


def write_new(path: Path, code: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        InputError: there is one, or it cannot be written.
    """
    try:
        with path.open("xb") as file:
            try:
                file.write(code)
                file.flush()
            except BaseException:
                path.unlink()
                raise
    except FileExistsError:
        raise InputError(str(path), "is there already, and is never overwritten") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be written: {error.strerror}") from None


def place_for_report(place: str) -> Path:
    """`place` as a path where a report may be written, over an older one.

    Raises:
        InputError: no file can stand there.
    """
    path = Path(place)
    try:
        if path.is_dir():
            raise InputError(place, "is a folder")
        if not path.parent.is_dir():
            raise InputError(place, f"there is no folder {path.parent}")
    except (OSError, ValueError) as error:
        raise InputError(place, _reason(error)) from None
    return path


def sound_sessions(
    paths: Iterable[str], command: str, err: Diagnostics
) -> list[SessionFile] | None:
    """The sessions that `paths` lead to; None where some cannot be sent, and it is said why.

    Raises:
        UsageError: a hook is among them, which `command` takes (`refuse_hook`).
    """
    from sessions.replay.load import BrokenSessions, read_sessions

    named = list(paths)
    for path in named:
        refuse_hook(path, command)
    try:
        return read_sessions(map(Path, named))
    except BrokenSessions as broken:
        for error in broken.errors:
            err.error(str(error))
        return None


def chosen_sessions(
    files: Sequence[SessionFile], options: argparse.Namespace
) -> Sequence[SessionFile]:
    """Of sessions what `--invocation` and `--tag` ask for; raises UsageError where that is none."""
    from sessions.replay.select import matching

    found = matching(files, names=options.invocation, tags=options.tag)
    if not found:
        asked = [*(f"--invocation {one}" for one in options.invocation)]
        asked += (f"--tag {one}" for one in options.tag)
        raise UsageError(f"no invocation of these sessions fits {' '.join(asked)}")
    return found


def session_files(paths: Iterable[str]) -> list[Path]:
    """The session files that `paths` lead to, each once, in their order.

    Raises:
        InputError: a folder has none.
        UsageError: a hook is among them.
    """
    from sessions.store.folder import session_paths

    found: dict[Path, None] = {}
    for path in paths:
        refuse_hook(path)
        files = session_paths(Path(path))
        if not files:
            raise InputError(path, "there is no session file in this folder")
        found.update(dict.fromkeys(files))
    return list(found)

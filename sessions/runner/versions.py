"""Which version an executable says it is, remembered on the disk: to ask takes 20 ms and more.

What is remembered counts for one state of the file: its path, its size, and when it was changed.
The stand-ins of version managers say another version in another folder; those are asked each time.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from sessions.contract.json_text import JsonValue
from sessions.errors import OffhookError
from sessions.files import replace_private

from .programs import allowed_environment

_ASK_TIMEOUT: Final = 10.0
_MOST: Final = 32
"""Executables that are remembered."""

Stamp: TypeAlias = tuple[str, int, int]
"""An executable's path, its size, and when it was changed, in nanoseconds."""

_asked: dict[Stamp, str] = {}
"""What this process has learned already."""


class NoVersion(OffhookError):
    """An executable did not say its version; the message says what happened instead."""


def version_of(path: str, pattern: str) -> str:
    """What `path --version` says: the first group of `pattern` in it.

    Raises:
        NoVersion: it is not there, cannot be run, or says something else.
    """
    if problem := no_program(path):
        raise NoVersion(problem)
    status = Path(path).stat()
    state = (path, status.st_size, status.st_mtime_ns)
    if state not in _asked:
        _asked[state] = _remembered(state, pattern) if _is_itself(path) else _ask(path, pattern)
    return _asked[state]


def no_program(path: str) -> str | None:
    """Why there is no program to run at a path, in a few words; None where there is one."""
    if not os.path.dirname(path):  # noqa: PTH120 (what is called by its name lies on PATH)
        return "it is not on PATH"
    try:
        status = Path(path).stat()
    except OSError as error:
        return error.strerror or str(error)
    if not stat.S_ISREG(status.st_mode):
        return "it is no file"
    return None if os.access(path, os.X_OK) else f"it cannot be run: {os.strerror(errno.EACCES)}"


def cache_file() -> Path:
    """The file in which versions are remembered."""
    import platformdirs

    return platformdirs.user_cache_path("offhook") / "versions.json"


def _is_itself(path: str) -> bool:
    """Whether this is the interpreter, and no script or link that starts now one, now another.

    On Windows a stand-in is a program like any other.
    """
    file = Path(path)
    if os.name == "nt" or not file.is_file() or not file.resolve().name.startswith(file.name):
        return False
    try:
        with file.open("rb") as content:
            return content.read(2) != b"#!"
    except OSError:
        return False  # it may be run, and not be read


def _remembered(state: Stamp, pattern: str) -> str:
    """The version of an executable in this state: as remembered, else asked for and remembered."""
    file = cache_file()
    known = _read(file)
    if (version := known.get(state)) is None:
        version = _ask(state[0], pattern)
        others = {other: said for other, said in known.items() if other[0] != state[0]}
        _write(file, {**dict(list(others.items())[1 - _MOST :]), state: version})
    return version


def _read(file: Path) -> dict[Stamp, str]:
    """What the file has; nothing where it cannot be read or another program wrote it."""
    try:
        rows: JsonValue = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(rows, list):
        return {}
    known: dict[Stamp, str] = {}
    for row in rows:
        match row:
            case [str(path), int(size), int(changed), str(version)]:
                known[path, size, changed] = version
            case _:
                return {}
    return known


def _write(file: Path, known: dict[Stamp, str]) -> None:
    """Replace the file at once. Where that cannot be, nothing is remembered, nor is it missed."""
    with suppress(OSError):
        replace_private(file, json.dumps([[*state, version] for state, version in known.items()]))


def _ask(path: str, pattern: str) -> str:
    try:
        done = subprocess.run(
            [path, "--version"],
            capture_output=True,
            check=False,
            env=allowed_environment(),
            stdin=subprocess.DEVNULL,
            timeout=_ASK_TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        raise NoVersion(f"it did not answer within {_ASK_TIMEOUT:g} s") from None
    except OSError as error:
        raise NoVersion(f"it cannot be run: {error.strerror}") from None
    match = re.search(pattern, (done.stdout + done.stderr).decode("utf-8", "replace"))
    if match is None:
        raise NoVersion("it does not say its version")
    return match[1]

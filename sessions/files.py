"""Files that a user or a session names, read with care: whole, bounded, and never waited for."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final, TypeAlias

StrPath: TypeAlias = str | os.PathLike[str]
"""A path as a caller from Python may give it."""
Stamp: TypeAlias = tuple[int, int, int, int]
"""When a file was written and changed, in nanoseconds, its size, and its number."""

_SHELLS: Final = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
"""Where a shell's `<(command)` and a redirection stand: they are open already, and end."""
_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_AT_ONCE: Final = 1 << 20
_PAGE: Final = 1 << 12


class Unreadable(Exception):
    """It is not read; the message follows its name: `is a folder; wanted a file`."""


def read_bytes(path: Path, most: int) -> bytes:
    """All of a file's bytes.

    Raises:
        Unreadable: a folder, a device, a named pipe, or more than `most` bytes.
        OSError, ValueError: as the system says it; a ValueError is a name that no file can have.
    """
    content = read_start(path, most + 1)
    if len(content) > most:
        raise Unreadable(f"is larger than {most >> 20} MiB, which is the most that is read")
    return content


def read_start(path: Path, most: int, *, at_once: bool = False) -> bytes:
    """The first bytes of a file, at most so many; otherwise as `read_bytes`. With `at_once` what a
    single read gives, which some file systems make less: of 10,000 files that saves 40 ms."""
    check_regular(path)
    # What was a file a moment ago may be a named pipe by now: to open that would wait for ever.
    descriptor = os.open(path, _READING)
    try:
        if not _is_shells(path):
            _check(os.fstat(descriptor).st_mode)
        elif hasattr(os, "O_NONBLOCK"):
            os.set_blocking(descriptor, True)
        return os.read(descriptor, most) if at_once else _read(descriptor, most)
    finally:
        os.close(descriptor)


def read_shown(file: str) -> bytes:
    """What Linux shows of a process in a file of /proc, in a third of the time that `Path` takes:
    a dozen of them are read with each child. Raises OSError, as where the process has ended."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        return b"".join(iter(lambda: os.read(descriptor, _PAGE), b""))
    finally:
        os.close(descriptor)


def _read(descriptor: int, most: int) -> bytes:
    """The next bytes, as many as there are; a file object for each of many files doubles what
    reading their beginnings takes."""
    parts: list[bytes] = []
    while most and (part := os.read(descriptor, min(most, _AT_ONCE))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def check_regular(path: Path) -> None:
    """Look whether there is a file that can be read to its end; raises as `read_bytes` does."""
    mode = path.stat().st_mode
    if not (stat.S_ISFIFO(mode) and _is_shells(path)):
        _check(mode)


def state_folder() -> Path:
    """The user's folder for what offhook remembers from one run to the next; it need not exist."""
    import platformdirs

    return platformdirs.user_state_path("offhook")


def replace_private(path: Path, text: str) -> None:
    """Write a file of offhook's own at once, for the user alone, in a folder that is made for it.

    Raises:
        OSError: it cannot be written, and is as it was.
    """
    import secrets  # what it needs takes 3 ms to load, of each start

    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    make_private_folder(path.parent)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            new.write(text)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def make_private_folder(folder: Path) -> None:
    """Make a folder for its user alone, where there is none yet. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def is_private(path: Path) -> bool:
    """Whether nobody but its user, and root, can have written a file. Raises OSError."""
    if not hasattr(os, "geteuid"):
        return True  # where a folder of the user's is the user's alone
    status = path.stat()
    others = stat.S_IWGRP | stat.S_IWOTH
    return status.st_uid in (0, os.geteuid()) and not status.st_mode & others


def stamp(path: StrPath) -> Stamp | None:
    """By what it shows that a file is another than it was; None where there is none, which may come
    to be."""
    try:
        status = os.stat(path)  # noqa: PTH116 (hundreds of them before each invocation)
    except (OSError, ValueError):  # of what is no path, such as one with a zero byte
        return None
    changed = status.st_mtime_ns if os.name == "nt" else status.st_ctime_ns
    return status.st_mtime_ns, changed, status.st_size, status.st_ino


def real_path(path: Path) -> Path:
    """A path without symbolic links, as far as they lead anywhere. One that leads to itself stays,
    and so does one with a null character in it, which no file can have.

    `Path.resolve` raises RuntimeError for one that leads to itself before Python 3.13.
    """
    try:
        return Path(os.path.realpath(path))
    except ValueError:
        return path.absolute()


def _is_shells(path: Path) -> bool:
    return str(path).startswith(_SHELLS)


def _check(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable("is a folder; wanted a file")
    if not stat.S_ISREG(mode):
        raise Unreadable("is no regular file")

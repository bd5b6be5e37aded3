"""Files read with care and replaced whole: what is on the disk is the old text or the new one.

Of several that save one file at once, one does, and the others get `ChangedOnDisk`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from enum import Enum
from pathlib import Path
from typing import Final

from sessions.files import Unreadable, check_regular, read_start

from .errors import ChangedOnDisk, SessionError
from .lock import locked

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest file that is read."""
_FORGOTTEN: Final = 24 * 60 * 60
"""Seconds after which nobody can be writing a temporary file any more."""
_TEMPORARY: Final = ".offhook-{}.tmp"
_NO_TEXT: Final = "\udc80"
"""Stands for what cannot be read as text. No text that was read is equal to it."""


class Whatever(Enum):
    """What a file may hold that is replaced unseen."""

    IS_THERE = "whatever is there"


def read_text(path: Path) -> str:
    """The text of a file exactly as it stands there: byte order mark and CRLF included.

    Raises:
        SessionError: it is not there, no regular file, unreadable, too large, or not UTF-8.
    """
    try:
        check_regular(path)
        check_size(path, path.stat().st_size)
        content = read_start(path, MAX_BYTES + 1)
    except Unreadable as problem:
        raise SessionError(str(problem), path=path) from None
    except (OSError, ValueError) as error:
        raise _explained(error, path, "read") from None
    check_size(path, len(content))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SessionError(
            f"not UTF-8 text (byte 0x{content[error.start]:02x})", path=path, line=line
        ) from None


def text_there(path: Path) -> str | None:
    """What a save would replace: None where there is no file, and what equals no text where it
    cannot be read as text.

    Raises:
        SessionError: a folder, a device or the like stands there.
    """
    try:
        _check_regular(path, path.stat().st_mode)
    except (OSError, ValueError):
        return None  # if more is wrong than that there is no file, writing it says so
    try:
        return read_text(path)
    except SessionError:
        return _NO_TEXT


def check_unchanged(path: Path, expected: str | None) -> None:
    """Raise ChangedOnDisk where `path` does not hold `expected`: a text, or None for no file."""
    there = text_there(path)
    if there == expected:
        return
    if expected is None:
        message = "is there already; choose another name, or overwrite it"
    elif there is None:
        message = "is gone since it was read"
    else:
        message = "was changed on disk since it was read"
    raise ChangedOnDisk(message, path=path)


def replace_text(
    path: Path, text: str, *, expected: str | Whatever | None = Whatever.IS_THERE
) -> None:
    """Write a file at once: a kill or a full disk leaves the old one whole.

    The text goes to a temporary file beside it, is flushed to the disk, and takes the place of
    the old file, whose owner, mode and attributes it gets as far as the system lets it. A symbolic
    link stays; what it leads to is written. Temporary files that were left there more than a day
    ago are removed.

    Args:
        path: the file; it need not exist, its folder must.
        text: what it is to hold.
        expected: what it holds, None for no file. That is looked at right before it is replaced,
            while no other offhook can replace it.

    Raises:
        ChangedOnDisk: it does not hold `expected`; it stays as it is.
        SessionError: the folder is missing or read-only, the disk is full, …
    """
    import secrets  # as in `files`

    try:
        target = Path(os.path.realpath(path))
        old = _old(target, path)
        temporary = target.with_name(_TEMPORARY.format(secrets.token_hex(8)))
        try:
            _write_new(temporary, text.encode(), old and (target, old))
            with locked(target.parent):
                if not isinstance(expected, Whatever):
                    check_unchanged(path, expected)
                temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise _explained(error, path, "written") from None
    _flush_folder(target.parent)
    _remove_forgotten(target.parent)


def move(path: Path, to: Path) -> None:
    """Give a file another name, and another folder where that is there. Nothing is overwritten.

    Raises:
        ChangedOnDisk: there is something by the new name.
        SessionError: it cannot be moved, and is where it was.
    """
    try:
        with locked(to.parent):
            if os.path.lexists(to) and not (path.exists() and to.exists() and path.samefile(to)):
                raise ChangedOnDisk("is there already; choose another name", path=to)
            shutil.move(path, to)
    except (OSError, ValueError) as error:
        raise _explained(error, to, "written") from None


def reason_of(error: OSError | ValueError) -> str:
    """What the system says, in a few words: `permission denied`."""
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "no file can have such a name"  # a null character, a lone surrogate


def _old(target: Path, path: Path) -> os.stat_result | None:
    """The state of the file that `path` leads to; None where there is none."""
    try:
        old = target.stat()
    except FileNotFoundError:
        return None
    _check_regular(path, old.st_mode)
    if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise SessionError("cannot be written: the file is read-only", path=path)
    return old


def _write_new(path: Path, content: bytes, old: tuple[Path, os.stat_result] | None) -> None:
    """Write a file that is not there yet; with `old`, one that can take the place of that file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if old else 0o666)
    with os.fdopen(descriptor, "wb") as file:
        if old:
            _take_over(path, *old)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _take_over(path: Path, source: Path, old: os.stat_result) -> None:
    """Give `path` the owner, group, mode and attributes of `source`, as far as we may.

    Where the group cannot be kept, the group that it has instead gets no more than everybody.
    """
    mode = stat.S_IMODE(old.st_mode)
    if hasattr(os, "chown"):
        for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
            with contextlib.suppress(OSError):
                os.chown(path, owner, group)
        if path.stat().st_gid != old.st_gid:
            mode = mode & ~stat.S_IRWXG | (mode & stat.S_IRWXO) << 3
    path.chmod(mode)
    if hasattr(os, "listxattr"):  # Linux, where lists of access rights are among them
        with contextlib.suppress(OSError):
            for name in os.listxattr(source):
                with contextlib.suppress(OSError):
                    os.setxattr(path, name, os.getxattr(source, name))


def _flush_folder(folder: Path) -> None:
    """Make the new name last, where the system lets folders be flushed; the file itself is safe."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_forgotten(folder: Path) -> None:
    """Remove temporary files that a kill has left there; one that cannot be removed stays."""
    oldest = time.time() - _FORGOTTEN
    for file in folder.glob(_TEMPORARY.format("[0-9a-f]" * 16)):
        with contextlib.suppress(OSError):
            if file.lstat().st_mtime < oldest:
                file.unlink()


def _check_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise SessionError("is a folder; wanted a file", path=path)
    if not stat.S_ISREG(mode):
        raise SessionError("is no regular file", path=path)


def check_size(path: Path, size: int) -> None:
    """Raise SessionError where a file of `size` bytes is too large to be read."""
    if size > MAX_BYTES:
        found = f"{size / 2**20:,.0f} MiB" if size > MAX_BYTES + 2**20 else "more than 8 MiB"
        raise SessionError(f"too large ({found}); at most 8 MiB are taken", path=path)


def _explained(error: OSError | ValueError, path: Path, verb: str) -> SessionError:
    """A failure of the system in words, about the file that was asked for."""
    reason = reason_of(error)
    if isinstance(error, FileNotFoundError):
        folder = path.parent
        reason = "no such file" if folder.is_dir() else f"there is no folder {folder}"
    return SessionError(f"cannot be {verb}: {reason}", path=path)

"""Files read with care and replaced whole: what is on the disk is the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
from pathlib import Path
from typing import Final

from .errors import SessionError

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest file that is read."""
_FORGOTTEN: Final = 24 * 60 * 60
"""Seconds after which nobody can be writing a temporary file any more."""
_TEMPORARY: Final = ".offhook-{}.tmp"


def read_text(path: Path) -> str:
    """The text of a file exactly as it stands there: byte order mark and CRLF included.

    Raises:
        SessionError: it is not there, no regular file, unreadable, too large, or not UTF-8.
    """
    try:
        status = path.stat()
        _check_regular(path, status.st_mode)
        check_size(path, status.st_size)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
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
    """What a save would replace: None where there is no file, "" where it cannot be read as text.

    Raises:
        SessionError: a folder, a device or the like stands there.
    """
    try:
        _check_regular(path, path.stat().st_mode)
    except (OSError, ValueError):
        return None  # if more is wrong than that there is no file, writing it will tell
    try:
        return read_text(path)
    except SessionError:
        return ""


def replace_text(path: Path, text: str) -> None:
    """Write a file at once: a kill or a full disk leaves the old one whole.

    The text goes to a temporary file beside it, is flushed to the disk, and takes the place of
    the old file, whose mode it gets. A symbolic link stays; what it leads to is written.
    Temporary files that were left there more than a day ago are removed.

    Raises:
        SessionError: the folder is missing or read-only, the disk is full, …
    """
    try:
        target = Path(os.path.realpath(path))
        mode = _mode(target, path)
        temporary = target.with_name(_TEMPORARY.format(secrets.token_hex(8)))
        try:
            _write_new(temporary, text.encode(), mode)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise _explained(error, path, "written") from None
    _flush_folder(target.parent)
    _remove_forgotten(target.parent)


def reason_of(error: OSError | ValueError) -> str:
    """What the system says, in a few words: `permission denied`."""
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "no file can have such a name"  # a null character, a lone surrogate


def _mode(target: Path, path: Path) -> int | None:
    """The permissions of the file that `path` leads to; None where there is none."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    _check_regular(path, mode)
    if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise SessionError("cannot be written: the file is read-only", path=path)
    return stat.S_IMODE(mode)


def _write_new(path: Path, content: bytes, mode: int | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        if mode is not None:
            path.chmod(mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


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

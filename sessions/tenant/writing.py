"""What was pulled, written into a folder: none over another file unless that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.files import Unreadable, read_bytes
from sessions.store.disk import replace_text

from .errors import TenantError
from .pull import Pulled, PulledFile

_LARGEST: Final = 1 << 24


@dataclass(frozen=True, slots=True)
class Writing:
    """The files of a pull, by what is there already."""

    new: tuple[Path, ...]
    other: tuple[Path, ...]
    """There, and not as in the tenant."""
    same: tuple[Path, ...]


def look(folder: Path, pulled: Pulled) -> Writing:
    """What is there of the files of a pull. Raises TenantError where it is no folder, and none can
    be made there."""
    if not folder.is_dir() and (folder.exists() or not folder.parent.is_dir()):
        raise TenantError(f"{folder}: is no folder")
    new: list[Path] = []
    other: list[Path] = []
    same: list[Path] = []
    for file in pulled.files:
        path = folder / file.name
        if not path.exists() and not path.is_symlink():
            new.append(path)
        else:
            (same if _holds(path, file) else other).append(path)
    return Writing(tuple(new), tuple(other), tuple(same))


def write(folder: Path, pulled: Pulled, *, force: bool) -> Writing:
    """Write all that is not there as it is in the tenant, or nothing; the folder is made.

    Raises:
        TenantError: one of them is there and another, and `force` does not say to replace it.
        SessionError, OSError: it cannot be written.
    """
    found = look(folder, pulled)
    if found.other and not force:
        raise TenantError(
            f"{found.other[0]}: is there already, and is another; --force replaces it, offhook "
            "tenant diff shows how"
        )
    if pulled.files:
        folder.mkdir(exist_ok=True)
    for file in pulled.files:
        path = folder / file.name
        if path in found.new:
            replace_text(path, _text(path, file), expected=None)
        elif path in found.other:
            replace_text(path, _text(path, file))
    return found


def _holds(path: Path, file: PulledFile) -> bool:
    try:
        return read_bytes(path, _LARGEST) == _text(path, file).encode()
    except (OSError, Unreadable):
        return False


def _text(path: Path, file: PulledFile) -> str:
    try:
        file.text.encode()
    except UnicodeEncodeError:
        raise TenantError(f"{path}: would have half a character in it: no text in UTF-8") from None
    return file.text

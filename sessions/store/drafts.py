"""Edits that are not saved, kept so that they outlive the program: what was left is offered again.

Each offhook keeps one draft, in a folder of its own in the user's state folder, which it holds
locked while it lives: the system lets go of it however the program ends.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from sessions.contract.json_text import dumps as json_text
from sessions.contract.json_text import is_object, loads
from sessions.errors import OffhookError
from sessions.files import (
    Unreadable,
    make_private_folder,
    read_bytes,
    real_path,
    replace_private,
    state_folder,
)

from .disk import reason_of
from .errors import SessionError
from .leaks import refuse_secrets, refuse_userinfo
from .lock import Hold
from .model import Session
from .session_file import SessionFile, dumps, parse

_NAME: Final = "draft.json"
_MOST_BYTES: Final = 256 * 2**20
_FORGOTTEN_AFTER: Final = timedelta(days=30)
"""How long a draft is kept that nobody wants, as mail programs keep what is deleted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A session as it was edited and not saved.

    `file` is what it was read from, with the text that stood there; None for a new session, which
    is known by the `folder` that it was begun in. A path is kept as an absolute one: `session.toml`
    is another file in another folder.
    """

    session: Session
    current: str
    file: SessionFile | None
    folder: Path
    at: datetime

    def is_of(self, path: Path | None, folder: Path) -> bool:
        """Whether it is of the session in a file, or of a new one in a folder, or of one there
        whose file is gone."""
        if path:
            return self.file is not None and real_path(path) == real_path(self.file.path)
        is_lost = self.file is None or not self.file.path.exists()
        return is_lost and real_path(folder) == real_path(self.folder)

    def text(self, forbidden: Mapping[str, str]) -> str:
        """The JSON text that is kept. Raises SessionError for what no save writes either."""
        session, base = dumps(self.session), self.file.text if self.file else None
        for each in filter(None, (session, base)):
            refuse_secrets(each.removeprefix("\ufeff"), forbidden)
        refuse_userinfo(self.session, base or "")
        return json_text(
            {
                "format": 1,
                "at": self.at.isoformat(),
                "path": str(self.file.path.absolute()) if self.file else None,
                "folder": str(self.folder.absolute()),
                "current": self.current,
                "base": base,
                "session": session,
            }
        )

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """What `text` wrote. Raises ValueError or SessionError where it is not that."""
        document = loads(text)
        if not is_object(document) or document.get("format") != 1:
            raise ValueError("no draft of this version")
        path, base = document.get("path"), document.get("base")
        folder = Path(str(document.get("folder")))
        file = None
        if isinstance(path, str) and isinstance(base, str):
            # earlier versions kept a relative path as it was given; its file is in the folder
            where = Path(path) if Path(path).is_absolute() else folder / Path(path).name
            file = SessionFile(where, parse(base), base)
        return cls(
            parse(str(document.get("session"))),
            str(document.get("current")),
            file,
            folder,
            datetime.fromisoformat(str(document.get("at"))),
        )


class DraftError(OffhookError):
    """A draft could not be kept; nothing else is wrong."""


class OwnDraft:
    """The draft of this program, replaced whole each time."""

    def __init__(self) -> None:
        self._folder = _drafts() / secrets.token_hex(8)
        self._hold: Hold | None = None

    def keep(self, draft: Draft, forbidden: Mapping[str, str]) -> None:
        """Keep it in the place of the one before.

        Raises:
            DraftError: it cannot be written, or one of the values of secrets in `forbidden`, by
                name, is in it. There is none then.
        """
        try:
            text = draft.text(forbidden)
            self._begin()
            replace_private(self._folder / _NAME, text)
        except (OSError, SessionError) as error:
            self.drop()
            raise DraftError(_why(error)) from None

    def _begin(self) -> None:
        """Hold a folder of our own: one that is looked into this very moment is not to be had."""
        while self._hold is None:
            self._folder = _drafts() / secrets.token_hex(8)
            make_private_folder(self._folder)
            self._hold = Hold.of(self._folder)

    def drop(self) -> None:
        """Keep none: all is saved, or meant to go."""
        with suppress(OSError):  # what stays is offered once more, which costs a question
            (self._folder / _NAME).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of what is kept: from now on it is left behind."""
        if self._hold:
            self._hold.release()
            self._hold = None
        if self._folder.is_dir() and not (self._folder / _NAME).exists():
            shutil.rmtree(self._folder, ignore_errors=True)


def _why(error: OSError | SessionError) -> str:
    """In the same words as long as it stays so: each try is for a folder of another name, and the
    line is one of a text that nobody sees."""
    if isinstance(error, OSError):
        return f"{_drafts()}: {reason_of(error)}"
    return str(SessionError(error.message, key=error.key))


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """A draft whose program has ended."""

    draft: Draft
    _folder: Path

    def remove(self) -> None:
        """It is taken over, or not wanted."""
        shutil.rmtree(self._folder, ignore_errors=True)


def left_behind(path: Path | None, folder: Path) -> list[LeftDraft]:
    """The drafts that programs left of the session in `path`, else of a new one in `folder`; the
    latest first. What cannot be read is passed over, and removed after a month, as all is."""
    found = [left for left in _all() if left.draft.is_of(path, folder)]
    return sorted(found, key=lambda left: left.draft.at, reverse=True)


def _all() -> Iterator[LeftDraft]:
    try:
        folders = [each for each in _drafts().iterdir() if each.is_dir()]
    except OSError:
        return
    for folder in folders:
        hold = Hold.of(folder)
        if hold is None:
            continue
        try:
            draft = _read(folder)
        finally:
            hold.release()
        if draft:
            yield LeftDraft(draft, folder)


def _read(folder: Path) -> Draft | None:
    file = folder / _NAME
    try:
        age = datetime.now(UTC) - datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        if age > _FORGOTTEN_AFTER:
            shutil.rmtree(folder, ignore_errors=True)
            return None
        return Draft.read(read_bytes(file, _MOST_BYTES))
    except (OSError, ValueError, Unreadable, SessionError):
        return None


def _drafts() -> Path:
    return state_folder() / "drafts"

"""The session being edited: pure state with its operations. No screen, no asking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sessions.contract.invocation import example
from sessions.files import Stamp, real_path, stamp
from sessions.store import session_file
from sessions.store.disk import check_unchanged
from sessions.store.drafts import Draft
from sessions.store.errors import SessionError
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import SessionFile
from sessions.targets.location import STARTER

from .edited_session import EditedSession, EditError
from .merging import Merged, merged
from .undo import Moment, same_session

UNTITLED: Final = "enrollment-sms.toml"


class Document(EditedSession):
    """An open session: the file it came from, its present state, and the current invocation.

    A session without a file is a new one. Whether there are unsaved changes is found by comparing
    with what was loaded or saved last, so a change that is typed back counts as none.
    """

    def __init__(
        self, session: Session, file: SessionFile | None = None, as_read: Stamp | None = None
    ) -> None:
        super().__init__(session)
        self.file = file
        self._saved = session
        self._stamp = as_read
        self.proposed: Path | None = None
        """Where a session that has no file is to be saved, if that is wanted."""

    @classmethod
    def new(cls) -> Document:
        """A session of one invocation, the example of the product document, for the starter."""
        sample = example()
        saved = SavedInvocation(payload=sample.payload)
        return cls(Session(target=STARTER, invocation={sample.name: saved}))

    @classmethod
    def open(cls, path: Path) -> Document:
        """The session in a file. Raises SessionError where it cannot be read."""
        before = stamp(path)  # what is written while it is read has another
        opened = session_file.read(path)
        return cls(opened.session, opened, before)

    @classmethod
    def left(cls, draft: Draft) -> Document:
        """The session of a draft that was left behind: its edits can be undone. One whose file is
        gone is a new session, for which the old name is proposed."""
        if draft.file and draft.file.path.exists():
            document = cls(draft.file.session, draft.file)
        else:
            document = cls.new()
            document.proposed = draft.file.path if draft.file else None
        names = draft.session.invocation
        current = draft.current if draft.current in names else next(iter(names), "")
        document._become(Moment(draft.session, current))
        return document

    def draft(self) -> Draft:
        """What is to be kept of it while it is not saved."""
        return Draft(self.session, self._current, self.file, self.folder, datetime.now(UTC))

    # What it is

    @property
    def path(self) -> Path | None:
        """The file it is saved in; None for a session that was never saved."""
        return self.file.path if self.file else None

    @property
    def place(self) -> Path:
        """The file it is saved in, or would be by the name of a new one."""
        return self.path or self.folder / "new session"

    @property
    def folder(self) -> Path:
        """What paths in the session are relative to."""
        return real_path(self.path).parent if self.path else Path.cwd()

    @property
    def dirty(self) -> bool:
        """Whether something would be lost if it went now."""
        return not same_session(self.session, self._saved)

    # Files

    def save(
        self,
        path: Path | None = None,
        *,
        overwrite: bool = False,
        forbidden: Mapping[str, str] | None = None,
    ) -> Path:
        """Save to its file, or to `path` from now on.

        `forbidden` are the values of secrets, which must not be written, by name.

        Raises:
            EditError: the session has no file yet and no path is given.
            ChangedOnDisk: the file was changed by someone else, or is there already.
            SessionError: it cannot be written.
        """
        target = path or self.path
        if target is None:
            raise EditError("a new session needs a path to be saved to")
        opened = self.file if self.is_saved_in(target) else None
        written = session_file.write(
            target, self.session, opened=opened, overwrite=overwrite, forbidden=forbidden or {}
        )
        self.file, self._stamp = written, stamp(written.path)
        self._saved = self.session
        return written.path

    def changed_on_disk(self) -> bool:
        """Whether its file is no longer what was read or written last."""
        if self.file is None or stamp(self.file.path) == self._stamp:
            return False
        try:
            check_unchanged(self.file.path, self.file.text)
        except SessionError:
            return True
        self._stamp = stamp(self.file.path)
        return False

    def accept_disk(self) -> None:
        """Take what is on disk for known, until it changes once more; saving still asks."""
        self._stamp = stamp(self.file.path) if self.file else None

    def is_saved_in(self, path: Path) -> bool:
        """Whether `path` is the session's own file, however it is spelled."""
        return self.file is not None and real_path(self.file.path) == real_path(path)

    def reload(self) -> None:
        """Read the file again, dropping all changes. Raises SessionError, changing nothing."""
        if self.file is None:
            raise EditError("a new session has no file to be read again")
        before = stamp(self.file.path)
        opened = session_file.read(self.file.path)
        self._read(opened, before, opened.session)

    def merge(self) -> Merged:
        """Lay what was changed here and what was changed in the file since it was read together, as
        one edit. What was changed in both stays as it is here, and is named in the result.

        Raises SessionError where the file cannot be read, changing nothing.
        """
        if self.file is None:
            raise EditError("a new session has no file to be merged with")
        before = stamp(self.file.path)
        opened = session_file.read(self.file.path)
        result = merged(self._saved, self.session, opened.session)
        self._read(opened, before, result.session)
        return result

    def moved_to(self, path: Path) -> None:
        """Its file has another path from now on, with the same text in it."""
        if self.file is None:
            raise EditError("a new session has no file to be moved")
        self.file = SessionFile(path, self.file.session, self.file.text)
        self._stamp = stamp(path)

    def _read(self, opened: SessionFile, at: Stamp | None, session: Session) -> None:
        """Become a session that its file has led to, as it was read at a time."""
        names = session.invocation
        current = self._current if self._current in names else next(iter(names), "")
        self.file, self._saved, self._stamp = opened, opened.session, at
        self._become(Moment(session, current))

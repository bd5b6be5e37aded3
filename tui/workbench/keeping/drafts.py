"""What is edited and not saved outlives a crash: kept as one types, and offered again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final, Protocol

from sessions.editing.document import Document
from sessions.editing.undo import same_session
from sessions.store.drafts import Draft, DraftError, LeftDraft, OwnDraft, left_behind
from tui.dialogs.ask import Choose
from tui.keys.labels import key_of
from tui.workbench.form.editable import short_path
from tui.workbench.messages import NotKept
from tui.workbench.stage import Stage, Workspace

if TYPE_CHECKING:
    from textual.timer import Timer

    from sessions.store.model import Session

_PAUSE: Final = 0.3
"""Seconds from an edit until it is kept: what a kill may cost. A thread writes 40 kB in 6 ms."""

_AT_RISK: Final = "A crash would lose unsaved edits"


class DraftStage(Stage, Protocol):
    """A stage for sessions that come back."""

    def take(self, document: Document) -> None:
        """Show another session."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Do something later."""
        ...


class SessionDrafts:
    """Keeps the draft of the open session, and offers those that were left behind."""

    def __init__(self, stage: DraftStage, work: Workspace) -> None:
        self._stage = stage
        self._work = work
        self._own = OwnDraft()
        self._writing = Lock()
        self._unsaved: Session | None = None
        self._typed = work.secrets.typed
        self._latest: Draft | None = None
        self._kept: Draft | None = None
        self._timer: Timer | None = None
        self._taken: LeftDraft | None = None
        self._problem = ""
        self._were_offered = False

    def look(self) -> None:
        """Have the session kept, where it has been edited since, or its draft dropped: what was
        typed in as a secret may stand in it."""
        document, typed = self._work.document, self._work.secrets.typed
        unsaved = document.session if document.dirty else None
        if unsaved is self._unsaved and typed == self._typed:
            return
        self._unsaved, self._typed = unsaved, typed
        self._latest = document.draft() if unsaved else None
        if self._timer is None:
            self._timer = self._stage.set_timer(_PAUSE, self._begin)

    def moved(self) -> None:
        """The session's file has another name: what is kept of it is to have that too."""
        self._unsaved = None
        self.look()

    def _begin(self) -> None:
        self._timer = None
        Thread(target=self._keep, args=(self._latest,), daemon=True).start()

    def _keep(self, draft: Draft | None) -> None:
        """In a thread: keep what is the latest, or nothing."""
        with self._writing:
            if draft is self._latest and (draft is not self._kept or self._taken):
                self._kept = draft
                self._write(draft)

    def _write(self, draft: Draft | None) -> None:
        if draft is None:
            self._own.drop()
        else:
            secrets = self._work.secrets.unsavable(draft.session.secrets, draft.folder)
            try:
                self._own.keep(draft, secrets)
            except DraftError as error:
                if str(error) != self._problem:
                    self._problem = str(error)
                    self._stage.post_message(NotKept(self._problem, _AT_RISK))
                return
        if self._taken:
            self._taken.remove()
            self._taken = None

    def drop(self) -> None:
        """The open session is left on purpose: nothing of it is to come back."""
        with self._writing:
            self._latest = self._kept = None
            self._write(None)

    def close(self) -> None:
        """The program ends: what is not saved is left behind."""
        self._keep(self._latest)
        with self._writing:
            self._own.close()

    def offer_first(self, start: Path | None) -> None:
        """Ask once about the drafts of the session that offhook was started on, else of what it
        found to open, or of a new one."""
        if self._were_offered:
            return
        self._were_offered = True
        document = self._work.document
        is_file = start is not None and not start.is_dir()

        async def offer() -> None:
            path = start if is_file else document.path
            if not await self.offer(path, document.folder) and not is_file:
                await self.offer(None, Path.cwd())

        self._stage.ask_by_itself(offer())

    async def offer(self, path: Path | None, folder: Path) -> bool:
        """Ask about the drafts that were left behind of a session, the latest first; whether one
        was taken over. In a worker."""
        for left in await asyncio.to_thread(left_behind, path, folder):
            document = Document.left(left.draft)
            saved = self._work.document.session
            if not document.dirty or same_session(document.session, saved):
                # it was saved, and the program was killed before it dropped the draft
                left.remove()
                continue
            answer = await self._stage.answer_to(_question(left.draft))
            if answer == "discard":
                left.remove()
            elif answer == "take" and not self._work.document.dirty:
                self._taken = left
                self._stage.take(document)
                return True
            else:
                if answer == "take":
                    why = f"{self._work.name} has been edited since. They are offered again."
                    self._stage.say(why, title="Not taken over", severity="warning")
                return False
        return False


def _question(draft: Draft) -> Choose:
    name = short_path(draft.file.path) if draft.file else "a new session"
    if draft.file and not draft.file.path.exists():
        name += ", which is no longer there,"
    at = draft.at.astimezone()
    return Choose(
        "Edits that were not saved",
        f"offhook ended while {name} had some, the last of {at:%d %B, %H:%M}.\n"
        f"Once they are taken over, {key_of('workbench.undo')} takes them back.",
        [
            ("take", "Take them over", "primary"),
            ("discard", "Discard them", "error"),
            ("later", "Ask later", "default"),
        ],
    )

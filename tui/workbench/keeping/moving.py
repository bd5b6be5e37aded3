"""The open session's file gets another name, goes to the trash, and comes back from there."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.editing.document import Document
from sessions.files import make_private_folder, real_path, state_folder
from sessions.store.disk import move, reason_of
from sessions.store.errors import SessionError
from tui.dialogs.ask import AskPath, Choose
from tui.widgets.palette import Command
from tui.workbench.form.editable import short_path
from tui.workbench.stage import Workspace

from .drafts import SessionDrafts
from .files import FileStage

_KEPT: Final = 30 * 24 * 60 * 60
"""Seconds that a file stays in the trash."""


@dataclass(frozen=True, slots=True)
class _Deleted:
    """A session whose file is in the trash, with the edits that were not saved."""

    document: Document
    path: Path
    trashed: Path


class FileMoves:
    """Renames and deletes the session's file. What asks runs in a worker."""

    def __init__(self, stage: FileStage, work: Workspace, drafts: SessionDrafts) -> None:
        self._stage = stage
        self._work = work
        self._drafts = drafts
        self._deleted: list[_Deleted] = []

    def commands(self) -> Iterator[Command]:
        """What the palette offers of it."""
        if self._work.document.path is not None:
            yield Command(
                "Rename file",
                "Of the session; its earlier outcomes and what is not saved go with it",
                lambda: self._stage.ask(self.rename()),
            )
            yield Command(
                "Delete session file",
                "After asking; it can be brought back",
                lambda: self._stage.ask(self.delete()),
            )
        if self._deleted:
            yield Command(
                f"Bring back {self._deleted[-1].path.name}",
                "The session file that was deleted last",
                lambda: self._stage.ask(self.bring_back()),
            )

    async def rename(self) -> None:
        """Ask for another name, and move the file there; nothing is overwritten."""
        self._stage.flush()
        document = self._work.document
        before = document.path
        if before is None:
            self._stage.say("This session was never saved; Ctrl+S names its file.")
            return
        ask = AskPath("Rename the session's file", before, must_exist=False)
        after = await self._stage.answer_to(ask)
        if after is None or after == before or self._work.document is not document:
            return
        if not after.suffix:
            after = after.with_suffix(before.suffix)
        key = real_path(before)
        try:
            move(before, after)
        except SessionError as error:
            self._stage.say(str(error), title="Not renamed", severity="error")
            return
        document.moved_to(after)
        self._drafts.moved()
        self._stage.saved(before)
        await self._move_history(key, after)
        more = ""
        if real_path(before.parent) != real_path(after.parent):
            more = " Paths in it count from its new folder now."
        self._stage.say(f"{before.name} is {short_path(after)} now.{more}")

    async def _move_history(self, before: Path, after: Path) -> None:
        from sessions.history.database import HistoryError
        from sessions.history.entries import History

        try:
            await asyncio.to_thread(History().move, before, after)
        except HistoryError as error:
            self._stage.say(str(error), title="Earlier outcomes stay behind", severity="warning")

    async def delete(self) -> None:
        """Move the file to the trash after asking, and begin a new session."""
        self._stage.flush()
        document = self._work.document
        path = document.path
        if path is None:
            return
        answer = await self._stage.answer_to(
            Choose(
                "Delete the session's file",
                f"{short_path(path)} goes to the trash. The palette brings it back.",
                [("delete", "Delete", "error"), ("cancel", "Cancel", "primary")],
            )
        )
        if answer != "delete":
            return
        try:
            trashed = _trash(path)
        except SessionError as error:
            self._stage.say(str(error), title="Not deleted", severity="error")
            return
        self._deleted.append(_Deleted(document, path, trashed))
        self._stage.take(Document.new())
        self._stage.saved(None)
        self._stage.say(f"{path.name} is in the trash. The palette (Ctrl+P) brings it back.")

    async def bring_back(self) -> None:
        """Move the file that was deleted last to where it was, and open it as it was here."""
        last = self._deleted[-1]
        if self._work.document.dirty:
            why = f"{self._work.name} has changes that are not saved: Ctrl+S saves them."
            self._stage.say(why, title="Not brought back", severity="warning")
            return
        try:
            move(last.trashed, last.path)
        except SessionError as error:
            self._stage.say(str(error), title="Not brought back", severity="error")
            return
        self._deleted.pop()
        last.document.moved_to(last.path)
        self._stage.take(last.document)
        self._stage.saved(last.path)
        self._stage.say(f"{last.path.name} is back.")


def _trash(path: Path) -> Path:
    """Move a file to a folder of its own in the trash, and remove from there what is too old.

    Raises:
        SessionError: it cannot be moved, and is where it was.
    """
    trash = state_folder() / "trash"
    folder = trash / secrets.token_hex(8)
    try:
        make_private_folder(folder)
        for old in trash.iterdir():
            with suppress(OSError):  # another offhook has removed it
                if old.stat().st_mtime < time.time() - _KEPT:
                    shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise SessionError(f"cannot be moved to the trash: {reason_of(error)}", path=path) from None
    move(path, folder / path.name)
    return folder / path.name

"""The open session's file gets another name, goes to the trash, and comes back from there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sessions.editing.document import Document
from sessions.files import real_path
from sessions.store.disk import move
from sessions.store.errors import SessionError
from sessions.store.trash import Trashed, bring_back, throw_away, trashed
from sessions.text import one_line
from tui.dialogs.ask import AskPath, Choose
from tui.dialogs.pick import Pick
from tui.keys.labels import key_of
from tui.widgets.palette import Command
from tui.workbench.form.editable import short_path
from tui.workbench.stage import Workspace

from .drafts import SessionDrafts
from .files import FileStage

_NAME: Final = 30
"""Cells of a file's name in the list of what was deleted."""


class FileMoves:
    """Renames and deletes the session's file. What asks runs in a worker."""

    def __init__(self, stage: FileStage, work: Workspace, drafts: SessionDrafts) -> None:
        self._stage = stage
        self._work = work
        self._drafts = drafts
        self._deleted: dict[Path, Document] = {}
        """What was deleted in this run, with the edits that were not saved, by its place in the
        trash."""

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
        if trashed():
            yield Command(
                "Bring back a deleted session",
                "One of those that are in the trash, for a month",
                lambda: self._stage.ask(self.bring_back()),
            )

    async def rename(self) -> None:
        """Ask for another name, and move the file there; nothing is overwritten."""
        self._stage.flush()
        document = self._work.document
        before = document.path
        if before is None:
            self._stage.say(
                f"This session was never saved; {key_of('workbench.save')} names its file."
            )
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
            thrown = throw_away(path)
        except SessionError as error:
            self._stage.say(str(error), title="Not deleted", severity="error")
            return
        self._deleted[thrown.file] = document
        self._stage.take(Document.new())
        self._stage.saved(None)
        self._stage.say(f"{path.name} is in the trash. The palette brings it back.")

    async def bring_back(self) -> None:
        """Ask for one of the deleted files, move it to where it was, and open it; where it was
        deleted in this run, as it was edited here."""
        if self._work.document.dirty:
            save = key_of("workbench.save")
            why = f"{self._work.name} has changes that are not saved: {save} saves them."
            self._stage.say(why, title="Not brought back", severity="warning")
            return
        there = await asyncio.to_thread(trashed)
        choices = {str(one.file): _line(one) for one in there}
        picked = await self._stage.answer_to(Pick("Bring back a deleted session", choices, ""))
        one = next((one for one in there if str(one.file) == picked), None)
        to = await self._place_for(one) if one else None
        if one is None or to is None:
            return
        try:
            bring_back(one, to)
            document = self._deleted.pop(one.file, None)
            if document is None:
                document = Document.open(to)
            else:
                document.moved_to(to)
        except SessionError as error:
            self._stage.say(str(error), title="Not brought back", severity="error")
            return
        self._stage.take(document)
        self._stage.saved(to)
        self._stage.say(f"{short_path(to)} is back.")

    async def _place_for(self, one: Trashed) -> Path | None:
        """Where a deleted file goes: where it was, or, where that is taken or gone, where the user
        says."""
        if await asyncio.to_thread(_is_free, one.path):
            return one.path
        ask = AskPath(f"Where {one.path.name} is to be", one.path, must_exist=False)
        return await self._stage.answer_to(ask)


def _is_free(path: Path) -> bool:
    return path.parent.is_dir() and not os.path.lexists(path)


def _line(one: Trashed) -> str:
    """`suite.toml   deleted 27 November, 22:10   from tests/sessions`."""
    at = one.at.astimezone()
    name = one_line(one.path.name, _NAME)
    return f"{name:<{_NAME}}  {at:%d %B, %H:%M}  {one_line(short_path(one.path.parent))}"

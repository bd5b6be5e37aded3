"""Opening, saving and leaving sessions: the questions asked so that nothing goes unasked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final, Protocol

from sessions.editing.document import UNTITLED, Document
from sessions.store import session_file
from sessions.store.errors import ChangedOnDisk, SessionError
from tui.dialogs.ask import AskPath, Choose, Variant
from tui.keys.labels import key_of
from tui.workbench.form.editable import short_path
from tui.workbench.stage import Stage, Workspace

from .drafts import SessionDrafts
from .library import Library

_MOST_NAMED: Final = 5


class FileStage(Stage, Protocol):
    """A stage for sessions that come and go."""

    def take(self, document: Document) -> None:
        """Show another session, or the same one read again."""

    def saved(self, before: Path | None) -> None:
        """The session has been written, maybe to another file than `before`."""

    def show_broken(self, error: SessionError) -> None:
        """Say what is wrong with a file that cannot be opened."""

    @property
    def unapplied_problem(self) -> str:
        """What keeps a text from being applied; empty where all of them are."""
        ...


class SessionFiles:
    """What the workbench does with files. Its methods ask, and so run in a worker of the screen."""

    def __init__(
        self, stage: FileStage, work: Workspace, library: Library, drafts: SessionDrafts
    ) -> None:
        self._stage = stage
        self._work = work
        self._library = library
        self._drafts = drafts
        self.wanted_path: Path | None = None
        """Where a session that is not there yet is to be saved: it was opened by this name."""

    async def open(self, path: Path) -> bool:
        """Open a session, after asking about unsaved changes; False where it was not opened. Then
        ask about what an earlier run left of it."""
        if not (await self.may_leave() and self.open_now(path)):
            return False
        await self._drafts.offer(path, path.parent)
        return True

    def open_now(self, path: Path) -> bool:
        """Open a session, dropping the present one; says what is wrong where it cannot be read."""
        try:
            document = Document.open(path)
        except SessionError as error:
            self._stage.show_broken(error)
            return False
        self._stage.take(document)
        return True

    async def ask_open(self) -> None:
        """Ask which file, and open it; a folder becomes the library."""
        start = self._work.document.path or self._library.folder
        answer = await self._stage.answer_to(
            AskPath("Open a session, or a folder", start, must_exist=True)
        )
        if answer is None:
            return
        if answer.is_dir():
            self._library.scan(answer)
        elif await self.open(answer):
            self._library.include(answer)

    async def new(self) -> None:
        """Begin a new session."""
        if await self.may_leave():
            self._stage.take(Document.new())

    async def save(self) -> bool:
        """Save to the session's file, or ask for one; False where nothing was saved."""
        if self._stage.refuse_unapplied("saved"):
            return False
        if self._work.document.path is None:
            return await self.save_as()
        return await self._write(self._work.document.path)

    async def save_as(self) -> bool:
        """Ask for a path and save there from now on."""
        if self._stage.refuse_unapplied("saved"):
            return False
        document = self._work.document
        wanted = document.proposed or self.wanted_path
        suggested = document.path or wanted or self._library.folder / UNTITLED
        path = await self._stage.answer_to(
            AskPath("Save the session as", suggested, must_exist=False)
        )
        if path is None:
            return False
        if not path.suffix:
            path = path.with_suffix(".toml")
        return await self._write(path)

    async def read_again(self) -> bool:
        """Whether the session is now as it is on disk. Edits that are not saved stay."""
        document = self._work.document
        try:
            found = await asyncio.to_thread(session_file.read, document.place)
            if document.file is None or found.text == document.file.text:
                return True
            if document.dirty or self._stage.unapplied_problem:
                why = f"{self._work.name} has changed on disk, and has unsaved edits here."
                self._stage.say(why, title="Not read again", severity="warning")
                return False
            document.reload()
        except SessionError as error:
            self._stage.say(str(error), title="Not read again", severity="error")
            return False
        self._stage.take(document)
        return True

    async def take_up_change(self) -> None:
        """The file has changed on disk: read it again, or ask where there are edits here."""
        document = self._work.document
        if not document.dirty:
            if await self.read_again():
                self._stage.say(f"{self._work.name} has changed on disk and was read again.")
            else:
                document.accept_disk()
            return
        answer = await self._stage.answer_to(
            Choose(
                "The file was changed",
                f"{self._work.name} has changed on disk, and has edits here that are not saved.\n"
                "Merging lays both together, key by key. "
                f"{key_of('workbench.undo')} takes it back.",
                [
                    ("merge", "Merge both", "primary"),
                    ("reload", "Read it again", "default"),
                    ("keep", "Keep what is here", "default"),
                ],
            )
        )
        if answer == "merge":
            self._merge_now()
        elif answer == "reload":
            self._reload_now()
        else:
            document.accept_disk()
            self._stage.say("Saving asks once more.")

    async def may_send(self) -> bool:
        """Whether a session whose file has changed is read again, or is to be sent as it is here.
        Asks where it has edits that are not saved."""
        document, current = self._work.document, self._work.document.current
        if not document.dirty and not self._stage.unapplied_problem:
            if await self.read_again():
                is_there = document.current == current
                more = "" if is_there else f" It has no {current} any more: nothing was sent."
                self._stage.say(f"{self._work.name} has changed on disk and was read again.{more}")
                return is_there
            document.accept_disk()
            self._stage.say(f"{key_of('workbench.send')} sends what is here.", title="Not sent")
            return False
        answer = await self._stage.answer_to(
            Choose(
                "The file was changed",
                f"{self._work.name} has changed on disk, and has edits here that are not saved.\n"
                f"Once it is read again, {key_of('workbench.undo')} brings them back.",
                [
                    ("here", "Send what is here", "primary"),
                    ("reload", "Read it again", "default"),
                    ("merge", "Merge both, and send", "default"),
                    ("cancel", "Cancel", "default"),
                ],
            )
        )
        if answer == "here":
            document.accept_disk()
        elif answer == "merge":
            return not self._stage.unapplied_problem and self._merge_now() == ()
        elif answer == "reload":
            self._reload_now()
        return answer == "here"

    async def reload(self) -> None:
        """Read the file again, after asking about unsaved changes."""
        document = self._work.document
        if document.path is None:
            self._stage.say("This session was never saved; there is no file to read again.")
        elif await self.may_leave():
            self._reload_now()

    async def may_leave(self) -> bool:
        """Whether the session may go: nothing is unsaved, or it is saved now, or meant to go."""
        self._stage.flush()
        unapplied = self._stage.unapplied_problem
        if not self._work.document.dirty and not unapplied:
            return True
        body = f"{self._work.name} has changes that are not saved."
        if unapplied:
            body += f"\nOne of them is not applied: {unapplied}"
        answer = await self._stage.answer_to(
            Choose(
                "Unsaved changes",
                body,
                [
                    ("save", "Save", "primary"),
                    ("discard", "Discard", "error"),
                    ("cancel", "Cancel", "default"),
                ],
            )
        )
        if answer == "save":
            return await self.save()
        return answer == "discard"

    async def _write(self, path: Path, *, overwrite: bool = False) -> bool:
        document = self._work.document
        before = document.path
        secrets = self._work.secrets.unsavable(document.session.secrets, document.folder)
        try:
            written = document.save(path, overwrite=overwrite, forbidden=secrets)
        except ChangedOnDisk as error:
            return await self._settle_conflict(path, error)
        except SessionError as error:
            self._stage.say(str(error), title="Not saved", severity="error")
            return False
        self.wanted_path = None
        self._stage.saved(before)
        self._stage.say(f"Saved {short_path(written)}")
        return True

    async def _settle_conflict(self, path: Path, error: ChangedOnDisk) -> bool:
        is_own = self._work.document.is_saved_in(path)
        about = f"{short_path(path)} {error.message}."
        if is_own:
            undo = key_of("workbench.undo")
            about += f"\nReading it again drops your changes; {undo} brings them back."
        others: list[tuple[str, str, Variant]] = [
            ("reload", "Read it again", "default"),
            ("merge", "Merge both, and save", "default"),
        ]
        answer = await self._stage.answer_to(
            Choose(
                "The file was changed" if is_own else "The file is there already",
                about,
                [
                    ("overwrite", "Overwrite", "error"),
                    *(others if is_own else []),
                    ("cancel", "Cancel", "primary"),
                ],
            )
        )
        if answer == "overwrite":
            return await self._write(path, overwrite=True)
        if answer == "merge" and self._merge_now() == ():
            return await self._write(path)
        if answer == "reload":
            self._reload_now()
        return False

    def _reload_now(self) -> None:
        document = self._work.document
        try:
            document.reload()
        except SessionError as error:
            self._stage.say(str(error), title="Not read again", severity="error")
            return
        self._stage.take(document)

    def _merge_now(self) -> tuple[str, ...] | None:
        """Lay what is here and what is on disk together; the keys that both have changed, each in
        its own way, or None where that could not be done."""
        document = self._work.document
        try:
            conflicts = document.merge().conflicts
        except SessionError as error:
            self._stage.say(str(error), title="Not merged", severity="error")
            return None
        self._stage.take(document)
        if conflicts:
            what = "; ".join(conflicts[:_MOST_NAMED])
            more = len(conflicts) - _MOST_NAMED
            what += f"; and {more:,} more" if more > 0 else ""
            why = f"Changed here and there, and now as it is here: {what}"
            self._stage.say(why, title="Merged, but for this", severity="warning")
        else:
            self._stage.say(
                f"Merged with {self._work.name} on disk. {key_of('workbench.save')} saves it."
            )
        return conflicts

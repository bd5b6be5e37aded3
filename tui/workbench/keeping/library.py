"""The sessions below a folder: looked for in a thread, and listed."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from sessions.files import real_path
from sessions.store.errors import SessionError
from sessions.store.folder import ListedSession, checked, find
from tui.workbench.lists.sessions import SessionList
from tui.workbench.messages import LibraryScanned
from tui.workbench.stage import Stage

if TYPE_CHECKING:
    from textual.message import Message

FEW: Final = 100
"""Sessions that are listed with their errors at once. Of more, the errors come later: to read
10,000 through takes 2.5 s of CPU, to find them 0.3 s."""
_PAUSE: Final = 0.0005
"""Seconds after each of many, in which the screen draws: else it would wait 5 ms for each turn."""
_COUNTED: Final = 0.1
"""Seconds from one count of those found so far to the next."""


class Library:
    """Keeps the list of sessions up to date with its `folder`."""

    def __init__(self, stage: Stage, sessions: SessionList) -> None:
        self._stage = stage
        self._sessions = sessions
        self.folder = Path.cwd()
        self.open_first = False
        """Whether the first session found is to be opened."""
        self.is_empty = True
        """Whether no session was found below the folder."""
        self._begun = 0
        self._listed = 0

    @property
    def is_listed(self) -> bool:
        """Whether what was looked for last is in the list."""
        return self._listed == self._begun

    def scan(self, folder: Path) -> None:
        """List the sessions below a folder, however long that takes, without making anyone wait.

        The thread is not one of Textual's workers, since quitting would wait for those.
        """
        self.folder = folder
        self._begun += 1
        Thread(target=self._look, args=(self._begun, folder), name="scan", daemon=True).start()

    def _look(self, turn: int, folder: Path) -> None:
        """In a thread: find the sessions, then read them through for what is wrong with them."""
        said = time.monotonic()

        def count(so_far: int) -> None:
            nonlocal said
            if time.monotonic() - said > _COUNTED and turn == self._begun:
                said = time.monotonic()
                _post(self._sessions, SessionList.Counted(so_far))

        try:
            found = find(folder, count)
        except SessionError as error:
            _post(self._stage, LibraryScanned(turn, folder, [], problem=str(error)))
            return
        first = next((each.path for each in found if checked(each).error is None), None)
        if len(found) > FEW:
            _post(self._stage, LibraryScanned(turn, folder, found, first, is_whole=False))
        entries: list[ListedSession] = []
        for entry in found:
            if turn != self._begun:
                return
            entries.append(checked(entry))
            if len(found) > FEW:
                time.sleep(_PAUSE)
        _post(self._stage, LibraryScanned(turn, folder, entries, first))

    def include(self, path: Path) -> None:
        """List the sessions anew, so that one is among them: below the same folder, or its own."""
        is_below = real_path(path).is_relative_to(real_path(self.folder))
        self.scan(self.folder if is_below else path.parent)

    def scanned(self, message: LibraryScanned) -> Path | None:
        """Sessions were found; only those of the latest folder count.

        Returns the first of them that can be read, where that is to be opened.
        """
        if message.turn != self._begun:
            return None
        if message.is_whole:
            self._listed = message.turn
        self.is_empty = not (message.entries or message.problem)
        self._sessions.show(message.folder, message.entries)
        if message.problem:
            self._stage.say(message.problem, title="No library", severity="warning")
        is_wanted, self.open_first = self.open_first, False
        return message.first if is_wanted else None


def _post(to: Stage | SessionList, message: Message) -> None:
    """Post a message from a thread."""
    with suppress(RuntimeError):  # the loop is closed: the workbench was quit meanwhile
        to.post_message(message)

"""The sessions below a folder: looked for in a thread, listed, and the first one opened."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from sessions.files import real_path
from sessions.store.errors import SessionError
from sessions.store.folder import scan

from .messages import LibraryScanned

if TYPE_CHECKING:
    from .screen import WorkbenchScreen


class Library:
    """Keeps the list of sessions up to date with its `folder`."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self.folder = Path.cwd()
        self.open_first = False
        """Whether the first session found is to be opened."""
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
        turn = self._begun

        def look() -> None:
            try:
                found = LibraryScanned(turn, folder, scan(folder))
            except SessionError as error:
                found = LibraryScanned(turn, folder, [], str(error))
            with suppress(RuntimeError):  # the loop is closed: the workbench was quit meanwhile
                self._screen.post_message(found)

        Thread(target=look, name="scan", daemon=True).start()

    def include(self, path: Path) -> None:
        """List the sessions anew, so that one is among them: below the same folder, or its own."""
        is_below = real_path(path).is_relative_to(real_path(self.folder))
        self.scan(self.folder if is_below else path.parent)

    def scanned(self, message: LibraryScanned) -> None:
        """Sessions were found; only those of the latest folder count."""
        if message.turn != self._begun:
            return
        screen = self._screen
        screen.session_list.show(message.folder, message.entries)
        if message.problem:
            screen.say(message.problem, title="No library", severity="warning")
        good = [entry for entry in message.entries if entry.error is None]
        is_free = not screen.document.dirty and not screen.outcomes.sender.busy
        if self.open_first and good and is_free:
            screen.files.open_now(good[0].path)
        self.open_first = False
        screen.outcomes.show_sessions()
        self._listed = message.turn

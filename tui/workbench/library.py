"""The sessions below a folder: looked for in a thread, and listed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Thread

from sessions.files import real_path
from sessions.store.errors import SessionError
from sessions.store.folder import scan

from .lists.sessions import SessionList
from .messages import LibraryScanned
from .stage import Stage


class Library:
    """Keeps the list of sessions up to date with its `folder`."""

    def __init__(self, stage: Stage, sessions: SessionList) -> None:
        self._stage = stage
        self._sessions = sessions
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
                self._stage.post_message(found)

        Thread(target=look, name="scan", daemon=True).start()

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
        self._listed = message.turn
        self._sessions.show(message.folder, message.entries)
        if message.problem:
            self._stage.say(message.problem, title="No library", severity="warning")
        is_wanted, self.open_first = self.open_first, False
        good = (entry.path for entry in message.entries if entry.error is None)
        return next(good, None) if is_wanted else None

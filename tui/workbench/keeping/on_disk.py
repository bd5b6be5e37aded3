"""The open session's file, looked at while the session is edited: what another program writes into
it is taken up, or asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from tui.workbench.stage import Stage, Workspace

from .files import SessionFiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from sessions.store.model import Session

EVERY: Final = 1.0
"""Seconds between two looks, each of which asks the system for the state of one file."""


class DiskStage(Stage, Protocol):
    """A stage that is busy now and then."""

    @property
    def is_free(self) -> bool:
        """Whether nothing is under way, and no dialog or other screen is in front."""
        ...

    @property
    def unapplied_problem(self) -> str:
        """What keeps a text from being applied; empty where all of them are."""
        ...

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Timer:
        """Do something again and again."""
        ...


class OnDisk:
    """Looks whether the file is as it was read or written last."""

    def __init__(
        self, stage: DiskStage, work: Workspace, files: SessionFiles, is_watched: Callable[[], bool]
    ) -> None:
        """`is_watched` says whether somebody else takes up what changes."""
        self._stage = stage
        self._work = work
        self._files = files
        self._is_watched = is_watched
        self._seen: Session | None = None

    def begin(self) -> None:
        """Look from now on."""
        self._stage.set_interval(EVERY, self.look)

    def look(self) -> None:
        """Look once. While one types, nothing is asked: that waits until two looks in a row have
        found the same session here. So does a text that is not applied, which would be lost."""
        document = self._work.document
        seen, self._seen = self._seen, document.session
        if document.session is not seen or self._is_watched() or not self._stage.is_free:
            return
        if not self._stage.unapplied_problem and document.changed_on_disk():
            self._stage.ask_by_itself(self._files.take_up_change())

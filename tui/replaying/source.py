"""What a replay screen is given: sessions to send, and what may be done with what came of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sessions.store.errors import SessionError
from sessions.store.session_file import SessionFile

if TYPE_CHECKING:
    from sessions.contract.outcome import Outcome
    from sessions.replay.earlier import Earlier
    from sessions.replay.run import Step


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as it is now, or why it cannot be read."""

    path: Path
    file: SessionFile | None = None
    problem: SessionError | None = None


class Source(Protocol):
    """The sessions that are replayed: the open one with its edits, and others as they are saved.

    What asks runs in a worker.
    """

    @property
    def title(self) -> str:
        """What is replayed, in some words: `suite.toml`, `the folder sessions`."""
        ...

    @property
    def place(self) -> Path:
        """The file, or the folder."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether what hooks call is really called."""
        ...

    async def read(self, paths: Collection[Path] | None = None) -> list[Listed]:
        """The sessions as they are now, or those of them at `paths`, in order.

        Raises:
            SessionError: the folder cannot be looked into.
        """
        ...

    async def problems(self, files: Sequence[SessionFile]) -> Mapping[Path, str]:
        """Why sessions cannot be sent, by their paths, after asking whether what leaves may."""
        ...

    async def send(
        self,
        files: Sequence[SessionFile],
        on_start: Callable[[str], None],
        on_step: Callable[[Step], None],
    ) -> None:
        """Send all of these; as `sessions.replay.run.replay_sessions` has it."""
        ...

    async def earlier(self, file: SessionFile, step: Step) -> Earlier | None:
        """What the invocation of a step came to before it; None where nothing is known."""
        ...

    def is_open(self, path: Path) -> bool:
        """Whether this is the open session, whose edits can be undone."""
        ...

    async def expect(
        self, files: Sequence[SessionFile], steps: Sequence[Step]
    ) -> Collection[tuple[Path, str]]:
        """Expect from now on what steps came to, where that was not expected; say of whom, and
        why where it cannot be. Gives the invocations that expect something else now."""
        ...

    async def edit_expect(self, file: SessionFile, name: str, outcome: Outcome | None) -> bool:
        """Have what is expected of an invocation edited, beside what came of it; whether it is
        something else now."""
        ...

    def judged(self, file: SessionFile, step: Step) -> Step:
        """A step, held against what its session expects now. It may block."""
        ...

    def take(self, file: SessionFile, step: Step) -> None:
        """Show what came of an invocation in the workbench too."""
        ...

    def lose(self, path: Path, name: str, problem: str) -> None:
        """Show in the workbench too why an invocation could not be sent."""
        ...

    def is_changed(self, file: SessionFile) -> bool:
        """Whether a session's file is not as it was when it was read."""
        ...

    async def compare(self, path: Path) -> None:
        """Compare a session's target with another, on a screen in front."""
        ...

    def open(self, path: Path, name: str) -> None:
        """Show an invocation in the workbench, and what came of it."""
        ...

    def ended(self, seconds: float) -> None:
        """Nothing is under way any more, after so many seconds: the workbench shows what is."""
        ...

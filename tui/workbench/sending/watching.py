"""The Watch switch: what a changed hook, module, session or `.env` touches is sent again by itself.
For the open session and this run only, never saved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from textual.dom import DOMNode

from sessions.choice import location_of, target_of
from sessions.files import real_path
from sessions.secrets.userinfo import without_userinfo
from sessions.store.session_file import SessionFile
from tui.dialogs.ask import Choose
from tui.keys.labels import key_of
from tui.widgets.workers import run_alone
from tui.workbench.keeping.files import SessionFiles
from tui.workbench.stage import Stage, Workspace

from .outcomes import Outcomes
from .sender import as_file
from .starts import Starts

if TYPE_CHECKING:
    from sessions.editing.document import Document
    from sessions.replay.touching import Touching
    from sessions.replay.watching import FileWatch

_GROUP: Final = "watch"
_LIVE: Final = "the real providers: you are LIVE"
_QUESTION: Final = (
    "Whenever a file of it changes on disk, it is sent without a key to\n\n    {places}\n\n"
    "Those may be real messages, which cost what they cost. {key} ends it."
)
_MOST_NAMED: Final = 3


class WatchStage(Stage, Protocol):
    """A stage for sessions that are read again."""

    def take(self, document: Document) -> None:
        """Show another session, or the same one read again."""

    @property
    def unapplied_problem(self) -> str:
        """What keeps a text from being applied; empty where all of them are."""
        ...

    @property
    def is_free(self) -> bool:
        """Whether nothing is under way, and no dialog or other screen is in front."""
        ...


class WatchSwitch:
    """Off at first, and again once another session is opened.

    What changes while something is under way is taken up when that has ended, once for all of it.
    """

    def __init__(
        self,
        root: DOMNode,
        stage: WatchStage,
        work: Workspace,
        files: SessionFiles,
        outcomes: Outcomes,
        starts: Starts,
    ) -> None:
        """`root` is what the watching is a worker of."""
        self._root = root
        self._stage = stage
        self._work = work
        self._files = files
        self._outcomes = outcomes
        self._starts = starts
        self.on = False
        self._sent_at = ""
        self._free = asyncio.Event()
        self._accepted: set[str] = set()
        self._at_first: SessionFile | None = None
        self._leads_to: object = None
        self._changed: set[Path] = set()
        self._watched: FileWatch | None = None
        self._is_taking = False

    @property
    def word(self) -> str:
        """`watching`, and when that last sent something; empty where it is off."""
        return f"watching · {self._sent_at}".rstrip(" ·") if self.on else ""

    async def flip(self) -> None:
        """Switch over; on only after asking, where what is sent really goes out."""
        from sessions.replay.watching import NOT_INSTALLED, can_watch

        document = self._work.document
        if self.on:
            self.end("No longer watching.")
        elif not can_watch():
            self._stage.say(f"Watching {NOT_INSTALLED}", title="Not watching", severity="error")
        elif await self._may_send(self._shown(document.names)):
            self._at_first = as_file(document)
            self._begin(says="Watching: what a changed file touches is sent again.")

    def end(self, why: str) -> None:
        """Switch off, where it is on, and say why."""
        if not self.on:
            return
        self.on = False
        self._accepted, self._changed, self._sent_at = set(), set(), ""
        self._root.workers.cancel_group(self._root, _GROUP)
        self._stage.refresh_around()
        self._stage.say(why)

    def follow(self) -> None:
        """Watch other files, where the session now leads to others."""
        if self.on and not self._is_taking and self._leads_to != _leads_to(self._work.document):
            self._begin()

    def go_on(self) -> None:
        """Something under way, or in front, has ended: take up what has changed meanwhile."""
        if self._stage.is_free:
            self._free.set()

    def _begin(self, says: str = "") -> None:
        self.on = True
        self._leads_to = _leads_to(self._work.document)
        run_alone(self._root, self._watch(says), _GROUP)
        self._stage.refresh_around()

    async def _watch(self, says: str) -> None:
        from sessions.replay.watching import CannotWatch, FileWatch

        try:
            async with FileWatch() as self._watched:
                while True:
                    self._leads_to = _leads_to(self._work.document)
                    touching = await asyncio.to_thread(_touching, as_file(self._work.document))
                    await self._watched.over(await asyncio.to_thread(touching.folders, ()))
                    if says:
                        self._stage.say(says)
                        says = ""
                    if not self._changed:
                        self._changed = await self._watched.changed()
                    await self._until_free()
                    self._changed |= self._watched.changed_so_far()
                    await self._take_changes()
        except CannotWatch as error:
            self.end(f"The session's folders {error}")

    async def _until_free(self) -> None:
        while not self._stage.is_free:
            self._free.clear()
            await self._free.wait()

    async def _take_changes(self) -> None:
        """Send what they touch: the current invocation, or where a replay is shown all of those."""
        self._is_taking = True
        try:
            names = self._shown(await self._touched())
            if not names:
                return
            if not await self._may_send(names):
                self.end("No longer watching.")
            elif problem := self._stage.unapplied_problem:
                self._stage.say(f"Not sent again: {problem}", severity="warning")
            else:
                self._send(names)
        finally:
            self._is_taking = False

    def _send(self, names: Sequence[str]) -> None:
        outcomes, replayed = self._outcomes, self._outcomes.replayed
        self._sent_at = time.strftime("%H:%M:%S")
        self._stage.refresh_around()
        self._starts.when_permitted(
            lambda: outcomes.replay(names) if replayed else outcomes.send(), every=replayed
        )

    async def _touched(self) -> list[str]:
        """The invocations that the changes touch; the session is read again where it is one. Edits
        that are not saved are none of them, also where a save before them is heard of only now."""
        changed, self._changed = self._changed, set()
        document = self._work.document
        before = as_file(document)
        changed_itself = document.path and real_path(document.path) in changed
        if changed_itself and await self._files.read_again() and not document.dirty:
            sent = self._outcomes.sender.sent
            before = sent if sent and sent.path == before.path else self._at_first or before
        now = as_file(document)
        touched = await asyncio.to_thread(lambda: _touching(now).by(changed, [before]))
        return [name for file in touched for name in file.session.invocation]

    def _shown(self, names: Sequence[str]) -> list[str]:
        """Those of the invocations of which the outcome is shown: all after a replay."""
        current = self._work.document.current
        return [name for name in names if self._outcomes.replayed or name == current]

    async def _may_send(self, names: Iterable[str]) -> bool:
        """Whether the user has said, or says now, that these may be sent without a key."""
        new = self._places(names) - self._accepted
        if not new:
            return True
        shown = sorted(new)[:_MOST_NAMED]
        more = [f"and {len(new) - _MOST_NAMED} more"] if len(new) > _MOST_NAMED else []
        answer = await self._stage.answer_to(
            Choose(
                "Send by itself?",
                _QUESTION.format(
                    key=key_of("workbench.watch"), places="\n    ".join([*shown, *more])
                ),
                [("keep", "Do not watch", "primary"), ("send", "Send by itself", "warning")],
            )
        )
        if answer == "send":
            self._accepted |= new
        return answer == "send"

    def _places(self, names: Iterable[str]) -> set[str]:
        """Where invocations really go, in words; nothing of those whose calls are caught."""
        session = self._work.document.session
        found: set[str] = set()
        for name in names:
            target = target_of(session, session.invocation.get(name))
            location = location_of(session, target)
            if location.is_remote:
                found.add(without_userinfo(str(location)))
            elif self._work.live:
                found.add(_LIVE)
        return found


def _touching(file: SessionFile) -> Touching:
    """What the session's invocations depend on. It reads their hooks."""
    from sessions.replay.touching import Touching

    return Touching([file], target=None, env_file=None)


def _leads_to(document: Document) -> object:
    """All in a session that says which files are watched."""
    session = document.session
    own = {saved.target for saved in session.invocation.values()}
    return document.path, session.target, session.targets, own

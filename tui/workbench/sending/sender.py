"""Sends and replays from the workbench: one at a time, on the screen's own loop, as messages."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.widget import Widget

from sessions.choice import location_of, target_of
from sessions.editing.document import Document
from sessions.secrets.values import SecretValues
from sessions.store.errors import SessionError
from sessions.store.session_file import SessionFile
from tui.widgets.workers import run_alone
from tui.workbench.messages import (
    DebuggerAwaited,
    Finished,
    NotKept,
    Printed,
    ReplayDone,
    ReplayStarted,
    ReplayStepped,
    RunMessage,
)
from tui.workbench.results import Live

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.contract.outcome import Outcome
    from sessions.history.writing import Record
    from sessions.permission import Permissions
    from sessions.replay.expectation import Verdict
    from sessions.replay.last_time import Against, LastTime
    from sessions.replay.run import Step
    from sessions.targets.target import Target

GROUP: Final = "send"
_OF_SENDING: Final = (
    *("sessions.replay", "sessions.sending"),
    *("textual.widgets._tabbed_content", "tui.outcome.outbound_page", "tui.phone.phone"),
)
"""What the first send needs, and what shows its outcome; the start needs none of it."""


class Sender:
    """Runs at most one send or replay, as a worker of `owner`, which gets the messages.

    A message says by its `run` which of them it belongs to: what comes in after a run was given
    up, or after another was begun, is known from news.
    """

    def __init__(
        self,
        owner: Widget,
        values: SecretValues,
        permissions: Callable[[], Permissions],
        on_outside: Callable[[Path], None],
    ) -> None:
        """`on_outside` gets each handler of a replay that lies outside its session's folder."""
        self._owner = owner
        self._values = values
        self._permissions = permissions
        self._on_outside = on_outside
        self._run = 0
        self._busy = False
        self._open: tuple[Choice, Target] | None = None
        self._says_not_kept = True
        self.sent: SessionFile | None = None
        """The session as it was last sent, or a part of it."""

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._busy

    def is_current(self, run: int) -> bool:
        """Whether a message is about what is under way."""
        return self._busy and run == self._run

    def send(
        self,
        document: Document,
        console: Live,
        *,
        check: bool,
        debug: bool = False,
        live: bool = False,
    ) -> None:
        """Send the current invocation, as it is now; ends in a `Finished`.

        What it prints comes meanwhile as `Printed`, of `console`; the last of that even after it
        was given up. With `debug` its hook waits for a debugger, and a `DebuggerAwaited` says
        where. With `live` what it calls is really called.
        """
        shot = _Shot(document, self._values, live=live)
        self.sent = as_file(document)
        self._start(self._send(self._run + 1, shot, console, check=check, debug=debug))

    def replay(
        self, document: Document, *, live: bool = False, only: Sequence[SessionFile]
    ) -> None:
        """Run the invocations of `only`, which are parts of the session, in order; ends in a
        `ReplayDone`."""
        shot = _Shot(document, self._values, live=live)
        self.sent = as_file(document)
        self._start(self._replay(self._run + 1, shot, only))

    def cancel(self) -> bool:
        """Give up what is under way; False where there is nothing."""
        if not self._busy:
            return False
        self._busy = False
        self._owner.workers.cancel_group(self._owner, GROUP)
        return True

    def finish(self) -> None:
        """What was under way has been heard of."""
        self._busy = False

    async def close(self) -> None:
        """Let go of the target that is kept open between sends."""
        if self._open:
            _, target = self._open
            self._open = None
            await target.aclose()

    @staticmethod
    def warm_up() -> None:
        """Load what sending needs, so that the first send does not wait for it."""
        for name in _OF_SENDING:
            import_module(name)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._run += 1
        self._busy = True
        run_alone(self._owner, work, GROUP)

    async def _send(
        self, run: int, shot: _Shot, console: Live, *, check: bool, debug: bool
    ) -> None:
        from sessions.choice import choose, instance_problem
        from sessions.permission import NotAllowed
        from sessions.secrets.lookup import SecretsError
        from sessions.secrets.redaction import redactor
        from sessions.sending import send

        try:
            choice = choose(
                shot.session,
                saved=shot.saved,
                env=shot.known,
                folder=shot.folder,
                live=shot.live,
            )
            if problem := instance_problem(choice):
                raise ValueError(problem)
            secrets = shot.secrets()
            target = await self._target(choice)
            leaving = self._permissions().lacking(choice, shot.place, secrets)
            if leaving and not (check and target.refusal(shot.invocation.payload)):
                raise NotAllowed([leaving])
            if debug and (problem := await asyncio.to_thread(target.debug_problem)):
                raise ValueError(redactor({**choice.hidden, **secrets})(problem))
        except (SecretsError, ValueError) as error:
            self._tell(Finished(run, shot.invocation, None, str(error)))
            return

        def awaited(url: str) -> None:
            self._tell(DebuggerAwaited(run, shot.invocation.name, url))

        outcome = await send(
            target,
            shot.invocation,
            secrets=secrets,
            check=check,
            inspect=awaited if debug else None,
            printed=lambda lines: self._tell(Printed(run, console, lines)),
        )
        record = shot.record(outcome)
        last = await asyncio.to_thread(shot.last, record)
        hidden = {**choice.hidden, **secrets}
        verdict = await asyncio.to_thread(shot.verdict, outcome, hidden)
        self._tell(Finished(run, shot.invocation, outcome, last=last, verdict=verdict))
        self._tell_not_kept(await asyncio.to_thread(shot.keep, record))

    async def _replay(self, run: int, shot: _Shot, files: Sequence[SessionFile]) -> None:
        from sessions.secrets.lookup import SecretsError

        def started(name: str) -> None:
            self._tell(ReplayStarted(run, name, time.monotonic()))

        def stepped(step: Step) -> None:
            self._tell(ReplayStepped(run, step, shot.session.invocation[step.name].payload))

        began = time.monotonic()
        failure = ""
        try:
            shot.secrets()
            await self.replay_files(
                files, shot.typed, live=shot.live, on_start=started, on_step=stepped
            )
        except (SecretsError, SessionError, ValueError) as error:
            failure = str(error)
        self._tell(ReplayDone(run, time.monotonic() - began, failure))

    async def replay_files(
        self,
        files: Sequence[SessionFile],
        typed: Mapping[str, str],
        *,
        live: bool,
        on_start: Callable[[str], None],
        on_step: Callable[[Step], None],
    ) -> None:
        """Replay sessions against the last time, with what was typed in of their secrets; what
        comes of those that are saved is kept. Raises as `replay_sessions` does."""
        from sessions.replay.run import replay_sessions

        against = await asyncio.to_thread(_against, [file.path for file in files if file.text])
        try:
            await replay_sessions(
                files,
                against=against,
                env=os.environ,
                given=typed,
                permissions=self._permissions(),
                live=live and any(map(_runs_here, files)),
                on_outside=lambda _, handler: self._on_outside(handler),
                on_start=on_start,
                on_step=on_step,
            )
        finally:
            if against:
                self._tell_not_kept(await asyncio.to_thread(against.close))

    async def _target(self, choice: Choice) -> Target:
        """The target of the last send, where it is the same one: its connection is still open."""
        from sessions.sending import open_target

        if self._open and self._open[0] == choice:
            return self._open[1]
        await self.close()
        target = open_target(choice)
        target.expect(None)
        self._open = (choice, target)
        return target

    def _tell_not_kept(self, problem: str) -> None:
        if problem and self._says_not_kept:
            self._says_not_kept = False
            self._tell(NotKept(problem))

    def _tell(self, message: RunMessage | NotKept) -> None:
        self._owner.post_message(message)


def as_file(document: Document) -> SessionFile:
    """The open session as a file, with the edits that are not saved yet."""
    if document.file:
        return replace(document.file, session=document.session)
    return SessionFile(path=document.place, session=document.session, text="")


class _Shot:
    """The document as it was when the key was pressed: what is edited meanwhile is not sent."""

    def __init__(self, document: Document, values: SecretValues, *, live: bool) -> None:
        self.live = live
        self.folder = document.folder
        self.place = document.place
        self.session = document.session
        self.saved = document.saved
        self.invocation = document.invocation
        self.typed = values.typed
        self.known = values.known(document.folder)
        self._path = document.path

    def secrets(self) -> dict[str, str]:
        """The values of the session's secrets. Raises SecretsError where one has none."""
        from sessions.secrets.lookup import ENV_FILE, SecretsError, resolve_secrets

        found = resolve_secrets(
            self.session.secrets, os.environ, folder=self.folder, given=self.typed
        )
        if found.missing:
            names = ", ".join(found.missing)
            raise SecretsError(
                f"no value for {names}; type it in under Target, or write NAME=value lines"
                f" in {self.folder / ENV_FILE}"
            )
        return found.values

    def verdict(self, outcome: Outcome, hidden: Mapping[str, str]) -> Verdict | None:
        """Whether it is as the session expects, without the values of `hidden`; None where the
        session says nothing of it. It may block."""
        from sessions.replay.expectation import judge

        if self.saved is None or self.saved.expect is None:
            return None
        return judge(self.saved.expect, outcome).without(hidden)

    def last(self, record: Record) -> LastTime | None:
        """What came of the invocation the time before; None where that is not known. It blocks."""
        from sessions.history.database import HistoryError
        from sessions.replay.last_time import last_sent
        from sessions.replay.plan import varying_of
        from tui.config import is_history_kept

        if self.saved is None or not is_history_kept():
            return None
        try:
            return last_sent(record, varying_of(self.session, self.saved))
        except HistoryError:  # which keeping it says
            return None

    def keep(self, record: Record) -> str:
        """Keep an outcome for later. Why it is not, in a sentence; empty where it is. It blocks."""
        from sessions.history.database import HistoryError
        from sessions.history.writing import keep
        from tui.config import is_history_kept

        try:
            if is_history_kept():
                keep([record])
        except HistoryError as problem:
            return str(problem)
        return ""

    def record(self, outcome: Outcome) -> Record:
        """What is kept of it."""
        from sessions.history.writing import Record

        sent = self.invocation
        return Record(self._path, sent.name, sent.payload, outcome)


def _runs_here(file: SessionFile) -> bool:
    """Whether something runs here whose calls could be let out: not all is sent elsewhere."""
    session = file.session
    targets = {target_of(session, saved) for saved in session.invocation.values()}
    return not all(location_of(session, target).is_remote for target in targets)


def _against(paths: Sequence[Path]) -> Against | None:
    """The last replay of sessions; None where none is kept. It blocks."""
    from sessions.replay.last_time import Against
    from tui.config import is_history_kept

    return Against(paths) if paths and is_history_kept() else None

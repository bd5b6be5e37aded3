"""What the workbench sends, and what it shows of it: beside the form, and row by row."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.choice import target_of
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.editing.document import Document
from sessions.files import real_path
from sessions.replay.select import failures_first, select
from sessions.store.session_file import SessionFile
from tui.dialogs.host import DialogHost
from tui.keys.labels import key_of
from tui.workbench.columns import Columns, Places
from tui.workbench.form.target_pane import target_label
from tui.workbench.messages import (
    DebuggerAwaited,
    Finished,
    Printed,
    ReplayDone,
    ReplayStarted,
    ReplayStepped,
    RunMessage,
)
from tui.workbench.results import Answered, Cancelled, Running, SendState, Unsent, Waiting
from tui.workbench.stage import Workspace

from .sender import Sender, as_file

if TYPE_CHECKING:
    from sessions.replay.last_time import LastTime


class Outcomes:
    """Keeps the latest outcome of each invocation, and shows that of the current one."""

    def __init__(
        self, host: DialogHost, work: Workspace, sender: Sender, columns: Columns, places: Places
    ) -> None:
        self._host = host
        self._work = work
        self.sender = sender
        self._columns = columns
        self._places = places
        self.replayed = False
        """Whether the last key of the session was for a replay, and what is shown came of that."""
        self.shows_earlier = False
        """Whether an outcome of the history is shown."""
        self._shown: tuple[Path | None, str, SendState | None, bool] | None = None

    # Sending

    def send(self, *, check: bool = True, debug: bool = False) -> None:
        """Send the current invocation; with `debug` its hook waits for a debugger."""
        self._give_up()
        self.replayed = False
        document = self._work.document
        running = Running(time.monotonic())
        self._put(document.current, running)
        self.sender.send(document, running.live, check=check, debug=debug, live=self._work.live)
        self.show()

    def replay(self, names: Collection[str]) -> None:
        """Run some invocations again, those first that came out badly."""
        self._give_up()
        self.replayed = True
        document, only = self._work.document, self._failures_first(names)
        for name in names:
            self._put(name, Waiting())
        self._columns.invocations.tally(f"Replaying …  {key_of('workbench.cancel')} cancels")
        self.sender.replay(document, live=self._work.live, only=only)
        self.show()

    def begin_replay(self) -> None:
        """A replay begins on a screen of its own: what is under way here is given up."""
        self.cancel()
        self.replayed = True
        self.sender.sent = as_file(self._work.document)

    def show_replayed(self, seconds: float) -> None:
        """Show what came of such a replay, which took so many seconds."""
        states = self._states
        if any(isinstance(state, Answered) and state.met is not None for state in states):
            self._columns.invocations.tally(self._tally(states, seconds))
        self.show()
        self.show_sessions()

    def _failures_first(self, names: Collection[str]) -> list[SessionFile]:
        def has_failed(_: Path, name: str) -> bool:
            return self._work.results.has_failed(self._work.key, name)

        whole = [as_file(self._work.document)]
        return failures_first(select(whole, lambda _, name, __: name in names), has_failed)

    def cancel(self) -> bool:
        """Give up what is under way; False where there is nothing."""
        if not self._give_up():
            return False
        self.show()
        self.show_sessions()
        return True

    # What becomes of it

    def take(self, message: RunMessage) -> None:
        """Show what comes of what is under way; what comes of anything else is no news, but for
        the last lines of a hook that was given up."""
        if isinstance(message, Printed):
            self._printed(message)
            return
        if not self.sender.is_current(message.run):
            return
        match message:
            case Finished():
                self._finished(message)
            case DebuggerAwaited(_, name, url):
                self._debugger_awaited(name, url)
            case ReplayStarted(_, name, at):
                self._put(name, Running(at))
                self.show()
            case ReplayStepped(_, step, payload):
                label, at, verdict = self._label(step.name), time_of_day(), step.verdict
                state = Answered(step.outcome, payload, label, verdict.met, verdict.failures, at)
                self._put(step.name, replace(state, last=step.last))
                self.show()
            case ReplayDone():
                self._replay_done(message)

    def _printed(self, message: Printed) -> None:
        message.live.lines += message.lines
        state = self._work.state
        if isinstance(state, Running | Cancelled) and state.live is message.live:
            self._columns.outcome.printed(message.lines)

    def _finished(self, message: Finished) -> None:
        self.sender.finish()
        name = message.invocation.name
        if message.outcome is None:
            state: SendState = Unsent(message.failure)
        else:
            payload, label = message.invocation.payload, self._label(name)
            last, at = message.last, time_of_day()
            verdict = message.verdict
            met, failures = (verdict.met, verdict.failures) if verdict else (None, ())
            state = Answered(message.outcome, payload, label, met, failures, at, last)
        self._put(name, state)
        self.show()
        self.show_sessions()
        if name != self._work.document.current:
            self._host.say(f"{name}: {_word(state)}")

    def _debugger_awaited(self, name: str, url: str) -> None:
        """Show where a hook waits for a debugger, also on a small terminal."""
        state = self._work.results.get(self._work.key, name)
        if isinstance(state, Running):
            self._put(name, replace(state, debugger=url))
            self.show()
            if name == self._work.document.current:
                self._places.go("outcome")

    def _replay_done(self, message: ReplayDone) -> None:
        self.sender.finish()
        states = self._states
        tally = self._tally(states, message.seconds)
        if message.failure:
            for name, state in zip(self._work.document.names, states, strict=True):
                if isinstance(state, Waiting | Running):
                    self._put(name, Unsent(message.failure))
            tally = "✗ Not replayed"
        self._columns.invocations.tally(tally)
        self.show()
        self._places.show_headline()
        self.show_sessions()

    @property
    def _states(self) -> list[SendState | None]:
        names = self._work.document.names
        return [self._work.results.get(self._work.key, name) for name in names]

    def _tally(self, states: list[SendState | None], seconds: float) -> str:
        met = sum(isinstance(state, Answered) and state.good for state in states)
        return f"{met} of {len(states)} as expected in {seconds:.1f} s"

    # Following the document

    def leave(self, old: Document, new: Document) -> None:
        """Another session is opened: what is under way is given up with the old one."""
        self._give_up()
        if old is new:
            return
        self.replayed = False
        if old.path is None:
            self._work.results.forget(None)

    def moved(self, old: Path | None, new: Path | None) -> None:
        """The session was saved to another file."""
        self._work.results.move(_resolved(old), _resolved(new))
        self.show_sessions()

    # Showing

    def show(self) -> None:
        """Show the rows, and the outcome of the current invocation, where anything changed."""
        document, results, key = self._work.document, self._work.results, self._work.key
        self._columns.invocations.show(
            document.names, document.current, lambda name: results.get(key, name)
        )
        state, edited = self._work.state, self._work.is_edited_since
        now = (key, document.current, state, edited)
        if now != self._shown:
            before, self._shown = self._shown, now
            self.shows_earlier = False
            self._show_state(state, edited, was_running=_ran(before, now))
            self._places.show_headline()

    def show_earlier(
        self,
        outcome: Outcome,
        payload: JsonValue,
        target: str,
        when: str,
        last: LastTime | None = None,
    ) -> None:
        """Show an outcome of the history, until anything changes: it is not the current one.
        `last` is what came of it the time before."""
        self._columns.outcome.show(outcome, payload, target, earlier=when, last=last)
        self._shown = None
        self.shows_earlier = True
        self._places.show_headline()
        self._places.go("outcome")

    def show_current(self) -> None:
        """Show the current outcome again."""
        self._shown = None
        self.show()

    def show_sessions(self) -> None:
        """Show in the library how each session came out."""
        path = self._work.document.path
        self._columns.sessions.show_state(path, self._work.results.all_good)

    def _show_state(self, state: SendState | None, edited: bool, *, was_running: bool) -> None:
        pane = self._columns.outcome
        match state:
            case Answered():
                pane.show(
                    state.outcome,
                    state.payload,
                    state.target,
                    edited,
                    state.failures,
                    state.at,
                    last=state.last,
                )
            case Running(since, url) if url:
                name = self._work.document.current
                pane.debugging(name, self._label(name), since, url)
                pane.printed(state.live.lines)
            case Running(since):
                name = self._work.document.current
                pane.sending(name, self._label(name), since)
                pane.printed(state.live.lines)
            case Cancelled(live):
                pane.cancelled(live.lines, just_now=was_running)
            case Waiting():
                pane.idle(
                    f"Waiting for its turn in the replay. {key_of('workbench.cancel')} cancels."
                )
            case Unsent():
                pane.unsent(state.message)
            case None:
                pane.idle()

    def _give_up(self) -> bool:
        if not self.sender.cancel():
            return False
        self._work.results.settle(self._work.key)
        self._columns.invocations.tally("")
        return True

    def _label(self, name: str) -> str:
        session = self._work.document.session
        return target_label(session, target_of(session, session.invocation.get(name)))

    def _put(self, name: str, state: SendState) -> None:
        self._work.results.put(self._work.key, name, state)


def time_of_day() -> str:
    """The local time as phones show it: `09:41`."""
    return time.strftime("%H:%M")


def _resolved(path: Path | None) -> Path | None:
    return real_path(path) if path else None


def _ran(
    before: tuple[Path | None, str, SendState | None, bool] | None,
    now: tuple[Path | None, str, SendState | None, bool],
) -> bool:
    """Whether the same invocation was just seen running."""
    return before is not None and before[:2] == now[:2] and isinstance(before[2], Running)


def _word(state: SendState) -> str:
    if isinstance(state, Answered) and state.met is not None:
        return "as expected" if state.met else "not as expected"
    return "delivered" if isinstance(state, Answered) and state.good else "not delivered"

"""What the workbench sends, and what it shows of it: beside the form, and row by row."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.choice import target_of
from sessions.editing.document import Document
from sessions.files import real_path
from tui.workbench.form.target_pane import target_label

from .messages import DebuggerAwaited, Finished, ReplayDone, ReplayStarted, ReplayStepped
from .results import Answered, Cancelled, Latest, Running, State, Unsent, Waiting
from .sender import Sender

if TYPE_CHECKING:
    from .screen import WorkbenchScreen


class Outcomes:
    """Keeps the latest outcome of each invocation, and shows that of the one at hand."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self._latest = Latest()
        self.sender = Sender(screen, screen.secrets.values, lambda: screen.permission.permissions)
        self._shown: tuple[Path | None, str, State | None, bool] | None = None

    # Sending

    def send(self, *, check: bool = True, debug: bool = False) -> None:
        """Send the invocation at hand; with `debug` its hook waits for a debugger."""
        self._give_up()
        document = self._screen.document
        self._put(document.current, Running(time.monotonic()))
        self.sender.send(document, check=check, debug=debug, live=self._screen.live.on)
        self.show()

    def replay(self) -> None:
        """Run every invocation in order."""
        self._give_up()
        document = self._screen.document
        for name in document.names:
            self._put(name, Waiting())
        self._screen.invocation_list.tally("Replaying …  Escape cancels")
        self.sender.replay(document, live=self._screen.live.on)
        self.show()

    def cancel(self) -> bool:
        """Give up what is under way; False where there is nothing."""
        if not self._give_up():
            return False
        self.show()
        self.show_sessions()
        return True

    # What becomes of it

    def finished(self, message: Finished) -> None:
        """A send is over."""
        if not self.sender.is_current(message.run):
            return
        self.sender.finish()
        name = message.invocation.name
        if message.outcome is None:
            state: State = Unsent(message.failure)
        else:
            payload = message.invocation.payload
            state = Answered(message.outcome, payload, self._label(name), at=time_of_day())
        self._put(name, state)
        self.show()
        self.show_sessions()
        if name != self._screen.document.current:
            self._screen.say(f"{name}: {_word(state)}")

    def debugger_awaited(self, message: DebuggerAwaited) -> None:
        """A hook waits for a debugger: show where, also on a small terminal."""
        state = self._latest.get(self._key, message.name)
        if self.sender.is_current(message.run) and isinstance(state, Running):
            self._put(message.name, replace(state, debugger=message.url))
            self.show()
            if message.name == self._screen.document.current:
                self._screen.places.go("outcome")

    def replay_started(self, message: ReplayStarted) -> None:
        """A replay has come to an invocation."""
        if self.sender.is_current(message.run):
            self._put(message.name, Running(message.at))
            self.show()

    def replay_stepped(self, message: ReplayStepped) -> None:
        """A replay has an outcome for an invocation."""
        if self.sender.is_current(message.run):
            step = message.step
            label = self._label(step.name)
            verdict = step.verdict
            answered = Answered(
                step.outcome,
                message.payload,
                label,
                verdict.met,
                tuple(verdict.reasons),
                time_of_day(),
            )
            self._put(step.name, answered)
            self.show()

    def replay_done(self, message: ReplayDone) -> None:
        """A replay is over."""
        if not self.sender.is_current(message.run):
            return
        self.sender.finish()
        names = self._screen.document.names
        states = [self._latest.get(self._key, name) for name in names]
        met = sum(isinstance(state, Answered) and state.good for state in states)
        tally = f"{met} of {len(names)} as expected in {message.seconds:.1f} s"
        if message.failure:
            for name in names:
                self._put(name, Unsent(message.failure))
            tally = "✗ Not replayed"
        self._screen.invocation_list.tally(tally)
        self.show()
        self.show_sessions()

    # Following the document

    def leave(self, old: Document, new: Document) -> None:
        """Another session is opened: what is under way is given up with the old one."""
        self._give_up()
        if old is not new and old.path is None:
            self._latest.forget(None)

    def moved(self, old: Path | None, new: Path | None) -> None:
        """The session was saved to another file."""
        self._latest.move(_resolved(old), _resolved(new))
        self.show_sessions()

    def renamed(self, old: str, new: str) -> None:
        """An invocation was renamed."""
        self._latest.rename(self._key, old, new)

    def deleted(self, name: str) -> None:
        """An invocation was deleted."""
        self._latest.forget(self._key, name)

    # Showing

    def show(self) -> None:
        """Show the rows, and the outcome of the invocation at hand, where anything changed."""
        screen, document = self._screen, self._screen.document
        key = self._key
        screen.invocation_list.show(
            document.names, document.current, lambda name: self._latest.get(key, name)
        )
        state = self._latest.get(key, document.current)
        edited = isinstance(state, Answered) and state.edited_since(document.payload)
        now = (key, document.current, state, edited)
        if now != self._shown:
            before, self._shown = self._shown, now
            self._show_state(state, edited, was_running=_ran(before, now))
            screen.places.show_headline()

    @property
    def edited_since(self) -> bool:
        """Whether the outcome shown is of a payload that was edited since."""
        return self._shown is not None and self._shown[3]

    def show_sessions(self) -> None:
        """Show in the library how each session came out."""
        path = self._screen.document.path
        self._screen.session_list.show_state(
            path, lambda session: self._latest.good(real_path(session))
        )

    def _show_state(self, state: State | None, edited: bool, *, was_running: bool) -> None:
        pane = self._screen.outcome_pane
        match state:
            case Answered():
                pane.show(
                    state.outcome, state.payload, state.target, edited, state.reasons, state.at
                )
            case Running(since, url) if url:
                name = self._screen.document.current
                pane.debugging(name, self._label(name), since, url)
            case Running(since):
                name = self._screen.document.current
                pane.sending(name, self._label(name), since)
            case Cancelled() if was_running:
                pane.cancelled()
            case Cancelled():
                pane.idle("The last send was cancelled. F5 sends again.")
            case Waiting():
                pane.idle("Waiting for its turn in the replay. Escape cancels.")
            case Unsent():
                pane.unsent(state.message)
            case None:
                pane.idle()

    def _give_up(self) -> bool:
        if not self.sender.cancel():
            return False
        self._latest.settle(self._key)
        self._screen.invocation_list.tally("")
        return True

    def _label(self, name: str) -> str:
        session = self._screen.document.session
        return target_label(session, target_of(session, session.invocation.get(name)))

    def _put(self, name: str, state: State) -> None:
        self._latest.put(self._key, name, state)

    @property
    def _key(self) -> Path | None:
        return _resolved(self._screen.document.path)


def time_of_day() -> str:
    """The local time as phones show it: `09:41`."""
    return time.strftime("%H:%M")


def _resolved(path: Path | None) -> Path | None:
    return real_path(path) if path else None


def _ran(
    before: tuple[Path | None, str, State | None, bool] | None,
    now: tuple[Path | None, str, State | None, bool],
) -> bool:
    """Whether the same invocation was just seen running."""
    return before is not None and before[:2] == now[:2] and isinstance(before[2], Running)


def _word(state: State) -> str:
    return "delivered" if isinstance(state, Answered) and state.good else "not delivered"

"""What the hook's calls get instead of the provider's answer: answers and faults, edited from where
a call was seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sessions.contract.fault import FAULTS
from sessions.store.errors import SessionError
from sessions.text import one_line
from tui.dialogs.ask import AskLines
from tui.dialogs.pick import Pick
from tui.keys.labels import key_of
from tui.widgets.palette import Command
from tui.workbench.results import Answered
from tui.workbench.stage import Stage, Workspace

from .edits import Edits

if TYPE_CHECKING:
    from sessions.contract.outcome import OutboundCall
    from sessions.store.answers import SavedAnswer

_SAMPLE: Final = """\
[[answers]]
method = "POST"
host = "api.example.com"
path = "/token"
status = 401
json = { error = "invalid_client" }"""
_MOST: Final = 200
"""Calls to pick from."""


class Answering:
    """Edits the answers and the faults of the current invocation. What asks runs in a worker."""

    def __init__(self, stage: Stage, work: Workspace, edits: Edits) -> None:
        self._stage = stage
        self._work = work
        self._edits = edits

    def commands(self) -> Iterator[Command]:
        """What the palette offers of it."""
        if self._work.document.saved is None:
            return
        if self._calls:
            yield Command(
                "Answer a call otherwise",
                "From what it was answered: its status, its headers, its JSON",
                lambda: self._stage.ask(self.answer_call()),
            )
            yield Command(
                "Fail a call",
                "By a fault, or an error code of its provider's",
                lambda: self._stage.ask(self.fail_call()),
            )
        yield Command(
            "Edit the answers to its calls",
            "Of this invocation, as the tables [[answers]] of the file",
            lambda: self._stage.ask(self.edit()),
        )
        yield Command(
            "Edit the session's answers to calls",
            "Of all its invocations, tried after their own",
            lambda: self._stage.ask(self.edit(of_all=True)),
        )

    @property
    def _calls(self) -> Sequence[OutboundCall]:
        """The calls of the outcome that is there."""
        state = self._work.state
        return state.outcome.outbound[:_MOST] if isinstance(state, Answered) else ()

    async def edit(self, *, of_all: bool = False, more: Sequence[SavedAnswer] = ()) -> None:
        """Ask for the answers as a text, `more` of them before those that there are."""
        from sessions.store.answers_text import parse_answers, write_answers

        self._stage.flush()
        document = self._work.document
        if document.saved is None:
            return
        name = document.current
        before = document.session.answers if of_all else document.saved.answers

        def problem(text: str) -> str | None:
            try:
                parse_answers(text)
            except SessionError as error:
                return str(error)
            return None

        title = f"What calls of {'the session' if of_all else name} are answered"
        ask = AskLines(title, write_answers((*more, *before)), problem, _SAMPLE)
        text = await self._stage.answer_to(ask)
        if text is None or document is not self._work.document or document.current != name:
            return
        self._edits.turn()
        if of_all:
            document.set_session_answers(parse_answers(text))
        else:
            document.set_answers(parse_answers(text))
        self._edits.turn()
        self._stage.refresh_all()

    async def answer_call(self) -> None:
        """Ask which call, and what it is to be answered."""
        from sessions.store.answers_text import answer_of

        if call := await self._pick("Which call is to be answered otherwise?"):
            await self.edit(more=[answer_of(call)])

    async def fail_call(self) -> None:
        """Ask which call, and by which fault it is to fail from now on."""
        from sessions.contract.outbound import UNKNOWN
        from sessions.providers.registry import named

        call = await self._pick("Which call is to fail?")
        document = self._work.document
        if call is None or document.saved is None:
            return
        of = call.provider or UNKNOWN
        provider = named(of)
        codes = dict(provider.codes.known) if provider and provider.codes else {}
        choices = {f"{of}={fault}": f"{fault.ljust(10)} {about}" for fault, about in FAULTS.items()}
        choices |= {
            f"{of}={code}": f"{code.ljust(10)} HTTP {status}: {one_line(text, 200)}"
            for code, (status, text) in codes.items()
            if code not in FAULTS
        }
        fault = await self._stage.answer_to(Pick(f"How {of} is to fail", choices, ""))
        if fault is None or document is not self._work.document or document.saved is None:
            return
        others = [each for each in document.saved.faults if each.partition("=")[0] != of]
        self._edits.turn()
        document.set_faults((*others, fault))
        self._edits.turn()
        self._stage.refresh_all()
        self._stage.say(
            f"{of} shows {fault.partition('=')[2]} from now on. {key_of('workbench.send')} sends."
        )

    async def _pick(self, title: str) -> OutboundCall | None:
        calls = self._calls
        if len(calls) <= 1:
            return calls[0] if calls else None
        choices = {str(at): _line(call) for at, call in enumerate(calls)}
        picked = await self._stage.answer_to(Pick(title, choices, ""))
        return None if picked is None else calls[int(picked)]


def _line(call: OutboundCall) -> str:
    """`POST https://api.twilio.com/… → 201  twilio`."""
    status = "no answer" if call.status is None else str(call.status)
    return one_line(f"{call.method} {call.url} → {status}  {call.provider or ''}", 200)

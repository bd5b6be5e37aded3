"""Keeps what comes over the inbox's connections: a call is in the mailbox once it is answered."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from sessions.contract.answers import GivenAnswer
from sessions.contract.excerpts import kept_of
from sessions.contract.fault import Fault
from sessions.contract.outcome import OutboundCall
from sessions.gateway.recording import OngoingCall, Record, Sent
from sessions.providers.provider import Answer, Provider, Request

from .mailbox import Mailbox, Received, Wanted

_MOST_APPROVED: Final = 1_000


class InboxRecord(Record):
    """The record of all connections. `noted` is called with what came in that was no HTTP."""

    def __init__(
        self,
        mailbox: Mailbox,
        faults: Sequence[Fault],
        answers: Sequence[GivenAnswer],
        noted: Callable[[], None],
    ) -> None:
        super().__init__(faults)
        self.answers = tuple(answers)
        self._mailbox = mailbox
        self._noted = noted
        self._approved: deque[int] = deque(maxlen=_MOST_APPROVED)
        """Messages whose code was checked, and was right."""

    def begin(
        self, call: OutboundCall, t: float | None, place: tuple[str, int] | None = None
    ) -> OngoingCall:
        return _Call(call, self._ended, t, place)

    def remembered(self, provider: Provider, request: Request) -> Answer | None:
        """The answer to a check of a code: right is the last one that was sent, and once only."""
        asked = provider.check and provider.check.asked(request)
        if provider.check is None or asked is None or not request.header("authorization"):
            return None
        of, code = asked
        sent = next((one for one in self._sent_by(provider) if _is_about(one, of)), None)
        if sent is None or sent.id in self._approved:
            return provider.check.answer(request, None)
        is_right = sent.code in (None, code)
        if is_right:
            self._approved.append(sent.id)
        return provider.check.answer(request, is_right)

    def _sent_by(self, provider: Provider) -> list[Received]:
        return self._mailbox.find(Wanted(provider=provider.name))

    def keep(self, entry: OngoingCall, sent: Callable[[], Sent]) -> None:
        entry.update(**sent())

    def _ended(self, entry: OngoingCall) -> None:
        call = entry.call
        if not call.method:
            if call.problem and call.status is not None:
                self._noted()
            return
        if not (call.answered_by or call.fault or call.problem):
            return  # one to the inbox itself, or one that only opens a tunnel
        took = (time.monotonic() - entry.began) * 1000
        # What is only there to be searched has credentials in it.
        kept = replace(call, raw="", fingerprints={}, duration_ms=took)
        kept = replace(kept, body=_cut(kept.body), answer_body=_cut(kept.answer_body))
        self._mailbox.add(kept, datetime.now(UTC))


class _Call(OngoingCall):
    """One call, which says that it has ended."""

    def __init__(
        self,
        call: OutboundCall,
        ended: Callable[[OngoingCall], None],
        t: float | None,
        place: tuple[str, int] | None,
    ) -> None:
        super().__init__(call, t, place)
        self._tell = ended

    def end(self) -> None:
        if self.ended is None:
            super().end()
            self._tell(self)


def _is_about(received: Received, of: str) -> bool:
    """Whether a message went to a number, or is what an id was given for."""
    return Wanted(to=of).fits(received) or f'"{of}"' in received.call.answer_body


def _cut(text: str) -> str:
    start, most, rest = kept_of(text)
    return start[:most] + rest

"""What one child's calls were: the record that the gateway keeps while it answers them."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypedDict

from sessions.contract.answers import GivenAnswer, GivenResponse
from sessions.contract.fault import Fault
from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.providers.provider import Answer, Provider, Request

from .sniff import NOTHING_SENT

MOST_CALLS: Final = 1000
"""A hook that calls out in an endless loop is not to fill the memory."""
MOST_TEXT: Final = 4 << 20
"""Characters of what was sent, in all calls together, after which no more of them are kept."""
_TURNS: Final = 8
"""Of the event loop, in which a request that lies in its socket is read to its end."""


class OngoingCall:
    """One call while it goes on."""

    def __init__(
        self, call: OutboundCall, t: float | None, place: tuple[str, int] | None = None
    ) -> None:
        self.call = call
        self.t = t
        """When the hook made it, by the child's clock; None where the child does not say."""
        self.place = place
        """Host and port that the connection was made to; None where its client speaks second."""
        self.began = time.monotonic()
        self.ended: float | None = None
        self.is_kept = True
        """Whether it is among the calls that the record has; of others nothing is noted."""

    def restart(self, call: OutboundCall, t: float | None) -> None:
        """Make it another call, which begins now."""
        self.call = call
        self.t = t
        self.began = time.monotonic()

    def update(self, **more: Any) -> None:
        """Add to what is known of the call."""
        self.call = replace(self.call, **more)

    def end(self) -> None:
        """The call is over, answered or not; only the first time counts."""
        if self.ended is None:
            self.ended = time.monotonic()


class Sent(TypedDict, total=False):
    """What is kept of a request, beside its head: fields of `OutboundCall`."""

    body: str
    message: OutboundMessage | None
    fingerprints: dict[str, str]
    raw: str


class Record(ABC):
    """Where the calls of a connection are kept, and the faults and answers that they meet.

    These may be set at any time: a child is armed before its invocation is known.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.answers: tuple[GivenAnswer, ...] = ()
        self._answered: Counter[int] = Counter()
        """How often each of the answers has been given, by its place."""

    def given(self, request: Request) -> GivenResponse | None:
        """What a request is answered by the first of the answers that is for it, in its turn."""
        place = (request.method, request.host, request.port, request.path, request.query)
        for at, answer in enumerate(self.answers):
            if answer.is_for(*place):
                turn = min(self._answered[at], len(answer.responses) - 1)
                self._answered[at] += 1
                return answer.responses[turn]
        return None

    def remembered(self, _provider: Provider, _request: Request) -> Answer | None:
        """What a provider answers that remembers what it has sent before; None where that changes
        nothing, and here always: each invocation is its own."""
        return None

    def of(self, _token: str) -> Record:
        """The one of that token, to which the next call over the connection that is being served
        belongs, and from now on the connection; this one where nobody has it."""
        return self

    @abstractmethod
    def begin(
        self, call: OutboundCall, t: float | None, place: tuple[str, int] | None = None
    ) -> OngoingCall:
        """Record a call that begins now, over a connection that was made to `place`.

        `t` is when the hook made it, by the child's clock: on a busy machine calls, and what the
        child says, are read long after, and not in their order.
        """

    @abstractmethod
    def keep(self, entry: OngoingCall, sent: Callable[[], Sent]) -> None:
        """Keep what was sent in a call, which is not asked for where the call is left out."""


class Recording(Record):
    """The calls of the child that holds a token, and the faults and answers that they meet."""

    def __init__(
        self,
        faults: Sequence[Fault],
        forget: Callable[[], None],
        arrived: Callable[[float], Awaitable[bool]],
        known: Callable[[str], Recording | None] = lambda _: None,
    ) -> None:
        """
        Args:
            forget: called when this is closed: from then on its token is nobody's.
            arrived: waits, so many seconds, until all connections have said whose they are; gives
                whether any is open.
            known: the recording that a token is known for.
        """
        super().__init__(faults)
        self.called_at: float | None = None
        """When the hook was called, by the child's clock; None until it is."""
        self._forget = forget
        self._arrived = arrived
        self._known = known
        self._on_late: Callable[[], None] | None = None
        self._entries: list[OngoingCall] = []
        self._left_out = 0
        self._characters = 0
        """Of what was sent in the calls that are kept."""
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def calls(self) -> tuple[OutboundCall, ...]:
        """The calls so far, in the order in which the hook made them, unanswered ones too.

        A connection that carries nothing is none where HTTP was spoken to the same place: clients
        open one in advance, or again after a call that they gave up.
        Of many only the first are kept; the last of these says how many followed.
        """
        spoken = {entry.place for entry in self._entries if entry.call.method}
        entries = [e for e in self._entries if not (_is_empty(e) and e.place in spoken)]
        calls = [self._timed(entry) for entry in sorted(entries, key=_made)]
        if self._left_out:
            problem = f"{self._left_out:,} more calls followed; offhook keeps {len(calls):,}"
            calls[-1] = replace(calls[-1], problem=problem)
        return tuple(calls)

    def of(self, token: str) -> Recording:
        other = self._known(token)
        if other is None or other is self:
            return self
        if task := asyncio.current_task():
            other.joined(task)
        return other

    def retire(self, on_late: Callable[[], None]) -> None:
        """Forget the calls so far: they have been reported, and their child goes on. `on_late` is
        called when another one is begun."""
        for entry in self._entries:
            entry.is_kept = False
        self._entries.clear()
        self._left_out = self._characters = 0
        self._on_late = on_late

    async def caught_up(self, seconds: float = 1.0) -> None:
        """Wait until all that a child has sent by now is in the record, though it goes on."""
        if await self._arrived(seconds):
            for _ in range(_TURNS):
                await asyncio.sleep(0)

    async def settled(self, seconds: float = 1.0) -> None:
        """Wait until all that a child sent before it ended is in the record.

        A hook may be done before its last call has reached the gateway. `seconds` limit the wait
        for connections that something else than the child still holds open.
        """
        began = time.monotonic()
        await self._arrived(seconds)
        if self._connections:
            left = max(0.0, seconds - (time.monotonic() - began))
            await asyncio.wait(self._connections, timeout=left)

    def close(self) -> None:
        """End the connections that are open, and forget the token. The calls stay."""
        self._forget()
        for connection in self._connections:
            connection.cancel()
        for entry in self._entries:
            entry.end()

    def begin(
        self, call: OutboundCall, t: float | None, place: tuple[str, int] | None = None
    ) -> OngoingCall:
        entry = OngoingCall(call, t, place)
        if self._on_late:
            self._on_late()
        if len(self._entries) < MOST_CALLS and self._characters < MOST_TEXT:
            self._entries.append(entry)
        else:
            self._leave_out(entry)
        return entry

    def keep(self, entry: OngoingCall, sent: Callable[[], Sent]) -> None:
        # Of calls at once, as many may have begun as are kept before their length is known.
        if entry.is_kept and self._characters >= MOST_TEXT:
            self._entries.remove(entry)
            self._leave_out(entry)
        if entry.is_kept:
            entry.update(**sent())
            self._characters += _length(entry.call)

    def _leave_out(self, entry: OngoingCall) -> None:
        self._left_out += 1
        entry.is_kept = False

    def joined(self, connection: asyncio.Task[None]) -> None:
        """Count a connection as this child's, until it is done."""
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    def _timed(self, entry: OngoingCall) -> OutboundCall:
        ended = time.monotonic() if entry.ended is None else entry.ended
        t, called = entry.t, self.called_at
        return replace(
            entry.call,
            t_ms=None if t is None or called is None else t - called,
            duration_ms=(ended - entry.began) * 1000,
        )


def _made(entry: OngoingCall) -> tuple[bool, float, float]:
    return entry.t is None, entry.t or 0.0, entry.began


def _is_empty(entry: OngoingCall) -> bool:
    """Whether nothing came over a connection where the client is to speak first."""
    return entry.place is not None and entry.call.problem == NOTHING_SENT


def _length(call: OutboundCall) -> int:
    """Characters of the head, of the body, and of the message that was read from it; what was sent
    in all is about as long as these again."""
    head = len(call.url) + sum(len(name) + len(text) for name, text in call.headers.items())
    return head + len(call.body) + len((call.message and call.message.text) or "")

"""What stands before the providers on a connection, and differs by whose connection it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.contract.outcome import OutboundCall
from sessions.providers.provider import Answer, Request

from .request_head import Peer, read_head
from .stream import Stream


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What a request is answered that no provider gets."""

    answer: Answer
    problem: str | None = None
    """Why it is not for a provider, for the record; None where nothing is wrong with it."""


class Front:
    """That of a child's connections: every request is for a provider, wherever it goes.

    A server of its own (`sessions.inbox`) has another, which refuses, and answers some itself.
    """

    speaks_first = True
    """Whether a line says of each request where it was made, before it (`introduction`)."""
    says_why = False
    """Whether what is no HTTP is answered with the reason, HTTP 400, before it is closed."""
    most_read = 16 << 20
    """Bytes of a body that are taken, packed or unpacked; more is answered 413."""

    def read(
        self, peer: Peer, method: str, target: str, headers: Sequence[tuple[str, str]]
    ) -> tuple[Request, OutboundCall]:
        """A request still without its body, and its record so far (`request_head.read_head`)."""
        return read_head(peer, method, target, headers)

    async def answer(self, _request: Request, _wire: Stream) -> OwnAnswer | None:
        """What a request is answered in place of a provider; None: its provider answers.

        One of the method CONNECT is asked about too, before its tunnel begins.
        """
        return None

    async def entered(self, wire: Stream, _peer: Peer) -> Stream:
        """What the requests in a tunnel come over, which begins now and leads to a peer."""
        return wire

"""What goes on over one connection of a child: requests are read, recorded and answered."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

import h11

from sessions.contract.excerpts import MOST_KEPT, body_looked_at, cut, looked_at
from sessions.contract.outcome import AnsweredBy, OutboundCall, OutboundMessage
from sessions.decompression import TooLarge, Unpacker, UnreadableEncoding
from sessions.providers.faults import answer_with, chosen
from sessions.providers.provider import Answer, Provider, Request, json_answer
from sessions.providers.registry import GENERIC, recognize
from sessions.secrets.credentials import conceal_body, conceal_headers, fingerprints

from .front import Front
from .introduction import CALL, LONGEST, Origin, Preface, parse_call
from .recording import Record, Sent
from .request_head import Peer, tunnel_to, unspoken
from .sniff import HALF_SENT, NOTHING_SENT, WEBSOCKET, foreign, is_undecided, not_http
from .stream import Stream

_LONGEST_HEAD: Final = 256 << 10
_MOST_SHOWN: Final = 1000
"""Bytes of what is no HTTP, or characters of a place that is none."""
_WITHOUT_LENGTH: Final = frozenset({204, 304})
_GONE: Final = "the connection was closed before it was answered"
_CUT_OFF: Final = "the hook closed the connection in the middle of its request"
_OF_A_CHILD: Final = Front()


async def serve(
    wire: Stream,
    preface: Preface,
    recording: Record,
    slow_seconds: float,
    front: Front = _OF_A_CHILD,
) -> None:
    """Answer all that comes over one connection, until either side closes it."""
    peer: Peer | None = Peer(
        preface.host, preface.port, preface.tls, preface.insecure, preface.origin
    )
    if preface.silent:
        recording.begin(unspoken(peer, NOTHING_SENT), peer.origin.t).end()
        return
    while peer:
        exchange = _Exchange(wire, peer, recording, slow_seconds, front)
        try:
            if peer := await exchange.run():
                wire = await front.entered(wire, peer)
        except ConnectionError:
            exchange.entry.update(status=None, problem=_GONE)
            peer = None
        except Exception as error:  # ours to mend; the call is to say so, not only to break off
            exchange.entry.update(status=None, problem=f"offhook's gateway failed on it: {error!r}")
            peer = None
        finally:
            exchange.entry.end()


class _TooLong(Exception):
    """A body of more bytes than the front takes."""


class _Exchange:
    """One connection, or what goes on inside the tunnel that a connection has become."""

    def __init__(
        self, wire: Stream, peer: Peer, recording: Record, slow_seconds: float, front: Front
    ) -> None:
        self._place = (peer.host, peer.port)
        self.entry = recording.begin(unspoken(peer, NOTHING_SENT), peer.origin.t, self._place)
        """The call that goes on; before the first request, that nothing was sent."""
        self._has_begun = False
        self._wire = wire
        self._peer = peer
        self._recording = recording
        self._slow_seconds = slow_seconds
        self._front = front
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)
        self._start = b""

    async def run(self) -> Peer | None:
        """Take and answer requests; gives where what follows goes, once that is a tunnel."""
        await self._learn_origin()
        while is_undecided(self._start) and (more := await self._wire.read()):
            self._start += more
            self.entry.update(problem=HALF_SENT)
        if not self._start:
            return None
        if is_undecided(self._start):
            self.entry.update(problem=_CUT_OFF)
            return None
        if problem := foreign(self._start):
            await self._refuse_nonsense(problem)
            return None
        self._http.receive_data(self._start)
        self._start = self._start[:_MOST_SHOWN]
        while (head := await self._head()) is not None:
            request, call = self._front.read(self._peer, *_texts(head))
            self._begin(call)
            body = await self._body()
            if body is None:
                return None
            if request.method == "CONNECT":
                return await self._tunnel(request)
            if not await self._answer(request, body):
                return None
            self._http.start_next_cycle()
            del head, request, call, body  # a connection may be kept for long, and there are many
            self._peer = replace(self._peer, origin=self._untold())
            if not self._http.trailing_data[0]:
                await self._learn_origin()
        return None

    async def _learn_origin(self) -> None:
        """Where the next request was made, and whose it is, if the child says so before it."""
        if not self._front.speaks_first:
            return
        if line := await self._wire.read_line_of(CALL, LONGEST):
            origin, token = parse_call(line)
            self._peer = replace(self._peer, origin=origin)
            self._recording = self._recording.of(token)

    def _untold(self) -> Origin:
        """Of a request that no line precedes: it is made once this one has been answered."""
        t = self._peer.origin.t
        return Origin(t=None if t is None else t + (time.monotonic() - self.entry.began) * 1000)

    def _begin(self, call: OutboundCall) -> None:
        t = self._peer.origin.t
        if self._has_begun:
            self.entry = self._recording.begin(call, t, self._place)
        else:
            self.entry.restart(call, t)
        self._has_begun = True

    async def _head(self) -> h11.Request | None:
        """The next request; None at the end, or where what came is none."""
        try:
            event = await self._event()
        except h11.RemoteProtocolError as error:
            if self._is_at_end():
                self._begin(unspoken(self._peer, _CUT_OFF))
            else:
                await self._refuse_nonsense(not_http(self._start, str(error)))
            return None
        return event if isinstance(event, h11.Request) else None

    async def _body(self) -> bytes | None:
        """The request's body; None where there is no taking it, which has been said."""
        parts: list[bytes] = []
        try:
            size = 0
            while isinstance(event := await self._event(), h11.Data):
                parts.append(bytes(event.data))
                size += len(event.data)
                if size > self._front.most_read:
                    raise _TooLong
        except h11.RemoteProtocolError as error:
            self._recording.keep(self.entry, lambda: _shown(b"".join(parts)))
            if self._is_at_end():
                self.entry.update(problem=_CUT_OFF)
            else:
                await self._turn_down(400, f"its body is malformed: {error}")
            return None
        except _TooLong:
            self._recording.keep(self.entry, lambda: _shown(b"".join(parts)))
            await self._turn_down(413, f"its body has more than {self._front.most_read >> 20} MiB")
            return None
        return b"".join(parts)

    async def _answer(self, request: Request, packed: bytes) -> bool:
        """Answer as the provider does, or as a fault has it; whether another may follow."""
        try:
            encoding = request.header("content-encoding")
            body = _unpacked(packed, encoding, self._front.most_read)
        except _UnreadableBody as error:
            self.entry.update(body=f"‹{len(packed):,} bytes›")
            await self._turn_down(415, str(error))
            return False
        request = replace(request, body=body)
        if await self._answer_before(request):
            return self._is_over()
        if (request.header("upgrade") or "").lower() == "websocket":
            self.entry.update(problem=WEBSOCKET)
            await self._send(json_answer(501, {"error": WEBSOCKET}, {"connection": "close"}), "")
            return False
        provider = recognize(request)
        fault = chosen(self._recording.faults, provider, request)
        self.entry.update(provider=_name(provider), fault=fault)
        self._recording.keep(self.entry, lambda: _sent(request, provider))
        if fault == "reset":
            self.entry.end()
            self._wire.reset()
            return False
        if fault == "no-answer":
            await self._wire.discard()
            return False
        if fault == "slow" and await self._is_gone_after(self._slow_seconds):
            self.entry.update(problem=_GONE)
            return False
        answer, by = self._answer_to(request, provider, fault)
        self.entry.update(answered_by=by)
        await self._send(answer, request.method)
        return self._is_over()

    async def _answer_before(self, request: Request) -> bool:
        """Answer what is for no provider; whether it is."""
        own = await self._front.answer(request, self._wire)
        if own is None:
            return False
        if own.problem:
            self.entry.update(problem=own.problem)
            self._recording.keep(self.entry, lambda: _shown(request.body))
        await self._send(own.answer, request.method)
        return True

    def _is_over(self) -> bool:
        """Whether both sides have said all of this exchange, so that another may follow."""
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    def _answer_to(
        self, request: Request, provider: Provider, fault: str | None
    ) -> tuple[Answer, AnsweredBy]:
        """The answer, and whose it is: a fault's first, then the session's, then the provider's."""
        if fault not in (None, "slow"):
            return self._emulated(provider, request, fault), "fault"
        if given := self._recording.given(request):
            return Answer(given.status, given.body, dict(given.headers)), "session"
        if remembered := self._recording.remembered(provider, request):
            return remembered, "provider"
        by: AnsweredBy = "generic" if provider.name == GENERIC else "provider"
        return self._emulated(provider, request, fault), by

    def _emulated(self, provider: Provider, request: Request, fault: str | None) -> Answer:
        try:
            return answer_with(fault, provider, request)
        except Exception as error:  # ours to mend; the hook's run is not to end in our traceback
            why = f"offhook's emulation of {provider.title} failed on this request: {error!r}"
            self.entry.update(problem=why)
            return json_answer(500, {"error": why})

    async def _send(self, answer: Answer, method: str) -> None:
        headers = {"date": formatdate(usegmt=True), **answer.headers}
        if answer.status not in _WITHOUT_LENGTH:
            headers["content-length"] = str(len(answer.body))
        known = answer.status in HTTPStatus.__members__.values()
        reason = HTTPStatus(answer.status).phrase if known else ""
        head = h11.Response(status_code=answer.status, headers=[*headers.items()], reason=reason)
        data = self._http.send(head) or b""
        if answer.body and method != "HEAD":
            data += self._http.send(h11.Data(data=answer.body)) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        # Told before it is sent: the hook may end, and its record be asked for, right after.
        self.entry.update(
            status=answer.status,
            answer_headers=conceal_headers(headers.items()),
            answer_body=conceal_body(body_looked_at(answer.body)),
        )
        self.entry.end()
        await self._wire.write(data)

    async def _turn_down(self, status: int, why: str) -> None:
        """Refuse a request that could not be taken whole, and let the rest of it run out."""
        self.entry.update(problem=f"offhook could not read this request: {why}")
        await self._send(json_answer(status, {"error": why}, {"connection": "close"}), "")
        await self._wire.discard()

    async def _refuse_nonsense(self, problem: str) -> None:
        """What is no HTTP ends here, with the reason where the front says it."""
        self._begin(unspoken(self._peer, problem))
        if self._front.says_why:
            await self._turn_down(400, "it is not HTTP/1.1")
            self.entry.update(problem=problem)

    async def _tunnel(self, request: Request) -> Peer | None:
        """Let a proxy's tunnel begin; gives where it goes."""
        place = tunnel_to(request.path)
        if place is None:
            named = cut(self.entry.call.url, _MOST_SHOWN)
            await self._turn_down(400, f"CONNECT needs HOST:PORT, and names “{named}”")
            return None
        if await self._answer_before(request):
            return None
        agreed = self._http.send(h11.Response(status_code=200, headers=[], reason="OK")) or b""
        self.entry.update(status=200)
        self.entry.end()
        await self._wire.write(agreed)
        self._wire.unread(self._http.trailing_data[0])
        return replace(self._peer, host=place[0], port=place[1], tls=True)

    async def _is_gone_after(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wire.until_gone()
                return True
        return False

    async def _event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[], reason="Continue")
                await self._wire.write(self._http.send(go_on) or b"")
            self._http.receive_data(await self._wire.read())
        return event

    def _is_at_end(self) -> bool:
        return self._http.trailing_data[1]


def _name(provider: Provider) -> str | None:
    """As the record has it: of a host that is not known there is none."""
    return None if provider.name == GENERIC else provider.name


def _shown(body: bytes) -> Sent:
    return {"body": conceal_body(body_looked_at(body))}


def _sent(request: Request, provider: Provider) -> Sent:
    """What the record has of a whole request, beside its head."""
    message = _kept(provider.read(request))
    is_read = _name(provider) and message
    text = request.body[:MOST_KEPT].decode("utf-8", "replace")
    return {
        **_shown(request.body),
        "message": message,
        "fingerprints": fingerprints(request.headers, request.query, text),
        "raw": "" if is_read else _raw(request, text),
    }


def _kept(message: OutboundMessage | None) -> OutboundMessage | None:
    """A message as it is recorded: of none of its texts more than of a body."""
    if message is None:
        return None
    to, sender, text = (
        one and looked_at(one) for one in (message.to, message.sender, message.text)
    )
    return replace(message, to=to, sender=sender, text=text)


def _raw(request: Request, body: str) -> str:
    """What was sent as a text, nothing concealed, to be searched for a message."""
    target = f"{request.path}?{request.query}" if request.query else request.path
    headers = "\n".join(f"{name}: {text}" for name, text in request.headers)
    return f"{request.method} {target[:MOST_KEPT]}\n{headers[:MOST_KEPT]}\n\n{body}"


def _texts(head: h11.Request) -> tuple[str, str, list[tuple[str, str]]]:
    headers = [(name.decode("latin-1"), text.decode("latin-1")) for name, text in head.headers]
    return head.method.decode("latin-1"), head.target.decode("latin-1"), headers


class _UnreadableBody(Exception):
    """A body that its content-encoding keeps from being read; the message says why."""


def _unpacked(body: bytes, encoding: str | None, most: int) -> bytes:
    """A body without its content-encoding, of at most so many bytes.

    Raises:
        _UnreadableBody: an encoding that is not known here, or bytes that are not so encoded.
    """
    try:
        unpacker = Unpacker(encoding, most)
        unpacker.feed(body)
        unpacker.end()
    except UnreadableEncoding as error:
        raise _UnreadableBody(f"its body {error}") from None
    except TooLarge:
        raise _UnreadableBody(f"its body unpacks to more than {most >> 20} MiB") from None
    return bytes(unpacker.content)

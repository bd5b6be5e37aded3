"""An inbox on a real socket of loopback, and clients that talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import h11
import pytest

from sessions.contract.answers import GivenAnswer
from sessions.inbox.api import Api
from sessions.inbox.authority import Authority
from sessions.inbox.door import Door
from sessions.inbox.front import Rules
from sessions.inbox.mailbox import Mailbox
from sessions.inbox.record import InboxRecord
from sessions.inbox.server import Server
from sessions.inbox.tls import secured_by
from sessions.providers.faults import known_fault

NUMBER = "+18085555555"
TWILIO = "/twilio/2010-04-01/Accounts/AC1/Messages.json"
BASIC = "Basic QUMxOnRva2Vu"


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Client:
    """One connection to an inbox."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._http = h11.Connection(h11.CLIENT)
        self._method = ""

    async def ask(
        self, method: str, target: str, body: bytes = b"", **headers: str | None
    ) -> Response:
        """Send a request whole, and wait for its response; `content_type` and the like are headers,
        None leaves one out."""
        self._method = method
        if self._http.our_state is not h11.IDLE:
            self._http.start_next_cycle()
        given: dict[str, str | None] = {"host": "127.0.0.1", "content-length": str(len(body))}
        given |= {name.replace("_", "-"): text for name, text in headers.items()}
        sent = [(name, text) for name, text in given.items() if text is not None]
        data = self._http.send(h11.Request(method=method, target=target, headers=sent)) or b""
        data += (body and self._http.send(h11.Data(data=body))) or b""
        data += self._http.send(h11.EndOfMessage()) or b""
        self.writer.write(data)
        await self.writer.drain()
        return await self.response()

    async def response(self) -> Response:
        """The next response."""
        head, body = await self._event(), b""
        assert isinstance(head, h11.Response), head
        if self._method == "CONNECT" and head.status_code == 200:
            return Response(200, {}, b"")
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
        found = {name.decode(): text.decode() for name, text in head.headers}
        return Response(head.status_code, found, body)

    async def _event(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self.reader.read(65536))
        return event

    async def close(self) -> None:
        """Close the connection."""
        self.writer.close()
        with contextlib.suppress(OSError):  # as a test has asked for
            await self.writer.wait_closed()


class Running:
    """An inbox that serves."""

    def __init__(self, port: int, mailbox: Mailbox, noted: list[str]) -> None:
        self.port = port
        self.mailbox = mailbox
        self.noted = noted
        """What was said of what came in and was no HTTP."""
        self.opened: list[Client] = []

    async def connect(self) -> Client:
        """A connection that has said nothing yet."""
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port))
        self.opened.append(client)
        return client

    async def ask(self, method: str, target: str, body: bytes = b"", **more: Any) -> Response:
        """One request over a connection of its own."""
        return await (await self.connect()).ask(method, target, body, **more)

    async def send(self, text: str, to: str = NUMBER, **more: Any) -> Response:
        """A message by Twilio's API."""
        return await (await self.connect()).ask("POST", TWILIO, sms(text, to), **FORM, **more)


FORM = {"content_type": "application/x-www-form-urlencoded", "authorization": BASIC}


def sms(text: str, to: str = NUMBER) -> bytes:
    """The form of a message by Twilio's API."""
    from urllib.parse import urlencode

    return urlencode({"To": to, "From": "+15005550006", "Body": text}).encode()


async def until(holds: Callable[[], object]) -> None:
    """Let the other tasks run until something holds."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 (any state at all may be waited for)
            await asyncio.sleep(0)


class Inboxes:
    """Starts inboxes, and ends them after the test."""

    def __init__(self) -> None:
        self._serving: list[asyncio.Task[None]] = []
        self._running: list[Running] = []

    async def __call__(
        self,
        *faults: str,
        answers: Sequence[GivenAnswer] = (),
        token: str | None = None,
        authority: Authority | None = None,
        mailbox: Mailbox | None = None,
        **more: Any,
    ) -> Running:
        """One that serves on a port of its own; `more` is as `Server` takes it."""
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        port = listening.getsockname()[1]
        mailbox = mailbox or Mailbox()
        noted: list[str] = []
        secured = secured_by(authority, noted.append) if authority else None
        rules = Rules(Api(mailbox), Door(token), port, answers, secured, "no certificates here")
        known = [known_fault(fault) for fault in faults]
        record = InboxRecord(mailbox, known, answers, lambda: noted.append("no HTTP"))
        server = Server(rules, record, **{"slow_seconds": 0.05, **more})

        async def serve() -> None:
            with listening:
                await server.serve(listening)

        self._serving.append(asyncio.create_task(serve()))
        self._running.append(Running(port, mailbox, noted))
        return self._running[-1]

    async def end(self) -> None:
        """End all of them; no connection is left."""
        for running in self._running:
            for client in running.opened:
                await client.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)


@pytest.fixture
async def inbox() -> AsyncIterator[Inboxes]:
    """Starts inboxes; no task is left of them afterwards."""
    before = asyncio.all_tasks()
    inboxes = Inboxes()
    yield inboxes
    await inboxes.end()
    assert asyncio.all_tasks() <= before | {asyncio.current_task()}

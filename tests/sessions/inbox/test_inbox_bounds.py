"""What programs may do to an inbox: slow ones, large ones, many at once, nonsense."""

from __future__ import annotations

import asyncio

import h11
import pytest

from sessions.inbox.mailbox import MOST_WAITING, Wanted
from sessions.inbox.server import MOST_CONNECTIONS, PATIENCE

from .conftest import FORM, NUMBER, TWILIO, Inboxes, sms, until


async def test_many_at_once_are_all_there(inbox: Inboxes) -> None:
    running = await inbox()

    async def some(which: int) -> None:
        client = await running.connect()
        for number in range(8):
            text = sms(f"code {which:03}{number:03}")
            assert (await client.ask("POST", TWILIO, text, **FORM)).status == 201

    await asyncio.gather(*map(some, range(25)))
    codes = {one.code for one in running.mailbox.find(Wanted(to=NUMBER))}
    assert codes == {f"{which:03}{number:03}" for which in range(25) for number in range(8)}


async def test_clients_that_say_nothing_keep_no_one_out(inbox: Inboxes) -> None:
    running = await inbox(most=5)
    silent = [await running.connect() for _ in range(12)]
    silent[-1].writer.write(b"POST /twilio/2010-04-01/ HTTP/1.1\r\nhost: localhost\r\n")
    assert (await running.send("code 123456")).status == 201
    assert await silent[0].reader.read() == b""


async def test_a_client_that_comes_back_is_not_lost_for_one_that_is_slow(inbox: Inboxes) -> None:
    running = await inbox(most=4)
    good = await running.connect()
    assert (await good.ask("POST", TWILIO, sms("code 111111"), **FORM)).status == 201
    slow = [await running.connect() for _ in range(8)]
    for client in slow:
        client.writer.write(b"POST /twilio HTTP/1.1\r\n")
    assert await slow[0].reader.read() == b""
    assert (await good.ask("POST", TWILIO, sms("code 222222"), **FORM)).status == 201


async def test_who_waits_for_a_code_is_not_what_makes_room(inbox: Inboxes) -> None:
    running = await inbox(most=3)
    asked = asyncio.ensure_future(running.ask("GET", "/api/code?wait=60"))
    await until(lambda: running.mailbox._waiting)
    for _ in range(6):
        await running.connect()
    await running.send("code 123456")
    assert (await asked).text == "123456"


async def test_who_waits_leaves_room_for_who_sends(inbox: Inboxes) -> None:
    running = await inbox(patience=600.0)  # those between two requests go before that
    code = "/api/code?wait=60"
    asked = [asyncio.ensure_future(running.ask("GET", code)) for _ in range(MOST_WAITING)]
    await until(lambda: len(running.mailbox._waiting) == MOST_WAITING)
    for _ in range(MOST_CONNECTIONS - MOST_WAITING + 10):  # in a row: who says nothing yet may go
        refused = await running.ask("GET", code)
        assert refused.status == 503 and "wait already" in refused.json["error"]
    await running.send("code 123456")
    codes = [(await one).text for one in asked]
    assert codes.count("123456") == MOST_WAITING


@pytest.mark.parametrize(
    "start",
    [b"", b"P", b"POST /twilio HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nTo=%2B1"],
)
async def test_a_request_that_does_not_come_is_not_waited_for(inbox: Inboxes, start) -> None:
    running = await inbox(patience=0.05)
    client = await running.connect()
    client.writer.write(start)
    assert await client.reader.read() == b""
    assert running.mailbox.count == 0


async def test_a_body_that_is_too_long_is_refused_and_forgotten(inbox: Inboxes) -> None:
    running = await inbox()
    client = await running.connect()
    head = (
        "POST /twilio/2010-04-01/ HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1073741824\r\n\r\n"
    )
    client.writer.write(head.encode())
    for _ in range(48):
        client.writer.write(b"x" * 65536)
        await client.writer.drain()
    assert b" 413 " in await client.reader.readline()
    assert (await running.send("code 123456")).status == 201
    assert len(running.mailbox.others(10)[0].call.body) < 70_000


@pytest.mark.parametrize(
    "nonsense",
    [
        *(b"GARBAGE\r\n\r\n", b"GET  /api/code HTTP/1.1\r\n\r\n", b"\x00\x01\x02\x03\n"),
        *(b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"),
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nx: " + b"y" * 300_000 + b"\r\n\r\n",
    ],
)
async def test_nonsense_is_answered_400(inbox: Inboxes, nonsense) -> None:
    running = await inbox()
    client = await running.connect()
    client.writer.write(nonsense)
    client.writer.write_eof()
    assert b" 400 " in await client.reader.readline()
    assert running.mailbox.last_id == 0


async def test_tls_on_the_plain_port_is_said(inbox: Inboxes) -> None:
    running = await inbox()
    client = await running.connect()
    client.writer.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
    client.writer.write_eof()
    await client.reader.read()
    assert running.noted == ["no HTTP"]


@pytest.mark.parametrize("fault", ["reset", "no-answer", "slow", "429", "html"])
async def test_faults_are_shown_and_kept(inbox: Inboxes, fault) -> None:
    # Who gets no answer waits as long; any other request may take its time on a busy machine.
    running = await inbox(fault, patience=1.0 if fault == "no-answer" else PATIENCE)
    try:
        response = await running.send("code 123456")
    except (ConnectionError, h11.RemoteProtocolError) as error:
        assert fault == ("reset" if isinstance(error, ConnectionError) else "no-answer")
    else:
        assert response.status == {"slow": 201, "429": 429, "html": 502}[fault]
    found = running.mailbox.find(Wanted(delivered=None))
    assert [one.call.fault for one in found] == [fault]
    assert found[0].delivered == (fault == "slow")

"""The inbox on a screen: what came in, found, on its phone, with request and answer."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from functools import partial

import pytest

from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.inbox.api import Api
from sessions.inbox.door import Door
from sessions.inbox.front import Rules
from sessions.inbox.mailbox import Mailbox, Received
from sessions.inbox.record import InboxRecord
from sessions.inbox.server import Server
from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.inbox.listing import line_of, matches
from tui.inbox.screen import InboxScreen

NOW = datetime(2026, 11, 27, 9, 41, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


def received(text: str | None, to: str | None = "+18085555555", **more: object) -> Received:
    message = OutboundMessage(to, "+15005550006", text) if to else None
    given = {"status": 201, "provider": "twilio", "message": message, **more}
    return Received(1, NOW, OutboundCall("POST", "https://api.twilio.com/x", **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        *(("808 555", True), ("+1808", True), ("482913", True), ("YOUR code", True)),
        *(("twilio", True), ("5006", False), ("code 5", False), ("sns", False), ("", True)),
    ],
)
def test_what_is_looked_for(word, found):
    assert matches(received("Your code is 482913"), word) is found


def test_a_line_has_time_number_code_and_text():
    line = line_of(received("Your code is 482913\x1b[31m\nBye"), 80).plain
    assert "+18085555555     Your code is 482913" in line and "\x1b" not in line
    assert "✗ +1" in line_of(received("Hi", status=400, fault="400"), 80).plain
    problem = received(None, None, status=403, problem="refused: nobody")
    assert "✗ POST https://api.twilio.com/x" in line_of(problem, 80).plain
    assert line_of(problem, 30).plain.endswith("…")
    assert line_of(received("界" * 200), 40).cell_length <= 40


def test_a_line_says_the_code_once_and_also_where_its_text_is_cut_before_it():
    code = received("482913 is your code")
    assert line_of(code, 44).plain.endswith(" 482913 is your …")
    late = received("Your code for Acme is 482913")
    assert line_of(late, 60).plain.endswith(" Your code for Acme is 482913")
    assert line_of(late, 44).plain.endswith(" 482913 Your cod…")
    split = received("G-482913 is your code")
    assert line_of(split, 60).plain.count("482913") == 1
    longer = line_of(received("Ref. 94829131: code 482913"), 80)
    assert longer.spans[-1].start == longer.plain.index(" 482913") + 1


async def _send(port: int, text: str, to: str, path: str = "twilio") -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = f"To=%2B{to}&From=%2B15005550006&Body={text}".encode()
    head = (
        f"POST /{path}/2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\r\nhost: localhost\r\n"
        f"content-type: {FORM}\r\nauthorization: Basic c2VjcmV0\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await reader.read()
    writer.close()


async def test_messages_come_in_are_found_and_taken_away(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        rules = Rules(Api(mailbox), Door(), port)
        server = Server(rules, InboxRecord(mailbox, (), (), lambda: None))
        url, serve = f"http://localhost:{port}", partial(server.serve, listening)
        screen = InboxScreen(mailbox, serve, url, base=f"{url}/TOKEN", env="offhook inbox --env")
        app = OffhookApp(home=screen)
        app.animation_level = "none"
        async with app.run_test(size=(150, 40)) as pilot:
            driven = Driven(app, pilot)
            for width in (60, 80, 150):
                await pilot.resize_terminal(width, 40)
                await driven.sees(f"{url}/TOKEN/twilio")
                assert "Copy code" not in driven.seen
                assert width == 60 or f"{url}/TOKEN/api/code?to=+18085555555&wait=10" in driven.seen
            assert 'eval "$(offhook inbox --env)"' in driven.seen
            await driven.press("ctrl+f", *"abc")  # nowhere: the line is not there yet
            await _send(port, "code+111111", "18085550001")
            await _send(port, "code+222222", "18085550002")
            await _send(port, "", "18085550001", "nobody")
            await driven.sees("2 messages")
            assert [one.text for one in screen.phone.shown] == ["code 222222"]
            assert "‹authorization›" in driven.seen and "c2VjcmV0" not in driven.seen

            await driven.opens_help_and_palette()
            await driven.press("down")
            assert [one.text for one in screen.phone.shown] == ["code 111111"]
            await driven.press("c")
            assert app.clipboard == "111111"
            await _send(port, "code+333333", "18085550001")  # the cursor stays where it was put
            await driven.sees("3 messages")
            assert [one.text for one in screen.phone.shown] == ["code 111111"]
            await driven.press("f2", "home")
            assert [one.code for one in screen.listed.items] == ["333333", "111111"]
            assert [one.text for one in screen.phone.shown] == ["code 111111", "code 333333"]
            await driven.press("escape", "f4")
            assert len(screen.listed.items) == 4 and "✗ POST" in driven.seen
            await driven.press("ctrl+f")
            await driven.press_in_a_burst(*"0002", "enter")
            assert [one.code for one in screen.listed.items] == ["222222"]
            await driven.press("f8")
            assert mailbox.count == 2 and not screen.listed.items
            assert "No message fits." in driven.seen and "Escape shows all" in driven.seen
            await driven.press("escape", "f3")
            assert not screen.phone.display
            await pilot.resize_terminal(80, 24)
            await driven.press("f4")
            assert "code 333333" in driven.seen and screen.request.display
            await driven.press("f3")
            assert screen.phone.display and not screen.request.display

"""The listener on a screen: what comes is there as it comes, is saved, and ends with the screen."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from textual.app import App
from textual.content import Content

from sessions.contract.invocation import Invocation, example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import OutboundCall, OutboundMessage, TargetInfo, delivered, failed
from sessions.listening.listener import Received, Tell
from sessions.listening.recording import NotRecorded
from sessions.listening.refused import Refused
from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.listening.screen import ListeningScreen, Live
from tui.listening.words import head_of, received_line
from tui.theme import load_themes

HOOK = TargetInfo("hook", "hook.js")
AT = datetime(2026, 11, 27, 22, 5, 9)
MESSAGE = OutboundMessage("+18085550100", "+15005550006", "Your code is 482913.", code="482913")
SENT = OutboundCall(
    "POST", "https://api.twilio.com/", status=201, provider="twilio", message=MESSAGE
)


def received(number: int, *, good: bool = True) -> Received:
    invocation = example().put(("recipient",), f"+1808555010{number}")
    if good:
        outcome = delivered(HOOK, {"MessageID": f"SM{number}"}, wire=None, outbound=(SENT,))
    else:
        outcome = failed(HOOK, Kind.CALLBACK_ERROR, "no such user")
    return Received(number, AT, "action", invocation, outcome)


class Shown(App[None]):
    """Opens the screen at once; what is received is handed to it by `tell` and `refuse`."""

    tell: Tell
    refuse: Callable[[Refused], None]

    def __init__(self) -> None:
        super().__init__()
        for theme in load_themes(None).themes:
            self.register_theme(theme)
        self.theme = "offhook-dark"
        self.animation_level = "none"
        self.is_serving = asyncio.Event()
        self.has_ended = False
        self.recorded: list[int] = []
        live = Live("http://127.0.0.1:8766/", "hook.js", self.serve, self.record, records_all=False)
        self.listening = ListeningScreen(live)

    def on_mount(self) -> None:
        self.push_screen(self.listening)

    async def serve(self, tell: Tell, refuse: Callable[[Refused], None]) -> None:
        self.tell, self.refuse = tell, refuse
        self.is_serving.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.has_ended = True

    async def record(self, received: Received) -> Path:
        if received.number == 2:
            raise NotRecorded("it has more than 2,000 values")
        self.recorded.append(received.number)
        return Path(f"received-{received.number}.toml")


async def test_what_comes_is_shown_saved_and_opened() -> None:
    app = Shown()
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        driven = Driven(app, pilot)  # type: ignore[arg-type]
        await app.is_serving.wait()
        await driven.until(lambda: "Nothing received yet" in driven.seen)
        assert "Listening on http://127.0.0.1:8766/ · 0 received · hook.js" in driven.seen
        assert "s Save" not in driven.seen and "copy" not in driven.seen

        await app.tell(received(1))
        await app.tell(received(2, good=False))
        app.refuse(Refused(401, "This is not the secret."))
        await driven.until(lambda: "2 received · 1 refused: This is not" in driven.seen)
        await driven.until(lambda: "no such user" in driven.seen)
        assert "s Save" in driven.seen
        await driven.press("s")
        await driven.until(lambda: "Not recorded: it has more than" in driven.notes)

        await driven.press("down")
        await driven.until(lambda: "SM1" in driven.seen)
        assert "482913" in driven.seen  # on the phone
        await driven.press("tab", "C", "shift+tab")
        await driven.until(lambda: '"recipient": "+1' in app.clipboard)
        assert "+18085550101" not in app.clipboard and "482913" not in app.clipboard
        await app.tell(received(3))
        await driven.until(lambda: "3 received" in driven.seen)
        assert app.listening.rows.current == received(1)  # what was chosen stays
        await driven.press("n")
        await driven.until(lambda: "no such user" in driven.seen)

        await driven.press("down", "w")
        await driven.until(lambda: "offhook listens no more then." in driven.seen)
        await driven.press("enter")
        await driven.until(lambda: app.has_ended)
    assert app.recorded == [1]
    assert app.listening.opened == Path("received-1.toml")


async def test_its_help_and_the_palette_are_opened(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    app = OffhookApp(home=Shown().listening)
    app.animation_level = "none"
    async with app.run_test(size=(80, 24)) as pilot:
        await Driven(app, pilot).opens_help_and_palette()


async def test_leaving_it_ends_what_listens() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.is_serving.wait()
        await app.tell(received(1))
        await pilot.press("escape")
    assert app.has_ended
    assert app.return_code == 0


def test_a_line_fits_where_it_stands() -> None:
    odd = Received(
        7, AT, "hook", Invocation({"recipient": "\x1b[31m" + "9" * 50}), received(1).outcome
    )
    for width in (10, 30, 46, 80):
        for each in (odd, received(2, good=False)):
            line = received_line(each, width)
            assert isinstance(line, Content)
            assert line.cell_length <= max(width, 10)
            assert "\x1b" not in line.plain
    for width in (51, 60):  # 51 are half of 120 columns: no room for how long it took
        assert "delivered" in received_line(received(1), width).plain
        assert "callback_error" in received_line(received(2, good=False), width).plain


def test_the_head_says_why_requests_were_refused() -> None:
    refused = Counter({"No secret.": 1})
    head = partial(head_of, "http://127.0.0.1:8766/", "hook.js", 12, refused, "Listening")
    assert "12 received · 1 refused: No secret. · hook.js" in head().plain
    refused["No secret."] += 1
    assert "2 refused: No secret." in head().plain
    refused["No such path."] += 1
    assert "3 refused, 2 of them: No secret." in head().plain

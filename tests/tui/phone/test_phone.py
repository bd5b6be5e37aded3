"""The phone: messages, calls, scrolling, at any size; and pictures of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from sessions.phone import PhoneMessage
from tui.phone.phone import Phone
from tui.phone.thread import Bubble

from .conftest import PhoneApp

SMS = PhoneMessage(
    "123456 is your verification code for Acme. Please enter this code to verify your enrollment.",
    sender="+15005550006",
    at="9:41",
    code="123456",
    note="1 segment, GSM-7",
)
VOICE = PhoneMessage(
    "Hello! Your code is 1.2.3.4.5.6. Again, 1.2.3.4.5.6.",
    sender="+15005550006",
    channel="voice",
    at="9:41",
    code="1.2.3.4.5.6",
)
SCRIPTS = [
    PhoneMessage("رمز التحقق الخاص بك هو 123456\nلا تشاركه", "Acme", at="9:40", code="123456"),
    PhoneMessage("קוד האימות שלך: 123456", "Acme", at="9:41", code="123456"),
    PhoneMessage("您的验证码是 123456。👨‍👩‍👧🇳🇴 e\u0301 नमस्ते", "Acme", at="9:42", code="123456"),
]
HOSTILE = "\x1b[31mred\x07\u202egnorw\u2066\ud800 \x9b2J"


async def test_a_message_stands_below_its_sender():
    app = PhoneApp()
    async with app.run_test(size=(40, 24)) as pilot:
        app.phone.messages([SMS])
        await pilot.pause()
        seen = app.seen()
        assert seen.index("9:41") < seen.index("+15005550006") < seen.index("123456 is your")
        assert seen.index("enrollment.") < seen.index("9:41 · 1 segment, GSM-7")


async def test_what_was_there_is_gone_at_once():
    app = PhoneApp()
    async with app.run_test(size=(40, 24)) as pilot:
        app.phone.messages([SMS])
        await pilot.pause()
        app.phone.clear("The hook called no provider.")
        assert not any(bubble.display for bubble in app.query(Bubble))
        assert app.phone.shown == ()
        await pilot.pause()
        assert "The hook called no provider." in " ".join(app.seen().split())
        assert "123456" not in app.seen()
        assert "+15005550006" not in app.seen()


async def test_the_newest_is_at_the_bottom_and_in_sight():
    app = PhoneApp()
    async with app.run_test(size=(32, 16)) as pilot:
        app.phone.messages([PhoneMessage(f"number {n}", at=f"9:{n}") for n in range(10, 20)])
        app.phone.receive(PhoneMessage("the newest", "Acme", at="9:59"))
        await pilot.pause()
        await pilot.pause()
        seen = app.seen()
        assert "the newest" in seen
        assert "number 10" not in seen
        assert seen.index("number 19") < seen.index("the newest")
        assert seen.splitlines()[1].split() == ["│", "9:59", "▂▄▆█", "│"]
        assert len(app.phone.shown) == 11


async def test_keys_and_wheel_scroll():
    app = PhoneApp()
    async with app.run_test(size=(32, 16)) as pilot:
        app.phone.messages([PhoneMessage(f"number {n}") for n in range(10)])
        await pilot.pause()
        await pilot.pause()
        thread = app.query_one(".phone-thread", VerticalScroll)
        end = thread.scroll_y
        assert end > 0
        thread.focus()
        await pilot.press("home")
        await pilot.pause()
        assert "number 0" in app.seen()
        await pilot.press("end")
        await pilot.pause()
        assert thread.scroll_y == end
        thread.post_message(_wheel_up(thread))
        await pilot.pause()
        await pilot.pause()
        assert thread.scroll_y < end


async def test_a_message_longer_than_the_screen_is_read_from_its_beginning():
    app = PhoneApp()
    async with app.run_test(size=(32, 14)) as pilot:
        app.phone.messages([PhoneMessage("earlier"), PhoneMessage("begin " + "more " * 300)])
        await pilot.pause()
        await pilot.pause()
        assert "begin more" in app.seen()
        assert "earlier" not in app.seen()


async def test_several_senders_are_told_apart():
    app = PhoneApp()
    async with app.run_test(size=(40, 24)) as pilot:
        app.phone.messages([PhoneMessage("one", "Acme"), PhoneMessage("two", "Bank")])
        await pilot.pause()
        assert "Acme, Bank" in app.seen()
        rows = [line.strip("│ ") for line in app.seen().splitlines()]
        assert rows.index("Acme") < rows.index("▐two▌") < rows.index("Bank")


async def test_what_it_is_told_before_it_is_drawn_is_drawn_then():
    app = PhoneApp()
    async with app.run_test(size=(40, 24)) as pilot:
        for tell, seen in (
            (lambda phone: phone.messages([SMS]), "enrollment."),
            (lambda phone: phone.clear("Nothing yet."), "Nothing yet."),
            (lambda phone: phone.ring(VOICE), "Incoming call"),
        ):
            await app.phone.remove()
            phone = Phone()
            tell(phone)
            await app.mount(phone)
            await pilot.pause()
            assert seen in app.seen()


async def test_of_very_many_messages_the_newest_are_shown():
    app = PhoneApp()
    async with app.run_test(size=(32, 14)):
        app.phone.messages([PhoneMessage(f"number {n}") for n in range(500)])
        assert len([bubble for bubble in app.query(Bubble) if bubble.display]) == 50


async def test_who_reads_the_same_messages_stays_where_they_are():
    app = PhoneApp()
    async with app.run_test(size=(32, 14)) as pilot:
        messages = [PhoneMessage(f"number {n}") for n in range(10)]
        app.phone.messages(messages)
        await pilot.pause()
        bubbles = list(app.query(Bubble))
        app.phone.messages(list(messages))
        assert list(app.query(Bubble)) == bubbles


async def test_what_steers_a_terminal_is_made_visible():
    app = PhoneApp()
    async with app.run_test(size=(40, 24)) as pilot:
        app.phone.messages([PhoneMessage(HOSTILE, sender=HOSTILE, at=HOSTILE, note=HOSTILE)])
        await pilot.pause()
        assert r"\x1b[31mred\x07\u202e" in app.seen()
        assert {len(line) for line in app.seen().splitlines()} == {40}
        assert not set("\x1b\x07\u202e\u2066\ud800\x9b") & set(app.seen())


class TestCalls:
    async def test_one_rings_speaks_and_stays_as_a_message(self):
        app = PhoneApp()
        async with app.run_test(size=(40, 20)) as pilot:
            app.phone.ring(VOICE)
            await pilot.pause()
            assert "Incoming call" in app.seen()
            assert "1…2" not in app.seen()
            assert app.phone.ringing
            await pilot.press("enter")
            await pilot.pause()
            assert "speaking…  0:0" in app.seen()
            assert "1…2…3…4…5…6" in app.seen()
            assert app.phone.call is VOICE
            assert not app.phone.ringing
            await pilot.press("enter")
            await pilot.pause()
            assert app.phone.call is None
            assert app.phone.shown == (VOICE,)
            assert "☎ Call, 0:0" in app.seen()
            assert "Hang up" not in app.seen()

    async def test_one_that_is_not_taken_leaves_nothing(self):
        app = PhoneApp()
        async with app.run_test(size=(40, 20)) as pilot:
            app.phone.ring(VOICE)
            app.phone.hang_up()
            await pilot.pause()
            assert app.phone.shown == ()
            assert "1…2" not in app.seen()

    async def test_the_newest_message_is_one_and_is_hung_up_by_mouse(self):
        app = PhoneApp()
        async with app.run_test(size=(40, 20)) as pilot:
            app.phone.messages([SMS, VOICE])
            await pilot.pause()
            assert "speaking…" in app.seen()
            await pilot.click(".call-end")
            await pilot.pause()
            assert app.phone.shown == (SMS, VOICE)

    async def test_one_that_was_hung_up_is_not_called_again(self):
        app = PhoneApp()
        async with app.run_test(size=(40, 20)) as pilot:
            app.phone.messages([VOICE])
            app.phone.hang_up()
            app.phone.messages([VOICE])
            assert app.phone.call is None
            app.phone.receive(SMS)
            app.phone.messages([VOICE])
            await pilot.pause()
            assert app.phone.call is VOICE
            assert app.phone.shown == ()

    async def test_a_message_ends_one(self):
        app = PhoneApp()
        async with app.run_test(size=(40, 24)) as pilot:
            app.phone.messages([VOICE])
            app.phone.receive(SMS)
            await pilot.pause()
            assert app.phone.shown == (VOICE, SMS)
            assert "enrollment." in app.seen()


@pytest.mark.parametrize(("width", "height"), [(24, 8), (24, 12), (31, 13), (40, 40), (60, 20)])
async def test_every_size_shows_the_code_and_loses_its_frame_first(width, height):
    app = PhoneApp()
    async with app.run_test(size=(width, height)) as pilot:
        for message, code in ((SMS, "123456"), (VOICE, "1…2…3…4…5…6")):
            app.phone.messages([message])
            await pilot.pause()
            assert code in app.seen()
            assert "+15005550006" in app.seen()
        assert ("╭" in app.seen()) == (width >= 26 and height >= 13)
        body = app.query_one(".phone-body").region
        assert body.width <= 44
        assert abs((width - body.width) / 2 - body.x) <= 1


def _wheel_up(thread: VerticalScroll):
    from textual.events import MouseScrollUp

    x, y = thread.region.offset
    return MouseScrollUp(thread, 1, 1, 0, -1, 0, False, False, False, x + 1, y + 1, None)


def shows(*messages: PhoneMessage) -> Callable[[Pilot[None]], Awaitable[None]]:
    """What makes the app show these messages."""

    async def show(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, PhoneApp)
        pilot.app.phone.messages(messages, "Nothing arrived: the hook called no provider.")
        pilot.app.set_focus(None)
        await pilot.pause()
        await pilot.pause()

    return show


class TestPictures:
    """The phone as it should be; `--snapshot-update` takes new ones, to be looked at."""

    @pytest.mark.parametrize(
        "theme", ["offhook-dark", "offhook-light", "offhook-contrast", "offhook-terminal"]
    )
    def test_scripts_in_each_theme(self, snap_compare, theme):
        app = PhoneApp(theme)
        assert snap_compare(app, run_before=shows(*SCRIPTS), terminal_size=(40, 24))

    @pytest.mark.parametrize("size", [(24, 8), (40, 20)], ids=["small", "large"])
    @pytest.mark.parametrize("message", [SMS, VOICE], ids=["sms", "voice"])
    def test_sizes(self, snap_compare, message, size):
        assert snap_compare(PhoneApp(), run_before=shows(message), terminal_size=size)

    def test_nothing(self, snap_compare):
        assert snap_compare(PhoneApp(), run_before=shows(), terminal_size=(40, 16))

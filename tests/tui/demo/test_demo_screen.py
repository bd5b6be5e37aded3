"""The demo with its keys, on its own and by itself: with a real hook, whose calls are caught."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from textual import _time
from textual.widgets import Input, OptionList

from sessions.choice import choose
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    HookError,
    OutboundCall,
    OutboundMessage,
    Outcome,
    TargetInfo,
    delivered,
    failed,
)
from sessions.demo.plan import sample_hook
from sessions.platforms.auth0.message_templates import Template, Templates
from sessions.replay.run import replay_session
from sessions.store.session_file import read
from tests.narrowing import present
from tui.app import OffhookApp
from tui.demo.browser import Browser
from tui.demo.screen import DemoScreen

from .conftest import Opener, Stage, plan, still_clock

SENDS_NOTHING = """\
module.exports = (recipient, text, context, cb) =>
  fetch('https://gateway.example.com', { method: 'POST', body: '{}' }).then(() => cb(null, {}), cb);
"""
HANGS = "module.exports = () => setInterval(() => {}, 1000);\n"


async def replays(path: Path) -> bool:
    """Whether every step of a saved run comes to what it came to."""
    steps = await replay_session(read(path), env={})
    return bool(steps) and all(step.verdict.met for step in steps)


async def test_enrollment_and_second_factor_by_hand(opened: Opener, folder: Path) -> None:
    async with opened() as it:
        await it.sees("Welcome to Acme")
        await it.opens_help_and_palette()
        await it.enter()
        await it.enter()
        await it.sees("Enter your phone number")
        await it.enter("call me")
        await it.sees("✗ A phone number has only digits")
        assert it.screen.browser.field.value == "call me"
        await it.enter("+1 808 555 5555")
        await it.sees("Confirm your phone")
        await it.sees("expires in 5:00")
        await it.sees("enrollment-sms: ✓ Delivered")
        assert it.texts == [
            "100001 is your verification code for Acme."
            " Please enter this code to verify your enrollment."
        ]
        await it.sees("sends left 9 of 10, tries 10")
        await it.enter("999999")
        await it.sees("✗ This code is wrong.")
        await it.sees("sends left 9 of 10, tries 9")
        await it.click("Resend")
        assert len(it.texts) == 2
        await it.enter("100001")
        await it.sees("✗ This code is wrong.")
        await it.enter("100002")
        await it.sees("RECOVERY234567890RECOVERY")
        assert it.logged[-1] == "gd_enrollment_complete"

        await it.enter()
        await it.enter()
        await it.sees("Log in to Acme")
        await it.enter()
        await it.sees("Verify your identity")
        await it.press("f6")
        await it.sees("expires in 4:00")
        await it.press("f7")
        await it.sees("expired")
        await it.enter("100003")
        await it.sees("✗ This code has expired.")
        await it.click("Resend")
        await it.enter("100004")
        await it.sees("Hello Billie Magnusson")
        assert it.logged[-1] == "gd_auth_succeed"
        await it.sees("gd_auth_succeed")

        await it.press("ctrl+s")
        it.app.screen.query_one(Input).value = "run"
        await it.press("enter")
        await it.until(lambda: "Saved as run.toml" in it.notes)
    assert len(read(folder / "run.toml").session.invocation) == 4


async def test_by_voice_in_arabic_with_the_hook_down(opened: Opener) -> None:
    async with opened(size=(160, 45)) as it:
        await it.press("f2")
        options = it.app.screen.query_one(OptionList)
        options.highlighted = options.get_option_index("ar")
        await it.press("enter")
        await it.sees("العربية")
        await it.enter()
        first = it.app.focused
        for key, back in (("right", "left"), ("down", "up")):
            await it.press(key)
            assert it.app.focused is not first
            await it.press(back)
            assert it.app.focused is first
        await it.click("Phone call")
        await it.press("f3")
        options = it.app.screen.query_one(OptionList)
        options.highlighted = options.get_option_index("500")
        await it.press("enter")
        await it.sees("fault 500")
        await it.enter()
        await it.sees("✗ We could not send the message.")
        await it.sees("· twilio · 500 · fault 500")
        assert it.logged[-1] == "gd_send_voice_failure"
        await it.sees("twilio-message.js:")

        await it.press("f3", "home", "enter")
        await it.enter()
        assert it.screen.phone.ringing
        await it.press("enter")
        assert it.screen.phone.call
        await it.sees("1…0…0…0…0…2")
        assert "رمز" in it.screen.phone.call.text
        await it.until(lambda: it.app.focused is it.screen.browser.field)
        await it.enter("1.0.0.0.0.2")
        assert it.page == "recovery"
        assert it.screen.phone.call is None

        await it.enter()
        await it.enter()
        it.screen.demo.faults = ("401",)
        await it.enter()
        assert it.page == "code"
        await it.click("Use recovery code")
        await it.enter("recovery 234567890 recovery")
        assert it.logged[-1] == "gd_auth_succeed"


async def test_a_hook_that_hangs_is_given_up_by_hand(opened: Opener, folder: Path) -> None:
    (folder / "hangs.js").write_text(HANGS)
    async with opened(plan(choice=choose(None, target="hangs.js"))) as it:
        await it.enter()
        await it.enter()
        await it.press("enter")
        await it.sees("Sending …")
        await it.press("f4")
        await it.sees("enrollment-sms is being sent …")
        await it.press("f4", "escape")
        assert it.screen.demo.state.pending is None
        await it.sees("enrollment-sms: given up by the user")
        await it.sees("We could not send the message.")
        assert "given up by the user" in it.screen.demo.state.log[-1].description
        await it.press("ctrl+s")
        await it.until(lambda: "Nothing to save yet" in it.notes)
        await it.press("ctrl+n")
        await it.sees("Welcome to Acme")
        assert it.logged == []


async def test_a_key_goes_to_the_field_again_after_a_button_and_the_log(
    opened: Opener, folder: Path
) -> None:
    (folder / "hangs.js").write_text(HANGS)
    async with opened(plan(choice=choose(None, target="hangs.js"))) as it:
        await it.press("enter", "enter", "enter")
        shown(it, sent(present(it.screen.demo.state.pending).payload))
        await it.pilot.pause()
        await it.click("Continue")
        await it.sees("✗ The code has six digits.")
        await it.press("1")
        assert it.screen.browser.field.value == "1"
        await it.press("f4", "f4", "2")
        assert it.screen.browser.field.value == "2"


async def test_voice_is_chosen_where_it_is_planned_and_a_press_on_a_page_that_was_left_is_none(
    opened: Opener,
) -> None:
    async with opened(plan(method="voice")) as it:
        await it.press("f2")
        await it.sees("Enter chooses · Escape cancels")
        await it.press("escape")
        left = it.screen.demo.page
        await it.press("enter")
        it.screen.post_message(Browser.Pressed(left, left.buttons[0].id, ""))
        await it.pilot.pause()
        assert it.page == "method"
        await it.press("enter")
        assert it.screen.demo.state.method == "voice"


async def test_a_template_that_fails_is_told(opened: Opener) -> None:
    broken = Templates(enrollment=Template("{{ code | shout }}", "shout.liquid"))
    async with opened(plan(templates=broken)) as it:
        await it.enter()
        await it.enter()
        await it.enter()
        assert "shout.liquid, line 1: unknown filter 'shout'" in it.notes
        assert it.page == "number"


async def test_by_itself_it_records_what_replays(opened: Opener, folder: Path) -> None:
    async with opened(plan(save=folder / "auto.toml"), autoplay=1e6) as it:
        await it.press("space")
        await it.answered()
        before = it.screen.demo.state
        await it.sees("F1 Help")
        await it.sees("Space  go on")
        await it.press("enter", "f6")
        assert it.screen.demo.state is before
        await it.press("space")
        await it.until(lambda: not it.screen.is_playing)
        await it.sees("✓ Enrolled, and logged in")
        assert it.page == "home"
        assert it.logged.count("gd_auth_failed") == 2
    assert len(read(folder / "auto.toml").session.invocation) == 4
    assert await replays(folder / "auto.toml")


async def test_by_itself_it_stops_where_no_message_is_seen(opened: Opener, folder: Path) -> None:
    (folder / "own.js").write_text(SENDS_NOTHING)
    async with opened(plan(choice=choose(None, target="own.js")), autoplay=1e6) as it:
        await it.until(lambda: not it.screen.is_playing)
        await it.sees("✗ No message: the hook made calls")
        assert it.texts == []
        assert it.screen.demo.last
        assert "No message was seen in 1 call" in it.screen.demo.last.outcome.warnings[0]


async def test_by_itself_it_stops_where_the_hook_fails_and_plays_again_however_late_its_timers_are(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, asked = _time.get_time, itertools.count()
    monkeypatch.setattr(_time, "get_time", lambda: now() + next(asked) // 7 * 0.02)
    async with opened(plan(faults=("429",)), autoplay=1e6) as it:
        await it.until(lambda: not it.screen.is_playing)
        await it.sees("✗ The hook did not deliver")
        assert it.page == "number"
        it.screen.demo.faults = ()
        await it.press("f9")
        await it.until(lambda: not it.screen.is_playing)
        await it.sees("✓ Enrolled, and logged in")


async def test_keys_are_shown_whole_or_not_at_all(opened: Opener) -> None:
    made = plan(choice=choose(None, target=str(sample_hook()), live=True))
    *keys, last = "F2 Language  F3 Fault  F4 Log  F5 Present  F6 +1 min  ^s Save  F1 Help".split(
        "  "
    )
    async with opened(made, autoplay=1e-6) as it:
        for width, count in ((80, 6), (60, 4), (40, 2)):
            await it.pilot.resize_terminal(width, 24)
            await it.pilot.pause()
            shown_keys, live = it.seen.splitlines()[-1].strip().rsplit(maxsplit=1)
            assert shown_keys.split("  ") == [*keys[:count], last]
            assert live == "LIVE"
            assert it.seen.splitlines()[-2].strip().startswith("→ Space  pause")


def shown(it: Stage, outcome: Outcome) -> None:
    """Have the hook come to an outcome that is the same on every machine."""
    screen = it.screen
    screen.workers.cancel_group(screen, "send")
    pending = screen.demo.state.pending
    assert pending
    screen._called(DemoScreen.Called(pending, screen.demo.invocation(pending), outcome))


class TestPictures:
    """The same for ever: a clock that stands still, and outcomes that nothing has made."""

    @pytest.fixture
    def app(self, folder: Path) -> OffhookApp:
        """With a hook that leaves it to the test what it comes to."""
        (folder / "twilio-message.js").write_text(HANGS)
        made = plan(choice=choose(None, target="twilio-message.js"))
        app = OffhookApp(home=DemoScreen(made, clock=still_clock()))
        app.animation_level = "none"
        return app

    async def to_call(self, pilot: Any) -> Stage:
        """To where the first message is being sent."""
        it = Stage(pilot.app, pilot, pilot.app.screen)
        await pilot.pause()
        await it.press("enter", "enter", "enter")
        assert it.screen.demo.state.pending
        return it

    @pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["narrow", "wide"])
    def test_failure(self, snap_compare: Any, app: OffhookApp, size: tuple[int, int]) -> None:
        async def before(pilot: Any) -> None:
            it = await self.to_call(pilot)
            shown(it, REFUSED)
            await pilot.pause()

        assert snap_compare(app, terminal_size=size, run_before=before)


HOOK = TargetInfo("hook", "twilio-message.js", None, "Node 24.0.0 (PATH)", "isolated")
REFUSED = failed(
    HOOK,
    Kind.CALLBACK_ERROR,
    HookError("Authentication Error - invalid username", code=20003),
    duration_ms=12.0,
    outbound=(
        OutboundCall(
            "POST",
            "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
            status=401,
            provider="twilio",
            fault="401",
        ),
    ),
)


def sent(payload: Any) -> Outcome:
    """The message taken by Twilio."""
    call = OutboundCall(
        "POST",
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
        status=201,
        provider="twilio",
        message=OutboundMessage(payload["recipient"], "+15005550006", payload["text"]),
    )
    return delivered(HOOK, {"MessageID": "SM1234"}, wire=None, duration_ms=12.0, outbound=(call,))

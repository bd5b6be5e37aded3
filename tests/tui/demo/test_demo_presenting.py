"""The demo before an audience: large, a step at a time, and a step back."""

from __future__ import annotations

from pathlib import Path

from textual.geometry import Region

from sessions.choice import choose
from sessions.platforms.auth0.mfa.payload import sample_setup
from sessions.secrets.redaction import redactor
from tests.narrowing import present
from tui.demo.screen import DemoScreen
from tui.recording.film import Recorder
from tui.recording.recorded import RecordedApp
from tui.widgets.big_digits import BigDigits

from .conftest import Opener, Stage, plan, still_clock
from .test_demo_screen import HANGS, sent, shown


def next_line(it: Stage) -> str:
    """What the line above the keys, or the last one, says."""
    return next(line.strip() for line in it.seen.splitlines()[::-1] if "→ " in line)


async def test_the_next_step_is_named_and_one_key_does_it_and_another_takes_it_back(
    opened: Opener,
) -> None:
    async with opened() as it:
        screen = it.screen
        assert next_line(it) == "→ Enter  sign up, which asks for a second factor"
        await it.press("pagedown")
        assert next_line(it) == "→ Enter  get codes as text messages"
        await it.press("tab")
        assert next_line(it) == "→ Enter  get codes by phone calls"
        await it.press("shift+tab", "pagedown")
        assert next_line(it) == "→ Enter  send a code to the phone"
        await it.press("pagedown")
        await it.answered()
        assert next_line(it) == "→ F8  type the code that came to the phone"
        assert await it.pilot.click("NextBar > .next")
        assert screen.browser.field.value == "100001"
        assert next_line(it) == "→ Enter  confirm the code, and so the phone"
        await it.press("pageup")
        assert screen.browser.field.value == ""
        await it.press("f6", "f8")
        await it.sees("expires in 4:00")
        await it.press("pagedown")
        assert it.page == "recovery"
        assert next_line(it) == "→ Enter  go on: the phone is enrolled"

        await it.press("pageup")
        await it.sees("Confirm your phone")
        assert screen.browser.field.value == "100001"
        assert screen.focused is screen.browser.field
        assert it.texts == [message.text for message in screen.demo.phone]
        await it.press("ctrl+z", "ctrl+z")
        await it.sees("expires in 5:00")
        assert (screen.browser.field.value, it.notes) == ("", "")
        await it.press("pageup")
        assert it.page == "number"
        assert it.texts == []
        await it.sees("The hook was not called yet.")
        assert "Sent already, and not to be taken back: enrollment-sms." in it.notes
        assert next_line(it) == "→ Enter  send a code to the phone once more: it was sent before"
        await it.enter()
        assert [taken.invocation.name for taken in screen.demo.taken] == [
            "enrollment-sms",
            "enrollment-sms-2",
        ]

        await it.press("ctrl+n")
        assert it.page == "sign-up"
        await it.press("pageup")
        assert it.page == "code"
        assert len(it.texts) == 1
        await it.press("pageup", "pageup", "pageup", "pageup")
        assert it.page == "sign-up"
        assert "This is the beginning" in it.notes


async def test_page_and_phone_are_large_with_one_key(opened: Opener) -> None:
    async with opened(size=(160, 45)) as it:
        screen = it.screen
        await it.enter()
        await it.enter()
        await it.enter()

        def rows(part: Region) -> tuple[int, int]:
            return part.y, part.bottom

        assert rows(screen.browser.region) == rows(screen.phone.query_one(".phone-body").region)
        await it.press("f5")
        assert rows(screen.browser.region) == rows(screen.phone.query_one(".phone-body").region)
        assert not screen.developer.display
        assert screen.phone.query_one(BigDigits).region.height == 8
        assert next_line(it).endswith("F5 shows the rest")
        await it.press("f8")
        assert screen.browser.query_one(BigDigits).region.height == 5
        for size in ((80, 24), (60, 20), (40, 12)):
            await it.pilot.resize_terminal(*size)
            await it.pilot.pause()
            assert screen.browser.field.value == "100001"
            assert screen.browser.region.height == size[1] - 2
        assert await it.pilot.click("NextBar > .way")
        assert screen.developer.display
        assert not screen.phone.query_one(BigDigits).display


async def test_a_code_is_typed_for_all_to_see_and_enter_does_not_cut_it_short(
    opened: Opener,
) -> None:
    async with opened() as it:
        await it.press("f8")
        assert "This page asks for no code." in it.notes
        await it.enter()
        await it.enter()
        await it.enter()
        it.app.animation_level = "full"
        await it.press_in_a_burst("f8")
        assert it.screen.typist.is_typing
        assert len(it.screen.browser.field.value) < 6
        assert next_line(it) == "→ Enter  confirm the code, and so the phone"
        await it.press("enter")
        assert it.page == "recovery"


async def test_a_step_back_gives_up_what_is_being_sent(opened: Opener, folder: Path) -> None:
    (folder / "hangs.js").write_text(HANGS)
    async with opened(plan(choice=choose(None, target="hangs.js"))) as it:
        await it.press("enter", "enter", "enter")
        assert next_line(it) == "→ Escape  give up; the hook is being called"
        await it.press("f6", "pagedown", "pageup")
        assert it.screen.demo.state.pending is None
        assert it.page == "number"
        assert it.screen.demo.clock.now == 0.0
        await it.sees("The hook was not called yet.")


async def test_what_reaches_real_phones_is_asked_before_it_is_sent_again(
    opened: Opener, folder: Path
) -> None:
    (folder / "hangs.js").write_text(HANGS)
    live = plan(choice=choose(None, target="hangs.js", live=True))
    async with opened(live) as it:
        await it.press("enter", "enter", "enter")
        shown(it, sent(present(it.screen.demo.state.pending).payload))
        await it.press("pageup", "enter")
        await it.sees("Send it again?")
        await it.press("enter")
        assert it.screen.demo.state.pending is None
        await it.press("enter", "right", "enter")
        assert it.screen.demo.state.pending
        await it.press("escape")


async def test_what_is_recorded_shows_no_number_of_anybody_and_no_secret(folder: Path) -> None:
    recorder = Recorder(lambda: 0.0, redactor({"TENANT": "Hooli International"}))
    demo = DemoScreen(
        plan(setup=sample_setup("Hooli International", "en")), clock=still_clock(), recorded=True
    )
    app = RecordedApp(recorder, demo=demo, encoding=None)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        it = Stage(app, pilot, demo)
        await it.press("enter", "enter")
        field = demo.browser.field
        field.value = ""
        await it.press("plus", "4", "1", "7", "space")
        assert field.value == "+1 "
        assert "only +1 808 555 5555 can be typed" in it.notes
        film = present(recorder.film())
    shown = ["".join(run.text for run in row) for frame in film.frames for row in frame.rows]
    assert any("‹TENANT›" in row for row in shown)
    assert not any("Hooli International" in row for row in shown)
    assert {len(frame.rows) for frame in film.frames} == {24}
    assert any("Secure your account" in row for row in shown)

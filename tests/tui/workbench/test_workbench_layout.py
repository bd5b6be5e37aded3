"""The screen at its sizes, by keyboard, by mouse and from the palette."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Input, OptionList, TextArea

from sessions.contract.json_path import ABSENT, get
from sessions.platforms.current import PLATFORM
from tui.app import OffhookApp
from tui.config import Config
from tui.workbench.commands import Command
from tui.workbench.divider import Divider
from tui.workbench.form.pane import JSON
from tui.workbench.keys import KEYS

from .conftest import NARROW, WIDE, Opener, Workbench


def commands(it: Workbench) -> dict[str, Command]:
    """What the palette offers now, by name."""
    return {command.name: command for command in it.screen.commands()}


async def test_sizes_keep_the_focus_the_text_and_the_place(opened: Opener, suite: Path) -> None:
    async with opened(suite, size=WIDE) as it:
        columns = [it.screen.query_one(f"#{place}") for place in ("sessions", "form", "outcome")]
        assert all(column.region.width > 20 for column in columns)
        assert abs(columns[1].region.width - columns[2].region.width) <= 1
        assert not it.screen.query_one("#places").region
        await it.sees("good 1/3")
        titles = it.screen.places._titles
        assert "accent" in titles["form"][1]
        line = it.line("context", "code")
        line.focus()
        await it.press("end", "7")
        for size in ((120, 40), (80, 24), (60, 20), (40, 12), WIDE):
            await it.pilot.resize_terminal(*size)
            await it.pilot.pause()
            assert it.app.focused is line
            assert line.value == "1234567"
            assert line.region.height == 1
            assert it.seen.count("good 1/3") == 1
        await it.press("f4")
        assert "accent" in titles["outcome"][1]
        assert "accent" not in titles["form"][1]
        await it.pilot.resize_terminal(*NARROW)
        await it.pilot.pause()
        assert it.screen.outcome_pane.has_focus_within
        assert columns[2].region.width == 80


async def test_of_middle_width_lists_lie_over_the_form_and_the_divider_is_moved(
    opened: Opener, suite: Path
) -> None:
    async with opened(suite, size=(120, 24)) as it:
        lists, form = it.screen.query_one("#sessions"), it.screen.form
        assert not lists.region
        line = it.line("context", "code")
        line.focus()
        await it.press("f2", "f2")
        assert lists.region.height > 14
        assert it.screen.outcome_pane.region.width > 50
        await it.press("down")
        assert it.document.current == "refused"
        await it.press("escape")
        assert not lists.region
        assert it.app.focused is line
        await it.press("f2", "f2", "enter")
        assert form.has_focus_within
        assert not lists.region
        await it.press("f2", "f4")
        assert not lists.region

        await it.press("f3")
        outcome = it.screen.outcome_pane
        before = form.region.width
        await it.press("alt+shift+right")
        assert form.region.width == before + 4
        await it.press("alt+shift+left")
        assert form.region.width == before
        divider = it.screen.query_one(Divider)
        await it.pilot.mouse_down(divider, offset=(0, 5))
        await it.pilot.hover(form, offset=(40, 5))
        await it.pilot.mouse_up(form, offset=(40, 5))
        await it.pilot.pause()
        assert form.region.width == 40
        await it.press("f12")
        assert form.region.width == 120
        assert not outcome.region
        await it.press("f4")
        assert outcome.region.width == 120
        await it.press("f12")
        assert (form.region.width, outcome.region.width) == (40, 79)
        await it.until(lambda: Config.load().split == 66)
    async with opened(size=(120, 20)) as it:
        assert it.screen.form.region.width == 40


class TestNarrow:
    async def test_one_place_at_a_time_by_key_and_by_mouse_with_the_outcome_always_in_sight(
        self, opened: Opener, suite: Path
    ) -> None:
        async with opened(suite, size=NARROW) as it:
            assert it.screen.query_one("#form").region.height > 20
            await it.press("f2")
            assert it.screen.query_one("#sessions").region.height > 10
            assert it.screen.query_one("#sessions").region.width == 80
            assert it.screen.query_one("#form").region.height == 0
            assert it.app.focused is it.screen.query_one("#session-options")
            await it.press("f2")
            assert it.app.focused is it.screen.query_one("#invocation-options")
            await it.press("f4")
            assert it.screen.query_one("#outcome").region.height > 10
            await it.press("f3")
            assert it.app.focused is it.line("recipient")

            assert "Nothing sent yet" in it.text_of("#headline")
            await it.send()
            await it.pilot.click("#place-sessions")
            await it.pilot.pause()
            assert it.seen.count("✓ Delivered") == 1
            await it.sees("✓ suite")
            await it.pilot.click("#headline")
            await it.pilot.pause()
            assert it.screen.query_one("#outcome").region.height > 10
            assert it.seen.count("✓ Delivered") == 1
            await it.pilot.click("#place-form")
            await it.pilot.pause()
            assert it.seen.count("✓ Delivered") == 1
            await it.pilot.click("#invocation-next")
            await it.pilot.pause()
            assert it.document.current == "refused"
            await it.pilot.click("#place-sessions")
            await it.pilot.pause()
            await it.pilot.click("#invocation-options", offset=(3, 2))
            await it.pilot.pause()
            assert it.document.current == "failing"
            assert it.screen.form.region.height > 20
            assert it.seen.splitlines()[-1].rstrip().endswith("F1 Help")

            names = {"session": "sessions/of-the-team/mfa.toml", "invocation": "an-invocation" * 4}
            it.screen.title_bar.show(**names, dirty=True, target="hook.js", network="captured")
            await it.pilot.pause()
            line = it.seen.splitlines()[0].split()
            assert line[-4:] == ["Form", "Outcome", "Lists", "captured"]
            assert line[0].startswith("…") and line[0].endswith("-team/mfa.toml")

    async def test_every_part_of_the_form_by_key_and_by_one_that_is_held_down(
        self, opened: Opener
    ) -> None:
        async with opened(size=NARROW) as it:
            seen = []
            for _ in range(8):
                seen.append(it.screen.form.active)
                assert it.screen.form.has_focus_within
                await it.press("alt+right")
                await it.settled()
            assert seen == [*PLATFORM.fields.PANES, "Target", "Expect", JSON]
            assert it.screen.form.active == "Message"
            assert it.app.focused is it.line("recipient")
            await it.press("tab", "tab")
            assert it.app.focused is it.line("context", "message_type")

            form = it.screen.form
            for burst, part in ((["alt+left"] * 5, "User"), (["alt+right"] * 7, "Client")):
                await it.press_in_a_burst(*burst)
                await it.until(lambda part=part: form.active == part)
                await it.until(lambda part=part: form.section(part).body.has_focus_within)
                assert not form.section(part).is_folded
            # those that were passed are folded again, and what is typed goes to a field
            assert form.section("Target").is_folded
            await it.press("tab", "9")
            assert "9" in it.line("context", "client", "client_id").value

            before = it.document.payload
            await it.press("f2", "f2", "f2")  # there are no sessions: the invocation is in front
            assert it.app.focused is it.screen.query_one("#invocation-options")
            await it.sees("F3 Form")
            await it.press("7", "f3")
            assert it.document.payload == before

            await it.pilot.resize_terminal(90, 40)
            form.switch_json()
            await it.until(lambda: form.raw.has_focus_within)
            assert form.raw.query_one(TextArea).region.height > 20

    async def test_parts_fold_by_enter_and_by_click_and_say_what_is_in_them(
        self, opened: Opener
    ) -> None:
        async with opened(size=NARROW) as it:
            form = it.screen.form
            await it.sees("▸ Client 1235 · Test Application")
            await it.pilot.click(form.section("Client").heading)
            await it.until(lambda: it.screen.form.section("Client").body.region)
            await it.sees("client_metadata")
            form.section("Message").heading.focus()
            await it.press("enter")
            await it.sees("▸ Message 1-808-555-5555 · Here is your one time p… · sms · enrollme")
            await it.press("enter")
            assert it.line("recipient").region
            await it.pilot.click(form.section("Message").heading, offset=(76, 0))
            await it.until(lambda: form.active == JSON)
            await it.sees("Payload as JSON")
            form.section("Expect").heading.action_press()
            await it.until(lambda: it.dialog == "ExpectationsDialog")


async def test_what_is_wrong_stands_below_the_field_and_advice_at_the_edge(
    opened: Opener, suite: Path
) -> None:
    async with opened(suite, size=NARROW) as it:
        it.document.put(("context", "code"), None)
        it.screen.refresh_all()
        it.line("context", "language").focus()
        await it.pilot.pause()
        await it.sees("∅ null")
        assert "not E.164" not in it.seen
        assert "▲" in it.seen  # says that there is something to say
        it.line("recipient").focus()
        await it.sees("not E.164; try +18085555555")
        await it.press("ctrl+down")
        it.line("context", "ip").focus()
        await it.sees("✗ refused: found a number (5), wanted a string")


async def test_failures_are_stepped_to_and_expected_where_no_text_is_edited(
    opened: Opener, suite: Path
) -> None:
    async with opened(suite, size=(100, 30)) as it:
        await it.replay()
        await it.press("f4", "n")
        assert it.document.current == "refused"
        await it.press("n")
        assert it.document.current == "failing"
        await it.press("N")
        assert it.document.current == "refused"
        assert "n Next ✗" in it.seen.splitlines()[-1]
        await it.sees("✗ Not as expected")
        await it.press("x")
        await it.until(lambda: "is expected to come out so" in it.notes)
        await it.press("f3", "n")
        assert it.line("recipient").value.endswith("n")


class TestKeys:
    def test_all_have_an_id_and_a_word(self) -> None:
        assert all(key.id and key.tooltip and key.description for key in KEYS)
        assert len({key.id for key in KEYS}) == len(KEYS)

    async def test_work_while_a_line_or_a_text_has_the_focus(self, opened: Opener) -> None:
        async with opened() as it:
            it.line("recipient").focus()
            await it.press("ctrl+d")
            assert it.document.names == ["enrollment-sms", "enrollment-sms-2"]
            it.row("text").query_one("LinesEditor").focus()
            await it.press("ctrl+d")
            assert len(it.document.names) == 3
            await it.press("alt+up")
            assert it.document.position == 2
            await it.replay()
            assert "3 of 3 as expected" in it.text_of("#invocation-tally")

    async def test_before_a_dialog_they_do_nothing(self, opened: Opener) -> None:
        async with opened() as it:
            await it.press("ctrl+s")
            assert it.dialog == "AskPath"
            await it.press("ctrl+s", "ctrl+o", "f5")
            assert it.dialog == "AskPath"
            await it.press("escape")
            assert it.dialog == ""
            assert it.headline.startswith("Nothing sent")
            await it.press("f1")
            assert it.dialog == "HelpScreen"
            await it.press("escape")
            await it.press("ctrl+p")
            assert it.dialog == "CommandPalette"
            await it.press("escape")
            await it.pilot.click("KeyBar", offset=(2, 0))
            await it.until(lambda: it.headline.startswith("✓"))


class TestPalette:
    async def test_finds_a_command_and_remembers_it(
        self, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        async with opened(size=(100, 30)) as it:

            def lines() -> list[str]:
                options = it.app.screen.query_one(OptionList).options
                return [str(option.prompt).strip() for option in options]

            await it.press("ctrl+p")
            await it.press_in_a_burst(*"theme")
            assert len(lines()) == 1
            await it.press_in_a_burst(*["backspace"] * 5, *"undo")
            assert len(lines()) == 1
            assert lines()[0].startswith("Undo  Undo the last edit")
            assert lines()[0].endswith("Ctrl+Z")
            await it.press_in_a_burst(*["backspace"] * 4, *"snd")
            assert lines()[0].startswith("Send  Send this invocation")
            await it.press_in_a_burst(*["backspace"] * 3, *"zzz", "enter")
            assert "No command is called so." in it.seen
            await it.press("escape", "ctrl+p")
            await it.press_in_a_burst(*"sessions", "enter")
            await it.until(lambda: it.dialog == "")
            await it.sees("No sessions here yet.")
            await it.press("ctrl+p")
            assert lines()[0].startswith("Sessions  Go to the sessions")

            def at() -> int | None:
                return it.app.screen.query_one(OptionList).highlighted

            await it.press("down", "down", "up")
            assert at() == 1
            await it.press("pagedown")
            assert (at() or 0) > 2
            await it.press("pageup")
            assert at() == 1

    async def test_offers_what_can_be_done(self, opened: Opener) -> None:
        async with opened() as it:
            offered = commands(it)
            assert "Set recipient to its value" not in offered
            assert "Copy MessageID" not in offered
            assert "Reload session" not in offered
            offered["Take the suggestion for recipient"].run()
            await it.pilot.pause()
            assert get(it.document.payload, ("recipient",)) == "+18085555555"
            await it.send()
            assert "Copy MessageID" in commands(it)
            offered["Set recipient absent"].run()
            await it.pilot.pause()
            assert get(it.document.payload, ("recipient",)) is ABSENT

    async def test_renames_adds_and_deletes_invocations(self, opened: Opener) -> None:
        async with opened() as it:
            commands(it)["Rename invocation"].run()
            await it.until(lambda: it.dialog == "AskText")
            it.app.screen.query_one(Input).value = "mine"
            await it.press("enter")
            await it.until(lambda: it.document.names == ["mine"])
            commands(it)["Add invocation"].run()
            await it.pilot.pause()
            assert it.document.names == ["mine", "enrollment-sms"]
            commands(it)["Delete invocation"].run()
            await it.until(lambda: it.dialog == "Choose")
            it.app.screen.query_one("#delete", Button).press()
            await it.until(lambda: it.document.names == ["mine"])
            it.document.delete()
            it.screen.refresh_all(fresh=True)
            await it.pilot.pause()
            await it.sees("has no invocation")
            await it.press("f5")
            assert "There is no invocation to send" in it.notes
            assert "Send unchecked" not in commands(it)
            await it.press("ctrl+d")
            assert it.line("recipient").value == "1-808-555-5555"

    async def test_names_the_target(self, opened: Opener) -> None:
        async with opened() as it:
            commands(it)["Name the target"].run()
            await it.until(lambda: it.dialog == "AskText")
            await it.press("enter")
            await it.until(lambda: it.document.target == "local")
            assert "local: starter" in it.text_of("#title-target")
            assert "Name the target" not in commands(it)
            await it.send()
            assert it.headline.startswith("✓")

    async def test_a_theme_is_remembered(self, opened: Opener) -> None:
        async with opened() as it:
            offered = {each.name: each for each in it.app.commands()}
            offered["Theme"].run()
            await it.until(lambda: it.dialog == "PickAndSee")
            at_first = it.app.screen.query_one(OptionList).highlighted_option
            assert at_first and at_first.id == it.app.theme == "offhook-dark"
            picker = it.app.screen.query_one("#dialog").region
            assert (picker.width, it.app.size.width - picker.right) == (40, 2)  # at the side
            assert "recipient" in it.seen
            await it.press("down")
            assert it.app.theme == "offhook-light"  # seen at once
            await it.press("escape")
            await it.until(lambda: it.app.theme == "offhook-dark")
            offered["Theme"].run()
            await it.until(lambda: it.dialog == "PickAndSee")
            await it.press("down", "enter")
            await it.until(lambda: it.dialog == "")
            assert it.app.theme == "offhook-light"
        assert OffhookApp().theme == "offhook-light"

    async def test_a_broken_theme_and_setting_are_named(
        self, opened: Opener, tmp_path: Path
    ) -> None:
        settings = tmp_path / "config" / "offhook"
        (settings / "themes").mkdir(parents=True)
        (settings / "themes" / "mine.toml").write_text("name = 5\n")
        (settings / "config.toml").write_text("theme = [\n")
        async with opened() as it:
            assert it.app.theme == "offhook-dark"
            assert "mine.toml" in it.notes
            assert "config.toml" in it.notes

"""Edits are taken back by key, and made again: what is shown is what the session holds."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea

from sessions.contract.json_path import ABSENT, get
from tui.workbench.form.pane import JSON, TARGET
from tui.workbench.results import Answered

from .conftest import Opener, Workbench


def _is_good(it: Workbench) -> bool:
    state = it.screen.work.state
    return isinstance(state, Answered) and state.good


async def test_a_word_typed_a_switch_and_a_target(opened: Opener) -> None:
    async with opened() as it:
        before = it.document.payload
        line = it.line("recipient")
        line.focus()
        await it.pilot.pause()
        line.value = ""
        await it.press_in_a_burst(*"+1202", "tab")
        code = it.line("context", "code")
        code.focus()
        await it.press("ctrl+t", "ctrl+t")
        assert get(it.document.payload, ("context", "code")) is ABSENT
        await it.show(TARGET)
        it.screen.form.target.session_row.query("Input").first().focus()
        await it.press_in_a_burst(*"x.js")
        assert it.document.session.target == "starterx.js"

        await it.press("ctrl+z")
        assert it.document.session.target == "starter"
        await it.press("ctrl+z")
        assert it.screen.form.active == "Message"
        assert get(it.document.payload, ("context", "code")) is None
        await it.press("ctrl+z")
        assert code.value == "123456"
        assert code.has_focus
        await it.press("ctrl+z")
        assert it.document.payload == before
        assert line.has_focus
        assert not it.document.dirty
        await it.press("ctrl+z")
        await it.sees("There is nothing to undo")

        await it.press("ctrl+y")
        assert line.value == "+1202"
        await it.press("ctrl+shift+z", "ctrl+y", "ctrl+y")
        assert it.document.session.target == "starterx.js"
        assert it.screen.form.active == TARGET
        await it.press("ctrl+y")
        await it.sees("There is nothing to redo")


async def test_words_of_a_text_one_after_another(opened: Opener) -> None:
    async with opened() as it:
        text = it.row("text").query_one(TextArea)
        text.focus()
        await it.pilot.pause()
        text.text = ""
        await it.press(*"one", "space", *"two", "space", *"three")
        await it.press("ctrl+z")
        assert text.text == "one two "
        await it.press("ctrl+z", *"2")
        assert text.text == "one 2"


async def test_invocations_come_back_with_what_came_of_them(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        await it.send()
        it.document.rename("other")
        it.screen.work.results.rename(it.screen.work.key, "good", "other")
        it.screen.refresh_all()
        await it.press("ctrl+d")
        assert it.document.names == ["other", "other-2", "refused", "failing"]
        await it.press("ctrl+z")
        assert (it.document.names, it.document.current) == (
            ["other", "refused", "failing"],
            "other",
        )
        await it.press("ctrl+z")
        assert it.document.current == "good"
        assert "Delivered" in it.headline
        it.document.delete()
        it.screen.refresh_all(fresh=True)
        assert it.document.current == "refused"
        await it.press("ctrl+z")
        assert it.document.names == ["good", "refused", "failing"]
        assert it.line("recipient").value == "1-808-555-5555"


async def test_an_expectation_judges_again(opened: Opener, suite: Path) -> None:
    async with opened(suite) as it:
        it.screen.invocations.choose("failing")
        await it.send()
        await it.press("f7")
        await it.until(lambda: _is_good(it))
        await it.press("ctrl+z")
        await it.until(lambda: not _is_good(it))
        assert it.document.saved and it.document.saved.expect is None


async def test_json_that_is_not_applied_is_taken_back_as_it_was_typed(opened: Opener) -> None:
    async with opened() as it:
        before = it.document.payload
        await it.show(JSON)
        text = it.screen.form.raw.query_one(TextArea)
        whole = text.text
        text.focus()
        await it.press(*"{{")
        assert it.screen.unapplied_problem
        await it.press("ctrl+z")
        assert (text.text, it.document.payload) == (whole, before)
        assert not it.screen.unapplied_problem
        await it.press("ctrl+y")
        assert it.screen.unapplied_problem and text.text == "{{" + whole

        await it.press("ctrl+z")
        message = it.row("text").query_one(TextArea)
        message.focus()
        await it.press_in_a_burst(*"ok")
        typed = message.text
        await it.show(JSON)
        text.focus()
        await it.press("{")
        message.focus()
        it.screen.undoing.undo(message)
        assert message.text == typed, "what is wrong elsewhere is shown, and no text changed"
        await it.sees("Not undone")


async def test_keys_in_a_burst_are_taken_in_their_order(opened: Opener) -> None:
    async with opened() as it:
        line = it.line("recipient")
        line.focus()
        await it.pilot.pause()
        before = line.value
        await it.press("1")
        await it.press_in_a_burst(*"23", "ctrl+z", *"4", "ctrl+z", "ctrl+y", *"5")
        await it.until(lambda: line.value.endswith("45"))
        assert get(it.document.payload, ("recipient",)) == line.value == f"{before}45"
        await it.press_in_a_burst("ctrl+d", "ctrl+z", "ctrl+z")
        await it.until(lambda: line.value.endswith("4"))
        assert len(it.document.names) == 1

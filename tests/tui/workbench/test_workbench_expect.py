"""What is not as expected comes first, and F7 expects from now on what came out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.widgets import Input, OptionList, TextArea

from sessions.store.expect import Expect
from sessions.store.model import Session
from sessions.store.session_file import read, write

from .conftest import Opener, Workbench


async def open_form(it: Workbench) -> None:
    """Open the list of expectations, and wait until it is filled."""
    it.screen.ask(it.screen.invocations.edit_expectations())
    await it.until(lambda: it.dialog == "ExpectationsDialog" and lines(it))


async def open_text(it: Workbench) -> None:
    """Open the expectations as text."""
    await open_form(it)
    await it.press("t")
    await it.until(lambda: it.dialog == "AskLines")


def lines(it: Workbench) -> list[list[str]]:
    """The rows of the list that is in front, as words."""
    return [str(one.prompt).split() for one in it.app.screen.query_one(OptionList).options]


async def pick(it: Workbench, start: str) -> None:
    """Choose the line of a list that begins so."""
    await it.until(lambda: it.dialog == "Pick")
    options = it.app.screen.query_one(OptionList)
    texts = [str(one.prompt) for one in options.options]
    options.highlighted = next(at for at, text in enumerate(texts) if text.startswith(start))
    await it.press("enter")


async def type_in(it: Workbench, text: str) -> None:
    """Answer a question for a line."""
    await it.until(lambda: it.dialog == "AskText")
    it.app.screen.query_one(Input).value = text
    await it.press("enter")


async def test_a_failed_expectation_is_shown_and_taken_back_by_one_key(
    opened: Opener, suite: Path, saved: Callable[[Path], Session]
) -> None:
    session = read(suite).session
    good = session.invocation["good"]
    expecting = good.model_copy(update={"expect": Expect(wire={"statusCode": 500})})
    only = session.model_copy(update={"invocation": {"good": expecting}})
    write(suite, only, opened=read(suite))
    async with opened(suite) as it:
        await it.press("f7")
        await it.sees("There is no outcome of it as it is now.")
        for sends in (it.send, it.replay):  # one invocation is judged as all of them are
            await sends()
            await it.until(lambda: it.headline.startswith("✗ Not as expected — wire.statusCode: "))
            assert it.text_of("#title").startswith("✗ Not as expected  Delivered")
            assert it.text_of("#unmet") == "✗ wire.statusCode: expected 500, found 200"
        assert "Expect this outcome" in [command.name for command in it.screen.commands()]
        await it.press("f7")
        await it.until(lambda: it.document.dirty)
        await it.until(lambda: it.headline.startswith("✓ Delivered"))
        await open_text(it)
        area = it.app.screen.query_one(TextArea)
        assert area.text == 'outcome = "delivered"\nmessage_id = "uuid"\noutbound_count = 0\n'
        area.text += "max_duration = 'x'\n"
        await it.press("ctrl+s")
        await it.sees("line 4: max_duration: found a string")
        area.text = area.text.replace("'x'", "3.0")
        await it.press("ctrl+s")
        await it.until(lambda: it.dialog == "ExpectationsDialog")
        await it.press("escape", "ctrl+s")
        await it.until(lambda: not it.document.dirty)
        await open_text(it)
        it.app.screen.query_one(TextArea).text = 'outcome = "failed"'
        await it.press("ctrl+s")
        await it.until(lambda: it.headline.startswith("✗ Not as expected — expected "))
    expect = saved(suite).invocation["good"].expect
    assert expect and expect.given == {
        "outcome": "delivered",
        "message_id": "uuid",
        "outbound_count": 0,
        "max_duration": 3.0,
    }


async def test_expectations_are_edited_row_by_row(opened: Opener, suite: Path) -> None:
    async with opened(suite, (80, 24)) as it:
        await open_form(it)
        assert lines(it) == [["outcome", "delivered"]]
        await it.press("a")  # there is no outcome yet: any path
        await type_in(it, "response.")
        await it.sees("the path ends")
        await type_in(it, "wire.statusCode")
        await it.until(lambda: it.app.screen.query_one(Input).value == "")
        await it.sees("A text, /regex/, number, present, absent")
        await type_in(it, "{ like = 5 }")
        await it.sees("is no test")
        await type_in(it, "500")
        await it.until(lambda: lines(it)[1:] == [["wire.statusCode", "500"]])
        await it.press("escape")
        await it.send()
        assert it.headline.startswith("✗ Not as expected — wire.statusCode: ")

        await open_form(it)
        assert lines(it)[1] == ["✗", "wire.statusCode", "500", "200"]
        await it.press("down", "enter")
        await type_in(it, "200")
        await it.until(lambda: lines(it)[1][0] == "✓")
        await it.press("a")
        await pick(it, "message_id")
        await it.until(lambda: len(lines(it)) == 3)
        assert lines(it)[1][:3] == ["✓", "message_id", "uuid"]
        await it.press("home", "enter")
        await pick(it, "failed")
        await it.until(lambda: lines(it)[0] == ["✗", "outcome", "failed", "delivered"])
        await it.press("delete")
        await it.until(lambda: lines(it)[0] == ["✓", "outcome", "delivered", "delivered"])
        await it.press("home", "delete")
        await it.sees("It is not in the file")
        await it.pilot.click("#expectations", offset=(5, 2))  # as Enter does
        await type_in(it, "contains 40")
        await it.until(lambda: lines(it)[2][:3] == ["✗", "wire.statusCode", "contains"])
        await it.press("x")
        await it.until(lambda: [line[0] for line in lines(it)] == ["✓"] * 3)
        await it.press("escape")
        said = it.document.saved and it.document.saved.expect
        assert said
        assert said.given == {"outcome": "delivered", "message_id": "uuid", "outbound_count": 0}
        for left in ("wire", "wire", "outcome"):  # each change is taken back by itself
            await it.press("ctrl+z")
            said = it.document.saved and it.document.saved.expect
            assert said
            assert left in said.given


def test_another_expectation_is_a_change_also_where_python_takes_both_for_equal() -> None:
    from sessions.editing.document import Document

    document = Document.new()
    document.set_expect(Expect(response={"n": 1}))
    document.save(Path("one.toml"))
    assert not document.dirty
    document.set_expect(Expect(response={"n": 1.0}))
    assert document.dirty
    document.set_expect(None)
    assert document.dirty

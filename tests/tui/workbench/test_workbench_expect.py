"""What is not as expected comes first, and F7 expects from now on what came out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.widgets import TextArea

from sessions.store.expect import Expect
from sessions.store.model import Session
from sessions.store.session_file import read, write

from .conftest import Opener


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
        it.screen.ask(it.screen.invocations.edit_expectations())
        await it.until(lambda: it.dialog == "AskLines")
        area = it.app.screen.query_one(TextArea)
        assert area.text == 'outcome = "delivered"\nmessage_id = "uuid"\noutbound_count = 0\n'
        area.text += "max_duration = 'x'\n"
        await it.press("ctrl+s")
        await it.sees("line 4: max_duration: found a string")
        area.text = area.text.replace("'x'", "3.0")
        await it.press("ctrl+s")
        await it.until(lambda: not it.dialog)
        await it.press("ctrl+s")
        await it.until(lambda: not it.document.dirty)
        it.screen.ask(it.screen.invocations.edit_expectations())
        await it.until(lambda: it.dialog == "AskLines")
        it.app.screen.query_one(TextArea).text = 'outcome = "failed"'
        await it.press("ctrl+s")
        await it.until(lambda: it.headline.startswith("✗ Not as expected — outcome: "))
    expect = saved(suite).invocation["good"].expect
    assert expect and expect.given == {
        "outcome": "delivered",
        "message_id": "uuid",
        "outbound_count": 0,
        "max_duration": 3.0,
    }


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

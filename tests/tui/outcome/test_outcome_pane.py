"""The outcome pane shows where a send stands, all of it, safely, and never an old outcome."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace

import pytest
from textual.widgets import Static, TabbedContent

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import WORDS, Kind
from sessions.contract.outcome import ConsoleLine, HookError, Outcome, Result, SourceLocation
from sessions.replay.failure import Failure
from tui.outcome.tabs import OutcomeTabs
from tui.widgets.lines import SHOWN_LINES
from tui.widgets.text_view import TextView

MESSAGE_ID = "998a9ad1-c9b9-4b85-97b1-ac0305aa5532"
PAYLOAD: JsonValue = {"recipient": "1-808-555-5555"}
TALL, SHORT = (50, 40), (80, 20)


def held(app) -> str:
    """Every text that the pane holds, shown or not."""
    texts = [str(part.visual) for part in app.pane.query(Static)]
    return "\n".join([*texts, *(view.lines.text for view in app.pane.query(TextView))])


async def open_tab(pilot, name: str) -> str:
    """What the screen shows with the tab `name` in front."""
    pilot.app.pane.tabs.bring(name)
    await pilot.pause()
    return pilot.app.seen()


async def test_at_first_nothing_was_sent(app):
    async with app.run_test(size=TALL):
        assert app.pane.headline == "Nothing sent yet  F5 sends"
        assert "Nothing sent yet" in app.seen()
        assert not app.pane.query_one(OutcomeTabs).display


async def test_a_message_id_stands_with_whose_it_is(app, delivered):
    async with app.run_test(size=TALL) as pilot:
        app.pane.show(delivered, PAYLOAD, "local: hooks/twilio.js")
        await pilot.pause()
        assert app.pane.headline == f"✓ Delivered {MESSAGE_ID} 12 ms"
        assert MESSAGE_ID in app.seen()
        assert "assigned by the runner" in app.seen()
        assert "local: hooks/twilio.js · Node 20.20.2 (PATH)" in app.seen()

        app.pane.show(replace(delivered, message_id_source="hook"), PAYLOAD, "local")
        await pilot.pause()
        assert "returned by the hook" in app.seen()
        assert "assigned" not in app.seen()


@pytest.mark.parametrize("size", [TALL, SHORT])
async def test_a_failure_says_what_where_and_what_to_do(app, failed, size):
    async with app.run_test(size=size) as pilot:
        app.pane.show(failed, PAYLOAD, "local: hooks/twilio.js")
        await pilot.pause()
        seen = app.seen()
        assert "✗ The hook called back with an error" in seen
        assert "callback_error" in seen
        assert "1.2 s" in seen
        assert "hooks/twilio.js:14:27" in seen
        assert "▸ 14 │" in seen
        assert "  13 │" in seen
        assert "→ Read the error" in seen
        assert "▲ cb was called twice" in seen
        assert app.pane.headline.startswith("✗ The hook called back with an error — The 'To' num")


async def test_a_short_pane_keeps_the_tabs_in_sight_and_scrolls_the_rest(app, failed):
    long = replace(failed, warnings=tuple(f"warning {n}" for n in range(30)))
    async with app.run_test(size=SHORT) as pilot:
        app.pane.show(long, PAYLOAD, "local")
        await pilot.pause()
        assert "Console 3" in app.seen()
        assert "RestException" in app.seen()
        assert "warning 29" not in app.seen()
        app.pane.query_one("#summary").scroll_end(animate=False)
        await pilot.pause()
        assert "warning 29" in app.seen()
        assert "Console 3" in app.seen()


async def test_every_kind_of_outcome_is_shown_in_words(app, failed):
    async with app.run_test(size=TALL) as pilot:
        for kind in Kind:
            app.pane.show(replace(failed, kind=kind), PAYLOAD, "local")
            assert WORDS[kind].title in app.pane.headline
            assert WORDS[kind].to_do in held(app)
        for result in Result:
            app.pane.show(replace(failed, outcome=result, error=None), PAYLOAD, "local")
        await pilot.pause()


async def test_sending_takes_everything_away_at_once(app, failed, delivered):
    async with app.run_test(size=TALL) as pilot:
        for outcome in (failed, delivered):
            app.pane.show(outcome, PAYLOAD, "local", True, [Failure("kind", "wanted", "x")])
            for tab in ("console", "error", "wire", "sent", "response"):
                await open_tab(pilot, tab)
            app.pane.sending("first-code", "remote: https://example.test/")
            left = held(app)  # before anything else has run
            for old in (MESSAGE_ID, "twilio", "808", "socket", "statusCode", "wanted", "edited"):
                assert old not in left
            assert not app.pane.query_one(OutcomeTabs).display
            await pilot.pause()
            assert "Sending first-code" in app.seen()
            assert "https://example.test/" in app.seen()
            await pilot.press("c")
            assert app.clipboard == ""


async def test_the_spinner_counts_the_time_and_stops_with_the_outcome(app, delivered):
    ticks: asyncio.Queue[None] = asyncio.Queue()
    async with app.run_test(size=TALL), asyncio.timeout(60):
        app.pane.sending("first-code", "local", since=time.monotonic() - 61)
        app.set_interval(0.1, lambda: ticks.put_nowait(None))
        frames, elapsed = set(), 0.0
        while elapsed < 61.2 or len(frames) < 2:
            await ticks.get()
            said = re.fullmatch(r"(.) Sending first-code (.+) s", app.pane.headline)
            assert said, app.pane.headline
            frame, seconds = said.groups()
            frames.add(frame)
            elapsed = float(seconds)
        app.pane.show(delivered, PAYLOAD, "local")
        shown = app.pane.headline
        for _ in range(3):
            await ticks.get()
        assert app.pane.headline == shown
        assert app.headlines[-1] == shown


async def test_the_focus_stays_in_the_pane_when_the_tabs_go(app, delivered):
    async with app.run_test(size=TALL) as pilot:
        app.pane.show(delivered, PAYLOAD, "local")
        await pilot.pause()
        app.pane.query_one(TabbedContent).query_one("#response LinesView").focus()
        await pilot.pause()
        app.pane.sending("first-code", "local")
        await pilot.pause()
        assert app.focused is app.pane.query_one("#summary")


async def test_a_cancelled_send_says_so(app, delivered):
    async with app.run_test(size=TALL) as pilot:
        app.pane.sending("first-code", "local", since=time.monotonic() - 2)
        app.pane.cancelled()
        await pilot.pause()
        assert re.fullmatch(r"■ Cancelled after \d+\.\d s", app.pane.headline)
        assert WORDS[Kind.CANCELLED].to_do in held(app)
        app.pane.clear()
        assert app.pane.headline.startswith("Nothing sent yet")


async def test_a_send_that_could_not_be_made_says_why(app):
    async with app.run_test(size=TALL) as pilot:
        app.pane.unsent("session.toml: targets.x: no such name")
        await pilot.pause()
        assert "✗ Not sent" in app.seen()
        assert app.pane.headline == "✗ Not sent — session.toml: targets.x: no such name"


async def test_remarks_stand_above_the_tabs(app, delivered):
    async with app.run_test(size=(90, 40)) as pilot:
        app.pane.show(
            delivered,
            PAYLOAD,
            "local",
            edited_since=True,
            failures=[Failure("", "", "kind: wanted x")],
        )
        await pilot.pause()
        above = app.seen().split("Response")[0]
        assert "▲ The form was edited after this was sent." in above
        assert above.strip().startswith("╭─ Outcome")
        assert above.split("\n")[2].startswith("│ ✗ Not as expected  Delivered")
        assert above.index("✗ Not as expected") < above.index("✗ kind: wanted x")
        assert app.pane.has_class("-unmet")
        assert app.pane.headline == "✗ Not as expected — kind: wanted x"
        app.pane.show(delivered, PAYLOAD, "local")
        assert not app.pane.has_class("-unmet")
        assert app.pane.headline.startswith("✓ Delivered")


async def test_the_message_id_is_copied_by_key_and_by_click(app, delivered):
    async with app.run_test(size=TALL, notifications=True) as pilot:
        app.pane.show(replace(delivered, message_id="[red]one"), PAYLOAD, "local")
        app.pane.query_one("#summary").focus()
        await pilot.press("c")
        assert app.clipboard == "[red]one"
        app.pane.show(replace(delivered, message_id="y" * 5000), PAYLOAD, "local")
        await pilot.pause()
        await pilot.click("#message-id")
        assert app.clipboard == "y" * 5000


async def test_the_tabs_hold_all_the_rest(app, failed):
    async with app.run_test(size=(100, 60)) as pilot:
        app.pane.show(failed, PAYLOAD, "local")
        error = await open_tab(pilot, "error")
        for text in (
            "RestException: The 'To' number",
            "code: 21211",
            "status: 400",
            '"tries": [',
            "at success (node_modules/twilio/lib/base/Version.js:79:15)",
            "Caused by",
            "Error: socket hang up",
            'code: "ECONNRESET"',
            "Error: timed out",
        ):
            assert text in error
        assert error.count("RestException: ") == 1
        console = await open_tab(pilot, "console")
        assert "log    Sending to 1-808-555-5555  hooks/twilio.js:9\xa03\xa0ms" in console
        assert "       using the default" in console
        assert "stderr DeprecationWarning" in console
        assert '"message": "invalid number"' in await open_tab(pilot, "wire")
        assert '"recipient": "1-808-555-5555"' in await open_tab(pilot, "sent")
        assert "There is no response." in await open_tab(pilot, "response")


async def test_a_tab_is_brought_by_its_number_and_the_arrows_scroll_its_text(app, failed):
    long = replace(failed, console=(ConsoleLine("log", "x\n" * 300),))
    async with app.run_test(size=(90, 40)) as pilot:
        app.pane.go()
        await pilot.press("2")  # there are no tabs yet
        app.pane.show(long, PAYLOAD, "local")
        await pilot.pause()
        tabs = app.pane.query_one(TabbedContent)
        names = ("response", "console", "outbound", "phone", "error", "wire", "sent")
        for key, name in enumerate(names, 1):
            await pilot.press(str(key))
            assert tabs.active == name
        assert "1 Response" in app.seen() and "2 Console 1" in app.seen()
        await pilot.press("8")  # nothing has changed: the tab is not there
        assert tabs.active == "sent"
        await pilot.press("2", "down", "down")
        console = app.pane.query_one("#console-text", TextView).lines
        assert app.focused is console and console.scroll_offset.y == 2
        app.pane.go()
        assert app.focused is console
        await pilot.resize_terminal(56, 40)
        assert "1Resp  2Cons 1" in app.seen()
        await pilot.resize_terminal(40, 40)
        assert "Resp  Cons 1" in app.seen() and "1Resp" not in app.seen()


async def test_response_and_error_take_turns_and_other_tabs_stay(app, delivered, failed):
    async with app.run_test(size=TALL) as pilot:
        for outcome, front in ((failed, "error"), (delivered, "response"), (failed, "error")):
            app.pane.show(outcome, PAYLOAD, "local")
            await pilot.pause()
            tabs = app.pane.query_one(TabbedContent)
            assert tabs.active == front
        await open_tab(pilot, "console")
        app.pane.show(replace(delivered, console=()), PAYLOAD, "local")
        await pilot.pause()
        assert tabs.active == "console"
        assert "The hook printed nothing." in app.seen()


STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]")
HOSTILE = "[bold]x[/nonsense] \x1b[31mred\x1b]0;title\x07 \x9b2J \r\u202eltr \ud800 \x00"


async def test_hostile_texts_are_shown_as_they_are_and_steer_nothing(app, failed):
    error = HookError(HOSTILE, name=HOSTILE, code=HOSTILE, stack=HOSTILE, cause=HookError(HOSTILE))
    nasty = replace(
        failed,
        message_id=HOSTILE,
        response={HOSTILE: [HOSTILE]},
        wire=HOSTILE,
        error=replace(error, properties={HOSTILE: HOSTILE}),
        where=SourceLocation(HOSTILE, 1, None, ((1, HOSTILE),)),
        console=(ConsoleLine(HOSTILE, HOSTILE, HOSTILE, 1, 1.0),),
        warnings=(HOSTILE,),
        target=replace(failed.target, runtime=HOSTILE),
    )
    async with app.run_test(size=(120, 70), notifications=True) as pilot:
        app.pane.sending(HOSTILE, HOSTILE)
        await pilot.pause()
        app.pane.unsent(HOSTILE)
        await pilot.pause()
        app.pane.idle(HOSTILE)
        await pilot.pause()
        app.pane.show(nasty, {HOSTILE: HOSTILE}, HOSTILE, failures=[Failure("", HOSTILE, HOSTILE)])
        app.pane.action_copy_message_id()
        for tab in ("response", "console", "error", "wire", "sent"):
            seen = await open_tab(pilot, tab)
            assert not STEERING.search(seen)
            assert "[bold]x[/nonsense]" in seen
            assert "\\x1b[31mred" in seen
            assert not STEERING.search(held(app))
        assert not STEERING.search(app.pane.headline)


def one_megabyte(outcome: Outcome) -> Outcome:
    line, lines = "x" * 1_000_000, "one line\n" * 110_000
    return replace(
        outcome,
        response={"text": line},
        wire=[lines],
        error=HookError(line, stack=lines, properties={"body": line}),
        where=SourceLocation("hook.js", 1, 500_000, ((1, line),)),
        console=(ConsoleLine("log", line), *[ConsoleLine("log", "漢" * 10)] * 10_000),
        warnings=(line,),
    )


async def test_all_of_a_megabyte_can_be_reached(app, failed):
    async with app.run_test(size=TALL) as pilot:
        app.pane.show(one_megabyte(failed), [{"text": "x" * 1_000_000}], "local")
        for tab in ("response", "console", "error", "wire", "sent"):
            await open_tab(pilot, tab)
            lines = app.pane.query_one(f"#{tab}-text", TextView).lines
            lines.focus()
            await pilot.press("end")
            assert lines.is_at_end
            assert len(lines.text) > 100_000
            assert lines.text.count("\n") <= SHOWN_LINES
        assert "log    漢" in await open_tab(pilot, "console")


async def test_tabs_whose_line_is_gone_end_in_peace(app, delivered):
    async with app.run_test(size=(80, 30)) as pilot:
        app.pane.show(delivered, PAYLOAD, "local: hooks/twilio.js")
        await pilot.pause()
        (line,) = app.query("Underline")
        await line.remove()  # as Textual does while a screen closes
        content = app.query_one(TabbedContent)
        content.hide_tab("wire")
        content.show_tab("wire")
        content.active = "console"
        await pilot.resize_terminal(70, 28)
        await pilot.pause()
        assert content.active == "console"

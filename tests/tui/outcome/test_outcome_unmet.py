"""What was expected otherwise stands at the value itself, with what was wanted and found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.differences.difference import Difference
from sessions.replay.expectation import judge
from sessions.replay.failure import Failure
from sessions.replay.last_time import Change, LastTime
from sessions.store.expect_text import parse_expect
from sessions.text import printable_json
from tests.tui.driving import page_text
from tui.outcome.last_time import since
from tui.outcome.outbound_page import outbound_page
from tui.outcome.pages import error_page, response_page, sent_page, wire_page
from tui.outcome.unmet import Unmet, json_rows
from tui.widgets.text_view import Row

from .conftest import CONSOLE, LABEL, PAYLOAD

CALL = OutboundCall(
    method="POST",
    url="https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
    headers={"content-type": "application/x-www-form-urlencoded"},
    body="To=%2B1999&Body=Your+code+1",
    provider="twilio",
    status=201,
    answer_body='{"sid": "SM1"}',
    message=OutboundMessage(channel="sms", to="+1999", sender="+1500", text="Your code 1"),
)


def lines_of(rows: Sequence[Row]) -> list[str]:
    return "\n".join("".join(text for text, _ in row) for row in rows).split("\n")


def unmet_of(expect: str, outcome) -> Unmet:
    return Unmet(judge(parse_expect(expect), outcome).failures)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda some: (
        st.lists(some, max_size=4) | st.dictionaries(st.text(max_size=4), some, max_size=4)
    ),
    max_leaves=20,
)


def places(value: JsonValue, path: JsonPath = ()) -> list[tuple[JsonPath, JsonValue]]:
    """Every part of a value, by its path."""
    found = [(path, value)]
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, member in members:
        found += places(member, (*path, step))
    return found


@given(values, st.data())
def test_a_mark_stands_below_the_line_on_which_its_part_begins(
    value: JsonValue, data: st.DataObject
) -> None:
    path, part = data.draw(st.sampled_from(places(value)))
    plain, marked = (
        lines_of(list(json_rows(value))),
        lines_of(list(json_rows(value, [(path, "M")]))),
    )
    at = next(n for n, line in enumerate(marked) if line.strip() == "✗ M")
    assert marked[:at] + marked[at + 1 :] == plain
    begins = printable_json(dumps(part, indent=2)).split("\n")[0].rstrip(",")
    assert plain[at - 1].rstrip(",").endswith(begins)


def test_each_tab_has_what_is_about_its_values(delivered, failed) -> None:
    answered = replace(delivered, response={"a": [{"id": 5}], "b": 1}, event={"x": {"y": 1}})
    unmet = unmet_of(
        'response."a[0].id" = { type = "string" }\nresponse."a[0].name" = "n"\n'
        'wire.status = "other"\nconsole = { contains = "done" }\nerror.code = { present = true }\n',
        answered,
    )
    assert unmet.tabs == {"response", "wire", "console", "error"}
    assert page_text(response_page(answered, unmet)).splitlines()[2:6] == [
        "    {",
        '    ✗ name: expected "n", found nothing',
        '      "id": 5',
        "      ✗ expected a string, found 5",
    ]
    assert '\n  ✗ expected "other", found "success"' in page_text(wire_page(answered, unmet))
    assert page_text(error_page(answered, unmet)) == ("✗ code: expected something, found nothing")
    event = Unmet([Failure("event.x.y", "2", "1")])
    assert "  ✗ expected 2, found 1" in page_text(sent_page(answered, PAYLOAD, event))
    error = unmet_of(
        "error.code = 1\nerror.'properties.status' = 5\nerror.'cause.code' = 'X'\n"
        "error.absent = 1\nerror.'cause.cause.cause.name' = 'N'",
        failed,
    )
    lines = page_text(error_page(failed, error)).splitlines()
    assert lines[lines.index("code: 21211") + 1] == "✗ expected 1, found 21211"
    assert lines[lines.index("status: 400") + 1] == "✗ expected 5, found 400"
    assert lines[lines.index('code: "ECONNRESET"') + 1] == '✗ expected "X", found "ECONNRESET"'
    assert lines[-1] == '✗ cause.name: expected "N", found nothing'
    assert "✗ absent: expected 1, found nothing" in lines


def test_a_call_has_what_was_expected_of_it_at_its_fields(delivered) -> None:
    called = replace(delivered, outbound=(replace(CALL, provider=None, message=None), CALL))
    unmet = unmet_of(
        "outbound_count = 3\n[[outbound]]\nprovider = 'twilio'\nto = '+1808'\nstatus = 200\n"
        "[outbound.body]\nTo = '+1808'\nFrom = '+1'\n[[outbound]]\nto = '+1'\nmethod = 'GET'\n"
        "[[outbound]]\nhost = 'a'\n",
        called,
    )
    text = page_text(outbound_page(called, unmet))
    lines = text.splitlines()
    assert lines[0].startswith("✗ outbound[2]: expected a call with host")
    assert lines[1] == "✗ outbound_count: expected 3, found 2"
    second = text[text.index("2 POST") :].splitlines()
    assert "✗ expected 200, found 201" in second
    assert (
        second[second.index("to       +1999") + 1] == '         ✗ expected "+1808", found "+1999"'
    )
    assert second[second.index("To    +1999") + 1].strip() == '✗ expected "+1808", found "+1999"'
    assert '✗ From: expected "+1", found nothing' in second
    first = text[: text.index("2 POST")].splitlines()
    assert '✗ expected "GET", found "POST"' in first
    none = replace(delivered, outbound=())
    assert "outbound_count" in page_text(outbound_page(none, unmet_of("outbound_count = 1", none)))


async def test_the_pane_marks_tabs_the_duration_and_what_differs_from_last_time(app, delivered):
    slow = replace(delivered, duration_ms=2300.0, console=CONSOLE, warnings=("odd",))
    expect = (
        'max_duration = 2.0\nmessage_id = "/^SM/"\nconsole = { contains = "x!" }\nwarnings="none"'
    )
    failures = judge(parse_expect(expect), slow).failures
    last = LastTime(1.0, differences=(Difference("console[0].text", "a", "b"),))
    async with app.run_test(size=(110, 40)) as pilot:
        app.pane.show(slow, PAYLOAD, LABEL, failures=failures, last=last)
        await pilot.pause()
        seen = app.seen()
        await pilot.press("2")
        assert "✗ expected one with" in app.seen()
        assert seen.index("✗ message_id: ") < seen.index("≠ Since")
        assert "2.3 s ✗ at most 2 s" in seen
        assert "✗ 2 Console 3" in seen and "✗ 1 Response" not in seen
        assert "✗ expected a match of /^SM/" in seen
        assert "▲ odd  ✗ not expected" in seen
        assert "≠ Since 1970-01-01" in seen and "1 difference on the tab Changed" in seen
        app.pane.tabs.bring("changed")
        await app.shows('"a" → "b"')
        app.pane.show(slow, PAYLOAD, LABEL, last=replace(last, differences=()))
        await pilot.pause()
        seen = app.seen()
        assert "Changed" not in seen and "✗" not in seen
        assert "= As it was at 1970-01-01" in seen


def test_the_line_says_what_became_of_it() -> None:
    said = since(LastTime(1.0, Change.FIXED, same_payload=False))
    assert said.endswith(": fixed, another payload was sent then")
    assert said.startswith("≠ Since 1970-01-01 ")
    same = since(LastTime(1.0, Change.STILL_FAILING))
    assert same.startswith("= As it was at 1970-01-01 ") and same.endswith(": still failing")

"""The calls of a hook in the outcome pane: the Outbound tab, and the phone, never a stale one."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import TabbedContent

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, OutboundMessage, Outcome, Result, TargetInfo
from sessions.text import printable
from tests.tui.driving import page_text
from tui.outcome.outbound_page import outbound_page
from tui.phone.phone import Phone

PAYLOAD: JsonValue = {
    "recipient": "+18085555555",
    "text": "123456 is your code",
    "context": {"code": "123456"},
}
MESSAGE = OutboundMessage("+18085555555", "+15005550006", "123456 is your code for Acme")
CALL = OutboundCall(
    method="POST",
    url="https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
    headers={
        "authorization": "‹authorization›",
        "content-type": "application/x-www-form-urlencoded",
    },
    body=urlencode({"To": "+18085555555", "From": "+15005550006", "Body": MESSAGE.text}),
    status=201,
    provider="twilio",
    message=MESSAGE,
    answer_headers={"content-type": "application/json"},
    answer_body='{"sid":"SM1","status":"queued"}',
    t_ms=35.4,
    duration_ms=12.3,
)
REFUSED = replace(CALL, status=429, fault="429", answer_body='{"code":20429}')
HOSTILE = "\x1b[31mred\x07\u202egnorw\ud800"
ROOMY, COLUMN, NARROW = (54, 44), (52, 40), (80, 20)


@pytest.fixture
def sent(delivered: Outcome) -> Outcome:
    target = replace(delivered.target, network="isolated")
    return replace(delivered, target=target, outbound=(CALL,))


def with_calls(outcome: Outcome, *calls: OutboundCall) -> Outcome:
    return replace(outcome, outbound=calls)


class TestPage:
    def test_a_call_says_which_line_made_it(self, sent):
        page = outbound_page(with_calls(sent, replace(CALL, file="/srv/hook.js", line=12)))
        assert page_text(page).splitlines()[1].endswith("begun at 35 ms · hook.js:12")

    def test_a_call_is_told_whole(self, sent):
        page = outbound_page(sent)
        lines = page_text(page).splitlines()
        assert lines[0] == f"1 POST {CALL.url}"
        assert lines[1].startswith("Twilio Messages")
        assert lines[1].endswith(" · 201 · 12 ms, begun at 35 ms")
        for line in (
            "to       +18085555555",
            "from     +15005550006",
            "channel  sms",
            "text     123456 is your code for Acme",
            "size     1 SMS: 28 of 160 septets, GSM-7",
            "authorization: ‹authorization›",
            "Body  123456 is your code for Acme",
            "Answer 201",
            '  "sid": "SM1",',
        ):
            assert line in lines
        assert "fault" not in page_text(page)
        assert page.note.startswith("Isolated:")

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"fault": "429", "status": 429}, "▲ shown the fault 429"),
            ({"insecure": True}, "▲ certificate checks are switched off"),
            ({"method": "", "problem": "not HTTP"}, "✗ not HTTP"),
            ({"status": None}, "no answer · 12 ms"),
            ({"provider": None}, "no known provider · 201"),
            ({"provider": "acme"}, "acme · 201"),
            ({"body": "a<b>"}, "\na<b>"),
            ({"message": replace(MESSAGE, text=None)}, "text     written by the provider"),
            ({"message": replace(MESSAGE, text="жа")}, "size     1 SMS: 2 of 70 16-bit units"),
            ({"message": replace(MESSAGE, channel="voice")}, "channel  voice"),
        ],
    )
    def test_what_is_odd_is_told(self, sent, change, told):
        assert told in page_text(outbound_page(with_calls(sent, replace(CALL, **change))))

    def test_a_long_body_is_cut_and_says_how_to_see_it(self, sent):
        plain = page_text(outbound_page(with_calls(sent, replace(CALL, body="x" * 9_000))))
        assert "… 5,000 more characters: offhook send --json has them" in plain
        assert "x" * 4_001 not in plain

    def test_of_very_many_calls_the_first_are_told(self, sent):
        plain = page_text(outbound_page(with_calls(sent, *[CALL] * 60)))
        assert plain.endswith("… and 20 more calls")
        assert plain.count("POST") == 40

    def test_without_calls_it_says_why(self, sent):
        page = outbound_page(with_calls(sent))
        assert page_text(page) == ""
        assert page.note.startswith("No message: the hook called no provider.\nIsolated:")
        remote = replace(sent, target=TargetInfo("remote", "https://x"), outbound=())
        assert outbound_page(remote).note.startswith("A remote target sends its messages itself")

    @settings(max_examples=60)
    @given(st.text(st.characters(exclude_categories=[])), st.booleans())
    def test_whatever_a_hook_sent_is_printable(self, text, as_json):
        body = json.dumps(text) if as_json else text
        message = OutboundMessage(text, text, text)
        call = OutboundCall(
            text, text, {text: text}, body, 201, text, message, {text: text}, body, text, text
        )
        target = TargetInfo("hook", "hook.js", None, None, "redirected")
        outcome = Outcome(Result.DELIVERED, "success", target, outbound=(call,))  # type: ignore[arg-type]
        plain = page_text(outbound_page(outcome))
        assert plain == printable(plain)


async def test_the_tab_counts_the_calls(app, sent):
    async with app.run_test(size=NARROW) as pilot:
        app.pane.show(with_calls(sent, CALL, REFUSED), PAYLOAD, "local")
        app.pane.tabs.bring("outbound")
        await pilot.pause()
        assert "Outbound 2" in app.seen()
        assert "Isolated:" in app.seen()
        app.pane.show(with_calls(sent), PAYLOAD, "local")
        await pilot.pause()
        assert "Outbound 2" not in app.seen()
        assert "No message: the hook called no provider." in app.seen()
        assert "local · Node 20.20.2 (PATH) · captured, isolated" in app.seen()


class TestPhone:
    async def test_is_a_tab_where_there_is_little_room(self, app, sent):
        async with app.run_test(size=NARROW) as pilot:
            app.pane.show(sent, PAYLOAD, "local", at="9:41")
            await pilot.pause()
            assert not app.query(Phone)
            app.pane.tabs.bring("phone")
            await app.shows("123456 is your code for Acme")
            await app.shows("9:41")

    async def test_has_a_place_of_its_own_where_there_is_room(self, app, sent):
        async with app.run_test(size=ROOMY) as pilot:
            await app.shows("No message yet.")
            app.pane.show(sent, PAYLOAD, "local", at="9:41")
            await app.shows("123456 is your code for Acme")
            assert not app.pane.query_one(TabbedContent).get_tab("phone").display
            await pilot.resize_terminal(*COLUMN)
            await app.until(lambda: "Acme" not in app.seen())
            app.pane.tabs.bring("phone")
            await app.shows("123456 is your code for Acme")
            await pilot.resize_terminal(*ROOMY)
            await app.until(lambda: not app.pane.query_one(TabbedContent).get_tab("phone").display)
            await app.until(lambda: app.seen().count("123456 is your code for Acme") == 1)

    @pytest.mark.parametrize("size", [ROOMY, NARROW], ids=["roomy", "narrow"])
    async def test_is_never_stale(self, app, sent, failed, size):
        async with app.run_test(size=size):
            app.pane.show(sent, PAYLOAD, "local")
            if size == NARROW:
                app.pane.tabs.bring("phone")
            await app.shows("Acme")
            for follows in (
                lambda: app.pane.sending("first", "local"),
                lambda: app.pane.idle(),
                lambda: app.pane.unsent("no value for TOKEN"),
                lambda: app.pane.cancelled(),
                lambda: app.pane.show(failed, PAYLOAD, "local"),
            ):
                assert [phone.shown for phone in app.query(Phone)] != [()]
                follows()
                assert [phone.shown for phone in app.query(Phone)] == [()]
                await app.until(lambda: "Acme" not in app.seen())
                app.pane.show(sent, PAYLOAD, "local")
                await app.shows("Acme")

    async def test_what_a_provider_refused_never_arrives(self, app, sent):
        async with app.run_test(size=ROOMY):
            app.pane.show(with_calls(sent, REFUSED), PAYLOAD, "local")
            await app.shows("No message: twilio refused it")

    async def test_is_there_only_with_a_message_and_else_a_line_says_why(self, app, sent):
        async with app.run_test(size=ROOMY):
            app.pane.show(with_calls(sent, REFUSED), PAYLOAD, "local")
            await app.shows("No message: twilio refused it")
            below = app.seen().partition("No message: twilio refused it")[2]
            assert len(below.splitlines()) == 2, "the line, and the pane's edge"
            roomy = app.pane.tabs.size.height
            app.pane.show(sent, PAYLOAD, "local")
            await app.shows("━━━━━━ ─")
            assert app.pane.tabs.size.height < roomy - 10
            assert "No message" not in app.seen()
            app.pane.show(with_calls(sent, REFUSED), PAYLOAD, "local")
            await app.until(lambda: app.pane.tabs.size.height == roomy)
            assert "━━━━━━ ─" not in app.seen()

    async def test_hostile_text_is_made_visible(self, app, sent):
        message = OutboundMessage(HOSTILE, HOSTILE, HOSTILE)
        async with app.run_test(size=ROOMY):
            app.pane.show(with_calls(sent, replace(CALL, message=message)), PAYLOAD, "local")
            await app.shows(r"\x1b[31mred\x07\u202e")


class TestPictures:
    @pytest.mark.parametrize("size", [ROOMY, NARROW], ids=["roomy", "narrow"])
    def test_outbound(self, snap_compare, app, sent, size):
        async def show(pilot) -> None:
            pilot.app.pane.show(with_calls(sent, REFUSED), PAYLOAD, "local", at="9:41")
            pilot.app.pane.tabs.bring("outbound")
            await pilot.pause()

        assert snap_compare(app, run_before=show, terminal_size=size)

    @pytest.mark.parametrize("size", [ROOMY, COLUMN], ids=["roomy", "column"])
    def test_phone(self, snap_compare, app, sent, size):
        async def show(pilot) -> None:
            pilot.app.pane.show(sent, PAYLOAD, "local", at="9:41")
            if size == COLUMN:
                pilot.app.pane.tabs.bring("phone")
            await pilot.pause()
            await pilot.pause()

        assert snap_compare(app, run_before=show, terminal_size=size)

"""What the outcome pane says of an Action where it says something else of a hook."""

from __future__ import annotations

from dataclasses import replace

from sessions.contract.json_text import loads
from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, Result, TargetInfo, delivered, failed
from tests.tui.driving import page_text
from tui.cli.shared.outcome_text import outcome_lines
from tui.cli.shared.output import Style
from tui.outcome.pages import headline, response_page, sent_page, wire_page
from tui.wording import title, whose

ACTION = TargetInfo("action", "port.js")
HOOK = TargetInfo("hook", "hook.js")


def test_what_was_sent_is_the_event_and_not_the_payload():
    outcome = replace(
        delivered(ACTION, None, wire=None, duration_ms=1), event={"tenant": {"id": "t"}}
    )
    page = sent_page(outcome, {"recipient": "+1"})
    assert loads(page_text(page)) == {"tenant": {"id": "t"}}
    assert "event" in page.note
    hook = sent_page(delivered(HOOK, None, wire={}, duration_ms=1), {"recipient": "+1"})
    assert loads(page_text(hook)) == {"recipient": "+1"}


def test_a_delivered_message_has_the_id_of_the_runner_and_no_wire():
    outcome = delivered(ACTION, None, wire=None, duration_ms=1)
    assert whose(outcome) == "assigned by the runner: an Action returns none"
    assert "does not count" in response_page(outcome).note
    assert "nothing goes over a wire" in wire_page(outcome).note


def test_a_kind_is_in_the_words_of_an_action():
    assert "promise never settled" in title(failed(ACTION, Kind.NEVER_CALLED, "x"))
    assert "callback was never called" in title(failed(HOOK, Kind.NEVER_CALLED, "x"))
    assert "cb" not in failed(ACTION, Kind.REJECTED, "x").words.to_do


def test_a_dropped_message_shows_the_reason():
    outcome = Outcome(Result.DROPPED, Kind.DROPPED, ACTION, error=HookError("landline", "Dropped"))
    assert headline(outcome) == "⊘ The Action dropped the message — landline"
    lines = "\n".join(outcome_lines(outcome, Style(color=False)))
    assert "Dropped: landline" in lines
    assert outcome.to_json()["outcome"] == "dropped"

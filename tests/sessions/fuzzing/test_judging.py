"""What counts as a failure of a payload within the contract, and what is a hook's own norm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    HookError,
    OutboundCall,
    OutboundMessage,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
    delivered,
    failed,
)
from sessions.fuzzing.judging import judge, norm_of
from sessions.fuzzing.leaks import find_leak, pair_of
from sessions.fuzzing.payloads import CODE, RECIPIENT, TEXT, by_channel, plain, text_at
from sessions.store.expect import Expect

HOOK = TargetInfo("hook", "hook.js")
SMS, VOICE = by_channel(plain())


def sent(text: str | None, to: str | None = None, one: Invocation = SMS, **more: Any) -> Outcome:
    to = text_at(one.payload, RECIPIENT) if to is None else to
    message = OutboundMessage(to, None, text, more.pop("channel", "sms"), more.pop("code", None))
    response = more.pop("response", {})
    given = {"provider": "twilio", "status": 201, "file": "/a/hook.js", "line": 7, **more}
    call = OutboundCall("POST", "https://api.twilio.com/", message=message, **given)
    return delivered(HOOK, response, wire=None, outbound=(call,))


PLAIN_TEXT = text_at(SMS.payload, TEXT)
VERBATIM = norm_of(SMS, sent(PLAIN_TEXT))
ODD = SMS.put(TEXT, " Ваш код: 012345\n").put(CODE, "012345").put(RECIPIENT, "+447700900123")
ODD_TEXT = text_at(ODD.payload, TEXT)


def kind(outcome: Outcome, one: Invocation = ODD, norm: Any = VERBATIM) -> str | None:
    failure = judge(one, outcome, norm)
    if failure:
        Expect.model_validate({"outcome": "delivered", **failure.wanted})  # a session can say it
    return failure and failure.kind


def test_a_payload_passed_on_as_it_is_fails_nothing() -> None:
    assert kind(sent(ODD_TEXT, one=ODD)) is None
    assert kind(sent(f"Example: {ODD_TEXT}", one=ODD)) is None
    assert kind(sent(ODD_TEXT, "447700900123", one=ODD, provider="vonage")) is None
    assert kind(sent(ODD_TEXT, "whatsapp:+447700900123", one=ODD)) is None
    assert kind(delivered(HOOK, {}, wire=None)) is None
    assert kind(sent("Your code is 012345", one=ODD)) is None  # a text of its own, with the code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ODD_TEXT.strip(), "text_changed"),
        (ODD_TEXT[:8], "text_changed"),
        (ODD_TEXT.upper(), "text_changed"),
        (" ??? код: 012345\n", "text_changed"),
        ("", "text_changed"),
        (ODD_TEXT.replace("012345", "12345"), "text_changed"),
        ("Your code is 12345", "code_missing"),
    ],
)
def test_a_text_that_was_damaged_or_lacks_the_code(text: str, found: str) -> None:
    assert kind(sent(text, one=ODD)) == found


@pytest.mark.parametrize(
    ("to", "provider", "found"),
    [
        ("+447700900124", "twilio", "number_changed"),
        ("07700900123", "vonage", "number_changed"),
        ("447700900123", "twilio", "number_changed"),  # takes E.164 only
        ("447700900123", "vonage", None),
        ("+44 7700 900123", "vonage", None),
    ],
)
def test_a_number_that_was_changed(to: str, provider: str, found: str | None) -> None:
    assert kind(sent(ODD_TEXT, to, one=ODD, provider=provider)) == found


def test_what_a_hook_does_with_a_plain_payload_is_its_way() -> None:
    national = norm_of(SMS, sent(PLAIN_TEXT, "8085550100", provider="vonage"))
    assert kind(sent(ODD_TEXT, "7700900123", provider="vonage"), norm=national) is None
    own = norm_of(SMS, sent("Your code is 482913."))
    assert kind(sent("Your code is 012345.", one=ODD), norm=own) is None
    assert kind(sent("Your code is 12345.", one=ODD), norm=own) == "code_missing"
    verify = norm_of(SMS, sent(None, provider="twilio-verify"))
    assert kind(sent(None, one=ODD, provider="twilio-verify"), norm=verify) is None
    template = norm_of(SMS, sent(None, code="482913"))
    assert kind(sent(None, one=ODD, code="12345"), norm=template) == "code_missing"
    named = norm_of(SMS, sent(PLAIN_TEXT, response={"MessageID": "SM1"}))
    assert kind(sent(ODD_TEXT, one=ODD), norm=named) == "no_message_id"


def test_a_plain_payload_that_fails_has_no_way() -> None:
    assert norm_of(SMS, failed(HOOK, Kind.SYNC_THROW, "no")) is None
    assert norm_of(SMS, sent(PLAIN_TEXT, "+18085550101")) is None
    assert kind(sent("Hello", one=SMS), SMS, None) == "code_missing"


def test_a_text_without_a_code_need_not_get_one() -> None:
    lacking = SMS.put(TEXT, "Look at your mail")
    assert kind(sent("Look at your mail"), lacking) is None
    own = norm_of(VOICE, sent("4, .8, .2, .9, .1, .3,  is your", one=VOICE, channel="voice"))
    spoken = VOICE.put(TEXT, "Take 2 of these")
    assert kind(sent("Take 2,  of these", channel="voice"), spoken, own) is None


def test_white_space_and_capitals_do_not_matter_where_it_is_said_aloud() -> None:
    norm = norm_of(VOICE, sent(text_at(VOICE.payload, TEXT), channel="voice"))
    one = VOICE.put(TEXT, " Code \n 4.8.2.9.1.3 ")
    assert kind(sent("code 4.8.2.9.1.3", channel="voice"), one, norm) is None
    assert kind(sent("code 4.8.2", channel="voice"), one, norm) == "text_changed"


def test_a_message_that_is_not_seen_any_more_lacks_its_code_or_its_number() -> None:
    def posted(body: str) -> Outcome:
        call = OutboundCall("POST", "https://sms.example.com/", {}, body, 200)
        return delivered(HOOK, {}, wire=None, outbound=(call,))

    assert kind(posted('{"an":"+447700900123","wert":12345}')) == "code_missing"
    assert kind(posted('{"an":7700900,"wert":"012345"}')) == "number_changed"
    assert kind(posted('{"an":"","wert":""}')) is None  # nobody knows what that is


def test_errors_are_the_same_by_kind_line_and_name_or_by_what_they_say() -> None:
    at = SourceLocation("/a/hook.js", 3)
    named = judge(ODD, failed(HOOK, Kind.SYNC_THROW, HookError("no", "TypeError"), where=at), None)
    assert named and named.key == ("sync_throw", "/a/hook.js:3 TypeError")
    one, other = (
        judge(ODD, failed(HOOK, Kind.SYNC_THROW, f"no {text}", where=at), VERBATIM)
        for text in ("Ada", "Bob")
    )
    assert one and other and one.key == other.key == ("sync_throw", "/a/hook.js:3")
    keys = {
        failure.key
        for text in ("to +447700900123", "to +18085550100", "for 1 user")
        if (failure := judge(ODD, failed(HOOK, Kind.REMOTE_ERROR, f"refused {text}"), None))
    }
    assert len(keys) == 2


def test_what_an_action_decides_is_no_failure() -> None:
    for result in (Result.DROPPED, Result.RETRY):
        assert kind(replace(failed(HOOK, Kind.DROPPED, ""), outcome=result, error=None)) is None


# leaks


FIRST = ODD.put(("context", "user", "email"), "zoe@example.org")


def leak_in(outcome: Outcome, later: Invocation = SMS) -> tuple[Any, Any] | None:
    known = [PLAIN_TEXT, str(SMS.payload)]
    leak = find_leak([FIRST], later, outcome, known)
    if leak:
        Expect.model_validate(leak.failure.wanted)
    return leak and (leak.path, leak.found_at)


def test_a_value_of_the_message_before_is_found_wherever_it_comes_back() -> None:
    answered = delivered(HOOK, {"of": [{"to": "+447700900123"}]}, wire=None)
    assert leak_in(answered) == (RECIPIENT, ("response", "of", 0, "to"))
    assert leak_in(sent(PLAIN_TEXT, "+447700900123")) == (RECIPIENT, ("outbound", 0, "to"))
    refused = failed(HOOK, Kind.CALLBACK_ERROR, "zoe@example.org has no credit")
    assert leak_in(refused) == (("context", "user", "email"), ("error", "message"))


def test_what_belongs_to_both_or_is_there_by_chance_is_no_leak() -> None:
    assert leak_in(delivered(HOOK, {"MessageID": "a1012345b"}, wire=None)) is None
    assert leak_in(sent(ODD_TEXT, one=FIRST), FIRST) is None
    assert leak_in(delivered(HOOK, {"by": "ada@example.com"}, wire=None)) is None


def test_a_text_that_only_quotes_the_code_is_no_leak() -> None:
    quoted = SMS.put(TEXT, '"482913"')
    call = sent(PLAIN_TEXT).outbound[0]
    outcome = delivered(HOOK, {}, wire=None, outbound=(replace(call, body='{"code":"482913"}'),))
    assert find_leak([quoted], SMS.put(TEXT, "é 482913"), outcome, []) is None


def test_the_smallest_pair_differs_in_the_value_only() -> None:
    leak = find_leak([FIRST], SMS, delivered(HOOK, "+447700900123", wire=None), [])
    assert leak
    before, after = pair_of(leak, plain())
    assert (before, after) == (plain().put(RECIPIENT, "+447700900123"), plain())

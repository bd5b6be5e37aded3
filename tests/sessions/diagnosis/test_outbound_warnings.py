"""What a hook's calls tell: each warning where it belongs, and none where nothing is odd."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.contract.outcome import OutboundCall, OutboundMessage, TargetInfo
from sessions.diagnosis.classify import classify
from sessions.diagnosis.outbound_warnings import warnings
from sessions.diagnosis.text_diff import change_of
from sessions.runner.transcript import Subject, Transcript

from .test_classify import event

TEXT = "123456 is your code for Acme."
NUMBER = "+18085555555"
SUBJECT = Subject(
    target=TargetInfo("hook", "hook.js"),
    language="node",
    module="/app/hook.js",
    function="",
    folder="/app",
    executable="/usr/bin/node",
    timeout=20.0,
    payload=example().put(("recipient",), "+1 808-555-5555").put(("text",), TEXT).payload,
)
URL = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages.json"


def sms(text: str | None = TEXT, to: str | None = NUMBER, **more: Any) -> OutboundCall:
    message = OutboundMessage(to, "+15005550006", text, more.pop("channel", "sms"))
    given = {"url": URL, "status": 201, "provider": "twilio", **more}
    return OutboundCall("POST", message=message, **given)


def told(*calls: OutboundCall, delivered: bool = True, subject: Subject = SUBJECT) -> list[str]:
    return warnings(Transcript(outbound=calls), subject, delivered=delivered)


def asked(**context: str) -> Subject:
    """The subject with other fields in the payload; `text` and `recipient` stand at its top."""
    payload = example().payload
    assert isinstance(payload, dict)
    payload = {**payload, "recipient": NUMBER, "text": TEXT}
    for name, value in context.items():
        if name in ("text", "recipient"):
            payload[name] = value
        else:
            payload["context"] = {**payload["context"], name: value}  # type: ignore[dict-item]
    return replace(SUBJECT, payload=payload)


def test_a_message_as_it_was_asked_for_gives_no_warning() -> None:
    assert told(sms()) == []
    assert told() == []
    lookup = OutboundCall("GET", "https://api.example.com/tenant", status=200)
    assert told(lookup, sms()) == []


# the text


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (f"Acme: {TEXT}", "“Acme: ” was put before it"),
        (f"{TEXT} Reply STOP.", "“ Reply STOP.” was put behind it"),
        (f"<b>{TEXT}</b>", "“<b>” was put before it and “</b>” was put behind it"),
        (TEXT[:20], "it was cut after 20 of its 29 characters"),
        ("123456", "it was cut after 6 of its 29 characters"),
        (
            TEXT.replace("your", "the"),
            "“123456 is your code for Ac…” became “123456 is the code for Ac…”",
        ),
        (TEXT.replace(" ", "  "), "its white space was changed"),
        (TEXT.replace("Acme", "ACME"), "its capital letters were changed"),
    ],
)
def test_a_changed_text_is_told_by_how_it_was_changed(text: str, change: str) -> None:
    assert told(sms(text)) == [f"The text that reached twilio is not the payload's: {change}."]


def test_a_text_that_lost_the_code_is_told_so() -> None:
    changed, lacking = told(sms(TEXT[7:]))
    assert changed.endswith("only the last 22 of its 29 characters were kept.")
    assert lacking == "The text that reached twilio lacks the code 123456."
    assert told(sms("")) == [
        "The text that reached twilio is not the payload's: it is empty.",
        "The text that reached twilio lacks the code 123456.",
    ]


def test_a_text_without_the_code_as_the_payload_has_it_is_no_fault_of_the_hook() -> None:
    assert told(sms("Here is your code"), subject=asked(text="Here is your code")) == []


@pytest.mark.parametrize(
    ("spoken", "says"),
    [("1, 2, 3, 4, 5, 6", True), ("123456", True), ("1.2.3.4.5", False), ("1 2 3 4 5 7", False)],
)
def test_a_spoken_code_counts_in_any_spacing(spoken: str, says: bool) -> None:
    subject = asked(text="Code: 1.2.3.4.5.6", code="1.2.3.4.5.6", message_type="voice")
    found = told(sms(f"Hello. {spoken}. Bye.", channel="voice"), subject=subject)
    assert any("lacks the code" in warning for warning in found) is not says


def test_white_space_and_capitals_make_no_difference_aloud() -> None:
    subject = asked(text="Your code", message_type="voice")
    assert told(sms("your\n  code", channel="voice"), subject=subject) == []


def test_a_message_whose_text_the_provider_writes_is_not_held_against_the_payload() -> None:
    text = "Your Acmé ’verification’ code is: "
    assert told(sms(f"{text}123456", provider="twilio-verify")) == []
    assert told(sms(f"{text}654321", provider="twilio-verify")) == [
        "twilio-verify was not given the code 123456: it sends one of its own."
    ]
    assert told(sms(None)) == []


def test_another_channel_than_was_asked_for() -> None:
    assert told(sms(), subject=asked(message_type="voice")) == [
        "The payload asks for a voice call; an SMS went out."
    ]
    assert told(sms(channel="voice")) == ["The payload asks for an SMS; a voice call went out."]


def test_of_a_gateway_whose_channel_nobody_knows_the_call_is_to_tell_it() -> None:
    voice = asked(message_type="voice")
    assert told(sms(channel=None, provider=None), subject=voice) == [
        "The payload asks for a voice call; the call to api.twilio.com does not tell it that it "
        "is one."
    ]
    assert told(sms(channel=None, provider=None)) == []
    assert told(sms(channel="voice", provider=None), subject=voice) == []
    assert told(sms(provider=None), subject=voice) == [
        "The payload asks for a voice call; an SMS went out."
    ]


def test_a_messenger_is_a_choice_of_its_own() -> None:
    whatsapp = sms(channel="whatsapp", to=f"whatsapp:{NUMBER}")
    assert told(whatsapp) == []
    long = f"{TEXT} ж" * 9
    assert told(sms(long, channel="whatsapp"), subject=asked(text=long)) == []
    assert told(whatsapp, subject=asked(message_type="voice")) == [
        "The payload asks for a voice call; a WhatsApp message went out."
    ]


def test_a_template_is_judged_by_its_code() -> None:
    def filled(code: str) -> OutboundCall:
        return OutboundCall(
            "POST", URL, status=200, message=OutboundMessage(NUMBER, None, None, None, code)
        )

    assert told(filled("123456")) == []
    assert told(filled("1 2 3 4 5 6")) == []
    assert told(filled("654321")) == [
        "api.twilio.com was not given the code 123456: it was given 654321."
    ]


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_change_of_a_text_is_told_on_one_line_and_sameness_never(was: str, now: str) -> None:
    assert change_of(was, was) is None
    change = change_of(was, now)
    assert (change is None) is (was == now)
    assert change is None or "\n" not in change


@given(st.text("abc ", min_size=2, max_size=300), st.data())
def test_a_replaced_character_is_shown_on_both_sides(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    change = change_of(text, f"{text[:at]}X{text[at + 1 :]}")
    assert change is not None
    was, now = change.split(" became ")
    assert was.replace("…", "").strip("“”") in text
    assert "X" in now
    assert len(change) < 80


# the number


@pytest.mark.parametrize("recipient", ["1-808-555-5555", "+1 (808) 555-5555", "0018085555555"])
def test_a_number_that_is_only_written_otherwise_is_the_same(recipient: str) -> None:
    assert told(sms(), subject=asked(recipient=recipient)) == []


def test_a_number_with_other_digits_was_changed() -> None:
    assert told(sms(to="+447700900000"), subject=asked(recipient="8085555555")) == [
        "The number was changed: 8085555555 went to twilio as +447700900000."
    ]


@pytest.mark.parametrize(
    ("provider", "to", "odd"),
    [
        ("twilio", "1-808-555-5555", True),
        ("twilio", "18085555555", True),
        ("twilio", "whatsapp:+18085555555", False),
        ("sns", "18085555555", True),
        ("vonage", "18085555555", False),
        ("vonage", "1-808-555-5555", True),
        (None, "18085555555", False),
    ],
)
def test_a_number_is_to_be_e164_by_what_the_provider_takes(
    provider: str | None, to: str, odd: bool
) -> None:
    whom = provider or "api.twilio.com"
    said = [f"The number that {whom} was given is not E.164: {to}."] if odd else []
    assert told(sms(to=to, provider=provider)) == said


# how many, how long


def test_two_messages_are_told_and_a_retry_is_not_one() -> None:
    assert told(sms(), sms()) == [f"2 messages were sent, to {NUMBER}."]
    assert told(sms(), sms(to="+447700900000")) == [
        f"2 messages were sent, to {NUMBER} and +447700900000."
    ]
    assert told(sms(to=f"{NUMBER}, +447700900000")) == [
        f"2 messages were sent, to {NUMBER} and +447700900000."
    ]
    assert told(sms(status=429), sms()) == []
    assert told(sms(status=None), sms(status=200, fault="429"), sms()) == []


def test_a_webhook_of_an_unknown_host_is_no_second_message() -> None:
    webhook = sms("sent", None, provider=None)
    assert told(webhook, sms()) == []


def test_what_forces_ucs2_and_what_to_write_instead() -> None:
    text = "It’s 123456 – 😀\u200b\u00a0é!"
    (warning,) = told(sms(text), subject=asked(text=text))
    assert warning == (
        "The text goes out as UCS-2, which holds 70 characters, in one SMS: GSM-7 lacks "
        "’ (character 3; write '), – (character 13; write -), 😀 (character 15), and 2 more."
    )
    hidden = "123456\u200b\u00a0"
    (warning,) = told(sms(hidden), subject=asked(text=hidden))
    assert warning.endswith(
        "U+200B (character 7; leave it out), U+00A0 (character 8; write a blank)."
    )


def test_more_than_one_segment_is_told_with_its_length() -> None:
    long = TEXT + "€" * 80
    assert told(sms(long), subject=asked(text=long)) == [
        "The text goes out in 2 SMS: it has 189 septets of GSM-7, and each SMS holds 153."
    ]
    arabic = "رمزك هو 123456 " * 5
    (warning,) = told(sms(arabic), subject=asked(text=arabic))
    assert warning.startswith(
        "The text goes out as UCS-2, which holds 67 characters, in 2 SMS: GSM-7 lacks ر"
    )
    voice = asked(text=long, message_type="voice")
    assert told(sms(long, channel="voice"), subject=voice) == []


# what went wrong unnoticed


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (sms(status=400), "twilio answered 400"),
        (sms(status=None, fault="no-answer"), "twilio had not answered"),
        (sms(status=200, provider="vonage", fault="401"), "vonage refused it"),
        (OutboundCall("POST", "https://a.example/x", status=503), "a.example answered 503"),
    ],
)
def test_a_success_that_hides_what_the_provider_said(call: OutboundCall, said: str) -> None:
    assert told(call) == [f"The hook reports success although {said}."]
    assert told(call, delivered=False) == []
    assert told(call, sms()) == []
    action = replace(SUBJECT, target=TargetInfo("action", "a.js"))
    assert told(call, subject=action)[0].startswith("The Action reports success")


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (
            sms(url="https://api.twilio.com/Accounts/undefined/Messages.json"),
            "“undefined” in its URL",
        ),
        (
            sms(headers={"authorization": "App undefined"}),
            "“undefined” in its header authorization",
        ),
        (sms(headers={"authorization": "Bearer None"}), "“None” in its header authorization"),
        (sms(body="From=undefined&To=1"), "“undefined” in its body"),
        (sms(body="From=None&To=1"), "“None” in its body"),
    ],
)
def test_a_value_that_is_not_there_is_told(call: OutboundCall, where: str) -> None:
    assert any(f"The call to twilio has {where}" in each for each in told(call))


@pytest.mark.parametrize("text", ["Is it undefined?", "undefined-behavior", "NoneSuch"])
def test_what_the_payload_says_or_is_another_word_is_no_such_value(text: str) -> None:
    assert told(sms(text, body=f"Body={text}"), subject=asked(text=text)) == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            sms(headers={"authorization": "Bearer ${TOKEN}"}),
            "“${TOKEN}” in its header authorization",
        ),
        (
            sms(url="https://api.twilio.com/$%7Baccount.sid%7D/Messages"),
            "“${account.sid}” in its URL",
        ),
        (sms(body='{"to":"${recipient}"}'), "“${recipient}” in its body"),
        (sms(url="https://api.twilio.com/%3CACCOUNT_SID%3E/x"), "“<ACCOUNT_SID>” in its URL"),
        (sms(url="https://api.twilio.com/YOUR_ACCOUNT_SID/x"), "“YOUR_ACCOUNT_SID” in its URL"),
        (sms(url="https://api.twilio.com/x?key=your-api-key"), "“your-api-key” in its URL"),
        (sms(url="https://api.twilio.com/{{sid}}/x"), "“{{sid}}” in its URL"),
        (sms(url="https://api.twilio.com/%7Bsid%7D/x"), "“{sid}” in its URL"),
        (sms(url="https://api.twilio.com/ACxxxxxxxxxxxx/x"), "“ACxxxxxxxxxxxx” in its URL"),
    ],
)
def test_a_placeholder_that_was_left_over_is_told(call: OutboundCall, said: str) -> None:
    assert told(call) == [f"The call to twilio has {said}: it was not filled in."]


@pytest.mark.parametrize(
    "call",
    [
        sms(
            url="https://api.twilio.com/x?Twiml=%3CResponse%3E%3CSay%3EHi%3C%2FSay%3E%3C%2FResponse%3E"
        ),
        sms(body="<Message>{{name}} $5 {a}</Message>"),
        sms(headers={"link": "<https://a.example>; rel=next"}),
        sms(url="https://my-gateway.example.com/v1/yours/messages?q={}"),
    ],
)
def test_what_only_looks_like_a_placeholder_is_none(call: OutboundCall) -> None:
    assert told(call) == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "sms.localhost"])
def test_a_call_that_stays_on_the_machine_is_told(host: str) -> None:
    assert told(sms(url=f"http://{host}:3000/send", provider=None)) == [
        f"The call to {host} stays on the machine that the hook runs on: "
        "on the platform nothing answers there."
    ]


def test_certificate_checks_that_are_switched_off_are_told_once_a_host() -> None:
    look = OutboundCall("GET", "https://a.example/", status=200, insecure=True)
    first, second = told(look, look, sms(insecure=True))
    assert first.startswith("Certificate checks are switched off for a.example: ")
    assert second.startswith("Certificate checks are switched off for api.twilio.com: ")


def test_a_call_that_could_not_be_answered_is_told_with_its_problem() -> None:
    call = OutboundCall("", "tcp://10.0.0.1:25", problem="what was sent is no HTTP")
    assert told(call) == ["The call to 10.0.0.1 could not be answered: what was sent is no HTTP."]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://user:pw@a.example:8443/x?y=//b", "a.example"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[odd/", "[odd"),
        ("http:///x", "http:///x"),
    ],
)
def test_whatever_a_hook_gives_as_a_host_is_told(url: str, host: str) -> None:
    *_, warning = told(OutboundCall("GET", url, status=200, insecure=True), delivered=False)
    assert warning.startswith(f"Certificate checks are switched off for {host}: ")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"what": "udp", "name": "1.1.1.1:53"}, "A UDP packet to 1.1.1.1:53 was refused at h.js:4"),
        ({"what": "http2", "name": "a.example"}, "HTTP/2 to a.example was refused at h.js:4"),
        ({"what": "program", "name": "curl"}, "The program curl was not started at h.js:4"),
        (
            {"what": "program", "name": "curl", "ran": True},
            "The hook started curl at h.js:4, which found no network",
        ),
        (
            {"what": "program", "name": "curl -d '\n{x}' " + "a" * 99},
            "The program curl -d ' {x}' … was not started at h.js:4",
        ),
        (
            {"what": "program", "name": f"/{'x' * 60}/bin/node hook.js"},
            "The program …/node hook.js was not started at h.js:4",
        ),
        ({"what": "socket", "name": "10.0.0.1"}, "A connection to 10.0.0.1 was refused at h.js:4"),
    ],
)
def test_what_was_not_let_out_is_told_with_its_place(facts: dict[str, Any], said: str) -> None:
    at = {"file": "/app/h.js", "line": 4, "column": 1, "own": True}
    events = tuple(event("blocked", at=place, **facts) for place in (at, at, None))
    first, second = warnings(Transcript(events=events), SUBJECT, delivered=True)
    assert first.startswith(said)
    assert "--live lets" in first
    assert " at h.js:4" not in second


@pytest.mark.parametrize("secret", ["0123456789abcdef" * 4, "0f6b-" * 9 + "end"])
def test_no_half_of_a_secret_in_a_command_is_shown(secret: str) -> None:
    for before in ("", "curl -H ", "curl -s -H 'Authorization: Bearer "):
        blocked = event("blocked", what="program", name=before + secret, at=None)
        (warning,) = warnings(Transcript(events=(blocked,)), SUBJECT, delivered=True)
        assert secret in warning or secret[:8] not in warning


def test_the_warnings_of_a_hook_that_never_stops_sending_are_few() -> None:
    calls = [sms(f"Text {n}", f"+1808555{n:04}", problem=f"{n}") for n in range(1000)]
    found = told(*calls)
    assert len(found) == 41
    assert "1,000 messages were sent, to +18085550000 and +18085550001 and +18085550002 and " in (
        " ".join(found)
    )
    assert found[-1].endswith("more warnings of its calls are left out.")


# in the outcome


def test_the_outcome_of_an_answer_has_the_warnings_and_a_failure_no_hidden_success() -> None:
    response = {"given": True, "json": "{}", "size": 2, "dropped": []}
    events = (event("called"), event("answer", at=None, falsy=None, response=response))
    outcome = classify(Transcript(events=events, outbound=(sms(status=500),), status=0), SUBJECT)
    assert outcome.delivered
    assert outcome.warnings == ("The hook reports success although twilio answered 500.",)
    never = classify(Transcript(events=events[:1], outbound=(sms(status=500),), status=0), SUBJECT)
    assert (never.delivered, never.warnings) == (False, ())


@pytest.mark.parametrize("how", ["drop", "retry"])
def test_an_action_that_asks_for_a_retry_hides_nothing(how: str) -> None:
    action = replace(SUBJECT, target=TargetInfo("action", "a.js"))
    notified = event("notified", 2.0, how=how, reason="x", cut=False, at=None)
    done = event("completed", 3.0)
    calls = (sms(status=500),)
    asked_for = classify(Transcript(events=(notified, done), outbound=calls), action)
    assert asked_for.warnings == ()
    silent = classify(Transcript(events=(done,), outbound=calls), action)
    assert silent.warnings == ("The Action reports success although twilio answered 500.",)


def test_a_notification_that_came_too_late_hides_a_success_no_more() -> None:
    action = replace(SUBJECT, target=TargetInfo("action", "a.js"))
    late = event("notified", 4.0, how="retry", reason="x", cut=False, at=None)
    loaded = event("loaded", kind="action", action="action", others=[])
    events = (loaded, event("completed", 3.0), late)
    outcome = classify(Transcript(events=events, outbound=(sms(status=500),)), action)
    assert "The Action reports success although twilio answered 500." in outcome.warnings


def test_a_response_that_is_no_json_is_no_success() -> None:
    response = {"given": True, "json": None, "problem": {"path": "data", "what": "a BigInt"}}
    answer = event("answer", at=None, falsy=None, response=response)
    outcome = classify(Transcript(events=(answer,), outbound=(sms(status=500),)), SUBJECT)
    assert (outcome.delivered, outcome.warnings) == (False, ())


def test_a_text_that_never_had_the_code_has_not_lost_it() -> None:
    bare = "Here is your one time password!"
    lacking = asked(text=bare, code="123456")
    assert told(sms(f"{bare}undefined"), subject=lacking) == [
        "The text that reached twilio is not the payload's: “undefined” was put behind it."
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text/plain;charset=UTF-8", "but its Content-Type is text/plain;charset=UTF-8"),
        ("application/x-www-form-urlencoded", "but its Content-Type is application/x-www-form"),
        (None, "but it has no Content-Type"),
        ("application/json", None),
        ("application/x-amz-json-1.1", None),
    ],
)
def test_json_that_is_sent_as_something_else_is_told(kind: str | None, said: str | None) -> None:
    headers = {"host": "x"} | ({"Content-Type": kind} if kind else {})
    found = told(sms(headers=headers, body='{"to": "+18085555555"}'))
    assert [said is not None and said in each for each in found] == [True] * bool(said)
    assert told(sms(headers=headers, body="{to}")) == []


def test_a_call_that_begins_after_the_answer_is_told_once_a_host() -> None:
    profile = [
        OutboundCall("PATCH", "https://acme.auth0.com/api/v2/users/x", status=200, t_ms=began)
        for began in (None, 9.0, 10.5, 11.0)
    ]
    calls = Transcript(outbound=(sms(t_ms=3.0), *profile))
    (late,) = warnings(calls, SUBJECT, delivered=True, answered_after=10.0)
    assert late.startswith("The call to acme.auth0.com began after the hook had answered")
    assert warnings(calls, SUBJECT, delivered=True, answered_after=11.0) == []
    assert warnings(calls, SUBJECT, delivered=True) == []

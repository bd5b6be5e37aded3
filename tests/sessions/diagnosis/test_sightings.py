"""Which calls are the message where none has a known shape, and what is said where none is."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, OutboundMessage, TargetInfo
from sessions.diagnosis.classify import classify
from sessions.diagnosis.outbound_warnings import warnings
from sessions.diagnosis.sightings import understood
from sessions.runner.transcript import Subject, Transcript

from .test_classify import event

NUMBER, CODE, TEXT = "+18085555555", "482913", "482913 is your code for Acme."
PAYLOAD = {"recipient": NUMBER, "text": TEXT, "context": {"code": CODE, "message_type": "sms"}}
SUBJECT = Subject(
    *(TargetInfo("hook", "hook.js"), "node", "/app/hook.js", "", "/app", "/usr/bin/node", 20.0),
    payload=PAYLOAD,
)
URL = "https://gateway.example.com/send"


def call(body: str = "", url: str = URL, **more: Any) -> OutboundCall:
    return OutboundCall("POST", url, body=body, **{"status": 200, **more})


def judged(*calls: OutboundCall, payload: Any = PAYLOAD) -> list[OutboundMessage | None]:
    return [each.message for each in understood(calls, payload)]


def told(*calls: OutboundCall, delivered: bool = True) -> list[str]:
    seen = understood(calls, PAYLOAD)
    return warnings(Transcript(outbound=seen), SUBJECT, delivered=delivered)


# what is taken for the message


@pytest.mark.parametrize(
    "sent",
    [
        call(f'{{"chat": 1, "say": "{NUMBER}: {CODE}"}}'),
        call(url=f"{URL}/%2B18085555555/{CODE}"),
        call(headers={"x-note": base64.b64encode(f"{NUMBER}:{CODE}".encode()).decode()}),
        call("***", raw=f"POST /send\nauthorization: Bearer {NUMBER}\n\ntoken={CODE}"),
    ],
)
def test_a_call_with_number_and_code_is_the_message_of_a_shape_unknown(sent: OutboundCall) -> None:
    other = call('{"event": "otp"}', url="https://log.example.com")
    assert judged(other, sent) == [
        None,
        OutboundMessage(NUMBER, None, None, None, CODE, inferred=True),
    ]
    assert told(other, sent) == []


def test_its_text_is_known_where_it_stands_there_whole() -> None:
    (message,) = judged(call(f'{{"say": "For {NUMBER}: {TEXT}"}}'))
    assert message
    assert (message.text, message.inferred) == (TEXT, True)


def test_only_the_first_one_that_was_taken_is_it() -> None:
    sent = f"{NUMBER} {CODE}"
    calls = (call(sent, status=500), call(sent), call(sent, url="https://log.example.com"))
    assert [message is not None for message in judged(*calls)] == [False, True, False]
    assert told(*calls) == []
    assert [bool(message) for message in judged(call(sent, status=500))] == [True]
    assert told(call(sent, status=500)) == [
        "The hook reports success although gateway.example.com answered 500."
    ]


def test_beside_a_known_message_nothing_is_looked_for() -> None:
    message = OutboundMessage(NUMBER, None, TEXT)
    known = call(message=message, provider="twilio", status=201)
    log = call(f"{NUMBER} {CODE}", url="https://log.example.com")
    assert judged(log, known) == [None, message]
    assert told(log, known, call("grant_type=client_credentials")) == []


def test_a_log_entry_that_looks_like_a_message_gives_way_to_the_one_with_the_code() -> None:
    entry = call(message=OutboundMessage("+4790000000", None, "sent"))
    found = judged(entry, call(f"{NUMBER} {CODE}"))
    assert [message and message.inferred for message in found] == [None, True]
    assert judged(entry) == [entry.message]


def test_what_is_no_text_because_the_call_has_the_code_elsewhere() -> None:
    template = OutboundMessage(NUMBER, None, "otp-template", None, CODE)
    (message,) = judged(call(message=template))
    assert message == OutboundMessage(NUMBER, None, None, None, CODE)
    given = call(f"x={CODE}", message=OutboundMessage(NUMBER, None, "otp-template", None))
    assert judged(given) == [message]
    assert told(given) == []
    lost = call(message=OutboundMessage(NUMBER, None, TEXT[:6].replace("4", "5"), None))
    assert judged(lost) == [lost.message]


def test_the_record_of_the_outcome_has_nothing_of_what_was_searched() -> None:
    response = {"given": True, "json": "{}", "size": 2, "dropped": []}
    answer = event("answer", at=None, falsy=None, response=response)
    sent = call("***", raw=f"key=s3cr3t {NUMBER} {CODE}")
    outcome = classify(Transcript(events=(answer,), outbound=(sent,), status=0), SUBJECT)
    assert outcome.outbound[0].message
    assert "s3cr3t" not in repr(outcome) + str(outcome.to_json())
    assert outcome.outbound[0].raw == ""


# what is said where there is none


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        (["{}"], "1 call; neither the number nor the code stands in it"),
        ([NUMBER], "1 call; the number stands in it, the code does not"),
        ([CODE], "1 call; the code stands in it, the number does not"),
        (["a", "b"], "2 calls; neither the number nor the code stands in them"),
        (["a", NUMBER, "b"], "3 calls; the number stands in 1 of them, the code in none"),
        (
            [NUMBER, CODE],
            "2 calls; the number stands in 1 of them, the code in 1, both in none",
        ),
        (
            ["x" * 200_000] * 3,
            "the first 2 of 3 calls; neither the number nor the code stands in them",
        ),
    ],
)
def test_calls_without_a_message_are_told_with_what_they_lack(calls: list[str], said: str) -> None:
    assert told(*map(call, calls)) == [f"No message was seen in {said}."]
    assert told(*map(call, calls), delivered=False) == []


def test_without_a_code_the_text_is_looked_for() -> None:
    payload: JsonValue = {"recipient": NUMBER, "text": "You were locked out."}
    subject = Subject(*(TargetInfo("hook", "h.js"), "node", "", "", "", "", 20.0), payload=payload)
    said = warnings(Transcript(outbound=(call("{}"),)), subject, delivered=True)
    assert said == ["No message was seen in 1 call; neither the number nor the text stands in it."]
    (message,) = judged(call(f"{NUMBER} You were locked out."), payload=payload)
    assert message == OutboundMessage(NUMBER, None, "You were locked out.", None, inferred=True)


@pytest.mark.parametrize("payload", [None, 5, [], {}, {"recipient": "1", "text": "Hi"}])
def test_a_payload_to_know_nothing_by(payload: Any) -> None:
    subject = Subject(*(TargetInfo("hook", "h.js"), "node", "", "", "", "", 20.0), payload=payload)
    assert judged(call("{}"), payload=payload) == [None]
    said = warnings(Transcript(outbound=(call("{}"),)), subject, delivered=True)
    assert said == ["No message was seen in 1 call."]


def test_what_was_no_http_or_was_refused_is_told_otherwise() -> None:
    tunnel = OutboundCall("CONNECT", "gateway.example.com:443", status=200)
    mail = OutboundCall("", "tcp://mail.example.com:25", problem="nothing was sent")
    assert told(tunnel) == []
    assert told(mail) == ["The call to mail.example.com could not be answered: nothing was sent."]
    assert told(call("{}", status=401)) == [
        "The hook reports success although gateway.example.com answered 401."
    ]

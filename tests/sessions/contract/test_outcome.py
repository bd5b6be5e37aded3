"""Outcomes: whose MessageID it is, what is printed as JSON, what is redacted."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import WORDS, Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
    delivered,
    failed,
    message_id_of,
)
from tests.narrowing import inside, items

TARGET = TargetInfo("hook", "hooks/a.js", runtime="Node 20", network="isolated")


@pytest.mark.parametrize(
    ("response", "message_id"),
    [
        ({"MessageID": "SM1"}, "SM1"),
        ({"messageId": "SM1"}, "SM1"),
        ({"messageid": "low", "MessageID": "exact"}, "exact"),
        ({"MessageID": "", "MESSAGEID": "other"}, "other"),
        ({"MessageID": 5}, None),
        ({"MessageID": None}, None),
        ({"sid": "SM1"}, None),
        (["MessageID"], None),
        ("MessageID", None),
        (None, None),
    ],
)
def test_the_message_id_of_a_response(response: JsonValue, message_id: str | None) -> None:
    assert message_id_of(response) == message_id
    outcome = delivered(TARGET, response, wire=None, duration_ms=1)
    assert outcome.message_id_source == ("hook" if message_id else "runner")
    assert outcome.message_id == message_id or uuid.UUID(outcome.message_id).version == 4


def full() -> Outcome:
    cause = HookError("inner key", cause=HookError("innermost key"))
    return failed(
        TARGET,
        Kind.CALLBACK_ERROR,
        HookError("bad key", "KeyError", 21608, "at key:1", {"key": ["a key", 1]}, cause),
        duration_ms=12.34567,
        where=SourceLocation("key.js", 14, 3, ((13, "// key"), (14, "throw key"))),
        warnings=("key in the open",),
        console=(ConsoleLine("log", "the key", "key.js", 3, 0.5),),
        outbound=(
            OutboundCall(
                "POST",
                "http://key",
                {"X-key": "key"},
                "key=key",
                200,
                "twilio",
                OutboundMessage("+1", "key", "key", "voice"),
                {"X-key": "key"},
                '{"key": 1}',
                "slow",
                "key was wrong",
                file="/srv/key.js",
                line=12,
                t_ms=1.23456,
                duration_ms=2.34567,
            ),
        ),
        response={"key": {"deep": ["key"]}},
        wire=[{"key": "key"}],
    )


def test_every_key_is_always_printed_in_order() -> None:
    keys = [
        *("outcome", "kind", "message_id", "message_id_source", "response", "error", "where"),
        *("warnings", "console", "outbound", "faults", "made_up"),
        *("duration_ms", "target", "wire"),
    ]
    for outcome in (full(), failed(TARGET, Kind.CANCELLED, "over")):
        assert list(outcome.to_json()) == keys


def test_the_printed_object_is_plain_json() -> None:
    printed = full().to_json()
    assert json.loads(json.dumps(printed)) == printed
    assert (printed["outcome"], printed["kind"]) == ("failed", "callback_error")
    assert printed["duration_ms"] == 12.346
    assert printed["where"] == {
        "file": "key.js",
        "line": 14,
        "column": 3,
        "excerpt": [[13, "// key"], [14, "throw key"]],
    }
    assert printed["target"] == {
        "kind": "hook",
        "location": "hooks/a.js",
        "name": None,
        "runtime": "Node 20",
        "network": "isolated",
    }


def test_a_call_is_printed_with_whom_its_message_is_from() -> None:
    (call,) = items(full().to_json()["outbound"])
    assert call == {
        "method": "POST",
        "url": "http://key",
        "headers": {"X-key": "key"},
        "body": "key=key",
        "status": 200,
        "provider": "twilio",
        "message": {
            "to": "+1",
            "from": "key",
            "text": "key",
            "channel": "voice",
            "code": None,
            "inferred": False,
        },
        "answer_headers": {"X-key": "key"},
        "answer_body": '{"key": 1}',
        "fault": "slow",
        "problem": "key was wrong",
        "insecure": False,
        "answered_by": None,
        "file": "/srv/key.js",
        "line": 12,
        "t_ms": 1.235,
        "duration_ms": 2.346,
    }
    bare = failed(TARGET, Kind.CANCELLED, "", outbound=(OutboundCall("", "tcp://a:1"),))
    (call,) = items(bare.to_json()["outbound"])
    assert [inside(call, name) for name in ("message", "status", "t_ms")] == [None, None, None]


def test_its_texts_are_those_that_are_changed_in_that_order():
    changed: list[str] = []
    full().map_text(lambda text: changed.append(text) or text)
    assert list(full().texts()) == changed
    assert changed


def test_redaction_reaches_every_text_and_nothing_else() -> None:
    redacted = full().map_text(lambda text: text.replace("key", "‹K›"))
    text = json.dumps(redacted.to_json(), ensure_ascii=False)
    assert "key" not in text.replace("KeyError", "")
    assert text.replace("‹K›", "key") == json.dumps(full().to_json(), ensure_ascii=False)
    assert (redacted.outcome, redacted.kind) == (Result.FAILED, Kind.CALLBACK_ERROR)
    assert redacted.error and redacted.error.code == 21608


@pytest.mark.parametrize(
    "secret",
    ["log", "voice", "hook", "isolated", "twilio", "slow", "runner", "failed", "callback_error"],
)
def test_a_secret_that_is_one_of_our_own_words_rewrites_none_of_them(secret: str) -> None:
    before = full()
    (call,) = before.outbound
    before = replace(before, message_id_source="runner", warnings=(f"my {secret}",))
    after = before.map_text(lambda text: text.replace(secret, "‹S›"))
    assert after == replace(before, warnings=("my ‹S›",), target=after.target)
    assert after.target.location == TARGET.location.replace(secret, "‹S›")
    assert (after.target.kind, after.target.network) == ("hook", "isolated")
    assert call.message and after.outbound[0].message == call.message


def test_deep_responses_can_be_printed_and_redacted_from_deep_stacks() -> None:
    response: JsonValue = "key"
    for _ in range(200):
        response = [response]
    outcome = delivered(TARGET, response, wire=response, duration_ms=1)

    def down(levels: int) -> str:
        if levels:
            return down(levels - 1)
        return json.dumps(outcome.map_text(lambda text: text.upper()).to_json())

    assert '"KEY"' in down(300)


def test_a_place_in_a_source_is_written_as_editors_take_it() -> None:
    assert str(SourceLocation("a.js", 3)) == "a.js:3"
    assert str(SourceLocation("a.js", 3, 7)) == "a.js:3:7"


def test_every_kind_has_words_and_every_failure_something_to_do() -> None:
    assert set(WORDS) == set(Kind)
    nothing_to_do = {kind for kind, words in WORDS.items() if not words.to_do}
    assert Kind.SUCCESS in nothing_to_do <= {Kind.SUCCESS, Kind.DROPPED, Kind.RETRY_REQUESTED}
    assert not [w.title for w in WORDS.values() if not w.title or w.title.endswith(".")]


ACTION = TargetInfo("action", "port.js")
PROVIDER = "what its provider answered"
OWN = "the code's own error, and no provider's: correct line 3 of port.js"
REFUSED = OutboundCall("POST", "https://sms.example/", status=401)


@pytest.mark.parametrize(
    ("target", "kind", "error", "calls", "said"),
    [
        (ACTION, Kind.REJECTED, HookError("undefined", "TypeError"), (), OWN),
        (ACTION, Kind.SYNC_THROW, HookError("x is not defined", "ReferenceError"), (), OWN),
        (ACTION, Kind.REJECTED, HookError("undefined", "TypeError"), (REFUSED,), OWN),
        (TARGET, Kind.CALLBACK_ERROR, HookError("undefined", "TypeError"), (REFUSED,), OWN),
        (ACTION, Kind.REJECTED, HookError("no sender"), (), "line 3 of port.js made it"),
        (ACTION, Kind.REJECTED, HookError("HTTP 401"), (REFUSED,), PROVIDER),
        (
            ACTION,
            Kind.REJECTED,
            HookError("'<' is not valid JSON", "SyntaxError"),
            (REFUSED,),
            PROVIDER,
        ),
        (
            *(ACTION, Kind.REJECTED),
            HookError("fetch failed", "TypeError", cause=HookError("refused", "Error")),
            *((REFUSED,), PROVIDER),
        ),
        (TARGET, Kind.CALLBACK_ERROR, HookError("no"), (REFUSED,), "the hook, or its provider"),
        (TARGET, Kind.SYNC_THROW, HookError("no", "TypeError"), (), "Catch it and call cb"),
    ],
)
def test_what_to_do_is_said_of_the_one_whose_error_it_is(
    target: TargetInfo,
    kind: Kind,
    error: HookError,
    calls: tuple[OutboundCall, ...],
    said: str,
) -> None:
    where = SourceLocation("/src/port.js", 3)
    words = failed(target, kind, error, where=where, outbound=calls).words
    assert said in words.to_do


def test_without_a_known_line_none_is_named() -> None:
    assert "None" not in failed(ACTION, Kind.REJECTED, HookError("x", "TypeError")).words.to_do
    assert failed(ACTION, Kind.REJECTED, "no").words.to_do.endswith("read the error.")

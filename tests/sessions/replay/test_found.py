"""What an outcome has at each place that an expectation names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions.contract.json_path import ABSENT
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    AskedFault,
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    TargetInfo,
    delivered,
    failed,
)
from sessions.replay.found import found_at

HOOK = TargetInfo("hook", "hook.js")
CALL = OutboundCall(
    "POST",
    "https://api.twilio.com/send?x=1",
    {"content-type": "application/json"},
    '{"From": "+1"}',
    201,
    "twilio",
    OutboundMessage("+15551234567", "+1", "Your code is 1"),
)
SENT = replace(
    delivered(HOOK, {"MessageID": "SM1", "a": [1]}, wire={"statusCode": 200}, duration_ms=1234.0),
    console=(ConsoleLine("log", "one"), ConsoleLine("log", "two")),
    outbound=(CALL,),
    warnings=("careful",),
    faults=(AskedFault("429", True), AskedFault("twilio=429", False)),
)
THROWN = failed(HOOK, Kind.SYNC_THROW, HookError("boom", code=7, properties={"x": {"y": 1}}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("outcome", "delivered"),
        ("kind", "success"),
        ("message_id", "SM1"),
        ("response.a[0]", 1),
        ("response.b", ABSENT),
        ("wire.statusCode", 200),
        ("event", None),
        ("error.message", ABSENT),
        ("console", "one\ntwo"),
        ("warnings", ["careful"]),
        ("faults", ["429"]),
        ("fault twilio=429", ABSENT),
        ("max_duration", 1.234),
        ("outbound_count", 1),
        ("outbound[0]", "POST https://api.twilio.com/send?x=1"),
        ("outbound[0].to", "+15551234567"),
        ("outbound[0].from", "+1"),
        ("outbound[0].path", "/send"),
        ("outbound[0].body.From", "+1"),
        ("outbound[0].nonsense", ABSENT),
        ("outbound[1].to", ABSENT),
        ("nonsense", ABSENT),
        ("", ABSENT),
    ],
)
def test_each_place(path: str, value: JsonValue) -> None:
    assert found_at(SENT, path) == value


def test_of_an_error_and_of_nothing() -> None:
    assert found_at(THROWN, "error.code") == 7
    assert found_at(THROWN, "error.properties.x.y") == 1
    assert found_at(THROWN, "error.cause") is ABSENT
    assert found_at(THROWN, "console") is ABSENT
    assert found_at(THROWN, "message_id") is ABSENT


def test_of_the_call_that_came_nearest() -> None:
    assert found_at(SENT, "outbound[3].to", call=0) == "+15551234567"

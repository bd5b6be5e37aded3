"""Tests written from a session: they pass and fail as its replay does, and hold no secret."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.json_text import loads, same
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    Outcome,
    TargetInfo,
    delivered,
    failed,
)
from sessions.pytest_plugin.assertions import AT, BODY, assertions
from sessions.pytest_plugin.generation import written_tests
from sessions.pytest_plugin.literals import literal
from sessions.replay.expectation import judge
from sessions.store.expect import Expect
from sessions.store.session_file import parse

pytest_plugins = ["pytester"]

_text = st.text(st.characters(), max_size=6)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=80, deadline=None)
@given(values)
def test_a_literal_is_the_value(value: Any) -> None:
    assert same(ast.literal_eval(literal(value)), value)


def test_what_is_too_deep_for_python_is_read_from_json() -> None:
    deep = loads("[" * 150 + "]" * 150)
    assert same(eval(literal(deep)), deep)


HOOK = TargetInfo(kind="hook", location="hook.js")
CALL = OutboundCall(
    method="POST",
    url="https://api.twilio.com/2010/Messages.json?a=1",
    headers={"content-type": "application/x-www-form-urlencoded"},
    body="To=%2B1&Body=code+123456",
    status=201,
    provider="twilio",
    message=OutboundMessage("+1", "+2", "code 123456"),
)
JSON_CALL = replace(CALL, provider=None, message=None, body='{"to": [{"n": null}]}', headers={})
RESPONSE: Any = {"MessageID": "SM1", "items": [{"id": "x1", "n": 1}], "none": None}
SENT = replace(
    delivered(HOOK, RESPONSE, wire={}),
    duration_ms=12.0,
    console=(ConsoleLine("log", "asked"), ConsoleLine("log", "123456")),
    outbound=(CALL, JSON_CALL),
    warnings=("late: 1",),
)
FAILED = failed(
    HOOK,
    Kind.CALLBACK_ERROR,
    HookError("boom", code=21211, properties={"status": 400}, cause=HookError("root")),
)


@pytest.mark.parametrize("outcome", [SENT, FAILED, replace(SENT, outbound=(), console=())])
@pytest.mark.parametrize(
    "table",
    [
        {},
        {"outcome": "failed"},
        {"kind": "callback_error"},
        {"message_id": "present"},
        {"message_id": "absent"},
        {"message_id": "uuid"},
        {"message_id": "/^SM/"},
        {"message_id": "SM1"},
        {"response": {"items[0].id": {"type": "string", "contains": "x"}}},
        {"response": {"items": {"contains": [{"id": "x1", "n": 1}]}}},
        {"response": {"items[0]": {"contains": {"n": 1}}, "none": {"type": "null"}}},
        {"response": {"items[0].n": {"type": "number", "equals": 1}}},
        {"response": {"items[9].n": {"absent": True}}},
        {"response": {"nope": {"present": True}}},
        {"response": {"MessageID": {"present": True}}},
        {"response": {"": {"type": "object"}}},
        {"error": {"code": 21211, "message": "/oo/"}},
        {"error": {"cause.message": "root", "properties.status": {"type": "number"}}},
        {"error": {"code": {"present": True}}},
        {"outcome": "delivered", "error": {"code": {"absent": True}}},
        {"error": {"cause.code": {"absent": True}, "properties.x": {"absent": True}}},
        {"error": {"properties.status": {"present": True}}},
        {"console": {"contains": ["asked", "123"]}},
        {"console": {"type": "string"}, "max_duration": 0.005},
        {"console": {"absent": True}},
        {"console": {"present": True}},
        {"console": {"matches": r"^(?![\s\S]*asked)"}},
        {"console": {"type": "string"}},
        {"warnings": "none"},
        {"warnings": ["/late/"]},
        {"outbound_count": 2},
        {"event": {"user": 1}, "wire": {"": {"type": "object"}}},
        {"outbound": [{"provider": "twilio", "text": {"contains": "123456"}, "to": "+1"}]},
        {"outbound": [{"host": "api.twilio.com", "path": "/2010/Messages.json", "status": 201}]},
        {
            "outbound": [
                {"body": {"To": "+1", "Body": "/[0-9]{6}/"}, "from": "+2", "channel": "sms"}
            ]
        },
        {"outbound": [{"body": {"to[0].n": {"type": "null"}, "cc": {"absent": True}}}]},
        {"outbound": [{"method": "POST"}, {"method": "POST"}]},
        {"outbound": [{"provider": "twilio"}, {"provider": "twilio"}]},
        {"outbound": [{"text": "/7/"}]},
    ],
)
def test_the_statements_hold_where_the_expectation_is_met(table: Any, outcome: Outcome) -> None:
    expect = Expect.model_validate(table)
    statements = "\n".join(assertions(expect, is_remote=False, asks_for_faults=False))
    names = {"re": re, "json": json, "parse_qsl": parse_qsl, "urlsplit": urlsplit}
    scope: dict[str, Any] = {**names, "outcome": outcome}
    exec(AT + BODY, scope)
    try:
        exec(statements, scope)
    except (AssertionError, KeyError, TypeError, AttributeError):
        holds = False
    else:
        holds = True
    assert holds is judge(expect, outcome).met, statements


SESSION = """\
format = 1
name = "Sessions of \\"mine\\""
secrets = ["TWILIO_AUTH_TOKEN"]
target = "hook.py:send"

[targets.away-1]
url = "${env:GATEWAY}/sms"
headers = { Authorization = "Bearer ${env:GATEWAY_TOKEN}" }
timeout = 3

[[answers]]
host = "answers.test"
json = { id = "A1" }

[invocation."1 é"]
note = "Where it begins"
payload = { recipient = "+18085550100", text = "Your code is 123456", context = {CONTEXT} }
[invocation."1 é".expect]
response.id = "A1"
outbound_count = 2
[[invocation."1 é".expect.outbound]]
provider = "twilio"
text = { contains = "123456" }
body.To = "+18085550100"

[invocation.fault]
faults = ["twilio=429"]
payload = { recipient = "+18085550100", text = "Your code is 123456", context = {CONTEXT} }
[invocation.fault.expect]
kind = "sync_throw"
error.message = "/429/"

[invocation."1_é"]
target = "away-1"
payload = { recipient = "+18085550100" }
[invocation."1_é".expect]
kind = "payload_rejected"
console = "not looked at"
""".replace(
    "CONTEXT",
    ' message_type = "sms", action = "enrollment", language = "en", code = "123456", '
    'ip = "127.0.0.1", user_agent = "x", user = {} ',
)
HOOK_CODE = """
import json, urllib.parse, urllib.request

def send(recipient, text, context):
    token = context["webtask"]["secrets"]["TWILIO_AUTH_TOKEN"]
    form = urllib.parse.urlencode({"To": recipient, "From": "+18085550101", "Body": text}).encode()
    url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
    urllib.request.urlopen(urllib.request.Request(url, form, {"Authorization": "Basic " + token}))
    return json.load(urllib.request.urlopen("https://answers.test/id"))
"""


def test_a_written_file_passes_and_fails_as_the_session_does(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("TWILIO_AUTH_TOKEN", "GATEWAY_TOKEN"):
        monkeypatch.setenv(name, "hunter2hunter2")
    monkeypatch.setenv("GATEWAY", "http://127.0.0.1:1")
    session = parse(SESSION)
    text = written_tests(session, [*session.invocation.items()], "mine.toml")
    assert re.findall(r"^def (test_\w+)", text, re.M) == ["test__1", "test_fault", "test__1_2"]
    assert "hunter2" not in text
    pytester.makepyfile(
        hook=HOOK_CODE, broken=HOOK_CODE.replace("code", "").replace("text}", '"x"}')
    )
    (pytester.path / "test_green.py").write_text(text, encoding="utf-8")
    red = text.replace("hook.py", "broken.py").replace("twilio=429", "twilio=500")
    (pytester.path / "test_red.py").write_text(red, encoding="utf-8")
    result = pytester.runpytest_subprocess("-p", "offhook_pytest", timeout=60)
    result.assert_outcomes(passed=4, failed=2)
    result.stdout.fnmatch_lines(["*test_red.py::test__1 *", "*test_red.py::test_fault *"])
    assert "hunter2" not in result.stdout.str()


def test_a_target_of_a_test_says_what_its_variables_lack(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        """
        import sessions

        def test_away(offhook):
            offhook.send(sessions.TargetSpec(url="${env:NO_SUCH}/sms"))
        """
    )
    result = pytester.runpytest_inprocess("-p", "offhook_pytest")
    assert "${env:NO_SUCH} has no value" in result.stdout.str()
    assert "--offhook-env-file" in result.stdout.str()

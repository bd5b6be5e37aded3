"""import and export: JSON to a session and back, without loss, and what is refused on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.contract.invocation import example
from sessions.platforms.auth0.events import to_event
from sessions.store.session_file import parse

text = st.text(st.characters(), max_size=8)
value = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
payload = st.dictionaries(text, value, max_size=4)


def test_one_payload_becomes_a_session_on_stdout(offhook: Any) -> None:
    document = json.dumps(example().payload)
    result = offhook("import", "-", "--name", "From stdin", stdin=document)
    assert (result.status, result.err) == (0, "")
    session = parse(result.out)
    assert session.name == "From stdin"
    assert list(session.invocation) == ["invocation-1"]
    assert session.invocation["invocation-1"].payload == example().payload


def test_an_array_becomes_a_new_file(offhook: Any) -> None:
    offhook.file("events.json", '[{"recipient": null}, {"text": "é"}]')
    result = offhook("import", "events.json", "-o", "events.toml")
    assert (result.status, result.out) == (0, "")
    assert "events.toml: 2 invocations" in result.err
    session = parse((offhook.folder / "events.toml").read_text(encoding="utf-8"))
    assert session.name == "events"
    assert [item.payload for item in session.invocations()] == [{"recipient": None}, {"text": "é"}]


def test_what_the_platform_would_refuse_is_imported_and_said(offhook: Any) -> None:
    result = offhook("import", "-", stdin='{"recipient": 5}')
    assert result.status == 0
    assert result.err == (
        "warning: invocation-1: the platform would refuse it: "
        "recipient: found a number (5), wanted a string\n"
    )


def test_an_event_that_no_hook_can_be_sent_is_imported_and_said(offhook: Any) -> None:
    result = offhook("import", "-", stdin='{"notification": {"message_type": "blocked_account"}}')
    assert result.err == (
        "invocation-1: only an Action of the trigger custom-phone-provider can be sent this\n"
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(payload, min_size=2, max_size=4))
def test_payloads_come_back_as_they_went_in(offhook: Any, payloads: list[Any]) -> None:
    document = json_text.dumps([{"text": None, **each} for each in payloads])
    session = offhook("import", "-", stdin=document.encode())
    path = offhook.file("round.toml", session.out)
    exported = offhook("export", path)
    assert (session.status, exported.status, exported.err) == (0, 0, "")
    assert json_text.same(exported.document, json.loads(document))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('{"a": 1,\n "b" 2}', "standard input:2: column 6: Expecting ':' delimiter"),
        ('{"a": 1, "a": 2}', 'standard input:1: column 1: the key "a" is given twice'),
        ("", "standard input: is empty"),
        (
            "\ufeff\n#!/bin/sh\n",
            "standard input: is nothing that can be imported; offhook import --help",
        ),
        ("5", "standard input: found a number (5), wanted an object, or an array of them"),
        ("[]", "standard input: the array is empty"),
        ('[{}, {}, "x"]', 'standard input: [2]: found a string ("x"), wanted an object'),
        (b"{\n\xff}", "standard input:2: column 1: not UTF-8 text"),
        ("[" * 300 + "]" * 300, "standard input: nested"),
    ],
)
def test_what_cannot_be_imported_is_named_by_place(
    offhook: Any, document: str | bytes, message: str
) -> None:
    result = offhook("import", "-", "-o", "new.toml", stdin=document)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: {message}")
    assert result.err.count("\n") == 1
    assert list(offhook.folder.iterdir()) == []


def test_a_missing_file_and_a_folder_are_named(offhook: Any) -> None:
    assert offhook("import", "no.json").err == "offhook: no.json: No such file or directory\n"
    assert offhook("import", ".").err == "offhook: .: is a folder; wanted a file\n"


def test_nothing_is_overwritten(offhook: Any) -> None:
    offhook.file("there.toml", "mine")
    result = offhook("import", "-", "-o", "there.toml", stdin="{}")
    assert result.status == 2
    assert result.err == "offhook: there.toml: is there already, and is never overwritten\n"
    assert (offhook.folder / "there.toml").read_text() == "mine"
    missing = offhook("import", "-", "-o", "no/there.toml", stdin="{}")
    assert missing.err == "offhook: no/there.toml: there is no folder no\n"


SESSION = """\
format = 1
target = "staging"
secrets = ["auth0-extension-secret"]

[targets.staging]
url = "${env:GATEWAY}/sms"
headers = { X-Key = "${env:KEY}" }
timeout = 3

[targets.local]
handler = "hook.js"

[invocation.first]
payload = { recipient = "1", text = "it's" }

[invocation."second\\none"]
target = "local"
payload = { recipient = "2" }
"""


def test_one_invocation_is_an_object_and_several_are_an_array(offhook: Any) -> None:
    path = offhook.file("a.toml", SESSION)
    assert offhook("export", path, "--invocation", "first").document == {
        "recipient": "1",
        "text": "it's",
    }
    assert [item["recipient"] for item in offhook("export", path).document] == ["1", "2"]


def test_curl_goes_where_the_session_goes_and_names_no_value(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "hunter2")
    path = offhook.file("a.toml", SESSION)
    result = offhook("export", path, "--as", "curl")
    assert (result.status, result.err) == (
        0,
        "run by a shell, it sends the values of GATEWAY, KEY, AUTH0_EXTENSION_SECRET"
        " to ${env:GATEWAY}/sms\n",
    )
    first, second = result.out.split("\n\n")
    assert first.startswith("# first\ncurl ")
    assert "--header 'X-Key: '\"$KEY\"" in first
    assert "--header 'Authorization: Bearer '\"$AUTH0_EXTENSION_SECRET\"" in first
    assert '--url "$GATEWAY"/sms' in first
    assert "--max-time 3" in first
    assert second.startswith("# second\\none\ncurl ")
    assert "--url http://localhost:3000/" in second
    assert "hunter2" not in result.out


def test_httpie_and_har_go_where_curl_goes_and_name_no_value(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "hunter2")
    path = offhook.file("a.toml", SESSION)
    httpie, har = offhook("export", path, "--as", "httpie"), offhook("export", path, "--as", "har")
    first, second = httpie.out.split("\n\n")
    assert first.startswith("# first\nhttp ")
    assert "'X-Key: '\"$KEY\"" in first
    assert "POST http://localhost:3000/" in second
    requests = [entry["request"] for entry in har.document["log"]["entries"]]
    assert [one["url"] for one in requests] == ["${env:GATEWAY}/sms", "http://localhost:3000/"]
    assert {"name": "X-Key", "value": "${env:KEY}"} in requests[0]["headers"]
    assert har.err == (
        "${env:NAME} stands for the values of GATEWAY, KEY, AUTH0_EXTENSION_SECRET,"
        " in what is sent to ${env:GATEWAY}/sms\n"
    )
    assert "hunter2" not in httpie.out + har.out
    back = offhook("import", "-", stdin=har.out)
    assert list(parse(back.out).invocation) == ["first", "second one"]


def test_tests_say_where_their_file_belongs(offhook: Any) -> None:
    path = offhook.file("a.toml", SESSION)
    result = offhook("export", path, "--invocation", "first", "--as", "pytest")
    assert (result.status, result.err) == (
        0,
        "its paths count from its own folder: save it beside a.toml, as test_….py\n",
    )
    assert "def test_first(offhook):" in result.out
    compile(result.out, "test_a.py", "exec")


def test_what_a_document_names_is_never_opened(offhook: Any) -> None:
    secret = offhook.file("payload.json", '{"recipient": "+1", "text": "hunter2"}')
    for place in (secret, "/dev/zero", "/dev/stdin", "-"):
        result = offhook("import", "-", stdin=f"curl https://a.test -d @{place}")
        assert (result.status, result.out) == (2, "")
        assert "hunter2" not in result.err
    body = '{"recipient": "+1", "text": "x"}'
    command = f"curl https://a.test --cacert /dev/zero -K .curlrc -d '{body}'"
    result = offhook("import", "-", "-o", "new.toml", stdin=command)
    assert (result.status, result.out) == (0, "")
    assert "standard input: -K .curlrc is left out: no file that a command names is opened" in (
        result.err
    )


def test_a_file_that_is_too_large_or_too_deep_is_refused(offhook: Any) -> None:
    with (offhook.folder / "large.har").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    result = offhook("import", "large.har")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "offhook: large.har: is larger than 64 MiB, which is the most that is read\n"
    )
    deep = '{"log": {"entries": [' + '{"a":' * 300 + "1" + "}" * 300 + "]}}"
    assert "nested 303 levels deep" in offhook("import", "-", stdin=deep).err
    assert offhook("import", "/dev/zero").err == "offhook: /dev/zero: is no regular file\n"


def test_an_unknown_invocation_gets_a_message_with_the_known_ones(offhook: Any) -> None:
    path = offhook.file("a.toml", SESSION)
    result = offhook("export", path, "--invocation", "x")
    assert result.status == 2
    assert result.err == (
        "offhook: unknown invocation 'x' in a.toml; it has: first, second\\none\n"
    )


def test_an_empty_session_has_nothing_to_export(offhook: Any) -> None:
    path = offhook.file("a.toml", "format = 1\n")
    assert offhook("export", path).err == "offhook: a.toml: the session has no invocation\n"


def test_a_header_that_no_command_can_say_is_refused(offhook: Any) -> None:
    path = offhook.file(
        "a.toml",
        'format = 1\ntarget = "t"\n[targets.t]\nurl = "http://localhost"\n'
        'headers = { "a b" = "x" }\n'
        "[invocation.first]\npayload = {}\n",
    )
    result = offhook("export", path, "--as", "curl")
    assert (result.status, result.out) == (2, "")
    assert result.err == "offhook: a.toml: first: 'a b' is no name of a header\n"


EVENTFUL = """\
format = 1

[invocation.one.payload]
text = "hi"
recipient = "+15550100"

[invocation.one.payload.context]
action = "enrollment"
message_type = "sms"

[invocation.one.event.request.geoip]
countryCode = "NO"
"""


def test_an_event_is_exported_with_what_the_session_lays_over_it(offhook: Any) -> None:
    path = offhook.file("a.toml", EVENTFUL)
    assert "event" not in offhook("export", path).document
    action = offhook("export", path, "--as", "action").document
    assert action["message_options"] == {
        "text": "hi",
        "recipient": "+15550100",
        "action": "enrollment",
        "message_type": "sms",
    }
    assert action["request"]["geoip"] == {"countryCode": "NO"}
    provider = offhook("export", path, "--as", "phone-provider").document
    assert provider["notification"]["message_type"] == "otp_enroll"
    assert provider["notification"]["as_voice"] == "hi"


@pytest.mark.parametrize("dialect", ["action", "phone-provider"])
def test_an_event_comes_back_as_it_went_in(offhook: Any, dialect: Any) -> None:
    overrides: Any = {"user": {"identities": [{"provider": None}]}, "organization": {"id": "o"}}
    event = to_event(example().payload, dialect, overrides)
    result = offhook("import", "-", "-o", "a.toml", stdin=json.dumps([event, {"text": "hook"}]))
    assert result.status == 0
    session = parse((offhook.folder / "a.toml").read_text(encoding="utf-8"))
    first, second = session.invocation.values()
    assert (first.payload["recipient"], second.payload) == ("1-808-555-5555", {"text": "hook"})
    assert second.event is None
    arguments = ("export", "a.toml", "--invocation", "invocation-1", "--as", dialect)
    assert json_text.same(offhook(*arguments).document, event)


def test_the_secrets_of_an_event_are_imported_by_name_only(offhook: Any) -> None:
    event = to_event(example().payload, "action", None, {"TOKEN": "hunter2"})
    result = offhook("import", "-", stdin=json.dumps(event))
    assert parse(result.out).secrets == ("TOKEN",)
    assert "hunter2" not in result.out + result.err


LOG = {"date": "2026-05-01", "type": "s", "log_id": "900", "details": {}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([LOG], "holds entries of a tenant's log, none of which tells of a phone message: 1 × s"),
        ({"info": {"name": "x"}, "item": []}, "is a Postman collection, and has no request"),
        ({"log": {"entries": []}}, "is a HAR archive, and has no request"),
        ({"timestamp": 1, "message": "START"}, "looks like a line of a function's log"),
        ([{"timestamp": 1, "message": "{}"}] * 2, "[0]: looks like a line of a function's log"),
        ({"events": [{"timestamp": 1, "message": ""}]}, "looks like a function's log"),
        ({"body": '{"to": 1}'}, "holds none of recipient, text and context"),
        ([{"text": ""}, {}], "[1]: holds none of recipient, text and context"),
    ],
)
def test_what_has_nothing_of_a_payload_is_named(offhook: Any, document: Any, message: str) -> None:
    result = offhook("import", "-", stdin=json.dumps(document))
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: standard input: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$ curl https://a.test", "is a cURL command, and no request in it sends an invocation"),
        ('2026-11-27T09:00:00.000Z\tid\tINFO\t{"text": 1}', "looks like lines of a log, which"),
        ("START RequestId: 1 Version: 2\nEND RequestId: 1", "looks like lines of a log"),
        ("timestamp,message\n1700000000000,x", "looks like lines of a log"),
        ("[2026-11-27 09:00:00] sent", "looks like lines of a log"),
        ("POST /hook HTTP/1.1\r\nHost: a\r\n\r\n{}", "looks like an HTTP message"),
        ("\ufeffformat = 1\nname = 'x'", "looks like a session"),
        ("<!doctype html>", "looks like a page"),
        ("curling, {", "is nothing that can be imported; offhook import --help has a list"),
        ("{'text': 1}", "column 2: "),
    ],
)
def test_a_text_that_is_no_json_is_named(offhook: Any, text: str, message: str) -> None:
    result = offhook("import", "-", stdin=text)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("key", "before"), [("body", ""), ("message", ""), ("message", "2026-11-27\tid\tINFO\t")]
)
def test_a_payload_is_read_out_of_a_text(offhook: Any, key: str, before: str) -> None:
    inner = {"recipient": "+18085550100", "text": "日"}
    line = {"timestamp": 1700000000000, key: before + json.dumps(inner)}
    result = offhook("import", "-", stdin=json.dumps(line))
    assert result.status == 0
    assert f"read the JSON that is the text of {key}\n" in result.err
    path = offhook.file("s.toml", result.out)
    assert offhook("export", path).document == inner


def test_one_document_on_each_line_is_an_array_of_them(offhook: Any) -> None:
    lines = [json.dumps({"text": f"code {number}"}) for number in range(3)]
    result = offhook("import", "-", stdin="\r\n".join(["", *lines, ""]))
    assert result.status == 0
    path = offhook.file("s.toml", result.out)
    assert offhook("export", path).document == [json.loads(line) for line in lines]


def test_what_a_gateway_is_sent_is_taken_and_doubted(offhook: Any) -> None:
    result = offhook("import", "-", stdin='{"recipient": "+18085550100", "body": "code 1"}')
    assert result.status == 0
    assert (
        "looks like what an SMS gateway is sent: its body is what a hook gets as text" in result.err
    )

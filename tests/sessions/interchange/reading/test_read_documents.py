"""Archives, collections and logs: what in them is an invocation, and what is said of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.interchange.reading.document import read_document
from sessions.interchange.reading.found import NothingFound
from sessions.interchange.reading.session import Imported, session_of
from sessions.platforms.auth0.events import to_event
from sessions.store.session_file import dumps
from tests.sessions.interchange.reading.samples import SENT

BODY = json.dumps(SENT)


def imported(document: Any) -> Imported:
    text = document if isinstance(document, str) else json.dumps(document)
    return session_of(read_document(text.encode("utf-8", "surrogatepass")), "")


def har(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"log": {"version": "1.2", "entries": list(entries)}}


def entry(text: str | None, url: str = "https://a.test/sms", **more: Any) -> dict[str, Any]:
    post = {} if text is None else {"postData": {"mimeType": "application/json", "text": text}}
    headers = [{"name": "authorization", "value": "Bearer t0ken-t0ken"}]
    request = {"method": "POST", "url": url, "headers": headers, **post}
    return {"startedDateTime": "2026-05-01T08:00:00.123Z", "request": request, **more}


def test_each_request_of_an_archive_that_sends_an_invocation_becomes_one() -> None:
    event = to_event(SENT, "action")
    found = imported(
        har(
            entry(BODY),
            entry('{"text": "of a chat"}', "https://chat.test/"),
            entry(None, "https://a.test/style.css?token=hunter2"),
            entry(json.dumps(event), "https://b.test/", comment="by an Action"),
            {"request": 5},
        )
    )
    session = found.session
    assert list(session.invocation) == ["2026-05-01-08-00-00", "by an Action"]
    assert session.invocation["2026-05-01-08-00-00"].payload == SENT
    assert session.invocation["by an Action"].trigger == "send-phone-message"
    assert session.targets["endpoint"].headers == {"authorization": "Bearer ${env:BEARER_TOKEN}"}
    assert session.targets["endpoint-2"].url == "https://b.test/"
    assert session.invocation["by an Action"].target == "endpoint-2"
    assert found.remarks[0] == (
        "left out of a HAR archive: POST https://chat.test/ has a body without recipient, text and "
        "context; POST https://a.test/style.css has no body; GET without a URL has no body"
    )
    assert "hunter2" not in str(found) and "t0ken" not in str(found)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (har(), "is a HAR archive, and has no request"),
        (har(*[entry("a=b", f"https://a.test/{n}") for n in range(9)]),
         "https://a.test/4 has a body that is no JSON; and 4 more; wanted a JSON body"),
        ({"info": {"name": "x"}, "item": []}, "is a Postman collection, and has no request"),
        ([{"date": "d", "type": t, "log_id": "1"} for t in ("s", "f", "s")],
         "none of which tells of a phone message: 2 × s, 1 × f; wanted one of the types gd_send"),
        ([{"date": "d", "type": "s", "log_id": "1"}, {"text": "x"}], "[1]: is no entry of a log"),
        ({"name": "dev", "values": [{"key": "base", "value": "x"}]}, "holds none of recipient"),
    ],
)  # fmt: skip
def test_a_document_without_an_invocation_is_named(document: Any, message: str) -> None:
    with pytest.raises(NothingFound) as caught:
        imported(document)
    assert message in str(caught.value)


def test_of_documents_on_lines_the_one_that_cannot_be_read_is_named() -> None:
    with pytest.raises(NothingFound) as caught:
        read_document(b'{"text": "a"}\n\n{"text": "b"}\n{"text": \n')
    assert caught.value.line == 4


COLLECTION: dict[str, Any] = {
    "info": {"name": "hooks"},
    "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]},
    "variable": [
        {"key": "host", "value": "{{name}}.test"},
        {"key": "name", "value": "gateway"},
        {"key": "token", "value": "hunter2"},
        {"key": "loop", "value": "{{loop}}{{loop}}"},
    ],
    "item": [
        {
            "name": "MFA",
            "item": [
                {
                    "name": "by SMS",
                    "request": {
                        "method": "POST",
                        "header": [
                            {"key": "X-Stage", "value": "{{stage}}"},
                            {"key": "X-Off", "value": "1", "disabled": True},
                        ],
                        "url": {"raw": "{{host}}/sms", "host": ["{{host}}"]},
                        "body": {
                            "mode": "raw",
                            "raw": '{"recipient": "{{to}}", "text": "{{name}}"}',
                        },
                    },
                },
                {
                    "name": "by form",
                    "request": {"method": "POST", "url": "x", "body": {"mode": "formdata"}},
                },
            ],
        },
        {
            "name": "open",
            "request": {
                "method": "POST",
                "auth": {"type": "noauth"},
                "url": "https://open.test",
                "body": {"mode": "raw", "raw": BODY.replace("123456", "{{loop}}")},
            },
        },
        {"name": "by URL", "request": "https://a.test"},
        {"name": "no request"},
    ],
}


def test_a_collection_is_gone_through_with_its_variables() -> None:
    found = imported(COLLECTION)
    session = found.session
    assert list(session.invocation) == ["MFA / by SMS", "open"]
    assert session.invocation["MFA / by SMS"].payload == {"recipient": "{{to}}", "text": "gateway"}
    assert session.targets["endpoint"].url == "http://gateway.test/sms"
    assert session.targets["endpoint"].headers == {
        "X-Stage": "${env:stage}",
        "Authorization": "Bearer ${env:token}",
    }
    assert session.invocation["open"].target == "https://open.test"
    said = " | ".join(found.remarks)
    assert "taken from the environment: stage, token" in said
    assert "the collection has no value of {{to}}, {{loop}}, which stays in the payload" in said
    assert "MFA / by form" not in session.invocation
    assert "hunter2" not in str(found)


def test_a_single_item_and_keys_of_an_api_are_read() -> None:
    item = dict(COLLECTION["item"][1], auth=None)
    item["request"] = item["request"] | {
        "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Api-Key"},
                                              {"key": "value", "value": "hunter2"}]}
    }  # fmt: skip
    session = imported(item).session
    assert list(session.invocation) == ["open"]
    item["request"]["auth"] = {"type": "basic", "basic": {"username": "u", "password": "hunter2"}}
    assert imported(item).session.targets["endpoint"].url == "https://${env:URL_USERINFO}@open.test"
    item["request"]["auth"] = {
        "type": "basic",
        "basic": [{"key": "username", "value": "{{user}}"}, {"key": "password", "value": "{{p}}"}],
    }
    basic = imported(item).session.targets["endpoint"]
    assert (basic.url, basic.headers) == ("https://${env:user}:${env:p}@open.test", {})


@pytest.mark.parametrize(
    "auth",
    [
        {"type": "oauth2", "oauth2": [{"key": "accessToken", "value": "hunter2"}]},
        {"type": "apikey", "apikey": [{"key": "in", "value": "query"},
                                      {"key": "key", "value": "k"},
                                      {"key": "value", "value": "hunter2"}]},
    ],
)  # fmt: skip
def test_an_authorization_that_is_not_known_is_said(auth: Any) -> None:
    found = imported(COLLECTION | {"auth": auth})
    assert f"the authorization {auth['type']} is left out" in " | ".join(found.remarks)
    assert "hunter2" not in str(found)


def test_what_an_api_answers_with_is_looked_into() -> None:
    wrapped = imported({"collection": COLLECTION}).session
    assert list(wrapped.invocation) == ["MFA / by SMS", "open"]


def test_secrets_that_the_platform_has_added_keep_their_names_only() -> None:
    webtask = {"secrets": {"TOKEN": "hunter2"}, "data": {"TOKEN": "hunter2"}}
    context = {"code": "123456", "webtask": webtask}
    found = imported({"recipient": "+1", "text": "x", "context": context})
    (saved,) = found.session.invocation.values()
    assert saved.payload == {"recipient": "+1", "text": "x", "context": {"code": "123456"}}
    assert found.session.secrets == ("TOKEN",)
    assert "left out context.webtask" in found.remarks[0]
    headers = {"headers": {"authorization": "Bearer hunter2"}}
    assert "hunter2" not in str(imported({"text": "x", "context": {"webtask": headers}}))
    kept = {"recipient": "+1", "context": {"webtask": {"id": 1}}}
    (saved,) = imported(kept).session.invocation.values()
    assert saved.payload == kept


START = {
    "date": "2026-05-01T08:00:00.000Z",
    "type": "gd_start_enroll",
    "log_id": "1",
    "details": {"session_id": "s1"},
}
SMS = {
    "date": "2026-05-01T08:00:05.000Z",
    "type": "gd_send_sms",
    "log_id": "2",
    "ip": "192.0.2.7",
    "client_id": "c1",
    "client_name": "Shop",
    "user_id": "auth0|1",
    "user_name": "billie@email.com",
    "user_agent": "Chrome 120.0.0 / Mac OS X 10.15.7",
    "tenant_name": "acme",
    "details": {"session_id": "s1", "authenticator": {"phone_number": "+18085550123"}},
}


def test_an_entry_of_a_log_becomes_what_the_hook_was_sent() -> None:
    found = imported([SMS, START])
    (saved,) = found.session.invocation.values()
    assert list(found.session.invocation) == ["sms-2026-05-01-08-00-05"]
    assert saved.payload == {
        "recipient": "+18085550123",
        "text": "123456 is your verification code for acme. "
        "Please enter this code to verify your enrollment.",
        "context": {
            "message_type": "sms",
            "action": "enrollment",
            "language": "N/A",
            "code": "123456",
            "ip": "192.0.2.7",
            "user_agent": "Chrome 120.0.0 / Mac OS X 10.15.7",
            "client": {"client_id": "c1", "name": "Shop"},
            "user": {
                "user_id": "auth0|1",
                "email": "billie@email.com",
                "app_metadata": {},
                "user_metadata": {},
            },
        },
    }
    assert saved.note == (
        "From gd_send_sms 2 of 2026-05-01T08:00:05.000Z. Made up: code, text. It has no language."
        " Its user agent is worded by the log."
    )
    assert found.remarks == [
        "made up: code, text; no log has a code or a text, and each note says more",
        "1 of 2 entries tell of no message",
    ]


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"type": "gd_send_voice"}, ("context", "code"), "1.2.3.4.5.6"),
        ({"type": "gd_send_voice"}, ("context", "message_type"), "voice"),
        ({"details": {}}, ("recipient",), "+18085550100"),
        ({"details": {"to": "XXXXXX0123"}}, ("recipient",), "+18085550100"),
        ({"details": {}}, ("context", "action"), "second-factor-authentication"),
        ({"user_name": "Billie"}, ("context", "user", "name"), "Billie"),
        ({"type": "cs", "details": {"body": {"phone_number": "+1", "request_language": "de"}}},
         ("text",), "123456 ist Ihr Bestätigungscode für acme"),
        ({"type": "cs", "details": {"body": {"user-agent": "Mozilla/5.0"}}},
         ("context", "user_agent"), "Mozilla/5.0"),
        ({"type": "fn", "details": {"to": "+18085550124", "notification_type": "otp_enroll"}},
         ("context", "action"), "enrollment"),
    ],
)  # fmt: skip
def test_what_an_entry_says_otherwise(changes: Any, path: tuple[str, ...], value: str) -> None:
    (saved,) = imported([SMS | changes]).session.invocation.values()
    found = saved.payload
    for step in path:
        found = found[step]
    assert found == value


def test_a_client_without_an_id_is_left_out_and_a_failure_is_expected() -> None:
    failure = SMS | {
        "type": "gd_send_sms_failure",
        "client_id": None,
        "details": {"provider_error": {"errorCode": 21211, "message": "invalid number"}},
    }
    (saved,) = imported({"log_id": "2", "data": failure}).session.invocation.values()
    assert "client" not in saved.payload["context"]
    assert saved.expect and saved.expect.outcome == "failed"
    assert saved.expect.error == {"message": {"contains": "invalid number"}}
    assert saved.note and saved.note.endswith("with faults, an emulated provider fails so again.")
    secret = {"details": {"failure_details": {"message": "no: Bearer abcdefgh12345"}}}
    (saved,) = imported([failure | secret]).session.invocation.values()
    assert saved.expect and saved.expect.error is None


@pytest.mark.parametrize("wrap", [
    lambda entry: {"log_id": "2", "data": entry},
    lambda entry: {"detail-type": "Auth0 log", "detail": {"log_id": "2", "data": entry}},
    lambda entry: {"start": 0, "total": 1, "logs": [entry]},
    lambda entry: json.dumps(entry) + "\n" + json.dumps(entry),
])  # fmt: skip
def test_an_entry_is_known_in_whichever_way_it_was_got(wrap: Any) -> None:
    assert imported(wrap(SMS)).session.invocation


def test_a_message_that_only_a_phone_provider_sends_has_its_trigger() -> None:
    details = {"to": "+18085550124", "notification_type": "blocked_account"}
    (saved,) = imported([SMS | {"type": "fn", "details": details}]).session.invocation.values()
    assert saved.trigger == "custom-phone-provider"
    with pytest.raises(NothingFound):
        imported([SMS | {"type": "fn", "details": {"to": "billie@email.com"}}])


_text = st.text(st.characters(), max_size=8)
_pieces = st.sampled_from(
    [
        *("-H ", "-d ", "--json ", "'", '"', "$'", "\\", "\n", "^", '^"', "@-", "@/dev/zero", "\0"),
        *(" ", "http://u:p@a.test/?key=1 ", f"'{BODY}' ", "$X", "${Y}", "`", "$(x)", "<<EOF", "#"),
        *("|", ";", "&", "--next ", "-X", "-Headers @{", "}", '-Body "', "\\xff", "\\ud83d", "2>"),
        *("\ud800", "Authorization: Bearer abcdefghijk"),
    ]
)
commands = st.tuples(
    st.sampled_from(["curl ", 'curl ^"', "iwr ", "$ curl -d @- <<EOF\n"]),
    st.lists(_pieces | _text, max_size=12).map("".join),
).map("".join)
_keys = st.sampled_from(
    """log entries request postData text headers name value url item info auth type bearer key body
    raw mode variable data log_id date details to authenticator phone_number recipient context
    message_options notification secrets detail client_id user_name message provider_error comment
    startedDateTime session_id notification_type logs timestamp""".split()
)
_scalars = st.sampled_from(
    [
        None,
        True,
        1,
        "",
        "{{a}}",
        BODY,
        "raw",
        "https://u:p@h/?api_key=1",
        "\ud800",
        "fn",
        "+1808555",
    ]
)
_trees = st.recursive(
    _scalars | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=5),
    max_leaves=15,
)
documents = st.one_of(
    _trees,
    st.builds(lambda entries: {"log": {"entries": entries}}, st.lists(_trees, max_size=3)),
    st.fixed_dictionaries({"info": _trees, "item": st.lists(_trees, max_size=3), "auth": _trees}),
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["gd_send_sms", "gd_send_voice_failure", "cs", "fn"]),
                "log_id": _scalars,
                "date": _scalars,
                "details": _trees,
                "client_id": _scalars,
                "user_name": _scalars,
            }
        ),
        max_size=3,
    ),
).map(json.dumps)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(commands | documents | _text)
def test_any_text_is_read_or_refused_and_makes_a_file(text: str) -> None:
    try:
        found = imported(text)
    except NothingFound as refused:
        assert str(refused)
    else:
        assert dumps(found.session)

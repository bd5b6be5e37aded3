"""What a remote endpoint may answer over a real socket, and how it is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.invocation import Invocation, example
from sessions.contract.outcome import Result, TargetInfo
from sessions.targets.remote.response import HttpAnswer, read_answer
from tests.narrowing import error_of


async def test_a_message_id_is_the_hooks_own(invoke, serve):
    endpoint = await serve({"MessageID": "abc-1", "queued": True})
    outcome = await invoke(endpoint)
    assert (outcome.outcome, outcome.kind) == (Result.DELIVERED, "success")
    assert (outcome.message_id, outcome.message_id_source) == ("abc-1", "hook")
    assert outcome.response == outcome.wire == {"MessageID": "abc-1", "queued": True}
    assert outcome.target.location == endpoint.url
    assert (outcome.target.kind, outcome.target.name) == ("remote", "staging")
    assert outcome.duration_ms > 0
    assert endpoint.requests[0].line == "POST /hook HTTP/1.1"
    assert endpoint.requests[0].headers["content-type"] == "application/json"
    assert endpoint.requests[0].json == example().payload


@pytest.mark.parametrize(
    ("envelope", "response"),
    [
        ({"statusCode": 200, "headers": {}, "status": "success", "data": {"a": 1}}, {"a": 1}),
        ({"statusCode": 200, "headers": {}, "status": "success"}, None),
        ({"status": "success", "data": "text"}, "text"),
    ],
)
async def test_the_success_envelope_is_opened(invoke, serve, envelope, response):
    outcome = await invoke(await serve(envelope))
    assert outcome.delivered
    assert outcome.response == response
    assert outcome.wire == envelope
    assert outcome.message_id_source == "runner"


async def test_the_message_id_inside_an_envelope_is_the_hooks_own(invoke, serve):
    outcome = await invoke(await serve({"status": "success", "data": {"MessageID": "m"}}))
    assert (outcome.message_id, outcome.message_id_source) == ("m", "hook")


async def test_a_vendors_own_status_success_is_no_envelope(invoke, serve):
    body = {"status": "success", "MessageID": "v-1", "data": {"x": 1}}
    outcome = await invoke(await serve(body))
    assert outcome.message_id == "v-1"
    assert outcome.response == body


async def test_the_error_envelope_gives_name_message_code_stack_and_properties(invoke, serve):
    data = {
        "name": "SendPhoneMessageError",
        "message": "boom",
        "code": "E7",
        "stack": "Error: boom\n  at x",
        "friendlyMessage": "Try again",
    }
    outcome = await invoke(await serve({"status": "error", "data": data}))
    assert (outcome.outcome, outcome.kind) == (Result.FAILED, "remote_error")
    assert outcome.error.name == "SendPhoneMessageError"
    assert outcome.error.message == "boom"
    assert outcome.error.code == "E7"
    assert outcome.error.stack == "Error: boom\n  at x"
    assert outcome.error.properties == {"friendlyMessage": "Try again"}
    assert outcome.wire == {"status": "error", "data": data}


@pytest.mark.parametrize(
    ("body", "message", "properties"),
    [
        ({"status": "error", "data": "no more credit"}, "no more credit", {}),
        ({"status": "error", "error": "nope"}, "nope", {"status": "error", "error": "nope"}),
        (
            {"status": "error", "data": {"message": 7, "name": [], "code": True}},
            "the endpoint reported an error without a message",
            {"message": 7, "name": [], "code": True},
        ),
        ({"status": "error"}, "error without a message", {"status": "error"}),
        ({"status": "error", "data": None}, "error without a message", {}),
    ],
)
async def test_odd_error_envelopes_are_errors_too(invoke, serve, body, message, properties):
    outcome = await invoke(await serve(body))
    assert outcome.kind == "remote_error"
    assert message in outcome.error.message
    assert outcome.error.properties == properties


@pytest.mark.parametrize(
    ("headers", "secrets", "says"),
    [
        ({}, {}, "No Authorization header was sent: give the secret auth0-extension-sec"),
        ({}, {"auth0-extension-secret": "s"}, "from the secret auth0-extension-secret"),
        ({"authorization": "Bearer x"}, {}, "from the target's headers"),
    ],
)
async def test_401_speaks_of_the_authorization_that_was_sent(invoke, serve, headers, secrets, says):
    endpoint = await serve({"error": "invalid_token", "code": "T1"}, status="401 Unauthorized")
    outcome = await invoke(endpoint, secrets=secrets, headers=headers)
    assert (outcome.kind, outcome.error.code) == ("http_status", 401)
    assert "HTTP 401 Unauthorized: invalid_token. " in outcome.error.message
    assert says in outcome.error.message
    assert outcome.error.properties == {"error": "invalid_token", "code": "T1"}


async def test_the_platforms_500_is_read_in_full(invoke, serve):
    body = {
        "code": 400,
        "error": "Script generated an unhandled synchronous exception.",
        "details": "TypeError: x is not a function",
        "name": "TypeError",
        "message": "x is not a function",
        "stack": "TypeError: x is not a function\n    at hook.js:3",
    }
    outcome = await invoke(await serve(body, status="500 Internal Server Error"))
    assert (outcome.kind, outcome.error.code) == ("http_status", 500)
    assert outcome.error.name == "TypeError"
    assert outcome.error.stack == body["stack"]
    assert "x is not a function" in outcome.error.message
    assert outcome.error.properties == {key: body[key] for key in ("code", "error", "details")}
    assert outcome.wire == body


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><head><title>502 &amp; more\n</title></head><body>x</body>", "502 & more"),
        ("<h1>Oops</h1><style>b{}</style><p>It <b>broke</b></p>", "Oops It broke"),
        ("plain words", "plain words"),
    ],
)
async def test_500_with_a_page_shows_its_words_without_tags(invoke, serve, page, words):
    endpoint = await serve(page, status="500 Oh no", headers={"Content-Type": "text/html"})
    outcome = await invoke(endpoint)
    assert (outcome.kind, outcome.error.code) == ("http_status", 500)
    assert f"HTTP 500 Oh no: {words}. The endpoint's own log says more." in outcome.error.message
    assert "<" not in outcome.error.message
    assert outcome.wire == page


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "a"}, "a"),
        ({"error": {"message": "b"}}, "b"),
        ({"detail": "c"}, "c"),
        ({"errors": [{"description": 1, "message": "d"}]}, "d"),
        ({"status": "error", "data": {"message": "e"}}, "e"),
        ([{"message": "f"}], "f"),
        ([], ""),
    ],
)
async def test_an_http_error_gives_the_message_of_its_body(invoke, serve, body, said):
    outcome = await invoke(await serve(body, status="422 No"))
    assert outcome.kind == "http_status"
    assert outcome.error.message.startswith(f"HTTP 422 No: {said}. " if said else "HTTP 422 No. ")


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 418, 429, 500, 502, 503, 504])
async def test_every_http_error_says_what_to_do(invoke, serve, status):
    outcome = await invoke(await serve(b"", status=f"{status} Because"))
    assert (outcome.kind, outcome.error.code) == ("http_status", status)
    _, _, advice = outcome.error.message.partition("Because. ")
    assert len(advice) > 20
    assert outcome.wire is None


async def test_a_redirect_is_reported_and_not_followed(invoke, serve):
    goal = await serve({"MessageID": "never"})
    endpoint = await serve(b"", status="307 Moved", headers={"Location": goal.url})
    outcome = await invoke(endpoint)
    assert (outcome.kind, outcome.error.code) == ("http_status", 307)
    assert f"leads to {goal.url}." in outcome.error.message
    assert goal.requests == []


async def test_another_2xx_delivers_with_a_warning(invoke, serve):
    outcome = await invoke(await serve({"MessageID": "m"}, status="202 Accepted"))
    assert outcome.delivered
    assert outcome.warnings == ("The endpoint answered HTTP 202; the platform expects 200.",)


async def test_the_charset_of_a_page_is_honored(invoke, serve):
    page = "<title>Zugriff verweigert für Müller</title>".encode("latin-1")
    headers = {"Content-Type": "text/html; charset=ISO-8859-1"}
    outcome = await invoke(await serve(page, status="403 No", headers=headers))
    assert "Zugriff verweigert für Müller" in outcome.error.message


@pytest.mark.parametrize("charset", ["klingon", "base64", "idna", "undefined", '"'])
async def test_a_charset_that_is_none_does_no_harm(invoke, serve, charset):
    headers = {"Content-Type": f"text/plain; charset={charset}"}
    outcome = await invoke(await serve("naïve", status="500 No", headers=headers))
    assert "HTTP 500 No: naïve." in outcome.error.message


async def test_any_payload_survives(invoke, serve):
    payload = {"": None, "é": "\ud800 \u2028 \x00", "big": 2**70, "deep": [[[{}]]], "f": -0.0}
    endpoint = await serve({})
    outcome = await invoke(endpoint, invocation=Invocation(payload))
    assert outcome.delivered
    assert endpoint.requests[0].body.isascii()
    assert endpoint.requests[0].json == payload


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda items: (
        st.lists(items, max_size=3)
        | st.dictionaries(
            st.sampled_from(["status", "data", "message", "error", "name", "code", "stack", "x"]),
            items,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from([200, 201, 302, 401, 500]), st.booleans())
def test_any_json_becomes_an_outcome(body, status, is_enveloped):
    body = {"status": "error", "data": body} if is_enveloped else body
    answer = HttpAnswer(status, body=bytearray(json.dumps(body).encode()))
    outcome = read_answer(answer, TargetInfo("remote", "http://127.0.0.1"))
    assert outcome.wire == body
    assert outcome.delivered or error_of(outcome).message
    assert outcome.delivered == (
        status < 300 and isinstance(body, dict) and body.get("status") != "error"
    )
    json.dumps(outcome.to_json())

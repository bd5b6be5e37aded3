"""What goes over the wire: the platform's answers as they are written, and as they are read."""

from __future__ import annotations

import pytest

from sessions.contract.json_text import JsonValue, dumps
from sessions.platforms.auth0 import wire
from sessions.platforms.auth0.rules import Refusal, refusal


def test_a_refused_payload_is_answered_with_words_about_the_body() -> None:
    found = refusal({"recipient": "+18085555555", "text": "Hi", "context": {"message_type": "fax"}})
    assert found
    message = "Body.context.message_type received by extensibility point is not `sms` or `voice`"
    assert wire.refused(found) == wire.failure(message)
    root = Refusal((), "null", "an object")
    assert wire.refused(root) == {
        "status": "error",
        "data": {
            "stack": "Error: Body received by extensibility point is not an object",
            "message": "Body received by extensibility point is not an object",
        },
    }


@pytest.mark.parametrize(
    "response", [{"MessageID": "SM1"}, {}, None, [1], "sent", {"status": "error"}]
)
def test_a_response_that_is_written_is_read_again(response: JsonValue) -> None:
    body = wire.success(response, given=True)
    assert isinstance(body, dict) and not wire.is_error(body)
    assert wire.response_in(body) == response
    assert "data" not in dumps(wire.success(None, given=False))


@pytest.mark.parametrize(
    ("body", "response"),
    [
        ({"MessageID": "SM1"}, {"MessageID": "SM1"}),
        ({"status": "success", "data": None}, None),
        ({"status": "success"}, None),
        ({"status": "success", "id": 1}, {"status": "success", "id": 1}),
        ({"status": "queued", "data": 1}, {"status": "queued", "data": 1}),
    ],
)
def test_an_endpoint_answers_with_the_envelope_or_bare(
    body: dict[str, JsonValue], response: JsonValue
) -> None:
    assert wire.response_in(body) == response


@pytest.mark.parametrize(
    "written",
    [
        wire.failure("no credit"),
        wire.unserializable(),
        wire.unwritable_error("it is a circle"),
        wire.uncompiled(wire.failure("Unexpected token"), "Unexpected token"),
    ],
)
def test_an_error_that_is_written_is_read_again(written: JsonValue) -> None:
    assert isinstance(written, dict) and wire.is_error(written)
    assert wire.error_in(written) == written["data"]


def test_what_the_host_says_of_a_throw_is_an_error_as_a_whole() -> None:
    body = wire.thrown("TypeError", "x is not a function", "at hook.js:3")
    assert isinstance(body, dict) and not wire.is_error(body)
    assert wire.error_in(body) == body
    assert body["details"] == "TypeError: x is not a function"
    nameless = wire.thrown("Error", "", "")
    assert isinstance(nameless, dict) and nameless["details"] == "Error"


def test_the_secret_goes_along_as_authorization() -> None:
    secrets = {wire.SECRET: "s3", "TOKEN": "t"}
    assert wire.authorization(secrets) == "Bearer s3"
    assert wire.authorization({"TOKEN": "t"}) is None
    given = wire.webtask({"text": "Hi"}, secrets)
    assert given["headers"] == {"content-type": "application/json", "authorization": "Bearer s3"}
    assert (given["secrets"], given["body_raw"]) == (secrets, '{"text":"Hi"}')

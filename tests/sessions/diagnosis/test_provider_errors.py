"""What a provider answered, as judged from the facts that a runner picks out of an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sessions import runner
from sessions.diagnosis.provider_errors import provider_answer, without_call
from sessions.providers.registry import every


def answer(response=None, request=None, own=None, message=""):
    facts = {"response": response, "request": request, "own": own or {}}
    return provider_answer(json.dumps(facts), message)


def test_the_whole_of_an_answer():
    body = {"code": 21211, "message": "not a number", "more_info": "https://h.test/21211"}
    response = {
        "status": 400,
        "reason": "Bad Request",
        "headers": {"x-request-id": "r-1", "retry-after": "3", "content-type": "application/json"},
        "body": json.dumps(body),
    }
    request = {
        "method": "post",
        "url": "/Messages",
        "base": "https://h.test/v1/",
        "params": {"a": 1},
    }
    found = answer(response, request, {"status": 400, "code": "ERR_BAD_REQUEST"}, "bad request")
    assert list(found.items()) == [
        ("status", 400),
        ("reason", "Bad Request"),
        ("code", 21211),
        ("message", "not a number"),
        ("request", "POST https://h.test/v1/Messages?a=1"),
        ("request_id", "r-1"),
        ("more_info", "https://h.test/21211"),
        ("retry_after", "3"),
        ("body", body),
    ]


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": 190, "message": "expired"}}, 190, "expired"),
        ({"errors": [{"code": 2, "description": "no access"}]}, 2, "no access"),
        ({"messages": [{"status": "4", "error-text": "Bad credentials"}]}, "4", "Bad credentials"),
        (
            {"requestError": {"serviceException": {"messageId": "UNAUTHORIZED", "text": "Login"}}},
            "UNAUTHORIZED",
            "Login",
        ),
        ({"type": "about:blank", "title": "Forbidden", "status": 403}, None, "Forbidden"),
        ({"error": "invalid_grant"}, None, "invalid_grant"),
        ({"error": "invalid_grant", "error_description": "no"}, "invalid_grant", "no"),
        (
            "<E><Code>Throttling</Code><Message>Rate &amp; more</Message></E>",
            "Throttling",
            "Rate & more",
        ),
        ("upstream is down", None, None),
        ([1, 2], None, None),
        ({"message": {"message": ["x"]}, "code": True}, None, None),
    ],
)
def test_code_and_message_are_found_in_the_bodies_of_many_providers(body, code, message):
    text = body if isinstance(body, str) else json.dumps(body)
    found = answer({"status": 403, "headers": {}, "body": text}, message="status code 403")
    assert (found.get("code"), found.get("message")) == (code, message)
    assert found["body"] == body


def test_an_sdk_that_kept_no_response_has_put_the_message_on_the_error():
    own = {"status": 400, "code": 21211, "moreInfo": "https://h.test/21211"}
    assert answer(own=own, message="not a number") == {
        "status": 400,
        "code": 21211,
        "message": "not a number",
        "more_info": "https://h.test/21211",
    }


def test_a_call_without_an_answer_has_its_request_alone():
    request = {"method": "POST", "url": "https://h.test/"}
    found = answer(request=request, own={"code": "ECONNREFUSED"}, message="connect ECONNREFUSED")
    assert found == {"request": "POST https://h.test/"}


@pytest.mark.parametrize(
    "facts", [None, "", "no JSON", "[]", "5", "{}", '{"response": 5, "own": 1}']
)
def test_an_error_that_knows_of_no_call_has_no_answer(facts):
    assert provider_answer(facts, "message") == {}


def test_what_holds_the_whole_call_is_left_out_of_the_properties():
    properties = {
        "config": "{ headers: … }",
        "request": "…",
        "response": {"data": 1},
        "status": 400,
        "moreInfo": "https://h.test/1",
        "attempts": 3,
    }
    told = {"status": 400, "more_info": "https://h.test/1"}
    assert without_call(properties, told) == {"provider": told, "attempts": 3}
    assert without_call({"provider": "twilio"}, told) == {
        "provider_answer": told,
        "provider": "twilio",
    }


OF_PROVIDERS = sorted({one.request_id_header for one in every() if one.request_id_header})


@pytest.mark.parametrize("name", [*OF_PROVIDERS, "x-request-id", "request-id"])
def test_a_request_is_named_under_the_header_of_its_provider(name):
    assert answer({"status": 400, "headers": {name: "r-7"}})["request_id"] == "r-7"


@pytest.mark.parametrize("file", ["node/provider.cjs", "python/offhook_provider.py"])
def test_a_runner_reports_the_headers_that_name_a_request(file):
    text = (Path(runner.__file__).parent / file).read_text(encoding="utf-8")
    assert [name for name in OF_PROVIDERS if name in text] == OF_PROVIDERS

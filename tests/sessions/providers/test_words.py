"""What each provider answers in its own words: refusals, and what its SDK reads of a success."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sessions.providers import registry
from sessions.providers.faults import answer_with
from sessions.providers.fields import at
from sessions.providers.provider import Answer, Request
from tests.narrowing import members
from tests.sessions.providers.sample import json_body
from tests.sessions.providers.samples import (
    clicksend,
    eight_by_eight,
    esendex,
    infobip,
    messagebird,
    mitto,
    plivo,
    sinch,
    telesign,
    vonage,
)

MODULES = (
    *(clicksend, eight_by_eight, esendex, infobip, messagebird),
    *(mitto, plivo, sinch, telesign, vonage),
)
SAMPLES = [sample for module in MODULES for sample in module.SAMPLES]

UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
FIRST = ("messages", 0)
SERVICE_EXCEPTION = ("requestError", "serviceException")


def _request(provider: str, word: str = "") -> Request:
    """The request of a provider's first complete sample, or of the one with that id."""
    return next(
        sample.request
        for sample in SAMPLES
        if sample.provider == provider
        and (sample.id == word if word else sample.message and sample.status < 300)
    )


def _refused(provider: str, fault: str, word: str = "") -> Answer:
    request = _request(provider, word)
    return answer_with(fault, registry.recognize(request), request)


def _accepted(request: Request) -> Answer:
    return registry.recognize(request).accept(request)


@pytest.mark.parametrize(
    ("provider", "fault", "status", "path", "word"),
    [
        # Within HTTP 200 (developer.vonage.com, "API Errors", "SMS API").
        ("vonage", "400", 200, (*FIRST, "status"), "3"),
        ("vonage", "401", 200, (*FIRST, "status"), "4"),
        ("vonage", "429", 200, (*FIRST, "status"), "1"),
        ("vonage", "500", 200, (*FIRST, "status"), "5"),
        ("vonage", "401", 200, (*FIRST, "error-text"), "Bad Credentials"),
        ("vonage-messages", "400", 422, ("invalid_parameters", 0, "name"), "to"),
        ("vonage-messages", "401", 401, ("title",), "Unauthorized"),
        ("vonage-messages", "429", 429, ("title",), "Rate Limit Hit"),
        ("vonage-messages", "500", 500, ("title",), "Internal Error"),
        ("vonage-voice", "400", 400, ("invalid_parameters", 0, "name"), "to[0].number"),
        ("vonage-voice", "401", 401, ("detail",), "You did not provide correct credentials."),
        # A number that is none is a rejected message, no refused call.
        ("infobip", "400", 200, (*FIRST, "status", "groupName"), "REJECTED"),
        ("infobip", "401", 401, (*SERVICE_EXCEPTION, "messageId"), "UNAUTHORIZED"),
        ("infobip", "429", 429, (*SERVICE_EXCEPTION, "messageId"), "TOO_MANY_REQUESTS"),
        ("infobip", "500", 500, (*SERVICE_EXCEPTION, "messageId"), "GENERAL_ERROR"),
        ("infobip-voice", "400", 200, (*FIRST, "status", "id"), 51),
        ("infobip-voice", "401", 401, (*SERVICE_EXCEPTION, "text"), "Invalid login details"),
        ("messagebird", "400", 422, ("errors", 0, "code"), 9),
        ("messagebird", "401", 401, ("errors", 0, "code"), 2),
        ("messagebird", "429", 429, ("errors", 0, "description"), "Too many requests"),
        ("messagebird", "500", 500, ("errors", 0, "code"), 99),
        ("messagebird-voice", "400", 422, ("errors", 0, "parameter"), "recipients"),
        ("telesign", "400", 400, ("status", "code"), 11000),
        ("telesign", "401", 401, ("status", "code"), 30006),
        ("telesign-voice", "429", 429, ("status", "description"), "Rate Limit Exceeded"),
        ("telesign-verify", "400", 400, ("errors", 0, "code"), -10001),
        ("telesign-verify", "401", 401, ("status", "code"), 501),
        ("telesign-verify", "401", 401, ("errors", 0, "code"), -30006),
        ("telesign-verify", "429", 429, ("errors", 0, "code"), -40007),
        ("telesign-verify", "500", 500, ("status", "description"), "Transaction not attempted"),
        # Within HTTP 200 too (docs.mitto.ch, "SMS API Reference").
        ("mitto", "400", 200, ("responseCode",), 8),
        ("mitto", "401", 401, ("responseText",), "Invalid API key"),
        ("mitto", "500", 500, ("responseCode",), 1),
        ("8x8", "400", 400, ("code",), 1002),
        ("8x8", "401", 401, ("code",), 1200),
        ("8x8-voice", "400", 400, ("sessionStatus",), "NOT_CREATED"),
        ("8x8-voice", "401", 401, ("message",), "Request was not authenticated properly"),
        ("plivo", "400", 400, ("error",), "invalid parameter: dst is not a valid phone number"),
        (
            "plivo-voice",
            "400",
            400,
            ("error",),
            "invalid parameter: to is not a valid phone number",
        ),
        ("plivo", "429", 429, ("error",), "rate limit exceeded: too many requests"),
        ("sinch", "400", 400, ("code",), "syntax_invalid_parameter_format"),
        ("sinch-voice", "400", 400, ("errorCode",), 40001),
        ("sinch-voice", "500", 500, ("errorCode",), 50000),
        # A number that is none is a message that was not queued, no refused call.
        ("clicksend", "400", 200, ("data", *FIRST, "status"), "INVALID_RECIPIENT"),
        ("clicksend", "400", 200, ("data", "queued_count"), 0),
        ("clicksend", "401", 401, ("response_code",), "UNAUTHORIZED"),
        ("clicksend-voice", "429", 429, ("response_code",), "TOO_MANY_REQUESTS"),
    ],
)
def test_a_fault_is_worded_as_the_provider_words_it(
    provider: str, fault: str, status: int, path: tuple[str | int, ...], word: Any
) -> None:
    answer = _refused(provider, fault)
    assert answer.status == status
    assert at(json.loads(answer.body), *path) == word


@pytest.mark.parametrize(
    ("provider", "sample", "path", "pattern"),
    [
        ("vonage", "sdk", (*FIRST, "message-id"), r"[0-9A-F]{16}"),
        ("vonage-messages", "", ("message_uuid",), UUID),
        ("vonage-voice", "", ("conversation_uuid",), f"CON-{UUID}"),
        ("infobip", "advanced", (*FIRST, "messageId"), UUID),
        ("messagebird", "sdk", ("id",), r"[0-9a-f]{32}"),
        ("telesign", "sdk", ("reference_id",), r"[0-9A-F]{32}"),
        ("esendex", "json", ("batch", "messageheaders", 0, "id"), UUID),
        ("mitto", "", ("id",), UUID),
        ("8x8", "", ("umid",), UUID),
        ("8x8-voice", "", ("sessionId",), UUID),
        ("plivo", "", ("message_uuid", 1), UUID),
        ("plivo-voice", "", ("request_uuid",), UUID),
        ("sinch", "", ("id",), r"[0-9A-F]{26}"),
        ("sinch-voice", "", ("callId",), UUID),
        ("clicksend", "", ("data", *FIRST, "message_id"), UUID),
    ],
)
def test_a_success_has_the_id_that_the_sdk_reads_and_a_fresh_one_each_time(
    provider: str, sample: str, path: tuple[str | int, ...], pattern: str
) -> None:
    request = _request(provider, sample)
    first, second = (at(json.loads(_accepted(request).body), *path) for _ in range(2))
    assert re.fullmatch(pattern, str(first))
    assert first != second


@pytest.mark.parametrize("fault", ["400", "401", "429", "500"])
def test_infobip_words_errors_of_version_3_otherwise(fault: str) -> None:
    answer = _refused("infobip", fault, "version-3")
    told = json.loads(answer.body)
    if fault == "400":
        assert told["messages"][0]["status"]["name"] == "REJECTED_INVALID_DESTINATION"
        assert told["messages"][0]["destination"] == "15005550009"
    else:
        assert told["errorCode"] == f"E{fault}"


def test_infobip_says_which_part_of_a_request_without_a_number_is_wrong() -> None:
    url, key = "https://api.infobip.com/sms/2/text/advanced", {"authorization": "App key"}
    answer = _accepted(json_body("POST", url, {"messages": [{"text": "Hi"}]}, headers=key))
    said = members(at(json.loads(answer.body), *SERVICE_EXCEPTION))
    assert said["validationErrors"] == {"messages[0].destinations": ["must not be empty"]}


@pytest.mark.parametrize("fault", ["400", "401", "429", "500"])
def test_esendex_words_errors_in_plain_text(fault: str) -> None:
    answer = _refused("esendex", fault, "json")
    assert answer.status == int(fault)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.body.decode().endswith(".")


def test_esendex_answers_in_xml_unless_json_is_accepted() -> None:
    answer = _accepted(_request("esendex", "xml"))
    assert answer.headers["content-type"].startswith("application/xml")
    assert b'xmlns="http://api.esendex.com/ns/"' in answer.body


@pytest.mark.parametrize(("fault", "status"), [("400", 200), ("401", 401), ("500", 500)])
def test_the_token_of_a_sinch_project_is_refused_unless_the_fault_is_of_a_number(
    fault: str, status: int
) -> None:
    answer = _refused("sinch", fault, "token")
    assert answer.status == status
    assert ("access_token" in json.loads(answer.body)) == (status == 200)


def test_problem_documents_of_vonage_say_so() -> None:
    answer = _refused("vonage-messages", "401")
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.body)["type"].startswith("https://developer.vonage.com/api-errors#")

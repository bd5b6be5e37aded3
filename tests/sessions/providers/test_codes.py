"""A provider's own error codes, asked for as a fault."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sessions.contract.fault import FAULTS, Fault, parse_fault
from sessions.providers import registry
from sessions.providers.faults import answer_with, chosen, fault_problem, known_fault
from sessions.providers.fields import at
from sessions.providers.provider import NO_TEXT, Answer, Request

from .test_providers import SAMPLES

FIRST = ("messages", 0)
_ID = re.compile(r"[0-9a-fA-F-]{32,36}|20\d\d-[^\"]+Z")


def _request(provider: str) -> Request:
    return next(
        sample.request
        for sample in SAMPLES
        if sample.provider == provider and sample.message and sample.status < 300
    )


def _answer(fault: str) -> Answer:
    parsed = parse_fault(fault)
    request = _request(parsed.provider or "")
    return answer_with(parsed.name, registry.recognize(request), request)


@pytest.mark.parametrize(
    ("fault", "status", "path", "word"),
    [
        ("twilio-verify=60204", 403, ("message",), "Custom code not allowed"),
        ("twilio-verify=60203", 429, ("code",), 60203),
        ("twilio=21608", 400, ("code",), 21608),
        ("twilio=30007", 400, ("message",), NO_TEXT),
        ("vonage=9", 200, (*FIRST, "error-text"), "Quota Exceeded - rejected"),
        ("vonage=34", 200, (*FIRST, "status"), "34"),
        ("vonage-messages=1120", 422, ("detail",), "Illegal Sender Address - rejected"),
        ("infobip=12", 200, (*FIRST, "status", "name"), "REJECTED_NOT_ENOUGH_CREDITS"),
        ("infobip=99", 200, (*FIRST, "status", "groupName"), "REJECTED"),
        ("infobip=REJECTED_DND", 200, (*FIRST, "status", "id"), 10),
        (
            "infobip=FORBIDDEN",
            403,
            ("requestError", "serviceException", "messageId"),
            "FORBIDDEN",
        ),
        ("messagebird=25", 402, ("errors", 0, "description"), "Not enough balance"),
        ("telesign=230", 200, ("status", "description"), "Message blocked by TeleSign"),
        ("telesign-verify=11000", 400, ("errors", 0, "code"), -11000),
        ("telesign-verify-voice=30006", 401, ("status", "code"), 501),
        ("mitto=5", 200, ("responseText",), "Empty sender"),
        ("plivo=404", 404, ("error",), "resource could not be found"),
        ("plivo-voice=402", 402, ("error",), "Payment Required"),
        ("8x8=1003", 400, ("code",), 1003),
        ("8x8-voice=-1002", 400, ("statusCode",), -1002),
        ("sinch=unknown_group", 403, ("code",), "unknown_group"),
        ("sinch-voice=40200", 402, ("errorCode",), 40200),
        ("clicksend=INSUFFICIENT_CREDIT", 200, ("data", *FIRST, "status"), "INSUFFICIENT_CREDIT"),
        ("clicksend-voice=UNAUTHORIZED", 401, ("response_code",), "UNAUTHORIZED"),
        ("generic=503", 503, ("error", "message"), "Service Unavailable"),
    ],
)
def test_a_code_is_answered_in_the_form_of_its_provider(
    fault: str, status: int, path: tuple[str | int, ...], word: Any
) -> None:
    assert fault_problem(fault) is None
    answer = _answer(fault)
    assert (answer.status, at(json.loads(answer.body), *path)) == (status, word)


def test_those_in_xml_and_in_plain_text() -> None:
    opted_out = _answer("sns=OptedOut")
    assert opted_out.status == 400
    assert b"<Code>OptedOut</Code><Message>Phone number is opted out<" in opted_out.body
    assert b"<Code>OptedOut</Code>" in _answer("sns=OptedOutException").body
    assert b"<Code>SomethingElse</Code>" in _answer("sns=SomethingElse").body
    assert _answer("esendex=402").body == b"Payment Required"


def test_the_message_names_the_number_of_the_request() -> None:
    sent = registry.recognize(_request("twilio")).read(_request("twilio"))
    assert sent is not None
    message = json.loads(_answer("twilio=21608").body)["message"]
    assert message.startswith(f"The number {sent.to} is unverified.")
    assert "{" not in message


def test_every_code_that_is_known_can_be_written_and_has_a_status_of_its_own() -> None:
    for provider in registry.every():
        for code in provider.codes.known if provider.codes else ():
            assert fault_problem(f"{provider.name}={code}") is None
            assert code in FAULTS or parse_fault(f"{provider.name}={code}").is_code


def test_too_many_requests_say_when_to_come_again() -> None:
    assert _answer("twilio-verify=60203").headers["retry-after"] == "1"
    assert "retry-after" not in _answer("twilio-verify=60204").headers
    for provider in registry.every():
        if provider.takes_numbers:
            answer = _answer(f"{provider.name}=429")
            assert ("retry-after" in answer.headers) is (answer.status == 429), provider.name


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ("sns=429", "sns=Throttling", 400),
        ("sns=401", "sns=InvalidClientTokenId", 403),
        ("sns=400", "sns=InvalidParameter", 400),
        ("vonage=429", "vonage=1", 200),
        ("vonage-messages=429", "vonage-messages=1010", 429),
        ("twilio=500", "twilio=20500", 500),
        ("telesign-verify=400", "telesign-verify=10001", 400),
    ],
)
def test_a_fault_and_the_code_that_says_it_are_answered_alike(
    fault: str, code: str, status: int
) -> None:
    one, other = _answer(fault), _answer(code)
    assert (one.status, other.status) == (status, status)
    assert one.headers.keys() == other.headers.keys()
    assert _ID.sub("", one.body.decode()) == _ID.sub("", other.body.decode())


@pytest.mark.parametrize(
    ("faults", "provider", "met"),
    [
        ("twilio=60204", "twilio-verify", "60204"),
        ("twilio=500 twilio-verify=60204", "twilio-verify", "60204"),
        ("401 twilio=21608", "twilio", "21608"),
        ("401 vonage=1120", "vonage", "401"),  # which is a code of its Messages API
        ("vonage=1120", "vonage-messages", "1120"),
        ("twilio-verify=60204", "twilio", None),
        ("sns=OptedOut", "twilio", None),
    ],
)
def test_a_fault_is_of_all_apis_of_its_provider_that_have_it_and_the_closest_name_comes_first(
    faults: str, provider: str, met: str | None
) -> None:
    request = _request(provider)
    asked = [parse_fault(text) for text in faults.split()]
    assert chosen(asked, registry.recognize(request), request) == met


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("60204", "a code of a provider's own stands behind its name, as in twilio=21608"),
        ("OptedOut", "a code of a provider's own stands behind its name"),
        ("twilio=404", "or a code of twilio, as 20003, 20005, "),
        ("vonage=0", "or a code of vonage, as 1, 2, 3, "),
        ("sns=optedout", "or a code of sns, as OptedOut, "),
        ("vonage-voice=9", "vonage-voice has no codes of its own"),
    ],
)
def test_what_is_no_code_of_a_provider_is_told_with_those_there_are(fault: str, said: str) -> None:
    problem = fault_problem(fault) or ""
    assert problem.startswith(f"there is no fault '{fault}'; write NAME or PROVIDER=NAME, with ")
    assert said in problem


def test_a_code_is_told_from_a_fault() -> None:
    assert parse_fault("twilio=60204") == Fault("60204", "twilio")
    assert [parse_fault(text).is_code for text in ("twilio=60204", "mitto=500")] == [True, False]


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("429", None),
        ("twilio=429", None),
        ("generic=reset", None),
        ("430", "there is no fault '430'; write NAME or PROVIDER=NAME, with one of 400, "),
        ("twillio=429", "there is no provider 'twillio' for the fault 'twillio=429'; wanted "),
    ],
)
def test_a_fault_that_nobody_can_show_is_told_with_those_there_are(
    fault: str, problem: str | None
) -> None:
    found = fault_problem(fault)
    assert (found or "").startswith(problem or "")
    assert (found is None) is (problem is None)


@pytest.mark.parametrize("fault", ["twilio=404", "twilio=abcde", "nobody=12345", "vonage-voice=0"])
def test_a_session_can_have_no_code_that_its_provider_cannot(fault: str) -> None:
    assert parse_fault(fault).is_code  # as far as the text alone tells
    with pytest.raises(ValueError, match=f"there is no fault '{fault}'"):
        known_fault(fault)


@pytest.mark.parametrize("fault", ["twilio-verify=60204", "vonage=1120", "8x8=-1001", "429"])
def test_a_code_may_be_of_any_api_of_its_provider(fault: str) -> None:
    assert known_fault(fault) == parse_fault(fault)

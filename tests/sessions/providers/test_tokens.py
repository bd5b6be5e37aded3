"""Services that give credentials and send no messages: what faults they show, and in what words."""

from __future__ import annotations

import json

import pytest

from sessions.contract.fault import parse_fault
from sessions.providers import registry
from sessions.providers.faults import answer_with, chosen
from sessions.providers.provider import Answer, Request

from .samples import oauth, sts

CLIENT, REFRESH = (sample.request for sample in oauth.SAMPLES[:2])
ROLE = sts.SAMPLES[0].request


def _refused(request: Request, fault: str) -> Answer:
    return answer_with(fault, registry.recognize(request), request)


@pytest.mark.parametrize(
    ("request_", "fault", "status", "error"),
    [
        (REFRESH, "400", 400, "invalid_grant"),
        (CLIENT, "400", 400, "invalid_request"),
        (CLIENT, "401", 401, "invalid_client"),
        (CLIENT, "500", 500, "server_error"),
        (CLIENT, "invalid_scope", 400, "invalid_scope"),
    ],
)
def test_a_token_is_refused_as_rfc_6749_words_it(
    request_: Request, fault: str, status: int, error: str
) -> None:
    answer = _refused(request_, fault)
    told = json.loads(answer.body)
    assert (answer.status, told["error"]) == (status, error)
    assert told["error_description"]
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("400", 400, b"ValidationError"),
        ("401", 403, b"InvalidClientTokenId"),
        ("429", 400, b"Throttling"),
        ("AccessDenied", 403, b"AccessDenied"),
    ],
)
def test_a_role_is_refused_as_aws_words_it(fault: str, status: int, code: bytes) -> None:
    answer = _refused(ROLE, fault)
    assert answer.status == status
    assert b"<Code>%b</Code>" % code in answer.body


@pytest.mark.parametrize("request_", [CLIENT, ROLE])
@pytest.mark.parametrize(
    ("fault", "is_met"), [("401", True), ("500", True), ("400", False), ("twilio=401", False)]
)
def test_a_fault_of_all_is_met_but_for_that_of_a_number(
    request_: Request, fault: str, is_met: bool
) -> None:
    provider = registry.recognize(request_)
    assert (chosen([parse_fault(fault)], provider, request_) is not None) is is_met
    own = parse_fault(f"{provider.name}=400")
    assert chosen([own], provider, request_) == "400"

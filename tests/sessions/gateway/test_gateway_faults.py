"""Faults, as they reach a client."""

from __future__ import annotations

import json

import pytest

from sessions.contract.fault import FAULTS, Fault, parse_fault
from sessions.gateway.recording import Recording
from sessions.gateway.server import Gateway

from .conftest import SLOW_SECONDS, TOKEN, Caller, Connect, Until, post, preface

TWILIO = "api.twilio.com"


@pytest.fixture
def recording(gateway: Gateway) -> Recording:
    """That of the one child."""
    return gateway.record(TOKEN)


def _twilio() -> bytes:
    sent = "To=%2B4915112345678&From=%2B15005550006&Body=Hi"
    kind = "application/x-www-form-urlencoded"
    path = "/2010-04-01/Accounts/AC1/Messages.json"
    return post(sent, path, TWILIO, content_type=kind, authorization="Basic x")


def test_each_fault_is_tested_here() -> None:
    tested = {"400", "401", "429", "500", "html", "slow", "no-answer", "reset"}
    assert set(FAULTS) == tested


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("400", 400, 21211), ("401", 401, 20003), ("429", 429, 20429), ("500", 500, 20500)],
)
async def test_a_refusal_in_the_words_of_the_provider(
    recording: Recording, connect: Connect, name: str, status: int, code: int
) -> None:
    recording.faults = (Fault(name),)
    response = await (await connect(host=TWILIO)).ask(_twilio())
    assert (response.status, json.loads(response.body)["code"]) == (status, code)
    assert response.headers.get("retry-after") == ("1" if name == "429" else None)
    (call,) = recording.calls
    assert (call.fault, call.status, call.provider) == (name, status, "twilio")
    assert call.answered_by == "fault"
    assert call.message is not None


async def test_an_error_page(recording: Recording, connect: Connect) -> None:
    recording.faults = (Fault("html"),)
    response = await (await connect()).ask(post("{}"))
    assert (response.status, response.reason) == (502, "Bad Gateway")
    assert response.headers["content-type"] == "text/html"
    assert response.body.startswith(b"<html>")


async def test_slow(recording: Recording, connect: Connect) -> None:
    recording.faults = (Fault("slow"),)
    caller = await connect(host=TWILIO)
    await caller.send(_twilio())
    assert (await caller.ask(_twilio())).status == 201
    assert (await caller.response()).status == 201  # what came meanwhile is not lost
    for call in recording.calls:
        assert (call.fault, call.status) == ("slow", 201)
        assert call.duration_ms >= SLOW_SECONDS * 1000


async def test_a_client_that_does_not_wait_for_what_is_slow() -> None:
    gateway = Gateway(slow_seconds=60)
    await gateway.start()
    recording = gateway.record(TOKEN, [Fault("slow")])
    caller = await Caller.connect(gateway)
    await caller.send(preface() + post("{}"))
    caller.shut()
    assert await caller.rest() == b""
    (call,) = recording.calls
    assert (call.status, call.fault) == (None, "slow")
    assert "before it was answered" in (call.problem or "")
    assert call.duration_ms < 60_000
    await caller.close()
    await gateway.aclose()


async def test_no_answer(recording: Recording, connect: Connect, until: Until) -> None:
    recording.faults = (Fault("no-answer"),)
    caller = await connect(host=TWILIO)
    await caller.send(_twilio())
    await until(lambda: bool(recording.calls and recording.calls[0].fault))
    (waiting,) = recording.calls
    assert (waiting.status, waiting.fault, waiting.provider) == (None, "no-answer", "twilio")
    assert recording.calls[0].duration_ms > waiting.duration_ms
    caller.shut()
    assert await caller.rest() == b""
    (call,) = recording.calls
    assert (call.status, call.problem) == (None, None)
    assert recording.calls == (call,)


@pytest.mark.parametrize("body", ["{}", json.dumps({"x": "y" * 300_000})])
async def test_reset(recording: Recording, connect: Connect, body: str) -> None:
    caller = await connect()
    assert (await caller.ask(post("{}"))).status == 200
    recording.faults = (Fault("reset"),)
    await caller.send(post(body))
    with pytest.raises(ConnectionResetError):
        await caller.rest()
    assert [(call.status, call.fault) for call in recording.calls] == [(200, None), (None, "reset")]


async def test_a_provider_s_own_fault_comes_before_that_of_all(
    recording: Recording, connect: Connect
) -> None:
    recording.faults = tuple(map(parse_fault, ("500", "sns=html", "twilio=429", "twilio=400")))
    assert (await (await connect(host=TWILIO)).ask(_twilio())).status == 429
    assert (await (await connect()).ask(post("{}"))).status == 500
    sns = await connect(host="sns.eu-west-1.amazonaws.com")
    assert (await sns.ask(post("{}", "/"))).status == 502
    recording.faults = (Fault("500", "generic"),)
    assert (await (await connect(host=TWILIO)).ask(_twilio())).status == 201
    assert (await (await connect()).ask(post("{}"))).status == 500


async def test_a_cloud_s_metadata_knows_no_fault(recording: Recording, connect: Connect) -> None:
    recording.faults = (Fault("no-answer"), Fault("500", "generic"))
    caller = await connect(host="169.254.169.254", port=80, tls=False)
    assert (await caller.ask(post("{}", "/latest/api/token", "169.254.169.254"))).status == 404
    assert recording.calls[0].fault is None

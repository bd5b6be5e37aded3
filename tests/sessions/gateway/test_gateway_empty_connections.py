"""Connections that carry nothing: no calls beside HTTP to the same place, else told."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from sessions.contract.fault import parse_fault
from sessions.gateway.server import Gateway

from .conftest import TOKEN, Connect, post


@pytest.mark.parametrize("fault", ["no-answer", "reset", None])
async def test_one_beside_a_call_to_the_same_host_is_none(
    gateway: Gateway, connect: Connect, fault: str | None
) -> None:
    recording = gateway.record(TOKEN, (parse_fault(fault),) if fault else ())
    before, caller, after = await connect(), await connect(), await connect()
    await caller.send(post("{}"))
    if fault != "reset":
        caller.shut()
    with contextlib.suppress(ConnectionResetError):  # as the fault has it
        await caller.rest()
    for connection in (before, after):
        connection.shut()
    await recording.settled()
    (call,) = recording.calls
    assert (call.method, call.fault) == ("POST", fault)


@pytest.mark.parametrize(
    ("host", "port", "silent"),
    [
        ("api.example.com", 3306, False),
        ("db.example.com", 443, False),
        ("api.example.com", 443, True),
    ],
)
async def test_one_to_another_place_or_of_a_client_that_waits_is_told(
    gateway: Gateway, connect: Connect, host: str, port: int, silent: bool
) -> None:
    recording = gateway.record(TOKEN)
    caller = await connect()
    await caller.ask(post("{}"))
    other = await connect(host=host, port=port, silent=silent)
    for connection in (caller, other):
        connection.shut()
    await asyncio.gather(caller.rest(), other.rest())
    await recording.settled()
    assert [call.url for call in recording.calls if not call.method] == [f"tcp://{host}:{port}"]

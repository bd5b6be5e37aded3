"""The gateway itself: whom it lets in, how it ends, and what it leaves behind."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import pytest

from sessions.contract.excerpts import MOST_LOOKED_AT
from sessions.contract.fault import Fault
from sessions.gateway.recording import MOST_CALLS, MOST_TEXT
from sessions.gateway.server import Gateway

from .conftest import TOKEN, Caller, Connect, Until, post, preface


async def test_it_is_started_once_and_leaves_nothing_behind() -> None:
    gateway = Gateway()
    with pytest.raises(RuntimeError, match="not been started"):
        _ = gateway.address
    await gateway.start()
    address = Path(gateway.address)
    await gateway.start()
    assert gateway.address == str(address)
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
    await gateway.aclose()
    assert not address.parent.exists()
    await gateway.aclose()
    await gateway.start()
    assert gateway.address != str(address)
    await gateway.aclose()


def test_one_that_nobody_closes_is_removed_with_its_loop() -> None:
    async def forget() -> Path:
        gateway = Gateway()
        await gateway.start()
        return Path(gateway.address)

    address = asyncio.run(forget())
    gc.collect()
    assert not address.parent.exists()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no unix sockets here")
def test_what_a_killed_offhook_has_left_is_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", tempfile.mkdtemp(dir="/tmp"))
    beside = Path(tempfile.gettempdir())
    served, abandoned, recent = (beside / f"offhook-{name}" for name in "abc")
    sockets = []
    for folder in (served, abandoned, recent):
        folder.mkdir()
        sockets.append(socket.socket(socket.AF_UNIX))
        sockets[-1].bind(str(folder / "gateway"))
    sockets[0].listen()
    for folder in (served, abandoned):
        os.utime(folder / "gateway", (0, 0))

    async def open_and_close() -> None:
        gateway = Gateway()
        await gateway.start()
        await gateway.aclose()

    asyncio.run(open_and_close())
    assert sorted(beside.iterdir()) == [served, recent]
    for each in sockets:
        each.close()
    shutil.rmtree(beside)


async def test_a_long_path_to_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    gateway = Gateway()
    await gateway.start()
    try:
        assert gateway.address.startswith("/tmp/offhook-")
        assert not list(long.iterdir())
    finally:
        await gateway.aclose()


async def test_loopback_where_there_are_no_unix_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    gateway = Gateway()
    await gateway.start()
    recording = gateway.record(TOKEN)
    host, port = gateway.address.split(":")
    assert host == "127.0.0.1"
    caller = Caller(*await asyncio.open_connection(host, int(port)))
    await caller.send(preface())
    assert (await caller.ask(post("{}"))).status == 200
    recording.faults = (Fault("reset"),)
    await caller.send(post("{}"))
    with pytest.raises(ConnectionResetError):
        await caller.rest()
    await caller.close()
    await gateway.aclose()


@pytest.mark.parametrize(
    "sent",
    [
        preface("another"),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"offhook {}\n",
        b"offhook " + b"x" * 10_000,
        b"\n",
    ],
)
async def test_who_does_not_belong_here_is_not_let_in(
    gateway: Gateway, connect: Connect, sent: bytes
) -> None:
    recording = gateway.record(TOKEN)
    caller = await Caller.connect(gateway)
    await caller.send(sent)
    assert await caller.rest() == b""
    await caller.close()
    assert recording.calls == ()


async def test_many_children_at_once(gateway: Gateway, connect: Connect) -> None:
    tokens = [f"child-{n}" for n in range(12)]
    recordings = [gateway.record(token) for token in tokens]
    callers = [await connect(token) for token in tokens for _ in range(4)]
    for at in range(3):
        asked = [caller.ask(post("{}", f"/{at}")) for caller in callers]
        assert {response.status for response in await asyncio.gather(*asked)} == {200}
    for recording in recordings:
        assert sorted(call.url[-1] for call in recording.calls) == list("000011112222")


async def test_children_have_their_own_faults(gateway: Gateway, connect: Connect) -> None:
    gateway.record("a", [Fault("500")])
    gateway.record("b")
    assert (await (await connect("a")).ask(post("{}"))).status == 500
    assert (await (await connect("b")).ask(post("{}"))).status == 200


async def test_calls_are_in_the_order_in_which_the_child_made_them(
    gateway: Gateway, connect: Connect, until: Until
) -> None:
    recording = gateway.record(TOKEN, [Fault("no-answer", "twilio")])
    early, waiting = await connect(t=7), await connect(host="api.twilio.com", t=2.5)
    await waiting.send(post("{}", "/2010-04-01/first", "api.twilio.com"))
    await until(lambda: any(call.provider for call in recording.calls))
    recording.called_at = 3.0
    await early.ask(post("{}", "/second"))
    first, second = recording.calls
    assert (first.url[-6:], second.url[-6:]) == ("/first", "second")
    assert (first.t_ms, second.t_ms) == (-0.5, 4.0)
    assert (first.status, second.status) == (None, 200)


async def test_times_are_the_childs_however_late_they_are_read(
    gateway: Gateway, connect: Connect
) -> None:
    recording = gateway.record(TOKEN)
    hour = 3_600_000.0
    late, kept = await connect(t=hour), await connect(t=10)
    await late.ask(post("{}", "/4"))
    await kept.ask(post("{}", "/1"))
    await kept.ask(b'offhook-call {"at": null, "t": 20.5}\n' + post("{}", "/2"))
    await kept.ask(post("{}", "/3"))  # of which no line tells: right behind the one before
    recording.called_at = 8.0
    first, second, third, fourth = recording.calls
    assert (first.t_ms, second.t_ms, fourth.t_ms) == (2.0, 12.5, hour - 8.0)
    assert third.t_ms is not None and third.t_ms > 12.5


async def test_closing_a_recording_ends_its_connections_only(
    gateway: Gateway, connect: Connect, until: Until
) -> None:
    recording, other = gateway.record("a", [Fault("no-answer")]), gateway.record("b")
    waiting, going_on = await connect("a"), await connect("b")
    await waiting.send(post("{}"))
    await until(lambda: bool(recording.calls and recording.calls[0].fault))
    recording.close()
    recording.close()
    assert await waiting.rest() == b""
    assert recording.calls == recording.calls  # its time has stopped
    assert (await going_on.ask(post("{}"))).status == 200
    assert len(other.calls) == 1
    late = await connect("a")
    assert await late.rest() == b""


async def test_closing_the_gateway_ends_what_goes_on(until: Until) -> None:
    gateway = Gateway()
    await gateway.start()
    recording = gateway.record(TOKEN, [Fault("slow")])
    callers = [await Caller.connect(gateway) for _ in range(8)]
    for caller in callers[2:]:
        await caller.send(preface() + post("{}"))
    await until(lambda: sum(call.fault == "slow" for call in recording.calls) == 6)
    tasks = asyncio.all_tasks()
    last = await Caller.connect(gateway)  # not yet accepted
    await gateway.aclose()
    assert asyncio.all_tasks() <= tasks & {asyncio.current_task()}
    for caller in (*callers, last):
        assert await caller.rest() == b""
        await caller.close()
    assert {call.status for call in recording.calls} == {None}


async def test_what_was_sent_last_is_waited_for(gateway: Gateway) -> None:
    recording = gateway.record(TOKEN)
    for at in range(5):  # written and closed before the gateway has had a chance to accept
        with socket.socket(socket.AF_UNIX) as plain:
            plain.connect(gateway.address)
            plain.sendall(preface() + post("{}", f"/{at}"))
    assert recording.calls == ()
    await recording.settled()
    assert [call.url[-2:] for call in recording.calls] == ["/0", "/1", "/2", "/3", "/4"]


async def test_what_others_hold_open_is_not_waited_for(gateway: Gateway, connect: Connect) -> None:
    recording = gateway.record(TOKEN)
    gateway.record("other")
    await connect("other")
    await recording.settled()  # at once: the other child's connection is not its own
    await connect()
    async with asyncio.timeout(60):
        await recording.settled(0.05)


async def test_of_very_many_calls_the_first_are_kept(gateway: Gateway, connect: Connect) -> None:
    recording = gateway.record(TOKEN)
    caller = await connect()
    for _ in range(7):
        await caller.send(post("{}") * (MOST_CALLS // 5))
        for _ in range(MOST_CALLS // 5):
            assert (await caller.response()).status == 200
    calls = recording.calls
    assert len(calls) == MOST_CALLS
    assert calls[-1].problem == "400 more calls followed; offhook keeps 1,000"
    assert {call.problem for call in calls[:-1]} == {None}


async def test_of_calls_with_very_much_in_them_the_first_are_kept(
    gateway: Gateway, connect: Connect
) -> None:
    recording = gateway.record(TOKEN)
    caller = await connect()
    kept = -(-MOST_TEXT // (MOST_LOOKED_AT + len("… (131,073 bytes in all)")))
    for _ in range(kept + 2):
        await caller.ask(post("x" * (MOST_LOOKED_AT + 1)))
    calls = recording.calls
    assert len(calls) == kept
    assert calls[-1].problem == f"2 more calls followed; offhook keeps {kept}"


async def test_of_calls_at_once_no_more_is_kept(gateway: Gateway, connect: Connect) -> None:
    """All have begun before the first is known to be long."""
    recording = gateway.record(TOKEN)
    long = post("x" * MOST_LOOKED_AT)
    kept = -(-MOST_TEXT // MOST_LOOKED_AT)
    callers = [await connect() for _ in range(kept + 3)]
    for caller in callers:
        await caller.send(long[:-1])
    for caller in callers:
        assert (await caller.ask(long[-1:])).status == 200
    calls = recording.calls
    assert kept - 2 <= len(calls) <= kept
    assert sum(len(call.body) for call in calls) <= MOST_TEXT
    left_out = len(callers) - len(calls)
    assert calls[-1].problem == f"{left_out} more calls followed; offhook keeps {len(calls)}"

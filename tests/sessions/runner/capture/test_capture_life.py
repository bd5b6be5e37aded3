"""The gateway of a target: opened when it is needed, one record a child, nothing left behind."""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.gateway import connection, server
from sessions.gateway.server import Gateway
from sessions.runner.containment.network_namespace import find_namespace
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of, present, resolve_local

NETWORK = "isolated" if find_namespace().command else "redirected"
SENDS = """
module.exports = (recipient, text, context, cb) => {
  require('http').get(`http://sms.example/${recipient}`, (got) => {
    got.resume(); cb(null, { seen: got.statusCode }); });
};
"""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go meanwhile; a unix socket's path has to be short."""
    path = Path(tempfile.mkdtemp(prefix="oh-", dir="/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    yield path
    shutil.rmtree(path)


def open_sockets() -> set[str]:
    """The sockets of this process that listen on a path."""
    lines = Path("/proc/net/unix").read_text().splitlines()[1:]
    return {line.split()[7] for line in lines if len(line.split()) > 7}


async def test_the_gateway_is_opened_when_needed_and_closed_with_the_target(
    write, tmp_path, folder
):
    write("hook.js", SENDS)
    target = resolve("hook.js", base=tmp_path)
    assert list(folder.iterdir()) == []
    outcome = await target.invoke(example(), {}, Limits())
    assert outcome.response == {"seen": 200}
    assert outcome.target.network == target.info.network == NETWORK
    (made,) = folder.iterdir()
    assert any(path.startswith(str(made)) for path in open_sockets())
    await target.aclose()
    assert list(folder.iterdir()) == []
    assert not any(path.startswith(str(made)) for path in open_sockets())


@pytest.mark.parametrize("turns", [0, 1, 3, 10, 100])
async def test_a_cancellation_leaves_no_folder(turns, write, tmp_path, folder):
    write("hook.js", SENDS.replace("cb(null", "setTimeout(cb, 60000, null"))
    target = resolve("hook.js", base=tmp_path)
    sending = asyncio.create_task(target.invoke(example(), {}, Limits()))
    for _ in range(turns):
        await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    closing = asyncio.create_task(target.aclose())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait([closing])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["hook.js", "hook.py"])
async def test_a_live_target_opens_none(name, write, tmp_path, folder, serve):
    provider = await serve({"ok": True})
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => require('http')"
        f".get('{provider.url}', (got) => cb(null, {{ got: !!got.resume() }}));",
    )
    write(
        "hook.py",
        "import urllib.request\n"
        f"def handler(r, t, c):\n    urllib.request.urlopen('{provider.url}').read()\n",
    )
    target = resolve(name, base=tmp_path, settings=Settings(live=True))
    assert target.info.network == "live"
    outcome = await target.invoke(example(), {}, Limits())
    await target.aclose()
    assert outcome.error is None
    assert outcome.target.network == "live"
    assert outcome.outbound == ()
    assert len(provider.requests) == 1
    assert list(folder.iterdir()) == []


async def test_where_nothing_is_run_the_network_is_not_told(tmp_path):
    target = resolve("none.js", base=tmp_path)
    outcome = await target.invoke(example(), {}, Limits())
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert outcome.target.network is None


@pytest.mark.parametrize("name", ["hook.js", "hook.py"])
async def test_each_invocation_has_its_own_calls_and_faults(name, write, tmp_path):
    """Of many at once, and of children that had been started and armed before."""
    write("hook.js", SENDS)
    write(
        "hook.py",
        "import urllib.error, urllib.request\n"
        "def handler(recipient, text, context):\n"
        "    try:\n"
        "        got = urllib.request.urlopen(f'https://sms.example/{recipient}')\n"
        "        return {'seen': got.status}\n"
        "    except urllib.error.HTTPError as error:\n"
        "        return {'seen': error.code}\n",
    )
    target = resolve_local(name, tmp_path)
    target.expect(6, 3)
    try:
        for fault, status in (((), 200), (("429",), 429)):
            sent = [replace(example().put(("recipient",), f"n{n}"), faults=fault) for n in range(3)]
            outcomes = await asyncio.gather(*(target.invoke(i, {}, Limits()) for i in sent))
            for number, outcome in enumerate(outcomes):
                assert outcome.response == {"seen": status}
                (call,) = outcome.outbound
                assert call.url.endswith(f"://sms.example/n{number}")
                assert call.fault == (fault[0] if fault else None)
                assert 0 <= present(call.t_ms) <= outcome.duration_ms
            await target.ready()
    finally:
        await target.aclose()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "hook.js",
            "module.exports = async (r, t, c, cb) => { await fetch('https://first.example/');"
            " cb(null, {}); await fetch('https://second.example/'); };",
        ),
        (
            "kept.js",  # over a connection that was there before the answer
            "const send = (path, then) => require('http')"
            ".get({ host: 'kept.example', path, agent }, (got) =>"
            " got.resume().on('end', () => then && setImmediate(then)));"
            "const agent = new (require('http').Agent)({ keepAlive: true, maxSockets: 1 });"
            "module.exports = (r, t, c, cb) => send('/1', () => { cb(null, {}); send('/2'); });",
        ),
        (
            "hook.py",
            "from http.client import HTTPSConnection\n"
            "def handler(r, t, c, cb):\n"
            "    kept = HTTPSConnection('kept.example')\n"
            "    kept.request('GET', '/1')\n"
            "    kept.getresponse().read()\n"
            "    cb(None, {})\n"
            "    kept.request('GET', '/2')\n"
            "    kept.getresponse().read()\n",
        ),
    ],
)
async def test_a_call_after_the_answer_is_known_by_the_hooks_own_clock(name, text, run, write):
    write(name, text)
    outcome = await run(name)
    late = [said for said in outcome.warnings if "began after the hook had answered" in said]
    first, second = outcome.outbound
    assert first.t_ms < second.t_ms
    assert len(late) == 1
    assert "second.example" in late[0] or "kept.example" in late[0]


async def test_a_fault_that_there_is_not_is_said(run, write):
    write("hook.js", SENDS)
    outcome = await run("hook.js", faults=("429", "flaky"))
    assert outcome.outcome == "failed"
    assert outcome.error.message.startswith("faults: there is no fault 'flaky'; write NAME or")
    assert outcome.error.stack is None


async def test_a_connection_without_a_childs_token_is_closed(write, tmp_path, folder):
    write("hook.js", SENDS)
    target = resolve("hook.js", base=tmp_path)
    await target.invoke(example(), {}, Limits())
    (path,) = folder.glob("*/*")
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b'offhook {"token": "guessed", "host": "sms.example", "port": 80}\n')
    writer.write(b"GET / HTTP/1.1\r\nHost: sms.example\r\n\r\n")
    assert await reader.read() == b""
    writer.close()
    await target.aclose()


async def test_a_gateway_that_cannot_be_opened_is_said(write, tmp_path, monkeypatch):
    write("hook.js", SENDS)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    target = resolve("hook.js", base=tmp_path)
    outcome = await target.invoke(example(), {}, Limits())
    await target.aclose()
    assert outcome.kind == Kind.RUNTIME_MISSING
    assert error_of(outcome).message.startswith("The gateway that takes the hook's calls cannot be")


async def test_a_gateway_on_loopback_serves_as_well(run, write, monkeypatch):
    """As on Windows, which has no unix sockets; loopback cannot be reached from a namespace."""
    start = Gateway.start

    async def start_on_loopback(gateway: Gateway) -> None:
        with monkeypatch.context() as meanwhile:
            meanwhile.delattr(socket, "AF_UNIX")
            await start(gateway)

    monkeypatch.setattr(Gateway, "start", start_on_loopback)
    write("hook.js", SENDS)
    outcome = await run("hook.js", isolate=False)
    assert outcome.response == {"seen": 200}
    assert len(outcome.outbound) == 1
    slow = await run("hook.js", isolate=False, faults=("no-answer",), timeout=0.4)
    assert slow.error.message.endswith(
        "waiting for a TCP connection to sms.example:80 at hook.js:3."
    )
    write(
        "hidden.js",
        "const all = [].at['const' + 'ructor']('return th' + 'is')();\n"
        "module.exports = (recipient, text, context, cb) =>\n"
        "  all['proc' + 'ess'].getBuiltinModule('tls').connect(443, 'sms.example');\n",
    )
    hidden = await run("hidden.js", isolate=False)
    assert "connection to sms.example:443 was refused" in hidden.error.message


async def test_a_call_that_the_gateway_comes_to_late_is_in_the_outcome(run, write, monkeypatch):
    async def late(*accepted: Any) -> None:
        await asyncio.sleep(0.1)  # as on a machine with much to do
        await connection.serve(*accepted)

    monkeypatch.setattr(server, "_prepared", lambda _: late)
    write(
        "hook.js",
        """
module.exports = (recipient, text, context, cb) => {
  const request = require('http').request('http://sms.example/last');
  request.on('finish', () => { cb(null, {}); process.reallyExit(0); });
  request.end(); };
""",
    )
    outcome = await run("hook.js")
    assert [call.url for call in outcome.outbound] == ["http://sms.example/last"]

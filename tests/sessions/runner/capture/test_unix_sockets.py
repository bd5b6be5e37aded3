"""Unix sockets lead past the gateway and out of a network namespace: they are refused, and told."""

from __future__ import annotations

import asyncio
import sys

import pytest

from sessions.contract.invocation import example
from sessions.contract.outcome import Outcome
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="has abstract sockets")

JS = r"""
const net = require('net'), http = require('http'), tls = require('tls');
const path = 'there.sock';
const tries = [
  (done) => net.connect(path, () => done('in')).on('error', done),
  (done) => new net.Socket().connect({ path }, () => done('in')).on('error', done),
  (done) => net.connect('\0offhook-there', () => done('in')).on('error', done),
  (done) => http.get({ socketPath: path }, () => done('in')).on('error', done),
  (done) => tls.connect({ path }, () => done('in')).on('error', done),
  (done) => {
    const { Pipe, PipeConnectWrap, constants } = process.binding('pipe_wrap');
    const pipe = new Pipe(constants.SOCKET);
    try { done({ code: pipe.connect(new PipeConnectWrap(), path) }); } catch (e) { done(e); }
  },
  (done) => {
    const server = net.createServer((line) => line.end()).listen('own.sock', () => {
      net.connect('own.sock', () => { done('own'); server.close(); }).on('error', done);
    });
  },
];
module.exports = async (recipient, text, context, cb) => {
  const seen = [];
  for (const attempt of tries) {
    seen.push(await new Promise((tell) => attempt((said) => tell(said.code || said))));
  }
  cb(null, { seen });
};
"""
PYTHON = """
import asyncio, contextlib, socket

def unix(kind=socket.SOCK_STREAM):
    return socket.socket(socket.AF_UNIX, kind)

async def own():
    server = await asyncio.start_unix_server(lambda _, out: out.close(), "own.sock")
    reader, writer = await asyncio.open_unix_connection("own.sock")
    await reader.read()
    writer.close()
    server.close()
    return "own"

def bound(path):
    with contextlib.suppress(OSError):
        unix().bind(path)
    unix().connect(path)

def packet():
    return unix(socket.SOCK_DGRAM)

TRIES = [
    lambda: unix().connect("there.sock"),
    lambda: unix().connect_ex(b"there.sock"),
    lambda: unix().connect("\\0offhook-there"),
    lambda: bound("there.sock"),
    lambda: packet().sendto(b"x", "there.sock"),
    lambda: packet().sendmsg([b"x"], [], 0, "there.sock"),
    lambda: asyncio.run(asyncio.open_unix_connection("there.sock")),
    lambda: asyncio.run(own()),
]

def attempt(deed):
    try:
        return "own" if deed() == "own" else "in"
    except OSError as error:
        return getattr(error, "code", None) or str(error)

def send(recipient, text, context):
    return {"seen": [attempt(deed) for deed in TRIES]}
"""


@pytest.fixture
async def ask(write, tmp_path, monkeypatch):
    """Sends to a hook while somebody listens at `there.sock` beside it; gives who connected."""
    monkeypatch.chdir(tmp_path)
    write("hook.js", JS)
    write("hook.py", PYTHON)

    async def _ask(
        location: str, *, isolate: bool = True, live: bool = False
    ) -> tuple[Outcome, int]:
        came: list[int] = []

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.append(1)
            writer.close()

        server = await asyncio.start_unix_server(connected, "there.sock")
        target = resolve(location, base=tmp_path, settings=Settings(isolate=isolate, live=live))
        try:
            return await target.invoke(example(), {}, Limits(20.0)), len(came)
        finally:
            await target.aclose()
            server.close()

    return _ask


@pytest.mark.parametrize("isolate", [True, False])
@pytest.mark.parametrize("location", ["hook.js", "hook.py:send"])
async def test_one_is_refused_unless_it_is_the_hooks_own(ask, location, isolate):
    outcome, came = await ask(location, isolate=isolate)
    *others, own = outcome.response["seen"]
    assert (set(others), own, came) == ({"EOFFHOOK_CAPTURED"}, "own", 0)
    said = [text for text in outcome.warnings if text.startswith("The unix socket ")]
    assert {text.split()[3] for text in said} == {"there.sock", "@offhook-there"}
    assert all(" was refused at hook." in text and "--live" in text for text in said)


async def test_live_it_is_let_through(ask):
    outcome, came = await ask("hook.py:send", live=True)
    assert outcome.response["seen"][0] == "in"
    assert came >= 3

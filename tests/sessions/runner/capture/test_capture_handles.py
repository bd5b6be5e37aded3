"""The handles beneath Node's modules lead past the gateway as little as the modules do."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

import pytest

from sessions.contract.kinds import Kind

JS = r"""
const raw = (name) => process.binding(name);
const tcp = () => { const { TCP, constants } = raw('tcp_wrap'); return new TCP(constants.SOCKET); };
const udp = () => new (raw('udp_wrap').UDP)();
const request = (kind) => new (raw(`${kind}_wrap`)[`${kind.toUpperCase()}ConnectWrap`])();
const send = () => new (raw('udp_wrap').SendWrap)();
const query = () => new (raw('cares_wrap').QueryReqWrap)();
const looking = () => new (raw('cares_wrap').GetAddrInfoReqWrap)();
const resolver = () => new (require('dns').Resolver)()._handle;
const { Worker } = require('worker_threads');
const work = (Maker) => new Promise((done, failed) => {
  const body = `const { TCP, TCPConnectWrap } = process.binding('tcp_wrap');
    try { new TCP(0).connect(new TCPConnectWrap(), '127.0.0.1', PORT); } catch (error) {
      require('worker_threads').parentPort.postMessage(error.code); }`;
  const worker = new Maker(body, { eval: true });
  if (!(worker instanceof Worker)) failed({ code: 'EOFFHOOK_CAPTURED' });
  worker.on('message', (code) => failed({ code })).on('error', failed);
});
const TRIES = {
  tcp: () => tcp().connect(request('tcp'), '127.0.0.1', PORT),
  tcp6: () => tcp().connect6(request('tcp'), '::1', PORT),
  ofASocket: async () => {
    const socket = require('net').connect(443, 'api.example.com');
    const { constructor } = socket._handle;
    socket.destroy();
    if (constructor.name !== 'TCP') return tcp().connect(request('tcp'), '127.0.0.1', PORT);
    new constructor(0).connect(request('tcp'), '127.0.0.1', PORT);
  },
  udp: () => udp().send(send(), [Buffer.from('x')], 1, PORT, '127.0.0.1', false),
  udp6: () => udp().send6(send(), [Buffer.from('x')], 1, PORT, '::1', false),
  group: () => new Promise((done, failed) => {
    const socket = require('dgram').createSocket('udp4').on('error', failed);
    socket.bind(0, '127.0.0.1', () => {
      try { done(socket.addMembership('224.0.0.251')); } catch (error) { failed(error); }
      socket.close();
    });
  }),
  udpConnected: () => udp().connect('127.0.0.1', PORT),
  name: () => raw('cares_wrap').getaddrinfo(looking(), 'a.example', 0, 0, true),
  nameServer: () => resolver().queryTxt(query(), 'a.example'),
  nameOf: () => resolver().getHostByAddr(query(), '192.0.2.1'),
  inAWorker: () => work(Worker),
  inAWorkersParent: () => work(Object.getPrototypeOf(Worker)),
  byAWorkersPrototype: () => work(Worker.prototype.constructor),
  bySubclass: () => work(class extends Worker {}),
};
const options = (...args) => ({ file: args[0], args, envPairs: [], stdio: [] });
const PROGRAMS = {
  spawnSync: () => raw('spawn_sync').spawn(options('true')),
  execSync: () => raw('spawn_sync').spawn(options('/bin/sh', '-c', 'true')),
  spawn: () => new (raw('process_wrap').Process)().spawn(options('true')),
  positional: () => new (raw('process_wrap').Process)().spawn('true', ['true']),
  loader: () => require('module').register('data:text/javascript,true'),
};
module.exports = async (recipient, text, context, cb) => {
  const seen = {};
  for (const [name, attempt] of Object.entries(WANTED)) {
    try { seen[name] = (await attempt()) ?? 'in'; }
    catch (error) { seen[name] = error.code ?? error.message; }
  }
  cb(null, seen);
};
"""
CODE = "EOFFHOOK_CAPTURED"


@pytest.fixture
def ask(run, write, node, serve):
    """Runs a hook that tries all of these; gives the outcome, and how many connections came."""

    async def _ask(wanted: str, **more):
        there = await serve({"ok": True})
        port = urlsplit(there.url).port
        write("hook.js", JS.replace("PORT", str(port)).replace("WANTED", wanted))
        return await run("hook.js", node=node, **more), there.connections

    return _ask


@pytest.mark.parametrize("isolate", [True, False])
async def test_one_is_refused_as_the_module_above_it(isolate, ask):
    outcome, came = await ask("TRIES", isolate=isolate)
    assert outcome.error is None
    assert (set(outcome.response.values()), came) == ({CODE}, 0)
    for said in ("A UDP packet to 127.0.0.1:", "A connection to 127.0.0.1:", "a name server, for"):
        assert any(said in text and "hook.js:" in text for text in outcome.warnings), said


async def test_a_program_is_refused_where_nothing_keeps_it_in(ask):
    outcome, _ = await ask("PROGRAMS", isolate=False)
    assert outcome.error is None
    assert set(outcome.response.values()) == {CODE}
    assert sum("The program true was not started" in text for text in outcome.warnings) == 4
    assert any("(module.register) was not started" in text for text in outcome.warnings)


async def test_what_listens_by_one_stays_at_home(ask):
    body = """{ address: () => {
      const server = tcp(), found = {};
      server.bind('0.0.0.0', 0);
      server.listen(1);
      server.getsockname(found);
      server.close();
      return found.address; },
    datagrams: () => {
      const socket = udp(), found = {};
      socket.bind('0.0.0.0', 0, 0);
      socket.getsockname(found);
      socket.close();
      return found.address; } }"""
    outcome, _ = await ask(body, isolate=False)
    assert outcome.response == {"address": "127.0.0.1", "datagrams": "127.0.0.1"}


@pytest.mark.skipif(sys.platform == "win32", reason="has no file to take for an add-on")
async def test_native_code_that_is_loaded_is_named(run, write, node, tmp_path):
    for name in ("one.node", "two.node"):
        (tmp_path / name).write_bytes(b"no shared object")
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => {\n"
        "  const load = (name) => { try { require(name); } catch (error) { return 'tried'; } };\n"
        "  const open = () => { try { process.dlopen({ exports: {} }, `${__dirname}/two.node`); }"
        " catch (error) { return 'tried'; } };\n"
        "  cb(null, { seen: [load('./one.node'), open()] });\n};",
    )
    outcome = await run("hook.js", node=node, isolate=False)
    assert outcome.response == {"seen": ["tried", "tried"]}
    said = [text for text in outcome.warnings if "native code" in text]
    assert [name for name in ("one.node", "two.node") if any(name in text for text in said)] == [
        "one.node",
        "two.node",
    ]
    assert all("neither caught nor kept in" in text and "hook.js:" in text for text in said)
    assert outcome.kind == Kind.SUCCESS

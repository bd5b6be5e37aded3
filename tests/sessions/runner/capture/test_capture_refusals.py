"""What of a JavaScript hook cannot be answered here is refused, or runs without a network."""

from __future__ import annotations

import shutil

import pytest

from sessions.contract.kinds import Kind
from sessions.runner.containment.network_namespace import find_namespace

HOOK = """
module.exports = async (recipient, text, context, cb) => {
  try { cb(null, { seen: await (async () => { BODY })() }); } catch (error) { cb(error); }
};
"""
PROGRAMS = [
    ("childProcess.spawn('true')", "true"),
    ("childProcess.exec('exit 0', () => {})", "exit 0"),
    ("childProcess.execFile('true', ['x'], () => {})", "true"),
    ("childProcess.fork(__filename)", "node"),
    ("childProcess.spawnSync('true')", "true"),
    ("childProcess.execSync('exit 0')", "exit 0"),
    ("childProcess.execFileSync('true')", "true"),
]
isolated = pytest.mark.skipif(not find_namespace().command, reason="no network namespace here")


@pytest.fixture
def ask(run, write, node):
    """Runs a hook with this body."""

    async def _ask(body: str, **more):
        write("hook.js", HOOK.replace("BODY", body))
        return await run("hook.js", node=node, **more)

    return _ask


async def test_udp_fails_as_a_datagram_that_cannot_be_sent(ask):
    outcome = await ask(
        """const dgram = require('dgram'), open = () => dgram.createSocket('udp4');
        return Promise.all([
          new Promise((done) => open().send('x', 8125, 'stats.example', done)),
          new Promise((done) => open().on('error', done).send(Buffer.from('x'), 0, 1, 8125)),
          new Promise((done) => open().on('error', done).connect(8125, 'stats.example')),
        ]).then((errors) => errors.map(({ code, message }) => `${code} ${message}`))"""
    )
    assert [said.split(" was ")[0] for said in outcome.response["seen"]] == [
        "EOFFHOOK_CAPTURED UDP to stats.example:8125",
        "EOFFHOOK_CAPTURED UDP to localhost:8125",
        "EOFFHOOK_CAPTURED UDP to stats.example:8125",
    ]
    assert all("--live" in said for said in outcome.response["seen"])
    assert len([text for text in outcome.warnings if "UDP" in text]) == 3


@pytest.mark.parametrize(
    "call",
    [
        "require('http2').connect('https://push.example')",
        "require('tls').connect({ host: 'push.example', port: 443, ALPNProtocols: ['h2'] })",
    ],
)
async def test_http2_is_refused_where_the_hook_asks_for_it(call, ask):
    outcome = await ask(f"\n{call}\n")
    assert outcome.kind == Kind.CALLBACK_ERROR
    assert outcome.error.code == "EOFFHOOK_CAPTURED"
    assert outcome.error.message.startswith("HTTP/2 to push.example:443 was refused: ")
    assert outcome.where.line == 4
    assert "capture" not in outcome.error.stack
    assert any("hook.js:4" in text and "HTTP/2" in text for text in outcome.warnings)


async def test_a_client_that_also_speaks_http1_is_answered_in_it(ask):
    outcome = await ask(
        """const socket = require('tls').connect(
          { host: 'push.example', port: 443, ALPNProtocols: ['h2', 'http/1.1'] });
        await new Promise((done) => socket.on('secureConnect', done));
        socket.destroy();
        return socket.alpnProtocol"""
    )
    assert outcome.response == {"seen": "http/1.1"}


@pytest.fixture
def start_each(run_each, write, node):
    """Starts these programs in turn, each in a line of its own, from the fifth on."""

    async def _start_each(programs: list[tuple[str, str]], **more):
        calls = "\n".join(f"() => {{ {call}; }}," for call, _ in programs)
        body = f"const childProcess = require('child_process');\nreturn [\n{calls}\n][recipient]()"
        write("hook.js", HOOK.replace("BODY", body))
        return await run_each("hook.js", len(programs), node=node, **more)

    return _start_each


async def test_a_program_is_refused_where_nothing_keeps_it_in(start_each):
    outcomes = await start_each(PROGRAMS, isolate=False)
    for line, (outcome, (_, name)) in enumerate(zip(outcomes, PROGRAMS, strict=True), 5):
        assert outcome.target.network == "redirected"
        assert outcome.kind == Kind.CALLBACK_ERROR
        assert outcome.error.code == "EOFFHOOK_CAPTURED"
        assert outcome.error.message.startswith("Starting ")
        assert f"{name} was refused: offhook" in outcome.error.message
        assert outcome.where.line == line
        assert any(name in text and "not started" in text for text in outcome.warnings)


@isolated
async def test_a_program_runs_without_a_network(start_each):
    programs = [case for case in PROGRAMS if "fork" not in case[0]]
    for outcome, (_, name) in zip(await start_each(programs), programs, strict=True):
        assert outcome.target.network == "isolated"
        assert outcome.delivered
        assert any(name in text and "no network" in text for text in outcome.warnings)


@isolated
@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
async def test_the_kernel_keeps_a_program_in(ask, serve):
    provider = await serve({"ok": True})
    outcome = await ask(
        "const { execFileSync } = require('child_process');\n"
        f"return execFileSync('curl', ['-sS', '--max-time', '5', '{provider.url}']).toString()"
    )
    assert outcome.kind == Kind.CALLBACK_ERROR
    assert "curl" in outcome.error.message
    assert provider.connections == 0


async def test_a_worker_thread_is_caught_as_its_hook_is(ask):
    worker = (
        "const { parentPort, workerData, Worker, threadId } = require('worker_threads');"
        "const inner = \"fetch('https://inner.example/').then((got) => got.text())\";"
        "const refused = () => { try { require('child_process').execSync('exit 0'); }"
        " catch (error) { return error.code; } };"
        "fetch('https://outer.example/').then((got) => got.status).then((status) => {"
        " new Worker(inner, { eval: true }).on('exit', () =>"
        " parentPort.postMessage([status, workerData, process.execArgv, refused()])); });"
    )
    outcome = await ask(
        f"""const {{ Worker }} = require('worker_threads');
        const options = {{ eval: true, workerData: 7, execArgv: ['--no-warnings'] }};
        const worker = new Worker({worker!r}, options);
        return new Promise((done) => worker.on('message', done).on('error', done))""",
        isolate=False,
    )
    assert outcome.error is None
    assert outcome.response == {"seen": [200, 7, ["--no-warnings"], "EOFFHOOK_CAPTURED"]}
    assert {call.url for call in outcome.outbound} == {
        "https://outer.example/",
        "https://inner.example/",
    }
    assert any("exit 0" in text for text in outcome.warnings)


async def test_nothing_shows_a_hook_that_it_is_caught(run, write, node):
    write(
        "hook.js",
        """const { Socket } = require('net'), tls = require('tls'), dns = require('dns');
        const functions = [Socket.prototype.connect, tls.connect, dns.lookup];
        module.exports = (r, t, c, cb) => cb(null, {
          env: Object.keys(process.env), argv: process.argv, exec: process.execArgv,
          globals: Object.getOwnPropertyNames(globalThis),
          functions: functions.map((each) => `${each.name} ${each.length}`) });""",
    )
    caught = (await run("hook.js", node=node)).response
    live = (await run("hook.js", node=node, live=True)).response
    caught["argv"][2] = live["argv"][2]  # the channel's number
    assert caught == live


async def test_a_stack_keeps_the_hooks_frames_and_shows_none_of_ours(ask):
    outcome = await ask(
        """
        await new Promise((done) => setTimeout(done));
        setTimeout(function later() { require('net').connect({ port: 70000 }); });
        """
    )
    assert outcome.error is None
    warned = [text for text in outcome.warnings if "70000" in text]
    assert warned and "hook.js:5" in warned[0]


async def test_the_stack_of_a_late_error_is_whole(run, write, node):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => {\n"
        "  setTimeout(function later() { require('net').connect({ port: 70000 }); });\n};",
    )
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.ASYNC_THROW
    assert "later" in outcome.error.stack
    assert "listOnTimeout" in outcome.error.stack
    assert "capture.cjs" not in outcome.error.stack
    assert outcome.where.line == 2

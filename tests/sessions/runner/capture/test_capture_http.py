"""What a JavaScript hook sends by HTTP is caught and answered, whichever way it takes."""

from __future__ import annotations

import itertools

import pytest

from sessions.contract.kinds import Kind
from tests.sessions.conftest import LOOP, PATIENT

GET = """
const get = (from, url, options = {}) => new Promise((resolve, reject) => {
  const request = from.request(url, options, (response) => {
    const { socket } = response;
    let text = '';
    response.on('data', (part) => (text += part));
    response.on('end', () => resolve({ status: response.statusCode, text, socket }));
  });
  request.on('error', reject);
  request.end(options.body);
});
"""
HOOK = """
const http = require('http'), https = require('https'), net = require('net'), tls = require('tls');
GET
module.exports = async (recipient, text, context, cb) => {
  try { cb(null, await (async () => { BODY })()); } catch (error) { cb(error); }
};
"""


@pytest.fixture
def hook(write):
    """Writes a hook that answers with what the body of an asynchronous function returns."""

    def _hook(body: str) -> str:
        write("hook.js", HOOK.replace("GET", GET).replace("BODY", body))
        return "hook.js"

    return _hook


CALLS = """
const { promises } = require('dns');
const { address } = await promises.lookup('sms.example');
const post = { method: 'POST', body: text };
const made = [
  (await fetch('https://sms.example/v1?a=b', post)).status,
  (await get(https, 'https://sms.example/v1', post)).status,
  (await get(http, 'http://sms.example:8080/v1')).status,
  (await get(http, 'http://127.0.0.1:9/own')).status,
  (await get(https, 'https://[2001:db8::1]:8443/v6')).status,
  (await get(http, `http://${address}/`, { headers: { host: 'sms.example' } })).status,
];
return made;
"""
MADE = [
    ("POST", "https://sms.example/v1?a=b"),
    ("POST", "https://sms.example/v1"),
    ("GET", "http://sms.example:8080/v1"),
    ("GET", "http://127.0.0.1:9/own"),
    ("GET", "https://[2001:db8::1]:8443/v6"),
    ("GET", "http://sms.example/"),
]


async def test_a_call_is_caught_and_answered_whatever_makes_it(node, run, hook):
    outcome = await run(hook(CALLS), node=node)
    assert outcome.error is None
    assert outcome.response == [200] * len(MADE)
    assert [(call.method, call.url) for call in outcome.outbound] == MADE
    assert {call.status for call in outcome.outbound} == {200}
    for call in outcome.outbound:
        assert call.body == ("Here is your one time password!" if call.method == "POST" else "")
    moments = [0, *(call.t_ms for call in outcome.outbound), outcome.duration_ms]
    assert all(early < late for early, late in itertools.pairwise(moments))


async def test_modules_of_either_kind_are_caught(node, run, write):
    write(
        "client.mjs",
        "import { connect } from 'node:tls';\nimport { lookup } from 'node:dns/promises';\n"
        "import https from 'node:https';\n"
        "export const seen = async () => [(await lookup('sms.example')).address,\n"
        "  await new Promise((done) => connect(443, 'sms.example', function () {\n"
        "    done(this.encrypted); this.destroy(); })),\n"
        "  await new Promise((done) => https.get('https://sms.example/', (response) => {\n"
        "    response.resume(); done(response.statusCode); }))];\n",
    )
    write(
        "hook.js",
        "module.exports = async (r, t, c, cb) =>\n"
        "  cb(null, await (await import('./client.mjs')).seen());",
    )
    outcome = await run("hook.js", node=node)
    assert outcome.response == ["198.18.0.1", True, 200]


async def test_a_socket_is_what_its_client_expects(node, run, hook):
    outcome = await run(
        hook(
            "const { socket } = await get(https, 'https://sms.example/');\n"
            "const plain = (await get(http, 'http://sms.example:81/')).socket;\n"
            "const { servername, encrypted, authorized, remotePort, remoteFamily } = socket;\n"
            "const certificate = socket.getPeerCertificate();\n"
            "return { servername, encrypted, authorized, remotePort, remoteFamily,\n"
            "  is_tls: socket instanceof tls.TLSSocket, name: socket.constructor.name,\n"
            "  protocol: socket.getProtocol(),\n"
            "  same: socket.remoteAddress === plain.remoteAddress,\n"
            "  fits: tls.checkServerIdentity('sms.example', certificate) === undefined,\n"
            "  valid: new Date(certificate.valid_to) > new Date(),\n"
            "  authorities: tls.getCACertificates?.().length !== 0,\n"
            "  plain: [plain.remotePort, plain.encrypted === undefined, plain.bytesWritten,\n"
            "    plain.localAddress, plain instanceof tls.TLSSocket] }"
        ),
        node=node,
    )
    assert outcome.error is None
    assert outcome.response == {
        "servername": "sms.example",
        "encrypted": True,
        "authorized": True,
        "remotePort": 443,
        "remoteFamily": "IPv4",
        "is_tls": True,
        "name": "TLSSocket",
        "protocol": "TLSv1.3",
        "same": True,
        "fits": True,
        "valid": True,
        "authorities": True,
        "plain": [81, True, outcome.response["plain"][2], "127.0.0.1", False],
    }
    sent = "GET / HTTP/1.1\r\nHost: sms.example:81\r\nConnection: keep-alive\r\n\r\n"
    assert outcome.response["plain"][2] == len(sent)


async def test_events_come_in_their_order(node, run, hook):
    outcome = await run(
        hook(
            "const seen = [];\n"
            "const place = { host: 'sms.example', port: 443 };\n"
            "const socket = tls.connect(place, () => seen.push('cb'));\n"
            "for (const name of ['lookup', 'connect', 'ready', 'secureConnect', 'close'])\n"
            "  socket.on(name, () => seen.push(name));\n"
            "socket.once('secureConnect', () => socket.end('GET / HTTP/1.0\\r\\n\\r\\n'));\n"
            "socket.resume();\n"
            "await new Promise((done) => socket.on('close', done));\n"
            "return seen"
        ),
        node=node,
    )
    assert outcome.response == ["lookup", "connect", "ready", "cb", "secureConnect", "close"]
    assert [call.url for call in outcome.outbound] == ["https://sms.example/"]


async def test_a_connection_is_kept_and_holds_nothing_up(node, run, hook):
    outcome = await run(
        hook(
            "const agent = new https.Agent({ keepAlive: true });\n"
            "const first = await get(https, 'https://sms.example/1', { agent });\n"
            "await new Promise(setImmediate);\n"
            "const second = await get(https, 'https://sms.example/2', { agent });\n"
            "await (await fetch('https://sms.example/3')).text();\n"
            "return first.socket === second.socket"
        ),
        node=node,
    )
    assert outcome.response is True
    assert [call.url[-1] for call in outcome.outbound] == ["1", "2", "3"]
    (warning,) = outcome.warnings  # and none that it was still running after its answer
    assert warning.startswith("No message was seen in 3 calls;")


async def test_a_tunnel_through_a_proxy_leads_to_the_provider(node, run, hook):
    outcome = await run(
        hook(
            "const tunnel = await new Promise((done) => http.request({ host: 'proxy.example',\n"
            "  port: 3128, method: 'CONNECT', path: 'sms.example:443' })\n"
            "  .on('connect', (response, socket) => done(socket)).end());\n"
            "const createConnection = () => tls.connect({ socket: tunnel,\n"
            "  servername: 'sms.example' });\n"
            "return (await get(https, 'https://sms.example/v1', { createConnection })).status"
        ),
        node=node,
    )
    assert outcome.response == 200
    assert [(call.method, call.url) for call in outcome.outbound][-1] == (
        "GET",
        "https://sms.example/v1",
    )


async def test_tls_may_be_put_on_a_socket_that_is_connected(node, run, hook):
    body = """
    const plain = net.connect(443, 'sms.example');
    await new Promise((resolve) => plain.once('connect', resolve));
    const options = { socket: plain, servername: 'sms.example', rejectUnauthorized: false };
    const socket = tls.connect(options, () => {
      socket.write('GET /v1 HTTP/1.1\\r\\nHost: sms.example\\r\\n\\r\\n');
    });
    const data = await new Promise((resolve) => socket.once('data', resolve));
    return [String(data).slice(0, 12), socket.bytesWritten];
    """
    outcome = await run(hook(body), node=node)
    assert outcome.response == ["HTTP/1.1 200", len("GET /v1 HTTP/1.1..Host: sms.example....")]
    assert [(call.url, call.insecure) for call in outcome.outbound] == [
        ("https://sms.example/v1", True)
    ]


@pytest.mark.parametrize(
    ("options", "insecure"),
    [
        ("{}", False),
        ("{ rejectUnauthorized: false }", True),
        ("{ rejectUnauthorized: true }", False),
    ],
)
async def test_a_certificate_that_is_not_checked_is_told(options, insecure, run, hook):
    outcome = await run(hook(f"await get(https, 'https://sms.example/', {options})"))
    assert [call.insecure for call in outcome.outbound] == [insecure]


async def test_a_switch_for_all_certificates_is_told(run, hook):
    outcome = await run(
        hook(
            "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\n"
            "await get(https, 'https://sms.example/')"
        )
    )
    assert outcome.outbound[0].insecure


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            "https.get('https://sms.example/', cb)",
            "a TLS connection to sms.example:443 at hook.js:2",
        ),
        (
            "http.get('http://sms.example:81/', cb)",
            "a TCP connection to sms.example:81 at hook.js:2",
        ),
    ],
)
async def test_a_provider_that_never_answers_is_what_was_waited_for(call, said, node, run, write):
    write(
        "hook.js",
        "const http = require('http'), https = require('https');\n"
        f"module.exports = (r, t, c, cb) => {{ {call}; }};",
    )
    outcome = await run("hook.js", node=node, timeout=0.5, faults=("no-answer",))
    assert outcome.kind == Kind.TIMEOUT_WAITING
    assert outcome.error.message == f"No answer within 0.5 s: it was waiting for {said}."
    assert (outcome.where.line, outcome.where.excerpt[-1][0]) == (2, 2)
    assert [(call.status, call.fault) for call in outcome.outbound] == [(None, "no-answer")]


async def test_time_outs_and_signals_of_the_client_work(node, run, hook):
    outcome = await run(
        hook(
            "const failed = (promise) => promise.then(() => 'ok', (error) => error.name);\n"
            "const signal = AbortSignal.timeout(50);\n"
            "const timed = new Promise((done) => {\n"
            "  const options = { host: 'sms.example', timeout: 50 };\n"
            "  const request = https.get(options, () => done('ok'));\n"
            "  request.on('timeout', () => { done('timeout'); request.destroy(); });\n"
            "  request.on('error', () => {});\n"
            "});\n"
            "return Promise.all([failed(fetch('https://sms.example/', { signal })), timed])"
        ),
        node=node,
        faults=("no-answer",),
    )
    assert outcome.response == ["TimeoutError", "timeout"]


async def test_a_reset_is_a_reset(node, run, hook):
    outcome = await run(
        hook("await get(https, 'https://sms.example/')"), node=node, faults=("reset",)
    )
    assert outcome.kind == Kind.CALLBACK_ERROR
    assert outcome.error.code == "ECONNRESET"


@pytest.mark.parametrize("fault", ["400", "401", "429", "500", "html"])
async def test_a_fault_is_shown_to_the_hook(fault, run, hook):
    outcome = await run(
        hook("return (await get(https, 'https://sms.example/')).status"), faults=(fault,)
    )
    assert outcome.response == (502 if fault == "html" else int(fault))
    assert outcome.outbound[0].fault == fault


async def test_what_is_no_http_is_told_and_closed(node, run, hook):
    outcome = await run(
        hook(
            "return new Promise((done) => net.connect(25, 'smtp.example', function () {\n"
            "  this.write('EHLO me\\r\\n'); this.resume();\n"
            "}).on('close', () => done('closed')).on('error', () => {}))"
        ),
        node=node,
    )
    assert outcome.response == "closed"
    (call,) = outcome.outbound
    assert (call.method, call.url) == ("", "tcp://smtp.example:25")
    assert call.problem


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("cb(null, {})", Kind.SUCCESS),
        ("cb(new Error('no'))", Kind.CALLBACK_ERROR),
        ("setTimeout(() => { throw new Error('no'); })", Kind.ASYNC_THROW),
        ("process.exit(3)", Kind.PROCESS_EXIT),
        ("process.kill(process.pid, 'SIGKILL')", Kind.KILLED_BY_SIGNAL),
        (LOOP, Kind.TIMEOUT_BUSY),
        ("setInterval(() => {}, 9)", Kind.TIMEOUT_WAITING),
        ("", Kind.NEVER_CALLED),
    ],
)
async def test_calls_are_told_however_it_ends(ending, kind, run, write):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => {\n"
        "  require('http').get('http://sms.example/', (got) => got.resume().on('end', () => {\n"
        f"    {ending} }}));\n}};",
    )
    is_endless = kind in (Kind.TIMEOUT_BUSY, Kind.TIMEOUT_WAITING)
    outcome = await run("hook.js", timeout=1 if is_endless else PATIENT)
    assert outcome.kind == kind
    assert [call.url for call in outcome.outbound] == ["http://sms.example/"]


async def test_an_action_is_caught_too(run, write):
    write(
        "action.js",
        "exports.onExecuteSendPhoneMessage = async () => {\n"
        "  await (await fetch('https://sms.example/')).text(); };",
    )
    outcome = await run("action.js")
    assert outcome.delivered
    assert [call.url for call in outcome.outbound] == ["https://sms.example/"]


SEND = """
module.exports = (recipient, text, context, cb) => {
  const sent = (answer) => cb(null, { MessageID: String(answer.statusCode ?? answer.status) });
  CALL
};
"""
OBSCURE = "const { constructor: make } = [].at; const all = make('return th' + 'is')();"


@pytest.mark.parametrize(
    "call",
    [
        "require('https').get('https://sms.example/', sent);",
        r"r\u0065quire('https').get('https://sms.example/', sent);",
        "module['req' + 'uire']('https').get('https://sms.example/', sent);",
        "import('https').then(({ get }) => get('https://sms.example/', sent));",
        "fetch('https://sms.example/').then(sent);",
        "(function () { return this; })()['fet' + 'ch']('https://sms.example/').then(sent);",
        f"{OBSCURE} all['fet' + 'ch']('https://sms.example/').then(sent);",
    ],
)
async def test_tls_is_caught_however_a_hook_comes_by_it(write, run, call):
    write("hook.js", SEND.replace("CALL", call))
    outcome = await run("hook.js")
    assert outcome.message_id == "200", outcome.error
    assert [call.url for call in outcome.outbound] == ["https://sms.example/"]


async def test_from_a_hook_that_hides_that_it_calls_out_nothing_leaves(write, run):
    hidden = "const all = [].at['const' + 'ructor']('return th' + 'is')();\n"
    call = "all['proc' + 'ess'].getBuiltinModule('https').get('https://sms.example/', sent);"
    write("hook.js", SEND.replace("CALL", hidden + call))
    outcome = await run("hook.js", node=None)
    assert not outcome.delivered and not outcome.outbound
    assert outcome.error and "connection to sms.example:443 was refused" in outcome.error.message

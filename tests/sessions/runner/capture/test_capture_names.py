"""A JavaScript hook's look-ups of names are answered at home, each in the form asked for."""

from __future__ import annotations

import pytest

from sessions.contract.kinds import Kind

HOOK = """
const dns = require('dns'), { promisify } = require('util');
const told = (begin) => new Promise((done) =>
  begin((error, ...found) => done(error ? error.code : found)));
const kept = (promise) => promise.catch((error) => error.code);
module.exports = async (recipient, text, context, cb) => {
  try { cb(null, { seen: await (async () => { BODY })() }); } catch (error) { cb(error); }
};
"""
FOUR = "198.18.0.1"
SIX = "2001:2::1"


@pytest.fixture
def look(run, write, node):
    """What a hook with this body answers."""

    async def _look(body: str):
        write("hook.js", HOOK.replace("BODY", body))
        outcome = await run("hook.js", node=node)
        assert outcome.error is None, outcome.error
        assert outcome.outbound == ()
        return outcome.response["seen"]

    return _look


async def test_lookup_in_all_its_forms(look):
    assert await look(
        """return [
          await told((cb) => dns.lookup('sms.example', cb)),
          await told((cb) => dns.lookup('SMS.example.', 6, cb)),
          await told((cb) => dns.lookup('sms.example', { family: 'IPv6' }, cb)),
          await told((cb) => dns.lookup('sms.example', { all: true, order: 'ipv6first' }, cb)),
          await promisify(dns.lookup)('sms.example'),
          await dns.promises.lookup('sms.example', { all: true }),
          await require('dns/promises').lookup('sms.example', 6),
          await told((cb) => dns.lookup('127.0.0.1', cb)),
          await told((cb) => dns.lookup('localhost', 4, cb)),
          await dns.promises.lookup('localhost', 6),
          await told((cb) => dns.lookup('', cb)),
        ]"""
    ) == [
        [FOUR, 4],
        [SIX, 6],
        [SIX, 6],
        [[{"address": FOUR, "family": 4}]],
        {"address": FOUR, "family": 4},
        [{"address": FOUR, "family": 4}],
        {"address": SIX, "family": 6},
        ["127.0.0.1", 4],
        ["127.0.0.1", 4],
        {"address": "::1", "family": 6},
        [None, 4],
    ]


async def test_resolve_in_all_its_forms(look):
    assert await look(
        """const resolver = new dns.Resolver(), later = new dns.promises.Resolver();
        return [
          await told((cb) => dns.resolve('sms.example', cb)),
          await told((cb) => dns.resolve('sms.example', 'AAAA', cb)),
          await told((cb) => dns.resolve4('sms.example', { ttl: true }, cb)),
          await told((cb) => resolver.resolve6('sms.example', cb)),
          await later.resolve4('sms.example'),
          await dns.promises.resolve('sms.example', 'A'),
          await promisify(dns.resolve4)('sms.example'),
          await told((cb) => dns.reverse('198.18.0.1', cb)),
          await told((cb) => dns.lookupService('198.18.0.1', 443, cb)),
          await dns.promises.lookupService('198.18.0.1', 443),
        ]"""
    ) == [
        [[FOUR]],
        [[SIX]],
        [[{"address": FOUR, "ttl": 300}]],
        [[SIX]],
        [FOUR],
        [FOUR],
        [FOUR],
        [["sms.example"]],
        ["sms.example", "443"],
        {"hostname": "sms.example", "service": "443"},
    ]


async def test_what_a_name_does_not_have_is_said_as_dns_says_it(look):
    assert await look(
        """return [
          await told((cb) => dns.resolveMx('sms.example', cb)),
          await told((cb) => dns.resolve('sms.example', 'TXT', cb)),
          await kept(dns.promises.resolveSrv('sms.example')),
          await kept(new dns.promises.Resolver().resolveNs('sms.example')),
          await told((cb) => dns.reverse('192.0.2.1', cb)),
          await kept(dns.promises.lookup('sms.invalid')),
          await told((cb) => dns.resolve4('sms.invalid', cb)),
        ]"""
    ) == [*["ENODATA"] * 4, *["ENOTFOUND"] * 3]


async def test_bad_arguments_are_nodes_to_refuse(look):
    assert await look(
        """const thrown = (call) => {
          try { call(); return 'none'; } catch (error) { return error.code; } };
        return [
          thrown(() => dns.lookup(7, () => {})),
          thrown(() => dns.lookup('sms.example')),
          thrown(() => dns.resolve4('sms.example')),
          thrown(() => dns.resolve('sms.example', 'NONE', () => {})),
          thrown(() => require('net').connect({ port: 70000 })),
          thrown(() => require('net').connect({})),
        ]"""
    ) == [
        *["ERR_INVALID_ARG_TYPE"] * 3,
        "ERR_INVALID_ARG_VALUE",
        "ERR_SOCKET_BAD_PORT",
        "ERR_MISSING_ARGS",
    ]


@pytest.mark.parametrize(
    "call",
    [
        "require('https').get('https://sms.invalid/').on('error', cb)",
        "fetch('https://sms.invalid/').catch((error) => cb(error.cause))",
    ],
)
async def test_a_name_that_is_nowhere_is_not_found(call, node, run, write):
    write("hook.js", f"module.exports = (r, t, c, cb) => {{ {call}; }};")
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.CALLBACK_ERROR
    assert outcome.error.message == "getaddrinfo ENOTFOUND sms.invalid"
    assert outcome.error.code == "ENOTFOUND"

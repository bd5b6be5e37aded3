"""Each outbound call has the line of the hook that made it, or none, and never another's."""

from __future__ import annotations

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome

SDK = """
const https = require('https');
const answered = (path, options = {}) => new Promise((resolve, reject) => {
  https.get(`https://sms.example/${path}`, options, (answer) => answer.resume().on('end', resolve))
    .on('error', reject);
});
const later = async (path) => { await null; await answered(path); };
const byThen = (path) => Promise.resolve(path).then((one) => answered(one));
const byTimer = (path, done) => void setTimeout(() => answered(path).then(() => done()), 1);
const byTick = (path, done) => void process.nextTick(() => answered(path).then(() => done()));
const retrying = (path, done) => answered(path).then(() => setImmediate(byTimer, path, done));
const deep = (path, left = 90) => (left ? deep(path, left - 1) : answered(path));
const deeper = (path) => deep(path, 300);
module.exports = { answered, later, byThen, byTimer, byTick, retrying, deep, deeper };
"""
HOOK = """const sdk = require('sdk');
const https = require('https');
module.exports = async (recipient, text, context, cb) => {
  const done = (start) => new Promise((ok) => start(ok));
  await fetch('https://sms.example/fetched');
  await fetch('https://sms.example/again');
  await sdk.answered('direct');
  await sdk.later('awaited');
  await new Promise((ok, no) => {
    sdk.later('then').then(ok, no);
  });
  await Promise.all([
    sdk.byThen('one'),
    sdk.byThen('two'),
  ]);
  await done((ok) => sdk.byTimer('timer', ok));
  await done((ok) => sdk.byTick('tick', ok));
  await done((ok) =>
    sdk.retrying('twice', ok));
  await sdk.deep('deep');
  const agent = new https.Agent({ keepAlive: true });
  await sdk.answered('kept', { agent });
  await sdk.answered('kept-on', { agent });
  await sdk.deeper('too-deep');
  cb(null, {});
};
"""
LINES = {
    **{"fetched": [5], "again": [6], "direct": [7], "awaited": [8], "then": [10]},
    **{"one": [13], "two": [14], "timer": [16], "tick": [17], "twice": [19, 19], "deep": [20]},
    **{"kept": [22], "kept-on": [23], "too-deep": [None]},
}


def _lines(outcome: Outcome) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for call in outcome.outbound:
        found.setdefault(call.url.rpartition("/")[2], []).append(call.line)
    return found


async def test_a_call_has_the_line_however_a_library_comes_to_make_it(node, run, write):
    write("node_modules/sdk/index.js", SDK)
    file = write("hook.js", HOOK)
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.SUCCESS, outcome.error
    assert _lines(outcome) == LINES
    assert {call.file for call in outcome.outbound} == {str(file), None}


async def test_a_hook_that_begins_very_much_has_no_lines_but_an_outcome(run, write):
    write("node_modules/sdk/index.js", SDK)
    write(
        "hook.js",
        "const sdk = require('sdk');\n"
        "module.exports = async (recipient, text, context, cb) => {\n"
        "  for (let n = 0; n < 5000; n += 1) await n;\n"
        "  sdk.byTimer('lost', () => cb(null, {}));\n"
        "};\n",
    )
    outcome = await run("hook.js")
    assert outcome.kind == Kind.SUCCESS
    assert _lines(outcome) == {"lost": [None]}


async def test_an_endless_recursion_is_still_the_hooks_own(run, write):
    write(
        "hook.js",
        "const down = async () => { await down(); };\n"
        "module.exports = (recipient, text, context, cb) => { down().catch(cb); };\n",
    )
    outcome = await run("hook.js")
    assert outcome.kind == Kind.CALLBACK_ERROR
    assert outcome.error.name == "RangeError"


CONNECTIONS = """import asyncio, http.client, urllib.request

def handler(recipient, text, context):
    kept = http.client.HTTPSConnection("sms.example")
    kept.request("GET", "/kept")
    kept.getresponse().read()
    kept.request(
        "POST", "/kept-on", body=b"POST /x HTTP/1.1")
    kept.getresponse().read()
    asyncio.run(main())
    return {}

async def main():
    await asyncio.gather(
        speak("one"), speak("two"))

async def speak(name):
    reader, writer = await asyncio.open_connection("sms.example", 443, ssl=True)
    writer.write(b"GET /%s HTTP/1.1\\r\\nhost: sms.example\\r\\n\\r\\n" % name.encode())
    await reader.readline()
    writer.close()
"""


async def test_a_call_of_a_python_function_has_its_line(run, write):
    write("hook.py", CONNECTIONS)
    outcome = await run("hook.py")
    assert outcome.kind == Kind.SUCCESS, outcome.error
    assert _lines(outcome) == {"kept": [5], "kept-on": [7], "one": [18], "two": [18]}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            "hook.js",
            "module.exports = async (recipient, text, context, cb) => {\n"
            "  const call = (url) => fetch(url);\n"
            "  await call('https://sms.example/');\n"
            "};\n",
            2,
        ),
        (
            "hook.py",
            "import urllib.request\n"
            "def handler(recipient, text, context):\n"
            "    urllib.request.urlopen('https://sms.example/')\n",
            3,
        ),
    ],
)
async def test_a_time_out_names_the_call_that_it_waits_for(name, text, line, run, write):
    write(name, text)
    outcome = await run(name, timeout=0.5, faults=("no-answer",))
    assert outcome.kind == Kind.TIMEOUT_WAITING
    assert outcome.error.message.endswith(
        f"it was waiting for a TLS connection to sms.example:443 at {name}:{line}."
    )
    assert (outcome.where.line, outcome.outbound[0].line) == (line, line)
    assert line in dict(outcome.where.excerpt)

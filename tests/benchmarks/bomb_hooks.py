"""Hooks in JavaScript that are made to exhaust offhook: what they say and what they send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

JS: Final = "module.exports = (recipient, text, context, cb) => { CODE };\n"
FETCH: Final = (
    "const z = require('zlib'); const o = {method: 'POST', headers: HEADERS, body: BODY};"
    "fetch('https://api.example.com/sms', o).then(r => cb(null, {}), cb);"
)


def sending(headers: str, body: str) -> str:
    """A hook that sends this."""
    return FETCH.replace("HEADERS", f"{{{headers}}}").replace("BODY", body)


def hooks() -> Iterator[tuple[str, str]]:
    """Hooks, in JavaScript; what they say and send."""
    yield "floor: a hook", "cb(null, {MessageID: 'm'})"
    yield (
        "a response of 400,000 keys",
        "const r = {}; for (let i = 0; i < 4e5; i++) r['k' + i] = i; cb(null, r)",
    )
    yield "a response of 8 MiB", "cb(null, {x: 'x'.repeat(8e6)})"
    yield "a response of 100 MiB", "cb(null, {x: 'x'.repeat(1e8)})"
    yield "a response of 2 million zeros", "cb(null, Array(2e6).fill(0))"
    yield (
        "an error with 400,000 properties",
        "const e = new Error('x'); for (let i = 0; i < 4e5; i++) e['k' + i] = i; cb(e)",
    )
    yield "an error with 100 MiB", "const e = new Error('x'); e.body = 'x'.repeat(1e8); cb(e)"
    yield "a message of 100 MiB", "cb(new Error('x'.repeat(1e8)))"
    yield "an error of x-x-x-", "cb(new Error('x-'.repeat(4e6)))"
    yield (
        "100,000 console lines",
        "for (let i = 0; i < 1e5; i++) console.log('%25'.repeat(20)); cb(null, {})",
    )
    yield "100 MiB of console", "console.log('%25'.repeat(3e7)); cb(null, {})"
    for times in (1, 2):
        chain = ", ".join(["gzip"] * times)
        body = "Buffer.alloc(2e8)"
        for _ in range(times):
            body = f"z.gzipSync({body})"
        yield f"sends {chain} of 200 MB", sending(f"'content-encoding': '{chain}'", body)
    bodies = {
        "15 MiB of {": "'{'.repeat(15 << 20)",
        "15 MiB of a form": "'a=1&'.repeat(15 << 18)",
        "a form of passwords": "'?a-a-a-a-'.repeat(7000)",
        "64 kB of name=": "'--' + 'name=\"token\"'.repeat(5400)",
        "800,000 keys": "'{' + Array.from(Array(8e5), (_, i) => `\"k${i}\":0`).join() + '}'",
        "2 million objects": "'[' + '{\"\":0},'.repeat(2e6) + '0]'",
        "a secret's letters": "'?' + 'secret-'.repeat(9000)",
        "15 MiB of Base64": "'ab+/'.repeat(15 << 18)",
        "15 MiB of percent signs": "'%25'.repeat(5 << 20)",
    }
    for name, body in bodies.items():
        kind = "application/x-www-form-urlencoded" if "form" in name else "application/json"
        yield f"sends {name}", sending(f"'content-type': '{kind}'", body)
    entities = "<!DOCTYPE x [<!ENTITY a \\'aaaaaaaaaa\\'>" + "".join(
        f"<!ENTITY {chr(98 + n)} \\'{f'&{chr(97 + n)};' * 10}\\'>" for n in range(8)
    )
    xml = f"'{entities}]><messages><body>&i;</body></messages>'"
    code = sending("'content-type': 'application/xml'", xml)
    yield (
        "sends a billion laughs",
        code.replace("example.com/sms", "esendex.com/v1.0/messagedispatcher"),
    )
    part = "'--b\\r\\ncontent-disposition: form-data; name=\"a\"\\r\\n\\r\\nb\\r\\n'"
    many = f"{part}.repeat(1e5) + '--b--'"
    yield "sends 100,000 parts", sending("'content-type': 'multipart/form-data; boundary=b'", many)
    yield "asks for a URL of 15 MiB", ASK.replace("PATH", "'/?a=' + '%25'.repeat(5 << 20)")
    yield "asks for a URL of 200 kB", ASK.replace("PATH", "'/?a=' + 'czNj'.repeat(5e4)")
    yield "sends a header of 1 MiB", sending("'x-a': 'b'.repeat(1 << 20)", "''")
    yield "sends a header of 200 kB", sending("authorization: 'Basic ' + 'ab+/'.repeat(5e4)", "''")
    heads = "...Object.fromEntries(Array.from(Array(1e5), (_, i) => ['x-' + i, 'b']))"
    yield "sends 100,000 headers", sending(heads, "''")
    heads = heads.replace("1e5", "2e4")
    yield "sends 20,000 headers", sending(heads, "''")
    yield "2,000 calls of 60 kB", MANY
    yield "2,000 calls of 60 kB, at once", MANY.replace("await fetch", "fetch")
    yield (
        "10,000 causes",
        "let e = new Error('x');"
        "for (let i = 0; i < 1e4; i++) e = new Error('x', {cause: e}); cb(e)",
    )
    yield (
        "100,000 levels",
        "let r = {}; for (let i = 0; i < 1e5; i++) r = {r}; cb(null, r)",
    )
    yield "a million console lines", "for (let i = 0; i < 1e6; i++) console.log('x'); cb(null, {})"
    yield (
        "a MessageID, base64 wall",
        "cb(null, {MessageID: 'ab+/'.repeat(2e6)})",
    )


ASK: Final = (
    "require('https').get({host: 'api.example.com', path: PATH},"
    " r => r.resume().on('end', () => cb(null, {}))).on('error', cb)"
)
MANY: Final = (
    "const o = {method: 'POST', headers: {'content-type': 'application/json'},"
    " body: JSON.stringify({to: recipient, text, x: 'czNj'.repeat(15000)})};"
    "(async () => { for (let i = 0; i < 2000; i++) await fetch('https://api.example.com/sms', o);"
    " cb(null, {}); })().catch(cb)"
)

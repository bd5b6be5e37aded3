"""Answers and hooks made to exhaust offhook: `python -m tests.benchmarks.bombs [PART OF A NAME]`.

Each, in a process of its own, is to end within 5 seconds at `--timeout 3`, and within 200 MiB.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MOST_SECONDS = 5.0
MOST_MIB = 200
MIB = 1 << 20
SECRETS = {f"SECRET_{n}": f"{n}-" + "s3cret/+" * 8 for n in range(30)}
SESSION = f"""\
format = 1
target = "TARGET"
secrets = {json.dumps(list(SECRETS))}
[invocation.one.payload]
recipient = "+18085555555"
text = "123456"
[invocation.one.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "123456"
ip = "127.0.0.1"
user_agent = "x"
user = {{ user_id = "a" }}
"""


@cache
def zipped(size: int, times: int = 1, byte: bytes = b" ") -> bytes:
    """So many bytes, compressed so many times, never held at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(byte * MIB) for _ in range(size // MIB)]
    packed = b"".join((*parts, packer.flush()))
    for _ in range(times - 1):
        packed = gzip.compress(packed)
    return packed


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def keys(count: int) -> bytes:
    """An object of so many members."""
    members = ",".join(f'"k{n}":{n}' for n in range(count))
    return f'{{"MessageID":"m",{members}}}'.encode()


def answers() -> Iterator[tuple[str, bytes]]:
    """Answers of a remote endpoint."""
    yield "floor: an answer", answer(b'{"MessageID":"m"}')
    for times in (1, 2, 3, 4):
        chain = ", ".join(["gzip"] * times)
        yield f"512 MiB, {chain}", answer(zipped(512 * MIB, times), f"Content-Encoding: {chain}")
    many = ", ".join(["gzip"] * 9000)
    yield "gzip 9,000 times over", answer(zipped(MIB), f"Content-Encoding: {many}")
    for name in ("br", "zstd", "compress", "deflate"):
        yield f"said to be {name}", answer(b"\x78\x9c" * 500_000, f"Content-Encoding: {name}")
    for tag in (
        "<title>",
        "<script>",
        "<style >",
        "<",
        "<!--",
        "<title",
        "&#" + "9" * 5000,
        "&amp",
    ):
        page = tag.encode() * (MIB // len(tag))
        bad = answer(page, "Content-Type: text/html", status="500 Oops")
        yield f"1 MiB of {tag[:8]} in an HTTP 500", bad
    for charset in ("punycode", "idna", "utf-7", "unicode_escape", "raw_unicode_escape", "zlib"):
        kind = f"Content-Type: text/plain; charset={charset}"
        yield f"8 MiB, {charset}", answer((b"a-\\u00e9+AOk-" * MIB)[: 8 * MIB - 1], kind)
    yield "400,000 keys", answer(keys(400_000))
    yield "400,000 keys in an HTTP 500", answer(keys(400_000), status="500 Oops")
    yield "2 million zeros", answer(b'{"MessageID":"m","x":[' + b"0," * 2_000_000 + b"0]}")
    yield "700,000 objects", answer(b'{"MessageID":"m","x":[' + b'{"":0},' * 700_000 + b"0]}")
    yield "8 MiB of brackets", answer(b"[" * (8 * MIB - 1))
    yield (
        "199 levels, 40,000 times",
        answer(b'{"MessageID":"m","x":[' + (b"[" * 190 + b"]" * 190 + b",") * 20_000 + b"0]}"),
    )
    yield "an integer of 8 million digits", answer(b'{"a":' + b"9" * 8_000_000 + b"}")
    yield "a float of 8 million digits", answer(b'{"a":0.' + b"9" * 8_000_000 + b"}")
    yield "a key of 4 MB twice", answer(b'{"%s":1,"%s":2}' % (b"k" * 4_000_000, b"k" * 4_000_000))
    yield "8 MiB of text", answer(b'{"MessageID":"m","x":"' + b"x" * 8_000_000 + b'"}')
    yield "8 MiB of %25", answer(b'{"MessageID":"m","x":"' + b"%25" * 2_700_000 + b'"}')
    yield "8 MiB of backslashes", answer(b'{"MessageID":"m","x":"' + b"\\\\" * 4_000_000 + b'"}')
    yield "8 MiB of Base64", answer(b'{"MessageID":"m","x":"' + b"czNj" * 2_000_000 + b'"}')
    yield (
        "8 MiB of nearly a secret",
        answer(b'{"MessageID":"m","x":"' + b"s3cret/" * 1_100_000 + b'"}'),
    )
    yield "a MessageID of 8 MiB", answer(b'{"MessageID":"' + b"m" * 8_000_000 + b'"}')
    yield "a reason of 90 kB", answer(b"{}", status="500 " + "x" * 90_000)
    lines = "\r\n".join(["X: y"] * 1_000_000)
    yield "a million headers", answer(b"{}", lines)
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield "8 million chunks", chunked + b"1\r\n \r\n" * 8_000_000
    trailers = b"".join(b"X: y\r\n" for _ in range(MIB))
    yield "a million trailers", chunked + b"2\r\n{}\r\n0\r\n" + trailers + b"\r\n"
    yield "interim answers without end", b"HTTP/1.1 100 Continue\r\n\r\n" * 3_000_000


JS = "module.exports = (recipient, text, context, cb) => { CODE };\n"
FETCH = (
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


def serve(data: bytes) -> tuple[socket.socket, str]:
    """A server that gives these bytes to whoever asks."""
    server = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(data)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass
            except OSError:
                if server.fileno() < 0:
                    return

    threading.Thread(target=run, daemon=True).start()
    return server, f"http://127.0.0.1:{server.getsockname()[1]}/"


WATCHED = """
import sys
from pathlib import Path
from tui.cli.main import main

status = main(sys.argv[1:-1])
told = Path("/proc/self/status").read_text()
Path(sys.argv[-1]).write_text(told.partition("VmHWM:")[2].split()[0])
sys.exit(status)
"""
"""offhook, which writes the most memory that it alone has had, in KiB, to the file named last."""


def measured(target: str, folder: Path) -> tuple[float, float, float, int]:
    """Seconds, seconds of CPU, the hook's too, MiB and exit status of a `send --json` there."""
    session, peak = folder / "bomb.toml", folder / "peak"
    session.write_text(SESSION.replace("TARGET", target))
    peak.unlink(missing_ok=True)
    sending = ("send", "--timeout", "3", "--json", str(session))
    command = [sys.executable, "-c", WATCHED, *sending, str(peak)]
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, **SECRETS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    mib = int(peak.read_text()) / 1024 if peak.exists() else float("inf")
    return seconds, usage.ru_utime + usage.ru_stime, mib, process.returncode


def main() -> int:
    """Measure all, or those whose names hold the first argument; 1 where one is over a limit."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    over = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def tell(bomb: str, target: str) -> int:
            seconds, cpu, mib, code = measured(target, folder)
            bad = seconds > MOST_SECONDS or mib > MOST_MIB or code not in (0, 1)
            figures = f"{seconds:6.2f} s  {cpu:6.2f} s of CPU  {mib:6.0f} MiB  exit {code}"
            print(f"{'over' if bad else '    '}  {figures}  {bomb}", flush=True)
            return bad

        for bomb, data in answers():
            if wanted in bomb:
                server, url = serve(data)
                over += tell(bomb, url)
                server.close()
        for bomb, code in hooks():
            if wanted in bomb:
                (folder / "bomb.js").write_text(JS.replace("CODE", code))
                over += tell(bomb, "bomb.js")
    print(f"{over} over {MOST_SECONDS:g} s or {MOST_MIB} MiB")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

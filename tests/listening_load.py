"""Sends a listener what is good and what is bad at the same time, and counts what it did with each.

`python -m tests.listening_load [--good 2000] [--at-once 50] [--gigabytes 1] [--target starter]`
does so with `offhook listen` as a process of its own, which answers by an endpoint that takes every
message unless a target is named, and says what it took; it is no part of the tests, which call
`storm` with fewer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import httpx

from sessions.contract.invocation import example
from sessions.listening.signing import NONCE, SIGNATURE, TIMESTAMP, sign
from sessions.platforms.current import PLATFORM
from tests.load_run import counting

SECRET = "a-secret-of-the-load-0123456789"
CHUNK = b"x" * 65_536


@dataclass
class Counts:
    """What requests were answered, by their sort: HTTP statuses, and 0 for a cut connection."""

    by_sort: dict[str, Counter[int]] = field(default_factory=dict[str, Counter[int]])

    def add(self, sort: str, status: int) -> None:
        self.by_sort.setdefault(sort, Counter())[status] += 1


def good_body(number: int) -> bytes:
    """One of the dialects, in turn; each of another user."""
    payload = example().put(("context", "user", "user_id"), f"auth0|load{number}").payload
    match number % 3:
        case 0:
            return json.dumps(payload).encode()
        case 1:
            return json.dumps(PLATFORM.events.to_event(payload, "action")).encode()
        case _:
            return json.dumps(PLATFORM.events.to_event(payload, "phone-provider")).encode()


def signed(body: bytes, nonce: str, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request that may come in once."""
    now = str(int(time.time()))
    made = sign(secret, body, timestamp=now, nonce=nonce)
    return {"content-type": "application/json", TIMESTAMP: now, NONCE: nonce, SIGNATURE: made}


async def storm(url: str, *, good: int, at_once: int, body_bytes: int, slow: int = 5) -> Counts:
    """Send `good` invocations, `at_once` at a time, and with them as many again that are bad.

    Args:
        body_bytes: of a body that is far too large.
        slow: how many clients say half of a request, and wait for what comes.
    """
    counts = Counts()
    limits = httpx.Limits(max_connections=at_once * 2)
    async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits) as client:

        async def post(sort: str, body: bytes, headers: dict[str, str]) -> None:
            try:
                said = await client.post(url, content=body, headers=headers)
                counts.add(sort, said.status_code)
            except httpx.TransportError:
                counts.add(sort, 0)

        async def one(number: int) -> None:
            body, nonce = good_body(number), f"good-of-the-load-{number}"
            headers = signed(body, nonce)
            await post("good", body, headers)
            match number % 5:
                case 0:
                    await post("replayed", body, headers)
                case 1:
                    wrong = signed(body, f"{nonce}-wrong", "another-secret-of-the-load")
                    await post("wrong secret", body, wrong)
                case 2:
                    await post("bad JSON", b'{"', signed(b'{"', f"{nonce}-bad"))
                case 3:
                    await post("page", body, signed(body, f"{nonce}-page") | {"origin": "http://x"})
                case _:
                    await post("changed", body + b" ", headers)

        async def huge() -> AsyncIterator[bytes]:
            for _ in range(0, body_bytes, len(CHUNK)):
                yield CHUNK

        numbers = iter(range(good))

        async def worker() -> None:
            for number in numbers:
                await one(number)

        async def large() -> None:
            try:
                said = await client.post(url, content=huge(), headers=signed(b"", "large" * 4))
                counts.add("too large", said.status_code)
            except httpx.TransportError:
                counts.add("too large", 0)

        workers = [worker() for _ in range(at_once)]
        await asyncio.gather(*workers, large(), *(_slow(url, counts) for _ in range(slow)))
    return counts


async def _slow(url: str, counts: Counts) -> None:
    """A client that never ends its body; until it is told why, or cut off."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    lines = [f"{name}: {text}" for name, text in signed(b"", "slow" * 5).items()]
    head = "\r\n".join(["POST / HTTP/1.1", "Host: localhost", *lines, "Content-Length: 9", "", "{"])
    writer.write(head.encode())
    try:
        said = (await reader.read(100)).split(b" ")
    except ConnectionError:
        said = []
    counts.add("slow", int(said[1]) if len(said) > 1 else 0)
    writer.close()


def main() -> int:
    """Run it, say what it took, and give 0 where none was lost and none let in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--good", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--gigabytes", type=float, default=1)
    parser.add_argument("--target")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, counting() as (endpoint, _):
        command = [sys.executable, "-m", "tui", "listen", "--headless", "--port", "0"]
        command += [
            "--secret",
            "LISTEN_SECRET",
            "--record",
            "into",
            "--target",
            options.target or endpoint,
        ]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**os.environ, "LISTEN_SECRET": SECRET, "PYTHONPATH": str(Path.cwd())},
        ) as process:
            assert process.stdout
            url = process.stdout.readline().strip()
            reading = [ThreadPoolExecutor(1).submit(each.read) for each in _streams(process)]
            before, began = _memory(process.pid), time.monotonic()
            counts = asyncio.run(
                storm(
                    url,
                    good=options.good,
                    at_once=options.at_once,
                    body_bytes=int(options.gigabytes * 2**30),
                )
            )
            took, after = time.monotonic() - began, _memory(process.pid)
            process.send_signal(signal.SIGINT)
            out, err = (each.result(60) for each in reading)
        recorded = len(list((Path(folder) / "into").glob("*.toml")))
    delivered = len(re.findall("✓ Delivered", out))
    say = sys.stdout.write
    say(f"{took:.1f} s, {options.good / took:.0f} good ones a second\n")
    say(f"memory at its highest: {before / 1024:.0f} MB before, {after / 1024:.0f} MB after\n")
    say(f"delivered {delivered}, recorded {recorded}; {err.splitlines()[-1]}\n")
    for sort, statuses in counts.by_sort.items():
        say(f"  {sort:<14} {dict(statuses)}\n")
    is_whole = counts.by_sort["good"] == {200: options.good} and delivered == options.good
    let_in = sum(each[200] for sort, each in counts.by_sort.items() if sort != "good")
    return 0 if is_whole and recorded == options.good and not let_in else 1


def _streams(process: subprocess.Popen[str]) -> list[IO[str]]:
    """What has to be read all the time: a listener that nobody reads stands still."""
    assert process.stdout and process.stderr
    return [process.stdout, process.stderr]


def _memory(pid: int) -> int:
    """The most memory that a process has had, in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0])


if __name__ == "__main__":
    sys.exit(main())

"""What replaying to an endpoint costs beside a bare `httpx.Client`, warm and from a cold start."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sessions.contract.invocation import example
from sessions.replay.run import replay_session
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import SessionFile, write

from .invocations import Times
from .table import Table

SENT = 1_000
ROUNDS = 5

_SERVER = r"""
import asyncio
BODY = b'{"MessageID":"1"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

class Endpoint(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.read = transport, b""

    def data_received(self, data):
        head, ended, body = (self.read + data).partition(b"\r\n\r\n")
        self.read = head + ended + body
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if ended and len(body) >= int(length):
            self.read = b""
            self.transport.write(HEAD % len(BODY) + BODY)

async def main():
    server = await asyncio.get_running_loop().create_server(Endpoint, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
_LOOP = """
import httpx, json, sys, time
url, body, count = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
with httpx.Client(trust_env=False) as client:
    client.post(url, json=body).json()
    began = time.perf_counter()
    for _ in range(count):
        client.post(url, json=body).json()
    print((time.perf_counter() - began) * 1000)
"""
_REPLAY = "import sys; from tui.cli.main import main; sys.exit(main())"
_IMPORTS = ("textual.app", "tui.workbench.screen", "sessions.replay.run")


def measure_remote() -> None:
    """Replays in a row, and one from a cold start."""
    payload = json.dumps(example().payload)
    with tempfile.TemporaryDirectory() as folder, _endpoint() as url:
        session = Session(
            target=url, invocation={"one": SavedInvocation(payload=example().payload)}
        )
        file = write(Path(folder) / "one.toml", session)
        pairs = [(_loop(url, payload), _replays(file)) for _ in range(ROUNDS)]
        floor, ours = (Times(list(each)) for each in zip(*pairs, strict=True))
        table = Table(f"{SENT:,} replays to an endpoint", "ms", "x httpx.Client")
        table.add("offhook", f"{ours.median:.0f}", f"{ours.median / floor.median:.2f}")
        table.floor("httpx.Client in a loop", floor)
        print(table, end="\n\n")
        cold = Table("one replay from a cold start", "ms", "x httpx.Client")
        floor = _started(_LOOP, url, payload, "0")
        ours = _started(_REPLAY, "replay", str(file.path))
        cold.add("offhook replay", f"{ours.median:.0f}", f"{ours.median / floor.median:.2f}")
        cold.floor("httpx.Client", floor)
        print(cold, end="\n\n")
    table = Table("an import", "ms", f"x {_IMPORTS[0]}")
    floor = _started(f"import {_IMPORTS[0]}")
    for name in _IMPORTS[1:]:
        times = _started(f"import {name}")
        table.add(name, f"{times.median:.0f}", f"{times.median / floor.median:.2f}")
    table.floor(_IMPORTS[0], floor)
    print(table)


def _loop(url: str, payload: str) -> float:
    command = (sys.executable, "-c", _LOOP, url, payload, str(SENT))
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _replays(file: SessionFile) -> float:
    async def replay() -> float:
        await replay_session(file)
        began = time.perf_counter()
        steps = await replay_session(file, repeat=SENT)
        took = time.perf_counter() - began
        if not all(step.verdict.met for step in steps):
            raise SystemExit("the endpoint did not answer all replays")
        return took * 1000

    return asyncio.run(replay())


def _started(program: str, *words: str) -> Times:
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run((sys.executable, "-c", program, *words), capture_output=True, check=True)
        times.append((time.perf_counter() - began) * 1000)
    return Times(times)


@contextmanager
def _endpoint() -> Iterator[str]:
    """An endpoint that keeps its connections, in a process of its own."""
    server = subprocess.Popen((sys.executable, "-c", _SERVER), stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
    finally:
        server.terminate()
        server.communicate()

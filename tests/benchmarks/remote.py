"""What replays to an endpoint cost beside a bare `httpx.Client`, warm and cold, and each import.

CPU time of the process, user and system, the least of some rounds in which what is measured and its
floor take turns: what else the machine does is in neither.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

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
_NO_CLICK = 'import sys; sys.modules["click"] = None\n'
"""As in an installation of a user's: of httpx's command line, which nobody needs, httpx loads what
the development tools bring along."""
_LOOP = f"""{_NO_CLICK}
import httpx, json, sys, time
url, body, count = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
with httpx.Client(trust_env=False) as client:
    client.post(url, json=body).json()
    began = time.process_time()
    for _ in range(count):
        client.post(url, json=body).json()
    print((time.process_time() - began) * 1000)
"""
REPLAY = f"{_NO_CLICK}import sys; from tui.cli.main import main; sys.exit(main())"
_Measured: TypeAlias = tuple[str, Callable[[], float]]
"""What it is called, and what runs it once and gives its milliseconds."""
_IMPORTS = ("textual.app", "tui.workbench.screen", "sessions.replay.run")


def measure_remote() -> None:
    """Replays in a row, one from a cold start, and what a screen and a replay load."""
    print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; least of {ROUNDS}.\n")
    payload = json.dumps(example().payload)
    with tempfile.TemporaryDirectory() as folder, endpoint() as url:
        session = Session(
            target=url, invocation={"one": SavedInvocation(payload=example().payload)}
        )
        file = write(Path(folder) / "one.toml", session)
        _compare(
            f"{SENT:,} replays to an endpoint",
            ("httpx.Client in a loop", lambda: _loop(url, payload)),
            ("offhook", lambda: _replays(file)),
        )
        _compare(
            "one replay from a cold start",
            ("httpx.Client", lambda: _started(_LOOP, url, payload, "0")),
            ("offhook replay", lambda: _started(REPLAY, "replay", str(file.path))),
        )
    floor, *measured = ((name, partial(_started, f"import {name}")) for name in _IMPORTS)
    _compare("an import", floor, *measured)


def _compare(title: str, floor: _Measured, *measured: _Measured) -> None:
    """Measure each in turn, round by round, and print the least of each and its ratio."""
    rounds = [[run() for _, run in (floor, *measured)] for _ in range(ROUNDS)]
    least, *ours = map(min, zip(*rounds, strict=True))
    table = Table(title, "ms of CPU", f"x {floor[0]}")
    for (name, _), time_of_it in zip(measured, ours, strict=True):
        table.add(name, f"{time_of_it:.0f}", f"{time_of_it / least:.2f}")
    table.floor(floor[0], Times([least]))
    print(table, end="\n\n")


def _loop(url: str, payload: str) -> float:
    command = (sys.executable, "-c", _LOOP, url, payload, str(SENT))
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _replays(file: SessionFile) -> float:
    async def replay() -> float:
        await replay_session(file)
        began = time.process_time()
        steps = await replay_session(file, repeat=SENT)
        took = time.process_time() - began
        if not all(step.verdict.met for step in steps):
            raise SystemExit("the endpoint did not answer all replays")
        return took * 1000

    return asyncio.run(replay())


def _started(program: str, *words: str) -> float:
    return started(sys.executable, "-c", program, *words)


def started(*command: str) -> float:
    """Milliseconds of CPU that a command takes from its start to its end."""
    began = _of_children()
    subprocess.run(command, capture_output=True, check=True)
    return _of_children() - began


def _of_children() -> float:
    """Milliseconds of CPU of the children that have ended. (`os.times` counts in 10 ms.)"""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


@contextmanager
def endpoint() -> Iterator[str]:
    """An endpoint that keeps its connections, in a process of its own."""
    server = subprocess.Popen((sys.executable, "-c", _SERVER), stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
    finally:
        server.terminate()
        server.communicate()

"""Ten thousand sessions, each in a folder of its own, read and replayed: against TOML that is only
parsed, and a bare `httpx.Client`; in CPU time, and the memory that they take."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

from .invocations import Times
from .remote import endpoint
from .table import Table

SESSIONS = 10_000

_CLOCK = """
import resource, sys, time
def cpu(since=0.0):
    return time.process_time() * 1000 - since
def end(*times):
    print(*times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_FLOOR = f"""{_CLOCK}
import httpx, json, tomllib
from pathlib import Path
began = cpu()
documents = [tomllib.loads(file.read_text()) for file in Path(sys.argv[1]).rglob("*.toml")]
parsed = cpu(began)
began = cpu()
with httpx.Client(trust_env=False) as client:
    for document in documents:
        body = document["invocation"]["one"]["payload"]
        client.post(document["target"], json=body).json()
end(parsed, cpu(began))
"""
_OURS = f"""{_CLOCK}
import asyncio, sessions
began = cpu()
files = sessions.read_sessions(sys.argv[1])
read = cpu(began)
began = cpu()
steps = asyncio.run(sessions.replay_sessions(files))
assert all(step.verdict.met for step in steps)
end(read, cpu(began))
"""


def measure_many_sessions() -> None:
    """Once: it takes half a minute."""
    with tempfile.TemporaryDirectory() as folder, endpoint() as url:
        saved = {"one": SavedInvocation(payload=example().payload)}
        first = write(Path(folder) / "0.toml", Session(target=url, invocation=saved))
        for number in range(1, SESSIONS):
            place = Path(folder) / str(number)
            place.mkdir()
            (place / "one.toml").write_text(first.text)
        parsed, sent, _ = _run(_FLOOR, folder)
        read, replayed, memory = _run(_OURS, folder)
    table = Table(f"{SESSIONS:,} sessions", "ms of CPU", "ratio", "MB at most")
    table.add("read", f"{read:.0f}", f"{read / parsed:.1f}", "")
    table.add("replayed", f"{replayed:.0f}", f"{replayed / sent:.2f}", f"{memory / 1024:.0f}")
    table.floor("tomllib", Times([parsed]))
    table.floor("httpx.Client in a loop", Times([sent]))
    print(table)


def _run(program: str, folder: str) -> tuple[float, float, float]:
    command = (sys.executable, "-c", program, folder)
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    first, second, memory = map(float, done.stdout.split())
    return first, second, memory

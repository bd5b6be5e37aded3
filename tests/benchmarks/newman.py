"""One request from a cold start, and a thousand in a row, by Postman's runner, newman, where it is
found, and by a replay."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

from .invocations import Times
from .remote import REPLAY, ROUNDS, SENT, endpoint, started
from .table import Table


def measure_newman() -> None:
    """Both from their start to their end, with a report at the end."""
    newman = shutil.which("newman")
    if newman is None:
        print("Left out: newman; npm install -g newman has it measured.")
        return
    payload = example().payload
    with tempfile.TemporaryDirectory() as folder, endpoint() as url:
        session = Session(target=url, invocation={"one": SavedInvocation(payload=payload)})
        file = write(Path(folder) / "one.toml", session).path
        collection = Path(folder) / "one.json"
        collection.write_text(json.dumps(_collection(url, json.dumps(payload))))
        run = (newman, "run", str(collection))
        to_file = (
            "--reporters",
            "json",
            "--reporter-json-export",
            str(Path(folder) / "report.json"),
        )
        replay = (sys.executable, "-c", REPLAY, "replay", str(file))
        cold = [(_timed(*replay), _timed(*run)) for _ in range(ROUNDS)]
        _compare("one request from a cold start", *map(_least, zip(*cold, strict=True)))
        print()
        often = ("--repeat", str(SENT), "--format", "json")  # once, for newman is slow
        in_a_row = _timed(*replay, *often), _timed(*run, "-n", str(SENT), *to_file)
        _compare(f"{SENT:,} requests in a row", *in_a_row)


def _least(runs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The least time, and the least CPU."""
    took, used = zip(*runs, strict=True)
    return min(took), min(used)


def _compare(title: str, ours: tuple[float, float], floor: tuple[float, float]) -> None:
    table = Table(title, "ms", "newman takes", "ms of CPU", "newman takes")
    (took, used), (newman_took, newman_used) = ours, floor
    table.add(
        "offhook replay",
        *(f"{took:.0f}", f"{newman_took / took:.1f} x"),
        *(f"{used:.0f}", f"{newman_used / used:.1f} x"),
    )
    table.floor("newman run", Times([newman_took]))
    print(table)


def _collection(url: str, body: str) -> dict[str, object]:
    header = [{"key": "Content-Type", "value": "application/json"}]
    request = {
        "method": "POST",
        "url": url,
        "header": header,
        "body": {"mode": "raw", "raw": body},
    }
    kind = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {
        "info": {"name": "one", "schema": kind},
        "item": [{"name": "one", "request": request}],
    }


def _timed(*command: str) -> tuple[float, float]:
    """Milliseconds, and those of CPU: newman waits for much of the time that it takes."""
    began = time.perf_counter()
    used = started(*command)
    return (time.perf_counter() - began) * 1000, used

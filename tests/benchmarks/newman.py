"""A thousand requests in a row by Postman's runner, newman, where it is found, and by a replay."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

from .invocations import Times
from .remote import SENT, endpoint, started
from .table import Table

_OURS = "import sys; from tui.cli.main import main; sys.exit(main())"


def measure_newman() -> None:
    """Both from their start to their end, with a report at the end; once, for newman is slow."""
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
        command = (newman, "run", str(collection), "-n", str(SENT), "--reporters", "json")
        floor = _timed(*command, "--reporter-json-export", str(Path(folder) / "report.json"))
        words = ("replay", str(file), "--repeat", str(SENT), "--format", "json")
        ours = _timed(sys.executable, "-c", _OURS, *words)
    table = Table(f"{SENT:,} requests in a row", "ms", "newman takes", "ms of CPU", "newman takes")
    table.add(
        "offhook replay",
        *(f"{ours[0]:.0f}", f"{floor[0] / ours[0]:.1f} x"),
        *(f"{ours[1]:.0f}", f"{floor[1] / ours[1]:.1f} x"),
    )
    table.floor("newman run", Times([floor[0]]))
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

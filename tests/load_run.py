"""Runs `offhook load` with a master and workers against a server of its own on loopback, and holds
what Locust has counted against what the server has.

`python -m tests.load_run [--seconds 60] [--workers 2] [--users 20]`: no part of the tests, since it
takes its time, and the package locust, of the extra `load`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

from sessions.contract.invocation import example
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

NAMES = ("first-code", "second-code")


@contextmanager
def counting() -> Iterator[tuple[str, list[int]]]:
    """An endpoint that takes every message, and an item for each that it took."""
    taken: list[int] = []
    numbers = count()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            number = next(numbers)
            answer = json.dumps({"MessageID": f"SM{number}"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            taken.append(number)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sms", taken
    server.shutdown()
    server.server_close()


def main() -> int:
    """Run it; 0 where nothing failed and both have counted the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seconds", 60), ("workers", 2), ("users", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, counting() as (url, taken):
        saved = SavedInvocation(
            payload=example().payload, expect=Expect.model_validate({"message_id": "/^SM/"})
        )
        path = Path(folder, "load.toml")
        write(path, Session(invocation=dict.fromkeys(NAMES, saved)))
        command = [sys.executable, "-m", "tui", "load", str(path), "--target", url]
        workers = [
            subprocess.Popen([*command, "--worker"], stderr=subprocess.DEVNULL)
            for _ in range(options.workers)
        ]
        leading = ["--master", "--headless", "--expect-workers", str(options.workers)]
        leading += ["--users", str(options.users), "--spawn-rate", str(options.users)]
        leading += ["--run-time", f"{options.seconds}s", "--", "--json", "--only-summary"]
        master = subprocess.run([*command, *leading], stdout=subprocess.PIPE, check=False)
        for worker in workers:
            worker.wait()
        rows = {row["name"]: row for row in json.loads(master.stdout)}
    told = sum(row["num_requests"] for row in rows.values())
    failures = sum(row["num_failures"] for row in rows.values())
    sys.stdout.write(
        f"Locust: {told:,} requests, {failures:,} failures, status {master.returncode}; "
        f"the server: {len(taken):,}\n"
    )
    is_even = set(rows) == set(NAMES) and not failures and told == len(taken)
    return 0 if is_even and master.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())

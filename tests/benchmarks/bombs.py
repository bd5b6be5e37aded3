"""Answers and hooks made to exhaust offhook: `python -m tests.benchmarks.bombs [PART OF A NAME]`.

Each, in a process of its own, is to end within 5 seconds at `--timeout 3`, and within 200 MiB. So
that a busy machine tells the same as an idle one, more than 5 seconds are too many only where the
time-out and the processor's time come to more too.
"""

from __future__ import annotations

import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from .bomb_answers import answers, endless
from .bomb_functions import PYTHON, functions
from .bomb_hooks import JS, hooks

MOST_SECONDS = 5.0
TIMEOUT = 3
MOST_MIB = 200
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


def serve(data: Iterable[bytes]) -> tuple[socket.socket, str]:
    """A server that gives these bytes to the first that asks."""
    server = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    for piece in data:
                        connection.sendall(piece)
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
    sending = ("send", "--timeout", str(TIMEOUT), "--json", str(session))
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


def whole() -> Iterator[tuple[str, Iterable[bytes]]]:
    """Answers that have an end."""
    for bomb, data in answers():
        yield bomb, [data]


def sources() -> Iterator[tuple[str, str, str]]:
    """Hooks in both languages: what each does, its target and its text."""
    for bomb, code in hooks():
        yield bomb, "bomb.js", JS.replace("CODE", code)
    for bomb, code in functions():
        yield f"Python: {bomb}", "bomb.py:send", PYTHON + textwrap.indent(code, "    ") + "\n"


def main() -> int:
    """Measure all, or those whose names hold the first argument; 1 where one is over a limit."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    over = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def tell(bomb: str, target: str) -> int:
            seconds, cpu, mib, code = measured(target, folder)
            bad = min(seconds, TIMEOUT + cpu) > MOST_SECONDS or mib > MOST_MIB or code not in (0, 1)
            figures = f"{seconds:6.2f} s  {cpu:6.2f} s of CPU  {mib:6.0f} MiB  exit {code}"
            print(f"{'over' if bad else '    '}  {figures}  {bomb}", flush=True)
            return bad

        for bomb, data in itertools.chain(whole(), endless()):
            if wanted in bomb:
                server, url = serve(data)
                over += tell(bomb, url)
                server.close()
        for bomb, target, source in sources():
            if wanted in bomb:
                (folder / target.partition(":")[0]).write_text(source)
                over += tell(bomb, target)
    print(f"{over} over {MOST_SECONDS:g} s or {MOST_MIB} MiB")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

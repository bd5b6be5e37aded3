"""What one waits for at the workbench: its first picture, a key, a long list of sessions.

On a pseudo-terminal, against a bare Textual form with the same fields and against posting, where it
is found: in milliseconds, and in those of CPU, which hold on a busy machine too.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sessions.contract.invocation import example
from sessions.contract.json_path import texts
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

from .invocations import Times
from .table import Table

ROUNDS = 5
SESSIONS = 10_000
_KEYS = 10
_SIZE = (45, 160)
_PATIENCE = 60.0
_QUIET = 0.4
"""Seconds without output after which a screen is taken for drawn."""
_LOOKED_AT = 2.0
"""Seconds that it is then watched for output that nobody asked for."""
_TICKS = os.sysconf("SC_CLK_TCK")

_NUMBER = "1-808-555-5555"
"""Of the recipient of the example, which all but posting show."""
_OURS = (sys.executable, "-c", "import sys; from tui.__main__ import main; sys.exit(main())")
_EXAMPLE = Path(__file__).parents[2] / "sessions/examples/enrollment-sms.toml"
"""What `make run` opens: the same fields, from a file."""
_FORM = """
import sys
from textual.app import App
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label
class Form(App):
    CSS = "Horizontal { height: 3; } Label { width: 20; } Input { width: 1fr; }"
    def compose(self):
        with VerticalScroll():
            for text in sys.argv[1:]:
                with Horizontal():
                    yield Label(text[:18])
                    yield Input(text)
Form().run()
"""


@dataclass
class Screen:
    """A program on a terminal of its own."""

    terminal: int
    process: subprocess.Popen[bytes]
    began: float
    shown: bytes = b""

    def until(self, text: str) -> tuple[float, float, float]:
        """Wait until it shows a text: milliseconds since it began, and of CPU; and MiB."""
        while text.encode() not in self.shown:
            if not self.read(_PATIENCE):
                raise SystemExit(f"{self.process.args}: no {text!r} in {self.shown[-2000:]!r}")
        took = (time.perf_counter() - self.began) * 1000
        return took, self._cpu(), self._memory()

    def read(self, patience: float) -> bytes:
        """What it shows next; nothing where that takes longer than `patience`, or it has ended."""
        if not select.select([self.terminal], [], [], patience)[0]:
            return b""
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:  # as Linux says that the program is gone
            return b""
        self.shown += data
        return data

    def rest(self) -> None:
        """Wait until it shows nothing more."""
        ends = time.monotonic() + _PATIENCE
        while self.read(_QUIET) and time.monotonic() < ends:
            pass

    def after_key(self, key: bytes) -> float:
        """Milliseconds from a key until it shows something; it shows nothing before."""
        self.rest()
        began = time.perf_counter()
        os.write(self.terminal, key)
        if not self.read(_PATIENCE):
            raise SystemExit(f"{self.process.args}: nothing is shown of a key")
        return (time.perf_counter() - began) * 1000

    def idle(self) -> int:
        """Bytes that it shows while nothing is asked of it."""
        self.rest()
        ends, count = time.monotonic() + _LOOKED_AT, 0
        while (left := ends - time.monotonic()) > 0:
            count += len(self.read(left))
        return count

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS * 1000

    def _memory(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def on_terminal(*command: str, folder: Path) -> Iterator[Screen]:
    """A program that is started on a terminal, in a folder that is all that it knows of a user."""
    terminal, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *_SIZE, 0, 0))
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    home = {"HOME": str(folder), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={**kept, **home, "PYTHONPATH": str(Path(__file__).parents[2])},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Screen(terminal, process, began)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


@dataclass
class _Measured:
    """Medians: milliseconds until the first picture, and of CPU; MiB then."""

    wall: float
    cpu: float
    memory: float


def measure_first_paint() -> None:
    """The workbench, the bare form and posting, in turns; then keys, idleness, and the list."""
    if not hasattr(os, "sched_getaffinity"):
        print("Left out: the first picture; /proc has the CPU time of others on Linux only.")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fields = [text for _, text in texts(example().payload)]
        commands: dict[str, tuple[Sequence[str], str]] = {
            "offhook": (_OURS, _NUMBER),
            "offhook SESSION": ((*_OURS, str(_EXAMPLE)), _NUMBER),
            "a bare form": ((sys.executable, "-c", _FORM, *fields), _NUMBER),
        }
        if posting := os.environ.get("POSTING") or shutil.which("posting"):
            commands["posting"] = ((posting, "--collection", name), "Send")
        else:
            print("Left out: posting; pipx install posting has it measured.")
        found = _in_turns(commands, folder)
        print(_table(found))
        print()
        print(_of_use(folder))


def _in_turns(commands: dict[str, tuple[Sequence[str], str]], folder: Path) -> dict[str, _Measured]:
    each: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(ROUNDS + 1):
        for name, (command, text) in commands.items():
            with on_terminal(*command, folder=folder) as screen:
                each[name].append(screen.until(text))
    warm = {name: rounds[1:] for name, rounds in each.items()}  # the first one compiles
    return {
        name: _Measured(*map(statistics.median, zip(*rounds, strict=True)))
        for name, rounds in warm.items()
    }


def _table(found: dict[str, _Measured]) -> Table:
    floors = {name: each for name, each in found.items() if not name.startswith("offhook")}
    names = [f"x {name}" for name in floors]
    table = Table("the first picture", "ms", *names, "ms of CPU", *names, "MiB")
    for name, each in found.items():
        wall = [f"{each.wall / floor.wall:.2f}" for floor in floors.values()]
        cpu = [f"{each.cpu / floor.cpu:.2f}" for floor in floors.values()]
        if name in floors:
            name, wall, cpu = f"  floor: {name}", [""] * len(floors), [""] * len(floors)
        table.add(name, f"{each.wall:.0f}", *wall, f"{each.cpu:.0f}", *cpu, f"{each.memory:.0f}")
    return table


def _of_use(folder: Path) -> Table:
    table = Table("at the workbench", "measured")
    with on_terminal(*_OURS, folder=folder) as screen:
        screen.until(_NUMBER)
        table.add("output while idle", f"{screen.idle()} bytes")
        keys = Times([screen.after_key(b"1") for _ in range(_KEYS)])
        table.add("a key until something is shown", f"{keys.median:.0f} ms")
    sessions = folder / "sessions"
    sessions.mkdir()
    saved = {"one": SavedInvocation(payload=example().payload)}
    first = write(sessions / "list-0000.toml", Session(target="starter", invocation=saved))
    for number in range(1, SESSIONS):
        (sessions / f"list-{number:04}.toml").write_text(first.text)
    with on_terminal(*_OURS, str(sessions), folder=folder) as screen:
        painted, _, _ = screen.until(_NUMBER)
        listed, _, _ = screen.until("list-0005")
        table.add(f"{SESSIONS:,} sessions, after the first picture", f"{listed - painted:.0f} ms")
    return table

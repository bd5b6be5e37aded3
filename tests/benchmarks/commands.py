"""How long commands take from their start to their end."""

from __future__ import annotations

import subprocess
import sys
import time

from .invocations import Times

ROUNDS = 10
_MAIN = "import sys; from tui.cli.main import main; sys.exit(main())"
_COMMANDS = {
    "offhook --version": ("--version",),
    "offhook send (starter)": ("send", "--target", "starter"),
}


def measure_commands() -> tuple[Times, dict[str, Times]]:
    """The floor, an interpreter that does nothing, and each command by its name."""
    floor = _measure("pass")
    return floor, {name: _measure(_MAIN, *words) for name, words in _COMMANDS.items()}


def _measure(program: str, *words: str) -> Times:
    return Times([_run(program, *words) for _ in range(ROUNDS)])


def _run(program: str, *words: str) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    took = (time.perf_counter() - began) * 1000
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed: {done.stderr}")
    return took

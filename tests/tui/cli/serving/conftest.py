"""The real command, serving the workbench from a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]


class Serving:
    """`offhook serve` as it runs: its URL, and what it said once it has ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self.process = process
        self.url = process.stdout.readline().strip()

    def end(self) -> str:
        """End it as Ctrl+C does, and give what it wrote on stderr."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=60)[1]


@contextmanager
def _serving(folder: Path, *options: str, **env: str) -> Iterator[Serving]:
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "serve", "--port", "0", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), **env},
    ) as process:
        try:
            yield Serving(process)
        finally:
            process.kill()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Serves with options and variables until the test ends."""
    with ExitStack() as stack:
        yield lambda *options, **env: stack.enter_context(_serving(tmp_path, *options, **env))

"""A hook's file that becomes something else while it is sent to is not waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.targets.local.target import RUNNER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes in folders")
MESSAGE = "is no regular file any more"


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.fixture(params=[_pipe, _folder, _device])
def swapped(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What has come into the place of a file."""
    path = tmp_path / "hook"
    request.param(path)
    return path


def test_node_reads_no_file_that_is_none(swapped: Path, node: str) -> None:
    code = f"require({str(RUNNER / 'node/files.cjs')!r}).codeOf(process.argv[1])"
    ended = subprocess.run([node, "-e", code, swapped], capture_output=True, timeout=60, text=True)
    assert MESSAGE in ended.stderr


def test_python_loads_no_file_that_is_none(swapped: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(RUNNER / 'python')!r}); import offhook_files; "
        "offhook_files.check_regular(sys.argv[1])"
    )
    command = [sys.executable, "-c", code, swapped]
    ended = subprocess.run(command, capture_output=True, timeout=60, text=True)
    assert MESSAGE in ended.stderr

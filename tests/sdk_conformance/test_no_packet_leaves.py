"""No packet leaves a captured hook: counted, with hooks that need no package, and some that evade.

The whole list, with the packages of providers and every fault, is `make conformance`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from sessions.runner.interpreters import node_candidates
from tests.sdk_conformance import uplink
from tests.sdk_conformance.rows import rows

Found: TypeAlias = dict[str, dict[str, list[str]]]
Look: TypeAlias = Callable[..., Found]

CALLERS = ("fetch.js", "https.js", "py_urllib.py")
EVASIONS = (
    "curl.js",
    "dns.js",
    "http2.js",
    "udp.js",
    "py_past_socket.py",
    "py_raw.py",
    "py_udp.py",
)
LIVE = ("curl.js", "fetch.js", "py_udp.py")


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """What is wrong with rows, by what was tried, inside a network namespace."""
    problem = uplink.why_none() if sys.platform == "linux" else "only Linux has them"
    if problem:
        pytest.skip(f"no network namespace with an uplink: {problem}")
    for row in rows():
        shutil.copy(row.path, tmp_path)
    node = next(node.path for node in node_candidates() if node.problem is None)

    def _look(looks: str, *names: str) -> Found:
        module = [sys.executable, "-m", "tests.sdk_conformance.inside", looks, str(tmp_path)]
        runtimes = ["--node", node, "--python", sys.executable]
        command = [*uplink.namespace(), *module, *names, *runtimes]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stderr
        lines = map(json.loads, done.stdout.splitlines())
        return {line["row"]: line["found"] for line in lines}

    return _look


def test_nothing_goes_out_of_a_captured_hook(look):
    found = look("captured", *CALLERS, *EVASIONS)
    assert len(found) == len(CALLERS) + len(EVASIONS)
    for name, wrong in found.items():
        assert wrong == {"isolated": [], "redirected": [], "no packet": []}, name


def test_what_goes_out_of_a_live_hook_is_counted(look):
    assert look("live", *LIVE) == {name: {"live": []} for name in LIVE}


def test_hooks_deliver_where_there_is_no_network_at_all(look):
    assert look("unplugged", *CALLERS) == {name: {"unplugged": []} for name in CALLERS}

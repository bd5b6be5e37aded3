"""What each entry loads: nothing that costs a user time and does not serve what was asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sessions import example

ROOT = Path(__file__).parents[1]
SCREEN = {"textual", "rich", "pygments", "tui.app"}
REMOTE = {"httpx", "httpcore", "click"}
MODEL = {"pydantic", "tomli_w", "sessions.store.model"}
SENDING = {"asyncio", "ssl", "sessions.runner.pool", "sessions.gateway.server"}
RUNNING = {
    "sessions.runner.events",
    "sessions.runner.pool",
    "sessions.gateway.server",
    "sessions.diagnosis.classify",
}
DEMO = {"liquid", "sessions.platforms.auth0.mfa"}
LATER = {"pydantic", "sessions.store.model", "sessions.contract.outcome", "hashlib"}
"""What the first picture of the workbench does not wait for."""
REST = {"importlib.metadata"}  # it costs what the whole of --version does

SESSION = 'format = 1\n[invocation.one]\npayload = {}\nexpect = { outcome = "failed" }\n'
HEAVY = SCREEN | REMOTE | MODEL | SENDING | DEMO | REST
LIGHT = HEAVY | {"platformdirs", "h11", "typing_extensions"}

ENTRIES = {
    "import sessions": (LIGHT | {"sessions.sending", "sessions.errors"}, "sessions"),
    "from sessions import OffhookError, example": (LIGHT, "sessions.errors"),
    "from sessions import open_target, send": (
        SCREEN | REMOTE | MODEL | DEMO | REST,
        "sessions.sending",
    ),
    "from sessions import read_session": (
        SCREEN | REMOTE | SENDING | DEMO,
        "sessions.store.session_file",
    ),
    "from sessions import replay_sessions": (SCREEN | REMOTE | DEMO, "sessions.replay.run"),
    "from sessions import compare_sessions": (SCREEN | REMOTE | DEMO, "sessions.comparison.run"),
    "offhook --version": (LIGHT, "tui.cli.main"),
    "offhook --help": (LIGHT, "tui.cli.main"),
    "offhook new hook.js": (LIGHT, "tui.cli.new"),
    "offhook listen --forward-code": (
        SCREEN | REMOTE | MODEL | SENDING | DEMO | REST | {"starlette", "uvicorn"},
        "sessions.listening.forwarding",
    ),
    "offhook completion bash": (SCREEN | REMOTE | MODEL | DEMO, "shtab"),
    "offhook send": (SCREEN | REMOTE | MODEL | DEMO | REST, "sessions.runner.pool"),
    "offhook check a.toml": (SCREEN | REMOTE | DEMO, "sessions.store.model"),
    "offhook fmt a.toml": (SCREEN | REMOTE | SENDING | DEMO, "sessions.store.model"),
    "offhook export a.toml": (SCREEN | REMOTE | SENDING | DEMO, "sessions.store.model"),
    "offhook history": (
        SCREEN | REMOTE | MODEL | SENDING | DEMO | REST,
        "sessions.history.entries",
    ),
    "offhook tenant --help": (LIGHT, "tui.cli.tenant"),
    "offhook schema": (SCREEN | REMOTE | SENDING | DEMO, "sessions.store.model"),
    "offhook replay a.toml": (SCREEN | REMOTE | DEMO, "sessions.replay.run"),
    "offhook compare a.toml --b starter": (SCREEN | REMOTE | DEMO, "sessions.comparison.run"),
    "offhook fuzz starter --count 2": (
        SCREEN | REMOTE | DEMO | {"sessions.replay.run", "sessions.comparison"},
        "hypothesis",
    ),
    "offhook replay remote.toml": (
        {"textual", "tui.app"} | RUNNING | DEMO,
        "sessions.targets.remote.exchange",
    ),
    "import tui.app": (
        REMOTE | SENDING - {"asyncio", "ssl"} | DEMO | REST | LATER,
        "tui.workbench.screen",
    ),
}
"""By what is entered: what it must not load, and one module that it does."""


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_loads_only_what_it_needs(entry: str, tmp_path: Path) -> None:
    unwanted, wanted = ENTRIES[entry]
    (tmp_path / "a.toml").write_text(SESSION)
    payload = f"payload_json = '{json.dumps(example().payload)}'"
    remote = SESSION.replace("payload = {}", payload)
    (tmp_path / "remote.toml").write_text(f'target = "http://127.0.0.1:1/"\n{remote}')
    code = f"{entry}; status = 0"
    if entry.startswith("offhook "):
        code = f"from tui.cli.main import main; status = main({entry.split()[1:]})"
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; {code}; print(*sys.modules, file=sys.stderr); sys.exit(status)",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert result.returncode == 0, result.stderr[-500:]
    loaded = set(result.stderr.splitlines()[-1].split())
    assert wanted in loaded
    assert not loaded & unwanted

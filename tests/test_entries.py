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

NO_SESSION = SCREEN | REMOTE | MODEL | SENDING | DEMO | REST
NO_MODEL = SCREEN | REMOTE | MODEL | DEMO | REST
NO_CHILD = SCREEN | REMOTE | SENDING | DEMO
NO_ENDPOINT = SCREEN | REMOTE | DEMO

ROWS = {
    "without a session file": [
        ("import sessions", LIGHT | {"sessions.sending", "sessions.errors"}, "sessions"),
        ("from sessions import OffhookError, example", LIGHT, "sessions.errors"),
        ("offhook --version", LIGHT, "tui.cli.main"),
        ("offhook --help", LIGHT, "tui.cli.main"),
        ("offhook new hook.js", LIGHT, "tui.cli.new"),
        ("offhook tenant --help", LIGHT, "tui.cli.tenant"),
        (
            "offhook listen --forward-code",
            NO_SESSION | {"starlette", "uvicorn"},
            "sessions.listening.forwarding",
        ),
        ("offhook history", NO_SESSION, "sessions.history.entries"),
        ("from sessions import open_target, send", NO_MODEL, "sessions.sending"),
        ("offhook send", NO_MODEL, "sessions.runner.pool"),
        ("offhook completion bash", SCREEN | REMOTE | MODEL | DEMO, "shtab"),
    ],
    "with a session file": [
        ("from sessions import read_session", NO_CHILD, "sessions.store.session_file"),
        ("offhook fmt a.toml", NO_CHILD, "tui.cli.fmt"),
        ("offhook export a.toml", NO_CHILD, "tui.cli.export"),
        ("offhook schema", NO_CHILD, "tui.cli.schema"),
        ("offhook check a.toml", NO_ENDPOINT, "tui.cli.check"),
        ("from sessions import replay_sessions", NO_ENDPOINT, "sessions.replay.run"),
        ("offhook replay a.toml", NO_ENDPOINT, "tui.cli.replay"),
        ("from sessions import compare_sessions", NO_ENDPOINT, "sessions.comparison.run"),
        ("offhook compare a.toml --b starter", NO_ENDPOINT, "tui.cli.compare"),
    ],
    "fuzzing": [
        (
            "offhook fuzz starter --count 2",
            NO_ENDPOINT | {"sessions.replay.run", "sessions.comparison"},
            "hypothesis",
        ),
    ],
    "to an endpoint": [
        (
            "offhook replay remote.toml",
            {"textual", "tui.app"} | RUNNING | DEMO,
            "sessions.targets.remote.exchange",
        ),
    ],
    "the workbench": [
        (
            "import tui.app",
            REMOTE | SENDING - {"asyncio", "ssl"} | DEMO | REST | LATER,
            "tui.workbench.screen",
        ),
    ],
}
"""What is entered one after another in one process, each with what it must not have loaded by then,
and one module that it has."""

ENTERING = """
import json, sys
from pathlib import Path
loaded = []
for entry in json.loads(sys.argv[1]):
    status = 0
    if entry.startswith("offhook "):
        from tui.cli.main import main
        status = main(entry.split()[1:])
    else:
        exec(entry)
    loaded.append([status, [*sys.modules]])
Path("loaded.json").write_text(json.dumps(loaded))
"""


@pytest.mark.parametrize("row", ROWS)
def test_an_entry_loads_only_what_it_needs(row: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SESSION)
    payload = f"payload_json = '{json.dumps(example().payload)}'"
    remote = SESSION.replace("payload = {}", payload)
    (tmp_path / "remote.toml").write_text(f'target = "http://127.0.0.1:1/"\n{remote}')
    result = subprocess.run(
        [sys.executable, "-c", ENTERING, json.dumps([entry for entry, _, _ in ROWS[row]])],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert result.returncode == 0, result.stderr[-500:]
    came = json.loads((tmp_path / "loaded.json").read_text())
    for (entry, unwanted, wanted), (status, loaded) in zip(ROWS[row], came, strict=True):
        assert status == 0, (entry, result.stderr[-500:])
        assert wanted in loaded, entry
        assert not unwanted & {*loaded}, entry

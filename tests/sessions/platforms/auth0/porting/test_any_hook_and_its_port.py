"""Hooks that are made up, in every flow of control and with every way to read the context.

Each runs beside its port in one Node (`harness.cjs`), with the same payloads and turns of fortune.
"""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

from sessions.platforms.auth0.events import Dialect, to_event
from sessions.platforms.auth0.porting.port import port
from sessions.platforms.auth0.porting.samples import made_up_invocations
from sessions.runner.interpreters import find_node
from tests.sessions.platforms.auth0.porting.flows import HELPERS, READS, flow

SECRETS = {"KEY": "k"}
TURNS = [[True], [False], [True, False], [False, True, True], [True, True, False, False]]
FLOWS = 300
READING = "module.exports = (recipient, text, context, cb) => {{\n  log({0});\n  cb();\n}};\n"


def world(at: int, bits: list[bool]) -> dict[str, Any]:
    payload: Any = made_up_invocations()[at].payload
    events = {
        dialect: to_event(payload, dialect, None, SECRETS)
        for dialect in ("action", "phone-provider")
    }
    return {"payload": {**payload, "webtask": {"secrets": SECRETS}}, "events": events, "bits": bits}


def run(cases: list[dict[str, str]], worlds: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    node = find_node()
    assert node is not None
    done = subprocess.run(
        [node.path, str(Path(__file__).parent / "harness.cjs")],
        input=json.dumps({"cases": cases, "worlds": worlds}).encode(),
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def case(hook: str, dialect: Dialect, *, shim: bool = False) -> dict[str, str]:
    ported = port(hook, name="hook.js", to=dialect, shim=shim)
    return {"hook": hook, "action": ported.source, "dialect": dialect}


def test_every_flow_of_control_answers_the_same() -> None:
    cases = [case(flow(random.Random(seed)), "action") for seed in range(FLOWS)]
    found = run(cases, [world(0, bits) for bits in TURNS])
    compared = 0
    for at, (hook, action) in enumerate(found):
        if not hook["ended"]:
            continue  # it never answered: what the port does then, its header says
        text = cases[at // len(TURNS)]["hook"] + cases[at // len(TURNS)]["action"]
        assert action["ended"], text
        assert action["answered"] == hook["answered"], text
        if not (hook["lost"] or hook["thrown"]):
            assert action["log"] == hook["log"], text
        compared += 1
    assert compared > FLOWS * 3


def test_every_read_reads_the_same() -> None:
    cases: list[dict[str, str]] = []
    hooks = [READING.format(read) for read in READS]
    hooks += [f"{helper}\n{READING.format('helper(context)')}" for helper in HELPERS]
    for hook in hooks:
        cases += [case(hook, "action"), case(hook, "phone-provider")]
        cases.append(case(hook, "action", shim=True))
    worlds = [world(at, [True]) for at in range(len(made_up_invocations()))]
    for at, (hook, action) in enumerate(run(cases, worlds)):
        text = cases[at // len(worlds)]["action"]
        assert (action["log"], action["answered"]) == (hook["log"], hook["answered"]), text

"""A push that is killed, at each of its steps and again in the next: never two of anything, and
never a half that nobody is told of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sessions.tenant.local import read_action
from tests.tenant.faults import Moment

from .conftest import ACTION, PROVIDER, Way

ROOT = Path(__file__).parents[3]
PATIENCE = 60
WRITES = {
    "create": ("POST", "/actions/actions"),
    "deploy": ("POST", "/actions/actions/*/deploy"),
    "bind": ("PATCH", "/actions/triggers/*/bindings"),
    "provider": ("POST", "/branding/phone/providers"),
    "update": ("PATCH", "/actions/actions/*"),
}
MOMENTS: tuple[Moment, ...] = ("before", "after")


def started(way: Way, file: Path) -> subprocess.Popen[bytes]:
    """A push under way, in a process."""
    server = way.server
    given = (server.domain, server.client_id, server.client_secret, server.ca_file, file)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sessions.tenant.pushing", *given, way.journal.folder],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )


def kill_at(way: Way, file: Path, step: str, moment: Moment) -> None:
    """Kill a push while the tenant has its call: it is done whether or not anybody hears of it."""
    held = way.server.faults.hold(*WRITES[step], moment=moment)
    process = started(way, file)
    try:
        assert held.reached.wait(PATIENCE), process.communicate()
        [entry] = way.journal.open_pushes(way.server.domain)
        assert entry.step == step and entry.said.endswith(f"cut off at: {step}")
        process.kill()
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
        held.release()


def finish(way: Way, file: Path) -> None:
    """Push to the end."""
    way.push(read_action(file))
    assert way.journal.open_pushes(way.server.domain) == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_one_killed_at_each_step_and_the_next_at_the_next(way: Way, moment: Moment):
    file = way.folder / "sms.js"
    file.write_text(PROVIDER)
    for step in ("create", "deploy", "bind", "provider"):
        kill_at(way, file, step, moment)
    finish(way, file)
    assert way.state() == (1, 1, 1, 1)
    [action] = way.server.actions.all.values()
    assert action.content["code"] == PROVIDER
    assert action.deployed and action.deployed.content["code"] == PROVIDER


def test_a_change_that_is_killed_is_deployed_by_the_next(way: Way):
    before = way.push(way.action("// old\n" + ACTION)).action
    file = way.action(ACTION).path
    kill_at(way, file, "update", "after")
    kill_at(way, file, "deploy", "after")
    finish(way, file)
    assert way.state() == (1, 2, 1, 0), "two versions: the old code, and the new one once"
    [action] = way.server.actions.all.values()
    assert action.id == before.id
    assert action.deployed and action.deployed.content["code"] == ACTION


def test_a_create_that_the_tenant_takes_up_late_makes_no_second_action(way: Way):
    file = way.action().path
    late = way.server.faults.hold("POST", "/actions/actions")
    first = started(way, file)
    assert late.reached.wait(PATIENCE)
    first.kill()
    first.communicate()
    finish(way, file)
    late.release()
    way.push(way.action())
    assert way.state() == (1, 1, 1, 0)

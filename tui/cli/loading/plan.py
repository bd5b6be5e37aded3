"""What `offhook load` sends: the plan, for the command and for Locust's process, and the options
that lead to it there."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.shared.diagnostics import InputError
from tui.cli.shared.inputs import chosen_sessions

if TYPE_CHECKING:
    from sessions.contract.outcome import Outcome
    from sessions.replay.plan import Planned
    from sessions.store.session_file import SessionFile

VARIABLE: Final = "OFFHOOK_LOAD"
"""Of the environment, in which Locust's process finds what to send: the options as JSON."""
_PASSED: Final = ("paths", "target", "timeout", "invocation", "tag", "secrets", "allow_env")


def passed(options: argparse.Namespace) -> str:
    """The options as `VARIABLE` has them, for `passed_options`."""
    found = {name: getattr(options, name) for name in _PASSED}
    env_file = str(options.env_file) if options.env_file else None
    return json.dumps({**found, "env_file": env_file})


def passed_options(env: Mapping[str, str]) -> argparse.Namespace:
    """The options, in Locust's process."""
    found = json.loads(env[VARIABLE])
    env_file = found.pop("env_file")
    return argparse.Namespace(**found, env_file=env_file and Path(env_file))


def planned(options: argparse.Namespace, files: list[SessionFile]) -> list[Planned]:
    """What users send: all but what the platform would refuse.

    Raises:
        InputError: one is for no endpoint, or the platform would pass none on.
        SessionError, SecretsError, NotAllowed: as `sessions.replay_sessions` does.
    """
    from sessions.platforms.current import PLATFORM
    from sessions.replay.plan import make_plan
    from tui.cli.shared.permission import permissions_of

    plan = make_plan(
        chosen_sessions(files, options),
        target=options.target,
        secrets=options.secrets,
        env_file=options.env_file,
        permissions=permissions_of(options),
    )
    for one in plan.once:
        if not one.choice.location.is_remote:
            where = f"{one.file.path}: invocation.{one.name}"
            problem = f"goes to {one.choice.location}, which runs here, and load is for endpoints"
            raise InputError(where, f"{problem}: give --target https://HOST/PATH")
    taken = [one for one in plan.once if PLATFORM.rules.refusal(one.saved.payload) is None]
    if not taken:
        raise InputError(", ".join(options.paths), "the platform would refuse all of it")
    return taken


def place(one: Planned) -> str:
    """Where an invocation goes, for all who see what Locust says: without a value that the
    environment filled in."""
    from sessions.secrets.redaction import redactor
    from sessions.secrets.userinfo import without_userinfo

    return redactor(one.hidden)(without_userinfo(str(one.choice.location)))


def unmet(one: Planned, outcome: Outcome) -> str:
    """What was expected otherwise, without what was found: that is another text each time."""
    from sessions.replay.expectation import judge

    verdict = judge(one.saved.expect, outcome, own_faults=one.own_faults).without(one.hidden)
    if verdict.met:
        return ""
    said = "; ".join(f"{each.path}: expected {each.wanted}" for each in verdict.failures)
    return f"{said} ({outcome.kind.value})"

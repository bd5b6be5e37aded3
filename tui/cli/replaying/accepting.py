"""`replay --accept`: what came out is written into the sessions, and said."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui.cli.shared.diagnostics import (
    AS_EXPECTED,
    NOT_AS_EXPECTED,
    UNUSABLE,
    Diagnostics,
    UsageError,
)

if TYPE_CHECKING:
    from sessions.replay.run import Step
    from sessions.store.session_file import SessionFile


def refuse_unaccepted(options: argparse.Namespace) -> None:
    """Raise UsageError for what would have expected what only this command line asks for."""
    for option, given in (("--fault", options.faults), ("--repeat", options.repeat > 1)):
        if options.accept and given:
            raise UsageError(f"--accept and {option}: what a session itself sends once is accepted")


def accept_outcomes(
    files: Sequence[SessionFile],
    steps: Sequence[Step],
    options: argparse.Namespace,
    err: Diagnostics,
) -> int:
    """Write them, say which, and give the exit status: whether all is as expected now."""
    from sessions.replay.rewrite import accept
    from sessions.secrets.lookup import environment, resolve_secrets
    from sessions.store.errors import ChangedOnDisk

    def secrets_of(file: SessionFile) -> Mapping[str, str]:
        env = environment(os.environ, options.env_file, folder=file.path.parent)
        return resolve_secrets(file.session.secrets, env).values

    rewritten = accept(files, steps, secrets_of)
    for one in rewritten:
        if one.problem:
            again = "; replay it again" if isinstance(one.problem, ChangedOnDisk) else ""
            err.error(f"{one.problem}{again}")
        else:
            err.note(f"{one.path}: expects from now on what came out: {', '.join(one.names)}")
    if not rewritten:
        err.note("nothing to accept: all is expected already, or was not run")
    if any(one.problem for one in rewritten):
        return UNUSABLE
    written = {(one.path, name) for one in rewritten for name in one.names}
    met = all(step.verdict.met or (step.path, step.name) in written for step in steps)
    return AS_EXPECTED if met else NOT_AS_EXPECTED

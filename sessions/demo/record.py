"""A demo as a session: every step that called the hook, and what it came to, to be replayed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.editing.relocate import moved, moved_table

from .plan import DemoPlan
from .run import Demo, Taken

if TYPE_CHECKING:
    from sessions.contract.outcome import Outcome
    from sessions.store.model import Expect, SavedInvocation, TargetSpec
    from sessions.store.session_file import SessionFile


def record(demo: Demo, path: Path, opened: SessionFile | None = None) -> SessionFile:
    """Write the steps of a demo to a session file; `opened` is what it wrote there before.

    Values that vary, such as a MessageID, are left out of what is expected. Secrets are saved by
    name. The codes in it are made up, like the user.

    Raises:
        SessionError: nothing was written; the message says why.
    """
    from sessions.store.model import Session
    from sessions.store.session_file import write

    plan = demo.plan
    session = Session(
        name=f"MFA at {plan.setup.tenant}",
        note="A run of offhook demo: enrollment and second factor, step by step.",
        tags=("demo",),
        target=plan.choice.name if plan.table else _target(plan, path.parent),
        targets=_targets(plan, path.parent),
        secrets=tuple(plan.secret_values),
        answers=plan.answers,
        invocation={taken.invocation.name: _saved(taken) for taken in demo.taken},
    )
    return write(
        path, session, opened=opened, forbidden={**plan.secret_values, **plan.choice.hidden}
    )


def _saved(taken: Taken) -> SavedInvocation:
    from sessions.store.model import SavedInvocation

    return SavedInvocation(
        payload=taken.invocation.payload,
        faults=taken.invocation.faults,
        expect=_expected(taken.outcome),
    )


def _expected(outcome: Outcome) -> Expect:
    from sessions.store.model import Expect

    if outcome.delivered:
        return Expect(outcome=outcome.outcome)
    return Expect(outcome=outcome.outcome, kind=outcome.kind)


def _targets(plan: DemoPlan, folder: Path) -> dict[str, TargetSpec]:
    if plan.table is None or plan.choice.name is None:
        return {}
    return {plan.choice.name: moved_table(plan.table, plan.choice.base, folder)}


def _target(plan: DemoPlan, folder: Path) -> str:
    """The target as a session in `folder` names it: relative to that, wherever a file is meant."""
    location = plan.choice.location
    if Path(location.path).is_absolute():
        return str(location.in_file(Path(os.path.relpath(location.path, folder)).as_posix()))
    return moved(str(location), plan.choice.base, folder)

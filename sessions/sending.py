"""One send: an invocation sent to a target that is chosen, secrets redacted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sessions.choice import Choice, with_deployed
from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.contract.outbound import asked_faults, made_up_answers, missed_answers
from sessions.contract.outcome import Outcome, failed
from sessions.files import StrPath
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Refusal
from sessions.secrets.redaction import is_long, redacted
from sessions.targets.location import Location
from sessions.targets.printed import Printed, Tell
from sessions.targets.resolve import resolve
from sessions.targets.target import DEFAULTS, Limits, Settings, Target

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def open_target(
    target: StrPath | Choice,
    *,
    folder: StrPath | None = None,
    settings: Settings | None = None,
) -> Target:
    """The target itself, to be closed by `async with`, or with `aclose`.

    One that leads nowhere is a target all the same: what is sent to it fails as
    `target_not_found`.

        async with sessions.open_target("hook.js", folder="hooks") as target:
            outcome = await sessions.send(target, sessions.example())

    Args:
        target: `hook.js`, `action.js:EXPORT`, `file.py:function`, `module:function`, `folder#NAME`,
            a URL or `starter`; or what `choose` has chosen out of a session.
        folder: what a relative path counts from, instead of the current folder or the choice's.
        settings: how it is reached and run, instead of the choice's.
    """
    if isinstance(target, Choice):
        choice = target
        base = choice.base if folder is None else Path(folder)
    else:
        base = Path.cwd() if folder is None else Path(folder)
        location = Location.parse(os.fspath(target))
        choice = with_deployed(Choice(location, base, settings=settings or DEFAULTS), os.environ)
        settings = choice.settings
    return resolve(
        choice.location, base=base, name=choice.name, settings=settings or choice.settings
    )


async def send(
    target: Target,
    invocation: Invocation,
    *,
    secrets: Mapping[str, str] = _NOTHING,
    timeout: float | None = None,  # noqa: ASYNC109 - the hook's, which becomes an outcome
    check: bool = True,
    inspect: Callable[[str], None] | None = None,
    printed: Tell | None = None,
) -> Outcome:
    """Send one invocation, unless the platform would refuse it, and redact what comes back.

    Whatever the hook or the endpoint does becomes an outcome, and nothing is raised. What the hook
    sends to its provider is caught and answered, unless the target's settings say `live`.

        outcome = await sessions.send(target, sessions.example(), secrets={"TOKEN": "t0ken"})
        assert outcome.delivered, outcome.message

    Args:
        secrets: what the hook is given, by name; the values are shown in no outcome.
        timeout: seconds, instead of the target's own and the platform's 20.
        check: whether to refuse what the platform refuses; else it is sent all the same.
        inspect: what is called with the URL of a debugger to wait for (`Limits.inspect`).
        printed: what is called with the lines that a hook prints, redacted, while it runs. All have
            come when this returns, and when it is cancelled.
    """
    seconds = timeout or target.settings.timeout or PLATFORM.limits.TIMEOUT
    values = {**target.settings.hidden, **secrets}
    refused = await _refusal(target, invocation) if check else None
    if refused:
        outcome = _refused(target, refused)
    elif printed:
        async with Printed(printed, values) as lines:
            limits = Limits(seconds, inspect, lines.take)
            outcome = await target.invoke(invocation, secrets, limits)
    else:
        outcome = await target.invoke(invocation, secrets, Limits(seconds, inspect))
    outcome = with_remarks(outcome, invocation)
    if is_long(outcome):  # beside the screen, which goes on
        return await asyncio.to_thread(redacted, outcome, values)
    return redacted(outcome, values)


async def _refusal(target: Target, invocation: Invocation) -> Refusal | None:
    """Why the platform would not pass it on, found beside the event loop where files are read."""
    if target.is_known:
        return target.refusal(invocation.payload)
    return await asyncio.to_thread(target.refusal, invocation.payload)


def with_remarks(outcome: Outcome, invocation: Invocation) -> Outcome:
    """The outcome with which of the invocation's faults were shown, a warning of the others, and
    what was made up here."""
    faults = asked_faults(invocation.faults, outcome)
    missed = [
        f"The fault {one.fault} was not shown: {one.why_not}." for one in faults if not one.shown
    ]
    missed += missed_answers(invocation.answers, outcome.outbound)
    warnings = (*missed, *outcome.warnings)
    return replace(outcome, faults=faults, warnings=warnings, made_up=made_up_answers(outcome))


def _refused(target: Target, refused: Refusal) -> Outcome:
    written = PLATFORM.wire.refused(refused)
    return failed(target.info, Kind.PAYLOAD_REJECTED, refused.message, wire=written)

"""What leaks from one message into the next: each invocation alone, and in one instance."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Unpack

from sessions.contract.invocation import INSTANCES, Invocation
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.diagnosis.earlier import BESIDE
from sessions.differences.compare import compare
from sessions.files import Unreadable, read_start
from sessions.replay.plan import Means, Plan, Planned, Targets, at_once, make_plan
from sessions.store.session_file import SessionFile

from .leaks import Kept, kept_names, leaks
from .run import Compared, Comparison, InInstance, ended, is_caught

_MOST_READ: Final = 1 << 20
"""Bytes of a hook's file that are looked through."""


async def compare_instances(
    files: Sequence[SessionFile],
    *,
    target: str | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 - of each invocation, not of this call
    jobs: int = 1,
    fail_fast: bool = False,
    on_start: Callable[[str], None] | None = None,
    on_compared: Callable[[int, Compared], None] | None = None,
    **means: Unpack[Means],
) -> list[Compared]:
    """Send every invocation to a process of its own, `a`, then all in order to one instance, `b`.

        found = await sessions.compare_instances(sessions.read_sessions("tests/sessions"))
        assert all(one.comparison and one.comparison.equal for one in found)

    Args:
        target, timeout, jobs: as `replay_sessions` has them; an instance serves one at a time.
        fail_fast: whether to send no more to the instance once one differs.
        on_start: called with an invocation's name as it is sent.
        on_compared: called with each as it ends, and its place in what is returned.

    Raises:
        SessionError, SecretsError, NotAllowed: as `replay_sessions` does; SessionError too for
            what can have no warm instance.
    """
    plans: list[Plan] = []
    for means["instance"] in INSTANCES:
        plans.append(make_plan(files, target=target, **means))
    fresh, warm = plans
    alone: dict[int, Outcome] = {}
    found: list[Compared] = []
    async with Targets(fresh, jobs, timeout) as of_fresh, Targets(warm, 1, timeout) as of_warm:

        async def send_alone(at: int, one: Planned) -> bool:
            if on_start:
                on_start(one.name)
            alone[at] = await of_fresh.send(one)
            return True

        await at_once(jobs, fresh, send_alone)
        again = fresh.once
        earlier: list[Planned] = []
        for at, one in enumerate(warm.once):
            if on_start:
                on_start(one.name)
            before = [sent.invocation for sent in earlier if sent.choice == one.choice]
            b = await of_warm.send(one)
            comparison = await _compared(one, alone[at], b, before, again[at], of_fresh)
            earlier.append(one)
            found.append(ended(one, comparison))
            if on_compared:
                on_compared(at, found[-1])
            if fail_fast and not comparison.equal:
                break
    return [*found, *(ended(one, None) for one in warm.once[len(found) :])]


async def _compared(
    one: Planned,
    a: Outcome,
    b: Outcome,
    earlier: Sequence[Invocation],
    alone: Planned,
    of_fresh: Targets,
) -> Comparison:
    """Compare; where they differ, send it alone once more, which tells chance from cause."""
    sent = one.invocation
    given: JsonValue = [sent.payload, sent.event]
    every = await asyncio.to_thread(compare, a, b, given=given, apart=math.inf)
    own = [each for each in every if each.rule is None]
    varies = {each.path for each in own if each.is_within(one.varying)}
    leaked = leaks(own, sent, b, earlier)
    if len(varies) < len(own) and is_caught(a):
        repeated = await of_fresh.send(alone)
        by_chance = await asyncio.to_thread(compare, a, repeated, given=given, apart=math.inf)
        varies |= {each.path for each in by_chance}
    varies -= {each.path for each in leaked}
    differing = tuple(each for each in own if each.path not in varies)
    kept = await asyncio.to_thread(_kept, one) if differing else ()
    beside = tuple(said for said in b.warnings if said.startswith(BESIDE))
    return Comparison(
        sent,
        a,
        b,
        differing,
        platform=tuple(each for each in every if each.rule is not None),
        varying=tuple(each for each in own if each.path in varies),
        in_instance=InInstance(leaked, kept, beside),
    )


def _kept(one: Planned) -> tuple[Kept, ...]:
    """What the file of a hook keeps; nothing of one that cannot be read."""
    file: Path | None = one.choice.location.file(one.choice.base)
    try:
        text = read_start(file, _MOST_READ) if file else b""
    except (OSError, ValueError, Unreadable):
        return ()
    return kept_names(text.decode("utf-8", "replace"))

"""Proving that two targets do the same: over invocations, and every fault of what these call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sessions.contract.fault import FAULTS
from sessions.contract.invocation import Invocation
from sessions.contract.kinds import UNLOADED, Kind
from sessions.contract.outbound import UNKNOWN
from sessions.contract.outcome import Outcome
from sessions.differences.rules import NEVER
from sessions.targets.target import Target

from .run import Comparison, compare_invocations

UNANSWERED: Final = frozenset(
    {
        *(Kind.NEVER_CALLED, Kind.TIMEOUT_WAITING, Kind.REJECTED),
        *(Kind.UNHANDLED_REJECTION, Kind.ASYNC_THROW),
    }
)
"""How a hook comes out that gives its callback nothing: the platform waits for it in vain."""
_SLOW: Final = "slow"
_LONG: Final = ("no-answer", _SLOW)
"""Faults that take seconds: begun first, they take them beside the others."""
_CALLED_BACK: Final = frozenset({"outcome", "kind", "error"})
"""Where such a hook differs from one that answers, and from nothing else."""


async def prove(
    invocations: Sequence[Invocation],
    a: Target,
    b: Target,
    *,
    secrets: Mapping[str, str],
    with_faults: bool,
    jobs: int,
    timeout: float,  # noqa: ASYNC109 - of each invocation, not of this call
    on_compared: Callable[[Comparison], object] = lambda _: None,
) -> list[Comparison]:
    """Compare two targets on each invocation; then on every fault of each provider they call.

    Where the first shows that `a` cannot even be loaded, it is the only one.

    Args:
        with_faults: whether to show faults: `sms-enrollment-twilio=429`, after the invocation that
            called the provider first.
        jobs: how many invocations are compared at a time.
        timeout: seconds for each; the fault `no-answer` takes all of it.
        on_compared: called with each, as it ends.
    """
    slots = asyncio.Semaphore(jobs)

    async def one(invocation: Invocation) -> Comparison:
        async with slots:
            [found] = await compare_invocations(
                [invocation], a, b, secrets=secrets, timeout=timeout
            )
        on_compared(found)
        return found

    found = [await one(invocation) for invocation in invocations[:1]]
    if found and found[0].a.kind in UNLOADED:
        return found
    found += await asyncio.gather(*map(one, invocations[1:]))
    if with_faults:
        found += await asyncio.gather(*map(one, _with_faults(found)))
    return found


def is_mended(comparison: Comparison) -> bool:
    """Whether all that differs is that `a`, a hook, never answered, and `b` does."""
    return (
        comparison.a.kind in UNANSWERED
        and comparison.b.kind not in NEVER
        and comparison.a.target.kind != "action"
        and all(one.path.partition(".")[0] in _CALLED_BACK for one in comparison.differences)
    )


def _calls(outcome: Outcome, provider: str) -> int:
    return sum((call.provider or UNKNOWN) == provider for call in outcome.outbound)


def _with_faults(comparisons: Iterable[Comparison]) -> list[Invocation]:
    """For each provider that was called, the first invocation that called it, with each fault.

    Calls that are `slow` one after another would take longer than an invocation may: of a provider
    that is called more than once none is.
    """
    first: dict[str, Comparison] = {}
    for comparison in comparisons:
        for call in (*comparison.a.outbound, *comparison.b.outbound):
            first.setdefault(call.provider or UNKNOWN, comparison)
    names = sorted(FAULTS, key=lambda name: name not in _LONG)
    shown = [
        (comparison.invocation, f"{provider}={name}")
        for provider, comparison in first.items()
        for name in names
        if name != _SLOW or _calls(comparison.a, provider) <= 1
    ]
    return [
        replace(invocation, name=f"{invocation.name} {fault}", faults=(fault,))
        for invocation, fault in shown
    ]

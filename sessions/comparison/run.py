"""Comparing: each invocation sent to two targets, side by side, and their outcomes compared."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.outcome import Outcome
from sessions.differences.compare import compare
from sessions.differences.difference import Difference
from sessions.sending import send
from sessions.targets.target import Target

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_CAUGHT: Final = ("redirected", "isolated")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two targets made of one invocation."""

    invocation: Invocation
    """As `a` was sent it."""
    a: Outcome
    b: Outcome
    differences: tuple[Difference, ...]
    """Those that the code makes."""
    platform: tuple[Difference, ...] = ()
    """Those that the platform itself makes, each with its rule."""
    varying: tuple[Difference, ...] = ()
    """Those at places where each target differs from itself too, from one send to the next."""

    @property
    def equal(self) -> bool:
        """Whether both did the same, as far as it is theirs."""
        return not self.differences


async def compare_invocations(
    invocations: Iterable[Invocation],
    a: Target,
    b: Target,
    *,
    secrets: Mapping[str, str] = _NOTHING,
    timeout: float | None = None,  # noqa: ASYNC109 - of each invocation, not of this call
) -> list[Comparison]:
    """Send each invocation to both targets, and say where their outcomes differ.

        async with sessions.open_target("hook.js") as hook:
            async with sessions.open_target("action.js") as action:
                found = await compare_invocations([sessions.example()], hook, action)
        assert all(one.equal for one in found), found[0].differences

    Args:
        secrets: what both are given.
        timeout: seconds for an invocation, instead of the targets' own.
    """
    sent = list(invocations)
    a.expect(len(sent))
    b.expect(len(sent))
    found: list[Comparison] = []
    for invocation in sent:

        async def to_a(one: Invocation = invocation) -> Outcome:
            return await send(a, one, secrets=secrets, timeout=timeout)

        async def to_b(one: Invocation = invocation) -> Outcome:
            return await send(b, one, secrets=secrets, timeout=timeout)

        found.append(await compared(invocation, to_a, to_b))
    return found


async def compared(
    invocation: Invocation,
    to_a: Callable[[], Awaitable[Outcome]],
    to_b: Callable[[], Awaitable[Outcome]],
    *,
    slower: float | None = None,
) -> Comparison:
    """Send one invocation by either function, and once more where that may tell chance from cause.

    What differs at a place where both also differ from themselves is chance: a random number that
    each makes up. Nothing is sent twice that really goes out.
    """
    a, b = await asyncio.gather(to_a(), to_b())
    every = compare(a, b, given=invocation.payload, slower=slower)
    own = [one for one in every if one.rule is None]
    chance: set[str] = set()
    if own and _is_caught(a) and _is_caught(b):
        again = await asyncio.gather(to_a(), to_b())
        pairs = zip((a, b), again, strict=True)
        places = [{d.path for d in compare(*pair, given=invocation.payload)} for pair in pairs]
        chance = places[0] & places[1]
    return Comparison(
        invocation,
        a,
        b,
        differences=tuple(one for one in own if one.path not in chance),
        platform=tuple(one for one in every if one.rule is not None),
        varying=tuple(one for one in own if one.path in chance),
    )


def _is_caught(outcome: Outcome) -> bool:
    """Whether it was run here, and what it called was caught: to send it again does nothing."""
    return outcome.target.network in _CAUGHT

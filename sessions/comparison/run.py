"""Comparing: each invocation sent to two targets, side by side, and their outcomes compared."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, Unpack

from sessions.choice import Choice
from sessions.contract.invocation import Invocation
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import UNREACHED, Kind
from sessions.contract.outcome import Outcome
from sessions.differences.compare import compare
from sessions.differences.difference import Difference
from sessions.replay.plan import Means, Plan, Planned, Targets, at_once, make_plan
from sessions.replay.run import shown_to_none
from sessions.sending import open_target, send
from sessions.store.session_file import SessionFile
from sessions.targets.target import Target, TargetProblem

from .leaks import Kept, Leak

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_CAUGHT: Final = ("redirected", "isolated")


@dataclass(frozen=True, slots=True)
class InInstance:
    """What is known of an invocation that an instance was sent after others (`instances.py`)."""

    leaks: tuple[Leak, ...] = ()
    kept: tuple[Kept, ...] = ()
    """The names in the hook's file that may keep what differs."""
    beside: tuple[str, ...] = ()
    """A sentence on what each earlier invocation did meanwhile."""


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
    """Those at places where each target differs from itself too, from one send to the next, or
    where the session says that an outcome may be another each time."""
    in_instance: InInstance | None = None
    """Where `a` was sent it in a process of its own, and `b` in an instance after others."""

    @property
    def equal(self) -> bool:
        """Whether both did the same, as far as it is theirs; not where neither did anything."""
        return self.ran and not self.differences

    @property
    def ran(self) -> bool:
        """Whether either was run: of two that both lack a module, or a server, nothing is known.

        Nor where the platform refuses the payload to a hook, and the Action cannot be run; a
        payload that is refused to both is treated alike.
        """
        kinds = {self.a.kind, self.b.kind}
        refused = {Kind.PAYLOAD_REJECTED}
        return kinds == refused or not UNREACHED.issuperset(kinds - refused)


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
                found = await sessions.compare_invocations([sessions.example()], hook, action)
        assert all(one.equal for one in found), found[0].differences

    Args:
        secrets: what both are given.
        timeout: seconds for an invocation, instead of the targets' own.
    """
    sent = list(invocations)
    a.expect(len(sent))
    b.expect(len(sent))

    def to(target: Target, one: Invocation) -> Callable[[], Awaitable[Outcome]]:
        return lambda: send(target, one, secrets=secrets, timeout=timeout)

    return [await _compared(one, one, to(a, one), to(b, one)) for one in sent]


@dataclass(frozen=True, slots=True)
class Compared:
    """One invocation of a session that was compared."""

    path: Path
    session_name: str
    name: str
    comparison: Comparison | None
    """None where `fail_fast` has ended all before it."""


@dataclass(frozen=True, slots=True)
class Side:
    """Which target is one of the two, and what it is sent."""

    target: str | None
    """Its name in the sessions, or where it is (`sessions.open_target`); None for the one that
    each session names itself."""
    edit: Callable[[JsonValue], JsonValue] | None = None
    """What is done to each payload for this side, so as to compare two payloads."""


async def compare_sessions(
    files: Sequence[SessionFile],
    *,
    a: Side | str | None = None,
    b: Side | str | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 - of each invocation, not of this call
    jobs: int = 1,
    fail_fast: bool = False,
    slower: float | None = None,
    on_start: Callable[[str], None] | None = None,
    on_compared: Callable[[int, Compared], None] | None = None,
    **means: Unpack[Means],
) -> list[Compared]:
    """Send every invocation of the sessions to two targets, and say where they differ.

        files = sessions.read_sessions("tests/sessions")
        found = await sessions.compare_sessions(files, a="hook.js", b="action.js")
        assert all(one.comparison and one.comparison.equal for one in found)

    Args:
        a, b: the targets; where one is left out, it is what each session names.
        timeout, jobs: as `replay_sessions` has them.
        fail_fast: whether to start no more once two differ.
        slower: seconds by which durations may differ; None where they do not matter.
        on_start: called with an invocation's name as it is sent.
        on_compared: called with each as it ends, and its place in what is returned.
        means: what is sent beside (`sessions.replay.plan.Means`): secrets, faults, permissions.

    Raises:
        TargetProblem: a target is not there, or what runs it is not.
        SessionError, SecretsError, NotAllowed: as `replay_sessions` does.
    """
    sides = [one if isinstance(one, Side) else Side(one) for one in (a, b)]
    plans = [make_plan(files, target=side.target, **means) for side in sides]
    await asyncio.to_thread(_refuse_lost, plans)
    found: dict[int, Compared] = {}
    others = plans[1].once
    sent = [
        [_edited(one.invocation, side) for one in plan.once]
        for side, plan in zip(sides, plans, strict=True)
    ]
    async with Targets(plans[0], jobs, timeout) as of_a, Targets(plans[1], jobs, timeout) as of_b:

        async def work(at: int, one: Planned) -> bool:
            if on_start:
                on_start(one.name)
            other, to_a, to_b = others[at], sent[0][at], sent[1][at]
            comparison = await _compared(
                *(to_a, to_b, lambda: of_a.send(one, to_a), lambda: of_b.send(other, to_b)),
                slower=slower,
                varying=one.varying,
            )
            found[at] = ended(one, comparison)
            if on_compared:
                on_compared(at, found[at])
            return comparison.equal or not fail_fast

        await at_once(jobs, plans[0], work)
    return [found.get(at) or ended(one, None) for at, one in enumerate(plans[0].once)]


def not_shown(compared: Sequence[Compared], faults: Iterable[str] = ()) -> tuple[str, ...]:
    """A sentence for each fault that was asked for, and that no call of either target was shown.

    Args:
        faults: those that were given for all invocations (`Means`), each of which is to be shown
            to one at least, if all were sent. What an invocation asks for itself is to be shown to
            it.
    """
    found = [(one.name, one.comparison) for one in compared if one.comparison]
    if given := tuple(faults):
        if len(found) < len(compared):
            return ()
        missed = shown_to_none([of for _, one in found for of in (one.a, one.b)], given)
        return tuple(f"fault {fault}: was shown to no call: {why}" for fault, why in missed.items())
    return tuple(
        f"{name}: fault {fault}: was shown to no call: {why}"
        for name, one in found
        for fault, why in shown_to_none([one.a, one.b], one.invocation.faults).items()
    )


def ended(planned: Planned, comparison: Comparison | None) -> Compared:
    """What came of comparing what was planned."""
    return Compared(planned.file.path, planned.session_name, planned.name, comparison)


def _edited(invocation: Invocation, side: Side) -> Invocation:
    if side.edit is None:
        return invocation
    return replace(invocation, payload=side.edit(invocation.payload))


def _refuse_lost(plans: Iterable[Plan]) -> None:
    """Raise TargetProblem for the first target that is not there."""
    for name, plan in zip("ab", plans, strict=True):
        looked_at: list[Choice] = []
        for choice in (one.choice for one in plan.once):
            if choice in looked_at:
                continue
            looked_at.append(choice)
            if problem := open_target(choice).problem():
                raise TargetProblem(f"target {name}: {problem[1]}")


async def _compared(
    to_a: Invocation,
    to_b: Invocation,
    send_a: Callable[[], Awaitable[Outcome]],
    send_b: Callable[[], Awaitable[Outcome]],
    *,
    slower: float | None = None,
    varying: Sequence[JsonPath] = (),
) -> Comparison:
    """Send to both, and once more where that may tell chance from cause.

    What differs at a place where both also differ from themselves is chance: a random number that
    each makes up. Nothing is sent twice that really goes out.
    """
    sent: JsonValue = [to_a.payload, to_b.payload, to_a.event]
    a, b = await asyncio.gather(send_a(), send_b())
    every = await asyncio.to_thread(compare, a, b, given=sent, slower=slower)
    own = [one for one in every if one.rule is None]
    varies = {one.path for one in own if one.is_within(varying)}
    if len(varies) < len(own) and is_caught(a) and is_caught(b):
        again = await asyncio.gather(send_a(), send_b())
        varies |= await asyncio.to_thread(_chance, (a, b), again, sent)
    return Comparison(
        to_a,
        a,
        b,
        differences=tuple(one for one in own if one.path not in varies),
        platform=tuple(one for one in every if one.rule is not None),
        varying=tuple(one for one in own if one.path in varies),
    )


def _chance(first: Sequence[Outcome], again: Sequence[Outcome], sent: JsonValue) -> set[str]:
    """The places at which each differs from itself."""
    pairs = zip(first, again, strict=True)
    a, b = ({one.path for one in compare(*pair, given=sent)} for pair in pairs)
    return a & b


def is_caught(outcome: Outcome) -> bool:
    """Whether it was run here, and what it called was caught: to send it again does nothing."""
    return outcome.target.network in _CAUGHT

"""Replaying: every invocation of one session or of many, sent and held against what is expected."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, failed
from sessions.secrets.redaction import redacted
from sessions.sending import open_target
from sessions.store.session_file import SessionFile

from .expectation import Verdict, expectation, judge, may_take_time
from .failure import Failure
from .pace import Pace
from .plan import Means, Plan, Planned, Targets, at_once, make_plan

if TYPE_CHECKING:
    from .last_time import Against, LastTime

_MOST_WHYS: Final = 3
MOST_LEFT_OUT: Final = 1000
"""Steps listed of those that `fail_fast` left out: `repeat` may be a thousand million."""
NOT_RUN: Final = "not sent: the replay was to stop at the first that is not as expected"


@dataclass(frozen=True, slots=True)
class Step:
    """One invocation of a replay, and what came of it."""

    path: Path | None
    session_name: str
    name: str
    outcome: Outcome
    verdict: Verdict
    turn: int = 1
    """Which of the repetitions, counted from 1."""
    ran: bool = True
    """False where `fail_fast` ended the replay before it; its outcome is then `cancelled`."""
    last: LastTime | None = None
    """What came of it in the last replay, where that is looked at (`Options.against`)."""


class Options(Means, total=False):
    """How to replay. All of it may be left out. A fault is to be shown to one invocation at least
    (`not_shown`)."""

    target: str | None
    """Given explicitly, instead of every target in the sessions (`sessions.choice.choose`)."""
    timeout: float | None
    """Seconds for an invocation, instead of what the sessions say."""
    repeat: int
    """How often each session is gone through, from its first invocation to its last."""
    jobs: int
    """How many invocations are under way at a time."""
    rate: float | None
    """How many are begun in a second at most; None for as fast as can be."""
    fail_fast: bool
    """Whether to start no more once an outcome is not as expected."""
    live: bool
    """Whether hooks' calls really go out (`sessions.targets.target.Settings`)."""
    against: Against | None
    """The last replay, which each step is held against; what comes of this one is kept."""
    on_start: Callable[[str], None] | None
    """Called with an invocation's name as it is sent."""
    on_step: Callable[[Step], None] | None
    """Called with every step as it ends, in the order in which they end; by then the next one may
    have been sent. Where it blocks, the time of that one passes."""


async def replay_session(file: SessionFile, **options: Unpack[Options]) -> list[Step]:
    """Replay one session; see `replay_sessions`."""
    return await replay_sessions([file], **options)


async def replay_sessions(
    files: Sequence[SessionFile],
    *,
    target: str | None = None,
    timeout: float | None = None,  # noqa: ASYNC109 - of each invocation, not of this call
    repeat: int = 1,
    jobs: int = 1,
    rate: float | None = None,
    fail_fast: bool = False,
    live: bool = False,
    against: Against | None = None,
    on_start: Callable[[str], None] | None = None,
    on_step: Callable[[Step], None] | None = None,
    **means: Unpack[Means],
) -> list[Step]:
    """Send every invocation of the sessions; `Options` explains the arguments.

        steps = await sessions.replay_sessions(sessions.read_sessions("tests/sessions"))
        assert all(step.verdict.met for step in steps)

    Nothing is sent before all sessions, targets and secrets have been looked at. Cancelling ends
    what is under way. Nothing is written, but into the history of `against`.

    Returns:
        A step for every invocation, in the order of the files whatever `jobs` is; those that
        `fail_fast` left out are among them, the first `MOST_LEFT_OUT`.

    Raises:
        SessionError: a session cannot be replayed, or not live or with faults.
        SecretsError: a value is missing, or an env file cannot be read.
        NotAllowed: a session would send values that nobody has allowed it to.
        ValueError: `repeat` or `jobs` is less than 1, or `rate` is not above 0.
    """
    if rate is not None and not rate > 0:
        raise ValueError(f"rate is {rate}; wanted a number above 0")
    if repeat < 1 or jobs < 1:
        raise ValueError(f"repeat is {repeat} and jobs is {jobs}; wanted at least 1")
    plan = make_plan(files, target=target, turns=repeat, live=live, **means)
    async with Targets(plan, jobs, timeout) as targets:
        pace = Pace(rate) if rate else None
        replay = _Replay(plan, targets, pace, against, on_start, on_step, fail_fast=fail_fast)
        return await replay.run(jobs)


def not_shown(steps: Sequence[Step], faults: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each fault, given for the whole replay, that no invocation was shown.

    None where the replay ended before its last invocation: that might have been shown it.
    """
    if not all(step.ran for step in steps):
        return ()
    missed = shown_to_none([step.outcome for step in steps], faults)
    wanted = "expected to be shown to one invocation at least, but was to none"
    return tuple(f"fault {fault}: {wanted}: {why}" for fault, why in missed.items())


def shown_to_none(outcomes: Sequence[Outcome], faults: Iterable[str]) -> dict[str, str]:
    """The faults that were asked for in these outcomes and shown in none, each with why."""
    return {
        fault: "; ".join([*dict.fromkeys(filter(None, whys))][:_MOST_WHYS])
        for fault in faults
        if (whys := _whys(outcomes, fault)) and None not in whys
    }


def _whys(outcomes: Sequence[Outcome], fault: str) -> list[str | None]:
    """Why no call of each was shown a fault; None for one that was."""
    asked = (one for outcome in outcomes for one in outcome.faults)
    return [one.why_not for one in asked if one.fault == fault]


class _Replay:
    """A plan being carried out."""

    def __init__(
        self,
        plan: Plan,
        targets: Targets,
        pace: Pace | None,
        against: Against | None,
        on_start: Callable[[str], None] | None,
        on_step: Callable[[Step], None] | None,
        *,
        fail_fast: bool,
    ) -> None:
        self._plan = plan
        self._targets = targets
        self._pace = pace
        self._against = against
        self._on_start = on_start
        self._on_step = on_step
        self._fail_fast = fail_fast
        self._steps: dict[int, Step] = {}
        self._later: deque[Callable[[], None]] = deque()
        """What is done while the next one is under way: to hold a step against the last replay and
        to show it takes a tenth of the time of the quickest endpoint."""

    async def run(self, jobs: int) -> list[Step]:
        await at_once(jobs, self._plan, self._work, self._catch_up)
        listed = islice(self._plan, len(self._steps) + MOST_LEFT_OUT)
        return [self._steps.get(at) or _left_out(one) for at, one in enumerate(listed)]

    async def _work(self, at: int, planned: Planned) -> bool:
        if self._pace:
            await self._pace.wait()
        if self._on_start:
            self._later.append(partial(self._on_start, planned.name))
        outcome = await self._targets.send(planned)
        verdict = await _judged(planned, outcome)
        self._later.append(partial(self._end, at, planned, outcome, verdict))
        return verdict.met or not self._fail_fast

    def _catch_up(self) -> None:
        while self._later:
            self._later.popleft()()

    def _end(self, at: int, planned: Planned, outcome: Outcome, verdict: Verdict) -> None:
        last = _last(planned, outcome, verdict, self._against) if self._against else None
        step = self._steps[at] = _step(planned, outcome, verdict, last=last)
        if self._on_step:
            self._on_step(step)


async def _judged(planned: Planned, outcome: Outcome) -> Verdict:
    expect = planned.saved.expect
    if may_take_time(expect):
        verdict = await asyncio.to_thread(judge, expect, outcome, own_faults=planned.own_faults)
    else:
        verdict = judge(expect, outcome, own_faults=planned.own_faults)
    return verdict.without(planned.hidden) if expect else verdict


def _step(
    planned: Planned,
    outcome: Outcome,
    verdict: Verdict,
    *,
    ran: bool = True,
    last: LastTime | None = None,
) -> Step:
    path, session_name = planned.file.path, planned.session_name
    return Step(path, session_name, planned.name, outcome, verdict, planned.turn, ran, last)


def _last(
    planned: Planned, outcome: Outcome, verdict: Verdict, against: Against
) -> LastTime | None:
    from sessions.history.writing import Record  # SQLite takes 10 ms to load

    payload = planned.saved.payload
    record = Record(planned.file.path, planned.name, payload, outcome, verdict.met)
    return against.taken(record, planned.varying)


def _left_out(planned: Planned) -> Step:
    choice = planned.choice
    info = open_target(choice).info
    cancelled = failed(info, Kind.CANCELLED, NOT_RUN)
    outcome = redacted(cancelled, planned.hidden)
    failure = Failure("", "", NOT_RUN)
    verdict = Verdict(False, expectation(planned.saved.expect), (failure,))
    return _step(planned, outcome, verdict.without(planned.hidden), ran=False)

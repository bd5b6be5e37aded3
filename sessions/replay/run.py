"""Replaying: every invocation of one session or of many, sent and held against what is expected."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypedDict, Unpack

from sessions.choice import Choice, choose
from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, failed
from sessions.permission import NotAllowed, Permissions, outside_handler
from sessions.platforms.auth0.rules import refusal
from sessions.secrets.lookup import (
    SecretsError,
    environment,
    how_to_give,
    read_env_file,
    resolve_secrets,
)
from sessions.secrets.redaction import redacted
from sessions.sending import open_target, send
from sessions.store.errors import SessionError
from sessions.store.model import SavedInvocation
from sessions.store.session_file import SessionFile
from sessions.targets.target import Target

from .expectation import Verdict, expectation, judge, may_take_time
from .load import check_session

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
ALL_REMOTE: Final = (
    "every invocation goes to a remote endpoint, whose calls are its own: none can be let out "
    "or shown a fault here"
)
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


class Options(TypedDict, total=False):
    """How to replay. All of it may be left out."""

    target: str | None
    """Given explicitly, instead of every target in the sessions (`sessions.choice.choose`)."""
    timeout: float | None
    """Seconds for an invocation, instead of what the sessions say."""
    repeat: int
    """How often each session is gone through, from its first invocation to its last."""
    jobs: int
    """How many invocations are under way at a time."""
    fail_fast: bool
    """Whether to start no more once an outcome is not as expected."""
    live: bool
    """Whether hooks' calls really go out (`sessions.targets.target.Settings`)."""
    faults: Sequence[str] | None
    """What the emulated providers are to show, instead of what the sessions say: each to one
    invocation at least (`not_shown`)."""
    env: Mapping[str, str]
    env_file: Path | None
    given: Mapping[str, str]
    """Where secrets and `${env:NAME}` have their values from (`secrets.lookup.environment`)."""
    permissions: Permissions | None
    """What of that may be sent to the hosts that the sessions name; where it is None, what the env
    file has, and what was allowed before."""
    on_outside: Callable[[Path, Path], None] | None
    """Called, before anything is sent, with each session and handler of it that lies outside its
    folder (`sessions.permission.outside_handler`)."""
    on_start: Callable[[str], None] | None
    """Called with an invocation's name as it is sent."""
    on_step: Callable[[Step], None] | None
    """Called with every step as it ends, in the order in which they end."""


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
    fail_fast: bool = False,
    live: bool = False,
    faults: Sequence[str] | None = None,
    env: Mapping[str, str] = os.environ,
    env_file: Path | None = None,
    given: Mapping[str, str] = _NOTHING,
    permissions: Permissions | None = None,
    on_outside: Callable[[Path, Path], None] | None = None,
    on_start: Callable[[str], None] | None = None,
    on_step: Callable[[Step], None] | None = None,
) -> list[Step]:
    """Send every invocation of the sessions; `Options` explains the arguments.

        steps = await sessions.replay_sessions(sessions.read_sessions("tests/sessions"))
        assert all(step.verdict.met for step in steps)

    Nothing is sent before all sessions, targets and secrets have been looked at. Cancelling ends
    what is under way. Nothing is written.

    Returns:
        A step for every invocation, in the order of the files whatever `jobs` is; those that
        `fail_fast` left out are among them, the first `MOST_LEFT_OUT`.

    Raises:
        SessionError: a session cannot be replayed, or not live or with faults.
        SecretsError: a value is missing, or an env file cannot be read.
        NotAllowed: a session would send values that nobody has allowed it to.
        ValueError: `repeat` or `jobs` is less than 1.
    """
    if repeat < 1 or jobs < 1:
        raise ValueError(f"repeat is {repeat} and jobs is {jobs}; wanted at least 1")
    for file in files:
        check_session(file)
    known = environment(env, env_file)
    sourced = [(file, environment(known, folder=file.path.parent, given=given)) for file in files]
    _refuse_missing(sourced)
    plan = _Plan(
        [_planned(file, values, target, faults, live=live) for file, values in sourced], repeat
    )
    if permissions is None:
        permissions = Permissions(env_file=read_env_file(env_file) if env_file else _NOTHING)
    _refuse_leaving(plan.once, permissions)
    if (live or faults) and plan.once and all(_is_remote(one) for one in plan.once):
        raise SessionError(ALL_REMOTE)
    if on_outside:
        for session, handler in _outside(plan.once):
            on_outside(session, handler)
    replay = _Replay(plan, timeout, on_start, on_step, fail_fast=fail_fast)
    return await replay.run(jobs)


def not_shown(steps: Sequence[Step], faults: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each fault, given for the whole replay, that no invocation was shown.

    None where the replay ended before its last invocation: that might have been shown it.
    """
    if not all(step.ran for step in steps):
        return ()
    return tuple(
        f"fault {fault}: expected to be shown to one invocation at least, but was to none: "
        + "; ".join([*dict.fromkeys(filter(None, whys))][:_MOST_WHYS])
        for fault in dict.fromkeys(faults)
        if (whys := _whys(steps, fault)) and None not in whys
    )


def _whys(steps: Sequence[Step], fault: str) -> list[str | None]:
    """Why each invocation was not shown a fault; None for one that was."""
    asked = (one for step in steps for one in step.outcome.faults)
    return [one.why_not for one in asked if one.fault == fault]


@dataclass(frozen=True, slots=True)
class _Planned:
    """One invocation that is to be sent."""

    file: SessionFile
    name: str
    saved: SavedInvocation
    turn: int
    choice: Choice
    secrets: Mapping[str, str]
    faults: tuple[str, ...]
    own_faults: bool
    """Whether these are what the session says."""

    @property
    def invocation(self) -> Invocation:
        """What is sent."""
        return replace(self.saved.named(self.name, self.file.session.answers), faults=self.faults)

    def step(self, outcome: Outcome, verdict: Verdict, *, ran: bool = True) -> Step:
        """What came of it."""
        session_name = self.file.session.name or self.file.path.stem
        return Step(self.file.path, session_name, self.name, outcome, verdict, self.turn, ran)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be sent, in order: made as it is asked for, however many turns there are."""

    sessions: Sequence[Sequence[_Planned]]
    """The first turn of each."""
    turns: int

    @property
    def once(self) -> list[_Planned]:
        """The first turns: whatever holds of one turn holds of all."""
        return [one for session in self.sessions for one in session]

    def __len__(self) -> int:
        return sum(map(len, self.sessions)) * self.turns

    def __iter__(self) -> Iterator[_Planned]:
        for session in self.sessions:
            for turn in range(1, self.turns + 1):
                for one in session:
                    yield replace(one, turn=turn)


def _planned(
    file: SessionFile,
    env: Mapping[str, str],
    target: str | None,
    faults: Sequence[str] | None,
    *,
    live: bool,
) -> list[_Planned]:
    """The first turn of a session; `target` and `faults` are instead of what it says."""
    session, folder = file.session, file.path.parent
    secrets = resolve_secrets(session.secrets, env).values
    planned: list[_Planned] = []
    for name, saved in session.invocation.items():
        try:
            choice = choose(session, saved=saved, target=target, env=env, folder=folder, live=live)
        except SecretsError as error:
            raise SecretsError(f"{file.path}: {error}") from None
        shown = saved.faults if faults is None else tuple(faults)
        planned.append(_Planned(file, name, saved, 1, choice, secrets, shown, faults is None))
    return planned


def _is_remote(planned: _Planned) -> bool:
    return planned.choice.location.is_remote


def _refuse_leaving(plan: Iterable[_Planned], permissions: Permissions) -> None:
    lacking = [
        leaving
        for one in plan
        if (leaving := permissions.lacking(one.choice, one.file.path, one.secrets))
    ]
    if lacking:
        raise NotAllowed(lacking)


def _outside(plan: Iterable[_Planned]) -> list[tuple[Path, Path]]:
    found = ((one.file.path, outside_handler(one.choice, one.file.path.parent)) for one in plan)
    return list(dict.fromkeys((session, file) for session, file in found if file))


def _refuse_missing(sourced: Iterable[tuple[SessionFile, Mapping[str, str]]]) -> None:
    lacking: dict[Path, tuple[str, ...]] = {}
    for file, env in sourced:
        if missing := resolve_secrets(file.session.secrets, env).missing:
            lacking[file.path] = missing
    if lacking:
        names = dict.fromkeys(name for missing in lacking.values() for name in missing)
        folders = {path.parent for path in lacking}
        remedy = how_to_give(names, folders.pop() if len(folders) == 1 else None)
        raise SecretsError(f"{', '.join(map(str, lacking))}: {remedy}")


class _Replay:
    """A plan being carried out."""

    def __init__(
        self,
        plan: _Plan,
        timeout: float | None,
        on_start: Callable[[str], None] | None,
        on_step: Callable[[Step], None] | None,
        *,
        fail_fast: bool,
    ) -> None:
        self._plan = plan
        self._timeout = timeout
        self._on_start = on_start
        self._on_step = on_step
        self._fail_fast = fail_fast
        self._jobs = 1
        self._stopped = False
        self._targets: list[tuple[Choice, Target]] = []
        self._steps: dict[int, Step] = {}

    async def run(self, jobs: int) -> list[Step]:
        self._jobs = jobs
        waiting = iter(enumerate(self._plan))
        try:
            async with AsyncExitStack() as open_targets, asyncio.TaskGroup() as group:
                for _ in range(min(jobs, len(self._plan))):
                    group.create_task(self._work(waiting, open_targets))
        except BaseExceptionGroup as errors:  # a callback raised, say because stdout is gone
            raise errors.exceptions[0] from None
        listed = islice(self._plan, len(self._steps) + MOST_LEFT_OUT)
        return [self._steps.get(at) or self._left_out(one) for at, one in enumerate(listed)]

    async def _work(
        self, waiting: Iterator[tuple[int, _Planned]], open_targets: AsyncExitStack
    ) -> None:
        """Send one invocation after another, as long as there are any."""
        for at, planned in waiting:
            if self._stopped:
                return
            if self._on_start:
                self._on_start(planned.name)
            self._steps[at] = step = await self._step(planned, open_targets)
            self._stopped = self._stopped or (self._fail_fast and not step.verdict.met)
            if self._on_step:
                self._on_step(step)

    async def _step(self, planned: _Planned, open_targets: AsyncExitStack) -> Step:
        choice = planned.choice
        outcome = await send(
            self._target(choice, open_targets),
            planned.invocation,
            secrets=planned.secrets,
            timeout=self._timeout,
        )
        expect = planned.saved.expect
        if may_take_time(expect):
            judged = asyncio.to_thread(judge, expect, outcome, own_faults=planned.own_faults)
            return planned.step(outcome, await judged)
        return planned.step(outcome, judge(expect, outcome, own_faults=planned.own_faults))

    def _target(self, choice: Choice, open_targets: AsyncExitStack) -> Target:
        """The target of a choice, opened once."""
        for known, target in self._targets:
            if known == choice:
                return target
        target = open_target(choice)
        target.expect(self._number_for(choice), self._jobs)
        open_targets.push_async_callback(target.aclose)
        self._targets.append((choice, target))
        return target

    def _number_for(self, choice: Choice) -> int:
        """How many invocations its target will get; what the platform refuses does not reach it."""
        planned = (one for one in self._plan.once if one.choice == choice)
        return sum(refusal(one.saved.payload) is None for one in planned) * self._plan.turns

    def _left_out(self, planned: _Planned) -> Step:
        choice = planned.choice
        info = open_target(choice).info
        cancelled = failed(info, Kind.CANCELLED, NOT_RUN)
        outcome = redacted(cancelled, {**choice.hidden, **planned.secrets})
        verdict = Verdict(False, expectation(planned.saved.expect), (NOT_RUN,))
        return planned.step(outcome, verdict, ran=False)

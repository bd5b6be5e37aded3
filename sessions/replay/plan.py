"""What is to be sent of sessions, and whereto: looked at whole before the first of it is sent."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias, TypedDict

from sessions.choice import Choice, choose, instance_problem
from sessions.contract.invocation import Instance, Invocation
from sessions.contract.json_path import JsonPath, parse_path
from sessions.contract.outcome import Outcome
from sessions.permission import Leaving, NotAllowed, Permissions, outside_handler
from sessions.platforms.current import PLATFORM
from sessions.secrets.lookup import (
    SecretsError,
    environment,
    how_to_give,
    read_env_file,
    resolve_secrets,
)
from sessions.sending import open_target, send
from sessions.store.errors import SessionError
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import SessionFile
from sessions.targets.location import Location
from sessions.targets.target import Settings, Target

from .load import check_session
from .meanwhile import whenever_waiting

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
ALL_REMOTE: Final = (
    "every invocation goes to a remote endpoint, whose calls are its own: none can be let out "
    "or shown a fault here"
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One invocation that is to be sent."""

    file: SessionFile
    name: str
    saved: SavedInvocation
    turn: int
    """Which of the repetitions, counted from 1."""
    choice: Choice
    secrets: Mapping[str, str]
    faults: tuple[str, ...]
    own_faults: bool
    """Whether these are what the session says."""

    @property
    def invocation(self) -> Invocation:
        """What is sent."""
        return replace(self.saved.named(self.name, self.file.session.answers), faults=self.faults)

    @property
    def hidden(self) -> dict[str, str]:
        """The values that nothing which is shown or kept may hold, by name."""
        return {**self.choice.hidden, **self.secrets}

    @property
    def varying(self) -> tuple[JsonPath, ...]:
        """The places at which its outcome may be another each time."""
        return varying_of(self.file.session, self.saved)

    @property
    def session_name(self) -> str:
        """What its session is called."""
        return self.file.session.name or self.file.path.stem


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be sent, in order: made as it is asked for, however many turns there are."""

    sessions: Sequence[Sequence[Planned]]
    """The first turn of each."""
    turns: int

    @property
    def once(self) -> list[Planned]:
        """The first turns: whatever holds of one turn holds of all."""
        return [one for session in self.sessions for one in session]

    def __len__(self) -> int:
        return sum(map(len, self.sessions)) * self.turns

    def __iter__(self) -> Iterator[Planned]:
        for session in self.sessions:
            for turn in range(1, self.turns + 1):
                for one in session:
                    yield replace(one, turn=turn)


class Means(TypedDict, total=False):
    """What is sent beside the payloads. All of it may be left out."""

    faults: Sequence[str] | None
    """What the emulated providers are to show, instead of what the sessions say."""
    secrets: Sequence[str]
    """Names of secrets beside those of each session; to give them is the user's word that they
    may be sent."""
    env: Mapping[str, str]
    env_file: Path | None
    given: Mapping[str, str]
    """Where secrets and `${env:NAME}` have their values from (`secrets.lookup.environment`)."""
    instance: Instance | None
    """Which process an invocation of a hook or an Action finds, instead of what targets say."""
    permissions: Permissions | None
    """What of that may be sent to the hosts that the sessions name; where it is None, what the env
    file has, and what was allowed before."""
    on_outside: Callable[[Path, Path], None] | None
    """Called, before anything is sent, with each session and handler of it that lies outside its
    folder (`sessions.permission.outside_handler`)."""


def make_plan(
    files: Sequence[SessionFile],
    *,
    target: str | None = None,
    turns: int = 1,
    live: bool = False,
    faults: Sequence[str] | None = None,
    secrets: Sequence[str] = (),
    env: Mapping[str, str] = os.environ,
    env_file: Path | None = None,
    given: Mapping[str, str] = _NOTHING,
    instance: Instance | None = None,
    permissions: Permissions | None = None,
    on_outside: Callable[[Path, Path], None] | None = None,
) -> Plan:
    """Look at all sessions, targets and secrets; `Means` explains most of the arguments.

    Args:
        target: given explicitly, instead of every target in the sessions.
        turns: how often each session is gone through.
        live: whether hooks' calls really go out.

    Raises:
        SessionError, SecretsError, NotAllowed: as `replay_sessions` does.
    """
    for file in files:
        check_session(file)
    known = environment(env, env_file)
    sourced = [(file, environment(known, folder=file.path.parent, given=given)) for file in files]
    _refuse_missing(sourced, secrets)
    plan = Plan(
        [
            _planned(file, env, target, faults, secrets, live=live, instance=instance)
            for file, env in sourced
        ],
        turns,
    )
    _refuse_warm(plan.once)
    if permissions is None:
        permissions = Permissions(env_file=read_env_file(env_file) if env_file else _NOTHING)
    _refuse_leaving(plan.once, permissions, secrets)
    if (live or faults) and plan.once and all(_is_remote(one) for one in plan.once):
        raise SessionError(ALL_REMOTE)
    if on_outside:
        for session, handler in _outside(plan.once):
            on_outside(session, handler)
    return plan


def varying_of(session: Session, saved: SavedInvocation) -> tuple[JsonPath, ...]:
    """The places at which an invocation's outcome may be another each time."""
    said = (*session.varying, *(saved.expect.varying if saved.expect else ()))
    return tuple(map(parse_path, said))


def _planned(
    file: SessionFile,
    env: Mapping[str, str],
    target: str | None,
    faults: Sequence[str] | None,
    more: Sequence[str],
    *,
    live: bool,
    instance: Instance | None,
) -> list[Planned]:
    """The first turn of a session; `target` and `faults` are instead of what it says."""
    session, folder = file.session, file.path.parent
    secrets = resolve_secrets((*session.secrets, *more), env).values
    planned: list[Planned] = []
    for name, saved in session.invocation.items():
        try:
            choice = choose(
                session,
                saved=saved,
                target=target,
                env=env,
                folder=folder,
                live=live,
                instance=instance,
            )
        except SecretsError as error:
            raise SecretsError(f"{file.path}: {error}") from None
        shown = saved.faults if faults is None else tuple(faults)
        planned.append(Planned(file, name, saved, 1, choice, secrets, shown, faults is None))
    return planned


def _is_remote(planned: Planned) -> bool:
    return planned.choice.location.is_remote


def _refuse_warm(plan: Iterable[Planned]) -> None:
    """Raise SessionError for the first that is to go to a warm instance, and cannot."""
    for one in plan:
        if problem := instance_problem(one.choice):
            raise SessionError(f"{one.file.path}: invocation.{one.name}: {problem}")


def _refuse_leaving(
    plan: Iterable[Planned], permissions: Permissions, allowed: Sequence[str]
) -> None:
    lacking: list[Leaving] = []
    for one in plan:
        named = {name: value for name, value in one.secrets.items() if name not in allowed}
        if leaving := permissions.lacking(one.choice, one.file.path, named):
            lacking.append(leaving)
    if lacking:
        raise NotAllowed(lacking)


def _outside(plan: Iterable[Planned]) -> list[tuple[Path, Path]]:
    found = ((one.file.path, outside_handler(one.choice, one.file.path.parent)) for one in plan)
    return list(dict.fromkeys((session, file) for session, file in found if file))


def _refuse_missing(
    sourced: Iterable[tuple[SessionFile, Mapping[str, str]]], more: Sequence[str]
) -> None:
    lacking: dict[Path, tuple[str, ...]] = {}
    for file, env in sourced:
        if missing := resolve_secrets((*file.session.secrets, *more), env).missing:
            lacking[file.path] = missing
    if lacking:
        names = dict.fromkeys(name for missing in lacking.values() for name in missing)
        folders = {path.parent for path in lacking}
        remedy = how_to_give(names, folders.pop() if len(folders) == 1 else None)
        raise SecretsError(f"{', '.join(map(str, lacking))}: {remedy}")


class Targets:
    """The targets of a plan, each opened once, as it is first sent to; closed by `async with`."""

    def __init__(self, plan: Plan, jobs: int, timeout: float | None) -> None:
        self._plan = plan
        self._jobs = jobs
        self._timeout = timeout
        self._shares: dict[_Whereto, list[_Share]] = {}
        for one in plan.once:  # what the platform refuses does not reach it
            share = self._share_of(one.choice)
            share.number += PLATFORM.rules.refusal(one.saved.payload) is None
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Targets:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._open.aclose()

    async def send(self, planned: Planned, invocation: Invocation | None = None) -> Outcome:
        """Send what is planned, or something else in its place, to its target."""
        return await send(
            self._of(planned.choice),
            invocation or planned.invocation,
            secrets=planned.secrets,
            timeout=self._timeout,
        )

    def _of(self, choice: Choice) -> Target:
        share = self._share_of(choice)
        if share.target is None:
            share.target = open_target(choice)
            share.target.expect(share.number * self._plan.turns, self._jobs)
            self._open.push_async_callback(share.target.aclose)
        return share.target

    def _share_of(self, choice: Choice) -> _Share:
        shares = self._shares.setdefault(_whereto(choice), [])
        for share in shares:
            if share.settings == choice.settings:
                return share
        shares.append(share := _Share(choice.settings))
        return share


@dataclass(slots=True)
class _Share:
    """The invocations that share one target."""

    settings: Settings
    number: int = 0
    """How many of them will reach it in a turn."""
    target: Target | None = None


_Whereto: TypeAlias = tuple[Location, Path | None, str | None]


def _whereto(choice: Choice) -> _Whereto:
    """Where a choice leads: an endpoint is the same from every folder. (To compare all with all
    took half a minute for some thousand sessions, each in a folder of its own.)"""
    base = None if choice.location.is_remote else choice.base
    return choice.location, base, choice.name


async def at_once(
    jobs: int,
    plan: Plan,
    work: Callable[[int, Planned], Awaitable[bool]],
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Do `work` with each of the plan in its order, `jobs` of them under way at a time, until one
    says that no more are to be started.

    Args:
        work: called with what is planned and its place in the plan; gives whether to go on.
        meanwhile: called each time that one of the jobs begins to wait, and as it ends.

    Raises:
        Exception: what `work` or `meanwhile` has raised; all that was under way has then been
            cancelled.
    """
    waiting = iter(enumerate(plan))
    has_stopped = False

    async def one_after_another() -> None:
        nonlocal has_stopped
        for at, planned in waiting:
            if has_stopped:
                return
            if not await work(at, planned):
                has_stopped = True

    async def job() -> None:
        await whenever_waiting(one_after_another(), meanwhile)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(jobs, len(plan))):
                group.create_task(job())
    except BaseExceptionGroup as errors:  # a callback raised, say because stdout is gone
        raise errors.exceptions[0] from None

"""One send: which target an invocation goes to, and the invocation sent there, secrets redacted."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sessions.contract.faults import Fault, no_fault, parse_fault
from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.contract.outbound import asked_faults, made_up_answers
from sessions.contract.outcome import Outcome, failed
from sessions.contract.rules import Refusal, provider_only, refusal
from sessions.redaction import is_long, redacted
from sessions.secrets import SecretsError, expand
from sessions.targets.faults import wire_of_message
from sessions.targets.hook_file import HookFile
from sessions.targets.resolve import STARTER, resolve
from sessions.targets.target import Limits, Settings, Target

if TYPE_CHECKING:  # pydantic costs 100 ms, which a send without a session need not pay
    from sessions.store.model import SavedInvocation, Session, TargetSpec

_MOST_CODES: Final = 12
"""Codes of a provider that a message names."""
_WHERETO: Final = re.compile(r"^\s*\$\{env:[^}]+\}(?=[/?#]|\s*$)")
"""A variable that holds scheme and host, so that nobody but the user says where a URL leads."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choice:
    """A target that has been chosen and not yet opened. Equal choices can share one target."""

    location: str
    base: Path
    """The folder that a relative path in `location` counts from."""
    name: str | None = None
    """Its name in the session, where it has one there."""
    settings: Settings = field(default_factory=Settings)
    timeout: float | None = None
    """Seconds, where the session sets them for this target."""
    hidden: dict[str, str] = field(default_factory=dict[str, str])
    """Values that came from the environment, by variable: not to be shown, nor to be saved."""
    by_session: bool = False
    """Whether the session says where this is, and not the user by hand."""
    sent: tuple[str, ...] = ()
    """The variables whose values its endpoint is sent because the session says so. One that is
    the URL's own beginning says where to send, and is not among them."""


def choose(
    session: Session | None,
    *,
    saved: SavedInvocation | None = None,
    target: str | None = None,
    env: Mapping[str, str] = os.environ,
    headers: Mapping[str, str] | None = None,
    folder: Path | None = None,
    live: bool = False,
) -> Choice:
    """The target for an invocation: given by hand, else its own, else the session's, else starter.

    Args:
        session: where names of targets are looked up; None if there is none.
        saved: the invocation as the session has it.
        target: given by hand: a name in the session, or a location relative to the current folder.
        env: what `${env:NAME}` in a target's URL and headers stands for.
        headers: given by hand; they come before the target's own.
        folder: the session file's, from which paths in the session count.
        live: whether a hook's calls really go out (`Settings.live`).

    Raises:
        SecretsError: a variable of the environment is not set.
        ValueError: the session's target has neither handler nor URL.
    """
    beside_session = folder or Path.cwd()
    location = target or (saved and saved.target) or (session and session.target) or STARTER
    if session and location in session.targets:
        choice = _named(location, session.targets[location], env, beside_session)
    else:
        by_hand = target is not None or session is None
        choice = Choice(location, Path.cwd() if target else beside_session, by_session=not by_hand)
    if live:
        choice = replace(choice, settings=replace(choice.settings, live=True))
    return _with_headers(choice, headers) if headers else choice


def open_target(choice: Choice) -> Target:
    """The target itself. Close it with `aclose` when nothing more is to be sent."""
    return resolve(choice.location, base=choice.base, name=choice.name, settings=choice.settings)


def is_remote(choice: Choice) -> bool:
    """Whether it is an endpoint, whose own calls nobody here catches, nor answers with a fault."""
    return open_target(choice).info.kind == "remote"


def fault_problem(fault: str) -> str | None:
    """Why nobody can show this fault (`contract.faults`), with those there are; None: it can be."""
    provider, names_one, _ = fault.strip().partition("=")
    if not names_one:
        try:
            parse_fault(fault)
        except ValueError as error:
            return str(error)
        return None
    from sessions.gateway.faults import has_code
    from sessions.gateway.registry import every, names

    known = names()
    if provider not in known:
        given = f"for the fault {fault!r}"
        return f"there is no provider {provider!r} {given}; wanted {', '.join(known)}"
    meant = [one for one in every() if Fault(fault, provider).is_of(one.name)]
    try:
        parsed = parse_fault(fault)
        if not parsed.is_code or any(has_code(one, parsed.name) for one in meant):
            return None
    except ValueError:
        pass  # what could have been asked for instead is the better message
    codes = dict.fromkeys(code for one in meant if one.codes for code in one.codes.known)
    hint = f"or a code of {provider}, as {', '.join([*codes][:_MOST_CODES])}"
    return no_fault(fault, hint if codes else f"{provider} has no codes of its own")


async def send(
    target: Target,
    invocation: Invocation,
    *,
    secrets: Mapping[str, str],
    limits: Limits,
    check: bool = True,
    hidden: Mapping[str, str] = _NOTHING,
) -> Outcome:
    """Send one invocation, unless the platform would refuse it, and redact what comes back.

    Args:
        secrets: what the hook is given, by name.
        check: whether to refuse what the platform refuses; else it is sent all the same.
        hidden: further values to redact, by name (`Choice.hidden`).
    """
    refused = refusal_at(target, invocation) if check else None
    if refused:
        outcome = _refused(target, refused)
    else:
        outcome = await target.invoke(invocation, secrets, limits)
    outcome, values = _with_remarks(outcome, invocation), {**hidden, **secrets}
    if is_long(outcome):  # beside the screen, which goes on
        return await asyncio.to_thread(redacted, outcome, values)
    return redacted(outcome, values)


def refusal_at(target: Target, invocation: Invocation) -> Refusal | None:
    """Why the platform would not pass an invocation on; little is known to be refused an Action.

    Whether a file is an Action is told by its text here, since it is not run.
    """
    if isinstance(target, HookFile) and target.seems_an_action():
        takes_it = "phone-provider" in target.dialects()
        return None if takes_it else provider_only(invocation.payload)
    return refusal(invocation.payload)


def _with_remarks(outcome: Outcome, invocation: Invocation) -> Outcome:
    """The outcome with which of the invocation's faults were shown, a warning of the others, and
    what was made up here."""
    faults = asked_faults(invocation.faults, outcome)
    missed = [
        f"The fault {one.fault} was not shown: {one.why_not}." for one in faults if not one.shown
    ]
    warnings = (*missed, *outcome.warnings)
    return replace(outcome, faults=faults, warnings=warnings, made_up=made_up_answers(outcome))


def _refused(target: Target, refused: Refusal) -> Outcome:
    wire = wire_of_message(refused.wire_message)
    return failed(target.info, Kind.PAYLOAD_REJECTED, refused.message, wire=wire)


def _named(name: str, spec: TargetSpec, env: Mapping[str, str], folder: Path) -> Choice:
    """The target that stands in the session as `[targets.NAME]`."""
    hidden: dict[str, str] = {}
    sent: dict[str, None] = {}

    def filled_in(text: str, key: str) -> str:
        try:
            filled, used = expand(text, env)
        except SecretsError as error:
            raise SecretsError(f"targets.{name}.{key}: {error}") from None
        hidden.update(used)
        _, counted = expand(_WHERETO.sub("", text) if key == "url" else text, env)
        sent.update(dict.fromkeys(counted))
        return filled

    location = filled_in(spec.url, "url") if spec.url else spec.handler
    if not location:
        raise ValueError(f"targets.{name} has neither a handler nor a url")
    settings = Settings(
        headers={key: filled_in(text, f"headers.{key}") for key, text in spec.headers.items()},
        ca_file=folder / spec.ca_file if spec.ca_file else None,
        node=_program(spec.node, folder),
        python=_program(spec.python, folder),
        trigger=spec.trigger,
        actions_modules=folder.absolute() / spec.actions_modules if spec.actions_modules else None,
    )
    return Choice(
        location, folder, name, settings, spec.timeout, hidden, by_session=True, sent=tuple(sent)
    )


def _program(name: str | None, folder: Path) -> str | None:
    """An interpreter: a path counts from the session's folder, a bare name is looked up in PATH."""
    if not name or Path(name).name == name:
        return name
    return str(folder.absolute() / os.path.expanduser(name))  # noqa: PTH111 (it never raises)


def _with_headers(choice: Choice, headers: Mapping[str, str]) -> Choice:
    """The choice with these headers; those of the target give way, in whatever case they stand."""
    given = {name.lower() for name in headers}
    own = choice.settings.headers.items()
    kept = {name: text for name, text in own if name.lower() not in given}
    return replace(choice, settings=replace(choice.settings, headers={**kept, **headers}))

"""Which target an invocation goes to, and all that is set for it; nothing is opened here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.invocation import Instance
from sessions.errors import OffhookError
from sessions.platforms.current import PLATFORM
from sessions.secrets.lookup import SecretsError, expand
from sessions.secrets.userinfo import without_userinfo
from sessions.targets.location import STARTER, Location
from sessions.targets.target import Settings

if TYPE_CHECKING:  # pydantic costs 100 ms, which a send without a session need not pay
    from sessions.store.model import SavedInvocation, Session, TargetSpec

_WHERETO: Final = re.compile(r"^\s*\$\{env:[^}]+\}(?=[/?#]|\s*$)")
"""A variable that holds scheme and host, so that nobody but the user says where a URL leads."""
_JAVASCRIPT: Final = ("javascript", "folder", "starter", "none")
"""The forms of a location that may be JavaScript."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A target that has been chosen and not yet opened. Equal choices can share one target."""

    location: Location
    base: Path
    """The folder that a relative path in `location` counts from."""
    name: str | None = None
    """Its name in the session, where it has one there."""
    settings: Settings = field(default_factory=Settings)
    by_session: bool = False
    """Whether the session says where this is, and not the user."""
    sent: tuple[str, ...] = ()
    """The variables whose values its endpoint is sent because the session says so. One that is
    the URL's own beginning says where to send, and is not among them."""

    @property
    def hidden(self) -> Mapping[str, str]:
        """Values that came from the environment, by variable (`Settings.hidden`)."""
        return self.settings.hidden


def target_of(
    session: Session | None, saved: SavedInvocation | None = None, given: str | None = None
) -> str:
    """The target of an invocation, as it is written: one that is given, else its own, else the
    session's, else the starter."""
    return given or (saved and saved.target) or (session and session.target) or STARTER


def location_of(session: Session, target: str) -> Location:
    """Where a target leads, which is a name in the session or a location itself.

    What a URL takes from the environment is not filled in: for where nothing is sent.
    """
    spec = session.targets.get(target)
    return Location.parse(target) if spec is None else _location(spec, spec.url)


def choose(
    session: Session | None,
    *,
    saved: SavedInvocation | None = None,
    target: str | None = None,
    env: Mapping[str, str] = os.environ,
    headers: Mapping[str, str] | None = None,
    folder: Path | None = None,
    live: bool = False,
    instance: Instance | None = None,
) -> Choice:
    """The target for an invocation, by `target_of`.

        opened = sessions.read_session("enrollment.toml")
        choice = sessions.choose(opened.session, target="staging", folder=opened.path.parent)
        async with sessions.open_target(choice) as target:
            ...

    Args:
        session: where names of targets are looked up; None if there is none.
        saved: the invocation as the session has it.
        target: instead of these: a name in the session, or a location from the current folder.
        env: what `${env:NAME}` in a target's URL and headers stands for.
        headers: they come before the target's own.
        folder: the session file's, from which paths in the session count.
        live: whether a hook's calls really go out (`Settings.live`).
        instance: which process an invocation finds, instead of what the target says.

    Raises:
        SecretsError: a variable of the environment is not set.
    """
    beside_session = folder or Path.cwd()
    chosen = target_of(session, saved, target)
    if session and chosen in session.targets:
        choice = _named(chosen, session.targets[chosen], env, beside_session)
    else:
        by_hand = target is not None or session is None
        base = Path.cwd() if target else beside_session
        choice = Choice(Location.parse(chosen), base, by_session=not by_hand)
    choice = with_deployed(choice, env)
    if live:
        choice = replace(choice, settings=replace(choice.settings, live=True))
    if instance:
        choice = replace(choice, settings=replace(choice.settings, instance=instance))
    return _with_headers(choice, headers) if headers else choice


def with_deployed(choice: Choice, env: Mapping[str, str]) -> Choice:
    """The choice of `folder#NAME` with what the folder has of it now; any other as it is.

    What cannot be read is left for its target to say. A secret's value is that of the environment,
    else the folder's own; both are hidden, as is what a keyword takes from the environment.

    Args:
        env: where the values of secrets and keywords come from, by the names that the folder has.
    """
    if choice.location.form != "folder":
        return choice
    from sessions.secrets.credentials import is_credential  # its patterns take 7 ms to compile

    path = choice.location.file(choice.base)
    try:
        deployed = PLATFORM.folders.find(path or choice.base, choice.location.called or "", env)
    except OffhookError as problem:
        return replace(choice, settings=replace(choice.settings, unread=str(problem)))
    values = {name: env.get(name, value) for name, value in deployed.secrets.items()}
    secrets = {name: value for name, value in values.items() if value is not None}
    used = {
        name: value for name, value in deployed.used.items() if name in env or is_credential(name)
    }
    settings = replace(
        choice.settings,
        deployed=deployed,
        secrets=secrets,
        hidden={**choice.settings.hidden, **used, **secrets},
    )
    return replace(choice, settings=settings)


def instance_problem(choice: Choice) -> str | None:
    """Why a target cannot be warm, as it is to be; None where it can, or is not to be."""
    where = choice.location
    if choice.settings.instance == "fresh" or where.form in _JAVASCRIPT:
        return None
    what = "is an endpoint, which keeps its own" if where.is_remote else "is a Python function"
    shown = without_userinfo(str(where))
    return f"warm instances are for hooks and Actions in JavaScript; {shown} {what}"


def _location(spec: TargetSpec, url: str | None) -> Location:
    """Where a session's target leads; `url` is its own, filled in or not."""
    return Location.of_url(url) if url else Location.parse(spec.handler or "")


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

    location = _location(spec, filled_in(spec.url, "url") if spec.url else None)
    settings = Settings(
        headers={key: filled_in(text, f"headers.{key}") for key, text in spec.headers.items()},
        ca_file=folder / spec.ca_file if spec.ca_file else None,
        node=_program(spec.node, folder),
        python=_program(spec.python, folder),
        trigger=spec.trigger,
        instance=spec.instance or "fresh",
        actions_modules=folder.absolute() / spec.actions_modules if spec.actions_modules else None,
        timeout=spec.timeout,
        hidden=hidden,
    )
    return Choice(location, folder, name, settings, by_session=True, sent=tuple(sent))


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

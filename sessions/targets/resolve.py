"""From the text that names a target to the target: starter, file, function or URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.errors import OffhookError
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Refusal
from sessions.secrets.userinfo import without_userinfo

from .location import SUFFIXES, Location
from .target import DEFAULTS, Limits, Settings, Target

_TYPESCRIPT: Final = re.compile(r".*\.[cm]?tsx?", re.IGNORECASE | re.DOTALL)
_VARIABLE: Final = re.compile(r"\$\{env:[^}]*\}.*", re.DOTALL)


def resolve(
    location: str | Location, *, base: Path, name: str | None = None, settings: Settings = DEFAULTS
) -> Target:
    """The target at `location` (`Location.parse`), whose relative path counts from `base`.

    A location that leads nowhere gives a target all the same, whose invocations fail as
    `target_not_found`. Each kind of target is imported when it is first needed: what runs hooks
    takes 100 ms, which a replay to an endpoint need not pay.
    """
    at = Location.parse(location) if isinstance(location, str) else location
    match at.form:
        case "starter":
            from .local.starter import Starter

            return Starter(name=name, settings=settings)
        case "url":
            return _remote(at, name, settings)
        case "javascript":
            return _hook_file(at, base, name, settings)
        case "python":
            shown = str(at) if at.called else f"{at.path}:{at.function}"
        case "module":
            shown = str(at)
        case "folder":
            return _of_folder(at, base, name, settings)
        case "none":
            return NoTarget(at.text, _why_not(at.text, base), name, settings)
    from .local.python_function import PythonFunction

    return PythonFunction(
        at.function,
        shown,
        base=base,
        path=at.file(base),
        module=at.module,
        name=name,
        settings=settings,
    )


def _hook_file(at: Location, base: Path, name: str | None, settings: Settings) -> Target:
    """`FILE.js`, or `FILE.js:EXPORT` for one of the two that a trigger calls."""
    if at.called is not None:
        events = PLATFORM.events
        triggers = events.TRIGGERS.items()
        called = (trigger for trigger, of in triggers if events.EXPORTS[of] == at.called)
        settings = replace(settings, trigger=next(called, None))
        if settings.trigger is None:
            wanted = " or ".join(f"{at.path}:{export}" for export in events.EXPORTS.values())
            problem = f"No trigger calls the export {at.called!r} of {at.path}; name {wanted}"
            return NoTarget(at.text, f"{problem}, or the file alone for a hook.", name, settings)
    from .local.hook_file import HookFile

    path = at.file(base) or base
    return HookFile(path, at.text, base=base, name=name, settings=settings)


def _of_folder(at: Location, base: Path, name: str | None, settings: Settings) -> Target:
    """`FOLDER#NAME`: as it was read when it was chosen, else as it is now."""
    path = at.file(base) or base
    if settings.unread:
        return NoTarget(at.text, settings.unread, name, settings)
    if settings.deployed is None:
        try:
            deployed = PLATFORM.folders.find(path, at.called or "", {})
        except OffhookError as problem:
            return NoTarget(at.text, f"{problem}", name, settings)
        settings = replace(settings, deployed=deployed)
    from .local.folder_hook import FolderHook

    return FolderHook(at.text, name=name, settings=settings)


def _remote(at: Location, name: str | None, settings: Settings) -> Target:
    if not at.is_remote:
        problem = f"{at.scheme}:// is not spoken here; use http or https."
        return NoTarget(at.text, problem, name, settings)
    from .remote.endpoint import RemoteTarget

    return RemoteTarget(at.text, name, settings)


def _why_not(location: str, base: Path) -> str:
    location = without_userinfo(location)
    if _TYPESCRIPT.fullmatch(location):
        return f"{location} is TypeScript: compile it, and name the .js file."
    if _VARIABLE.fullmatch(location):
        return (
            f"{location} names no target: a variable is filled in only where the session has it as "
            "the url of [targets.NAME]; name that as the target."
        )
    beside = [Location.parse(f"{location}{suffix}") for suffix in SUFFIXES if location]
    near = [str(at) for at in beside if (file := at.file(base)) and file.exists()]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    what = f"{location!r} names no target" if location else "No target is named"
    return (
        f"{what}.{hint} A target is a name in the session, starter, hook.js, "
        "file.py:function, module:function, folder#NAME or https://…"
    )


class NoTarget(Target):
    """A location that leads nowhere, which every invocation answers with."""

    def __init__(self, location: str, problem: str, name: str | None, settings: Settings) -> None:
        self._settings = settings
        self._info = TargetInfo("unknown", without_userinfo(location), name)
        self._problem = problem

    @property
    def settings(self) -> Settings:
        """As they were given."""
        return self._settings

    @property
    def info(self) -> TargetInfo:
        """The location as it was given."""
        return self._info

    @property
    def is_known(self) -> bool:
        """Nothing has to be read."""
        return True

    def problem(self) -> tuple[Kind, str]:
        """What is wrong with the location."""
        return Kind.TARGET_NOT_FOUND, self._problem

    def debug_problem(self) -> None:
        """Sending it says more."""

    def refusal(self, payload: JsonValue) -> Refusal | None:
        """As of a hook, which it may have been meant to be."""
        return PLATFORM.rules.refusal(payload)

    async def invoke(
        self,
        invocation: Invocation,  # noqa: ARG002
        secrets: Mapping[str, str],  # noqa: ARG002
        limits: Limits,  # noqa: ARG002
    ) -> Outcome:
        """Say what is wrong with the location; see `Target.invoke`."""
        return failed(self._info, Kind.TARGET_NOT_FOUND, self._problem)

    def expect(self, invocations: int | None, at_once: int = 1) -> None:
        """Nothing can be got ready."""

    async def aclose(self) -> None:
        """Nothing is open."""

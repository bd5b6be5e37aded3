"""From the text that names a target to the target: starter, file, function or URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from sessions.contract.dialects import EXPORTS, TRIGGERS
from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, failed
from sessions.redaction import without_userinfo

from .hook_file import HookFile
from .location import HOOK_FILE, PYTHON_FILE
from .python_function import PythonFunction
from .starter.target import Starter
from .target import DEFAULTS, Limits, Settings, Target

STARTER: Final = "starter"
DEFAULT_FUNCTION: Final = "handler"
"""What is called in a Python file that is named without a function."""

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://")
_TYPESCRIPT = re.compile(r".*\.[cm]?tsx?", re.IGNORECASE | re.DOTALL)
_MODULE = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*):(?P<function>[^\W\d][\w.]*)")


def resolve(
    location: str, *, base: Path, name: str | None = None, settings: Settings = DEFAULTS
) -> Target:
    """The target at `location`; `base` is the folder that a relative path counts from.

    `starter` · `https://…` · `hook.js`, `.cjs`, `.mjs`, or `action.js:onExecute…` ·
    `file.py:function`, or `file.py` for its function `handler` · `module:function`. A location
    that leads nowhere gives a target all the same, whose invocations fail as `target_not_found`.
    """
    location = location.strip()
    if location == STARTER:
        return Starter(name=name, settings=settings)
    if scheme := _SCHEME.match(location):
        return _remote(location, scheme["scheme"].lower(), name, settings)
    if match := HOOK_FILE.fullmatch(location):
        return _hook_file(match, base, name, settings)
    if match := PYTHON_FILE.fullmatch(location):
        function = match["function"] or DEFAULT_FUNCTION
        path = _path(match["path"], base)
        shown = f"{match['path']}:{function}"
        return PythonFunction(function, shown, base=base, path=path, name=name, settings=settings)
    if match := _MODULE.fullmatch(location):
        return PythonFunction(
            match["function"],
            location,
            base=base,
            module=match["module"],
            name=name,
            settings=settings,
        )
    return NoTarget(location, _why_not(location, base), name)


def _hook_file(match: re.Match[str], base: Path, name: str | None, settings: Settings) -> Target:
    """`FILE.js`, or `FILE.js:EXPORT` for one of the two that a trigger calls."""
    location, export = match[0], match["export"]
    if export is not None:
        called = (trigger for trigger, of in TRIGGERS.items() if EXPORTS[of] == export)
        settings = replace(settings, trigger=next(called, None))
        if settings.trigger is None:
            wanted = " or ".join(f"{match['path']}:{name}" for name in EXPORTS.values())
            problem = f"No trigger calls the export {export!r} of {match['path']}; name {wanted}"
            return NoTarget(location, f"{problem}, or the file alone for a hook.", name)
    path = _path(match["path"], base)
    return HookFile(path, location, base=base, name=name, settings=settings)


def _remote(location: str, scheme: str, name: str | None, settings: Settings) -> Target:
    if scheme not in ("http", "https"):
        return NoTarget(location, f"{scheme}:// is not spoken here; use http or https.", name)
    from .remote import RemoteTarget

    return RemoteTarget(location, name, settings)


def _path(text: str, base: Path) -> Path:
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # `~nobody`
        path = Path(text)
    return path if path.is_absolute() else base / path


def _why_not(location: str, base: Path) -> str:
    location = without_userinfo(location)
    if _TYPESCRIPT.fullmatch(location):
        return f"{location} is TypeScript: compile it, and name the .js file."
    beside = [f"{location}{suffix}" for suffix in (".js", ".cjs", ".mjs", ".py")]
    near = [path for path in beside if location and _path(path, base).exists()]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    what = f"{location!r} names no target" if location else "No target is named"
    return (
        f"{what}.{hint} A target is a name in the session, starter, hook.js, "
        "file.py:function, module:function or https://…"
    )


class NoTarget:
    """A location that leads nowhere, which every invocation answers with."""

    def __init__(self, location: str, problem: str, name: str | None) -> None:
        self._info = TargetInfo("unknown", without_userinfo(location), name)
        self._problem = problem

    @property
    def info(self) -> TargetInfo:
        """The location as it was given."""
        return self._info

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

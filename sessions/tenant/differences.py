"""Where an Action on the disk and the one in a tenant differ. No I/O."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sessions.platforms.auth0.management.actions import Action, Dependency

from .local import LocalAction

_CONTEXT: Final = 3
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Differing:
    """A part that differs: `here` on the disk, `there` in the tenant; of code the lines that do."""

    part: str
    here: str
    there: str
    lines: tuple[str, ...] = ()
    """Of a unified diff, from there to here."""


def differences(local: LocalAction, action: Action) -> tuple[Differing, ...]:
    """All of them, code first. Packages and runtime that nothing here says are equal."""
    return tuple(_differences(local, action))


def same_code(a: str, b: str) -> bool:
    """Whether two texts are the same code: line ends count for nothing."""
    return _lines(a) == _lines(b)


def _differences(local: LocalAction, action: Action) -> Iterator[Differing]:
    if not same_code(local.code, action.code):
        lines = tuple(diff_lines(action.code, local.code, action.name, str(local.path)))
        yield Differing("code", local.path.name, action.name, lines)
    if local.dependencies is not None and sorted(local.dependencies) != sorted(action.dependencies):
        yield Differing("dependencies", packages(local.dependencies), packages(action.dependencies))
    if local.runtime is not None and local.runtime != action.runtime:
        yield Differing("runtime", local.runtime, action.runtime or NONE)
    if missing := [name for name in local.secrets if name not in action.secrets]:
        yield Differing("secrets", f"also {', '.join(missing)}", names(action.secrets))
    if local.trigger != action.trigger:
        yield Differing("trigger", local.trigger, action.trigger)


def diff_lines(there: str, here: str, there_name: str, here_name: str) -> Iterator[str]:
    """The lines of a unified diff, without line ends."""
    yield from difflib.unified_diff(
        _lines(there),
        _lines(here),
        f"{there_name} (tenant)",
        f"{here_name} (here)",
        lineterm="",
        n=_CONTEXT,
    )


def packages(dependencies: Sequence[Dependency]) -> str:
    """`axios@1.7.2, twilio@5.10.4`, or `none`."""
    return ", ".join(map(str, sorted(dependencies))) or NONE


def names(of: Sequence[str]) -> str:
    """`A, B`, or `none`."""
    return ", ".join(of) or NONE


def _lines(code: str) -> list[str]:
    return code.replace("\r\n", "\n").rstrip("\n").split("\n")

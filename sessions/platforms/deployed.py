"""Hooks and Actions as folders of the platform's deployment tool have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sessions.contract.invocation import Trigger


@dataclass(frozen=True, slots=True)
class Package:
    """A package of npm that code needs; `version` is empty where none is said."""

    name: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name}@{self.version}" if self.version else self.name


@dataclass(frozen=True, slots=True)
class DeployedCode:
    """A file of code in a folder of the platform's deployment tool."""

    file: Path
    raw: str
    """As it stands in the file."""
    text: str = field(repr=False)
    """With its keywords replaced: it may have secrets in it, and is written nowhere."""
    secrets: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"], repr=False)
    """By name the values that the folder has; None where it has none."""
    lines: tuple[int, ...] = ()
    """For each line of `text` that of the file; empty where they are the same."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A hook or an Action as a folder of the platform's deployment tool had it."""

    name: str
    kind: Literal["hook", "action"]
    trigger: Trigger
    place: str
    """Where it is said, counted from the root: `hooks/sms.json:1`."""
    root: Path
    code: DeployedCode
    packages: tuple[Package, ...] = ()
    runtime: str | None = None
    """What an Action runs in, as the platform calls it: `node22`; None where that is not said."""
    modules: Mapping[str, DeployedCode] = field(default_factory=dict[str, DeployedCode])
    """What its code may require as `actions:NAME`."""
    used: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """The values that stand in its code, and in that of its modules, in place of keywords."""
    files: tuple[Path, ...] = ()
    """What it was read of: where one of these changes, it may be another."""

    @property
    def secrets(self) -> dict[str, str | None]:
        """Those of its code and of its modules, each with its value where the folder has one."""
        parts = (self.code, *self.modules.values())
        return {name: value for part in parts for name, value in part.secrets.items()}


@dataclass(frozen=True, slots=True)
class FoundHandler:
    """A hook or an Action that a folder lists, or what of it cannot be read."""

    name: str
    """By which the folder finds it, and nothing else."""
    kind: Literal["hook", "action"]
    trigger: str = ""
    is_ours: bool = False
    """Whether its trigger is one that sends phone messages."""
    secrets: tuple[str, ...] = ()
    """The names of those that only the tenant, or the user, has a value for."""
    problem: str = ""
    """Why it cannot be read; nothing else is known of it then."""

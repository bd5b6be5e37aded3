"""Namespaces for a child. In a network namespace the kernel itself keeps it from every network; by
any namespace of its own, a harmless UTS one too, all that it starts is known for its own.

`unshare` (util-linux) makes the namespace and becomes the program that it is to start, so that the
program's process is the one that was spawned. A unix socket is reached through the file system,
and so from inside too.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from sessions.runner.programs import allowed_environment, on_path

_WAYS: Final = (
    # As root there is no need for a user namespace, in which files would belong to somebody else.
    (),
    ("--user", "--map-current-user"),
    ("--user", "--map-root-user"),
)
_PROBE_TIMEOUT: Final = 5.0
Space: TypeAlias = Literal["net", "uts"]
_known: dict[Space, tuple[str, ...]] = {}
"""What `namespace_command` has found: to look for it again takes a tenth of a warm call."""


@dataclass(frozen=True, slots=True)
class Namespace:
    """How a program is started in a network namespace; `command` is empty where none can be."""

    command: tuple[str, ...] = ()
    problem: str = ""
    """Why none can be made."""


async def namespace_command(kind: Space = "net") -> tuple[str, ...]:
    """What to put before a program's command; empty where no namespace can be made."""
    if kind not in _known:  # the first time takes some milliseconds
        _known[kind] = (await asyncio.to_thread(find_namespace, kind)).command
    return _known[kind]


def find_namespace(kind: Space = "net") -> Namespace:
    """The way to a namespace of this kind that works here, tried out once a process."""
    if sys.platform != "linux":
        return Namespace(problem="only Linux has network namespaces")
    return _tried(on_path("unshare"), kind)


def space_of(process: int | str, kind: Space) -> str:
    """The name of the namespace that a process is in; empty where that is not to be had."""
    try:
        return os.readlink(f"/proc/{process}/ns/{kind}")  # noqa: PTH115 (of many, and soon)
    except OSError:
        return ""


@cache
def _tried(unshare: str | None, kind: Space) -> Namespace:
    if unshare is None:
        return Namespace(problem="there is no program unshare (util-linux)")
    said = ""
    for way in _WAYS if os.geteuid() == 0 else _WAYS[1:]:
        command = (unshare, *way, f"--{kind}", "--")
        problem = _problem((*command, unshare, "--version"))
        if problem is None:
            return Namespace(command)
        said = said or problem
    return Namespace(problem=said)


def _problem(command: tuple[str, ...]) -> str | None:
    """What is against running this, which does nothing."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            env=allowed_environment(),
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=_PROBE_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = next(iter(done.stderr.splitlines()), f"unshare ended with status {done.returncode}")
    return said.removeprefix("unshare: ") if done.returncode else None

"""What keeps a hook's accidents from the machine here, as far as this system gives it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.runner.containment.network_namespace import find_namespace
from sessions.runner.containment.parent_death import lifeline
from sessions.runner.containment.resource_limits import (
    HEAP_LIMIT_MB,
    LARGEST_FILE,
    MOST_MEMORY,
    WEIGH_INTERVAL,
)

from .interpreters import Node

EXPECTATION: Final = (
    "accidents are contained; this is no sandbox for hostile code, which can read your files"
)
"""What may be expected of all of it together."""

_SWEPT: Final = Path("/proc/self/environ")


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to contain a hook. `holds`: it is in force here, in full."""

    name: str
    text: str
    holds: bool


def measures(node: Node | None) -> list[Measure]:
    """Every way that there is, tried out where that is what shows; takes tens of milliseconds.

    Args:
        node: the one that runs hooks, where there is one.
    """
    found = [_processes(), _ENVIRONMENT, _limits(), _network()]
    return [*found, _permissions(node)] if node else found


_ENVIRONMENT: Final = Measure(
    "environment",
    "an allow-list of variables; secrets reach a hook only by the names in a session",
    True,
)


def _processes() -> Measure:
    if sys.platform == "win32":
        text = "the tree of processes is ended; one whose parent has ended before lives on"
        return Measure("processes", text, False)
    if _SWEPT.exists():
        known = "a namespace" if find_namespace("uts").command else "who has started it"
        text = f"a sweep of /proc: all that a hook starts is known by {known}, and ended"
        gap = "; but a hook that computes outlives offhook if that is killed (no setpriv 2.33)"
        return Measure("processes", text if lifeline() else text + gap, True)
    text = "a process group; what leaves it (setsid) lives on, for there is no /proc to sweep"
    return Measure("processes", text, False)


def _limits() -> Measure:
    memory = f"{MOST_MEMORY >> 20} MiB of memory"
    if sys.platform == "win32":
        text = f"JavaScript's heap only, {HEAP_LIMIT_MB} MiB; nothing else is limited"
        return Measure("limits", text, False)
    if sys.platform != "linux":
        text = f"{memory}, looked at every {WEIGH_INTERVAL:g} s; files and cores are not limited"
        return Measure("limits", text, False)
    if problem := _why_no_limits():
        text = f"{memory}, looked at every {WEIGH_INTERVAL:g} s; prlimit fails here: {problem}"
        return Measure("limits", text, False)
    text = f"{memory}, {LARGEST_FILE >> 20} MiB a file, no core dumps; the kernel enforces it"
    return Measure("limits", text, True)


def _why_no_limits() -> str | None:
    """What is against limiting a process of ours; tried by setting a limit that we have."""
    import resource

    try:
        own = resource.getrlimit(resource.RLIMIT_CORE)
        resource.prlimit(os.getpid(), resource.RLIMIT_CORE, own)
    except OSError as error:
        return error.strerror or str(error)
    return None


def _network() -> Measure:
    caught = "a hook's calls are caught and answered here"
    live = "--live lets all out"
    namespace = find_namespace()
    if namespace.command:
        text = f"{caught}, and a namespace of its own (unshare) keeps all else in; {live}"
        return Measure("network", text, True)
    text = f"{caught}, but nothing keeps native code in: {namespace.problem}; {live}"
    return Measure("network", text, False)


def _permissions(node: Node) -> Measure:
    """Node's own, which is not used: it would break hooks, and keep little out."""
    version = tuple(map(int, node.version.split(".")))
    is_stable = version >= (23, 5) or (22, 13) <= version < (23,)
    flag = "--permission" if is_stable else "--experimental-permission"
    gap = "leaves the network open" if version < (25,) else "denies what the platform allows"
    text = f"Node {node.version} has a permission model ({flag}); not used: it {gap}"
    return Measure("permissions", text, False)

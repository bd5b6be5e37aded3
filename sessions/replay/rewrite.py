"""Session files that expect from now on what their invocations came to in a replay."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sessions.contract.json_path import JsonPath, is_within, parse_path
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.store.errors import SessionError
from sessions.store.expect import Expect
from sessions.store.json_codec import JSON_SUFFIX
from sessions.store.model import Session
from sessions.store.session_file import SessionFile, write
from sessions.store.toml.values import is_table

from .acceptance import expected_of
from .expectation import Verdict
from .run import Step

_NOT_RUN: Final = frozenset({Kind.CANCELLED, Kind.RUNTIME_MISSING, Kind.TARGET_NOT_FOUND})
"""Kinds that say nothing of what a target does."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A session file, and whose `expect` was written into it."""

    path: Path
    names: tuple[str, ...]
    problem: SessionError | None = None
    """Why it was not: the file was changed meanwhile, a comment would be lost, …"""


def accept(
    files: Iterable[SessionFile],
    steps: Sequence[Step],
    forbidden: Callable[[SessionFile], Mapping[str, str]],
) -> list[Rewritten]:
    """Write what came out into `expect`, of steps that are not as expected or expect nothing yet.

    What a session expects that was met stays as it is written, and so do comments and layout. A
    step that was not run, or whose target is not there, is left out.

    Args:
        files: the sessions as they were read, whole.
        steps: what their invocations came to, each sent once.
        forbidden: the values of a session's secrets, none of which may get into its file.
    """
    found: dict[Path | None, list[Step]] = defaultdict(list)
    for step in steps:
        found[step.path].append(step)
    rewritten = (_rewritten(file, found[file.path], forbidden(file)) for file in files)
    return [one for one in rewritten if one.names]


def expected_from_now_on(session: Session, steps: Iterable[Step]) -> dict[str, Expect]:
    """What `accept` writes: what to expect of invocations, by name, after these steps of theirs."""
    found: dict[str, Expect] = {}
    for step in steps:
        expect = session.invocation[step.name].expect
        if (
            not step.ran
            or step.outcome.kind in _NOT_RUN
            or (step.verdict.met and expect is not None)
        ):
            continue
        found[step.name] = accepted(expect, step.outcome, step.verdict, session.varying)
    return found


def accepted(
    expect: Expect | None, outcome: Outcome, verdict: Verdict, varying: Sequence[str] = ()
) -> Expect:
    """What to expect instead of `expect`: what was met of it, and of the rest what came out, but
    for what is within one of the paths `varying`, or its own."""
    old = (expect or Expect()).given
    places = [parse_path(text) for text in (*varying, *(expect.varying if expect else ()))]
    new = _without(expected_of(outcome).given, places)
    failing = {_root(failure.path) for failure in verdict.failures}
    kept = {key: value for key, value in old.items() if _root(key) not in failing}
    said = {_root(key) for key in kept}
    return Expect.model_validate(
        {key: value for key, value in new.items() if _root(key) not in said} | kept
    )


def _rewritten(file: SessionFile, steps: Iterable[Step], forbidden: Mapping[str, str]) -> Rewritten:
    found = expected_from_now_on(file.session, steps)
    try:
        if found:
            write(file.path, expecting(file.session, found), opened=file, forbidden=forbidden)
    except SessionError as problem:
        return Rewritten(file.path, tuple(found), problem)
    return Rewritten(file.path, tuple(found))


def expecting(session: Session, expects: Mapping[str, Expect | None]) -> Session:
    """The session with other expectations of some of its invocations, by name."""
    changed = {
        name: session.invocation[name].model_copy(update={"expect": expect})
        for name, expect in expects.items()
    }
    return session.model_copy(update={"invocation": {**session.invocation, **changed}})


def _root(path: str) -> str:
    """The key of `expect` that a path begins with."""
    root = re.split(r"[.\[ ]", path, maxsplit=1)[0].removesuffix(JSON_SUFFIX)
    return "faults" if root == "fault" else root


def _without(given: Mapping[str, Any], places: Sequence[JsonPath]) -> dict[str, Any]:
    """What is said, but for what is within one of the places."""

    def varies(*path: str | int) -> bool:
        return any(is_within(path, place) for place in places)

    kept: dict[str, Any] = {}
    for key, value in given.items():
        root = _root(key)
        if root in Expect.of_parts and is_table(value):
            parts = {name: part for name, part in value.items() if not varies(root, *_path(name))}
            if parts:
                kept[key] = parts
        elif not varies(root):
            kept[key] = value
    return kept


def _path(name: str) -> JsonPath:
    """The path in a key of a table of parts; the key of the whole is empty."""
    name = name.removesuffix(JSON_SUFFIX)
    return parse_path(name) if name else ()

"""A failure as a session file, which `replay` fails on until the target is mended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from sessions.contract.invocation import Instance, Invocation
from sessions.editing.relocate import new_session
from sessions.store.disk import text_there
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import SessionFile, dumps, write
from sessions.targets.location import STARTER, Location

from .run import FoundFailure

_LONGEST_NOTE: Final = 300
_BEFORE: Final = "before"


def save(
    found: FoundFailure,
    folder: Path,
    *,
    opened: SessionFile | None,
    target: str,
    instance: Instance | None,
    secret_names: Sequence[str],
    forbidden: Mapping[str, str],
) -> Path:
    """Write a failure to `fuzz-HOOK-KIND.toml`, or to `…-2.toml` and so on where another is there.

    Args:
        opened: the session that the payloads were made of, for its targets and answers.
        target: the target as the user names it, from the current folder.
        instance: which process its invocations were given, where that was asked for.
        secret_names: those that it was given, which are saved by name.
        forbidden: values that must not stand in the file, by name.

    Returns:
        The file; where one says the very same already, that.

    Raises:
        SessionError: it cannot be written.
    """
    stem = f"fuzz-{_slug(_name_of(target))}-{_slug(found.failure.kind)}"
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.toml"
        session = new_session(
            path,
            _invocations(found),
            opened=opened,
            saved=None,
            target=target,
            secret_names=secret_names,
        )
        session = _with_instance(session, instance) if instance else session
        if path.is_symlink() or path.exists():
            if path.is_file() and text_there(path) == dumps(session):
                return path
            continue
        write(path, session, forbidden=forbidden)
        return path
    raise AssertionError("there is no end to numbers")


def _with_instance(session: Session, instance: Instance) -> Session:
    """The session with its target's table saying which process an invocation is given."""
    name = session.target or STARTER
    spec = session.targets.get(name)
    if spec is None:
        name, spec = instance, TargetSpec(handler=name)
    spec = spec.model_copy(update={"instance": instance})
    return session.model_copy(update={"target": name, "targets": {name: spec}})


def _invocations(found: FoundFailure) -> dict[str, SavedInvocation]:
    one, failure = found.invocation, found.failure
    said = f"Found by offhook fuzz: {failure.title}. {failure.message}"
    note = said if len(said) <= _LONGEST_NOTE else f"{said[:_LONGEST_NOTE]}…"
    expect = Expect.model_validate({"outcome": "delivered", **failure.wanted})
    saved = {one.name: _saved(one, note=note, expect=expect)}
    if found.before is None:
        return saved
    before = replace(found.before, name=_BEFORE)
    return {before.name: _saved(before), **saved}


def _saved(
    one: Invocation, *, note: str | None = None, expect: Expect | None = None
) -> SavedInvocation:
    return SavedInvocation(
        note=note, trigger=one.trigger, payload=one.payload, event=one.event, expect=expect
    )


def _name_of(target: str) -> str:
    location = Location.parse(target)
    if location.is_remote:
        return re.sub(r"^\w+://(?:[^/@]*@)?|[:/?#].*$", "", target)
    if location.form == "folder":
        return location.called or target
    return Path(location.path).stem if location.path else target


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.") or "target"

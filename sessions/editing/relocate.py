"""What was sent, as a new session that sends the same again: `send --save`, and `fuzz`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.choice import target_of
from sessions.targets.location import Location

if TYPE_CHECKING:
    from sessions.contract.invocation import Invocation
    from sessions.store.model import SavedInvocation, Session, TargetSpec
    from sessions.store.session_file import SessionFile


def save_new(
    new_file: Path,
    invocation: Invocation,
    *,
    opened: SessionFile | None,
    saved: SavedInvocation | None,
    target: str | None,
    secret_names: Sequence[str],
    forbidden: Mapping[str, str],
) -> None:
    """Write `invocation` as the only one of a new session, with the target that it was sent to.

    Args:
        opened, saved: the session and the invocation that it came from, where there are any.
        target: the target that the user names, relative to the current folder.
        secret_names: the secrets it was sent with; they are saved by name only.
        forbidden: values that must not stand in the file, by name.

    Raises:
        SessionError: the file cannot be written, or one of `forbidden` would stand in it.
    """
    from sessions.store.model import SavedInvocation
    from sessions.store.session_file import write

    kept = (saved or SavedInvocation()).model_copy(
        update={
            **{"payload": invocation.payload, "event": invocation.event, "target": None},
            **{"trigger": invocation.trigger, "faults": invocation.faults},
        }
    )
    session = new_session(
        new_file,
        {invocation.name: kept},
        opened=opened,
        saved=saved,
        target=target,
        secret_names=secret_names,
    )
    write(new_file, session, forbidden=forbidden)


def new_session(
    new_file: Path,
    invocations: Mapping[str, SavedInvocation],
    *,
    opened: SessionFile | None,
    saved: SavedInvocation | None,
    target: str | None,
    secret_names: Sequence[str],
) -> Session:
    """The session that `save_new` would write, with these invocations."""
    from sessions.store.model import Session

    location, specs = _target(new_file.parent, opened, saved, target)
    return Session(
        name=new_file.stem,
        target=location,
        secrets=tuple(dict.fromkeys(secret_names)),
        targets=specs,
        answers=opened.session.answers if opened else (),
        invocation=dict(invocations),
    )


def _target(
    folder: Path, opened: SessionFile | None, saved: SavedInvocation | None, by_hand: str | None
) -> tuple[str, dict[str, TargetSpec]]:
    """The target as a session in `folder` names it, with its table where it has a name."""
    if opened is None:
        return moved(target_of(None, None, by_hand), Path(), folder), {}
    location = target_of(opened.session, saved, by_hand)
    source = opened.path.parent
    if location in opened.session.targets:
        return location, {location: moved_table(opened.session.targets[location], source, folder)}
    return moved(location, Path() if by_hand else source, folder), {}


def moved_table(spec: TargetSpec, source: Path, folder: Path) -> TargetSpec:
    """A target's table whose paths are relative to `source`, as it stands in `folder`."""
    update = {key: moved_file(path, source, folder) for key, path in _paths(spec) if path}
    if spec.handler:
        update["handler"] = moved(spec.handler, source, folder)
    if (modules := spec.actions_modules) and not Path(modules).is_absolute():
        update["actions_modules"] = Path(os.path.relpath(source / modules, folder)).as_posix()
    return spec.model_copy(update=update)


def _paths(spec: TargetSpec) -> Iterator[tuple[str, str | None]]:
    """What may be a path beside the handler, by its key; a bare `node` is a command's name."""
    yield "ca_file", spec.ca_file
    for key, program in (("node", spec.node), ("python", spec.python)):
        if program and Path(program).name != program:
            yield key, program


def moved(text: str, source: Path, folder: Path) -> str:
    """A location that is relative to `source`, as it is named in `folder`."""
    location = Location.parse(text)
    path = location.path and moved_file(location.path, source, folder)
    return text if path == location.path else str(location.in_file(path))


def moved_file(path: str, source: Path, folder: Path) -> str:
    """A path that is relative to `source`, as it is named in `folder`.

    Only that of a file or folder which is there is rewritten.
    """
    same = source.resolve() == folder.resolve()
    if same or Path(path).is_absolute() or not (source / path).exists():
        return path
    return Path(os.path.relpath(source / path, folder)).as_posix()

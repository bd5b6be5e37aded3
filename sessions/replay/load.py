"""Session files to be replayed: what is wrong with them is found before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

from sessions.contract.json_path import JsonPath, format_path
from sessions.files import StrPath, real_path
from sessions.store.errors import SessionError
from sessions.store.folder import session_paths
from sessions.store.session_file import SessionFile, read
from sessions.store.toml.spans import outline


class BrokenSessions(SessionError):
    """Session files that cannot be replayed: `errors` has each, `str()` the first of them."""

    def __init__(self, errors: Sequence[SessionError]) -> None:
        first = errors[0]
        super().__init__(first.message, path=first.path, line=first.line, key=first.key)
        self.errors = tuple(errors)


def read_sessions(paths: StrPath | Iterable[StrPath]) -> list[SessionFile]:
    """The session files that `paths` lead to, folders searched, each file once, all of them sound.

        files = sessions.read_sessions("tests/sessions")
        steps = await sessions.replay_sessions(files, jobs=4)

    Raises:
        BrokenSessions: some cannot be read or replayed, or a folder holds none; it has them all.
    """
    files: dict[Path, SessionFile] = {}
    errors: list[SessionError] = []
    for path in map(Path, [paths] if isinstance(paths, str | PathLike) else paths):
        try:
            found = session_paths(path)
            if not found:
                errors.append(SessionError("holds no session file", path=path))
        except SessionError as error:
            errors.append(error)
            continue
        for one in found:
            if (real := real_path(one)) not in files:
                try:
                    files[real] = file = read(one)
                    check_session(file)
                except SessionError as error:
                    errors.append(error)
    if errors:
        raise BrokenSessions(errors)
    return list(files.values())


def check_session(file: SessionFile) -> None:
    """Look for what makes a readable session impossible to replay.

    Raises:
        SessionError: it has no invocation, or one that asks for a fault that no provider shows.
    """
    if not file.session.invocation:
        message = "holds no invocation; add a table [invocation.NAME.payload]"
        raise SessionError(message, path=file.path)
    for name in file.session.invocation:
        check_faults(file, name)


def check_faults(file: SessionFile, name: str) -> None:
    """Look for a fault that the session asks for and no provider here can show.

    Raises:
        SessionError: the invocation called `name` has one.
    """
    saved = file.session.invocation[name]
    expected = saved.expect.faults if saved.expect else ()
    if not (saved.faults or expected):
        return
    from sessions.providers.faults import fault_problem

    for place, faults in ((("faults",), saved.faults), (("expect", "faults"), expected)):
        for at, fault in enumerate(faults):
            if problem := fault_problem(fault):
                raise _error_at(file, ("invocation", name, *place, at), problem)


def _error_at(file: SessionFile, key: JsonPath, problem: str) -> SessionError:
    line = outline(file.text).line(key)
    return SessionError(problem, path=file.path, line=line, key=format_path(key))

"""A session file as pytest has it: a test for each invocation, selected and reported as any."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from sessions.choice import location_of, target_of
from sessions.errors import OffhookError
from sessions.replay.load import check_session
from sessions.replay.run import Step, replay_session
from sessions.replay.select import select
from sessions.report.printing import on_one_line
from sessions.report.results import console_of, why
from sessions.store.disk import read_text
from sessions.store.errors import SessionError
from sessions.store.model import SavedInvocation
from sessions.store.session_file import SessionFile, read
from sessions.store.toml.spans import outline

from .background import Background
from .options import Options, in_pytest

_KEYS: Final = frozenset({"format", "invocation"})
_LIKE_A_SESSION: Final = re.compile(r"^\s*format\s*=.*^\s*\[+\s*invocation\b", re.M | re.S)
"""A text that is no TOML, and was to be a session."""
_MARK: Final = re.compile(r"[^\W_][\w.+/-]*")
"""What `-m` can select by."""
_ACTED_ON: Final = frozenset(
    {"skip", "skipif", "xfail", "parametrize", "usefixtures", "filterwarnings"}
)
"""Marks that say to pytest itself what to do with a test."""


class NotAsExpected(Exception):
    """What came of an invocation is not what its session expects; `str` says why, line by line."""

    def __init__(self, step: Step) -> None:
        lines = why(step)
        if error := step.outcome.error:
            message = on_one_line(error.message)
            if not any(message in line for line in lines):
                lines.insert(0, f"{step.outcome.kind}: {message}")
        super().__init__("\n".join(lines))


def tests_of(path: Path, parent: pytest.Collector, *, is_named: bool) -> SessionTests | None:
    """The tests of a session file; None where a file is something else.

    A session has `format` and `invocation`. Of a file, or in a folder, that `is_named` one of them
    is enough, and what cannot be read is wrong, as it is to `offhook replay`.
    """
    if not _is_session(path, is_named=is_named):
        return None
    return SessionTests.from_parent(parent, path=path)  # pyright: ignore[reportUnknownMemberType]


def _is_session(path: Path, *, is_named: bool) -> bool:
    try:
        text = read_text(path)
    except SessionError:
        return is_named
    try:
        found = len(_KEYS & tomllib.loads(text).keys())
    except (ValueError, RecursionError):
        return is_named or _LIKE_A_SESSION.search(text) is not None
    return found >= (1 if is_named else len(_KEYS))


class SessionTests(pytest.File):
    """A session file."""

    def collect(self) -> Iterator[InvocationTest]:
        """A test for each invocation; what is wrong with the file is an error of collecting it."""
        try:
            file = read(self.path)
            check_session(file)
        except SessionError as error:
            raise self.CollectError(str(error)) from None
        lines = outline(file.text.removeprefix("\ufeff"))
        for name, saved in file.session.invocation.items():
            (alone,) = select([file], lambda _file, each, _saved, name=name: each == name)
            test = InvocationTest.from_parent(  # pyright: ignore[reportUnknownMemberType]
                self,
                name=on_one_line(name),
                file=alone,
                saved=saved,
                line=lines.line(("invocation", name)),
            )
            for tag in dict.fromkeys((*file.session.tags, *saved.tags)):
                _mark(test, tag)
            yield test


class InvocationTest(pytest.Item):
    """One invocation: sent, and held against what its session expects."""

    def __init__(
        self, *, file: SessionFile, saved: SavedInvocation, line: int | None, **rest: Any
    ) -> None:
        super().__init__(**rest)  # pyright: ignore[reportUnknownMemberType]
        self._file = file
        self._saved = saved
        self._line = line

    def runtest(self) -> None:
        """Send it.

        Raises:
            NotAsExpected: what came of it is not as expected.
            OffhookError: nothing was sent: a value is missing, or may not go where it would.
        """
        options = Options.of(self.config)
        session = self._file.session
        where = location_of(session, target_of(session, self._saved, options.target))
        replaying = replay_session(
            self._file,
            target=options.target,
            timeout=options.timeout,
            env_file=options.env_file,
            permissions=options.permissions(),
            live=options.live and not where.is_remote,
            on_outside=self._note_outside,
        )
        (step,) = Background.of(self.config).run(replaying)
        if printed := console_of(step):
            self.add_report_section("call", "console of the hook", "\n".join(printed))
        if not step.verdict.met:
            raise NotAsExpected(step)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is not as expected; a traceback only of what is wrong with offhook."""
        if isinstance(excinfo.value, NotAsExpected):
            return str(excinfo.value)
        if isinstance(excinfo.value, OffhookError):
            return in_pytest(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Its file, its line, counted from 0, and its name."""
        return self.path, None if self._line is None else self._line - 1, self.name

    def _note_outside(self, _: Path, handler: Path) -> None:
        note = f"runs a file outside the folder of the session: {handler}"
        self.add_report_section("setup", "note", on_one_line(note))


def _mark(test: InvocationTest, tag: str) -> None:
    """Let a test be selected by a tag: with `-m` where pytest can, with `-k` whatever it is."""
    if tag in _ACTED_ON or not _MARK.fullmatch(tag):
        test.extra_keyword_matches.add(tag)
        return
    known = test.config.stash.setdefault(_KNOWN, set[str]())
    if tag not in known:
        known.add(tag)
        test.config.addinivalue_line("markers", f"{tag}: a tag of session files")
    test.add_marker(tag)


_KNOWN: Final = pytest.StashKey[set[str]]()
"""The tags that are markers already, as `--strict-markers` wants them to be."""

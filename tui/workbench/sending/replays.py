"""Replays on a screen of their own, of the open session or of a folder: what the screen is given,
and what of it the workbench shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from sessions.choice import target_of
from sessions.editing.document import Document
from sessions.files import real_path
from sessions.store import session_file
from sessions.store.disk import check_unchanged
from sessions.store.errors import ChangedOnDisk, SessionError
from sessions.store.session_file import SessionFile
from sessions.text import one_line
from tui.dialogs.ask import AskPath
from tui.keys.labels import key_of
from tui.replaying.source import Listed
from tui.workbench.form.target_pane import target_label
from tui.workbench.results import Answered, Unsent
from tui.workbench.stage import Stage, Workspace

from .outcomes import time_of_day
from .sender import as_file

if TYPE_CHECKING:
    from textual.screen import Screen

    from sessions.contract.outcome import Outcome
    from sessions.permission import Leaving
    from sessions.replay.earlier import Earlier
    from sessions.replay.run import Step
    from sessions.store.expect import Expect
    from tui.dialogs.permission import SessionPermission
    from tui.workbench.columns import Places
    from tui.workbench.editing.invocations import Invocations
    from tui.workbench.keeping.files import SessionFiles
    from tui.workbench.keeping.library import Library

    from .comparing import OtherTarget
    from .outcomes import Outcomes
    from .sender import Sender
    from .starts import Starts

_REFUSED: Final = "its values may not leave; nothing of it was sent"


class Bench(Stage, Protocol):
    """The workbench, as far as a replay needs it."""

    work: Workspace
    library: Library
    files: SessionFiles
    permission: SessionPermission
    starts: Starts
    sender: Sender
    outcomes: Outcomes
    invocations: Invocations
    other_target: OtherTarget
    places: Places


class Replays:
    """Opens the screen."""

    def __init__(self, screen: Bench, push: Callable[[Screen[None]], object]) -> None:
        """`push` shows another screen in front of that one."""
        self._screen = screen
        self._push_screen = push

    def show(self) -> None:
        """Replay the open session."""
        self._push(None)

    def show_folder(self, folder: Path) -> None:
        """Replay all sessions below a folder, the open one as it is here."""

        def begin() -> None:
            if not self._screen.refuse_unapplied("replayed"):
                self._push(folder)

        self._screen.when_typed(begin)

    async def ask_folder(self) -> None:
        """Ask which folder, and replay it."""
        folder = self._screen.library.folder
        path = await self._screen.answer_to(AskPath("Replay a folder", folder, must_exist=True))
        if path is not None:
            self.show_folder(path if path.is_dir() else path.parent)

    def _push(self, folder: Path | None) -> None:
        from tui.replaying.screen import ReplayScreen

        screen = self._screen
        screen.outcomes.begin_replay()
        self._push_screen(ReplayScreen(_Sessions(screen, folder, self._push_screen)))


class _Sessions:
    """The sessions of a replay, and the workbench behind it: a `Source`."""

    def __init__(
        self, screen: Bench, folder: Path | None, push: Callable[[Screen[None]], object]
    ) -> None:
        """`folder` is None where only the open session is replayed."""
        self._screen = screen
        self._push_screen = push
        self._work = screen.work
        self._folder = folder
        self._began = time.time()
        self._before: dict[tuple[Path, str], Outcome] = {}

    @property
    def _document(self) -> Document:
        return self._work.document

    @property
    def title(self) -> str:
        return self._work.name if self._folder is None else f"{one_line(self.place.name)}/"

    @property
    def place(self) -> Path:
        return self._document.place if self._folder is None else self._folder.absolute()

    @property
    def is_live(self) -> bool:
        return self._work.live

    def is_open(self, path: Path) -> bool:
        document = self._document
        return path == document.place or document.is_saved_in(path)

    # Reading

    async def read(self, paths: Collection[Path] | None = None) -> list[Listed]:
        own = as_file(self._document)
        if self._folder is None:
            return [Listed(own.path, own)]
        return await asyncio.to_thread(self._read, self.place, own, paths)

    def _read(self, folder: Path, own: SessionFile, paths: Collection[Path] | None) -> list[Listed]:
        from sessions.store.folder import session_paths

        found = session_paths(folder) if paths is None else list(paths)
        if not found:
            raise SessionError("holds no session file", path=folder)
        return [Listed(own.path, own) if self.is_open(path) else _listed(path) for path in found]

    def is_changed(self, file: SessionFile) -> bool:
        try:
            if file.text:
                check_unchanged(file.path, file.text)
        except SessionError:
            return True
        return False

    # Sending

    async def problems(self, files: Sequence[SessionFile]) -> Mapping[Path, str]:
        found: dict[Path, str] = {}
        lacking: dict[Path, tuple[Leaving, ...]] = {}
        await asyncio.to_thread(self._look, files, found, lacking)
        allowed = self._screen.permission
        for path, leaving in lacking.items():
            if not await allowed.ask(leaving):
                found[path] = _REFUSED
        return found

    def _look(
        self,
        files: Sequence[SessionFile],
        found: dict[Path, str],
        lacking: dict[Path, tuple[Leaving, ...]],
    ) -> None:
        """Why sessions cannot be sent, and what of them nobody has allowed to leave yet."""
        from sessions.permission import NotAllowed
        from sessions.replay.plan import make_plan

        permissions = self._screen.permission.permissions
        for file in files:
            try:
                make_plan([file], given=self._work.secrets.typed, permissions=permissions)
            except NotAllowed as refused:
                lacking[file.path] = refused.leaving
            except (SessionError, ValueError) as error:
                found[file.path] = str(error)

    async def send(
        self,
        files: Sequence[SessionFile],
        on_start: Callable[[str], None],
        on_step: Callable[[Step], None],
    ) -> None:
        results, whole = self._work.results, {file.path: file for file in files}

        def step(step: Step) -> None:
            file = whole[step.path or Path()]
            before = results.get(self._key(file), step.name)
            if isinstance(before, Answered):
                self._before[file.path, step.name] = before.outcome
            on_step(step)

        self._began = time.time()
        await self._screen.sender.replay_files(
            files, self._work.secrets.typed, live=self.is_live, on_start=on_start, on_step=step
        )

    async def earlier(self, file: SessionFile, step: Step) -> Earlier | None:
        return await asyncio.to_thread(self._earlier, file, step)

    def _earlier(self, file: SessionFile, step: Step) -> Earlier | None:
        from sessions.history.database import HistoryError
        from sessions.replay.earlier import beside, earlier_than
        from sessions.replay.plan import varying_of
        from tui.config import is_history_kept

        saved = file.session.invocation.get(step.name)
        if saved is None:
            return None
        varying = varying_of(file.session, saved)
        found = None
        try:
            if file.text and is_history_kept():
                found = earlier_than(step, saved.payload, varying, self._began)
        except HistoryError:  # which the replay itself has said
            pass
        before = self._before.get((file.path, step.name))
        if found is None and before:
            found = beside(step, before, saved.payload, varying)
        return found

    # Showing it in the workbench

    def take(self, file: SessionFile, step: Step) -> None:
        saved = file.session.invocation[step.name]
        label = target_label(file.session, target_of(file.session, saved))
        verdict = step.verdict
        state = Answered(
            step.outcome,
            saved.payload,
            label,
            verdict.met,
            verdict.failures,
            time_of_day(),
            step.last,
        )
        self._work.results.put(self._key(file), step.name, state)

    def lose(self, path: Path, name: str, problem: str) -> None:
        key = self._work.key if self.is_open(path) else real_path(path)
        self._work.results.put(key, name, Unsent(problem))

    def ended(self, seconds: float) -> None:
        self._screen.outcomes.show_replayed(seconds)

    def open(self, path: Path, name: str) -> None:
        async def go() -> None:
            if not self.is_open(path) and not await self._screen.files.open(path):
                return
            if name:
                self._screen.invocations.choose(name)
            self._screen.places.go("outcome")

        self._screen.ask(go())

    def _key(self, file: SessionFile) -> Path | None:
        return self._work.key if self.is_open(file.path) else real_path(file.path)

    # Expecting

    def judged(self, file: SessionFile, step: Step) -> Step:
        from sessions.replay.expectation import judge

        expect = file.session.invocation[step.name].expect
        verdict = judge(expect, step.outcome).without(self._forbidden(file))
        last = step.last and replace(step.last, change=None if verdict.met else step.last.change)
        return replace(step, verdict=verdict, last=last)

    async def expect(
        self, files: Sequence[SessionFile], steps: Sequence[Step]
    ) -> Collection[tuple[Path, str]]:
        from sessions.replay.rewrite import accept, expected_from_now_on

        say, changed = self._screen.say, set[tuple[Path, str]]()
        for file in files:
            if self.is_open(file.path):
                own = [step for step in steps if step.path == file.path]
                expects = expected_from_now_on(file.session, own)
                changed |= self._edit(file, expects)
        others = [file for file in files if not self.is_open(file.path)]
        rewritten = await asyncio.to_thread(accept, others, steps, self._forbidden)
        refused = [one for one in rewritten if one.problem]
        for one in rewritten:
            if one.problem:
                again = (
                    f" {key_of('replay.rerun')} reads it again."
                    if isinstance(one.problem, ChangedOnDisk)
                    else ""
                )
                say(f"{one.problem}{again}", title="Not accepted", severity="error")
            else:
                changed |= {(one.path, name) for name in one.names}
                say(f"{one.path}: expects from now on what came out: {', '.join(one.names)}")
        if not changed and not refused:
            say("Nothing to accept: it is expected already, or was not run.")
        return changed

    async def edit_expect(self, file: SessionFile, name: str, outcome: Outcome | None) -> bool:
        from tui.workbench.expecting.dialog import ExpectationsDialog
        from tui.workbench.expecting.replayed import ReplayedExpectations

        async def write(file: SessionFile, expect: Expect | None) -> SessionFile | None:
            return await self._set_expect(file, name, expect)

        edited = ReplayedExpectations(file, name, outcome, self._forbidden(file), write)
        await self._screen.answer_to(ExpectationsDialog(edited))
        if edited.is_changed:
            self._say_edited(file, [name])
        return edited.is_changed

    async def _set_expect(
        self, file: SessionFile, name: str, expect: Expect | None
    ) -> SessionFile | None:
        """Expect something else; the file as it is then, or None, and said, where it cannot be."""
        from sessions.replay.rewrite import expecting

        if self.is_open(file.path):
            self._document.set_expects({name: expect})
            self._screen.refresh_all()
            return as_file(self._document)
        session, forbidden = expecting(file.session, {name: expect}), self._forbidden(file)
        try:
            return await asyncio.to_thread(
                lambda: session_file.write(file.path, session, opened=file, forbidden=forbidden)
            )
        except SessionError as error:
            self._screen.say(str(error), title="Not written", severity="error")
            return None

    def _edit(
        self, file: SessionFile, expects: Mapping[str, Expect | None]
    ) -> set[tuple[Path, str]]:
        """Edit the open session; nothing of it where there is nothing to expect."""
        if not expects:
            return set()
        self._document.set_expects(expects)
        self._screen.refresh_all()
        self._say_edited(file, expects)
        return {(file.path, name) for name in expects}

    def _say_edited(self, file: SessionFile, names: Iterable[str]) -> None:
        said = f"{file.path}: written"
        if self.is_open(file.path):
            save = f"{key_of('workbench.save')} in the workbench saves it."
            said = f"{', '.join(names)}: expected to come out so. {save}"
        self._screen.say(said)

    def _forbidden(self, file: SessionFile) -> dict[str, str]:
        return self._work.secrets.unsavable(file.session.secrets, file.path.parent)

    # Comparing

    async def compare(self, path: Path) -> None:
        screen, document = self._screen, self._document
        if not self.is_open(path):
            try:
                document = await asyncio.to_thread(Document.open, path)
            except SessionError as error:
                screen.say(str(error), title="Not compared", severity="error")
                return
        other = await screen.other_target.ask(document)
        if other is None:
            return

        def show() -> None:
            self._push_screen(screen.other_target.comparison(other, document))

        if document is self._document:
            screen.starts.when_permitted(show, every=True, other=other)
        else:
            known = self._work.secrets.known(document.folder)
            screen.permission.when_given(show, document, known, every=True, other=other)


def _listed(path: Path) -> Listed:
    try:
        return Listed(path, session_file.read(path))
    except SessionError as problem:
        return Listed(path, problem=problem)

"""The replay: how each invocation comes out, what of it is not as expected, and what to do then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.content import Content
from textual.widget import Widget
from typing_extensions import override

from sessions.replay.run import Step
from sessions.store.errors import SessionError
from sessions.store.session_file import SessionFile
from sessions.targets.location import Location
from sessions.text import one_line
from tui.dialogs.ask import Choose
from tui.keys.labels import key_of
from tui.outcome.tabs import OutcomeTabs
from tui.outcome.unmet import Unmet
from tui.widgets.key_bar import help_key, palette_key, screen_key

from .entries import Entry, Heading, State
from .reports import replay_forms, write_report
from .row_list import RowList
from .run_screen import RunScreen
from .side_by_side import remark
from .source import Source
from .values import heads, step_remarks, step_values
from .words import step_line

if TYPE_CHECKING:
    from sessions.replay.earlier import Earlier

_key: Final = partial(screen_key, "replay")
KEYS: Final = (
    _key("n", "next_failure", "next", "Next ✗", "To the next failure", show=True),
    _key("N", "failure_before", "next(-1)", "✗ before", "To the previous failure"),
    _key("enter", "open", "open", "Open", "Open it in the workbench", show=True),
    _key("r", "rerun", "rerun", "Rerun", "Send this one again", show=True),
    _key("R", "rerun_failed", "rerun_bad", "Rerun ✗", "Send the failed ones again", show=True),
    _key("x", "expect", "expect", "Accept", "Expect this outcome from now on", show=True),
    _key(
        "X",
        "expect_all",
        "expect_all",
        "Accept all",
        "Expect the outcomes of all from now on",
        show=True,
    ),
    palette_key("replay", show=True),
    _key("e", "edit", "edit", "Edit", "Edit what this one expects", show=True),
    _key("equals_sign", "compare", "compare", "Compare", "Send all to another target", show=True),
    _key("w", "report", "report", "Report", "Write a report", show=True),
    _key("f", "order", "order", "Order", "Failures first, or as in the files", show=True),
    _key("f6", "again", "again", "Again", "Read the files and send all again", show=True),
    help_key("replay"),
    _key("escape", "leave", "leave", "Leave", "Stop sending; then go back", show=True),
)
_FEW: Final = 5


class ReplayScreen(RunScreen[Step]):
    """Sends the invocations of sessions as it opens, and shows how they come out."""

    keys = KEYS
    bad_word = "failures"
    BINDINGS: ClassVar = [*KEYS]

    def __init__(self, source: Source) -> None:
        mark = "LIVE" if source.is_live else ""
        super().__init__(f"Replay {source.title}", mark=mark)
        self._source = source
        self._files: dict[Path, SessionFile] = {}
        self._began_at = datetime.now(UTC)
        self._sent_at: dict[tuple[Path, str], float] = {}
        self._looked: tuple[Step, Earlier | None] | None = None

    # Sending

    @override
    async def read(self) -> Iterable[Entry[Step]]:
        listed = await self._source.read()
        self._files = {one.path: one.file for one in listed if one.file}
        self._began_at = datetime.now(UTC)
        entries: list[Entry[Step]] = []
        for one in listed:
            if one.problem:
                entries.append(Entry(one.path, "", State.LOST, problem=_reason(one.problem)))
            elif one.file:
                entries += [Entry(one.path, name) for name in one.file.session.invocation]
        return entries

    @override
    async def send(self, entries: Sequence[Entry[Step]]) -> str:
        from sessions.replay.select import select

        wanted = {(entry.path, entry.name) for entry in entries}
        whole = [self._files[path] for path, _ in groupby(entries, lambda entry: entry.path)]
        files = select(whole, lambda file, name, _: (file.path, name) in wanted)
        problems = await self._source.problems(files)
        for path, problem in problems.items():
            self.entries.lose([entry for entry in entries if entry.path == path], problem)
        by_key = {(entry.path, entry.name): entry for entry in entries}

        def start(_: str) -> None:
            if self.is_busy:
                self.started()

        def step(step: Step) -> None:
            if step.path is not None and self.is_busy:
                self._sent_at[step.path, step.name] = time.time()
                self.ended(by_key[step.path, step.name], step)
                self._source.take(self._files[step.path], step)

        sound = [file for file in files if file.path not in problems]
        if sound:
            await self._source.send(sound, start, step)
        return self._sum()

    @override
    def resend(self, entries: Sequence[Entry[Step]]) -> None:
        """Send some once more, of their sessions as they are now."""
        if not self._refuse_busy():
            self.ask(self._resend(entries))

    async def _resend(self, entries: Sequence[Entry[Step]]) -> None:
        if not entries:
            self.say("There are no failures.")
            return
        listed = await self._source.read({entry.path for entry in entries})
        problems = {one.path: str(one.problem) for one in listed if one.problem}
        self._files |= {one.path: one.file for one in listed if one.file}
        sent: list[Entry[Step]] = []
        for entry in entries:
            file = self._files.get(entry.path)
            if why := problems.get(entry.path):
                self.entries.lose([entry], one_line(why, 400))
            elif file is None or entry.name not in file.session.invocation:
                self.entries.lose([entry], "it is not in the session any more")
            else:
                sent.append(entry)
        self.changed(entries)
        if sent:
            super().resend(sent)

    @override
    def on_end(self) -> None:
        for entry in self.entries.all:
            if entry.state is State.LOST and entry.name:
                self._source.lose(entry.path, entry.name, entry.problem)
        self._source.ended(self.seconds)

    def _sum(self) -> str:
        """`1 fixed, 2 newly failing`: what is another than the last time."""
        from sessions.report.since_last_time import changes

        return ", ".join(changes(self._steps))

    @property
    def _steps(self) -> list[Step]:
        return [one.result for one in self.entries.all if one.result and one.state is State.ENDED]

    @override
    def is_bad(self, result: Step) -> bool:
        return not result.verdict.met

    # What is shown

    @override
    def details(self) -> Iterable[Widget]:
        yield OutcomeTabs()

    @override
    def line(self, entry: Entry[Step], width: int, frame: str) -> Content:
        return step_line(entry, self.entries.longest, width, frame)

    @override
    def name_of(self, heading: Heading) -> str:
        place = self._source.place
        is_below = heading.path.is_relative_to(place)
        return str(heading.path.relative_to(place) if is_below else heading.path)

    @override
    async def look(self, entry: Entry[Step], result: Step) -> None:
        file = self._files[entry.path]
        if self._looked is None or self._looked[0] is not result:
            self._looked = (result, await self._source.earlier(file, result))
        earlier = self._looked[1]
        failed = ", ".join(dict.fromkeys(one.path for one in result.verdict.failures if one.path))
        self.head(entry, f" · {one_line(failed, 80)}" if failed else "")
        remarks = [*self._stale(file, result), *step_remarks(result, earlier)]
        self.values.show(heads(earlier), step_values(result, earlier), remarks)
        saved = file.session.invocation.get(entry.name)
        tabs, payload = self.query_one(OutcomeTabs), saved.payload if saved else None
        self.query_one("#run-one").add_class("-with-tabs")
        tabs.show(result.outcome, payload, Unmet(result.verdict.failures), result.last)

    def _stale(self, file: SessionFile, step: Step) -> Iterable[Content]:
        again = f"since this was sent. {key_of('replay.rerun')} sends it again."
        if self._source.is_changed(file):
            yield remark(f"▲ {one_line(file.path.name)} has changed on disk {again}")
        where = step.outcome.target
        at = self._sent_at.get((file.path, step.name), time.time())
        if hook := _changed_since(where.location, file.path.parent, at):
            yield remark(f"▲ {hook} has changed {again}")

    @override
    def show_nothing(self, why: str) -> None:
        super().show_nothing(why)
        self.query_one("#run-one").remove_class("-with-tabs")

    # Keys

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Show the current one in the workbench, and what came of it."""
        if self.current is None or self._refuse_busy():
            return
        self._source.open(self.current.path, self.current.name)
        self.dismiss()

    def action_expect(self) -> None:
        """Expect from now on what the current one came to."""
        if self.current and not self._refuse_busy():
            self.ask(self._expect([self.current]))

    def action_expect_all(self) -> None:
        """Expect from now on what all came to, after asking."""
        if not self._refuse_busy():
            self.ask(self._ask_expect_all())

    async def _ask_expect_all(self) -> None:
        from sessions.replay.rewrite import expected_from_now_on

        entries = [
            entry
            for entry in self.entries.all
            if entry.state is State.ENDED
            and entry.result
            and expected_from_now_on(self._files[entry.path].session, [entry.result])
        ]
        if not entries:
            self.say("Nothing to accept: all is expected already, or was not run.")
            return
        body = self._what_is_accepted(entries)
        answer = await self.answer_to(
            Choose(
                f"Accept {len(entries):,}?",
                body,
                [("keep", "Accept nothing", "primary"), ("accept", "Accept", "warning")],
            )
        )
        if answer == "accept":
            await self._expect(entries)

    def _what_is_accepted(self, entries: Sequence[Entry[Step]]) -> str:
        bad = sum(map(self.entries.is_bad, entries))
        first = f"{len(entries):,} invocations: {bad:,} not as expected, the rest expect nothing."
        lines = [first, "What each came to is expected of it from now on.", ""]
        paths = list(dict.fromkeys(entry.path for entry in entries))
        if any(map(self._source.is_open, paths)):
            lines.append("The open session is edited: undo takes it back, and saving keeps it.")
        if written := [path for path in paths if not self._source.is_open(path)]:
            shown = [str(path) for path in written[:_FEW]]
            more = [f"and {len(written) - _FEW:,} more"] if len(written) > _FEW else []
            lines += ["These files are written:", *(f"  {name}" for name in [*shown, *more])]
        return "\n".join(lines)

    async def _expect(self, entries: Sequence[Entry[Step]]) -> None:
        steps = [entry.result for entry in entries if entry.result]
        files = [self._files[path] for path in dict.fromkeys(entry.path for entry in entries)]
        if not steps:
            self.say("It was not run: there is nothing to expect.", severity="warning")
            return
        changed = await self._source.expect(files, steps)
        await self._judge([one for one in entries if (one.path, one.name) in changed])

    def action_edit(self) -> None:
        """Edit what is expected of the current one."""
        entry = self.current
        if entry and entry.name and not self._refuse_busy():
            self.ask(self._edit(entry))

    async def _edit(self, entry: Entry[Step]) -> None:
        outcome = entry.result.outcome if entry.result else None
        if await self._source.edit_expect(self._files[entry.path], entry.name, outcome):
            await self._judge([entry])

    async def _judge(self, entries: Sequence[Entry[Step]]) -> None:
        """Hold what came out against what is expected now."""
        if not entries:
            return
        listed = await self._source.read({entry.path for entry in entries})
        self._files |= {one.path: one.file for one in listed if one.file}
        for entry in entries:
            if entry.result:
                file = self._files[entry.path]
                entry.result = await asyncio.to_thread(self._source.judged, file, entry.result)
                self._source.take(file, entry.result)
        self.changed(entries, self._sum())
        self._source.ended(self.seconds)

    def action_compare(self) -> None:
        """Compare the session's target with another."""
        if self.current and not self._refuse_busy():
            self.ask(self._source.compare(self.current.path))

    @override
    async def report(self) -> None:
        source, steps = self._source, self._steps
        place = source.place.parent / f"{source.place.stem}-replay"
        left = len(self.entries.all) - len(steps)
        interrupted = f"{left:,} were not run" if left else ""
        forms = replay_forms(
            steps, began=self._began_at, seconds=self.seconds, interrupted=interrupted
        )
        await write_report(self, place, forms)


def _reason(problem: SessionError) -> str:
    """Why a session cannot be read, without its path, which stands above."""
    line = f"line {problem.line}" if problem.line else ""
    return one_line(": ".join(filter(None, (line, problem.key, problem.message))), 400)


def _changed_since(location: str, folder: Path, at: float) -> str:
    """The name of a hook's file that was written since then; empty where it was not."""
    path = Location.parse(location).path
    try:
        is_newer = bool(path) and (folder / path).stat().st_mtime > at
    except (OSError, ValueError):
        return ""
    return one_line(Path(path).name) if is_newer else ""

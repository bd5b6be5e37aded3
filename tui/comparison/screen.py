"""The comparison: what two targets make of each invocation, and where the chosen one differs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual.content import Content
from typing_extensions import override

from sessions.comparison.run import Compared, not_shown
from sessions.report.comparison import came_to, sign_of, summary
from sessions.text import one_line
from tui.replaying.entries import Entry
from tui.replaying.reports import comparison_forms, write_report
from tui.replaying.run_screen import RunScreen
from tui.widgets.key_bar import help_key, palette_key, screen_key

from .words import compared_line, compared_remarks, compared_values

_key: Final = partial(screen_key, "comparison")
KEYS: Final = (
    _key("n", "next", "next", "Next ≠", "To the next that differs", show=True),
    _key("N", "before", "next(-1)", "≠ before", "To the previous that differs"),
    _key("r", "rerun", "rerun", "Rerun", "Send this one to both again", show=True),
    _key("R", "rerun_bad", "rerun_bad", "Rerun ≠", "Send those that differ again", show=True),
    _key("f5,f6", "again", "again", "Again", "Send all to both again", show=True),
    _key("w", "report", "report", "Report", "Write a report of the comparison", show=True),
    _key("f", "order", "order", "Order", "Differences first, or as in the file"),
    palette_key("comparison", show=True),
    help_key("comparison"),
    _key("escape", "leave", "leave", "Leave", "Stop sending; then go back", show=True),
)

_HEAD: Final = 30
"""Characters of a target's name above its column."""

Comparing = Callable[
    [Sequence[str], Callable[[int, Compared], None]], Awaitable[Sequence[Compared]]
]
"""Sends the invocations of these names to both targets, in the order of the session, and says each
as it ends, with its place."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is to be compared."""

    path: Path
    session: str
    names: Sequence[str]
    a: str
    b: str
    compare: Comparing


class ComparisonScreen(RunScreen[Compared]):
    """A list of the invocations, and beside it where the two targets differ in one of them."""

    keys = KEYS
    bad_word = "differences"
    BINDINGS: ClassVar = [*KEYS]

    def __init__(self, pair: Pair, *, mark: str = "") -> None:
        super().__init__(f"Compare {pair.session}: a {pair.a}, b {pair.b}", mark=mark)
        self._given = pair
        self._heads = (f"a {one_line(pair.a, _HEAD)}", f"b {one_line(pair.b, _HEAD)}")

    @override
    async def read(self) -> Iterable[Entry[Compared]]:
        return [Entry(self._given.path, name) for name in self._given.names]

    @override
    async def send(self, entries: Sequence[Entry[Compared]]) -> str:
        sent = list(entries)
        self.started()

        def take(at: int, compared: Compared) -> None:
            self.ended(sent[at], compared)
            if at + 1 < len(sent):
                self.started()

        found = await self._given.compare([entry.name for entry in sent], take)
        every = [entry.result for entry in self.entries.all if entry.result]
        is_counted = all(result.comparison and result.comparison.ran for result in every)
        counts = [] if is_counted else [summary(every)]  # else the head says all of it
        return "; ".join((*counts, *not_shown(found)))

    @override
    def is_bad(self, result: Compared) -> bool:
        return result.comparison is None or not result.comparison.equal

    @override
    def line(self, entry: Entry[Compared], width: int, frame: str) -> Content:
        return compared_line(entry, self.entries.longest, width, frame)

    @override
    async def look(self, entry: Entry[Compared], result: Compared) -> None:
        found = result.comparison
        if found is None:
            self.head(entry)
            self.show_nothing("It was not sent.")
            return
        self.head(entry, f" · {sign_of(found)} {came_to(found)}")
        rows, remarks = compared_values(found), compared_remarks(found)
        self.values.show(self._heads, list(rows), list(remarks))

    @override
    async def report(self) -> None:
        every = [entry.result for entry in self.entries.all if entry.result]
        place = self._given.path.with_name(f"{self._given.path.stem}-comparison")
        await write_report(self, place, comparison_forms(every))

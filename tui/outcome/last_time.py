"""What the time before says of an outcome: on a line whether it differs, and on a tab where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tui.theme import MUTED
from tui.widgets.lines import Row, lines_of

from .pages import Page

if TYPE_CHECKING:
    from sessions.differences.difference import Difference
    from sessions.replay.last_time import LastTime


def since(last: LastTime) -> str:
    """`≠ Since 13:05:09: newly failing, 2 differences on the tab Changed`."""
    from sessions.replay.last_time import Change

    count = len(last.differences)
    said = [
        last.change.value if last.change else "",
        "" if last.same_payload else "another payload was sent then",
        f"{count:,} difference{'' if count == 1 else 's'} on the tab Changed" if count else "",
    ]
    words, at = ", ".join(filter(None, said)), _when(last.at)
    is_same = not count and last.change in (None, Change.STILL_FAILING)
    return ": ".join(filter(None, (f"= As it was at {at}" if is_same else f"≠ Since {at}", words)))


def changed_page(last: LastTime) -> Page:
    """Each place at which it differs, with what was there and what is."""
    note = f"Then, {_when(last.at)} → now, without what must vary:"
    return Page(lines_of(row for one in last.differences for row in _rows(one)), note)


def _rows(one: Difference) -> Iterator[Row]:
    from sessions.report.differences import values

    before, now = values(one.a, one.b)
    yield [(one.path, "$text-primary")]
    yield [("  ", ""), (before, MUTED), (" → ", MUTED), (now, "")]


def _when(at: float) -> str:
    """The local time, with its date where that is not today."""
    moment = datetime.fromtimestamp(at)
    is_today = moment.date() == datetime.now().date()
    return f"{moment:%H:%M:%S}" if is_today else f"{moment:%Y-%m-%d %H:%M:%S}"

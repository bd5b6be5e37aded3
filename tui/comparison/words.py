"""A comparison in words: a line for each invocation, and its values in a and b."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from sessions.comparison.run import Compared, Comparison
from sessions.contract.json_path import Absent
from sessions.contract.outcome import Outcome
from sessions.differences.difference import RULES, Difference
from sessions.replay.found import found_at
from sessions.report.comparison import came_to, sign_of
from sessions.report.differences import difference_line
from sessions.text import one_line
from tui.replaying.entries import Entry, State
from tui.replaying.side_by_side import DIFFERENT, NOTHING, Values, differing, remark
from tui.replaying.values import call_text
from tui.replaying.words import columns, entry_line
from tui.theme import MUTED
from tui.wording import duration

COLORS: Final = {"=": "$text-success", "≠": "$text-error", "?": "$text-warning"}
_ALWAYS: Final = ("outcome", "kind", "message_id")
_VARIES: Final = "left out: what is here varies"
_MOST_CALLS: Final = 20
_MOST_LINES: Final = 20
_LINE: Final = 300
"""Characters of a line of the console."""


def compared_line(entry: Entry[Compared], names: int, width: int, frame: str) -> Content:
    """`≠ by-voice  delivered  outbound[0].message.text "1" → "2"   41 ms, 44 ms`."""
    found = entry.result and entry.result.comparison
    if entry.state is not State.ENDED or not found:
        return entry_line(entry, names, width, frame)
    sign = sign_of(found)
    first = next(iter(found.differences), None)
    parts = [(came_to(found), MUTED)]
    if not found.ran and found.a.error:
        parts.append((f"  {one_line(found.a.error.message, 100)}", MUTED))
    elif first is not None and first.path not in ("outcome", "kind"):
        parts.append((f"  {one_line(difference_line(first), 200)}", ""))
    took = f"{duration(found.a.duration_ms)}, {duration(found.b.duration_ms)}"
    return columns((sign, COLORS[sign]), entry.name, Content.assemble(*parts), took, names, width)


def compared_remarks(found: Comparison) -> Iterator[Content]:
    """What has to be known to read the values, each on a line."""
    if not found.ran and found.a.error:
        yield remark("Neither was run:")
        yield remark(one_line(found.a.error.message, 1_000), "")
    elif found.equal:
        yield remark("No difference", "$text-success")


def compared_values(found: Comparison) -> Iterator[Values]:
    """How both came out, each place at which they differ, and of the rest what there is of it."""
    own = {one.path: one for one in found.differences}
    at_all = {*own, *(one.path for one in (*found.platform, *found.varying))}
    for path in _ALWAYS:
        a, b = (found_at(of, path) for of in (found.a, found.b))
        if path in at_all or not (isinstance(a, Absent) and isinstance(b, Absent)):
            yield _values(Difference(path, a, b), DIFFERENT if path in own else "")
    calls = dict(_calls(found))
    for path, one in own.items():
        if path in calls:  # one of them has no such call
            yield Values(path, calls.pop(path), DIFFERENT)
        elif path not in _ALWAYS:
            yield _values(one, DIFFERENT)
    for one in (*found.platform, *found.varying):
        why = f"the platform's own: {RULES[one.rule]}" if one.rule else _VARIES
        yield _values(one, "", why)
    yield from (Values(path, texts) for path, texts in calls.items())
    yield from _of_whole(found)


def _values(one: Difference, sign: str, why: str = "") -> Values:
    return Values(one.path, differing(one.a, one.b), sign, at=1, remark=why)


def _of_whole(found: Comparison) -> Iterator[Values]:
    both = (found.a, found.b)
    if any(of.console for of in both):
        yield Values("console", [_printed(of) for of in both])
    yield Values("duration", [duration(of.duration_ms) for of in both])


def _calls(found: Comparison) -> Iterator[tuple[str, list[str]]]:
    """Each call by its path, as both made it."""
    calls = [of.outbound for of in (found.a, found.b)]
    for at in range(min(_MOST_CALLS, max(map(len, calls)))):
        texts = [call_text(each[at]) if at < len(each) else NOTHING for each in calls]
        yield f"outbound[{at}]", texts


def _printed(outcome: Outcome) -> str:
    """The first lines of the console, each on a line."""
    lines = [one_line(line.text, _LINE) for line in outcome.console[:_MOST_LINES]]
    if more := len(outcome.console) - len(lines):
        lines.append(f"… and {more:,} more")
    return "\n".join(lines) or NOTHING

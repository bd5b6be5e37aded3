"""What a step's values are beside what was expected and what came out before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content

from sessions.contract.json_path import ABSENT, Absent
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, Outcome
from sessions.replay.found import found_at
from sessions.text import one_line

from .side_by_side import DIFFERENT, NOT_MET, NOTHING, Values, differing, remark, shown

if TYPE_CHECKING:
    from sessions.differences.difference import Difference
    from sessions.replay.earlier import Earlier
    from sessions.replay.failure import Failure
    from sessions.replay.run import Step

_ALWAYS: Final = ("outcome", "kind", "message_id")
_NO_NEWS: Final = (ABSENT, "success")
"""What such a row need not say where nothing of it was expected."""
_MOST_CALLS: Final = 20
_CALL: Final = 300


def heads(earlier: Earlier | None) -> tuple[str, ...]:
    """The names of the columns, the last one with the time that it was then."""
    if earlier is None:
        return "expected", "this run"
    return "expected", "this run", f"previous {_when(earlier.at) if earlier.at else ''}".rstrip()


def step_values(step: Step, earlier: Earlier | None) -> list[Values]:
    """A row for each value: what was expected, what came out, what had come out before; those first
    that are not met."""
    failures: dict[str, list[Failure]] = {}
    for failure in step.verdict.failures:
        failures.setdefault(failure.path, []).append(failure)
    expected = step.verdict.expected
    paths = dict.fromkeys((*_ALWAYS, *expected, *filter(None, failures)))
    differences = list(earlier.differences) if earlier else []
    rows = [
        row
        for path in paths
        for row in _rows(path, step.outcome, expected, failures.get(path, ()), earlier)
    ]
    rows.sort(key=lambda row: row.sign != NOT_MET)
    return [*rows, *_of_whole(step.outcome, earlier, differences)]


def step_remarks(step: Step, earlier: Earlier | None) -> Iterator[Content]:
    """What has to be known to read the values, each on a line."""
    outcome = step.outcome
    if outcome.made_up:
        yield remark(f"▲ {one_line(outcome.made_up, 300)}")
    for sentence in step.verdict.not_judged:
        yield remark(f"▲ {one_line(sentence, 300)}")
    if earlier is None:
        return
    if not earlier.same_target:
        yield remark(f"▲ previous: it was sent to {one_line(earlier.outcome.target.location)} then")
    if not earlier.same_payload:
        yield remark("▲ previous: another payload was sent then")


def _rows(
    path: str,
    outcome: Outcome,
    expected: dict[str, JsonValue],
    failures: Sequence[Failure],
    earlier: Earlier | None,
) -> Iterator[Values]:
    """One row, or where several failures have the same path, as `warnings` may, one for each."""
    wanted = shown(expected[path]) if path in expected else NOTHING
    call = failures[0].call if failures else None
    found = found_at(outcome, path, call)
    before = found_at(earlier.outcome, path, call) if earlier else ABSENT
    is_changed = any(_is_at(one, path) for one in earlier.differences) if earlier else False
    now, then = differing(found, before) if is_changed else (shown(found), shown(before))
    tail = (then,) if earlier else ()
    if not failures:
        if path in _ALWAYS and path not in expected and not is_changed and found in _NO_NEWS:
            return
        yield Values(path, (wanted, now, *tail), DIFFERENT if is_changed else "")
        return
    for failure in failures:
        is_of_value = failure.link == "found"
        said = now if is_of_value and now != NOTHING else failure.found
        yield Values(path, (wanted if path in expected else failure.wanted, said, *tail), NOT_MET)


def _is_at(one: Difference, path: str) -> bool:
    return one.path == path or one.path.startswith((f"{path}.", f"{path}["))


def _of_whole(
    outcome: Outcome, earlier: Earlier | None, differences: Sequence[Difference]
) -> Iterator[Values]:
    """Console, wire and calls: how much there is, and whether it is as it was."""
    roots = {one.path.partition(".")[0].partition("[")[0] for one in differences}
    before = earlier.outcome if earlier else None
    lines = [_lines(of) for of in (outcome, before) if of]
    if any(text != NOTHING for text in lines):
        counted = _counted(differences)
        cells = (NOTHING, f"{lines[0]}  {counted}".rstrip(), *lines[1:])
        yield Values("printed", cells, DIFFERENT if counted else "")
    if before and (outcome.wire is not None or before.wire is not None):
        is_same = "wire" not in roots and outcome.kind == before.kind
        word = "as it was" if is_same else "another answer"
        yield Values("wire", (NOTHING, word, NOTHING), "" if is_same else DIFFERENT)
    calls = [of.outbound for of in (outcome, before) if of]
    for at in range(min(_MOST_CALLS, max(map(len, calls)))):
        texts = [call_text(each[at]) if at < len(each) else NOTHING for each in calls]
        is_changed = any(_is_at(one, f"outbound[{at}]") for one in differences)
        yield Values(f"outbound[{at}]", (NOTHING, *texts), DIFFERENT if is_changed else "")
    if (more := max(map(len, calls)) - _MOST_CALLS) > 0:
        yield Values("calls", (NOTHING, f"… and {more:,} more", NOTHING)[: len(calls) + 1])


def _lines(outcome: Outcome) -> str:
    count = len(outcome.console)
    return f"{count:,} line{'' if count == 1 else 's'}" if count else NOTHING


def _counted(differences: Sequence[Difference]) -> str:
    """`-1 +2`: the lines of the console that are gone, and new."""
    of_console = [one for one in differences if one.path.startswith("console")]
    gone = sum(not isinstance(one.a, Absent) for one in of_console)
    new = sum(not isinstance(one.b, Absent) for one in of_console)
    return f"-{gone} +{new}" if of_console else ""


def call_text(call: OutboundCall) -> str:
    """`twilio 201  sms to +1555…: Your code is 123456`."""
    answered = "no answer" if call.status is None else str(call.status)
    fault = f"fault {call.fault}" if call.fault else ""
    who = call.provider or f"{call.method} {call.url}".strip()
    head = " ".join(filter(None, (who, answered, fault)))
    if message := call.message:
        said = message.code if message.text is None else message.text
        head += f"  {message.channel or 'message'} to {message.to or 'nobody'}: {said or ''}"
    return one_line(head, _CALL)


def _when(at: float) -> str:
    moment = datetime.fromtimestamp(at)
    is_today = moment.date() == datetime.now().date()
    return f"{moment:%H:%M:%S}" if is_today else f"{moment:%Y-%m-%d}"

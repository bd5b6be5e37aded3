"""A comparison for people and for programs: where two targets differ, and what is no difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import PurePath
from typing import Final

from sessions.comparison.run import Compared, Comparison, InInstance
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.differences.difference import RULES

from .differences import difference_line
from .junit import Case, Suite, of_suites
from .printing import on_one_line
from .results import Result
from .text import reason_lines

EQUAL: Final = "="
DIFFERENT: Final = "≠"
NOTHING_RAN: Final = "?"
_PROCESSES: Final = {"a": "a process for each", "b": "one instance for all, in order"}
_LEAK: Final = "leak:"
_JUNIT: Final[dict[str, Result]] = {
    **{"equal": "passed", "different": "failed", "not_run": "error", "not_sent": "skipped"},
}
_MOST_SHOWN: Final = 20
"""Differences of one invocation in text; JSON has all."""
_MOST_PLACES: Final = 8


def lines(compared: Sequence[Compared], reasons: Sequence[str] = ()) -> list[str]:
    """The whole report: the invocations of each session under its path, then the sum.

    `reasons`: what was asked for and did not happen (`sessions.comparison.run.not_shown`).
    """
    report: list[str] = []
    for path, group in groupby(compared, lambda one: one.path):
        report.append(on_one_line(str(path)))
        report += [f"  {line}" for one in group for line in invocation_lines(one)]
    return [*report, *closing_lines(compared, reasons)]


def invocation_lines(one: Compared) -> list[str]:
    """`≠ first-code  delivered  12 ms, 14 ms`, and below it a line for each difference.

    Each line is printable, and one line, whatever a hook or a server put into its texts.
    """
    found = one.comparison
    if found is None:
        return [f"- {on_one_line(one.name)}  not sent"]
    took = f"{found.a.duration_ms:.0f} ms, {found.b.duration_ms:.0f} ms"
    head = f"{sign_of(found)} {one.name}  {came_to(found)}  {took}"
    if not found.ran:
        of = found.b if found.a.kind == Kind.PAYLOAD_REJECTED else found.a
        said = of.error.message if of.error else of.kind
        below = [f"neither was run: {said}"]
    else:
        below = [difference_line(each) for each in found.differences[:_MOST_SHOWN]]
        if (more := len(found.differences) - _MOST_SHOWN) > 0:
            below.append(f"… and {more:,} more")
        below += _of_instance(found.in_instance) if found.in_instance else []
    return [on_one_line(head), *(f"  {on_one_line(line)}" for line in below)]


def _of_instance(found: InInstance) -> list[str]:
    """What leaked, from whom, and where; the names that may keep it; what went on beside."""
    told = [
        f"{_LEAK} {one.what} of {one.of} is in {one.path}{_at(one.file, one.line)}"
        for one in found.leaks
    ]
    if found.kept:
        names = ", ".join(f"{one.name} (line {one.line})" for one in found.kept)
        told.append(f"the file keeps from one invocation to the next: {names}")
    return [*told, *found.beside]


def _at(file: str | None, line: int | None) -> str:
    return f" ({PurePath(file).name}:{line})" if file and line else ""


def sign_of(found: Comparison) -> str:
    """`=`, `≠`, or `?` where neither of the two was run."""
    return (EQUAL if found.equal else DIFFERENT) if found.ran else NOTHING_RAN


def came_to(found: Comparison) -> str:
    """`delivered`, `failed callback_error`; of two that are not alike both, with an arrow between
    those that came out otherwise."""
    a, b = found.a, found.b
    if a.outcome != b.outcome:
        return f"{a.outcome} → {b.outcome}"
    kinds = dict.fromkeys(one.kind.value for one in (a, b) if not one.delivered)
    return f"{a.outcome} {', '.join(kinds)}".rstrip()


def closing_lines(compared: Sequence[Compared], reasons: Sequence[str] = ()) -> list[str]:
    """What the platform itself makes, once for all; what was left out; what did not happen; and
    the sum."""
    report: list[str] = []
    if rules := list(_rules(compared)):
        report += ["The platform itself makes these differences, whatever the code does:", *rules]
    if places := dict.fromkeys(one.path for found in _all(compared) for one in found.varying):
        shown = ", ".join([*places][:_MOST_PLACES]) + (", …" if len(places) > _MOST_PLACES else "")
        report.append(f"Left out, for what is there varies: {on_one_line(shown)}")
    return [*report, *reason_lines(reasons), *_targets(compared), summary(compared)]


def _targets(compared: Sequence[Compared]) -> Iterator[str]:
    """`a: hook.js, Node 22.1.0 (PATH)`: what was compared, a line for each."""
    for name in "ab":
        outcomes: list[Outcome] = [getattr(found, name) for found in _all(compared)]
        in_instance = any(found.in_instance for found in _all(compared))
        how = _PROCESSES[name] if in_instance else None
        for target in dict.fromkeys(one.target for one in outcomes):
            parts = (target.name, target.location, target.runtime, how)
            yield on_one_line(f"{name}: {', '.join(dict.fromkeys(filter(None, parts)))}")


def _rules(compared: Sequence[Compared]) -> Iterator[str]:
    """`  response, in 3 invocations: what a hook gives cb(null, …) … (success-value)`."""
    for rule, sentence in RULES.items():
        met = [[one.path for one in found.platform if one.rule is rule] for found in _all(compared)]
        if times := sum(map(bool, met)):
            paths = ", ".join(dict.fromkeys(path for each in met for path in each))
            yield f"  {paths}, in {_counted(times, 'invocation')}: {sentence} ({rule})"


def summary(compared: Sequence[Compared]) -> str:
    """`12 invocations: 11 equal, 1 differs (3 differences)`."""
    every = _all(compared)
    different = [one for one in every if one.ran and not one.equal]
    parts = [f"{sum(one.equal for one in every)} equal"]
    if different:
        many = sum(len(one.differences) for one in different)
        verb = "differs" if len(different) == 1 else "differ"
        parts.append(f"{len(different)} {verb} ({_counted(many, 'difference')})")
    if idle := sum(not one.ran for one in every):
        parts.append(f"{idle} run by neither")
    if left := len(compared) - len(every):
        parts.append(f"{left} not sent")
    return f"{_counted(len(compared), 'invocation')}: {', '.join(parts)}"


def document(compared: Sequence[Compared], reasons: Sequence[str] = ()) -> dict[str, JsonValue]:
    """The shape of `offhook compare --format json`.

    `{"sessions": [{"path", "name", "invocations": [{"name", "result", "differences", "platform",
    "varying", "a", "b"}]}], "equal", "different", "not_run", "not_sent", "total", "reasons",
    "rules"}`: `result` is `equal`, `different`, `not_run` or `not_sent`, `a` and `b` are outcomes
    as `send --json` prints them, `reasons` says what was asked for and did not happen, and `rules`
    has the sentence of each rule of the platform.

    That of `replay --instance both`: `a` is of a process of its own, `b` of an instance. There are
    also `leaks`, each `{"path", "what", "of", "file", "line"}`, `kept`, `{"name", "line"}` of what
    the hook's file keeps, and `beside`, sentences on what earlier invocations did meanwhile.
    """
    sessions: list[JsonValue] = [
        {"path": str(path), "name": name, "invocations": [_invocation(one) for one in group]}
        for (path, name), group in groupby(compared, lambda one: (one.path, one.session_name))
    ]
    results = [_result(one) for one in compared]
    counts = {of: results.count(of) for of in ("equal", "different", "not_run", "not_sent")}
    rules: dict[str, JsonValue] = {rule.value: text for rule, text in RULES.items()}
    total = len(compared)
    return {
        "sessions": sessions,
        **counts,
        **{"total": total, "reasons": list(reasons), "rules": rules},
    }


def junit_document(
    compared: Sequence[Compared],
    reasons: Sequence[str] = (),
    *,
    started: datetime | None = None,
    seconds: float = 0.0,
) -> str:
    """The same as JUnit XML (`junit.of_suites`): a test for each invocation, which fails where it
    differs."""
    suites = [
        Suite(on_one_line(path.as_posix()), path.as_posix(), [_case(one) for one in group])
        for path, group in groupby(compared, lambda one: one.path)
    ]
    return of_suites(suites, reasons, started=started, seconds=seconds)


def _case(one: Compared) -> Case:
    found, why = one.comparison, [line.strip() for line in invocation_lines(one)[1:]]
    took = (found.a.duration_ms + found.b.duration_ms) / 1000 if found else 0.0
    message = next((line for line in why if line.startswith(_LEAK)), next(iter(why), ""))
    name, result = on_one_line(one.name), _JUNIT[_result(one)]
    sort = found.a.kind.value if found and result == "error" else "difference"
    return Case(name, took, result, sort, message, why)


def _invocation(one: Compared) -> JsonValue:
    found = one.comparison
    head: dict[str, JsonValue] = {"name": one.name, "result": _result(one)}
    if found is None:
        return head
    return {
        **head,
        "differences": [each.to_json() for each in found.differences],
        "platform": [each.to_json() for each in found.platform],
        "varying": [each.to_json() for each in found.varying],
        "a": found.a.to_json(),
        "b": found.b.to_json(),
        **(_instance_document(found.in_instance) if found.in_instance else {}),
    }


def _instance_document(found: InInstance) -> dict[str, JsonValue]:
    return {
        "leaks": [one.to_json() for one in found.leaks],
        "kept": [{"name": one.name, "line": one.line} for one in found.kept],
        "beside": list(found.beside),
    }


def _result(one: Compared) -> str:
    if one.comparison is None:
        return "not_sent"
    if not one.comparison.ran:
        return "not_run"
    return "equal" if one.comparison.equal else "different"


def _all(compared: Sequence[Compared]) -> list[Comparison]:
    return [one.comparison for one in compared if one.comparison]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

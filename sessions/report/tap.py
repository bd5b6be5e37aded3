"""A replay in the Test Anything Protocol, version 14: a point for each session, with subtests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.replay.run import Step

from .printing import on_one_line
from .results import ALL_TOGETHER, by_session, console_of, name_of, of_all, result_of, why

_DEEPER: Final = "    "
_MOST_PRINTED: Final = 200
"""Lines of a hook's console."""


def document(
    steps: Sequence[Step], reasons: Sequence[str] = (), *, interrupted: str | None = None
) -> str:
    """The whole document. A step that was not run is skipped; `reasons` are what is not as
    expected of all steps together. `interrupted` says why there are no more steps than these."""
    groups = [(name, steps) for _, name, steps in by_session(steps)]
    lines = ["TAP version 14", f"1..{len(groups) + bool(reasons)}"]
    for number, (name, group) in enumerate(groups, 1):
        lines.append(f"# Subtest: {_escaped(name)}")
        lines.append(f"{_DEEPER}1..{len(group)}")
        for at, step in enumerate(group, 1):
            lines += (f"{_DEEPER}{line}" for line in _point(at, step))
        is_good = all(result_of(step) in ("passed", "skipped") for step in group)
        lines.append(f"{'ok' if is_good else 'not ok'} {number} - {_escaped(name)}")
    if reasons:
        lines.append(f"not ok {len(groups) + 1} - {ALL_TOGETHER}")
        lines += _diagnostics({"failures": [sentence for _, sentence in of_all(reasons)]})
    if interrupted:
        lines.append(f"Bail out! {on_one_line(interrupted)}")
    return "\n".join(lines) + "\n"


def _point(number: int, step: Step) -> Iterator[str]:
    result, name = result_of(step), _escaped(name_of(step))
    if result == "skipped":
        yield f"ok {number} - {name} # SKIP not run"
        return
    yield f"{'ok' if result == 'passed' else 'not ok'} {number} - {name}"
    said: dict[str, JsonValue] = {}
    if result != "passed":
        said["message"] = next(iter(step.verdict.reasons), "")
        said["severity"] = "error" if result == "error" else "fail"
        said["kind"] = step.outcome.kind.value
        said["failures"] = [
            {"path": one.path, "wanted": one.wanted, "found": one.found}
            for one in step.verdict.failures
        ]
        said["why"] = [*why(step)]
        if where := step.outcome.where:
            said["at"] = {"file": where.file, "line": where.line}
        if printed := console_of(step)[:_MOST_PRINTED]:
            said["console"] = [*printed]
    said["duration_ms"] = round(step.outcome.duration_ms, 3)
    yield from _diagnostics(said)


def _diagnostics(said: dict[str, JsonValue]) -> Iterator[str]:
    """A block of YAML whose values are JSON, which YAML 1.2 has in it, each on one line."""
    yield "  ---"
    for key, value in said.items():
        if isinstance(value, list) and value:
            yield f"  {key}:"
            yield from (f"    - {_json(item)}" for item in value)
        else:
            yield f"  {key}: {_json(value)}"
    yield "  ..."


def _json(value: JsonValue) -> str:
    return json.dumps(_on_lines(value), ensure_ascii=False)


def _on_lines(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return on_one_line(value)
    if isinstance(value, list):
        return [_on_lines(item) for item in value]
    if isinstance(value, dict):
        return {key: _on_lines(item) for key, item in value.items()}
    return value


def _escaped(text: str) -> str:
    return on_one_line(text).replace("\\", "\\\\").replace("#", "\\#")

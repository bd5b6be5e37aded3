"""A replay as one JSON document, the shape of `offhook replay --format json`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sessions.contract.json_text import JsonValue, dumps
from sessions.replay.run import Step
from sessions.text import printable_json

from .since_last_time import last_time_json
from .statistics import times_json


def document(steps: Sequence[Step], reasons: Sequence[str] = ()) -> dict[str, JsonValue]:
    """The steps by session, in their order, and how many were as expected.

    `{"sessions": [{"path", "name", "invocations": [{"name", "expected", "met", "failures":
    [{"path", "wanted", "found"}], "last_time", …Outcome}]}], "met", "failed", "total", "times",
    "reasons"}`. A step that was not run counts as failed, its kind is `cancelled`. `last_time`:
    how it differs from the last replay (`since_last_time`). `times`: how long they took
    (`statistics`). `reasons`: what is not as expected of all steps together.
    """
    met = sum(step.verdict.met for step in steps)
    sessions: list[JsonValue] = [
        {
            "path": None if path is None else str(path),
            "name": name,
            "invocations": [_invocation(step) for step in group],
        }
        for (path, name), group in groupby(steps, lambda step: (step.path, step.session_name))
    ]
    return {
        "sessions": sessions,
        **{"met": met, "failed": len(steps) - met, "total": len(steps)},
        "times": times_json(steps),
        "reasons": list(reasons),
    }


def text(document: JsonValue, *, ascii_only: bool = False) -> str:
    """The document as it is printed: the runner of a job finds no command in it, as `##[error]`."""
    written = dumps(document, indent=2, ascii_only=ascii_only)
    return printable_json(written).replace("##", "#\\u0023") + "\n"


def _invocation(step: Step) -> JsonValue:
    return {
        "name": step.name,
        "expected": step.verdict.expected,
        "met": step.verdict.met,
        "failures": [
            {"path": one.path, "wanted": one.wanted, "found": one.found}
            for one in step.verdict.failures
        ],
        "last_time": last_time_json(step.last),
        **step.outcome.to_json(),
    }

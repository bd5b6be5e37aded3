"""What an outcome has at each place that an expectation names."""

from __future__ import annotations

from sessions.contract.json_path import ABSENT, Absent, JsonPath, PathError, get, parse_path
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import OutboundCall, Outcome

from .expectation import error_parts
from .expected_calls import part_of_call


def found_at(outcome: Outcome, path: str, call: int | None = None) -> JsonValue | Absent:
    """The value at a path as `Verdict.expected` and `Failure.path` have them, ABSENT where there is
    none, and for a place that is none of an outcome.

    `call`: of a path into a call, the call that came nearest, where that is not the one of the same
    place (`Failure.call`).

    >>> found_at(outcome, "error.code")
    21211
    """
    try:
        root, *rest = parse_path(path)
    except PathError:  # `fault twilio=429`
        return ABSENT
    match root:
        case "outcome":
            return outcome.outcome.value
        case "kind":
            return outcome.kind.value
        case "message_id":
            return ABSENT if outcome.message_id is None else outcome.message_id
        case "response" | "wire" | "event" | "error":
            return _part(_whole(outcome, root), tuple(rest))
        case "console":
            text = "\n".join(line.text for line in outcome.console)
            return text if outcome.console else ABSENT
        case "warnings":
            return list(outcome.warnings) or ABSENT
        case "faults":
            return [one.fault for one in outcome.faults if one.shown] or ABSENT
        case "max_duration":
            return round(outcome.duration_ms / 1000, 3)
        case "outbound_count":
            return len(outcome.outbound)
        case "outbound" if rest:
            return _of_call(outcome.outbound, tuple(rest), call)
        case _:
            return ABSENT


def _whole(outcome: Outcome, root: str) -> JsonValue | Absent:
    wholes = {"response": outcome.response, "wire": outcome.wire, "event": outcome.event}
    return error_parts(outcome.error) if root == "error" else wholes[root]


def _part(whole: JsonValue | Absent, path: JsonPath) -> JsonValue | Absent:
    return whole if isinstance(whole, Absent) else get(whole, path)


def _of_call(
    calls: tuple[OutboundCall, ...], path: JsonPath, call: int | None
) -> JsonValue | Absent:
    place, *rest = path
    at = place if call is None else call
    if not isinstance(at, int) or at >= len(calls):
        return ABSENT
    one = calls[at]
    return part_of_call(one, tuple(rest)) if rest else f"{one.method} {one.url}".strip()

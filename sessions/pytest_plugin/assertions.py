"""What a session expects of an invocation as `assert` statements of Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue, is_array, is_object
from sessions.contract.outcome import HookError
from sessions.replay.expectation import ABSENT, PRESENT, UUID, expectation
from sessions.store.expect import Expect, ExpectedCall
from sessions.store.matchers import Matcher

from .literals import literal, text_literal

AT: Final = '''\
MISSING = object()


def at(value, *path):
    """The value that a path leads to, or MISSING."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value
'''
BODY: Final = '''\
def body_of(call):
    """What the body of a call says, in JSON or as a form."""
    try:
        return json.loads(call.body)
    except ValueError:
        return dict(parse_qsl(call.body, keep_blank_values=True))
'''

_UUID: Final = r'r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"'
_TYPES: Final = {
    "null": "{} is None",
    "boolean": "isinstance({}, bool)",
    "number": "type({}) in (int, float)",
    "string": "isinstance({}, str)",
    "array": "isinstance({}, list)",
    "object": "isinstance({}, dict)",
}
_ERROR: Final = {field.name for field in fields(HookError)}
_CALL: Final = {
    "provider": "call.provider",
    "host": "urlsplit(call.url).hostname",
    "method": "call.method",
    "path": '(urlsplit(call.url).path or "/")',
    "status": "call.status",
    "to": "call.message.to",
    "from": "call.message.sender",
    "channel": "call.message.channel",
    "text": "(call.message.text or call.message.code)",
}
_OF_MESSAGE: Final = frozenset({"to", "from", "channel", "text"})


def assertions(expect: Expect | None, *, is_remote: bool, asks_for_faults: bool) -> list[str]:
    """The statements, which look at a variable `outcome`. An expectation that a target of its kind
    gives nothing to judge by makes none, as in a replay.

    Args:
        is_remote: whether the target is an endpoint, whose calls and console nobody knows.
        asks_for_faults: whether the invocation asks for faults, which are then to be shown.
    """
    given = expect or Expect()
    lines = [*_of_outcome(expectation(given), given)]
    for root in given.of_parts:
        lines += _guarded(
            root,
            [line for one in given.wanted(root) for line in _of_part(root, one.path, one.matcher)],
        )
    if not is_remote and (console := given.of("console")):
        printed = '"\\n".join(line.text for line in outcome.console)'
        asks_if_any = any(test in ("present", "absent") for test, _ in console.tests)
        lines.append(f"console = {printed}{' if outcome.console else None' if asks_if_any else ''}")
        lines += _asserted(_of_value("console", console))
    lines += _of_warnings(given.wanted_warnings())
    if asks_for_faults or given.faults:
        lines.append("assert all(fault.shown for fault in outcome.faults), outcome.faults")
    if given.max_duration is not None:
        lines.append(f"assert outcome.duration_ms <= {given.max_duration * 1000:g}")
    if not is_remote and given.outbound_count is not None:
        lines.append(f"assert len(outcome.outbound) == {given.outbound_count}")
    if not is_remote:
        lines += _of_calls(given.outbound)
    return lines


def _of_outcome(said: dict[str, JsonValue], given: Expect) -> Iterator[str]:
    match said.get("outcome"):
        case None:
            pass
        case "delivered":
            yield "assert outcome.delivered, outcome.error"
        case wanted:
            yield f"assert outcome.outcome == {literal(wanted)}, outcome.error"
    if kind := said.get("kind"):
        yield f"assert outcome.kind == {literal(kind)}, outcome.error"
    matcher = given.of("message_id")
    if matcher is None:
        return
    match matcher.written:
        case str(word) if word == PRESENT:
            yield "assert outcome.message_id"
        case str(word) if word == ABSENT:
            yield "assert outcome.message_id is None"
        case str(word) if word == UUID:
            yield f'assert re.fullmatch({_UUID}, outcome.message_id or "")'
        case _:
            yield from _asserted(_of_value("outcome.message_id", matcher))


def _guarded(root: str, lines: Sequence[str]) -> list[str]:
    """Only a hook's answer goes over the wire, and only an Action has an event."""
    if root not in ("wire", "event") or not lines:
        return [*lines]
    sign = "!=" if root == "wire" else "=="
    return [f'if outcome.target.kind {sign} "action":', *(f"    {line}" for line in lines)]


def _of_part(root: str, path: JsonPath, matcher: Matcher) -> Iterator[str]:
    begin, rest = _attributes(path) if root == "error" else ([root], path)
    value = _subscripted(".".join(["outcome", *begin]), rest)
    for test, operand in matcher.tests:
        if test in ("present", "absent"):
            yield f"assert {_presence(begin, rest, is_there=test == 'present')}"
        else:
            yield from _asserted(_conditions(test, operand, value))


def _presence(begin: Sequence[str], rest: JsonPath, *, is_there: bool) -> str:
    """Whether something is there: an attribute that is not None, or what a path leads to."""
    first, *more = begin
    value = f"outcome.{first}"
    for name in more:
        value = f"getattr({value}, {text_literal(name)}, None)"
    sign = "is not" if is_there else "is"
    return f"{_at(value, rest)} {sign} MISSING" if rest else f"{value} {sign} None"


def _attributes(path: JsonPath) -> tuple[list[str], JsonPath]:
    """Of a path into an error the attributes that lead to its end, or to its properties."""
    begin = ["error"]
    for step in path:
        if step not in _ERROR or begin[-1] not in ("error", "cause"):
            break
        begin.append(str(step))
    return begin, path[len(begin) - 1 :]


def _at(value: str, path: JsonPath) -> str:
    return f"at({', '.join((value, *map(_step, path)))})"


def _subscripted(value: str, path: JsonPath) -> str:
    return value + "".join(f"[{_step(step)}]" for step in path)


def _step(step: str | int) -> str:
    return str(step) if isinstance(step, int) else text_literal(step)


def _of_warnings(wanted: Sequence[Matcher] | None) -> Iterator[str]:
    if wanted is None:
        return
    if not wanted:
        yield "assert not outcome.warnings"
        return
    yield f"assert len(outcome.warnings) == {len(wanted)}, outcome.warnings"
    for matcher in wanted:
        each = " and ".join(_of_value("warning", matcher))
        yield f"assert any({each} for warning in outcome.warnings), outcome.warnings"


def _of_calls(expected: Sequence[ExpectedCall]) -> Iterator[str]:
    """Each call that is expected is one of its own: of those that are said alike, as many."""
    said = [tuple(_conditions_of(call)) for call in expected]
    for each in dict.fromkeys(said):
        number = said.count(each)
        tests = "".join(f"\n    {'and' if at else 'if'} {test}" for at, test in enumerate(each))
        yield f"calls = [\n    call\n    for call in outcome.outbound{tests}\n]"
        yield f"assert len(calls) >= {number}, outcome.outbound"


def _conditions_of(call: ExpectedCall) -> Iterator[str]:
    simple = [*call.simple()]
    if any(key in _OF_MESSAGE for key, _ in simple):
        yield "call.message"
    for key, matcher in simple:
        yield from _of_value(_CALL[key], matcher, may_be_none=True)
    for one in call.wanted("body"):
        value = _at("body_of(call)", one.path)
        for test, operand in one.matcher.tests:
            if test in ("present", "absent"):
                yield f"{value} is {'not ' if test == 'present' else ''}MISSING"
            else:
                is_text = test in ("matches", "contains")
                yield from _conditions(test, operand, f"str({value})" if is_text else value)


def _of_value(value: str, matcher: Matcher, *, may_be_none: bool = False) -> list[str]:
    """Each test of a matcher as an expression about `value`, an expression too."""
    found: list[str] = []
    for test, operand in matcher.tests:
        if test in ("present", "absent"):
            found.append(f"{value} is {'not ' if test == 'present' else ''}None")
        elif may_be_none and test in ("matches", "contains"):
            found += _conditions(test, operand, f'({value} or "")')
        else:
            found += _conditions(test, operand, value)
    return found


def _conditions(test: str, operand: JsonValue, value: str) -> list[str]:
    match test:
        case "equals" if operand is None or isinstance(operand, bool):
            return [f"{value} is {operand}"]
        case "equals":
            return [f"{value} == {literal(operand)}"]
        case "matches":
            return [f"re.search({text_literal(str(operand))}, {value})"]
        case "type":
            return [_TYPES[str(operand)].format(value)]
        case _:
            return _contains(operand, value)


def _contains(operand: JsonValue, value: str) -> list[str]:
    """Of an array each item is to be in it; an object is an item, or has its members there."""
    if is_array(operand):
        return [test for item in operand for test in _contains(item, value)]
    if is_object(operand):
        said = literal(operand)
        members = f"{value}.items() >= {said}.items()"
        return [f"({said} in {value} if isinstance({value}, list) else {members})"]
    return [f"{literal(operand)} in {value}"]


def _asserted(tests: Sequence[str]) -> list[str]:
    return [f"assert {test}" for test in tests]

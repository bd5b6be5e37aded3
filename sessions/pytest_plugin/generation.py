"""Invocations of a session as a file of tests for pytest, for its user to read and go on with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sessions.choice import location_of, target_of
from sessions.store.codec import to_document
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.text import printable

from .assertions import AT, BODY, assertions
from .literals import call, literal, text_literal

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue

_IN_FUNCTION: Final = 4
_IN_CALL: Final = 8
_MODULES: Final = (("json", "import json"), ("re", "import re"))


def written_tests(
    session: Session, chosen: Sequence[tuple[str, SavedInvocation]], called: str
) -> str:
    """The file's text. Each invocation is a test, which sends it to its target by the fixture
    `offhook` and asserts what the session expects of it; secrets and `${env:NAME}` stay names.

    Args:
        chosen: the invocations by their names.
        called: what the session is called in the first line.
    """
    constants = _constants(session, [saved for _, saved in chosen])
    functions = _function_names([name for name, _ in chosen])
    tests = [
        _test(session, function, saved, constants)
        for function, (_, saved) in zip(functions, chosen, strict=True)
    ]
    code = "\n\n".join(tests)
    helpers = [text for text, name in ((AT, "at("), (BODY, "body_of(")) if name in code]
    given = [f"{name} = {text}" for name, text in constants.values()]
    secrets = [f"SECRETS = {literal([*session.secrets])}"] if session.secrets else []
    body = "\n".join([*secrets, *given]) + "\n" if secrets or given else ""
    parts = [_imports(code + "".join(helpers) + body), body, *helpers, *tests]
    head = _docstring(called)
    return head + "\n" + _joined([part for part in parts if part])


def _joined(parts: Sequence[str]) -> str:
    """Statements of a module: two blank lines around what is defined, one behind the imports."""
    text = parts[0]
    for part in parts[1:]:
        is_definition = part.startswith("def ")
        text += ("\n\n" if is_definition else "\n") + part
    return text


def _docstring(called: str) -> str:
    name = re.sub(r'["\\]', "?", printable(called).replace("\n", " "))
    return (
        f'"""The invocations of {name}, written by `offhook export --as pytest`.\n\n'
        "pytest runs them where offhook is installed. Paths count from the folder of this file.\n"
        '"""\n'
    )


def _imports(code: str) -> str:
    standard = [line for name, line in _MODULES if f"{name}." in code]
    urls = [name for name in ("parse_qsl", "urlsplit") if f"{name}(" in code]
    if urls:
        standard.append(f"from urllib.parse import {', '.join(urls)}")
    return "\n".join([*standard, "", "import sessions"] if standard else ["import sessions"]) + "\n"


def _constants(
    session: Session, chosen: Sequence[SavedInvocation]
) -> Mapping[str, tuple[str, str]]:
    """The targets that have names in the session: what each is called here, and its value."""
    found: dict[str, tuple[str, str]] = {}
    taken = {"SECRETS", "MISSING"}
    for saved in chosen:
        name = target_of(session, saved)
        if name in session.targets and name not in found:
            constant = _unused(_identifier(name).upper(), taken)
            found[name] = (constant, _target(session.targets[name], len(constant) + 3))
    return found


def _target(spec: TargetSpec, before: int) -> str:
    arguments = [
        f"{key}={literal(getattr(spec, key), 4, len(key) + 2)}"
        for key in type(spec).model_fields
        if getattr(spec, key)
    ]
    return call("sessions.TargetSpec", arguments, 0, before)


def _test(
    session: Session,
    function: str,
    saved: SavedInvocation,
    constants: Mapping[str, tuple[str, str]],
) -> str:
    name = target_of(session, saved)
    target = constants[name][0] if name in constants else text_literal(name)
    arguments = [target, _invocation(session, saved)]
    if session.secrets:
        arguments.append("secrets=SECRETS")
    sent = call("offhook.send", arguments, _IN_FUNCTION, len("outcome = "))
    lines = assertions(
        saved.expect,
        is_remote=location_of(session, name).is_remote,
        asks_for_faults=bool(saved.faults),
    )
    notes = [f"# {line}".rstrip() for line in printable(saved.note or "").splitlines()]
    body = "\n".join([*notes, f"outcome = {sent}", *lines])
    return f"def {function}(offhook):\n{_indented(body, sent)}\n"


def _indented(body: str, laid_out: str) -> str:
    """The body of a function; what is laid out for its place already keeps its lines."""
    before, _, after = body.partition(laid_out)
    begin = "".join(f"    {line}\n" for line in before.split("\n")[:-1])
    last = before.rpartition("\n")[2]
    rest = "\n".join(f"    {line}" if line else line for line in after.split("\n")[1:])
    return f"{begin}    {last}{laid_out}" + (f"\n{rest}" if rest else "")


def _invocation(session: Session, saved: SavedInvocation) -> str:
    """The value that is sent; answers to its calls have their form in a session only."""
    payload: JsonValue = saved.payload
    answers = to_document(Session(answers=(*saved.answers, *session.answers))).get("answers")
    if not answers:
        arguments = [literal(payload, 12, 1), *_rest(saved, tuple_="({},)")]
        return call("sessions.Invocation", arguments, _IN_CALL)
    arguments = [f"payload={literal(payload, 12, 9)}", *_rest(saved, tuple_="[{}]")]
    arguments.append(f"answers={literal(answers, 12, 9)}")
    return call("sessions.SavedInvocation", arguments, _IN_CALL) + '.named("")'


def _rest(saved: SavedInvocation, *, tuple_: str) -> Iterator[str]:
    if saved.event is not None:
        yield f"event={literal(saved.event, 12, 7)}"
    if saved.faults:
        yield f"faults={tuple_.format(', '.join(map(text_literal, saved.faults)))}"
    if saved.trigger:
        yield f"trigger={text_literal(saved.trigger)}"


def _function_names(names: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    return [_unused(f"test_{_identifier(name).lower()}", taken) for name in names]


def _identifier(name: str) -> str:
    """A name as Python can have it: `first-code` as `first_code`."""
    found = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")[:60] or "invocation"
    return f"_{found}" if found[0].isdigit() else found


def _unused(wish: str, taken: set[str]) -> str:
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish}_{number}"
    taken.add(name)
    return name

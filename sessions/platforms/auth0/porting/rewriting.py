"""A hook written as an Action: its parameters from the event, its answers by return and throw."""

from __future__ import annotations

from typing import Final

from sessions.platforms.auth0.events import EXPORTS, Dialect
from sessions.platforms.auth0.limits import TIMEOUT

from .chains import Awaiting
from .context import ContextReads, Whole
from .credentials import credentials_to_clients
from .direct import Direct
from .header import describe_parameters
from .hook import Handler, Hook, Unsure
from .javascript.edits import Edits
from .javascript.syntax import FUNCTIONS, Node, is_own, own_this
from .packages import Hoisting, is_directive, place_at_top, unversioned
from .patterns import taken
from .pieces import Piece
from .places import BODIES, context_object, guard, spoken_or_written
from .prelude import error_classes
from .remarks import Notes
from .unanswered import unanswering, unhandling
from .wrapping import Wrapping

_OURS: Final = "event"
_API: Final = "api"
_TIMED_OUT: Final = f"timed out after {TIMEOUT:g} s"


def rewritten(hook: Hook, dialect: Dialect, notes: Notes) -> str:
    """The hook as an Action, without a header. Raises Unsure where it would not surely be equal."""
    handler = hook.handler
    if handler is None:
        raise Unsure(
            "what the file exports is no plain function of its own", hook.export or hook.root
        )
    _refuse(hook, handler)
    edits = Edits(hook.source)
    unversioned(hook, edits)
    _signature(hook, handler, dialect, edits)
    describe_parameters(hook, dialect, edits)
    head = [*guard(hook, dialect), *_parameters(hook, dialect, edits, notes)]
    credentials_to_clients(hook, handler, edits, notes)
    top = Hoisting(hook, edits, notes).lines()
    _answers(hook, handler, edits, notes)
    _at_top(hook, edits, top, error_classes(hook))
    _at_head(hook, handler, edits, head)
    return edits.apply()


def _refuse(hook: Hook, handler: Handler) -> None:
    """Raise Unsure for what no rewrite keeps."""
    function = handler.function
    if "*" in function.words:
        raise Unsure("the hook is a generator", function)
    if used := _used(hook, _OURS):
        raise Unsure(f"{_OURS} is a name of the hook's own", used)
    for node in function.walk():
        if node.kind == "with_statement" or (node.kind == "identifier" and node.text == "eval"):
            raise Unsure("eval and with hide what names mean", node)
    if used := own_this(function):
        raise Unsure("the hook uses this or arguments", used)
    for clash in hook.scopes.clashes:
        if function.holds(clash):
            raise Unsure(f"{clash.text} is declared twice", clash)
    if hook.parameter(4):
        raise Unsure("the hook has more than four parameters", function)


def _used(hook: Hook, name: str) -> Node | None:
    """Where the handler uses a name that is not to mean anything else there."""
    assert hook.handler is not None
    places = [*hook.scopes.free.get(name, [])]
    for binding in hook.scopes.bindings:
        if binding.name == name:
            places += [binding.declared, *binding.references]
    return next(filter(hook.handler.function.holds, places), None)


def _signature(hook: Hook, handler: Handler, dialect: Dialect, edits: Edits) -> None:
    body = handler.body
    given = f"{_OURS}, {_API}"
    if used := _used(hook, _API):
        if guard(hook, dialect):
            raise Unsure(f"{_API} is a name of the hook's own", used)
        given = _OURS
    edits.replace(handler.start, body.start, f"exports.{EXPORTS[dialect]} = async ({given}) => ")
    if handler.leftover:
        edits.remove_lines(handler.leftover.start, handler.leftover.end)
    whole = handler.function if handler.function.kind == "function_declaration" else None
    statement = whole or next(n for n in body.above() if n.parent is hook.root)
    edits.replace(body.end, max(statement.end, body.end), hook.style.end)


def _parameters(hook: Hook, dialect: Dialect, edits: Edits, notes: Notes) -> list[str]:
    """Rewrite what reads the parameters; the lines that take them out of the event."""
    groups: dict[str, list[str]] = {}
    lines: list[str] = []
    kind = "const"
    for at, name in ((0, "recipient"), (1, "text")):
        given = hook.parameter(at)
        if given is None:
            continue
        binding = hook.bound(at)
        if binding is None:
            raise Unsure(f"the parameter for {name} is no plain name", given)
        if not binding.references:
            continue
        kind = "let" if binding.writes else kind
        if dialect == "phone-provider" and name == "text":
            lines = spoken_or_written(
                hook.style, binding.name, "let" if binding.writes else "const"
            )
        else:
            entry = name if binding.name == name else f"{name}: {binding.name}"
            groups.setdefault(BODIES[dialect], []).append(entry)
    mark = edits.mark()
    before = set(notes.remarks)
    try:
        more, own = ContextReads(hook, dialect, edits, notes).rewrite(hook.parameter(2))
    except Whole as why:
        edits.back_to(mark)
        notes.remarks = before
        return [
            *taken(groups, kind, hook.style),
            *lines,
            *_whole_context(hook, dialect, notes, why),
        ]
    for holder, entries in more.items():
        groups.setdefault(holder, []).extend(entries)
    return [*taken(groups, kind, hook.style), *lines, *own]


def _whole_context(hook: Hook, dialect: Dialect, notes: Notes, why: Whole) -> list[str]:
    binding = hook.bound(2)
    if binding is None:
        given = hook.parameter(2)
        assert given is not None
        raise Unsure("the parameter for the context is no plain name or pattern", given)
    said = (
        f"{binding.name} is used as a whole here: it is made from the event, with its known fields"
    )
    notes.add(why.line, said)
    lines = context_object(dialect, hook.style, binding.name)
    if binding.writes:
        lines[0] = lines[0].replace("const ", "let ", 1)
    return lines


def _answers(hook: Hook, handler: Handler, edits: Edits, notes: Notes) -> None:
    binding, given = hook.bound(3), hook.parameter(3)
    if given is not None and binding is None:
        raise Unsure("the parameter for the callback is no plain name", given)
    if binding is None or not binding.references:
        said = f"the hook never calls cb, and {_TIMED_OUT}"
        line = handler.function.line
        notes.add(
            line, f"{said}; as an Action it delivers as soon as it returns: fixed by the port"
        )
        return
    if binding.writes:
        raise Unsure("the callback is given another value", binding.writes[0])
    direct = Awaiting(hook, binding, edits, notes)
    body = handler.body
    if body.kind != "statement_block":
        return _expression(hook, body, direct)
    remarks = set(notes.remarks)
    for at, statement in enumerate(body.children):
        mark = direct.mark()
        try:
            direct.statement(statement)
        except Unsure:
            direct.back_to(mark)
            notes.remarks = remarks
            return _wrapped(hook, handler, at, edits, notes)
        remarks = set(notes.remarks)
    _tell_unanswered(hook, direct, notes, wrapped=False)
    return None


def _wrapped(hook: Hook, handler: Handler, at: int, edits: Edits, notes: Notes) -> None:
    """Everything from one statement on inside a promise; what stands before it directly."""
    binding = hook.bound(3)
    assert binding is not None
    direct = Awaiting(hook, binding, edits, notes)
    wrapping = Wrapping(direct, handler.body, at)
    if wrapping.first < at:
        raise Unsure("what answers uses names that are declared further down", handler.body)
    wrapping.rewrite()
    _tell_unanswered(hook, direct, notes, wrapped=True)


def _expression(hook: Hook, body: Node, direct: Direct) -> None:
    """An arrow function without a block gets one."""
    end = hook.style.newline
    outer = hook.indent_of(body)
    direct.expression(Piece(body, is_statement=False))
    if direct.is_gone(body):
        direct.edits.insert(body.start, "{}")
        return
    direct.edits.insert(body.start, f"{{{end}{outer}{hook.style.indent}")
    direct.edits.insert(body.end, f"{end}{outer}}}")


def _tell_unanswered(hook: Hook, direct: Direct, notes: Notes, *, wrapped: bool) -> None:
    """Note where the hook never answered; `wrapped`: what follows still waits for an answer."""
    handler = hook.handler
    assert handler is not None
    functions = [node for node in handler.function.walk() if node.kind in FUNCTIONS]
    places = [
        place
        for function in functions
        if function is handler.function or any(is_own(r, function) for r in direct.references)
        for place in unanswering(function, direct)
    ]
    for place in (*places, *unhandling(direct)):
        is_function = place in functions and place in places
        where = "on a branch of this function" if is_function else "here"
        said = f"cb is not called {where}: the hook {_TIMED_OUT}"
        returns = place.kind == "return_statement" and is_own(place, handler.function)
        notes.add(place.line, said + (", the Action delivers" if returns or not wrapped else ""))


def _at_top(hook: Hook, edits: Edits, requires: list[str], classes: list[str]) -> None:
    if not requires and not classes:
        return
    end = hook.style.newline
    at, behind = place_at_top(hook)
    parts = [end.join(part) for part in (requires, classes) if part]
    text = f"{end}{end}".join(parts)
    if behind:
        edits.insert(at, (end if requires else end * 2) + text)
    else:
        edits.insert(at, text + end * 2)


def _at_head(hook: Hook, handler: Handler, edits: Edits, head: list[str]) -> None:
    """Put the lines that read the event at the head of the handler."""
    body = handler.body
    if not head:
        return
    if body.kind != "statement_block":
        raise Unsure("the hook is an expression", body)
    end = hook.style.newline
    outer = hook.indent_of(handler.function)
    inner = end + outer + hook.style.indent
    first = body.children[0] if body.children else None
    if first and is_directive(first):
        edits.insert(first.end, inner + inner.join(head))
        return
    lines = inner + inner.join(head)
    if not first or first.row != body.row:
        edits.insert(body.start + 1, lines)
    else:  # from the brace on, so that it stands before what goes in at the statement
        edits.replace(body.start, first.start, f"{{{lines}{inner}")
        if hook.source.data.find(b"\n", body.children[-1].end, body.end) < 0:
            edits.replace(body.children[-1].end, body.end - 1, end + outer)

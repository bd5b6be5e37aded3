"""What a port has to be looked at for, beside what its rewriting finds: the platform's limits, and
what an Action keeps from one call to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sessions.platforms.auth0.events import Dialect
from sessions.platforms.auth0.limits import CODE_BYTES, SECRET_NAME

from .context import no_counterpart
from .hook import Hook
from .javascript.scopes import Binding
from .javascript.syntax import Node, arguments, bare, property_name, string_value
from .packages import is_environment
from .places import places, reads_code
from .remarks import Notes

_WRITES: Final = frozenset(
    """writeFile writeFileSync appendFile appendFileSync createWriteStream mkdir mkdirSync mkdtemp
    mkdtempSync rename renameSync unlink unlinkSync rm rmSync copyFile copyFileSync open
    openSync""".split()
)
_CHANGES: Final = frozenset("add clear delete pop push set shift splice unshift".split())
_MAKING: Final = frozenset(
    {"object", "array", "pair", "spread_element", "parenthesized_expression"}
)
_GLOBALS: Final = frozenset({"global", "globalThis"})


def review(hook: Hook, dialect: Dialect, secrets: Mapping[str, int], notes: Notes) -> None:
    """Note it all; `secrets` has the line of each secret's name."""
    for node in hook.root.walk():
        _environment(node, notes)
        _files(node, notes)
        _globals(node, notes)
        _exits(node, notes)
        _stringified(node, hook, notes)
    for binding in hook.scopes.in_scope(hook.root).values():
        if line := _changed_at(binding):
            said = f"{binding.name} is changed here, outside of the handler: an Action keeps it"
            notes.add(line, f"{said} from one call to the next, a hook mostly did not")
    _reads(hook, dialect, notes)
    _sends_nothing(hook, notes)
    for name, line in secrets.items():
        if len(name) > SECRET_NAME:
            said = f"a secret's name has {len(name)} characters, and an Action's at most"
            notes.add(line, f"{said} {SECRET_NAME}")
    if dialect == "phone-provider":
        _provider(hook, notes)


def review_size(source: str, notes: Notes) -> None:
    """Note an Action that is larger than the platform takes."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > CODE_BYTES:
        notes.add(0, f"has {size} bytes, and an Action's code at most {CODE_BYTES}")


def _environment(node: Node, notes: Notes) -> None:
    target: Node | None = None
    if node.kind in ("assignment_expression", "augmented_assignment_expression"):
        target = node["left"].get("object")
    elif node.kind == "unary_expression" and "delete" in node.words:
        target = bare(node["argument"]).get("object")
    elif node.kind == "call_expression" and node["function"].text == "Object.assign":
        target = next(iter(arguments(node)), None)
    if is_environment(target) and node.line not in notes.moved:
        said = "process.env is written: what is set stays set for later calls of the Action"
        notes.add(node.line, said)


def _files(node: Node, notes: Notes) -> None:
    if node.kind != "call_expression":
        return
    name = property_name(node["function"])
    if name in _WRITES and "fs" in node["function"]["object"].text.split("."):
        notes.add(node.line, f"fs.{name}: an Action cannot write files")


def _globals(node: Node, notes: Notes) -> None:
    on = node["left"].get("object") if node.kind == "assignment_expression" else None
    if on and on.kind == "identifier" and on.text in _GLOBALS:
        said = "a global is set: an Action keeps it from one call to the next"
        notes.add(node.line, said)


def _exits(node: Node, notes: Notes) -> None:
    if node.kind == "call_expression" and node["function"].text == "process.exit":
        said = "process.exit ends the Action before it is known to have delivered"
        notes.add(node.line, said)


def _stringified(node: Node, hook: Hook, notes: Notes) -> None:
    if node.kind != "call_expression" or node["function"].text != "JSON.stringify":
        return
    given, context = arguments(node), hook.bound(2)
    if given and context and any(_is_within(each, given[0]) for each in context.references):
        said = "JSON.stringify of the context threw in the hook, where it was circular"
        notes.add(node.line, f"{said}; in an Action it works")


def _is_within(reference: Node, value: Node) -> bool:
    """Whether a name is the value, or a part of it as it stands: `context`, `{ ...context }`."""
    node: Node | None = reference
    while node and node is not value and node.parent and node.parent.kind in _MAKING:
        node = node.parent
    return node is value


def _changed_at(binding: Binding) -> int | None:
    """The line where a function changes what is declared at the top; None where none does."""
    for reference in binding.references:
        if reference.function() is None:
            continue
        if reference in binding.writes:
            return reference.line
        if binding.kind in ("const", "let", "var") and _is_changed(reference):
            return reference.line
    return None


def _is_changed(reference: Node) -> bool:
    """Whether the list, map or object that a name means gets another content there."""
    read = reference.parent
    if read is None or read.get("object") is not reference or read.parent is None:
        return False
    up = read.parent
    if up.kind == "call_expression" and up["function"] is read:
        return property_name(read) in _CHANGES and _is_own(reference)
    return up.kind in ("assignment_expression", "augmented_assignment_expression") and (
        up["left"] is read
    )


def _is_own(reference: Node) -> bool:
    """Whether a name is of something that the text makes itself, and no package's."""
    for node in reference.source.root.code:
        for declarator in node.code:
            if (
                declarator.kind == "variable_declarator"
                and declarator["name"].text == reference.text
            ):
                value = declarator.get("value")
                return value is not None and value.kind in ("array", "object", "new_expression")
    return False


def _reads(hook: Hook, dialect: Dialect, notes: Notes) -> None:
    """Note the reads of the context that an Action has no counterpart of."""
    known = {*places(dialect, hook.style), "client", "user", "request"}
    context = hook.bound(2)
    for reference in context.references if context else ():
        read = reference.parent
        name = property_name(read) if read and read.get("object") is reference else None
        if read is None or name is None:
            continue
        if name == "user" and not _is_read_from(read):
            said = "the whole user: an event's has more members, such as created_at and identities"
            notes.add(reference.line, said)
        if name == "webtask":
            inner = read.parent and read.parent.get("object") is read and property_name(read.parent)
            if inner and inner != "secrets":
                notes.add(reference.line, no_counterpart(f"webtask.{inner}"))
        elif name not in known:
            notes.add(reference.line, no_counterpart(name))


def _is_read_from(node: Node) -> bool:
    """Whether an object is only read from, or taken apart, where it stands."""
    up = node.parent
    if up is None:
        return False
    return up.get("object") is node or (up.kind == "variable_declarator")


def _sends_nothing(hook: Hook, notes: Notes) -> None:
    """Note a hook that calls nothing but its callback and the console."""
    if hook.handler is None:
        return
    cb = hook.bound(3)
    calls = [
        n for n in hook.handler.function.walk() if n.kind in ("call_expression", "new_expression")
    ]
    for call in calls:
        function = call.get("function")
        is_cb = function is not None and cb is not None and function in cb.references
        if function is None or not (is_cb or function.text.startswith("console.")):
            return
    notes.add(hook.handler.function.line, "nothing is sent: the hook calls nothing but cb")


def _provider(hook: Hook, notes: Notes) -> None:
    said = "a phone provider also gets blocked_account, change_password and password_breach"
    line = hook.handler.function.line if hook.handler else 0
    if reads_code(hook):
        notes.add(line, f"{said}, which have no code: they are dropped")
    else:
        notes.add(line, f"{said}: their text is sent as it is")
    failing = "throw fails for good; where an error passes, api.notification.retry(reason) tries"
    notes.add(line, f"{failing} again, and api.notification.drop(reason) says that none will help")
    recipient = hook.bound(0)
    for reference in recipient.references if recipient else ():
        read = reference.parent
        call = read.parent if read and property_name(read) == "split" else None
        if call and arguments(call) and string_value(arguments(call)[0]) == " ":
            said = "the recipient is taken apart at blanks, and a phone provider's has none"
            notes.add(reference.line, said)

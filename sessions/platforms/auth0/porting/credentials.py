"""Credentials of AWS that a hook puts into the environment, handed to its clients instead.

What an Action sets in `process.env` stays set for the next call in the same instance.
"""

from __future__ import annotations

from typing import Final

from .hook import Handler, Hook
from .javascript.edits import Edits
from .javascript.syntax import Node, arguments, bare, called, is_own, property_name, string_value
from .packages import is_environment
from .remarks import Notes

_OPTIONS: Final = {
    "AWS_ACCESS_KEY_ID": "accessKeyId",
    "AWS_SECRET_ACCESS_KEY": "secretAccessKey",
    "AWS_SESSION_TOKEN": "sessionToken",
    "AWS_REGION": "region",
}
"""Variables that both SDKs read, and what their clients call them (AWS SDK for JavaScript,
"Setting credentials in Node.js" and "Setting the AWS Region")."""
_NEEDED: Final = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_VALUES: Final = frozenset({"string", "identifier", "member_expression", "subscript_expression"})
_OLD: Final = "aws-sdk"
_NEW: Final = "@aws-sdk/client-"


def credentials_to_clients(hook: Hook, handler: Handler, edits: Edits, notes: Notes) -> None:
    """Do so where nothing else can read them; else leave it, and the review reports each."""
    body = handler.body
    written = {
        name: statement for statement in body.code if (name := _variable(statement)) in _OPTIONS
    }
    if not all(name in written for name in _NEEDED) or _is_read(hook):
        return
    last = max(statement.start for statement in written.values())
    clients = _clients(hook)
    late = [is_own(client, handler.function) and client.start > last for client, _ in clients]
    if not clients or not all(late):
        return
    given = {_OPTIONS[name]: edits.text(_value(statement)) for name, statement in written.items()}
    for client, is_old in clients:
        _hand_over(client, given if is_old else _grouped(given), hook, edits)
    for name, statement in written.items():
        edits.remove_lines(statement.start, statement.end)
        notes.moved.add(statement.line)
        said = f"process.env.{name} is not set any more: the client gets it"
        notes.add(statement.line, said)


def _variable(statement: Node) -> str:
    """The variable of the environment that a statement sets to a plain value; else empty."""
    node = bare(statement.code[0]) if statement.kind == "expression_statement" else statement
    if node.kind != "assignment_expression" or not is_environment(node["left"].get("object")):
        return ""
    return (property_name(node["left"]) or "") if bare(node["right"]).kind in _VALUES else ""


def _value(statement: Node) -> Node:
    return bare(statement.code[0])["right"]


def _is_read(hook: Hook) -> bool:
    """Whether the text reads one of the variables, or sets the SDK up for all clients."""
    for node in hook.root.walk():
        name = property_name(node)
        up = node.parent
        is_target = up is not None and up.kind == "assignment_expression" and up["left"] is node
        if name in _OPTIONS and is_environment(node.get("object")) and not is_target:
            return True
        if name == "config" and node.text == "AWS.config":
            return True
    return False


def _clients(hook: Hook) -> list[tuple[Node, bool]]:
    """Each `new` of a client of the SDK, and whether it is the old one; none where one is made in
    a way that has no room for options."""
    found: list[tuple[Node, bool]] = []
    for node in hook.root.walk():
        if node.kind != "new_expression":
            continue
        made = node["constructor"]
        name = made["object"] if made.kind == "member_expression" else made
        package = _package(name, hook) if name.kind == "identifier" else ""
        if package != _OLD and not package.startswith(_NEW):
            continue
        if package.startswith(_NEW) and not made.text.endswith("Client"):
            continue
        options = arguments(node)
        inside = options[0].children if options else []
        keys = {key.text for child in inside if (key := child.get("key"))}
        plain = not options or (len(options) == 1 and options[0].kind == "object")
        plain = plain and all(child.kind == "pair" for child in inside)
        if not plain or keys & {*_OPTIONS.values(), "credentials"}:
            return []
        found.append((node, package == _OLD))
    return found


def _package(name: Node, hook: Hook) -> str:
    """The package that a name was required from; empty where it was not."""
    binding = hook.scopes.of(name)
    declarator = binding.declared if binding else None
    while declarator and declarator.kind != "variable_declarator":
        declarator = declarator.parent
    value = declarator.get("value") if declarator else None
    if value is None or called(value) != "require" or not arguments(value):
        return ""
    asked = string_value(arguments(value)[0]) or ""
    at = asked.rfind("@")
    return asked[:at] if at > 0 else asked


def _grouped(given: dict[str, str]) -> dict[str, str]:
    """The options of the new SDK, which has the credentials in an object of their own."""
    keys = ", ".join(f"{name}: {text}" for name, text in given.items() if name != "region")
    region = {"region": given["region"]} if "region" in given else {}
    return {**region, "credentials": f"{{ {keys} }}"}


def _hand_over(client: Node, given: dict[str, str], hook: Hook, edits: Edits) -> None:
    """Add options to the object that a client is made with, each on a line of its own."""
    outer = hook.indent_of(client)
    line = hook.style.newline + outer + hook.style.indent
    options = arguments(client)
    lines = [edits.text(child) for child in (options[0].code if options else ())]
    lines += [f"{name}: {text}" for name, text in given.items()]
    text = f"{{{line}{f',{line}'.join(lines)},{hook.style.newline}{outer}}}"
    if options:
        edits.node(options[0], text)
    elif found := client.get("arguments"):
        edits.node(found, f"({text})")
    else:
        edits.insert(client.end, f"({text})")

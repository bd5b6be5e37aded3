"""An Action that keeps the hook's own function whole, and calls it as the platform did."""

from __future__ import annotations

from typing import Final

from sessions.platforms.auth0.events import EXPORTS, Dialect

from .hook import Hook
from .javascript.edits import Edits
from .javascript.syntax import Node
from .packages import unversioned
from .places import BODIES, context_object, guard, spoken_or_written
from .prelude import error_classes

_NAMES: Final = ("hook", "phoneHook", "hookFunction", "portedHook")


def shim(hook: Hook, dialect: Dialect) -> str:
    """The hook's text, its function under a name, and an Action behind it that calls that."""
    edits = Edits(hook.source)
    unversioned(hook, edits)
    taken = hook.scopes.names()
    name = next(each for each in _NAMES if each not in taken)
    if hook.export and _is_simple(hook):
        value = _exported(hook.export)
        edits.replace(hook.export.start, value.start, f"const {name} = ")
        text = edits.apply()
    else:
        text = _inside(edits.apply(), name, hook)
    end = hook.style.newline
    if classes := error_classes(hook):
        text = end.join([*classes, "", text])
    ending = "" if text.endswith("\n") else end
    return text + ending + end + end.join(_action(hook, dialect, name)) + end


def _is_simple(hook: Hook) -> bool:
    """Whether the one statement that exports it can name it instead, at the top of the text."""
    export = hook.export
    if export is None or export.parent is not hook.root:
        return False
    if export.kind == "return_statement":
        behind = hook.root.code[hook.root.code.index(export) + 1 :]
        return all(node.kind == "function_declaration" for node in behind)
    return export.kind == "expression_statement"


def _exported(statement: Node) -> Node:
    value = statement.code[0]
    while value.kind == "assignment_expression":
        value = value["right"]
    return value


def _inside(text: str, name: str, hook: Hook) -> str:
    """The whole text as the body of a function, where it does not export at one place."""
    end = hook.style.newline
    opened = f"const {name} = ((module) => {{{end}const exports = module.exports;{end}"
    if text.startswith("#!"):
        text = "//" + text
    return f"{opened}{text}{end}return module.exports;{end}}})({{ exports: {{}} }});{end}"


def _action(hook: Hook, dialect: Dialect, name: str) -> list[str]:
    style = hook.style
    quoted, indent = style.literal, style.indent
    body = BODIES[dialect]
    if dialect == "action":
        head = [f"const {{ recipient, text }} = {body};"]
    else:
        head = [f"const {{ recipient }} = {body};", *spoken_or_written(style, "text", "const")]
    call = [
        "await new Promise((resolve, reject) => {",
        f"{indent}const cb = (error, response) => {{",
        f"{indent * 2}if (!error) return resolve(response);",
        f"{indent * 2}if (error instanceof Error) return reject(error);",
        f"{indent * 2}const message = typeof error === {quoted('object')} ? error.message : error;",
        f"{indent * 2}return reject(new Error(message));",
        f"{indent}}};",
        f"{indent}Promise.resolve({name}(recipient, text, context, cb)).catch(reject);",
        "});",
    ]
    lines = [*guard(hook, dialect), *head, *context_object(dialect, style, "context"), *call]
    return [
        f"exports.{EXPORTS[dialect]} = async (event, api) => {{",
        *(indent + line for line in lines),
        "};",
    ]

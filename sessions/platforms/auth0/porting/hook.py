"""The hook in a text: which function it exports, and how its author writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sessions.platforms.auth0.events import EXPORTS

from .javascript.scopes import Binding, Scopes
from .javascript.syntax import (
    FUNCTIONS,
    Node,
    Source,
    SyntaxProblem,
    bare,
    parameters,
    property_name,
)

_PLAIN: Final = frozenset({"function_expression", "arrow_function", "function_declaration"})
_NO_FUNCTION: Final = frozenset(
    {
        *("number", "string", "template_string", "regex", "true", "false", "null", "undefined"),
        *("array", "object"),
    }
)
"""What a value is written as that surely is no function."""
_TYPED: Final = re.compile(r"\w\??\s*:\s*[A-Za-z]\w*(\[\])?\s*[,)=;{]|\binterface \w|\bas \w")


class Unsure(Exception):
    """A rewrite that would not surely do the same as the hook; why, and at which line."""

    def __init__(self, why: str, node: Node) -> None:
        super().__init__(why)
        self.why = why
        self.line = node.line


@dataclass(frozen=True, slots=True)
class Style:
    """How the author writes."""

    quote: str
    indent: str
    newline: str
    end: str
    """What ends a statement: `;`, or nothing."""

    def literal(self, text: str) -> str:
        """A string as the author quotes it; `text` needs no escapes."""
        return f"{self.quote}{text}{self.quote}"


@dataclass(frozen=True, slots=True)
class Handler:
    """The function that a hook exports, where it is a plain one."""

    function: Node
    start: int
    """Where what has to give way to `exports.…` begins; it ends with the function's parameters."""
    leftover: Node | None = None
    """The statement that exports it, where that stands elsewhere."""

    @property
    def body(self) -> Node:
        return self.function["body"]


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook that was read."""

    source: Source
    scopes: Scopes
    style: Style
    handler: Handler | None
    """None where what is exported is no plain function, or not surely the same one each time."""
    export: Node | None
    """The one statement that exports it; None where there are several."""

    @property
    def root(self) -> Node:
        return self.source.root

    def parameter(self, at: int) -> Node | None:
        """The handler's parameter at a place, from 0: a name, or a pattern; None without one."""
        given = parameters(self.handler.function) if self.handler else []
        return given[at] if at < len(given) else None

    def bound(self, at: int) -> Binding | None:
        """What the parameter at a place declares, where it is a plain name."""
        found = self.parameter(at)
        return self.scopes.of(found) if found and found.kind == "identifier" else None

    def indent_of(self, node: Node) -> str:
        """The blanks before the line on which a node begins."""
        return indent_at(self.source, node.start)


def read(text: str) -> Hook:
    """Read a hook.

    Raises:
        SyntaxProblem: it is no JavaScript, or no hook; with the line.
    """
    source = Source(text)
    root = source.root
    if (line := source.error_line()) is not None:
        raise SyntaxProblem(_no_javascript(text, line), line)
    for node in root.walk():
        if node.kind in ("import_statement", "export_statement"):
            raise SyntaxProblem("is an ES module, and a hook is CommonJS: use require", node.line)
    _refuse_action(root)
    scopes = Scopes(root)
    exporting = _exporting(root, scopes)
    if all(map(_is_no_function, exporting)):
        said = "exports no function: a hook has module.exports = function …"
        raise SyntaxProblem(said, exporting[-1].line if exporting else None)
    handler = _handler(exporting[0], scopes) if len(exporting) == 1 else None
    newline = "\r\n" if "\r\n" in text else "\n"
    style = Style(_quote(root), _indent(root, handler), newline, _end(root))
    return Hook(source, scopes, style, handler, exporting[0] if len(exporting) == 1 else None)


def indent_at(source: Source, at: int) -> str:
    """The blanks before the line that a place is on."""
    begin = source.data.rfind(b"\n", 0, at) + 1
    line = source.slice(begin, at)
    return line[: len(line) - len(line.lstrip(" \t"))]


def is_exports(node: Node) -> bool:
    """Whether an expression is `module.exports`."""
    return property_name(node) == "exports" and node["object"].text == "module"


def _no_javascript(text: str, line: int) -> str:
    lines = text.splitlines()
    if line <= len(lines) and _TYPED.search(lines[line - 1]):
        return "looks like TypeScript, and a hook is JavaScript: compile it, and port the result"
    return "does not parse as JavaScript"


def _refuse_action(root: Node) -> None:
    for node in root.walk():
        name = node.text if node.kind in ("property_identifier", "identifier") else None
        if name in EXPORTS.values() and (node.field in ("property", "key", "name")):
            raise SyntaxProblem(f"is an Action already: it exports {name}", node.line)
    for statement in root.code:
        exported = _assigned(statement)
        if exported is None or exported.kind not in _PLAIN or not exported.is_async:
            continue
        given = parameters(exported)
        if 0 < len(given) <= 2 and given[0].text == "event":
            said = "is an Action already: one of version 1, called with (event, context)"
            raise SyntaxProblem(said, statement.line)


def _assigned(statement: Node) -> Node | None:
    """What a statement assigns to `module.exports`; None where it does no such thing."""
    if statement.kind != "expression_statement" or not statement.code:
        return None
    node = bare(statement.code[0])
    found = False
    while node.kind == "assignment_expression" and "=" in node.words:
        found = found or is_exports(node["left"])
        node = bare(node["right"])
    return node if found else None


def _exported(statement: Node) -> Node | None:
    """The value that a statement exports; None of a `return` of nothing, or where it is not to be
    told."""
    if statement.kind == "return_statement":
        return bare(statement.code[0]) if statement.code else None
    return _assigned(statement)


def _is_no_function(statement: Node) -> bool:
    """Whether what a statement exports is surely no function."""
    value = _exported(statement)
    if value is None:
        return statement.kind == "return_statement"
    return value.kind in _NO_FUNCTION


def _exporting(root: Node, scopes: Scopes) -> list[Node]:
    """The statements that export the hook; further ones stand for what is done otherwise."""
    found: list[Node] = []
    for statement in root.code:
        if statement.kind == "return_statement" and statement.code:
            found.append(statement)
        elif _assigned(statement):
            found.append(statement)
    known = [node for statement in found for node in statement.walk()]
    for name in scopes.free.get("module", []):
        used = name.parent
        if used and is_exports(used) and used not in known and not _adds(used):
            found.append(used)
    returns = (node for node in root.walk() if node.kind == "return_statement")
    found += [node for node in returns if node.function() is None and node.parent != root]
    return found


def _adds(exports: Node) -> bool:
    """Whether `module.exports` stands there only to be given one more property."""
    above = exports.parent
    return (
        above is not None
        and property_name(above) is not None
        and above.parent is not None
        and above.parent.kind == "assignment_expression"
        and above.parent["left"] is above
    )


def _handler(statement: Node, scopes: Scopes) -> Handler | None:
    value = _exported(statement)
    if value is None:
        return None
    if value.kind == "identifier":
        return _named(value, statement, scopes)
    if value.kind not in _PLAIN or _calls_itself(value, scopes):
        return None
    return Handler(value, statement.start)


def _named(name: Node, statement: Node, scopes: Scopes) -> Handler | None:
    """The function that is exported by its name, where nothing else uses that."""
    binding = scopes.of(name)
    if binding is None or binding.references != [name] or binding.scope.kind != "program":
        return None
    declared = binding.declared.parent
    if declared is None:
        return None
    if declared.kind == "function_declaration":
        return Handler(declared, declared.start, statement)
    value = declared.get("value")
    whole = declared.parent
    if value is None or whole is None or value.kind not in _PLAIN or len(whole.code) != 1:
        return None
    return None if _calls_itself(value, scopes) else Handler(value, whole.start, statement)


def _calls_itself(function: Node, scopes: Scopes) -> bool:
    """Whether a function expression uses its own name."""
    name = function.get("name")
    binding = scopes.of(name) if name else None
    return bool(binding and binding.references)


def _quote(root: Node) -> str:
    strings = [node.text[:1] for node in root.walk() if node.kind == "string"]
    return '"' if strings.count('"') > strings.count("'") else "'"


def _indent(root: Node, handler: Handler | None) -> str:
    """One level of indentation, by the first statement of a function, the handler's first."""
    functions = [node for node in root.walk() if node.kind in FUNCTIONS]
    for function in [handler.function, *functions] if handler else functions:
        body = function.get("body")
        if body and body.kind == "statement_block" and body.code and body.code[0].row > body.row:
            outer = indent_at(root.source, function.start)
            inner = indent_at(root.source, body.code[0].start)
            if inner.startswith(outer) and inner != outer:
                return inner[len(outer) :]
    return "  "


def _end(root: Node) -> str:
    simple = [
        n.text[-1:] for n in root.walk() if n.kind in ("expression_statement", "return_statement")
    ]
    return ";" if not simple or simple.count(";") * 2 >= len(simple) else ""

"""What a hook requires: hoisted, without versions, and the list of packages that comes of it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Final

from sessions.platforms.auth0.limits import PACKAGES
from sessions.platforms.deployed import Package

from .hook import Hook
from .javascript.edits import Edits
from .javascript.scopes import names_in
from .javascript.syntax import FUNCTIONS, Node, arguments, called, property_name, string_value
from .remarks import Notes

_VERSIONED: Final = re.compile(r"((?:@[^/@:]+/)?[^./@:][^/@:]*)(?:@([^/:]+))?(/.*)?")
"""A package's name, the version that webtask took behind it, and a path in it."""
_CORE: Final = frozenset(
    """assert async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns domain events fs http http2 https inspector module net os path
    perf_hooks process punycode querystring readline repl stream string_decoder timers tls
    trace_events tty url util v8 vm wasi worker_threads zlib""".split()
)
_NATIVE: Final = frozenset(
    """bcrypt canvas grpc sharp sqlite3 better-sqlite3 argon2 node-sass libxmljs re2 bufferutil
    utf-8-validate cpu-features ffi-napi serialport sodium-native zeromq oracledb""".split()
)
"""Packages with native code, which an Action cannot have; the ones that are often met."""


def unversioned(hook: Hook, edits: Edits) -> None:
    """Take the versions out of the hook's requires, which an Action's `require` refuses."""
    for call, (name, version, rest) in _required(hook):
        if version:
            given = arguments(call)[0]
            edits.replace(given.start + 1, given.end - 1, name + rest)


def dependencies(hook: Hook, versions: Mapping[str, str], notes: Notes) -> tuple[Package, ...]:
    """The packages that a hook requires, in order, with their versions.

    Args:
        versions: those of packages that the hook requires without one, by name.
    """
    found: dict[str, str] = {}
    for call, (name, version, rest) in _required(hook):
        if name.startswith((".", "/")):
            said = f"requires the file {name}{rest}, and an Action is one file: put its code here"
            notes.add(call.line, said)
            continue
        if name.startswith("node:") or name in _CORE or name.startswith("actions:"):
            continue
        known = version or found.get(name) or versions.get(name, "")
        if not known:
            said = f"{name} has no version: an Action takes the newest, which may be another one"
            notes.add(call.line, said)
        if name in _NATIVE:
            notes.add(call.line, f"{name} has native code, which no Action can load")
        found[name] = known
    if len(found) > PACKAGES:
        notes.add(0, f"requires {len(found)} packages, and an Action has at most {PACKAGES}")
    return tuple(Package(name, version) for name, version in found.items())


def _required(hook: Hook) -> list[tuple[Node, tuple[str, str, str]]]:
    found: list[tuple[Node, tuple[str, str, str]]] = []
    for name in hook.scopes.free.get("require", []):
        call = name.parent
        if call is None or called(call) != "require" or len(arguments(call)) != 1:
            continue
        asked = string_value(arguments(call)[0])
        if asked is None:
            continue
        match = _VERSIONED.fullmatch(asked)
        parts = (match[1], match[2] or "", match[3] or "") if match else (asked, "", "")
        if asked.startswith("actions:"):
            parts = (asked, "", "")
        found.append((call, parts))
    return found


class Hoisting:
    """Moves the requires of the handler to the top, where the platform runs them once."""

    def __init__(self, hook: Hook, edits: Edits, notes: Notes) -> None:
        self._hook = hook
        self._edits = edits
        self._notes = notes
        self._names: dict[str, str] = {}

    def lines(self) -> list[str]:
        """Take them out of the handler; the lines that declare them at the top."""
        handler = self._hook.handler
        assert handler is not None
        if handler.body.kind != "statement_block":
            return []
        kept = _first_environment_write(handler.body, self._notes.moved)
        lines: list[str] = []
        for call, (name, version, rest) in _required(self._hook):
            if call.function() is not handler.function:
                continue
            if kept is not None and kept < call.start:
                said = "require stays where it was, as the hook sets process.env before it"
                self._notes.add(call.line, said)
                continue
            asked = self._hook.style.literal(name + rest) if version else arguments(call)[0].text
            line = self._declared(call, handler.body, asked) or self._called(call, name, asked)
            if line and line not in lines:
                lines.append(line)
        return lines

    def _declared(self, call: Node, body: Node, asked: str) -> str | None:
        """The line for `const name = require('package').part`, taken out of the handler."""
        value = call
        while value.parent and value.parent.kind == "member_expression":
            value = value.parent
        declarator = value.parent
        if declarator is None or declarator.kind != "variable_declarator":
            return None
        statement, name = declarator.parent, declarator["name"]
        if statement is None or statement.parent is not body or not self._may_move(name):
            return None
        part = self._hook.source.slice(call.end, value.end)
        self._take_out(statement, declarator)
        return f"const {name.text} = require({asked}){part};"

    def _may_move(self, pattern: Node) -> bool:
        """Whether the names may be declared at the top: nothing else is called so."""
        for name in names_in(pattern):
            binding = self._hook.scopes.of(name)
            if binding is None or binding.writes or not self._is_new(name.text, binding.scope):
                return False
            self._names[name.text] = name.text
        return True

    def _is_new(self, name: str, scope: Node) -> bool:
        scopes = self._hook.scopes
        others = [b for b in scopes.bindings if b.name == name and b.scope is not scope]
        return not others and name not in scopes.free and name not in self._names

    def _take_out(self, statement: Node, declarator: Node) -> None:
        declarators = statement.code
        if len(declarators) == 1:
            return self._edits.remove_lines(statement.start, statement.end)
        at = declarators.index(declarator)
        if at + 1 < len(declarators):
            self._edits.replace(declarator.start, declarators[at + 1].start, "")
        else:
            self._edits.replace(declarators[at - 1].end, declarator.end, "")
        return None

    def _called(self, call: Node, package: str, asked: str) -> str | None:
        """The line for `require('package')(…)`, of which the name stays in the handler."""
        up = call.parent
        if up is None or up.kind != "call_expression" or up["function"] is not call:
            return None
        name = _name_for(package)
        if name in self._hook.scopes.names() or self._names.get(name, package) != package:
            return None
        self._names[name] = package
        self._edits.node(call, name)
        return f"const {name} = require({asked});"


def place_at_top(hook: Hook) -> tuple[int, bool]:
    """Where new declarations of the module go, and whether that is behind its own requires."""
    last = 0
    for statement in hook.root.code:
        if any(called(node) == "require" for node in statement.walk()) and not any(
            node.kind in FUNCTIONS for node in statement.walk()
        ):
            last = statement.end
    if last:
        return last, True
    first = next(
        (n for n in hook.root.code if n.kind != "hash_bang_line" and not is_directive(n)), None
    )
    return (_with_comments(hook, first) if first else len(hook.source.data)), False


def is_directive(statement: Node) -> bool:
    """Whether a statement is a string alone, such as `'use strict'`."""
    return statement.kind == "expression_statement" and statement.code[0].kind == "string"


def _with_comments(hook: Hook, statement: Node) -> int:
    """Where the comments that belong to a statement begin: those on the lines right above."""
    start, row = statement.start, statement.row
    for node in reversed(hook.root.children[: hook.root.children.index(statement)]):
        ends = node.row + node.text.count("\n")
        if node.kind != "comment" or ends < row - 1:
            break
        start, row = node.start, node.row
    return start


def _name_for(package: str) -> str:
    """A name for what a package exports: `nodeFetch` of `node-fetch`."""
    words = re.findall(r"[A-Za-z0-9]+", package.rpartition("/")[2])
    name = "".join([words[0], *(word.capitalize() for word in words[1:])]) if words else "required"
    return name if not name[0].isdigit() else f"_{name}"


def _first_environment_write(body: Node, moved: Container[int]) -> int | None:
    """Where the handler first sets a variable of the environment, on a line that is not `moved`."""
    for node in body.walk():
        is_write = node.kind == "assignment_expression" and node.line not in moved
        if is_write and is_environment(node["left"].get("object")):
            return node.start
    return None


def is_environment(node: Node | None) -> bool:
    """Whether an expression is `process.env`."""
    return node is not None and property_name(node) == "env" and node["object"].text == "process"

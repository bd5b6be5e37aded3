"""The reads of a hook's `context`, each written as a read of the event."""

from __future__ import annotations

from typing import Final

from sessions.platforms.auth0.events import Dialect

from .helpers import handed_to
from .hook import Hook
from .javascript.edits import Edits
from .javascript.scopes import Binding
from .javascript.syntax import Node, bare, property_name, string_value
from .patterns import key_of, taken, target_of
from .places import Computed, Place, places
from .remarks import Notes

Route = tuple[str, ...]
_Groups = dict[str, list[str]]

_UNKNOWN: Final = "has no counterpart in an Action: undefined stands there"
_OLD: Final = frozenset({"factor_type", "client_id", "name", "client_metadata"})
_SAFE: Final = frozenset(
    {
        *("arguments", "variable_declarator", "pair", "template_substitution", "array"),
        *("return_statement", "parenthesized_expression", "assignment_expression"),
    }
)
_EQUALITY: Final = frozenset({"===", "!==", "==", "!="})


class Whole(Exception):
    """A use of the context that needs the object itself; at which line."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.line)
        self.line = node.line


class ContextReads:
    """Writes each read of the context as a read of the event."""

    def __init__(self, hook: Hook, dialect: Dialect, edits: Edits, notes: Notes) -> None:
        self._hook = hook
        self._edits = edits
        self._notes = notes
        self._places = places(dialect, hook.style)
        self._handed: list[Binding] = []

    def rewrite(self, pattern: Node | None) -> tuple[dict[str, list[str]], list[str]]:
        """Rewrite all of it. `pattern` is the handler's third parameter.

        Returns: what the handler has to take out of the event where the parameter is a pattern: by
        object of the event the entries of a pattern, and lines of their own.

        Raises:
            Whole: the object itself is needed.
        """
        groups: _Groups = {}
        lines: list[str] = []
        if pattern is None:
            return groups, lines
        if pattern.kind == "object_pattern":
            self._entries(pattern, (), "const", groups, lines)
        elif pattern.kind == "identifier" and (binding := self._hook.scopes.of(pattern)):
            self._follow(binding, ())
        else:
            raise Whole(pattern)
        return groups, lines

    def _follow(self, binding: Binding, route: Route) -> None:
        if binding.writes:
            raise Whole(binding.writes[0])
        for reference in binding.references:
            if reference.kind != "identifier":
                raise Whole(reference)
            self._read(reference, route)

    def _read(self, reference: Node, route: Route) -> None:
        """One read: as much of `context.a.b.c` as the event has elsewhere."""
        start = len(route)
        names, nodes = list(route), [reference] * (start + 1)
        node = _through(reference)
        while (up := node.parent) and up.get("object") is node and property_name(up):
            names.append(str(property_name(up)))
            nodes.append(up)
            node = _through(up)
        top = nodes[-1]
        if _is_target(top):
            raise Whole(reference)
        if len(names) == 0:
            return self._object(top, ())
        if names[0] == "webtask":
            return self._webtask(names, nodes)
        if names[0] in ("client", "user", "request"):
            if start == 0:
                self._prefix(nodes[1], reference, f"event.{names[0]}")
            return self._member(names, nodes)
        self._field(names[0], nodes[1])
        return None

    def _prefix(self, node: Node, reference: Node, text: str) -> None:
        """Put `text` for `context.NAME`, the parentheses around it left alone."""
        self._edits.replace(reference.start, node.end, text)

    def _member(self, names: list[str], nodes: list[Node]) -> None:
        """A read in an object that both have; only the client names a member otherwise."""
        if names[0] != "client":
            return
        if len(names) == 1:
            self._object(nodes[-1], ("client",))
        elif names[1] == "client_metadata":
            self._rename(nodes[2])

    def _rename(self, node: Node) -> None:
        found = node.get("property") or node["index"]
        text = "metadata" if found.kind == "property_identifier" else "'metadata'"
        self._edits.node(found, text)

    def _webtask(self, names: list[str], nodes: list[Node]) -> None:
        if len(names) == 1:
            self._object(nodes[-1], ("webtask",))
        elif names[1] != "secrets":
            self._undefined(nodes[2], f"webtask.{names[1]}")
        else:
            self._edits.node(nodes[2], "event.secrets")

    def _field(self, name: str, node: Node) -> None:
        place = self._places.get(name)
        if place is None and node.parent and node.parent.get("function") is node:
            raise Whole(node)
        if place is None:
            self._undefined(node, name)
        elif isinstance(place, Place):
            self._edits.node(node, str(place))
        elif not self._compared(node, place):
            safe = node.parent is not None and node.parent.kind in _SAFE
            text = place.expression if safe else f"({place.expression})"
            self._edits.node(node, text)

    def _compared(self, node: Node, place: Computed) -> bool:
        """Write `context.action === 'enrollment'` with the values that the event has."""
        up = node.parent
        if up is None or up.kind != "binary_expression" or not set(up.words) & _EQUALITY:
            return False
        other = up["right"] if up["left"] is node else up["left"]
        value = dict(place.values).get(string_value(other) or "")
        if value is None:
            return False
        self._edits.node(node, place.subject)
        self._edits.replace(other.start + 1, other.end - 1, value)
        return True

    def _undefined(self, node: Node, name: str) -> None:
        self._edits.node(node, f"undefined /* context.{name} */")
        self._no_counterpart(name, node.line)

    def _no_counterpart(self, name: str, line: int) -> None:
        self._notes.add(line, no_counterpart(name))

    def _object(self, node: Node, route: Route) -> None:
        """The context, its client or its webtask where the object itself is used."""
        up = node.parent
        while up and up.kind == "parenthesized_expression":
            node, up = up, up.parent
        if up is None:
            raise Whole(node)
        if not route and (given := handed_to(node, self._hook)):
            return self._hand_over(node, given)
        if route != ("client",) and self._guard(node, up):
            return
        if _has_default(up) and up["left"] is node:
            node, up = up, up.parent or up
        if up.kind == "variable_declarator":
            return self._declared(up, route)
        if route == ("client",) and _is_test(node, up):
            return
        raise Whole(node)

    def _hand_over(self, node: Node, given: Binding) -> None:
        """Hand the event to a function of the text that only reads what it is given."""
        self._edits.node(node, "event")
        if given not in self._handed:
            self._handed.append(given)
            self._edits.node(given.declared, "event")
            self._follow(given, ())

    def _guard(self, node: Node, up: Node) -> bool:
        """Write `context.webtask && context.webtask.secrets` as the right side alone."""
        if up.kind != "binary_expression" or "&&" not in up.words or up["left"] is not node:
            return False
        right = up["right"]
        if not right.text.startswith(node.text):
            return False
        around = up.parent
        if around and around.kind == "parenthesized_expression":
            self._edits.replace(around.start, right.start, "")
            self._edits.replace(right.end, around.end, "")
        else:
            self._edits.replace(up.start, right.start, "")
        return True

    def _declared(self, declarator: Node, route: Route) -> None:
        """`const … = context`, or one of its objects: by a name, or taken apart."""
        statement, name = declarator.parent, declarator["name"]
        if statement is None or len(statement.code) != 1:
            raise Whole(declarator)
        if name.kind == "identifier":
            binding = self._hook.scopes.of(name)
            if binding is None:
                raise Whole(declarator)
            if route != ("client",):
                self._edits.remove_lines(statement.start, statement.end)
            return self._follow(binding, route)
        if name.kind != "object_pattern":
            raise Whole(declarator)
        if route == ("client",):
            self._edits.node(name, self._client(name))
            return None
        groups: _Groups = {}
        lines: list[str] = []
        kind = next(w for w in ("const", "let", "var") if w in statement.words)
        self._entries(name, route, kind, groups, lines)
        whole = [*taken(groups, kind, self._hook.style), *lines]
        indent = self._hook.style.newline + self._hook.indent_of(statement)
        self._edits.node(statement, indent.join(whole))
        return None

    def _entries(
        self, pattern: Node, route: Route, kind: str, groups: _Groups, lines: list[str]
    ) -> None:
        for child in pattern.code:
            key = key_of(child)
            if key is None:
                raise Whole(child)
            target, default = target_of(child)
            after = f" = {default.text}" if default else ""
            inner = target.kind == "object_pattern"
            if route == ("webtask",):
                if key != "secrets":
                    lines.append(f"{kind} {target.text} = undefined{self._hook.style.end}")
                    self._no_counterpart(f"webtask.{key}", child.line)
                    continue
                groups.setdefault("event", []).append(child.text)
            elif key == "webtask" and not default:
                if inner:
                    self._entries(target, ("webtask",), kind, groups, lines)
                elif binding := self._hook.scopes.of(target):
                    self._follow(binding, ("webtask",))
            elif key == "client" and inner:
                text = f"client: {self._client(target)}{after}"
                groups.setdefault("event", []).append(text)
            elif key in ("client", "user", "request"):
                groups.setdefault("event", []).append(child.text)
                if key == "client" and (binding := self._hook.scopes.of(target)):
                    self._follow(binding, ("client",))
            else:
                self._entry(key, target, after, kind, groups, lines)

    def _entry(
        self, key: str, target: Node, after: str, kind: str, groups: _Groups, lines: list[str]
    ) -> None:
        place = self._places.get(key)
        if target.kind != "identifier" and not target.kind.startswith("shorthand"):
            raise Whole(target)
        if isinstance(place, Place):
            name = key if key == place.name == target.text else f"{place.name}: {target.text}"
            groups.setdefault(place.holder, []).append(name + after)
        elif place:
            lines.append(f"{kind} {target.text} = {place.expression}{self._hook.style.end}")
        else:
            end = f"{self._hook.style.end} // context.{key}"
            lines.append(f"{kind} {target.text}{after or ' = undefined'}{end}")
            self._no_counterpart(key, target.line)

    def _client(self, pattern: Node) -> str:
        """A pattern of a client's members, by the names that the event has for them."""
        entries: list[str] = []
        for child in pattern.code:
            if key_of(child) != "client_metadata":
                entries.append(child.text)
                continue
            target, default = target_of(child)
            entry = "metadata" if target.text == "metadata" else f"metadata: {target.text}"
            entries.append(entry + (f" = {default.text}" if default else ""))
        return f"{{ {', '.join(entries)} }}"


def no_counterpart(name: str) -> str:
    """The remark on a field of the context that no event has."""
    lately = "; hooks lately saw undefined too" if name in _OLD else ""
    return f"context.{name} {_UNKNOWN}{lately}"


def _has_default(node: Node) -> bool:
    """Whether it is `… || {}` or `… ?? {}`."""
    if node.kind != "binary_expression" or not set(node.words) & {"||", "??"}:
        return False
    return node["right"].kind == "object" and not node["right"].code


def _through(node: Node) -> Node:
    """The node with the parentheses and the `|| {}` around it."""
    while up := node.parent:
        if up.kind == "parenthesized_expression" and (
            ((above := up.parent) and above.get("object") is up) or _has_default_around(up)
        ):
            node = up
        elif _has_default(up) and up["left"] is node and up.parent is not None:
            if up.parent.kind != "parenthesized_expression":
                return node
            node = up
        else:
            return node
    return node


def _has_default_around(node: Node) -> bool:
    return node.parent is not None and _has_default(node.parent)


def _is_target(node: Node) -> bool:
    """Whether the node is what is assigned, changed or deleted."""
    up = node.parent
    if up is None:
        return False
    if up.kind in ("assignment_expression", "augmented_assignment_expression"):
        return up["left"] is node
    if up.kind == "update_expression":
        return True
    return up.kind == "unary_expression" and "delete" in up.words


def _is_test(node: Node, up: Node) -> bool:
    """Whether only the truth of the node counts where it stands, or whether it is there."""
    if up.kind == "ternary_expression":
        return up["condition"] is node
    if up.kind in ("if_statement", "while_statement"):
        return True
    if up.kind == "unary_expression":
        return bool(set(up.words) & {"!", "typeof"})
    if up.kind != "binary_expression":
        return False
    if "&&" in up.words:
        return bare(up["left"]) is bare(node)
    return bool(set(up.words) & _EQUALITY)

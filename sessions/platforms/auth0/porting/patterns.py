"""Patterns that take objects apart, `{ a, b: { c } } = …`: read, and written."""

from __future__ import annotations

from .hook import Style
from .javascript.syntax import Node, string_value


def taken(groups: dict[str, list[str]], kind: str, style: Style) -> list[str]:
    """The declarations that take fields out of the event: `const { a, b } = event.request;`."""
    order = sorted(groups, key=lambda holder: (holder == "event", "request" in holder))
    return [f"{kind} {{ {', '.join(groups[holder])} }} = {holder}{style.end}" for holder in order]


def key_of(child: Node) -> str | None:
    """Which member an entry of a pattern takes; None of a rest, or where it is computed."""
    if child.kind == "shorthand_property_identifier_pattern":
        return child.text
    if child.kind == "object_assignment_pattern":
        return child["left"].text
    if child.kind == "pair_pattern":
        key = child["key"]
        return key.text if key.kind == "property_identifier" else string_value(key)
    return None


def target_of(child: Node) -> tuple[Node, Node | None]:
    """What an entry of a pattern declares, and its default."""
    if child.kind == "object_assignment_pattern":
        return child["left"], child["right"]
    value = child["value"] if child.kind == "pair_pattern" else child
    if value.kind == "assignment_pattern":
        return value["left"], value["right"]
    return value, None

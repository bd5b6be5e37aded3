"""XML as the objects that JSON would have for it: elements and attributes by their local names."""

from __future__ import annotations

import re
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue

_NO_XML: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
"""What a message needs not, and what XML grows without end by."""
_LONGEST: Final = 256 << 10
_MOST_ELEMENTS: Final = 2_000
_START: Final = b"<"


def xml_fields(body: bytes) -> JsonObject | None:
    """The root element under its name; None where a body is no XML, or none that is read here.

    An element with neither children nor attributes is its text; of several alike there is a list.
    """
    if body.lstrip()[:1] != _START or len(body) > _LONGEST or _NO_XML.search(body):
        return None
    from xml.etree import ElementTree as ET  # seldom needed

    try:
        root = ET.fromstring(body)
    except (ET.ParseError, ValueError, LookupError):  # LookupError: an encoding nobody knows
        return None
    values: dict[ET.Element, JsonValue] = {}
    elements = list(root.iter())
    if len(elements) > _MOST_ELEMENTS:
        return None
    for element in reversed(elements):  # children before their parents
        text = (element.text or "").strip()
        members: JsonObject = {_local(name): value for name, value in element.attrib.items()}
        for child in element:
            _add(members, _local(child.tag), values.pop(child))
        if not members:
            values[element] = text
        else:
            values[element] = {**members, **({"text": text} if text else {})}
    return {_local(root.tag): values[root]}


def _local(name: str) -> str:
    """A name without its namespace; of a comment, whose tag is no text, there is none."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]


def _add(members: JsonObject, name: str, value: JsonValue) -> None:
    there = members.get(name)
    if name not in members:
        members[name] = value
    elif isinstance(there, list):
        there.append(value)
    else:
        members[name] = [there, value]

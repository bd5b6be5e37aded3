"""Keys and values in TOML notation: how a single one of them is written."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, TypeAlias, TypeGuard

import tomli_w

WIDTH: Final = 100
"""Columns that an array written on one line may take, its key included."""

Document: TypeAlias = dict[str, Any]
"""A TOML table as `tomllib` gives it: str, int, float, bool, dates and times, lists, dicts."""


class InLine(Document):
    """A table that is written within its line, as `{ key = value }`, where it is new in a file."""


def is_table(value: object) -> TypeGuard[Document]:
    """Whether a value of a document is a table."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value of a document is an array."""
    return isinstance(value, list)


Style: TypeAlias = Literal['"', "'", '"""', "'''"]
"""How a string is quoted: basic, literal, and both over several lines."""
STYLES: Final[tuple[Style, ...]] = ('"""', "'''", '"', "'")
"""All of them, the longer ones first: a quoted string begins with its own."""

_MUST_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\\]")
_NOT_LITERAL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def key_text(key: str) -> str:
    """One part of a key, bare where TOML allows it."""
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def string_text(text: str, style: Style) -> str:
    """A string in the wanted style, or in the nearest one that can hold it.

    Over several lines only what must be escaped is, so that a changed line stays one line.
    """
    if style == "'" and ("'" in text or _NOT_LITERAL.search(text)):
        style = '"'
    if style == "'''" and (
        "''" in text or text.endswith("'") or _NOT_LITERAL.search(text.replace("\n", ""))
    ):
        style = '"""'
    if style == '"':
        return _scalar_text(text)
    if style == '"""':
        text = _MUST_ESCAPE.sub(lambda found: _scalar_text(found[0])[1:-1], text)
        text = re.sub(r'""(?=")|"\Z', lambda quotes: '\\"' * len(quotes[0]), text)
    return f"{style}{text}{style}" if len(style) == 1 else f"{style}\n{text}{style}"


def value_text(value: object, *, multiline: bool = False, used: int = 0) -> str:
    """A value as it stands behind `key = `.

    Args:
        value: anything that a `Document` may hold.
        multiline: whether a text of several lines may be written over several lines.
        used: columns that its line has already; an array too long for the line gets a line an
            item.
    """
    if isinstance(value, str):
        many_lines = multiline and "\n" in value and "\r" not in value
        return string_text(value, '"""' if many_lines else _quotes(value))
    text = _on_one_line(value)
    if is_array(value) and used + len(text) > WIDTH:
        return _array_by_lines(value, "")
    return text


def is_table_array(value: object) -> TypeGuard[list[Document]]:
    """Whether `value` can stand as `[[key]]` sections: a list of tables, not empty."""
    return is_array(value) and bool(value) and all(map(_takes_sections, value))


def _takes_sections(value: object) -> bool:
    return isinstance(value, dict) and not isinstance(value, InLine)


def same_document(a: object, b: object) -> bool:
    """Whether two documents say the same: types are exact, the order of keys does not count."""
    if is_table(a) and is_table(b):
        return a.keys() == b.keys() and all(same_document(a[key], b[key]) for key in a)
    if type(a) is not type(b):
        return False
    if is_array(a) and is_array(b):
        return len(a) == len(b) and all(map(same_document, a, b))
    return repr(a) == repr(b)  # 0.0 is not -0.0, nor one time zone another; nan is nan


def _quotes(text: str) -> Style:
    """A literal string where it spares the text its backslashes, which JSON text is full of."""
    return "'" if '"' in text or "\\" in text else '"'


def _on_one_line(value: object) -> str:
    if isinstance(value, str):
        return string_text(value, _quotes(value))
    if is_array(value):
        return f"[{', '.join(map(_on_one_line, value))}]"
    if is_table(value):
        members = [f"{key_text(key)} = {_on_one_line(member)}" for key, member in value.items()]
        return f"{{ {', '.join(members)} }}" if members else "{}"
    return _scalar_text(value)


def _scalar_text(value: object) -> str:
    """A text on one line, a number, a truth value, a date or a time, as tomli-w writes it."""
    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def _array_by_lines(items: list[Any], indent: str) -> str:
    deeper = indent + "    "
    lines: list[str] = []
    for item in items:
        text = _on_one_line(item)
        if is_array(item) and len(deeper) + len(text) > WIDTH:
            text = _array_by_lines(item, deeper)
        lines.append(f"{deeper}{text},\n")
    return f"[\n{''.join(lines)}{indent}]"

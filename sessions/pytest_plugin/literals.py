"""JSON values as a Python file has them, laid out as formatters do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sessions.contract.json_text import JsonValue, depth, dumps, is_array, is_object
from sessions.text import printable_json

WIDTH: Final = 96
_DEEPEST: Final = 40
"""Levels that are written as they are; CPython takes some 200 brackets, the rest are the code's."""


def literal(value: JsonValue, indent: int = 0, before: int = 0) -> str:
    """A value as an expression; its further lines begin at `indent`.

    Args:
        before: what stands before it on its first line, in characters beyond the indent.
    """
    if depth(value) > _DEEPEST:
        return f"json.loads({text_literal(dumps(value))})"
    return _laid_out(value, indent, before)


def text_literal(text: str) -> str:
    """A text; each escape of JSON is one of Python, as long as no character is two of them."""
    return printable_json(dumps(text))


def call(name: str, arguments: Sequence[str], indent: int, before: int = 0) -> str:
    """A call, on one line where it fits; `arguments` are laid out for `indent + 4`."""
    line = f"{name}({', '.join(arguments)})"
    if "\n" not in line and indent + before + len(line) <= WIDTH:
        return line
    return _lines(f"{name}(", arguments, ")", indent)


def _laid_out(value: JsonValue, indent: int, before: int) -> str:
    if is_object(value):
        line = _flat(value)
        if indent + before + len(line) <= WIDTH:
            return line
        members = [
            f"{text_literal(key)}: {_laid_out(item, indent + 4, len(text_literal(key)) + 3)}"
            for key, item in value.items()
        ]
        return _lines("{", members, "}", indent)
    if is_array(value):
        line = _flat(value)
        if indent + before + len(line) <= WIDTH:
            return line
        return _lines("[", [_laid_out(item, indent + 4, 1) for item in value], "]", indent)
    return _flat(value)


def _lines(begin: str, parts: Sequence[str], end: str, indent: int) -> str:
    inner = "".join(f"{' ' * (indent + 4)}{part},\n" for part in parts)
    return f"{begin}\n{inner}{' ' * indent}{end}" if parts else begin + end


def _flat(value: JsonValue) -> str:
    if is_object(value):
        members = (f"{text_literal(key)}: {_flat(item)}" for key, item in value.items())
        return f"{{{', '.join(members)}}}"
    if is_array(value):
        return f"[{', '.join(map(_flat, value))}]"
    if value is None or isinstance(value, bool):
        return str(value)
    return text_literal(value) if isinstance(value, str) else dumps(value)

"""The canonical layout of a session file: which table gets a section, and how they are spaced."""

from __future__ import annotations

from collections.abc import Iterator

from .values import Document, InLine, is_table, is_table_array, key_text, value_text


def document_text(document: Document, *, multiline: bool = True) -> str:
    """A whole document: values first, then a section for each table that is not empty.

    The order of the document's keys is kept but for that. The same document always gives the
    same text, and a value that changes moves no other.

    Args:
        document: the top level of a TOML document.
        multiline: whether texts of several lines are written over several lines.
    """
    return "\n".join(_sections((), document, "", multiline))


def section_text(path: tuple[str, ...], table: Document | list[Document]) -> str:
    """The sections of one table, or of an array of tables, in a document that exists already."""
    if isinstance(table, list):
        texts = [t for item in table for t in _sections(path, item, _array_header(path), True)]
    else:
        texts = list(_sections(path, table, _header(path), True))
    return "\n".join(texts)


def entry_text(key: str, value: object, *, multiline: bool = True) -> str:
    """One line, or several for a long value: `key = value` and a line end."""
    before = f"{key_text(key)} = "
    return f"{before}{value_text(value, multiline=multiline, used=len(before))}\n"


def has_sections(value: object) -> bool:
    """Whether a value gets sections of its own, rather than a line in its table's section."""
    if isinstance(value, InLine):
        return False
    return is_table_array(value) or (is_table(value) and bool(value))


def _sections(
    path: tuple[str, ...], table: Document, header: str, multiline: bool
) -> Iterator[str]:
    lines = [
        entry_text(key, value, multiline=multiline)
        for key, value in table.items()
        if not has_sections(value)
    ]
    # A table that holds only tables needs no header, but in an array, where headers part items.
    if lines or not table or header.startswith("[["):
        yield header + "".join(lines)
    for key, value in table.items():
        inner = (*path, key)
        if is_table_array(value):
            for item in value:
                yield from _sections(inner, item, _array_header(inner), multiline)
        elif has_sections(value):
            yield from _sections(inner, value, _header(inner), multiline)


def _header(path: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(key_text, path))}]\n"


def _array_header(path: tuple[str, ...]) -> str:
    return f"[{_header(path)[:-1]}]\n"

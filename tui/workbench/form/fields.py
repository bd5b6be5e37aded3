"""The fields of each part of the form, and the whole payload as one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content
from typing_extensions import override

from sessions.contract import json_path
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Field

from .editors import LinesEditor, Summary
from .field_row import FieldRow
from .field_state import Codec, ContainerCodec, ExtrasCodec, same_or_absent

_FIELDS: Final = PLATFORM.fields
_LAST: Final = _FIELDS.PANES[-1]


def rows_of(pane: str) -> Iterator[FieldRow]:
    for name, (path, about) in _FIELDS.OBJECTS.items():
        if name == pane:
            label = str(path[-1])
            yield FieldRow(path, Summary(), ContainerCodec(), label=label, about=about)
    for field in _FIELDS.FIELDS:
        if field.pane == pane:
            yield FieldRow.of(field)
    if pane == _LAST:
        for path in _FIELDS.CONTAINERS:
            name = str(path[-1]) if path else "payload"
            about = "Keys without a field of their own"
            yield FieldRow(
                path, LinesEditor(), ExtrasCodec(path), label=f"other in {name}", about=about
            )


def part_of(path: JsonPath) -> str | None:
    """The part in which a field, or the object that should hold fields, is edited."""
    field = next((field for field in _FIELDS.FIELDS if field.path == path), None)
    if field:
        return field.pane
    return next((pane for pane, (held, _) in _FIELDS.OBJECTS.items() if held == path), None)


def changed_fields(before: JsonValue, after: JsonValue) -> list[Field]:
    """The fields that differ between two payloads."""
    return [
        field
        for field in _FIELDS.FIELDS
        if not same_or_absent(json_path.get(before, field.path), json_path.get(after, field.path))
    ]


class RawJson(FieldRow):
    """The whole payload as JSON. Says `FieldEdited` with an empty path for another payload."""

    def __init__(self) -> None:
        super().__init__(
            (),
            LinesEditor(line_numbers=True),
            Codec(),
            label="payload",
            about="The whole payload, exactly as it is sent",
        )

    @override
    def render(self) -> Content:
        return Content()

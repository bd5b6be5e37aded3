"""The whole payload as JSON, to be edited as such: one field whose path is the payload itself."""

from __future__ import annotations

from textual.app import ComposeResult

from .editors import LinesEditor
from .field_row import FieldRow
from .field_state import Codec


class RawJson(FieldRow):
    """The `{}` pane. Says `FieldEdited` with an empty path when the text is another payload."""

    def __init__(self) -> None:
        super().__init__(
            (),
            LinesEditor(line_numbers=True),
            Codec(),
            label="payload",
            about="The whole payload, exactly as it is sent",
        )

    def compose(self) -> ComposeResult:
        yield self._remark
        yield self._editor

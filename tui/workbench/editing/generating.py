"""Values made up for the field at the cursor: a fresh code, a number that nobody has."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from sessions.contract.json_path import PathError, format_path
from sessions.text import one_line
from tui.dialogs.pick import Pick
from tui.keys.labels import key_of
from tui.widgets.palette import Command
from tui.workbench.form.field_row import FieldRow
from tui.workbench.stage import Stage, Workspace

from .edits import Edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sessions.editing.generators import MadeUp

_WIDEST: Final = 40


class Generating:
    """Offers what is made up for a field, and puts in what is chosen, as one edit."""

    def __init__(self, stage: Stage, work: Workspace, edits: Edits) -> None:
        self._stage = stage
        self._work = work
        self._edits = edits
        self._random = Random()

    def begin(self, focused: Widget | None) -> None:
        """Offer what there is for the field with the focus; say so where there is nothing."""
        row = _row_of(focused)
        self._stage.flush()
        if row is None or self._work.document.saved is None or not _has_any(row):
            self._stage.say(
                "Nothing is made up here; but for recipient, code, language, IP address, user"
                f" agent, IDs and email addresses, {key_of('workbench.make_up')} in them does."
            )
        else:
            self._stage.ask(self._ask(row))

    def commands(self, focused: Widget | None) -> Iterator[Command]:
        """What the palette offers of it."""
        row = _row_of(focused)
        if row is not None and _has_any(row):
            yield Command(
                f"Make up {format_path(row.path)}",
                "From a list; nothing of it is anybody's",
                lambda: self.begin(focused),
                "workbench.make_up",
            )

    async def _ask(self, row: FieldRow) -> None:
        from sessions.editing.generators import made_up_for

        document = self._work.document
        made = made_up_for(row.path, document.payload, self._random)
        width = min(_WIDEST, max(len(each.value) for each in made))
        choices = {str(at): _line(each, width) for at, each in enumerate(made)}
        title = f"Made up for {format_path(row.path)}"
        answer = await self._stage.answer_to(Pick(title, choices, ""))
        if answer is not None:
            self._put(made[int(answer)])

    def _put(self, made: MadeUp) -> None:
        document = self._work.document
        try:
            payload = made.put_into(document.payload)
        except PathError as error:
            self._stage.say(f"{error}; edit it in {{}}.", title="Not put in", severity="warning")
            return
        self._edits.turn()
        document.set_payload(payload)
        self._edits.turn()
        self._stage.refresh_all()
        if made.text is not None:
            self._stage.say("The text has the new code too.")


def _row_of(focused: Widget | None) -> FieldRow | None:
    nodes = focused.ancestors_with_self if focused else ()
    return next((node for node in nodes if isinstance(node, FieldRow)), None)


def _has_any(row: FieldRow) -> bool:
    from sessions.editing.generators import can_make

    return can_make(row.path)


def _line(made: MadeUp, width: int) -> str:
    """The shorter of both first: the value, or, of a user agent, what it is of."""
    if len(made.value) > width:
        return f"{made.about.ljust(20)}  {one_line(made.value, 300)}"
    return f"{made.value.ljust(width)}  {made.about}"

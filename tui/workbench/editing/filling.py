"""What is pasted and is an invocation fills the form, if that is wanted: a payload, an Action's
event, a cURL command, a HAR archive, an item of Postman."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from textual.widgets import TextArea

from sessions.contract.json_path import Absent, changed, format_path, get
from sessions.contract.json_text import dumps
from sessions.text import one_line
from tui.dialogs.ask import AskLines, Choose
from tui.keys.labels import key_of
from tui.widgets.palette import Command
from tui.workbench.stage import Stage, Workspace

from .edits import Edits

if TYPE_CHECKING:
    from textual.widget import Widget

    from sessions.contract.json_text import JsonValue
    from sessions.interchange.reading.pasted import Pasted

_MOST_NAMED: Final = 6
_SAMPLE: Final = """\
curl https://example.com/hook -d '{"recipient": "+12025550143", "text": "…", "context": {}}'"""


class Filling:
    """Asks whether what is pasted is to fill the form, and fills it as one edit."""

    def __init__(
        self, stage: Stage, work: Workspace, edits: Edits, paste_text: Callable[[str], object]
    ) -> None:
        """`paste_text` pastes a text as any other into what has the focus."""
        self._stage = stage
        self._work = work
        self._edits = edits
        self._paste_text = paste_text
        self._is_text = ""

    def takes(self, text: str, focused: Widget | None) -> bool:
        """Whether a paste is asked about. What goes into a text of many lines never is."""
        from sessions.interchange.reading.pasted import might_be_pasted

        as_text, self._is_text = self._is_text, ""
        if text == as_text:
            return False
        if isinstance(focused, TextArea) or self._work.document.saved is None:
            return False
        if not might_be_pasted(text):
            return False
        pasted = _read(text)
        if isinstance(pasted, str):
            return False
        self._stage.when_typed(lambda: self._stage.ask(self._ask(text, pasted)))
        return True

    def commands(self) -> Iterator[Command]:
        """What the palette offers of it."""
        if self._work.document.saved is not None:
            yield Command(
                "Paste as payload",
                "A payload, an Action's event, a cURL command, HAR, Postman: fills the form",
                lambda: self._stage.ask(self._ask_for_text()),
            )

    async def _ask_for_text(self) -> None:
        def problem(text: str) -> str | None:
            pasted = _read(text)
            return pasted if isinstance(pasted, str) else None

        ask = AskLines("Paste what fills the form", "", problem, _SAMPLE, name="pasted.txt")
        text = await self._stage.answer_to(ask)
        pasted = _read(text) if text is not None else ""
        if not isinstance(pasted, str):
            self._fill(pasted)

    async def _ask(self, text: str, pasted: Pasted) -> None:
        self._stage.flush()
        document = self._work.document
        if document.saved is None or self._stage.refuse_unapplied("filled"):
            return
        lines = list(_changes(document.payload, pasted.saved.payload))
        if not lines:
            self._stage.say(f"{document.current} has just this payload already.")
            return
        answer = await self._stage.answer_to(
            Choose(
                f"Fill the form from {pasted.what}?",
                "\n".join(
                    [
                        *_shown(lines),
                        "",
                        f"The target stays. {key_of('workbench.undo')} takes it back.",
                    ]
                ),
                [("fill", "Fill the form", "primary"), ("text", "Paste as text", "default")],
            )
        )
        if answer == "fill":
            self._fill(pasted)
        elif answer == "text":
            self._is_text = text
            self._paste_text(text)

    def _fill(self, pasted: Pasted) -> None:
        document = self._work.document
        if document.saved is None:
            return
        self._edits.turn()
        document.set_saved(pasted.over(document.saved))
        self._stage.refresh_all(fresh=True)
        more = f", the first of {pasted.count:,}" if pasted.count > 1 else ""
        tip = " offhook import takes all of them." if more else ""
        self._stage.say(f"Filled from {pasted.what}{more}.{tip}")


def _read(text: str) -> Pasted | str:
    """What a text has for the form, or what is wrong with it."""
    from sessions.interchange.reading.found import NothingFound
    from sessions.interchange.reading.pasted import read_pasted

    try:
        return read_pasted(text)
    except NothingFound as error:
        return f"{'' if error.line is None else f'line {error.line}: '}{error}"


def _changes(before: JsonValue, after: JsonValue) -> Iterator[str]:
    for path in changed(before, after):
        one, other = (_value(get(each, path)) for each in (before, after))
        yield f"{one_line(format_path(path) or 'payload', 40)}: {one} → {other}"


def _value(field: JsonValue | Absent) -> str:
    return "absent" if isinstance(field, Absent) else one_line(dumps(field), 24)


def _shown(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_NAMED
    return [*lines[:_MOST_NAMED], *([f"… and {more:,} more"] if more > 0 else [])]

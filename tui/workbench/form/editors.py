"""The editors of the form: each shows a text, says when it is edited, and can be set quietly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option
from typing_extensions import override

from tui.widgets.compact import COMPACT, CompactList

from .editable import excerpt


@dataclass
class Edited(Message):
    """The user has edited the text of an editor."""

    editor: Widget

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Edited) and message.editor is self.editor


class LineEditor(Input):
    """A text on one line."""

    compact = reactive(True, toggle_class=COMPACT)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(compact=True, select_on_focus=False, id=id, classes=f"{COMPACT} -valid")
        self.cursor_blink = False

    @property
    def draft(self) -> str:
        return self.value

    def set_content(self, text: str, *, placeholder: str = "", read_only: bool = False) -> None:
        """Show `text`, without saying that it was edited."""
        shown = excerpt(text).partition("\n")[0] if read_only else text
        self.placeholder = placeholder
        self.disabled = read_only
        if shown != self.value:
            with self.prevent(Input.Changed):
                self.value = shown
            self.cursor_position = len(shown) if self.has_focus else 0

    def on_focus(self) -> None:
        """What is typed goes behind what is there."""
        self.cursor_position = len(self.value)

    def on_blur(self) -> None:
        """A long text is shown from its beginning again."""
        self.cursor_position = 0

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Edited(self))


class LinesEditor(TextArea):
    """A text on many lines: a message, or JSON. Tab leaves it."""

    compact = reactive(True, toggle_class=COMPACT)

    def __init__(self, *, id: str | None = None, line_numbers: bool = False) -> None:
        super().__init__(
            compact=True,
            show_line_numbers=line_numbers,
            highlight_cursor_line=False,
            id=id,
            classes=COMPACT,
        )
        self.cursor_blink = False

    @property
    def draft(self) -> str:
        return self.text

    def set_content(self, text: str, *, placeholder: str = "", read_only: bool = False) -> None:
        """Show `text`, without saying that it was edited."""
        shown = excerpt(text) if read_only else text
        self.placeholder = placeholder
        self.read_only = read_only
        if shown != self.text:
            place = self.cursor_location
            with self.prevent(TextArea.Changed):
                self.text = shown
            if self.has_focus:
                self.move_cursor(place)

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Edited(self))


class ChoiceEditor(Widget):
    """A text on one line with the usual choices below it: any other text may be typed too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "open", "Choose", show=False, id="choice.open"),
        Binding("escape", "close", "Close", show=False, id="choice.close"),
    ]

    def __init__(self, choices: Iterable[str] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices = list(choices)
        self._abouts: dict[str, str] = {}
        self.line = LineEditor()

    @cached_property
    def menu(self) -> CompactList:
        """The choices, made when they are first wanted."""
        menu = CompactList(classes="menu")
        menu.display = False
        return menu

    def compose(self) -> ComposeResult:
        yield self.line

    def render(self) -> Content:
        """The sign that there are choices, at the right end."""
        return Content("▾")

    @property
    def draft(self) -> str:
        return self.line.draft

    def set_content(self, text: str, *, placeholder: str = "", read_only: bool = False) -> None:
        """Show `text`, without saying that it was edited."""
        self.line.set_content(text, placeholder=placeholder, read_only=read_only)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these texts from now on, each with a word about it; where they are looked at this
        very moment, the one at the cursor stays there."""
        at, before = self.menu.highlighted, self._choices
        self._abouts = dict(choices)
        self._choices = list(self._abouts)
        if self.menu.display:
            self._fill("" if at is None else before[at])

    def action_open(self) -> None:
        """Show the choices, the present one marked."""
        if not self._choices or self.line.disabled:
            return
        if not self.menu.is_attached:
            self.mount(self.menu)
        self._fill(self.draft)
        self.menu.display = True
        self.menu.focus()

    def _fill(self, current: str) -> None:
        width = max(map(len, self._choices), default=0)
        self.menu.set_options(Option(self._prompt(choice, width)) for choice in self._choices)
        self.menu.highlighted = self._choices.index(current) if current in self._choices else 0

    def action_close(self) -> None:
        """Put the choices away."""
        self.menu.display = False
        self.line.focus()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours only while the choices are open, Down only while they are not."""
        if action in ("open", "close"):
            return self.menu.display is (action == "close")
        return True

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_close()
        self.line.value = self._choices[event.option_index]

    def on_descendant_blur(self) -> None:
        """Losing the focus closes the choices."""
        if self.menu.display and not self.menu.has_focus:
            self.menu.display = False

    async def on_click(self, event: events.Click) -> None:
        """A click on the sign opens or closes the choices."""
        if event.widget is self:
            event.stop()
            self.action_close() if self.menu.display else self.action_open()

    def _prompt(self, choice: str, width: int) -> Content:
        about = self._abouts.get(choice, "")
        return Content.assemble(choice.ljust(width), (f"  {about}" if about else "", "$text-muted"))


class Summary(Static, can_focus=True):
    """What an object that is edited field by field holds, in words."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._text = ""

    @property
    def draft(self) -> str:
        return self._text

    def set_content(self, text: str, *, placeholder: str = "", read_only: bool = True) -> None:  # noqa: ARG002
        """Show `text`, which is never edited here, whatever `read_only` says."""
        self._text = text
        self.update(Content.styled(text or placeholder, "$text-muted"))


Editor: TypeAlias = LineEditor | LinesEditor | ChoiceEditor | Summary

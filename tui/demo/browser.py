"""A browser drawn in the terminal: the page of a login, with what is typed and pressed there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static
from typing_extensions import override

from sessions.demo.pages import CODE_FIELD, PageView
from sessions.platforms.auth0.mfa.model import Notice
from sessions.text import one_line, printable
from tui.widgets.big_digits import BigDigits

_MOST_BUTTONS: Final = 4
_LEAST_ROWS: Final = 15
_LEAST_ROWS_LARGE: Final = 24
"""With air between what a page says, and with large digits besides."""
_ROWS_FOR_AIR: Final = 23
"""In which a page with a field, a notice and all buttons has room for more air."""
_SOON: Final = 60
"""Seconds from which on a countdown is shown as running out."""


class PageKey(Button):
    """A button of a page. Arrow keys go to the ones beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left,up", "app.focus_previous", "To the button before", show=False, id="page.before"
        ),
        Binding("right,down", "app.focus_next", "To the next button", show=False, id="page.next"),
    ]

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=classes, compact=True)
        self.active_effect_duration = 0.0  # it would swallow the next press, on the next page


class PageField(Input):
    """What is typed into a page."""

    @override
    def restricted(self) -> None:
        self.post_message(Browser.Refused())


class PagePart(VerticalScroll, inherit_bindings=False):
    """What of a page is in sight. PageUp and PageDown are its screen's."""


class Browser(Widget):
    """Shows one page at a time. It asks nothing of the flow: its caller says what it shows."""

    DEFAULT_CSS = """
    Browser {
        height: 1fr;
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-subtitle-color: $text-accent;
        align-horizontal: center;
        &:focus-within { border: round $border; }

        & .page {
            height: 1fr; padding: 1 2; align-horizontal: center;
            scrollbar-size-vertical: 1;
            & > * { width: 1fr; max-width: 52; }
        }
        & Static { height: auto; }
        & .page-title { text-style: bold; margin-bottom: 1; }
        & .page-text { color: $text-muted; }
        & .page-field {
            margin-top: 1; height: auto;
            & > Input {
                padding: 0 1; background: $surface;
                &:focus { background: $panel; background-tint: transparent; }
            }
        }
        & .page-label { width: 1fr; color: $text-muted; }
        & BigDigits { display: none; text-align: left; margin-top: 1; }
        &.-large BigDigits.-typed { display: block; }
        & .page-notice { margin-top: 1; }
        & .page-buttons {
            height: auto; margin-top: 1;
            & > PageKey {
                width: auto; min-width: 0; height: 1; padding: 0 1;
                background: transparent; color: $text-accent; text-style: none;
                &.-main { background: $accent 25%; color: $foreground; padding: 0 3; }
                &:hover { text-style: underline; }
                &:focus, &.-pressed {
                    background: $accent; color: $background; text-style: bold;
                }
                &:disabled { opacity: 60%; }
                &:ansi:focus, &:ansi.-pressed {
                    background: ansi_default; color: ansi_default; text-style: bold reverse;
                }
            }
        }
        &.-tight .page { padding: 0 1; }
        &.-tight .page-field { margin-top: 0; }
        &.-tight .page-notice { margin-top: 0; }
    }
    """

    class Refused(Message):
        """What was typed is not what `only` allows."""

    @dataclass
    class Pressed(Message):
        """A button of `page` was pressed, with this text in its field."""

        page: PageView
        button: str
        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page: PageView | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        with PagePart(classes="page", can_focus=False):
            yield Static(classes="page-title", markup=False)
            yield Static(classes="page-text", markup=False)
            with Vertical(classes="page-field"):
                yield Static(classes="page-label", markup=False)
                field = PageField(compact=True)
                field.cursor_blink = False  # it would keep an idle terminal busy
                yield field
            yield BigDigits()
            yield Static(classes="page-notice", markup=False)
            with Vertical(classes="page-buttons"):
                for number in range(_MOST_BUTTONS):
                    yield PageKey(classes="" if number else "-main")

    def on_resize(self) -> None:
        """Leave the air out where there is little room."""
        least = _LEAST_ROWS_LARGE if self.has_class("-large") else _LEAST_ROWS
        self.set_class(self.size.height < least, "-tight")
        self.set_class(self.size.height >= _ROWS_FOR_AIR, "-airy")

    # What it is to show

    def show(
        self, page: PageView, notice: Notice | None, *, address: str, busy: bool, value: str
    ) -> None:
        """Show a page. Where it is another than before, its field holds `value`."""
        fresh = page != self._page
        self._page, self._busy = page, busy
        self.border_title = Content(one_line(f"● {address}", 80))
        self._part("title").update(Content(printable(page.title)))
        self._part("text").update(Content(printable(page.text)))
        self.query_one(".page-field").display = bool(page.field)
        if fresh:
            self.write(value)
        for number, key in enumerate(self._keys):
            key.display = number < len(page.buttons)
            if key.display and fresh:
                key.label = Content(page.buttons[number].label)
                key.refresh(layout=True)
            key.disabled = busy
        self.field.disabled = busy
        self._show_notice(notice)

    def only(self, text: str) -> None:
        """Let nothing be typed into the field but this, from its beginning on; all where it is
        empty."""
        beginnings = ""
        for char in reversed(text):
            beginnings = f"(?:{re.escape(char)}{beginnings})?"
        self.field.restrict = beginnings or None

    def count_down(self, seconds: int | None) -> None:
        """Show how long the code is still good for; nothing where there is none."""
        label = [Content(self._page.field if self._page else "")]
        if seconds is not None:
            style = "$text-muted" if seconds > _SOON else "$text-warning"
            said = f"expires in {seconds // 60}:{seconds % 60:02}"
            if not seconds:
                style, said = "$text-error", "expired"
            label.append(Content.styled(said, style))
        self._part("label").update(Content("  ·  ").join(label))

    def hint(self, text: str) -> None:
        """Show a word at the lower edge, such as what plays."""
        self.border_subtitle = Content(one_line(text, 200))

    def focus_page(self, preferred: str = "") -> None:
        """Put the focus on the button of the name `preferred`, or the first where there is none of
        it; on the page's field where that is the button that Enter presses there."""
        if self._page and not self._busy:
            ids = [button.id for button in self._page.buttons]
            at = ids.index(preferred) if preferred in ids else 0
            (self.field if self._page.field and at == 0 else self._keys[at]).focus()

    def light(self, button: str | None) -> None:
        """Show a button as being pressed, by its name; none of them where it is None."""
        ids = [each.id for each in self._page.buttons] if self._page else []
        for name, key in zip(ids, self._keys, strict=False):
            key.set_class(name == button, "-pressed")

    def write(self, text: str) -> None:
        """Have this stand in the field, with the cursor at its end."""
        self.field.value = text
        self.field.cursor_position = len(text)

    def type_large(self) -> None:
        """Show the digits of a code that is being typed in large, where the page asks for one and
        its class is `-large`."""
        asked = self._page is not None and self._page.field == CODE_FIELD
        typed = self.field.value if asked else ""
        large = self.query_one(BigDigits)
        large.set_class(bool(typed), "-typed")
        large.show(typed)

    def press(self, otherwise: str) -> None:
        """Press the button that has the focus, or else the one of the name `otherwise`."""
        if self._page:
            ids = [button.id for button in self._page.buttons]
            self._press(ids.index(self.button or otherwise))

    @property
    def button(self) -> str | None:
        """The name of the button that Enter presses; None where the focus is not on the page."""
        focused = self.screen.focused
        if self._page is None or focused is None or self not in focused.ancestors:
            return None
        at = next((at for at, key in enumerate(self._keys) if key is focused), 0)
        ids = [button.id for button in self._page.buttons]
        return ids[at] if at < len(ids) else None  # that of a page that was just left

    @property
    def field(self) -> Input:
        """Where something is typed; not to be seen on a page that asks for nothing."""
        return self.query_one(Input)

    # What happens on it

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._press(0)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._press(next(at for at, key in enumerate(self._keys) if key is event.button))

    def _press(self, number: int) -> None:
        if self._page and not self._busy:
            button = self._page.buttons[number].id
            self.post_message(self.Pressed(self._page, button, self.field.value))

    def _show_notice(self, notice: Notice | None) -> None:
        text = Content()
        if self._busy:
            text = Content.styled("Sending …", "$text-muted")
        elif notice:
            sign, style = ("✓", "$text-success") if notice.good else ("✗", "$text-error")
            text = Content.styled(f"{sign} {printable(notice.text)}", style)
        shown = self._part("notice")
        shown.display = bool(text.plain)
        shown.update(text)

    @property
    def _keys(self) -> list[PageKey]:
        return list(self.query(PageKey))

    def _part(self, name: str) -> Static:
        return self.query_one(f".page-{name}", Static)

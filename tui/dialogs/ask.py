"""Dialogs that ask one thing: a choice between buttons, a path, a short text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar, Final, Generic, Literal, TypeVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from sessions.text import one_line, printable
from tui.keys.labels import key_of
from tui.widgets.path_input import PathInput, as_path

from .asking import AskingScreen

Variant = Literal["default", "primary", "success", "warning", "error"]
Reply = TypeVar("Reply")

_ROOM_FOR_BUTTONS = 56
"""Cells across a dialog; buttons that need more stand one below the other."""

_AROUND_BUTTONS: Final = 8
"""Cells of a dialog that are its edge's."""


class Dialog(AskingScreen[Reply | None], ModalScreen[Reply | None], Generic[Reply]):
    """A titled panel over the screen; Escape leaves it without an answer."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "dismiss(None)", "Leave without an answer", show=False, id="dialog.leave"
        ),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = one_line(title, 60)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as panel:
            panel.border_title = Content(self._title)
            yield from self.parts()

    def on_click(self, event: Click) -> None:
        """A click beside the panel cancels."""
        if event.widget is self:
            self.dismiss(None)

    def parts(self) -> Iterable[Widget]:
        """What stands in the panel."""
        raise NotImplementedError


class Choose(Dialog[str]):
    """Asks for one of several buttons, each `(id, label, variant)`; answers with its id.

    The focus is on the first button of variant `primary`, else on the first. Arrow keys move
    between buttons, Enter presses.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left,up", "app.focus_previous", "To the button before", show=False, id="dialog.before"
        ),
        Binding("right,down", "app.focus_next", "To the next button", show=False, id="dialog.next"),
        Binding("pageup", "scroll_body(-1)", "Scroll the text up", show=False, id="dialog.up"),
        Binding("pagedown", "scroll_body(1)", "Scroll the text down", show=False, id="dialog.down"),
    ]

    def __init__(self, title: str, body: str, buttons: Iterable[tuple[str, str, Variant]]) -> None:
        super().__init__(title)
        self._body = printable(body)
        self._buttons = list(buttons)

    def parts(self) -> Iterable[Widget]:
        yield VerticalScroll(Static(Content(self._body)), id="body", can_focus=False)
        buttons = [
            Button(Content(one_line(label, 50)), variant=variant, id=id)
            for id, label, variant in self._buttons
        ]
        row = Horizontal(*buttons, id="buttons")
        self._stack(row)
        yield row

    def _stack(self, row: Widget) -> None:
        """Have the buttons one below the other where there is no room for them in a row."""
        width = sum(max(cell_len(label) + 4, 10) + 2 for _, label, _ in self._buttons)
        room = min(_ROOM_FOR_BUTTONS, self.app.size.width * 94 // 100 - _AROUND_BUTTONS)
        row.set_class(width > room, "-stacked")

    def on_resize(self) -> None:
        """There may be another room now."""
        self._stack(self.query_one("#buttons"))

    def on_mount(self) -> None:
        primary = [id for id, _, variant in self._buttons if variant == "primary"]
        first = primary[0] if primary else self._buttons[0][0]
        self.query_one(f"#{first}").focus()

    def action_scroll_body(self, pages: int) -> None:
        """Scroll a text that is too long to be seen at once."""
        body = self.query_one("#body")
        body.scroll_relative(y=pages * body.size.height, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id)


class Ask(Dialog[Reply]):
    """Asks for one line of text. What is wrong with it stands below it, and Enter accepts it."""

    hint: ClassVar[tuple[str, ...]] = ()
    """What is said before how to accept it."""
    notation = ""
    """What such a text may be."""

    def parts(self) -> Iterable[Widget]:
        yield self.field()
        yield Static(id="problem", markup=False)
        if self.notation:
            yield Static(Content(self.notation), id="notation")
        yield _hint(*self.hint, accept="Enter accepts")

    def field(self) -> Input:
        """The input, with what it holds at first."""
        raise NotImplementedError

    def problem(self, text: str) -> str | None:
        """What is wrong with the text, or None."""
        raise NotImplementedError

    def answer(self, text: str) -> Reply:
        """What a text with nothing wrong with it answers."""
        raise NotImplementedError

    def on_input_changed(self, event: Input.Changed) -> None:
        """While a problem is shown, it follows what is typed."""
        if self.query_one("#problem", Static).content:
            self._show(self.problem(event.value))

    def on_input_submitted(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        """Answer with the text, unless something is wrong with it."""
        text = self.query_one(Input).value
        problem = self.problem(text)
        self._show(problem)
        if problem is None:
            self.dismiss(self.answer(text))

    def _show(self, problem: str | None) -> None:
        self.query_one("#problem", Static).update(Content(printable(problem or "")))


class AskPath(Ask[Path]):
    """Asks for a path; Tab completes it.

    With `must_exist` a file or a folder that is there, to open; without, a file in a folder that
    is there, to write. Answers with the path, relative where it was typed so.
    """

    hint = ("Tab completes",)

    def __init__(self, title: str, initial: Path, must_exist: bool) -> None:
        super().__init__(title)
        self._initial = f"{initial}/" if initial.is_dir() else str(initial)
        self._must_exist = must_exist

    def field(self) -> Input:
        return PathInput(self._initial)

    def problem(self, text: str) -> str | None:
        if not text.strip():
            return "Type a path."
        if "\0" in text:
            return "A path holds no NUL character."
        try:
            return _not_there(as_path(text)) if self._must_exist else _not_writable(as_path(text))
        except OSError as error:
            return f"{error.strerror}: {text}"

    def answer(self, text: str) -> Path:
        return as_path(text)


class AskText(Ask[str]):
    """Asks for a short text; `validate` gives what is wrong with one, or None. What such a text may
    be stands below it as `notation`."""

    def __init__(
        self,
        title: str,
        initial: str,
        validate: Callable[[str], str | None],
        notation: str = "",
    ) -> None:
        super().__init__(title)
        self._initial = initial
        self._validate = validate
        self.notation = notation

    def field(self) -> Input:
        return Input(self._initial)

    def problem(self, text: str) -> str | None:
        return self._validate(text)

    def answer(self, text: str) -> str:
        return text


class AskSecret(Ask[str]):
    """Asks for the value of a secret, which is not shown while it is typed or pasted."""

    hint = ("Kept in memory only",)

    def __init__(self, name: str) -> None:
        super().__init__(f"The value of {name}")

    def field(self) -> Input:
        return Input(password=True)

    def problem(self, text: str) -> str | None:
        return None if text else "Type or paste the value."

    def answer(self, text: str) -> str:
        return text


class AskLines(Dialog[str]):
    """Asks for a text of several lines; `validate` gives what is wrong with one, or None.

    `sample` is shown where nothing is typed. The user's own editor has it in a file called `name`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s", "accept", "Accept the text", show=False, id="dialog.accept", priority=True
        ),
        Binding(
            "ctrl+e",
            "edit",
            "Edit the text in your own editor",
            show=False,
            id="dialog.editor",
            priority=True,
        ),
    ]

    def __init__(
        self,
        title: str,
        initial: str,
        validate: Callable[[str], str | None],
        sample: str = "",
        *,
        name: str = "text.toml",
    ) -> None:
        super().__init__(title)
        self._initial = initial
        self._validate = validate
        self._sample = sample
        self._file_name = name

    def parts(self) -> Iterable[Widget]:
        yield TextArea(self._initial, tab_behavior="focus", placeholder=self._sample)
        yield Static(id="problem", markup=False)
        yield _hint(
            accept=f"{key_of('dialog.accept')} accepts",
            edit=f"{key_of('dialog.editor')} your editor",
        )

    def action_accept(self) -> None:
        """Answer with the text, unless something is wrong with it."""
        text = self.query_one(TextArea).text
        problem = self._validate(text)
        self._show(problem)
        if problem is None:
            self.dismiss(text)

    def action_edit(self) -> None:
        """Edit the text in the user's own editor, and say what is wrong with it then."""
        from tui.widgets.editor import EditorError, edit_text

        area = self.query_one(TextArea)
        try:
            text = edit_text(self.app, area.text, self._file_name)
        except EditorError as error:
            self._show(str(error))
            return
        area.replace(text, area.document.start, area.document.end)
        self._show(self._validate(text))

    def _show(self, problem: str | None) -> None:
        self.query_one("#problem", Static).update(Content(printable(problem or "")))


def _hint(*texts: str, **actions: str) -> Static:
    """What can be done in a dialog; a click on the text of an action of it does that too."""
    can = {**actions, "dismiss": f"{key_of('dialog.leave')} cancels"}
    links = [f"[@click=screen.{action}]{text}[/]" for action, text in can.items()]
    return Static(" · ".join([*texts, *links]), id="hint")


def _not_there(path: Path) -> str | None:
    return None if path.exists() else f"There is no file or folder {path}."


def _not_writable(path: Path) -> str | None:
    if path.is_dir():
        return "This is a folder; add the name of the file."
    return None if path.parent.is_dir() else f"There is no folder {path.parent}."

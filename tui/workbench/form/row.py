"""One line of the form: a label, an editor, a word at the right end; below it what is wrong."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import one_line

from .editors import Editor, LinesEditor

_REMARK_LIMIT = 300


class Row(Widget):
    """Shows its label and the word at its end itself, beside the margins of its editor: a widget
    for each would be three quarters of what a form takes to open."""

    def __init__(self, label: str, editor: Editor, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="-lines" if isinstance(editor, LinesEditor) else "")
        self.label = label
        self.editor = editor
        self.is_current = False
        self._remark: Static | None = None

    def compose(self) -> ComposeResult:
        yield self.editor

    def render(self) -> Content:
        """The label, and the word at the right end."""
        margin = self.editor.styles.margin
        room = self.size.width - margin.left - margin.right
        if room <= 0:
            return Content()
        style = "bold $text-accent" if self.is_current else "$text-muted"
        label = one_line(self.label, max(1, margin.left - 1)).ljust(margin.left)
        word, color = self.word if margin.right else ("", "")
        end = word.rjust(margin.right)
        return Content.assemble((label, style), " " * room, (end, color))

    @property
    def word(self) -> tuple[str, str]:
        """The word at the right end, and its style."""
        return "", ""

    @property
    def problem(self) -> str:
        """Why what is typed is not applied; empty where it is."""
        return ""

    @property
    def note(self) -> tuple[str, str]:
        """What there is to say while the row is the current one, style first. It stands at the
        edge of the form: below the row it would move what is below, and clicks would miss."""
        return "", ""

    def on_descendant_focus(self) -> None:
        """The current row stands out."""
        self._turn(is_current=True)

    def on_descendant_blur(self) -> None:
        """And the others do not."""
        self._turn(is_current=False)

    def _turn(self, *, is_current: bool) -> None:
        self.is_current = is_current
        self.refresh()

    def say(self, text: str, style: str) -> None:
        """Show below the editor what is wrong; nothing where `text` is empty."""
        if not text and self._remark is None:
            return
        content = Content.styled(one_line(text, _REMARK_LIMIT), style)
        if self._remark is None:
            self._remark = Static(content, classes="remark", markup=False)
            self.mount(self._remark)
        else:
            self._remark.update(content)
            self._remark.display = bool(text)

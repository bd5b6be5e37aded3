"""The line on top: which session, whether it has unsaved changes, where it is sent."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.untrusted import one_line


class TitleBar(Widget):
    """One line: the session on the left, the target on the right."""

    def compose(self) -> ComposeResult:
        yield Static(id="title-session", markup=False)
        yield Static(id="title-target", markup=False)

    def show(self, session: str, *, dirty: bool, target: str) -> None:
        """Say which session and target are in use."""
        self.query_one("#title-session", Static).update(
            Content.assemble(
                ("offhook", "bold $text-accent"),
                "  ",
                one_line(session),
                ("  ● unsaved" if dirty else "", "$text-warning"),
            ),
            layout=False,
        )
        self.query_one("#title-target", Static).update(Content(one_line(target)))

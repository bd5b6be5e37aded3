"""The line on top: which session, whether it has unsaved changes, where it is sent, and how."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import one_line


class TitleBar(Widget):
    """One line: the session on the left, the target on the right; LIVE where calls go out."""

    def compose(self) -> ComposeResult:
        yield Static(id="title-session", markup=False)
        yield Static(id="title-target", markup=False)
        yield Static(id="title-network", markup=False)
        yield Static(id="title-watch", markup=False)

    def show(
        self, session: str, *, dirty: bool, target: str, network: str, watching: str = ""
    ) -> None:
        """Say which session and target are in use, and in a word what becomes of its calls, and
        whether files are watched."""
        self.query_one("#title-session", Static).update(
            Content.assemble(
                ("offhook", "bold $text-accent"),
                "  ",
                one_line(session),
                ("  ● unsaved" if dirty else "", "$text-warning"),
            ),
            layout=False,
        )
        goes = f"{one_line(target)} ·" if network else one_line(target)
        self.query_one("#title-target", Static).update(Content(goes))
        self.query_one("#title-network", Static).update(network)
        watch = self.query_one("#title-watch", Static)
        watch.update(f"↻ {watching}")
        watch.display = bool(watching)

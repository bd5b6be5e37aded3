"""The tabs of the outcome pane: response, console, error, wire, and the payload as sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from sessions.contract.jsontext import JsonValue
from sessions.contract.outcome import Outcome

from .outcome_words import Page, console_page, error_page, response_page, sent_page, wire_page
from .text_view import TextView

_TABS: Final = {
    "response": "Response",
    "console": "Console",
    "error": "Error",
    "wire": "Wire",
    "sent": "Sent",
}


class OutcomeTabs(Widget):
    """One tab for each thing to know of an outcome; a tab is filled when it is first looked at."""

    DEFAULT_CSS = """
    OutcomeTabs {
        height: 1fr;
        & TabbedContent, & ContentSwitcher, & TabPane { height: 1fr; padding: 0; }
        & Underline > .underline--bar { color: $accent; }
        & Tab { color: $text-muted; &.-active { color: $text; } }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._unread: dict[str, Callable[[], Page]] = {}

    def compose(self) -> ComposeResult:
        with TabbedContent(initial="response"):
            for name, label in _TABS.items():
                with TabPane(label, id=name):
                    yield TextView(id=f"{name}-text")

    def clear(self) -> None:
        """Empty every tab."""
        self._unread = {}
        for name in _TABS:
            self._view(name).clear()
        self._label_console(0)

    def show(self, outcome: Outcome, payload: JsonValue) -> None:
        """Show an outcome.

        Response and Error take turns as the first to be seen; whoever is reading another tab,
        the console say, stays there from one send to the next.
        """
        self._unread = {
            "response": partial(response_page, outcome),
            "console": partial(console_page, outcome),
            "error": partial(error_page, outcome),
            "wire": partial(wire_page, outcome),
            "sent": partial(sent_page, outcome, payload),
        }
        self._label_console(len(outcome.console))
        tabs = self.query_one(TabbedContent)
        if tabs.active in ("response", "error"):
            tabs.active = "error" if outcome.error else "response"
        self._fill(tabs.active)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        event.stop()
        self._fill(event.pane.id or "")

    def _fill(self, name: str) -> None:
        if make := self._unread.pop(name, None):
            page = make()
            self._view(name).show(page.content, page.note)

    def _view(self, name: str) -> TextView:
        return self.query_one(f"#{name}-text", TextView)

    def _label_console(self, lines: int) -> None:
        label = f"Console {lines:,}" if lines else "Console"
        self.query_one(TabbedContent).get_tab("console").label = Content(label)

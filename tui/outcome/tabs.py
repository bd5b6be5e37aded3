"""The tabs of the outcome pane: response, console, calls, phone, error, wire, and what was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.phone import PhoneMessage
from tui.phone.phone import Phone
from tui.widgets.text_view import TextView

from .last_time import changed_page
from .outbound_page import outbound_page
from .pages import Page, console_page, error_page, response_page, sent_page, wire_page
from .unmet import MET, Unmet

if TYPE_CHECKING:
    from sessions.replay.last_time import LastTime

PHONE: Final = "phone"
CHANGED: Final = "changed"
_TABS: Final = {
    "response": "Response",
    "console": "Console",
    "outbound": "Outbound",
    PHONE: "Phone",
    "error": "Error",
    "wire": "Wire",
    "sent": "Sent",
    CHANGED: "Changed",
}


class OutcomeTabs(Widget):
    """One tab for each thing to know of an outcome; a tab is filled when it is first looked at."""

    DEFAULT_CSS = """
    OutcomeTabs {
        height: 1fr;
        & TabbedContent, & ContentSwitcher, & TabPane { height: 1fr; padding: 0; }
        & Underline > .underline--bar { color: $accent; }
        & Tab { color: $text-muted; &.-active { color: $text; } }
        & Phone { padding: 0 1; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._unread: dict[str, Callable[[], Page]] = {}
        self._arrived: tuple[Sequence[PhoneMessage], str] = ((), "")

    def compose(self) -> ComposeResult:
        with TabbedContent(initial="response"):
            for name, label in _TABS.items():
                with TabPane(label, id=name):
                    if name != PHONE:  # it is made when it is first looked at: many have it beside
                        yield TextView(id=f"{name}-text")

    def clear(self) -> None:
        """Empty every tab."""
        self._unread = {}
        for view in self.query(TextView):
            view.clear()
        for name in _TABS:
            self._label(name)

    def show(
        self,
        outcome: Outcome,
        payload: JsonValue,
        unmet: Unmet = MET,
        last: LastTime | None = None,
    ) -> None:
        """Show an outcome, what it was expected to be, and what it was the time before.

        Response and Error take turns as the first to be seen; whoever is reading another tab,
        the console say, stays there from one send to the next.
        """
        self._unread = {
            "response": partial(response_page, outcome, unmet),
            "console": partial(console_page, outcome, unmet),
            "outbound": partial(outbound_page, outcome, unmet),
            "error": partial(error_page, outcome, unmet),
            "wire": partial(wire_page, outcome, unmet),
            "sent": partial(sent_page, outcome, payload, unmet),
        }
        counts = {"console": len(outcome.console), "outbound": len(outcome.outbound)}
        for name in self._unread:
            self._label(name, counts.get(name, 0), is_unmet=name in unmet.tabs)
        tabs = self.query_one(TabbedContent)
        if last and last.differences:
            self._unread[CHANGED] = partial(changed_page, last)
            self._label(CHANGED, len(last.differences))
            tabs.show_tab(CHANGED)
        else:
            tabs.hide_tab(CHANGED)
        if tabs.active in ("response", "error"):
            tabs.active = "error" if outcome.error else "response"
        self._fill(tabs.active)

    def show_phone(self, messages: Sequence[PhoneMessage], why: str) -> None:
        """Show on the phone these messages, or why there is none."""
        self._arrived = (messages, why)
        for phone in self.query(Phone):
            phone.messages(messages, why)

    def offer_phone(self, *, offered: bool) -> None:
        """Whether there is a tab with the phone: not where the phone has a place of its own."""
        tabs = self.query_one(TabbedContent)
        tabs.show_tab(PHONE) if offered else tabs.hide_tab(PHONE)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        event.stop()
        self._fill(event.pane.id or "")

    def _fill(self, name: str) -> None:
        if name == PHONE and not self.query(Phone):
            phone = Phone()
            phone.messages(*self._arrived)
            self.query_one(TabbedContent).get_pane(PHONE).mount(phone)
        if make := self._unread.pop(name, None):
            page = make()
            self._view(name).show(page.content, page.note)

    def _view(self, name: str) -> TextView:
        return self.query_one(f"#{name}-text", TextView)

    def _label(self, name: str, count: int = 0, *, is_unmet: bool = False) -> None:
        """Say on a tab's label how much there is in it, and that it is not all as expected."""
        text = f"{_TABS[name]} {count:,}" if count else _TABS[name]
        sign = ("✗ ", "$text-error") if is_unmet else ""
        self.query_one(TabbedContent).get_tab(name).label = Content.assemble(sign, text)

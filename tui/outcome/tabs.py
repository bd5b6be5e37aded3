"""The tabs of the outcome pane: response, console, calls, phone, error, wire, and what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from sessions.contract.json_text import JsonValue

if TYPE_CHECKING:
    from textual.css.query import DOMQuery
    from textual.widgets import TabbedContent

    from sessions.contract.outcome import ConsoleLine, Outcome
    from sessions.phone import PhoneMessage
    from sessions.replay.last_time import LastTime
    from tui.phone.phone import Phone
    from tui.widgets.lines_view import LinesView
    from tui.widgets.text_view import TextView

    from .console_view import ConsoleView
    from .pages import Page
    from .unmet import Unmet

PHONE: Final = "phone"
CHANGED: Final = "changed"
_TABS: Final = {
    "response": ("Response", "Resp"),
    "console": ("Console", "Cons"),
    "outbound": ("Outbound", "Out"),
    PHONE: ("Phone", "Phone"),
    "error": ("Error", "Err"),
    "wire": ("Wire", "Wire"),
    "sent": ("Sent", "Sent"),
    CHANGED: ("Changed", "Chg"),
}
"""Their names, where there is room and where there is little; the key of each is its number."""
TAB_KEYS: Final = tuple(
    Binding(str(at), f"tab('{name}')", f"To the tab {text}", show=False, id=f"outcome.tab.{name}")
    for at, (name, (text, _)) in enumerate(_TABS.items(), 1)
)
LEVEL_KEY: Final = Binding(
    "l", "level", "Console: all, warnings, errors", show=False, id="outcome.level"
)
_PADDING: Final = 2
"""Cells beside a tab's label."""
_FORMS: Final[tuple[Callable[[int, str, str], str], ...]] = (
    lambda number, name, _: f"{number} {name}",
    lambda number, name, _: f"{number}{name}",
    lambda number, _, short: f"{number}{short}",
    lambda _, __, short: short,
)
"""How a tab is named, by the room that there is: the longest first."""


class OutcomeTabs(Widget):
    """One tab for each thing to know of an outcome; a tab is filled when it is first looked at.

    They are made when there is first something to show, as a send begins: a third of what the
    workbench has to make at its start, and nobody sees it then. What comes while they are being
    made is shown when they are there.
    """

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
        self._unread: dict[str, Callable[[], Page | None]] = {}
        self._arrived: tuple[Sequence[PhoneMessage], str] = ((), "")
        self._phone: Phone | None = None
        self._marks: dict[str, tuple[int, bool]] = {}
        self._hidden = {PHONE}  # until somebody offers it: a replay has none
        self._was_brought = False
        self._is_wanted = False
        self._is_there = False
        self._put_off: list[Callable[[], object]] = []

    def compose(self) -> ComposeResult:
        if not self._is_wanted:
            return
        from textual.widgets import TabPane  # 20 ms, which the start need not pay

        from tui.widgets.text_view import TextView

        from .console_view import ConsoleView
        from .tab_bar import LastingTabs

        with LastingTabs(initial="response"):
            for name, (label, _) in _TABS.items():
                with TabPane(label, id=name):
                    # The phone is made when it is first looked at: many have it beside.
                    if name != PHONE:
                        view = ConsoleView if name == "console" else TextView
                        yield view(id=f"{name}-text")

    def when_there(self, then: Callable[[], object]) -> None:
        """Do something with the tabs: at once, but for the first time, when they are to be made."""
        if self._is_there:
            then()
            return
        self._put_off.append(then)
        if not self._is_wanted:
            self._is_wanted = True
            self.call_next(self._make)

    async def _make(self) -> None:
        await self.recompose()
        if not self.query("Tab"):
            return  # the screen has been closed meanwhile
        self._is_there = True
        for name in self._hidden:
            self._content.hide_tab(name)
        self._show_labels()
        while self._put_off:
            self._put_off.pop(0)()

    @property
    def _content(self) -> TabbedContent:
        from textual.widgets import TabbedContent

        return self.query_one(TabbedContent)

    def clear(self) -> None:
        """Empty every tab."""
        self._unread = {}
        self._put_off.clear()
        if self._is_there:
            for view in self._views:
                view.forget()
        self._marks.clear()
        self._show_labels()

    @property
    def console(self) -> ConsoleView:
        """The Console tab."""
        from .console_view import ConsoleView

        return self.query_one(ConsoleView)

    def begin(self) -> None:
        """A send has begun: lines of the console may come."""
        self.when_there(lambda: self.console.put((), "live"))

    def printed(self, lines: Sequence[ConsoleLine]) -> None:
        """Show lines that have been printed just now."""
        if lines:
            self.when_there(partial(self._add_to_console, lines))

    def _add_to_console(self, lines: Sequence[ConsoleLine]) -> None:
        self.console.add(lines)
        self._bring_console()

    def cancelled(self, lines: Sequence[ConsoleLine]) -> None:
        """Show the lines that a send had printed when it was given up."""
        self.when_there(partial(self._leave_console, lines))

    def _leave_console(self, lines: Sequence[ConsoleLine]) -> None:
        self.console.put(lines, "cancelled")
        if lines:
            self._bring_console()

    def _bring_console(self) -> None:
        """There is nothing but the console: bring it to the front, unless another tab is read."""
        self._marks["console"] = (self.console.count, False)
        self._show_labels()
        tabs = self._content
        if not self.display:
            self.display = True
            self._offer(CHANGED, offered=False)
            for view in self._views.exclude("ConsoleView"):
                view.note("There is only the console yet.")
            if tabs.active in ("response", "error"):
                self._was_brought = True
                tabs.active = "console"

    @property
    def text(self) -> LinesView | None:
        """The text of the tab in front; None for the phone, and before there are tabs."""
        if not self._is_there:
            return None
        name = self._content.active
        return None if name == PHONE else self._view(name).lines

    def bring(self, name: str) -> bool:
        """Bring a tab to the front; False for one that is not there now."""
        if name in self._hidden:
            return False
        self.when_there(partial(self._activate, name))
        return True

    def _activate(self, name: str) -> None:
        self._content.active = name

    def on_resize(self, event: Resize) -> None:
        event.stop()
        self._show_labels()

    def show(
        self,
        outcome: Outcome,
        payload: JsonValue,
        unmet: Unmet,
        last: LastTime | None = None,
    ) -> None:
        """Show an outcome, what it was expected to be, and what it was the time before.

        Response and Error take turns as the first to be seen; whoever is reading another tab,
        the console say, stays there from one send to the next.
        """
        self.when_there(partial(self._show, outcome, payload, unmet, last))

    def _show(
        self, outcome: Outcome, payload: JsonValue, unmet: Unmet, last: LastTime | None
    ) -> None:
        from .last_time import changed_page
        from .outbound_page import outbound_page
        from .pages import error_page, response_page, sent_page, wire_page

        self._unread = {
            "response": partial(response_page, outcome, unmet),
            "console": partial(self._put_console, outcome, unmet),
            "outbound": partial(outbound_page, outcome, unmet),
            "error": partial(error_page, outcome, unmet),
            "wire": partial(wire_page, outcome, unmet),
            "sent": partial(sent_page, outcome, payload, unmet),
        }
        counts = {"console": len(outcome.console), "outbound": len(outcome.outbound)}
        for name in self._unread:
            self._marks[name] = (counts.get(name, 0), name in unmet.tabs)
        tabs = self._content
        if last and last.differences:
            self._unread[CHANGED] = partial(changed_page, last)
            self._marks[CHANGED] = (len(last.differences), False)
        self._offer(CHANGED, offered=CHANGED in self._unread)
        if self.console.is_live:
            self._fill("console")
            if self._was_brought and tabs.active == "console":
                tabs.active = "response"
        self._was_brought = False
        has_error = bool(outcome.error) or "error" in unmet.tabs
        if has_error:
            self._offer("error", offered=True)
        if tabs.active in ("response", "error"):
            tabs.active = "error" if outcome.error else "response"
        if not has_error:  # not while it is in front: the one beside it would come there
            self._offer("error", offered=False)
        self._show_labels()
        self._fill(tabs.active)

    def _put_console(self, outcome: Outcome, unmet: Unmet) -> None:
        from .unmet import mark

        rows = [mark(remark) for _, remark in unmet.marks("console")]
        self.console.put(outcome.console, before=rows)

    def show_phone(self, messages: Sequence[PhoneMessage], why: str) -> None:
        """Show on the phone these messages, or why there is none."""
        self._arrived = (messages, why)
        if self._phone:
            self._phone.messages(messages, why)

    def offer_phone(self, *, offered: bool) -> None:
        """Whether there is a tab with the phone: not where the phone has a place of its own."""
        self._offer(PHONE, offered=offered)
        self._show_labels()

    def _offer(self, name: str, *, offered: bool) -> None:
        if offered:
            self._hidden.discard(name)
        else:
            self._hidden.add(name)
        if self._is_there:
            tabs = self._content
            (tabs.show_tab if offered else tabs.hide_tab)(name)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        event.stop()
        self._fill(event.pane.id or "")

    def _fill(self, name: str) -> None:
        if name == PHONE and not self._phone:
            from tui.phone.phone import Phone

            self._phone = Phone()
            self._phone.messages(*self._arrived)
            self._content.get_pane(PHONE).mount(self._phone)
        make = self._unread.pop(name, None)
        if make and (page := make()):
            self._view(name).show(page.lines, page.note)

    @property
    def _views(self) -> DOMQuery[TextView]:
        from tui.widgets.text_view import TextView

        return self.query(TextView)

    def _view(self, name: str) -> TextView:
        from tui.widgets.text_view import TextView

        return self.query_one(f"#{name}-text", TextView)

    def _show_labels(self) -> None:
        """Name the tabs, with the numbers that are their keys where there is room for that."""
        if not self._is_there:
            return
        named = [self._labels(form) for form in _FORMS]
        fitting = (labels for labels in named if _width(labels) <= self.size.width)
        tabs = self._content
        for name, label in next(fitting, named[-1]).items():
            tab = tabs.get_tab(name)
            if tab.label != label:
                tab.label = label

    def _labels(self, form: Callable[[int, str, str], str]) -> dict[str, Content]:
        """The name of each tab, how much there is in it, and whether it is not all as expected."""
        labels: dict[str, Content] = {}
        for number, (name, words) in enumerate(_TABS.items(), 1):
            if name not in self._hidden:
                count, is_unmet = self._marks.get(name, (0, False))
                text = form(number, *words)
                sign = ("✗ ", "$text-error") if is_unmet else ""
                labels[name] = Content.assemble(sign, f"{text} {count:,}" if count else text)
        return labels


def _width(labels: Mapping[str, Content]) -> int:
    return sum(label.cell_length + _PADDING for label in labels.values())

"""The form: every field of the payload, its target, what is expected; or the payload as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM
from sessions.text import one_line
from tui.keys.labels import key_of
from tui.widgets.focus import focus_first
from tui.workbench.messages import ExpectationsWanted

from .field_row import FieldRow
from .fields import RawJson, changed_fields, part_of, rows_of
from .row import Row
from .section import SWITCH, Heading, Section, summary

if TYPE_CHECKING:
    from .target_pane import TargetPane, TargetRow

TARGET: Final = "Target"
EXPECT: Final = "Expect"
JSON: Final = SWITCH
_FIELDS: Final = PLATFORM.fields
_FIRST, _LAST = _FIELDS.PANES[0], _FIELDS.PANES[-1]

_ROOMY: Final = 32
"""Rows of the form from which all its parts are open, but for the last: what is in it is rare."""
_SMALL: Final = 14
"""Rows below which only the first part is open."""
_SLIM: Final = 52
"""Cells across below which labels are short, and no word stands at the end of a row."""


class FormPane(Widget):
    """Everything of an invocation that can be edited. It shows a payload and never holds one.

    Its parts stand below each other under headings that fold. As many are open at first as there
    is room for; one that is gone to by key is open until another is gone to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+right,ctrl+pagedown", "step_pane(1)", "Next part", id="form.next", show=False),
        Binding(
            "alt+left,ctrl+pageup", "step_pane(-1)", "Previous part", id="form.prev", show=False
        ),
    ]

    class PaneShown(Message):
        """Another part of the form is the current one."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: dict[str, list[FieldRow]] = {}
        self.raw = RawJson()
        self._sections = {
            name: Section(name, partial(self._content, name), switch=SWITCH * (name == _FIRST))
            for name in (*_FIELDS.PANES, TARGET, EXPECT)
        }
        self._sections[EXPECT].fold(folded=True)
        self._raw_heading = Heading("Payload as JSON", switch="fields")
        self._payload: JsonValue = None
        self._empty = False
        self._active = _FIRST
        self._chosen: set[str] = set()
        self._peeked = ""
        self._noted: Row | None = None
        self._note = Content()

    def compose(self) -> ComposeResult:
        add = f"{key_of('workbench.duplicate')} adds the example."
        yield Static(f"This session has no invocation. {add}", id="empty", markup=False)
        self._fold_for(self.app.size.height - 4)
        with VerticalScroll(id="parts", can_focus=False):
            for section in self._sections.values():
                yield section.heading
                if section.name != EXPECT:
                    with section.body:
                        if section.name in _FIELDS.PANES and not section.is_folded:
                            yield from section.content()
        yield self._raw_heading
        yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        self.call_after_refresh(self._fill)

    async def _fill(self) -> None:
        """Make what is in the parts that are open, one after another: keys come in between."""
        for section in self._sections.values():
            if not (section.is_filled or section.is_folded):
                await section.fill()
                self._mark()
                self.call_after_refresh(self._fill)
                return

    def on_resize(self, event: events.Resize) -> None:
        if self.has_class("-slim") is not (event.size.width < _SLIM):
            self.toggle_class("-slim")
            for row in self.query(Row):  # draws itself beside the margins that it has then
                row.call_after_refresh(row.refresh)
        self._fold_for(event.size.height)

    def _fold_for(self, rows: int) -> None:
        """Open as many parts as there is room for, but for those that the user has folded or
        opened, or is in."""
        for at, section in enumerate(self._sections.values()):
            if section.name in self._chosen or section.name in (EXPECT, self._peeked):
                continue
            is_open = at == 0 or (rows >= _SMALL and at == 1) or (rows >= _ROOMY)
            is_open = is_open and not (section.name == _LAST and not section.summary)
            if section.is_folded is is_open and (is_open or not section.is_in_use):
                section.fold(folded=not is_open)
        if self.is_attached:
            self.call_after_refresh(self._fill)

    # What is shown

    @cached_property
    def target(self) -> TargetPane:
        """Where the invocation goes. What it shows is not loaded before the first picture."""
        from .target_pane import TargetPane

        return TargetPane()

    @property
    def rows(self) -> Iterator[FieldRow]:
        """Every field of every part that was looked at."""
        for rows in self._rows.values():
            yield from rows

    @property
    def active(self) -> str:
        """The name of the current part."""
        return JSON if self.has_class("-json") else self._active

    def section(self, name: str) -> Section:
        """A part of the form."""
        return self._sections[name]

    def show(self, payload: JsonValue, *, fresh: bool = False, empty: bool = False) -> None:
        """Show a payload; `fresh` where it is another invocation's, `empty` where there is none."""
        self._payload, self._empty = payload, empty
        self.set_class(empty, "-empty")
        if fresh:
            for row in (*self.rows, self.raw):
                row.forget()
        for row in self.rows:
            row.load(payload)
        if self.active == JSON:
            self.raw.load(payload)
        for name in _FIELDS.PANES:
            self.summarize(name, summary(name, payload))
        self._mark()

    def summarize(self, name: str, text: str) -> None:
        """Say in one line what is in a part."""
        section = self._sections[name]
        section.summary = text
        section.show()

    def _content(self, name: str) -> Iterator[Widget]:
        """What is in a part, which is made when it is first looked at: the form opens sooner."""
        if name == TARGET:
            yield self.target
        elif name != EXPECT:
            self._rows[name] = rows = list(rows_of(name))
            for row in rows:
                row.load(self._payload)
            yield from rows

    # Going from part to part

    def show_pane(self, name: str) -> bool:
        """Bring a part into sight; False where JSON that is not applied has to be seen to first."""
        if name != JSON and self.raw.problem:
            self.notify(
                f"{self.raw.problem}. {key_of('field.revert')} puts back what is applied.",
                title="The JSON is not applied",
                severity="warning",
                markup=False,
            )
            return False
        focused_here = self.has_focus_within
        self.set_class(name == JSON, "-json")
        if name == JSON:
            self.raw.load(self._payload)
            if not self.raw.is_attached:
                self.mount(self.raw, after=self._raw_heading)
            if focused_here:
                self.screen.set_focus(self._raw_heading)
                self.focus_first()
        else:
            self._open(name)
        self.post_message(self.PaneShown(name))
        return True

    def _open(self, name: str) -> None:
        """Unfold a part, until another is gone to."""
        section = self._sections[name]
        self._set_active(name)
        if self._peeked not in ("", name):
            before = self._sections[self._peeked]
            self._peeked = ""
            self.call_after_refresh(self._fold_again, before)
        if section.is_folded and name != EXPECT:
            self._peeked = name
            section.fold(folded=False)
        if not section.is_filled and name != EXPECT:
            self.call_after_refresh(self._fill)
        self.call_after_refresh(self._scroll_into_sight, section)

    def _fold_again(self, section: Section) -> None:
        if section.name not in (self._peeked, self._active) and not section.is_in_use:
            section.fold(folded=True)

    def _scroll_into_sight(self, section: Section) -> None:
        """Have as much of a part in sight as there is room for, its heading always."""
        parts = self.query_one("#parts")
        if section.name == self._active and section.heading.is_attached:
            parts.scroll_to_widget(section.body, animate=False)
            parts.scroll_to_widget(section.heading, animate=False)

    def action_step_pane(self, by: int) -> None:
        names = [*self._sections, JSON]
        name = names[(names.index(self.active) + by) % len(names)]
        if self.show_pane(name):
            self.focus_first()

    def focus_first(self) -> None:
        """Put the focus into the current part, at once: keys that follow go there."""
        if self.active == JSON:
            self.call_after_refresh(self._focus_json)
            return
        section = self._sections[self._active]
        rows = [widget for widget in section.body.query("*").results(Widget) if widget.focusable]
        self.screen.set_focus(rows[0] if rows and not section.is_folded else section.heading)
        if not rows and not section.is_folded:
            self.call_after_refresh(self._focus_when_filled, section)

    def _focus_json(self) -> None:
        if self.active == JSON and (self._raw_heading.has_focus or not self.has_focus_within):
            focus_first(self.raw)

    async def _focus_when_filled(self, section: Section) -> None:
        await section.fill()
        self._mark()
        if section.heading.has_focus:
            focus_first(section.body)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The part with the focus is the current one; what the current field is for is said."""
        if event.widget is not self.screen.focused:
            return  # the focus has gone on since: a key is held down
        nodes = [event.widget, *event.widget.ancestors]
        self.show_note()
        for section in self._sections.values():
            if section.heading in nodes or section.body in nodes:
                if section.name != self._active:
                    self._set_active(section.name)
                    self.post_message(self.PaneShown(section.name))
                return

    def show_note(self) -> None:
        """Say at the lower edge what there is to say of the current row."""
        self._noted = row = self._current
        style, text = row.note if row else ("", "")
        note = Content.styled(one_line(text, 300), style)
        if note != self._note:
            self._note = note
            self.border_subtitle = note
            self.query_one("#about", Static).update(note)

    @property
    def _current(self) -> Row | None:
        focused = self.screen.focused
        nodes = focused.ancestors if focused else ()
        return next((node for node in nodes if isinstance(node, Row)), None)

    def on_click(self, event: events.Click) -> None:
        """A click on what is said of the current field takes the suggestion in it."""
        is_edge = event.widget is self and event.y == self.outer_size.height - 1
        is_note = is_edge or event.widget is self.query_one("#about")
        if is_note and isinstance(row := self._noted, FieldRow):
            row.call_later(row.take_suggestion)  # said by the form it would end there
            focus_first(row)

    def _set_active(self, name: str) -> None:
        self._active = name
        for section in self._sections.values():
            section.is_current = section.name == name
            section.show()

    @on(Heading.Pressed)
    async def _heading_pressed(self, event: Heading.Pressed) -> None:
        """Fold a part, or open it; what is expected is edited in a dialog."""
        event.stop()
        if event.heading is self._raw_heading:
            self.switch_json()
            return
        section = self._sections[event.heading.title]
        if section.name == EXPECT:
            self.post_message(ExpectationsWanted())
            return
        self._chosen.add(section.name)
        if self._peeked == section.name:
            self._peeked = ""
        self._set_active(section.name)
        if not section.is_folded and section.body.has_focus_within:
            self.screen.set_focus(section.heading)
        section.fold(folded=not section.is_folded)
        if not section.is_folded:
            await section.fill()
            self._mark()
            self.post_message(self.PaneShown(section.name))
            self.call_after_refresh(self._scroll_into_sight, section)

    @on(Heading.Switched)
    def _switched(self, event: Heading.Switched) -> None:
        event.stop()
        self.switch_json()

    def switch_json(self) -> None:
        """Show the payload as JSON, or its fields again."""
        if self.show_pane(self._active if self.active == JSON else JSON):
            self.focus_first()

    def field(self, path: JsonPath, label: str) -> FieldRow:
        """The field of this path, and, where several are of it, of this label."""
        return next(row for row in (*self.rows, self.raw) if (row.path, row.label) == (path, label))

    # What is not applied

    def flush(self) -> FieldRow | None:
        """Take over what was typed this very moment; the field that it was typed in.

        That field may have said so already, and not been heard yet.
        """
        row = self._current
        if not isinstance(row, FieldRow):
            return None
        row.flush()
        return row

    def unapplied(self) -> FieldRow | TargetRow | None:
        """The first field with a text that cannot be applied."""
        everything = (*self.rows, *self.target.rows, self.raw)
        return next((row for row in everything if row.problem), None)

    def reveal(self, row: Widget) -> None:
        """Bring a field, or the list of secrets, into sight and focus it."""
        sections = self._sections.values()
        name = next((each.name for each in sections if each.body in row.ancestors), JSON)
        if self.show_pane(name):
            row.focus() if row.focusable else focus_first(row)

    def reveal_change(self, before: JsonValue, after: JsonValue) -> None:
        """Bring the field into sight that differs between two payloads, and focus it."""
        changed = changed_fields(before, after)
        if self.active == JSON or not changed:
            return
        field = next((field for field in changed if field.pane == self._active), changed[0])
        section = self._sections[field.pane]

        async def focus() -> None:
            await section.fill()
            row = next(row for row in self.rows if row.path == field.path)
            if not row.has_focus_within:
                focus_first(row)

        self.show_pane(field.pane)
        self.call_after_refresh(focus)

    def _mark(self) -> None:
        """Show at the fields, and at the headings above them, what the platform would refuse."""
        refusal = None if self._empty else PLATFORM.rules.refusal(self._payload)
        advice = {each.path: each for each in PLATFORM.rules.advice(self._payload)}
        for row in self.rows:
            refused = refusal if refusal and refusal.path == row.path else None
            row.mark(refused, advice.get(row.path))
        wrong = part_of(refusal.path) if refusal else None
        for section in self._sections.values():
            section.is_wrong = section.name == wrong
            section.show()

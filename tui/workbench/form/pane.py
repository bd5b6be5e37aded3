"""The form: the panes with every field of the payload, its target, and the payload as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TabbedContent, TabPane

from sessions.contract import json_path
from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM
from tui.widgets.focus import focus_first

from .editors import LinesEditor, Summary
from .field_row import FieldRow
from .field_state import Codec, ContainerCodec, ExtrasCodec, same_or_absent
from .target_pane import TargetPane, TargetRow

TARGET: Final = "Target"
JSON: Final = "{}"
_FIELDS: Final = PLATFORM.fields
_FIRST, _LAST = _FIELDS.PANES[0], _FIELDS.PANES[-1]
_IDS: Final = {name: f"pane-{name.lower()}" for name in (*_FIELDS.PANES, TARGET)} | {
    JSON: "pane-json"
}


class FormPane(Widget):
    """Everything of an invocation that can be edited. It shows a payload and never holds one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+right,ctrl+pagedown", "step_pane(1)", "Next pane", id="form.next", show=False),
        Binding("alt+left,ctrl+pageup", "step_pane(-1)", "Pane before", id="form.prev", show=False),
    ]

    class PaneShown(Message):
        """Another pane of the form is in front."""

        def __init__(self, name: str) -> None:
            self.name = name
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: dict[str, list[FieldRow]] = {}
        self.raw = RawJson()
        self.target = TargetPane()
        self._payload: JsonValue = None
        self._empty = False
        self._focus_next: Callable[[], object] | None = None
        self._marked: str | None = None

    def compose(self) -> ComposeResult:
        yield Static(
            "This session has no invocation. Ctrl+D adds the example.", id="empty", markup=False
        )
        with TabbedContent(id="panes"):
            for name in _IDS:
                with TabPane(_label(name, False), id=_IDS[name]):
                    yield from self._content(name) if name == _FIRST else ()

    # What is shown

    @property
    def rows(self) -> Iterator[FieldRow]:
        """Every field of every pane that was looked at."""
        for rows in self._rows.values():
            yield from rows

    @property
    def active(self) -> str:
        """The name of the pane in front."""
        active = self.query_one(TabbedContent).active
        return next((name for name, id in _IDS.items() if id == active), _FIRST)

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
        self._mark()

    def _content(self, name: str) -> Iterator[Widget]:
        """What is in a pane, which is mounted when it is first looked at: the form opens sooner."""
        if name == TARGET:
            yield self.target
        elif name == JSON:
            yield self.raw
        else:
            self._rows[name] = rows = list(_rows(name))
            for row in rows:
                row.load(self._payload)
            yield VerticalScroll(*rows, can_focus=False)

    def show_pane(self, name: str) -> None:
        """Bring a pane to the front."""
        self.query_one(TabbedContent).active = _IDS[name]

    def action_step_pane(self, by: int) -> None:
        names = list(_IDS)
        self._focus_next = self.focus_first
        self.show_pane(names[(names.index(self.active) + by) % len(names)])

    @property
    def pane(self) -> TabPane:
        """The pane in front."""
        return self.query_one(TabbedContent).get_pane(_IDS[self.active])

    def focus_first(self) -> None:
        """Put the focus into the pane in front."""
        focus_first(self.pane)

    def field(self, path: JsonPath, label: str) -> FieldRow:
        """The field of this path, and, where several are of it, of this label."""
        return next(row for row in (*self.rows, self.raw) if (row.path, row.label) == (path, label))

    # What is not applied

    def flush(self) -> FieldRow | None:
        """Take over what was typed this very moment; the field that it was typed in.

        That field may have said so already, and not been heard yet.
        """
        focused = self.screen.focused
        if focused is None:
            return None
        row = next((node for node in focused.ancestors if isinstance(node, FieldRow)), None)
        if row:
            row.flush()
        return row

    def unapplied(self) -> FieldRow | TargetRow | None:
        """The first field with a text that cannot be applied."""
        everything = (*self.rows, *self.target.rows, self.raw)
        return next((row for row in everything if row.problem), None)

    def reveal(self, row: FieldRow | TargetRow) -> None:
        """Bring a field to the front and focus it."""
        pane = next(node.id for node in row.ancestors if isinstance(node, TabPane))
        editor = next(widget for widget in row.query("*") if widget.can_focus)
        if pane == _IDS[self.active]:
            editor.focus()
        else:
            self._focus_next = editor.focus
            self.query_one(TabbedContent).active = pane or ""

    def reveal_change(self, before: JsonValue, after: JsonValue) -> None:
        """Bring the field to the front that differs between two payloads, and focus it."""
        changed = [
            field
            for field in _FIELDS.FIELDS
            if not same_or_absent(
                json_path.get(before, field.path), json_path.get(after, field.path)
            )
        ]
        active = self.active
        if active == JSON or not changed:
            return
        field = next((field for field in changed if field.pane == active), changed[0])

        def focus() -> None:
            row = next((row for row in self.rows if row.path == field.path), None)
            if row is not None and not row.has_focus_within:
                focus_first(row)

        if field.pane == active:
            focus()
        else:
            self._focus_next = focus
            self.show_pane(field.pane)

    @on(TabbedContent.TabActivated)
    async def _pane_shown(self, event: TabbedContent.TabActivated) -> None:
        event.stop()
        name = next(name for name, id in _IDS.items() if id == event.pane.id)
        if name != self.active:
            return  # left again before this was said: a key is held down
        focus, self._focus_next = self._focus_next, None
        if self.raw.problem and name != JSON:
            self.show_pane(JSON)
            self.notify(
                f"{self.raw.problem}. Correct it, or press Escape to put back what is applied.",
                title="The JSON is not applied",
                severity="warning",
                markup=False,
            )
            return
        if not event.pane.children:
            await event.pane.mount_all(self._content(name))
            self._mark()
        if name == JSON:
            self.raw.load(self._payload)
        if focus:
            focus()
        self.post_message(self.PaneShown(name))

    def _mark(self) -> None:
        """Show at the fields, and at the tabs of their panes, what the platform would refuse."""
        refusal = None if self._empty else PLATFORM.rules.refusal(self._payload)
        advice = {each.path: each for each in PLATFORM.rules.advice(self._payload)}
        for row in self.rows:
            refused = refusal if refusal and refusal.path == row.path else None
            row.mark(refused, advice.get(row.path))
        marked = _pane_of(refusal.path) if refusal else None
        if marked == self._marked:
            return
        for name in filter(None, (marked, self._marked)):
            tab = self.query_one(TabbedContent).get_tab(_IDS[name])
            tab.label = _label(name, name == marked)
            tab.set_class(name == marked, "refused")
        self._marked = marked


def _rows(pane: str) -> Iterator[FieldRow]:
    for name, (path, about) in _FIELDS.OBJECTS.items():
        if name == pane:
            label = str(path[-1])
            yield FieldRow(path, Summary(), ContainerCodec(), label=label, about=about)
    for field in _FIELDS.FIELDS:
        if field.pane == pane:
            yield FieldRow.of(field)
    if pane == _LAST:
        for path in _FIELDS.CONTAINERS:
            name = str(path[-1]) if path else "payload"
            about = "Keys without a field of their own"
            yield FieldRow(
                path, LinesEditor(), ExtrasCodec(path), label=f"other in {name}", about=about
            )


def _pane_of(path: JsonPath) -> str:
    """The pane on which a field, or the object that should hold fields, is edited."""
    field = next((field for field in _FIELDS.FIELDS if field.path == path), None)
    if field:
        return field.pane
    return next((pane for pane, (held, _) in _FIELDS.OBJECTS.items() if held == path), JSON)


def _label(name: str, marked: bool) -> Content:
    """The tab's label with room for its sign, so that marking a pane moves nothing."""
    return Content(f"{name}{'✗' if marked else ' '}")


class RawJson(FieldRow):
    """The whole payload as JSON. Says `FieldEdited` with an empty path for another payload."""

    def __init__(self) -> None:
        super().__init__(
            (),
            LinesEditor(line_numbers=True),
            Codec(),
            label="payload",
            about="The whole payload, exactly as it is sent",
        )

    def compose(self) -> ComposeResult:
        yield self._remark
        yield self._editor

"""A part of the form under a heading, which folds, and then says in one line what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from typing_extensions import override

from sessions.contract import json_path
from sessions.contract.json_path import Absent
from sessions.contract.json_text import JsonValue, dumps
from sessions.platforms.current import PLATFORM
from sessions.text import one_line

from .row import Row

_VALUE_LIMIT: Final = 24
"""Characters of one value in the line of a folded section."""

SWITCH: Final = "{}"
"""What switches between the fields and the payload as JSON; the name of the latter too."""


class Heading(Widget, can_focus=True):
    """The line above a section. Enter or a click says `Pressed`; one on `{}` says `Switched`."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "press", "Fold or unfold a group of fields", id="form.fold", show=False
        ),
    ]

    class Pressed(Message):
        """The section is to be folded, or unfolded."""

        def __init__(self, heading: Heading) -> None:
            self.heading = heading
            super().__init__()

    class Switched(Message):
        """The payload is wanted as JSON, or as fields again."""

    def __init__(self, name: str, *, switch: str = "") -> None:
        super().__init__()
        self.title = name
        self._switch = switch
        self._look: tuple[str, str, bool, bool] = ("▾", "", False, False)

    def look(self, sign: str, text: str, *, is_wrong: bool, is_current: bool) -> None:
        """Show `sign`, `▾`, and a text behind the name; say that something in it is `is_wrong`."""
        look = (sign, text, is_wrong, is_current)
        if look != self._look:
            self._look = look
            self.refresh()

    @override
    def render(self) -> Content:
        sign, text, is_wrong, is_current = self._look
        width = self.size.width
        end = f" {self._switch} " if self._switch else ""
        name_style = "$text-error" if is_wrong else "bold $text-accent" if is_current else "bold"
        head = [
            (f"{sign} ", "$text-muted"),
            (self.title, name_style),
            (" ✗" if is_wrong else "", "$text-error"),
        ]
        room = max(0, width - sum(len(part) for part, _ in head) - len(end) - 1)
        shown = f" {one_line(text, max(1, room - 1))}" if text and room > 2 else ""
        rule = "─" * (room - len(shown)) if not text else " " * max(0, room - len(shown))
        return Content.assemble(
            *head, (shown, "$text-muted"), " ", (rule, "$border-blurred"), (end, "$text-accent")
        ).truncate(width, ellipsis=False)

    def action_press(self) -> None:
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """A click on `{}` switches, one elsewhere folds."""
        event.stop()
        if self._switch and event.x >= self.size.width - len(self._switch) - 2:
            self.post_message(self.Switched())
        else:
            self.post_message(self.Pressed(self))


class Section:
    """A heading and the body below it, which is filled when it is first looked at."""

    def __init__(self, name: str, make: Callable[[], Iterator[Widget]], *, switch: str) -> None:
        self.name = name
        self.heading = Heading(name, switch=switch)
        self.body = Vertical(classes="section")
        self.is_folded = False
        self.is_filled = False
        self.is_wrong = False
        self.is_current = False
        self.summary = ""
        """What is in it, in one line: shown where it is folded."""
        self._make = make

    @property
    def is_in_use(self) -> bool:
        """Whether the focus is in it, or a text that is not applied."""
        rows = self.body.query(Row).results(Row)
        return self.body.has_focus_within or any(row.problem for row in rows)

    def fold(self, *, folded: bool) -> None:
        """Show only the heading, or all."""
        self.is_folded = folded
        self.body.display = not folded
        self.show()

    def content(self) -> list[Widget]:
        """What goes into the body; made once."""
        self.is_filled = True
        return list(self._make())

    async def fill(self) -> None:
        """Make what is in the body, where it is not there yet."""
        if not self.is_filled:
            await self.body.mount_all(self.content())

    def show(self) -> None:
        """Show the heading as it is now."""
        self.heading.look(
            "▸" if self.is_folded else "▾",
            self.summary if self.is_folded else "",
            is_wrong=self.is_wrong,
            is_current=self.is_current,
        )


def summary(pane: str, payload: JsonValue) -> str:
    """The fields of a pane that a payload has, in one line: `en · 127.0.0.1 · request.ip null`."""
    held = PLATFORM.fields.OBJECTS.get(pane)
    if held:
        whole = json_path.get(payload, held[0])
        if isinstance(whole, Absent) or whole is None:
            return "absent" if isinstance(whole, Absent) else "null"
    said = []
    for field in PLATFORM.fields.FIELDS:
        value = json_path.get(payload, field.path)
        if field.pane != pane or isinstance(value, Absent):
            continue
        if isinstance(value, str):
            said.append(one_line(value, _VALUE_LIMIT))
        elif value not in ({}, []):
            said.append(f"{field.label} {one_line(dumps(value), _VALUE_LIMIT)}")
    return " · ".join(said)

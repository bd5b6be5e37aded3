"""The line on top: which session and invocation, whether there are unsaved changes, where it is
sent, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static
from typing_extensions import override

from sessions.text import one_line

_SLIM: Final = 64
"""Cells below which there is only room for the session and the invocation."""


class _Session(Widget):
    """The name of a session. It is most often a path, so that its end is what tells it from others:
    where there is little room, its beginning is left out."""

    def __init__(self) -> None:
        super().__init__(id="title-session")
        self._whole = ""

    def show(self, name: str) -> None:
        """Show another one."""
        if name != self._whole:
            self._whole = name
            self.refresh(layout=True)

    @override
    def get_content_width(self, container: Size, viewport: Size) -> int:
        return cell_len(self._whole)

    @override
    def render(self) -> Content:
        room, left = self.size.width, self._whole
        while cell_len(left) + (left != self._whole) > room and left:
            left = left[1:]
        return Content(left if left == self._whole else f"…{left}")


class TitleBar(Widget):
    """One line: the session and the invocation on the left, `places` to go to, the target on the
    right; LIVE where calls go out.

    `places` are words by what the screen's action `do('place', …)` takes; where there are none,
    there is no invocation to step from either.
    """

    ALLOW_SELECT = False

    def __init__(self, places: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._places = places or {}

    def compose(self) -> ComposeResult:
        yield Static("offhook", id="title-brand", markup=False)
        yield _Session()
        yield Static("● unsaved", id="title-dirty", markup=False)
        if self._places:
            with Horizontal(id="stepper"):
                yield Static("‹", id="invocation-before", markup=False)
                yield Static(id="invocation-name", markup=False)
                yield Static("›", id="invocation-next", markup=False)
            with Horizontal(id="places"):
                for place, word in self._places.items():
                    yield Static(word, id=f"place-{place}", markup=False)
        yield Static(id="title-target", markup=False)
        yield Static(id="title-network", markup=False)
        yield Static(id="title-watch", markup=False)

    def show(
        self,
        session: str,
        *,
        dirty: bool,
        target: str,
        network: str,
        invocation: str = "",
        watching: str = "",
    ) -> None:
        """Say which session, invocation and target are in use, and in a word what becomes of its
        calls, and whether files are watched."""
        self.query_one(_Session).show(one_line(session))
        self.query_one("#title-dirty").display = dirty
        for name in self.query("#invocation-name").results(Static):
            name.update(Content(invocation))
        goes = f"{one_line(target)} ·" if network else one_line(target)
        self.query_one("#title-target", Static).update(Content(goes))
        self.query_one("#title-network", Static).update(network)
        watch = self.query_one("#title-watch", Static)
        watch.update(f"↻ {watching}")
        watch.display = bool(watching)

    def show_place(self, place: str) -> None:
        """Mark the place that is in front."""
        for each in self._places:
            self.query_one(f"#place-{each}").set_class(each == place, "-active")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < _SLIM, "-slim")

    async def on_click(self, event: events.Click) -> None:
        """The signs beside the name step, the words go to their places."""
        id = event.widget.id or "" if event.widget else ""
        if id.startswith("place-"):
            await self.run_action(f"screen.do('place', '{id.removeprefix('place-')}')")
        elif step := {"invocation-before": -1, "invocation-next": 1}.get(id):
            await self.run_action(f"screen.do('step', {step})")

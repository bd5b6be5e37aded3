"""What is seen of the workbench, and first of all: the widgets of its places, and the session at a
glance, before what works on it is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static
from typing_extensions import override

from sessions.contract.invocation import example
from sessions.store.glance import Glance, glance
from tui.dialogs.host import HostScreen
from tui.outcome.pane import OutcomePane
from tui.widgets.key_bar import KeyBar
from tui.widgets.title_bar import TitleBar

from .columns import PLACES, Columns, Lists, Places
from .divider import Divider
from .form.editable import session_title
from .form.pane import FormPane
from .keys import KEYS, CurrentKeys
from .lists.invocations import InvocationList
from .lists.sessions import SessionList


class WorkbenchView(HostScreen):
    """The places of the workbench. It is drawn with what a glance at the session shows; then, or
    where that shows nothing, it is to `complete` itself.

    So the first picture comes before the models and all that edits, sends and saves is loaded,
    which takes as long again.
    """

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (100, "-halves"), (140, "-wide")]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-tiny"), (18, "-short"), (36, "-tall")]

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self.start = path
        self.is_mounted_whole = False
        """Whether all that is seen first is there, to be drawn."""
        self._is_drawn = False
        self.title_bar = TitleBar(PLACES)
        self.key_bar = KeyBar(KEYS)
        self.session_list = SessionList(id="session-list")
        self.invocation_list = InvocationList(id="invocations")
        self.form = FormPane(id="form", classes="place shown")
        self.outcome_pane = OutcomePane(id="outcome", classes="place")
        self.columns = Columns(
            self.session_list, self.invocation_list, self.form, self.outcome_pane
        )
        self.places = Places(self, self.columns)
        self.keys = CurrentKeys(self.key_bar, self.places)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield Static(id="headline", markup=False)
        with Horizontal(id="columns"):
            with Lists(id="sessions", classes="place"):
                yield self.invocation_list
                yield self.session_list
            yield self.form
            yield Divider()
            yield self.outcome_pane
        yield self.key_bar

    def on_mount(self) -> None:
        self.is_mounted_whole = True
        file = None if self.start is None or self.start.is_dir() else self.start
        found = glance(file) if file else _of_a_new_one()
        if found is None:
            self.complete()
        else:
            self._show(found, session_title(file))
            self.call_after_refresh(self.complete)
        self.form.focus_first()

    def _show(self, found: Glance, title: str) -> None:
        self.form.show(found.payload, fresh=True)
        self.invocation_list.show([*found.names], found.names[0], lambda _: None)
        heading = self.invocation_list.heading
        self.title_bar.show(title, dirty=False, invocation=heading, target="", network="")
        self.places.show_titles()
        self.keys.show()

    @override
    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        self._is_drawn = self._is_drawn or not self.app._batch_count

    @override
    async def _invoke_and_clear_callbacks(self) -> None:
        """What comes after the first picture waits for it: Textual holds updates back until all is
        mounted, and meanwhile takes each pause for the time after a refresh."""
        if self._is_drawn:
            await super()._invoke_and_clear_callbacks()

    def complete(self) -> None:
        """Become all that the workbench is, if it is not yet; to be done before anything that the
        user does is handled. Nothing where the first picture is still to come."""
        raise NotImplementedError


def _of_a_new_one() -> Glance:
    sample = example()
    return Glance((sample.name,), sample.payload)

"""The comparison: what two targets make of each invocation, and where the chosen one differs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from sessions.comparison.run import Compared, Comparison, not_shown
from sessions.differences.difference import RULES, Difference
from sessions.errors import OffhookError
from sessions.report.comparison import came_to, sign_of, summary
from sessions.report.differences import values
from sessions.text import one_line, printable
from tui.dialogs.host import HostScreen
from tui.widgets.key_bar import KeyBar, screen_key
from tui.widgets.text_view import MUTED, Row, TextView, laid_out
from tui.widgets.title_bar import TitleBar
from tui.widgets.workers import run_alone
from tui.wording import duration

_key: Final = partial(screen_key, "comparison")
KEYS: Final = (
    _key("f5", "again", "again", "Again", "Send all to both once more", show=True),
    _key("f6", "next", "next", "Next ≠", "To the next that differs", show=True),
    _key("f1", "help", "app.help", "Help", "The keys, and what each outcome means", show=True),
    _key("escape", "leave", "leave", "Leave", "Back to the workbench", show=True),
)
_COLORS: Final = {"=": "$text-success", "≠": "$text-error", "?": "$text-warning"}
_WAITING: Final = "·"
_NAME_WIDTH: Final = 40

Comparing = Callable[[Callable[[int, Compared], None]], Awaitable[Sequence[Compared]]]
"""Sends all invocations to both targets, and says each as it ends, with its place."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is to be compared."""

    session: str
    names: Sequence[str]
    a: str
    b: str
    compare: Comparing


class ComparisonScreen(HostScreen):
    """A list of the invocations, and beside it where the two targets differ in one of them."""

    CSS_PATH: ClassVar = ["../workbench/screen.tcss", "screen.tcss"]
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    rows = query_one(OptionList)
    differences = query_one(TextView)

    def __init__(self, pair: Pair) -> None:
        super().__init__()
        self._given = pair
        self._compared: dict[int, Compared] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="comparison"):
            yield OptionList(*map(self._option, range(len(self._given.names))), compact=True)
            with Vertical(id="of-one"):
                yield Static(id="came-to", markup=False)
                yield TextView()
        yield Static(id="sum", markup=False)
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        given = self._given
        self.query_one(TitleBar).show(
            given.session, dirty=False, target=f"a {given.a} · b {given.b}", network=""
        )
        self.rows.highlighted = 0
        self.action_again()

    # What is compared

    def action_again(self) -> None:
        """Compare all of them, from the first on."""
        self._compared.clear()
        for at in range(len(self._given.names)):
            self.rows.replace_option_prompt_at_index(at, self._prompt(at))
        self._show()
        run_alone(self, self._compare(), "compare")

    async def _compare(self) -> None:
        try:
            found = await self._given.compare(self._take)
        except (OffhookError, ValueError) as error:
            self.query_one("#sum", Static).update(Content(one_line(f"✗ {error}", 400)))
        else:
            said = "; ".join((summary(found), *not_shown(found)))
            self.query_one("#sum", Static).update(Content(one_line(said, 400)))

    def _take(self, at: int, compared: Compared) -> None:
        self._compared[at] = compared
        self.rows.replace_option_prompt_at_index(at, self._prompt(at))
        if at == self.rows.highlighted:
            self._show()
        self.query_one("#sum", Static).update(
            Content(f"{len(self._compared)} of {len(self._given.names)} compared")
        )

    @on(Worker.StateChanged)
    def _failed(self, event: Worker.StateChanged) -> None:
        """A fault of offhook's own."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(f"{type(error).__name__}: {error}", title="offhook failed", severity="error")

    # What is shown

    @on(OptionList.OptionHighlighted)
    def _chosen(self) -> None:
        self._show()

    def _show(self) -> None:
        one = self._compared.get(self.rows.highlighted or 0)
        found = one and one.comparison
        heading = Content("not compared yet") if found is None else _heading(found)
        self.query_one("#came-to", Static).update(heading)
        self.differences.show(laid_out(_rows(found)) if found else Content(""))

    def action_next(self) -> None:
        """Go to the next invocation that is not equal."""
        count, at = len(self._given.names), self.rows.highlighted or 0
        for step in range(1, count + 1):
            one = self._compared.get((at + step) % count)
            if one and one.comparison and not one.comparison.equal:
                self.rows.highlighted = (at + step) % count
                return
        self.say("No invocation differs.")

    def action_leave(self) -> None:
        """Give up what is being sent, and go back."""
        self.dismiss()

    def _option(self, at: int) -> Option:
        return Option(self._prompt(at))

    def _prompt(self, at: int) -> Content:
        one = self._compared.get(at)
        sign = sign_of(one.comparison) if one and one.comparison else _WAITING
        color = _COLORS.get(sign, MUTED)
        return Content.assemble((sign, color), " ", one_line(self._given.names[at], _NAME_WIDTH))


def _heading(found: Comparison) -> Content:
    sign = sign_of(found)
    took = f"{duration(found.a.duration_ms)}, {duration(found.b.duration_ms)}"
    return Content.assemble((sign, _COLORS[sign]), f" {came_to(found)}  ", (took, MUTED))


def _rows(found: Comparison) -> Iterator[Row]:
    """Each difference under its path, then what is no difference of the code's."""
    if not found.ran and found.a.error:
        yield [("Neither was run:", "$text-warning")]
        yield [(printable(found.a.error.message), "")]
    elif found.equal:
        yield [("No difference", "$text-success")]
    for one in found.differences:
        yield from _difference(one)
    for one in found.platform:
        yield [("", "")]
        yield from _difference(one, MUTED)
        if one.rule:
            yield [(f"  the platform's own: {RULES[one.rule]}", MUTED)]
    for one in found.varying:
        yield [("", "")]
        yield from _difference(one, MUTED)
        yield [("  left out: what is here varies", MUTED)]


def _difference(one: Difference, style: str = "bold") -> Iterator[Row]:
    yield [(one_line(one.path, 200), style)]
    for name, value in zip("ab", values(one.a, one.b), strict=True):
        yield [(f"  {name}  ", MUTED), (one_line(value, 300), MUTED if style == MUTED else "")]

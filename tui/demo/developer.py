"""The developer's view of the demo: what the hook did, and the tenant's log as it runs along."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.contract.outcome import OutboundCall, Outcome
from sessions.platforms.auth0.mfa.model import SENDS, LogLine
from sessions.text import one_line, printable, shorten
from tui.theme import MUTED
from tui.widgets.text_view import Row, laid_out
from tui.wording import NETWORK, duration, seen_from_here, title

_MOST_LINES: Final = 200
"""Of the log that are shown, the newest; and of an outcome, the first."""
_MOST_OF_A_TEXT: Final = 2_000
_MOST_SHOWN: Final = 10_000
"""Characters of an outcome: the outcome pane of the workbench has the rest."""
_TIME_WIDTH: Final = 10
_TYPE_WIDTH: Final = 26
_INDENT: Final = _TIME_WIDTH + _TYPE_WIDTH
"""Cells before a description, also in its further rows."""
_NBSP: Final = "\N{NO-BREAK SPACE}"
_NARROWEST: Final = 20
_FEW_ROWS: Final = 6
"""Up to which each line of the log has one row, so that the newest ones are seen."""


class Developer(Widget):
    """The headline of the last outcome, its cause, and the log, the newest line at the end."""

    DEFAULT_CSS = """
    Developer {
        layout: horizontal;
        & VerticalScroll {
            height: 100%; padding: 0 1; scrollbar-size-vertical: 1;
            border: round $border-blurred;
            border-title-color: $text-muted; border-subtitle-color: $text-muted;
            &:focus { border: round $border; }
        }
        & Static { height: auto; }
        & .hook { width: 5fr; }
        & .log { width: 6fr; & Static { text-wrap: nowrap; text-overflow: ellipsis; } }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._log: list[tuple[str, LogLine]] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="hook") as hook:
            hook.border_title = "Hook"
            yield Static(markup=False)
        with VerticalScroll(classes="log") as log:
            log.border_title = "Tenant log"
            yield Static(markup=False)

    def show_note(self, text: str) -> None:
        """A sentence instead of an outcome: why there is none."""
        self._fill("hook", Content.styled(printable(text), MUTED))

    def show_outcome(self, name: str, outcome: Outcome) -> None:
        """What came of a call of the hook."""
        self._fill("hook", laid_out(islice(_outcome_rows(name, outcome), _MOST_LINES), _MOST_SHOWN))
        self.query_one(".hook", VerticalScroll).scroll_home(animate=False)

    def show_log(self, lines: Sequence[LogLine], time: Callable[[float], str]) -> None:
        """Show the tenant's log; `time` gives the time of day of a line."""
        self._log = [(time(line.at), line) for line in lines[-_MOST_LINES:]]
        self._show_log()

    def show_limits(self, sends: int, tries: int) -> None:
        """How many messages and wrong codes the user has left before having to wait."""
        limits = f"sends left {sends} of {SENDS.capacity}, tries {tries}"
        self.query_one(".log", VerticalScroll).border_subtitle = limits

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_log)

    def _show_log(self) -> None:
        """Show each line as a whole where there is room for that, else its beginning."""
        log = self.query_one(".log", VerticalScroll)
        roomy = log.size.height > _FEW_ROWS
        width = max(_NARROWEST, log.size.width - _INDENT) if roomy else None
        rows = [_log_line(line, time, width) for time, line in self._log]
        nothing = Content.styled("Nothing has happened yet.", MUTED)
        self._fill("log", Content("\n").join(rows) if rows else nothing)
        log.scroll_end(animate=False)

    def _fill(self, part: str, content: Content) -> None:
        self.query_one(f".{part} Static", Static).update(content)


def _log_line(line: LogLine, time: str, width: int | None) -> Content:
    """Time, type and description, which is wrapped to `width` cells, or left on one line."""
    text = one_line(line.description, 400)
    rows = textwrap.wrap(text, width) if width else [text]
    return Content.assemble(
        (f"{time:<{_TIME_WIDTH}}", MUTED),
        (f"{line.type:<{_TYPE_WIDTH}}", "$text-success" if line.good else "$text-error"),
        f"\n{_NBSP * _INDENT}".join(rows),
    )


def _outcome_rows(name: str, outcome: Outcome) -> Iterator[Row]:
    style = "bold $text-success" if outcome.delivered else "bold $text-error"
    took = duration(outcome.duration_ms)
    yield [(title(outcome), style), (f"  {one_line(name)} · {took}", MUTED)]
    if outcome.error:
        code = f" ({outcome.error.code})" if outcome.error.code is not None else ""
        yield [(_cut(f"{outcome.error.message}{code}"), "")]
    if outcome.where:
        where = replace(outcome.where, file=seen_from_here(outcome.where.file))
        yield [(f"at {one_line(str(where), 200)}", "bold")]
    for call in outcome.outbound:
        yield _call_row(call)
    if outcome.made_up:
        yield [(_cut(outcome.made_up), "$text-warning")]
    if not outcome.delivered and outcome.words.to_do:
        yield [(f"→ {outcome.words.to_do}", MUTED)]
    if outcome.message_id:
        yield [("MessageID ", MUTED), (one_line(outcome.message_id, 80), "")]
    for warning in outcome.warnings:
        yield [(f"▲ {_cut(warning)}", "$text-warning")]
    for line in outcome.console:
        yield [(_cut(f"{line.level}: {line.text}"), MUTED)]
    network = NETWORK.get(outcome.target.network or "", "")
    if about := " · ".join(filter(None, (outcome.target.runtime, network))):
        yield [(one_line(about, 200), MUTED)]


def _cut(text: str) -> str:
    return shorten(text, _MOST_OF_A_TEXT)


def _call_row(call: OutboundCall) -> Row:
    """`POST api.twilio.com · twilio · 201`: the outbound tab of the workbench has the rest."""
    answered = "no answer" if call.status is None else str(call.status)
    good = call.status is not None and call.status < 400
    fault = f" · fault {one_line(call.fault)}" if call.fault else ""
    return [
        (one_line(f"{call.method} {_host(call.url)}", 100), ""),
        (f" · {one_line(call.provider)}" if call.provider else "", MUTED),
        (" · ", ""),
        (answered, "$text-success" if good else "$text-error"),
        (fault, "$text-warning"),
    ]


def _host(url: str) -> str:
    """The part of a URL that says whom it is for."""
    return re.sub(r"^[^/]*//([^/?#]*).*", r"\1", url, flags=re.DOTALL)

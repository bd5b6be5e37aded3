"""The tenant on a screen: a list of what is in it, and beside it code, or where it differs."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sessions.errors import OffhookError
from sessions.tenant.differences import Differing
from sessions.tenant.plan import PushPlan
from sessions.tenant.writing import look, write
from sessions.text import one_line, printable
from tui.dialogs.ask import Choose
from tui.dialogs.host import HostScreen
from tui.widgets.key_bar import KeyBar, help_key, palette_key, screen_key
from tui.widgets.lines import Line
from tui.widgets.text_view import TextView
from tui.widgets.workers import run_alone

from .rows import Row, row_line, row_text
from .work import TenantWork

_key: Final = partial(screen_key, "tenant")
KEYS: Final = (
    _key(
        "p", "pull", "pull", "Pull", "Write the code of the current row into the folder", show=True
    ),
    _key("P", "push", "push", "Push", "Show what a push would do, then ask", show=True),
    _key("l", "logs", "logs", "Log", "Show the newest log entries about phone messages", show=True),
    _key("f5,r", "read", "read", "Read", "Read the tenant again", show=True),
    palette_key("tenant", show=True),
    help_key("tenant"),
    _key("escape", "leave", "leave", "Leave", "Back, or quit", show=True),
)
_MOST_LINES: Final = 400
"""Lines of a difference that a question shows."""


class TenantScreen(HostScreen):
    """Lists what is in a tenant and shows one of it. Reading is all that it does unasked."""

    CSS_PATH = Path(__file__).parent.parent / "workbench/screen.tcss"
    DEFAULT_CSS = """
    TenantScreen {
        layout: vertical; background: $background;
        & #tenant-head { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap;
            text-overflow: ellipsis; }
        & #tenant { height: 1fr; layout: horizontal; }
        & #tenant-rows, & #tenant-one {
            border: round $border-blurred; border-title-color: $text-muted;
            &:focus, &:focus-within { border: round $border; }
        }
        & #tenant-rows { width: 42%; height: 1fr; background: $background; padding: 0;
            scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & #tenant-one { width: 1fr; height: 1fr; }
    }
    TenantScreen.-narrow {
        & #tenant { layout: vertical; }
        & #tenant-rows { width: 1fr; height: auto; min-height: 5; max-height: 40%; }
    }
    """
    AUTO_FOCUS = "#tenant-rows"
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, work: TenantWork, *, is_home: bool = False) -> None:
        """`is_home`: the application begins with it, and ends where it is left."""
        super().__init__()
        self._work = work
        self._is_home = is_home
        self._rows: list[Row] = []
        self._busy = ""

    def compose(self) -> ComposeResult:
        yield Static(id="tenant-head", markup=False)
        with Horizontal(id="tenant"):
            yield OptionList(id="tenant-rows", markup=False)
            yield TextView(id="tenant-one")
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.query_one("#tenant-one").border_title = "Code"
        self.action_read()

    async def on_unmount(self) -> None:
        """Leave nothing open."""
        await asyncio.to_thread(self._work.close)

    @property
    def row(self) -> Row | None:
        """The one at the cursor."""
        at = self.query_one("#tenant-rows", OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def action_read(self) -> None:
        """Read all of it anew."""
        self._start("reading", self._read())

    def action_pull(self) -> None:
        """Write the files of the row at the cursor."""
        row = self.row
        if row is None or not (row.found or row.kind == "hook"):
            self.say("Choose an Action or a hook that is in the tenant.")
            return
        self._start(f"pulling {row.name}", self._pull(row))

    def action_push(self) -> None:
        """Show what a push of the row at the cursor would do, and ask."""
        row = self.row
        if row is None or row.local is None:
            self.say(
                "Choose an Action that is here too: one of a file in this folder, "
                "which is called as it is in the tenant, or is of that name in NAME.json."
            )
            return
        self._start(f"pushing {row.name}", self._push(row))

    def action_logs(self) -> None:
        """Show the tenant's log beside the list."""
        self._start("reading the log", self._logs())

    def action_leave(self) -> None:
        """Back; not while something is written."""
        if self._busy.startswith("pushing"):
            self.say(f"It is {self._busy}: wait for its end.")
        elif self._is_home:
            self.app.exit()
        else:
            self.dismiss()

    def action_quit(self) -> None:
        """As leaving it."""
        self.action_leave()

    @on(OptionList.OptionHighlighted, "#tenant-rows")
    def _look(self) -> None:
        if row := self.row:
            differs = row.kind == "Action" and row.differing
            self._show("Tenant → here" if differs else row.name, row_text(row))

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw_rows)  # when the list is as wide as it will be

    def _start(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        """Do one thing at a time: a thread that has begun something cannot be stopped."""
        if self._busy:
            work.close()
            self.say(f"It is still {self._busy}.")
            return
        self._busy = what
        self._head()
        run_alone(self, self._doing(work), "tenant")

    async def _doing(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except OffhookError as error:
            self.say(str(error), title="Not done", severity="error")
        finally:
            self._busy = ""
            self._head()

    async def _read(self) -> None:
        rows, said = await asyncio.to_thread(self._work.read)
        key = self.row.key if self.row else ""
        self._rows = rows
        options = self.query_one("#tenant-rows", OptionList)
        options.clear_options()
        options.add_options([Option("") for _ in rows])
        self._draw_rows()
        keys = [row.key for row in rows]
        if rows:
            options.highlighted = keys.index(key) if key in keys else 0
            self._look()
        for one in said:
            self.say(one, title="A push was cut off", severity="warning")

    async def _pull(self, row: Row) -> None:
        pulled = await asyncio.to_thread(self._work.pull, row.name)
        folder = self._work.folder
        found = look(folder, pulled)
        if found.other:
            listed = "\n".join(path.name for path in found.other)
            answer = await self.answer_to(
                Choose(
                    "Replace files?",
                    f"They are here, and not as in the tenant:\n\n{listed}",
                    [("keep", "Keep them", "primary"), ("replace", "Replace them", "error")],
                )
            )
            if answer != "replace":
                return
        written = write(folder, pulled, force=True)
        count = len(written.new) + len(written.other)
        self.say(f"{count} files written to {folder}." if count else "All is here as it is there.")
        await self._read()

    async def _push(self, row: Row) -> None:
        assert row.local is not None
        plan = await asyncio.to_thread(self._work.plan, row.local)
        if not plan.steps:
            self.say(f"{self._work.domain} has {row.name} already, and runs it.")
            return
        answer = await self.answer_to(
            Choose(
                f"Push {row.name} to {self._work.domain}?",
                "\n".join(_plan_lines(plan)),
                [("cancel", "Cancel", "primary"), ("push", "Push", "error")],
            )
        )
        if answer != "push":
            return
        self._busy = f"pushing {row.name}"
        tell = partial(self.app.call_from_thread, self._said)
        pushed = await asyncio.to_thread(self._work.push, plan, tell)
        self.say(f"{pushed.action.name} is in {self._work.domain}.", title="Pushed")
        await self._read()

    async def _logs(self) -> None:
        lines = await asyncio.to_thread(self._work.logs)
        found = lines or ["The log has nothing about phone messages."]
        self._show("Log, newest first", (Line(printable(one_line(line, 1000))) for line in found))

    def _said(self, text: str) -> None:
        self._busy = f"pushing: {text}"
        self._head()

    def _show(self, title: str, lines: Iterator[Line]) -> None:
        view = self.query_one("#tenant-one", TextView)
        view.border_title = Content(one_line(title, 60))
        view.show(lines)

    def _head(self) -> None:
        domain = self._work.domain or "tenant"
        busy = f"  {self._busy} …" if self._busy else ""
        head = Content.assemble(("offhook", "bold"), f"  {domain}", (busy, "$text-warning"))
        self.query_one("#tenant-head", Static).update(head)

    def _draw_rows(self) -> None:
        options = self.query_one("#tenant-rows", OptionList)
        width = options.size.width - 2
        for index, row in enumerate(self._rows[: options.option_count]):
            options.replace_option_prompt_at_index(index, row_line(row, width))


def _plan_lines(plan: PushPlan) -> Iterator[str]:
    yield from (f"· {line}" for line in plan.lines())
    yield from (f"! {remark}" for remark in plan.remarks)
    lines = [line for one in plan.differing for line in one.lines or (_brief(one),)]
    if lines:
        yield ""
        yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES} more lines"


def _brief(one: Differing) -> str:
    return f"{one.part}: {one.there} → {one.here}"

"""F9: the hook waits at its first line, and the outcome says where a debugger attaches."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from sessions.targets.local.debugger import Attachment

from .conftest import NARROW, WIDE, Opener, Workbench


def is_waiting(it: Workbench) -> bool:
    return bool(re.search(r"at 127\.0\.0\.1:\d+", it.headline))


async def wait_for_link(it: Workbench) -> str:
    """The inspector's URL, out of the link that `c` copies."""
    await it.until(lambda: is_waiting(it))
    await it.press("c")
    return "ws://" + it.app.clipboard.rpartition("&ws=")[2]


async def test_a_debugger_attaches_and_lets_the_hook_run_to_its_outcome(
    opened: Opener, suite: Path, attach: Any
) -> None:
    async with opened(suite, size=NARROW) as it:
        await it.press("ctrl+down", "ctrl+down", "f9")
        url = await wait_for_link(it)
        for size in (NARROW, WIDE):
            await it.pilot.resize_terminal(*size)
            await it.sees(f"node inspect {Attachment(url).address}")
            await it.sees("Nothing times out. Escape ends it.")
        debugger = await attach(url)
        assert debugger.place(await debugger.start()) == ((suite.parent / "hook.js").as_uri(), 1)
        await debugger.ask("Debugger.resume")
        await it.settled()
        await it.sees("The hook called back with an error")
        assert not it.screen.outcome_pane.query_one("#message-id").display, "the link is gone"


async def test_escape_ends_the_hook_that_waits(opened: Opener, attach: Any) -> None:
    async with opened() as it:
        await it.press("f9")
        url = await wait_for_link(it)
        await it.press("escape")
        await it.until(lambda: it.headline.startswith("■ Cancelled"))
        await it.settled()
        host, port = Attachment(url).address.split(":")
        await it.until(lambda: not [w for w in it.app.workers if not w.is_finished])
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host, int(port))


async def test_what_is_no_javascript_is_not_sent(opened: Opener, folder: Path) -> None:
    (folder / "hook.py").write_text("def handler(recipient, text, context): return {}\n")
    async with opened() as it:
        it.document.set_target("hook.py")
        await it.press("f9")
        await it.until(lambda: it.headline.startswith("✗"))
        assert "hook.py:handler is Python; only JavaScript can be debugged" in it.headline

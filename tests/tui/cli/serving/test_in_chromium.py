"""The workbench in a real browser: opened, sent, saved, and closed in the middle."""

from __future__ import annotations

import asyncio
import os
import re
import select
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import read, write

from .chromium import PATIENCE, browsing, chromium
from .conftest import Serving

TOKEN = "a token that nobody else knows"
ANSWERING = """
def handler(recipient, text, context, cb):
    cb(None, {"MessageID": "answered-" + recipient})
"""
HANGING = """
def handler(recipient, text, context, cb):
    with open("running", "w") as running:
        running.write(".")
        running.flush()
        with open("never") as never:
            never.read()
"""


@pytest.mark.skipif(chromium() is None, reason="there is no Chromium here: apt install chromium")
async def test_the_workbench_in_chromium(tmp_path: Path, serve: Callable[..., Serving]) -> None:
    saved = SavedInvocation(payload=example().put(("recipient",), "+1808555").payload)
    file = tmp_path / "session.toml"
    write(file, Session(target="hook.py", invocation={"one": saved}))
    hook = tmp_path / "hook.py"
    hook.write_text(ANSWERING)
    for name in ("running", "never"):
        os.mkfifo(tmp_path / name)
    serving = serve("session.toml", OFFHOOK_SERVE_TOKEN=TOKEN)
    program = chromium()
    assert program
    async with browsing(program) as browser:
        # The token is soon out of the address.
        page = await browser.open(f"{serving.url}?token={TOKEN.replace(' ', '%20')}")
        await page.until_shown("recipient")
        assert await page.evaluate("location.href") == serving.url
        assert await page.evaluate("getComputedStyle(notice).display") == "block"
        await page.click("#understood")

        # Opened, edited, sent, saved.
        await page.type("5555")
        await page.press("F5")
        shown = await page.until_shown("answered-")
        await page.press("s", control=True)
        while read(file).session.invocation["one"].payload["recipient"] == "+1808555":
            await page.until_shown("aved")
        assert read(file).session.invocation["one"].payload["recipient"] == "+18085555555"
        assert "Delivered" in shown

        # Closed while a hook hangs: the hook ends with it, what was typed is offered again.
        hook.write_text(HANGING)
        running = os.open(tmp_path / "running", os.O_RDONLY | os.O_NONBLOCK)
        await page.type("7")
        await page.press("F5")
        assert await asyncio.to_thread(_read, running) == b"."
        await page.close()
        assert await asyncio.to_thread(_read, running) == b""
        os.close(running)
        again = await browser.open(serving.url)
        await again.until_shown("not saved")

        # All of it came from here.
        hosts = {urlsplit(url).netloc for url in page.requested + again.requested}
        assert hosts == {urlsplit(serving.url).netloc}
        fonts = await again.evaluate("document.fonts.ready.then(() => document.fonts.size)")
        assert fonts == 2
    said = serving.end()
    assert TOKEN not in said
    assert re.findall(r"a page was (opened|closed)", said).count("opened") == 2
    assert serving.process.returncode == 130


def _read(number: int) -> bytes:
    """What the hook says next; nothing once it has ended."""
    waiting = select.poll()
    waiting.register(number, select.POLLIN)
    assert waiting.poll(PATIENCE * 1000), "the hook says nothing"
    return os.read(number, 1)

"""Watching: what a changed file touches is sent again by itself, and nothing else."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from textual.widgets import Button

from sessions.contract.invocation import example
from sessions.files import real_path
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write

from .conftest import Opener, Workbench

pytest.importorskip("watchfiles")  # the extra watch, which an older .venv has not

HOOK = """
def send(recipient, text, context):
    open("calls", "a").write(context["code"] + " ")
    return {{"MessageID": "{answer}"}}
"""


def session(*codes: str, target: str = "hook.py:send") -> Session:
    """An invocation for each code, of its name."""
    payload = example().payload
    assert isinstance(payload, dict) and isinstance(payload["context"], dict)
    context = payload["context"]
    return Session(
        target=target,
        invocation={
            f"with-{code}": SavedInvocation(
                payload={**payload, "context": {**context, "code": code}}
            )
            for code in codes
        },
    )


@pytest.fixture
def calls(folder: Path) -> Callable[[], list[str]]:
    """The codes that the hook was called with, in order."""
    file = folder / "calls"
    return lambda: file.read_text().split() if file.exists() else []


async def watching(it: Workbench) -> None:
    """Switch it on, and wait until something is watched."""
    await it.press("ctrl+r")
    await it.sees("Watching: what a changed file")


def put_off(it: Workbench) -> set[Path]:
    """What has changed and is not taken up, while something is under way."""
    switch = it.screen.watching
    return switch._changed | (switch._watched._found if switch._watched else set())


def is_marked(it: Workbench) -> bool:
    return it.screen.query_one("#title-watch").display


async def test_a_changed_hook_is_sent_to_again_and_a_changed_session_read_again(
    folder: Path, opened: Opener, calls: Callable[[], list[str]]
) -> None:
    hook = folder / "hook.py"
    hook.write_text(HOOK.format(answer="first"))
    path = write(folder / "a.toml", session("1", "2")).path
    async with opened(path) as it:
        assert not is_marked(it)
        await watching(it)
        assert is_marked(it) and calls() == []
        hook.write_text(HOOK.format(answer="second"))
        await it.until(lambda: it.headline.startswith("✓ Delivered second"))
        assert it.text_of("#title-watch").startswith("↻ watching · ")
        (folder / "notes.txt").write_text("touches nothing")
        write(path, session("1", "3"), overwrite=True)  # the invocation that is shown is as it was
        await it.until(lambda: it.document.names == ["with-1", "with-3"])
        write(path, session("4", "3"), overwrite=True)
        await it.until(lambda: calls() == ["1", "4"])
        await it.settled()
        await it.press("ctrl+r")
        assert not it.screen.watching.on and not is_marked(it)


async def test_after_a_replay_all_that_is_touched_is_replayed_what_failed_first(
    folder: Path, opened: Opener, calls: Callable[[], list[str]]
) -> None:
    hook = folder / "hook.py"
    failing = "\n    if context['code'] == '2': raise ValueError\n    return"
    hook.write_text(HOOK.format(answer="x").replace("\n    return", failing))
    path = write(folder / "a.toml", session("1", "2")).path
    async with opened(path) as it:
        await it.replay()
        await watching(it)
        hook.write_text(HOOK.format(answer="y"))
        await it.until(lambda: calls() == ["1", "2", "2", "1"])
        await it.settled()
        await it.sees("2 of 2 as expected")


async def test_what_is_saved_here_is_sent_once_and_unsaved_edits_stay(
    folder: Path, opened: Opener, calls: Callable[[], list[str]]
) -> None:
    (folder / "hook.py").write_text(HOOK.format(answer="x"))
    path = write(folder / "a.toml", session("1")).path
    async with opened(path) as it:
        await watching(it)
        it.document.put(("context", "code"), "2")
        await it.send()
        await it.press("ctrl+s")  # what was just sent
        it.document.put(("context", "code"), "3")
        await it.press("ctrl+s")
        await it.until(lambda: calls() == ["2", "3"])
        await it.settled()
        it.document.put(("context", "code"), "4")
        it.screen.watching._changed = {real_path(path)}  # the save is heard of once more
        assert await it.screen.watching._touched() == []
        write(path, session("5"), overwrite=True)
        await it.sees("unsaved edits here")
        assert it.document.dirty
        assert calls() == ["2", "3"]


@pytest.mark.skipif(sys.platform == "win32", reason="a FIFO holds the hook up")
async def test_many_changes_while_it_is_sent_lead_to_one_more(
    folder: Path, opened: Opener, calls: Callable[[], list[str]]
) -> None:
    gate = folder / "gate"
    os.mkfifo(gate)
    hook = folder / "hook.py"
    hook.write_text(
        HOOK.format(answer="held").replace("    return", "    open('gate').read(1)\n    return")
    )
    path = write(folder / "a.toml", session("1")).path
    async with opened(path) as it:
        await watching(it)
        await it.press("f5")
        await it.until(lambda: calls() == ["1"])
        for name, text in {"hook.py": HOOK.format(answer="free"), ".env": "", "m.py": ""}.items():
            (folder / name).write_text(text)
            await it.until(lambda file=folder / name: file in put_off(it))
        gate.write_text("x")
        await it.until(lambda: it.headline.startswith("✓ Delivered free"))
        await it.settled()
        assert calls() == ["1", "1"]


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[int]]]:
    """An endpoint on loopback, and for each request one item."""
    sent: list[int] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            sent.append(1)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sms", sent
    server.shutdown()
    thread.join()
    server.server_close()


async def test_an_endpoint_is_sent_nothing_by_itself_before_that_was_asked(
    folder: Path, opened: Opener, endpoint: tuple[str, list[int]]
) -> None:
    url, sent = endpoint
    (folder / "hook.py").write_text(HOOK.format(answer="x"))
    path = write(folder / "a.toml", session("1")).path
    async with opened(path) as it:
        await watching(it)  # a hook: nothing to ask
        write(path, session("1", target=url), overwrite=True)
        await it.until(lambda: it.dialog == "Choose")
        await it.sees(url)
        it.app.screen.query_one("#keep", Button).press()
        await it.until(lambda: not it.screen.watching.on)
        assert sent == []
        it.app.clear_notifications()

        await it.press("ctrl+r")
        await it.until(lambda: it.dialog == "Choose")
        it.app.screen.query_one("#send", Button).press()
        await it.sees("Watching: what a changed file")
        write(path, session("2", target=url), overwrite=True)
        await it.until(lambda: sent == [1])
        write(path, session("3", target=url), overwrite=True)
        await it.until(lambda: sent == [1, 1])
        await it.settled()

        it.screen.actions.do("new")
        await it.until(lambda: not it.screen.watching.on)
        assert "another session is open" in it.notes


async def test_without_what_watches_it_says_what_to_install(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    async with opened() as it:
        await it.press("ctrl+r")
        await it.sees("offhook[watch]")
        assert not it.screen.watching.on

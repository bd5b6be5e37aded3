"""The Live switch: asked for once, never to be overlooked, off in every new run, in no file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from textual.widgets import Button

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import read, write
from tui.widgets.key_bar import KeyBar
from tui.workbench.stage import Workspace

from .conftest import NARROW, Opener, Workbench

HOOK = """
module.exports = async function (recipient, text, context, cb) {
  try {
    const answer = await fetch('http://127.0.0.1:PORT/send', { method: 'POST', body: text });
    cb(null, { MessageID: answer.headers.get('x-real') || 'captured' });
  } catch (error) { cb(error); }
};
"""


@pytest.fixture
def called() -> Iterator[tuple[int, list[str]]]:
    """A real server on loopback: its port, and the paths that it was called with."""
    paths: list[str] = []

    class Provider(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            paths.append(self.path)
            self.send_response(200)
            self.send_header("x-real", "yes")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port, paths
    server.shutdown()
    thread.join()
    server.server_close()


def is_marked(it: Workbench) -> list[bool]:
    """Whether LIVE stands in the title, in the key bar, and in the headline."""
    return [
        "LIVE" in it.text_of("#title-network"),
        "LIVE" in it.text_of("KeyBar .mark")
        and it.screen.query_one(KeyBar).query_one(".mark").display,
        "LIVE" in it.text_of("#headline"),
    ]


async def test_is_asked_for_once_and_marked(opened: Opener) -> None:
    async with opened(size=NARROW) as it:
        assert is_marked(it) == [False] * 3
        assert "captured" in it.text_of("#title-network")
        await it.press("f8")
        await it.until(lambda: it.dialog == "Choose")
        assert it.app.focused is it.app.screen.query_one("#stay", Button)
        await it.press("enter")
        await it.until(lambda: not it.dialog)
        assert is_marked(it) == [False] * 3

        await it.press("f8")
        await it.until(lambda: it.dialog == "Choose")
        it.app.screen.query_one("#live", Button).press()
        await it.until(lambda: it.screen.work.live)
        assert is_marked(it) == [True] * 3
        await it.show("Target")
        assert "LIVE: they really go out" in it.screen.form.target.calls_row.editor.draft

        await it.press("f8")
        await it.until(lambda: not it.screen.work.live)
        assert is_marked(it) == [False] * 3
        await it.press("f8")
        await it.until(lambda: it.screen.work.live)
        assert it.dialog == ""
        assert not it.document.dirty


async def test_a_target_is_the_same_in_the_title_and_the_pane(opened: Opener, folder: Path) -> None:
    (folder / "Hook.JS").write_text("module.exports = (r, t, c, cb) => cb(null, {});")
    sent = {"far": "HTTPS://127.0.0.1:9/sms", "hook": "Hook.JS", "none": "${env:URL}"}
    saved = {name: SavedInvocation(payload={}, target=to) for name, to in sent.items()}
    path = write(folder / "s.toml", Session(invocation=saved)).path
    async with opened(path) as it:
        await it.show("Target")
        own, calls = it.screen.form.target.own_row, it.screen.form.target.calls_row.editor
        assert own.remark == "→ https://127.0.0.1:9/sms"
        assert it.text_of("#title-network") == ""
        assert "the remote endpoint makes its own" in calls.draft
        it.screen.invocations.choose("hook")
        assert own.remark == f"→ {folder / 'Hook.JS'}"
        assert "captured" in it.text_of("#title-network")
        assert "caught here" in calls.draft
        it.screen.invocations.choose("none")
        assert own.remark == "✗ leads nowhere"
        assert "captured" in it.text_of("#title-network")


async def test_lets_calls_out_and_catches_them_again(
    opened: Opener, folder: Path, called: tuple[int, list[str]]
) -> None:
    port, paths = called
    (folder / "hook.js").write_text(HOOK.replace("PORT", str(port)))
    saved = SavedInvocation(payload=example().payload)
    session = Session(target="hook.js", invocation={"a": saved})
    path = write(folder / "s.toml", session).path
    async with opened(path, size=NARROW) as it:
        await it.send()
        assert it.headline.startswith("✓ Delivered captured")
        assert paths == []

        it.screen.live._confirmed = True
        await it.press("f8")
        await it.until(lambda: it.screen.work.live)
        await it.send()
        assert it.headline.startswith("✓ Delivered yes")
        assert paths == ["/send"]
        await it.replay()
        assert paths == ["/send"] * 2

        await it.press("f8")
        await it.until(lambda: not it.screen.work.live)
        await it.send()
        assert it.headline.startswith("✓ Delivered captured")
        assert paths == ["/send"] * 2

        await it.press("f8")
        await it.until(lambda: it.screen.work.live)
        it.document.set_secrets(("TOKEN",))
        await it.press("ctrl+s")
        await it.until(lambda: not it.document.dirty)
        assert read(path).session == session.model_copy(update={"secrets": ("TOKEN",)})
    assert not Workspace().live, "for this run only"

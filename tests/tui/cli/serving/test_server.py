"""The server as a browser meets it: its answers, its WebSocket, and what is left of a page."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from tui.cli.serving.door import HEADERS, Door
from tui.cli.serving.server import Server

TOKEN = "0123456789abcdef"
ECHO = """
import os, signal, sys
def tell(*_):  # not by print, which a signal may have interrupted
    os.write(1, ("%d %d\\n" % os.get_terminal_size()).encode())
signal.signal(signal.SIGWINCH, tell)
print("size", *os.get_terminal_size(), os.environ.get("NAME"), flush=True)
for line in sys.stdin:
    if line == "end\\n":
        break
    print("heard", line.strip().upper(), flush=True)
print("ended", flush=True)
"""
ALONE = """
import os, signal
def end(*_):
    for _ in range(100_000):  # in which the next one would have begun
        pass
    os.rmdir("running")
    raise SystemExit
signal.signal(signal.SIGHUP, end)
print("two" if os.path.exists("running") else os.mkdir("running") or "alone", flush=True)
while True:
    signal.pause()
"""
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
print("there", flush=True)
while True:
    signal.pause()
"""


Page = aiohttp.ClientWebSocketResponse


class Serving:
    """A server that runs, and a client of it."""

    def __init__(self, client: aiohttp.ClientSession, port: int) -> None:
        self.client = client
        self.url = f"http://127.0.0.1:{port}"
        self.notes: list[str] = []
        self.closed = asyncio.Event()

    def note(self, text: str) -> None:
        """As the server calls it."""
        self.notes.append(text)
        if "closed" in text:
            self.closed.set()

    @asynccontextmanager
    async def connect(self, headers: Mapping[str, str] | None = None) -> AsyncIterator[Page]:
        """Open the WebSocket as the page does."""
        address = f"{self.url}/ws?width=90&height=30"
        with_origin = {"Origin": self.url, **(headers or {})}
        async with self.client.ws_connect(address, headers=with_origin) as page:
            yield page


@asynccontextmanager
async def serving(
    code: str, folder: Path, *, token: str | None = None, most: int = 8
) -> AsyncIterator[Serving]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        async with aiohttp.ClientSession() as client:
            found = Serving(client, port)
            server = Server(
                [sys.executable, "-c", code],
                env={**os.environ, "NAME": "served"},
                folder=folder,
                door=Door(token=token),
                note=found.note,
                most=most,
            )
            running = asyncio.create_task(server.serve(listening))
            try:
                yield found
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running


async def heard(page: Page, text: str) -> str:
    """All that the terminal shows, up to `text`."""
    shown = b""
    async with asyncio.timeout(60):
        while text.encode() not in shown:
            message = await page.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, message
            shown += message.data
    return shown.decode("utf-8", "replace")


async def test_a_page_has_a_terminal(tmp_path: Path) -> None:
    async with serving(ECHO, tmp_path) as server, server.connect() as page:
        assert "size 90 30 served" in await heard(page, "served")
        await page.send_json(["resize", {"width": 100, "height": 40}])
        await heard(page, "100 40")
        for odd in ("", "{", "[]", '["resize", {"width": "a"}]', "[" * 100_000, '["focus"]'):
            await page.send_str(odd)
        await page.send_json(["resize", {"width": -1, "height": 10**30}])
        await heard(page, "1 1000")
        await page.send_json(["stdin", "é" * 1000 + "\n"])  # more than once, and whole
        await heard(page, "É" * 1000)
        await page.send_json(["stdin", "end\n"])
        await heard(page, "ended\r\n")
        assert (await page.receive()).type is aiohttp.WSMsgType.CLOSE
    assert server.notes == [
        "a page was opened; 1 is open now",
        "a page was closed; none is open now",
    ]


async def test_what_a_page_starts_ends_with_it(tmp_path: Path) -> None:
    code = f"import os\nprint(os.getpid(), flush=True)\n{ECHO}"
    async with serving(code, tmp_path) as server:
        async with server.connect() as page:
            number = int((await heard(page, "size")).split()[0])
            os.kill(number, 0)
        await server.closed.wait()
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


async def test_a_page_that_is_loaded_again_begins_when_the_old_one_has_ended(
    tmp_path: Path,
) -> None:
    async with serving(ALONE, tmp_path) as server:
        for _ in range(3):
            async with server.connect() as page:
                assert "alone" in await heard(page, "\n")


async def test_no_more_run_than_may_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.serving.server._FOR_A_PLACE", 0.05)
    async with serving(ECHO, tmp_path, most=1) as server:
        async with server.connect() as first:
            await heard(first, "size")
            async with server.connect() as second:
                await heard(second, "1 is open, the most at once (--pages). Close one")
                assert (await second.receive()).type is aiohttp.WSMsgType.CLOSE
        await server.closed.wait()
        monkeypatch.setattr("tui.cli.serving.server._FOR_A_PLACE", 60.0)
        async with server.connect() as again:
            await heard(again, "size")
    assert "a page was refused: 1 is open, the most at once (--pages)" in server.notes


async def test_what_there_is_not_is_not_found_and_head_answers_as_get(tmp_path: Path) -> None:
    async with serving(ECHO, tmp_path) as server:
        for name in ("x" * 300, "%00", "..%2f..%2fserver.py", "js", "é" * 200, "a%0d%0ab"):
            async with server.client.get(f"{server.url}/static/{name}") as answer:
                assert answer.status in (403, 404), name
        for path in ("/", "/page.css", "/static/js/textual.js"):
            async with (
                server.client.get(server.url + path) as got,
                server.client.head(server.url + path) as head,
            ):
                assert (head.status, head.content_type) == (200, got.content_type)
                assert await head.read() == b""
        async with server.client.head(f"{server.url}/ws") as answer:
            assert answer.status in (403, 405)
    assert server.notes == []


async def test_what_does_not_end_with_its_page_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.serving.terminal._PATIENCE", 0.05)
    async with serving(STUBBORN, tmp_path) as server:
        async with server.connect() as page:
            await heard(page, "there")
        await server.closed.wait()


async def test_what_does_not_read_what_is_typed_ends_with_its_page(tmp_path: Path) -> None:
    code = """
import signal, tty
tty.setraw(0)
print("there", flush=True)
signal.pause()
"""
    async with serving(code, tmp_path) as server:
        async with server.connect() as page:
            await heard(page, "there")
            await page.send_json(["stdin", "x" * 1_000_000])
            await page.send_json(["ping", 1])
            async with asyncio.timeout(60):
                while (await page.receive()).type is not aiohttp.WSMsgType.TEXT:
                    pass
        async with asyncio.timeout(60):
            await server.closed.wait()


async def test_a_server_that_ends_closes_its_pages(tmp_path: Path) -> None:
    async with AsyncExitStack() as pages:
        async with serving(ECHO, tmp_path) as server:
            await heard(await pages.enter_async_context(server.connect()), "size")
        assert server.notes[-1].startswith("a page was closed")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.test"}, {"Host": "evil.test", "Origin": "http://evil.test"}]
)
async def test_a_page_of_another_gets_no_terminal(tmp_path: Path, headers: dict[str, str]) -> None:
    async with serving(ECHO, tmp_path) as server:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with server.connect(headers):
                pass
        assert (refused.value.status, server.notes) == (403, [])


async def test_every_answer_says_what_a_browser_may_do_with_it(tmp_path: Path) -> None:
    async with serving(ECHO, tmp_path) as server:
        for path in ("/", "/page.css", "/page.js", "/static/js/textual.js", "/ws", "/no", "/../x"):
            async with server.client.get(server.url + path) as answer:
                assert HEADERS.items() <= dict(answer.headers).items(), path
        async with server.client.get(server.url) as answer:
            text = await answer.text()
    assert "://" not in text
    assert "script>" not in text.replace("></script>", "")


async def test_without_the_token_there_is_nothing(tmp_path: Path) -> None:
    async with serving(ECHO, tmp_path, token=TOKEN) as server:
        for path in (
            "/",
            "/?token=wrong",
            f"/ws?token={TOKEN}",
            "/page.js",
            "/static/js/textual.js",
        ):
            headers = {"Origin": server.url}
            async with server.client.get(server.url + path, headers=headers) as answer:
                assert answer.status == 401, path
                assert TOKEN not in await answer.text()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with server.connect():
                pass
        given = {"token": TOKEN}
        async with server.client.post(f"{server.url}/enter", data=given) as answer:
            assert answer.status == 403  # no Origin, as no form of ours sends it
    assert server.notes == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", f"token={TOKEN}é".encode("latin-1")),
        ("application/x-www-form-urlencoded; charset=none", f"token={TOKEN}".encode()),
        ("multipart/form-data; boundary=x", TOKEN.encode()),
        ("multipart/form-data", TOKEN.encode()),
    ],
)
async def test_of_what_is_no_form_nothing_is_said(tmp_path: Path, kind: str, body: bytes) -> None:
    async with serving(ECHO, tmp_path, token=TOKEN) as server:
        headers = {"Origin": server.url, "Content-Type": kind}
        async with server.client.post(f"{server.url}/enter", data=body, headers=headers) as answer:
            assert (answer.status, await answer.text()) == (400, "Bad Request\n")
    assert server.notes == []


@pytest.mark.parametrize("by_form", [True, False])
async def test_the_token_is_exchanged_for_a_cookie(tmp_path: Path, by_form: bool) -> None:
    # aiohttp keeps no cookie of an address unless told so.
    async with (
        serving(ECHO, tmp_path, token=TOKEN) as server,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        server.client = browser
        asked = (
            browser.post(
                f"{server.url}/enter", data={"token": TOKEN}, headers={"Origin": server.url}
            )
            if by_form
            else browser.get(f"{server.url}/?token={TOKEN}")
        )
        async with asked as answer:
            assert (answer.status, str(answer.url)) == (200, f"{server.url}/")
            set_by = answer.history[0].headers["Set-Cookie"]
            assert "HttpOnly" in set_by
            assert "SameSite=Strict" in set_by
            assert TOKEN not in set_by
        async with server.connect() as page:
            await heard(page, "size")

"""A real Chromium without a window, driven by its own protocol over the WebSocket that it opens."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120
"""Seconds until a test is given up that would wait for ever."""
ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()].|[=>78])")
CODES = {"F5": 116, "s": 83, "c": 67}
CONTROL = 2


def chromium() -> str | None:
    """Where it is; None where it is not."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab: what it loads, what its terminal is sent, and keys for it."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser = browser
        self._session = session
        self._target = target
        self.requested: list[str] = []
        self.shown = ""
        self.news = asyncio.Event()

    async def call(self, method: str, **parameters: Any) -> Any:
        return await self._browser.call(method, parameters, self._session)

    def take(self, method: str, parameters: Any) -> None:
        """An event of this page."""
        if method == "Network.requestWillBeSent":
            self.requested.append(parameters["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requested.append(parameters["url"])
        elif method == "Network.webSocketFrameReceived":
            frame = parameters["response"]
            if frame["opcode"] == 2:
                content = base64.b64decode(frame["payloadData"])
                self.shown += content.decode("utf-8", "replace")
        else:
            return
        self.news.set()

    async def until_shown(self, text: str) -> str:
        """Wait until the terminal was sent `text` since the last time, and give all of that."""
        async with asyncio.timeout(PATIENCE):
            while text not in (plain := ESCAPES.sub("", self.shown)):
                self.news.clear()
                await self.news.wait()
        self.shown = ""
        return plain

    async def press(self, key: str, *, control: bool = False) -> None:
        code = {
            "key": key,
            "code": f"Key{key.upper()}" if len(key) == 1 else key,
            "windowsVirtualKeyCode": CODES[key],
            "modifiers": CONTROL if control else 0,
        }
        await self.call("Input.dispatchKeyEvent", type="rawKeyDown", **code)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    async def click(self, element: str) -> None:
        """Click on what a CSS selector finds."""
        await self.evaluate(f"document.querySelector({json.dumps(element)}).click()")

    async def type(self, text: str) -> None:
        await self.call("Input.insertText", text=text)

    async def evaluate(self, code: str) -> Any:
        """What an expression in the page comes to."""
        result = await self.call(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def picture(self) -> bytes:
        """What it looks like, as PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    async def close(self) -> None:
        """As one closes a tab."""
        await self._browser.call("Target.closeTarget", {"targetId": self._target})


class Browser:
    """A Chromium that runs."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._pages: dict[str, Page] = {}
        self._count = 0

    async def call(self, method: str, parameters: Any, session: str | None = None) -> Any:
        self._count += 1
        answer = self._waiting[self._count] = asyncio.get_running_loop().create_future()
        message = {"id": self._count, "method": method, "params": parameters}
        await self._socket.send_json(message | ({"sessionId": session} if session else {}))
        async with asyncio.timeout(PATIENCE):
            return await answer

    async def listen(self) -> None:
        """Take answers and events, until there are no more."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                answer = self._waiting.pop(said["id"])
                if "error" in said:
                    answer.set_exception(RuntimeError(said["error"]))
                else:
                    answer.set_result(said["result"])
            elif page := self._pages.get(said.get("sessionId", "")):
                page.take(said["method"], said["params"])

    async def open(self, url: str) -> Page:
        """A new tab on `url`."""
        made = await self.call("Target.createTarget", {"url": "about:blank"})
        target = made["targetId"]
        attached = await self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        page = self._pages[attached["sessionId"]] = Page(self, attached["sessionId"], target)
        for domain in ("Network", "Page", "Runtime"):
            await page.call(f"{domain}.enable")
        await page.call("Page.navigate", url=url)
        return page


@asynccontextmanager
async def browsing(program: str) -> AsyncIterator[Browser]:
    """A Chromium with a profile of its own, ended at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            *[
                *(program, "--headless=new", "--remote-debugging-port=0", "--disable-gpu"),
                *("--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"),
                *(["--no-sandbox"] if os.getuid() == 0 else []),  # which root cannot have
                *(f"--user-data-dir={profile}", "--window-size=1400,900", "about:blank"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "HOME": profile},
        )
        assert process.stderr
        try:
            url = ""
            while not url:
                line = (await process.stderr.readline()).decode()
                assert line, "Chromium did not start"
                url = line.partition("DevTools listening on ")[2].strip()
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(url, max_msg_size=0) as socket,
            ):
                browser = Browser(socket)
                listening = asyncio.create_task(browser.listen())
                try:
                    yield browser
                finally:
                    listening.cancel()
                    with suppress(asyncio.CancelledError):
                        await listening
        finally:
            process.kill()
            await process.wait()

"""The server of the workbench in a browser: a page, and a terminal for each that opens it.

The page talks to `/ws` as textual-serve's own server lets it: JSON texts `["stdin", text]`,
`["resize", {"width": columns, "height": rows}]`, `["ping", any]` come in, what the terminal shows
goes out as bytes, and `["pong", any]`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from aiohttp import WSMsgType, web

from .door import HEADERS, Door
from .terminal import Terminal

_PAGE: Final = files("tui.cli.serving") / "page"
_KINDS: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of one message: what somebody pastes."""
_HEARTBEAT: Final = 15.0
"""Seconds until a browser that says nothing any more is taken for gone, and half of that again."""
_FOR_A_PLACE: Final = 2.0
"""Seconds that a page waits for one that is closing: itself, where it was loaded again."""
_FILES: Final = "/static/"
_OPEN_TO_ALL: Final = ("/page.css", "/enter")

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Serves a program that takes a whole terminal, one for each page that is open, `most` at once.

    `note` is called with a line that somebody who watches may want to read.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path,
        door: Door,
        note: Callable[[str], None],
        most: int,
    ) -> None:
        self._command = command
        self._env = env
        self._folder = folder
        self._door = door
        self._note = note
        self._most = most
        self._places = asyncio.Semaphore(most)
        self._open: set[web.WebSocketResponse] = set()
        self._closing: set[asyncio.Future[None]] = set()
        self._cookie = "offhook"

    async def serve(self, listening: socket.socket) -> None:
        """Take requests on a socket until this is cancelled; what runs then is ended first."""
        # Cookies are of a host, whatever its port: two servers on one would share them.
        self._cookie = f"offhook-{listening.getsockname()[1]}"
        silent = logging.getLogger("tui.cli.serving")
        silent.addHandler(logging.NullHandler())
        silent.propagate = False  # a request that nobody can read is shown to nobody
        runner = web.AppRunner(self._application(), access_log=None, logger=silent)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await asyncio.get_running_loop().create_future()
        finally:
            await runner.cleanup()

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._checked])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._websocket),
                web.post("/enter", self._enter),
                web.get("/{name:page[.](?:css|js)}", self._own_file),
                web.static(_FILES, str(files("textual_serve") / "static")),
            ]
        )
        app.on_shutdown.append(self._close_all)
        return app

    @web.middleware
    async def _checked(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """The answer to a request that may come in, else why it may not; with what all have."""
        steers = request.method not in ("GET", "HEAD") or request.path == "/ws"
        problem = self._door.problem(request.headers, steers=steers)
        if problem:
            response: web.StreamResponse = web.Response(status=403, text=f"{problem}\n")
        elif self._may_enter(request):
            try:
                response = await handler(request)
            except web.HTTPException as error:
                response = web.Response(status=error.status, text=f"{error.reason}\n")
            except Exception as error:
                is_no_name = isinstance(error, (OSError, ValueError))  # too long, or with a NUL
                if not (is_no_name and request.path.startswith(_FILES)):
                    self._note(f"internal error: {error!r}")
                    raise
                response = web.Response(status=404, text="Not Found\n")
        elif request.path == "/":
            response = _file("enter.html", status=401)
        else:
            response = web.Response(status=401, text="This needs the token.\n")
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _may_enter(self, request: web.Request) -> bool:
        if request.path in _OPEN_TO_ALL or (request.path == "/" and "token" in request.query):
            return True
        return self._door.admits(request.cookies.get(self._cookie))

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if "token" in request.query:  # out of the address, and of what the browser remembers
            return self._entered(request.query["token"])
        return _file("page.html")

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        try:
            given = (await request.post()).get("token")
        except (ValueError, LookupError):  # no form, or in no encoding: nothing of it is repeated
            raise web.HTTPBadRequest from None
        return self._entered(given if isinstance(given, str) else "")

    def _entered(self, token: str) -> web.Response:
        if self._door.token and not self._door.knows(token):
            return _file("enter.html", status=401)
        response = web.Response(status=303, headers={"Location": "/"})
        if self._door.token:
            response.set_cookie(self._cookie, self._door.cookie, httponly=True, samesite="Strict")
        return response

    async def _own_file(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"])

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        websocket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LARGEST)
        await websocket.prepare(request)
        self._open.add(websocket)
        try:
            size = _number(request.query.get("width")), _number(request.query.get("height"))
            await self._take_a_place(websocket, size)
        finally:
            self._open.discard(websocket)
            await websocket.close()
        return websocket

    async def _take_a_place(self, websocket: web.WebSocketResponse, size: tuple[int, int]) -> None:
        """Have the program, unless as many run as may at once."""
        try:
            await asyncio.wait_for(self._places.acquire(), _FOR_A_PLACE)
        except TimeoutError:
            full = f"{_pages(self._most)}, the most at once (--pages)"
            self._note(f"a page was refused: {full}")
            text = f"{full}. Close one, then load this page again.\r\n"
            with suppress(ConnectionError):
                await websocket.send_bytes(text.encode())
            return
        try:
            await self._connect(websocket, size)
        finally:
            self._places.release()

    async def _connect(self, websocket: web.WebSocketResponse, size: tuple[int, int]) -> None:
        """Have the program on a terminal, until it ends or nobody looks at it any more."""
        if self._closing:  # of a page that is loaded again: what it leaves behind is then there
            await asyncio.wait(self._closing)
        try:
            terminal = await Terminal.start(self._command, size, env=self._env, folder=self._folder)
        except OSError as error:
            self._note(f"offhook cannot be started for a page: {error}")
            return
        self._note(f"a page was opened; {_pages(len(self._open))} now")
        parts = [
            asyncio.ensure_future(part)
            for part in (_show(terminal, websocket), _type(websocket, terminal), terminal.ended())
        ]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            if not parts[1].done():  # the program ended: what it wrote last is on its way
                await asyncio.wait(parts[:1], timeout=1)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.wait(parts)
            closing = asyncio.ensure_future(terminal.close())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
            await closing
            self._note(f"a page was closed; {_pages(len(self._open) - 1)} now")
        for part in parts:
            with suppress(asyncio.CancelledError, ConnectionError):  # it is gone; so be it
                part.result()

    async def _close_all(self, _: web.Application) -> None:
        await asyncio.gather(*(websocket.close() for websocket in set(self._open)))


async def _show(terminal: Terminal, websocket: web.WebSocketResponse) -> None:
    while content := await terminal.read():
        await websocket.send_bytes(content)


async def _type(websocket: web.WebSocketResponse, terminal: Terminal) -> None:
    async for message in websocket:
        match _envelope(message.data) if message.type is WSMsgType.TEXT else None:
            case ["stdin", str(text)]:
                terminal.write(text.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                terminal.resize((width, height))
            case ["ping", sent]:
                await websocket.send_json(["pong", sent])
            case _:  # "focus" and "blur", which a terminal reports in another way
                pass


def _envelope(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1


def _pages(count: int) -> str:
    return f"{count} are open" if count > 1 else f"{'1' if count else 'none'} is open"


def _file(name: str, status: int = 200) -> web.Response:
    return web.Response(
        status=status,
        text=(_PAGE / name).read_text(encoding="utf-8"),
        content_type=_KINDS[name.rpartition(".")[2]],
        charset="utf-8",
    )

"""What tests of every room share: repeatable examples, a debugger to attach to a hook."""

from __future__ import annotations

import asyncio
import base64
import gc
import itertools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

# The same examples in every run, so that a change is judged by what it changes: what is new to a
# change its first fifty find. New ones, and more, are looked for with HYPOTHESIS_PROFILE=explore.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Without bytecode kept, each worker compiles all tests (3 s), and each child all that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A Node that is started with our own environment reads this list first: 57 ms instead of 21.
os.environ.pop("NODE_EXTRA_CA_CERTS", None)

# As the workbench does: looking for garbage took a third of the time of all that draws a screen.
# Rarer still, since an app that has ended is garbage as a whole, which is looked through once so:
# 0.7 s of 13 in 25 starts of an app, and not 1.6 of 14.5; it takes 195 MiB, and not 184.
gc.set_threshold(1_000_000, 10, 100)

# A suite that a shell starts with `&` or `nohup` has them ignored, and so would what it signals.
for name in ("SIGHUP", "SIGINT", "SIGQUIT"):
    ignored = getattr(signal, name, signal.SIGINT)  # Windows has but the one
    if signal.getsignal(ignored) is signal.SIG_IGN:
        signal.signal(ignored, signal.SIG_DFL)


def pytest_collection_finish() -> None:
    """What has been loaded stays: to look through it for garbage, as pytest does five times at the
    end, and each test that looks for leaks, takes 0.2 s a time."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """One look at the end for what nobody closed, where pytest takes five, of 0.4 s a worker."""
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores for `-n auto`, since tests wait for a child, or for a time-out.
    With two a core each child took twice its time, for want of the processor's caches."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What offhook remembers stays out of the user's folders, and outcomes are not kept at all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("OFFHOOK_HISTORY", "off")
        yield


class Debugger:
    """A client of Node's inspector: JSON messages in the frames of a WebSocket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ids = itertools.count(1)
        self._events: list[dict[str, Any]] = []
        self._scripts: dict[str, str] = {}

    @classmethod
    async def attach(cls, url: str) -> Debugger:
        """Open the WebSocket at an inspector's URL."""
        address, path = url.removeprefix("ws://").split("/", 1)
        host, port = address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /{path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            "".encode()
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in answer.splitlines()[0]
        return cls(reader, writer)

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol, and wait for its result."""
        number = next(self._ids)
        self._write(json.dumps({"id": number, "method": method, "params": parameters}))
        while (message := await self._read()).get("id") != number:
            self._events.append(message)
        assert "error" not in message, message
        return message["result"]

    async def event(self, method: str) -> dict[str, Any]:
        """Wait for an event, and forget those that came before."""
        while True:
            message = self._events.pop(0) if self._events else await self._read()
            if message.get("method") == method:
                return message["params"]

    async def start(self) -> dict[str, Any]:
        """Let the process that waits for a debugger run to its first stop; what is said of it."""
        await self.ask("Runtime.enable")
        await self.ask("Debugger.enable")
        await self.ask("Runtime.runIfWaitingForDebugger")
        return await self.event("Debugger.paused")

    def place(self, stop: dict[str, Any]) -> tuple[str, int]:
        """The script and the line, counted from 1, that `Debugger.paused` tells of."""
        at = stop["callFrames"][0]["location"]
        return self._scripts[at["scriptId"]], at["lineNumber"] + 1

    async def compute(self, milliseconds: int) -> None:
        """Let time go by in the process that is paused."""
        loop = f"for (const end = Date.now() + {milliseconds}; Date.now() < end;);"
        await self.ask("Runtime.evaluate", expression=loop)

    def close(self) -> None:
        """Detach."""
        self._writer.close()

    def _write(self, text: str) -> None:
        content = text.encode()
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(content))
        size = len(content)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._writer.write(b"\x81" + length + mask + masked)

    async def _read(self) -> dict[str, Any]:
        _, size = await self._reader.readexactly(2)
        if size >= 126:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
        message = json.loads(await self._reader.readexactly(size))
        if message.get("method") == "Debugger.scriptParsed":
            self._scripts[message["params"]["scriptId"]] = message["params"]["url"]
        return message


@pytest.fixture
async def attach() -> AsyncIterator[Callable[[str], Awaitable[Debugger]]]:
    """Attaches a debugger to an inspector's URL, and detaches it after the test."""
    attached: list[Debugger] = []

    async def _attach(url: str) -> Debugger:
        attached.append(await Debugger.attach(url))
        return attached[-1]

    yield _attach
    for debugger in attached:
        debugger.close()

"""What capture adds to a hook's outbound call, against the same hook calling a local server."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sessions.contract.invocation import example
from sessions.targets.local.hook_file import HookFile
from sessions.targets.target import Limits, Settings
from tests.narrowing import items, number

from .table import Table

CALLS: Final = 40
"""That a hook makes one after another, in each round."""
ROUNDS: Final = 8

_ANSWER: Final = b'{"ok": true, "id": "0123456789abcdef"}'
_HOOK: Final = """
const http = require('http');
const agent = new http.Agent({ keepAlive: KEEP });
const post = (body) => new Promise((resolve, reject) => {
  const headers = { 'content-type': 'application/json' };
  const options = { host: '127.0.0.1', port: PORT, method: 'POST', path: '/send', agent, headers };
  const request = http.request(options, (response) => response.resume().on('end', resolve));
  request.on('error', reject).end(body);
});
const fetched = async (body) => {
  const response = await fetch('http://127.0.0.1:PORT/send', { method: 'POST', body });
  await response.text();
};
module.exports = async (recipient, text, context, cb) => {
  const times = [];
  for (let n = 0; n < CALLS; n += 1) {
    const began = process.hrtime.bigint();
    await CLIENT(JSON.stringify({ to: recipient, text }));
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  cb(null, { times });
};
"""
_VARIANTS: Final = {
    "http, connection kept": ("post", "true"),
    "http, connection for each call": ("post", "false"),
    "global fetch": ("fetched", "true"),
}


def measure_capture(folder: Path, node: str) -> None:
    """Print what calls take, captured and not."""
    table = Table("an outbound call", "captured ms", "direct ms", "x direct")
    for name, (client, keep) in _VARIANTS.items():
        captured, direct = asyncio.run(_measured(folder, node, client, keep))
        for label, index in (("the first", 0), ("those after it", 1)):
            ratio = captured[index] / direct[index]
            cells = f"{captured[index]:.2f}", f"{direct[index]:.2f}", f"{ratio:.1f}"
            table.add(f"{name}, {label}", *cells)
    print(table)


async def _measured(folder: Path, node: str, client: str, keep: str) -> list[tuple[float, float]]:
    """Medians of the first call and of all others: captured, then direct. Taken in turns, so that
    a machine that is busy meanwhile is so for both."""
    async with _server() as port:
        path = folder / "calls.js"
        text = _HOOK.replace("PORT", str(port)).replace("KEEP", keep)
        path.write_text(text.replace("CALLS", str(CALLS)).replace("CLIENT", client))
        live = (False, True)
        targets = [
            HookFile(path, str(path), base=path.parent, settings=Settings(node=node, live=it))
            for it in live
        ]
        rounds = [[await _round(target) for target in targets] for _ in range(ROUNDS)]
        for target in targets:
            await target.aclose()
    return [_medians(times) for times in zip(*rounds, strict=True)]


async def _round(target: HookFile) -> list[float]:
    target.expect(None)
    await target.ready()
    outcome = await target.invoke(example(), {}, Limits())
    if not isinstance(outcome.response, dict):
        raise SystemExit(f"{outcome.target.location} failed: {outcome.error}")
    return [number(time) for time in items(outcome.response["times"])]


def _medians(rounds: Sequence[list[float]]) -> tuple[float, float]:
    rest = [time for times in rounds for time in times[1:]]
    return statistics.median(times[0] for times in rounds), statistics.median(rest)


@asynccontextmanager
async def _server() -> AsyncIterator[int]:
    """The least that can answer: in the same event loop, as the gateway is."""
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    try:
        while asked := await reader.readuntil(b"\r\n\r\n"):
            lines = asked.lower().split(b"\r\n")
            said = [line for line in lines if line.startswith(b"content-length:")]
            if said:
                await reader.readexactly(int(said[0].partition(b":")[2]))
            else:  # chunked
                await reader.readuntil(b"0\r\n\r\n")
            writer.write(head % len(_ANSWER) + _ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the hook is done
    finally:
        writer.close()

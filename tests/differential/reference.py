"""Asks the platform's reference implementation what it answers; see reference.cjs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from sessions.contract.json_text import JsonError, JsonValue, dumps, loads

from .payloads import Case

PACKAGES = {"auth0-ext-compilers": "6.1.0", "webtask-runtime": "2.0.0"}
PATIENCE = 3.0
"""Seconds that a request may take: only where the reference itself hangs is it so long."""

_DRIVER = Path(__file__).with_name("reference.cjs")


@dataclass(frozen=True)
class Reference:
    """The packages in `modules`, run by `node`."""

    node: str
    modules: Path

    async def answers(self, hook: Path, cases: Sequence[Case]) -> list[JsonValue]:
        """The wire bodies for these cases, sent one after the other to one process.

        None where there is no answer, and so for all that follow it.
        """
        bodies: list[JsonValue] = []
        async with self._serving(hook, cases) as port, httpx.AsyncClient(trust_env=False) as client:
            for case in cases:
                if not bodies or bodies[-1] is not None:
                    bodies.append(await _ask(client, port, case))
        return bodies + [None] * (len(cases) - len(bodies))

    @contextlib.asynccontextmanager
    async def _serving(self, hook: Path, cases: Sequence[Case]) -> AsyncIterator[int]:
        child = await asyncio.create_subprocess_exec(
            *(self.node, "--no-warnings", str(_DRIVER)),
            *(str(self.modules), str(hook), str(len(cases))),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=hook.parent,
            env={key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
        )
        assert child.stdin and child.stdout
        try:
            child.stdin.write(json.dumps(cases[0].secrets).encode())
            child.stdin.close()
            port = int(await child.stdout.readline())
            printed = asyncio.create_task(_read_on(child.stdout))
            yield port
        finally:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)  # child.kill() would take its status away
            await child.wait()
        await printed


async def _read_on(stream: asyncio.StreamReader) -> None:
    """What the hook prints is of no interest, but nobody may wait for it to be read."""
    while await stream.read(1 << 16):
        continue


async def _ask(client: httpx.AsyncClient, port: int, case: Case) -> JsonValue:
    headers = {"content-type": "application/json", "connection": "close"}
    if secret := case.secrets.get("auth0-extension-secret"):
        headers["authorization"] = f"Bearer {secret}"
    try:
        answer = await client.post(
            f"http://127.0.0.1:{port}/",
            content=dumps(case.payload).encode(),
            headers=headers,
            timeout=PATIENCE,
        )
    except httpx.HTTPError:
        return None
    try:
        return loads(answer.content)
    except JsonError:  # nested too deep for us to hold
        return answer.text

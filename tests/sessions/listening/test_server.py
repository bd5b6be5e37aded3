"""The listener over real connections: what comes in, what does not, and what nobody can fill up."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from sessions.contract.invocation import example
from sessions.listening.bounds import Bounds
from sessions.listening.signing import NONCE, SIGNATURE, TIMESTAMP, sign
from sessions.platforms.current import PLATFORM

from .conftest import JSON, PAYLOAD, SECRET, Listen, listening
from .test_signing import token

GATEWAY = b'{"recipient":"+18085550123","body":"Your code is 482913","sender":"x"}'
HEAD = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
)


def event(form: str) -> bytes:
    return json.dumps(PLATFORM.events.to_event(example().payload, form)).encode()


async def test_each_dialect_is_answered_as_its_sender_expects(listen: Listen) -> None:
    here = await listen()
    hook, action, provider, gateway = [
        await here.post(body)
        for body in (PAYLOAD, event("action"), event("phone-provider"), GATEWAY)
    ]
    assert hook.json() == {"statusCode": 200, "headers": {}, "status": "success"}
    for said in (action, provider, gateway):
        assert (said.status_code, said.json()["outcome"]) == (200, "delivered")
    assert [each.form for each in here.received] == [
        "hook", "action", "phone-provider", "passwordless"
    ]  # fmt: skip
    assert here.received[0].invocation.payload == example().payload


async def test_a_token_is_for_a_passwordless_gateway_only(listen: Listen) -> None:
    here = await listen(secret=SECRET)
    sent = f"Bearer {token({'iss': 'urn:Auth0'}, secret=SECRET)}"
    assert (await here.post(GATEWAY, authorization=sent)).status_code == 200
    assert (await here.post(PAYLOAD, authorization=sent)).status_code == 401
    assert (await here.post(event("action"), authorization=sent)).status_code == 401
    assert [each.form for each in here.received] == ["passwordless"]


async def test_what_the_platform_refuses_is_answered_as_it_does(listen: Listen) -> None:
    here = await listen()
    said = await here.post(json.dumps(example().put(("context", "ip"), 5).payload).encode())
    assert (said.status_code, said.json()["status"]) == (200, "error")
    failed = await here.post(event("action").replace(b'"127.0.0.1"', b"5"))
    assert failed.json()["outcome"] == "failed"
    gateway = await here.post(GATEWAY.replace(b"body", b"text").replace(b"sender", b"context"))
    assert gateway.status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.test"}, 403),
        ({"host": "127.0.0.1.evil.test"}, 403),
        ({"host": "192.168.1.7"}, 403),
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_encoding": "gzip"}, 415),
    ],
)
async def test_pages_and_names_of_others_are_kept_out(
    listen: Listen, headers: dict[str, str], status: int
) -> None:
    here = await listen()
    assert (await here.post(**headers)).status_code == status
    assert (here.received, [each.status for each in here.refused]) == ([], [status])


async def test_a_secret_is_asked_for_and_a_signature_taken_once(listen: Listen) -> None:
    here = await listen(secret=SECRET)
    assert (await here.post()).status_code == 401
    assert (await here.post(authorization="Bearer wrong")).status_code == 401
    assert (
        await here.post(host="tunnel.test", authorization=f"Bearer {SECRET}")
    ).status_code == 200
    now, nonce = str(int(time.time())), "n" * 20
    made = sign(SECRET, PAYLOAD, timestamp=now, nonce=nonce)
    signed: Any = {TIMESTAMP: now, NONCE: nonce, SIGNATURE: made}
    assert [(await here.post(**signed)).status_code for _ in range(3)] == [200, 409, 409]
    assert (await here.post(b"{}", **signed)).status_code == 401
    assert (await here.post(PAYLOAD + b" ", **signed)).status_code == 401
    assert len(here.received) == 2


@pytest.mark.parametrize("path", ["/x", "//", "/../../etc/passwd", "/%2e%2e/%00", "/?a=/../"])
async def test_a_path_leads_nowhere(listen: Listen, path: str) -> None:
    here = await listen()
    body = HEAD.replace(b" / ", f" {path} ".encode()) + b"Content-Length: 2\r\n\r\n{}"
    status = (await here.raw(body)).split(b" ", 2)[1]
    assert status == (b"422" if path.startswith("/?") else b"404")


@pytest.mark.parametrize(
    "request_text",
    [
        HEAD + b"Host: evil.test\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        HEAD + b"Content-Length: -1\r\n\r\n{}",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
async def test_a_head_that_is_wrong_is_refused(listen: Listen, request_text: bytes) -> None:
    here = await listen()
    assert (await here.raw(request_text)).startswith(b"HTTP/1.1 400 ")
    assert here.received == []
    assert (await here.post()).status_code == 200


async def test_a_head_that_is_too_large_is_refused_however_it_comes(listen: Listen) -> None:
    here = await listen(secret=SECRET)
    assert (await here.post(x="x" * 20_000, authorization=f"Bearer {SECRET}")).status_code == 431
    long = b"X: " + b"x" * 20_000
    assert (await here.raw(HEAD + long, long)).startswith(b"HTTP/1.1 400 ")
    assert here.received == []


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(listen: Listen) -> None:
    here = await listen(bounds=Bounds(body=1000))
    said = await here.raw(HEAD + b"Content-Length: 1000000000\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413 ")
    chunk = b"400\r\n" + b"x" * 0x400 + b"\r\n"
    said = await here.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk, chunk)
    assert said.startswith(b"HTTP/1.1 413 ")
    async with httpx.AsyncClient(trust_env=False) as client:  # which reads no answer before its end
        said = await client.post(here.url, content=b"x" * 2_000_000, headers=JSON)
    assert said.status_code == 413


async def test_who_is_too_slow_is_not_waited_for(listen: Listen) -> None:
    here = await listen(bounds=Bounds(head_seconds=0.2, body_seconds=0.2))
    slow = [here.raw(b""), here.raw(HEAD[:20]), here.raw(HEAD + b"Content-Length: 9\r\n\r\n{")]
    nothing, head, body = await asyncio.gather(*slow)
    assert (nothing, head) == (b"", b"")
    assert body.startswith(b"HTTP/1.1 408 ")


async def test_a_request_sent_behind_another_is_answered_however_long_it_takes(
    listen: Listen, tmp_path: Path
) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text("module.exports = (to, text, context, cb) => setTimeout(cb, 900);")
    here = await listen(str(hook), bounds=Bounds(head_seconds=0.5))
    one = HEAD + b"Content-Length: %d\r\n\r\n" % len(PAYLOAD) + PAYLOAD
    assert (await here.raw(one.replace(b"Connection: close\r\n", b"") + one)).count(
        b"HTTP/1.1 200 "
    ) == 2


async def test_what_is_too_much_at_once_is_refused_with_a_reason(listen: Listen) -> None:
    here = await listen(bounds=Bounds(rate=0.001, burst=3))
    said = [await here.post() for _ in range(5)]
    assert [each.status_code for each in said] == [200, 200, 200, 429, 429]
    assert int(said[-1].headers["retry-after"]) > 1

    full = await listen(bounds=Bounds(at_once=1, waiting=1, body_seconds=30))
    counted = Counter(
        each.status_code for each in await asyncio.gather(*map(_post(full), range(9)))
    )
    assert counted[200] >= 2
    assert counted[200] + counted[503] == 9
    assert len(full.received) == counted[200]

    crowded = await listen(bounds=Bounds(connections=2))
    idle = [await asyncio.open_connection("127.0.0.1", crowded.port) for _ in range(3)]
    assert (await idle[2][0].read()).startswith(b"HTTP/1.1 503 ")
    for _, writer in idle:
        writer.close()


async def test_at_the_end_what_runs_is_finished_or_ended(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(
        "module.exports = (to, text, context, cb) => {\n"
        "  require('fs').writeFileSync(`${__dirname}/${to}`, '');\n"
        "  setTimeout(cb, to === 'soon' ? 100 : 100_000);\n"
        "};\n"
    )
    said: dict[str, Any] = {}
    async with listening(str(hook), bounds=Bounds(end_seconds=3)) as here:

        async def post(to: str) -> None:
            body = json.dumps(example().put(("recipient",), to).payload).encode()
            try:
                said[to] = (await here.post(body)).status_code
            except httpx.TransportError:
                said[to] = "cut off"

        said_to = ("soon", "never")
        posted = [asyncio.ensure_future(post(to)) for to in said_to]
        while not all((tmp_path / to).exists() for to in said_to):  # noqa: ASYNC110 - by hooks
            await asyncio.sleep(0.01)
    await asyncio.gather(*posted)
    assert said["soon"] == 200
    assert said["never"] in ("cut off", 500)
    assert [each.invocation.payload["recipient"] for each in here.received] == ["soon"]  # type: ignore[index,call-overload]


def _post(here: Any) -> Any:
    async def post(_: int) -> httpx.Response:
        return await here.post()

    return post

"""However the bytes of a connection are cut into pieces, the same is recorded and answered."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.outcome import OutboundCall
from sessions.gateway.server import Gateway

from .conftest import TOKEN, Caller, preface

names = st.from_regex(r"x-[a-z]{1,8}", fullmatch=True)
header_texts = st.from_regex(r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True)
headers = st.dictionaries(names, header_texts, max_size=4)
texts = st.text(st.characters(codec="utf-8"), max_size=40)
bodies = st.one_of(
    texts.map(lambda text: json.dumps({"to": "+4915112345678", "text": text}).encode()),
    texts.map(lambda text: urlencode({"to": "+4915112345678", "text": text}).encode()),
    st.binary(max_size=80),
)


def _cut(draw: st.DrawFn, data: bytes, most: int) -> list[bytes]:
    at = sorted(draw(st.lists(st.integers(0, len(data)), max_size=most)))
    pieces = [data[start:end] for start, end in zip([0, *at], [*at, len(data)], strict=True)]
    return [piece for piece in pieces if piece]


@st.composite
def exchanges(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """A request, in one piece with its length said; and the same chunked, in many pieces."""
    body = draw(bodies)
    kind = draw(st.sampled_from(("application/json", "application/x-www-form-urlencoded")))
    given = {"host": "x", "content-type": kind, **draw(headers)}
    lines = "".join(f"{name}: {text}\r\n" for name, text in given.items()).encode()
    head = b"POST /send?a=b HTTP/1.1\r\n" + lines
    whole = head + f"content-length: {len(body)}\r\n\r\n".encode() + body
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _cut(draw, body, 4))
    chunked = head + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    return whole, _cut(draw, preface() + draw(st.sampled_from((whole, chunked))), 12)


async def _recorded(pieces: list[bytes]) -> tuple[OutboundCall, int]:
    gateway = Gateway()
    await gateway.start()
    recording = gateway.record(TOKEN)
    caller = await Caller.connect(gateway)
    for piece in pieces:
        await caller.send(piece)
        await asyncio.sleep(0)  # so that the gateway may read it before the next one comes
        await asyncio.sleep(0)
    response = await caller.response()
    await caller.close()
    await gateway.aclose()
    (call,) = recording.calls
    return call, response.status


def _compared(call: OutboundCall) -> Any:
    """What must not depend on how the bytes came; the length is said in one of two ways."""
    framing = ("content-length", "transfer-encoding")
    kept = {name: text for name, text in call.headers.items() if name not in framing}
    bare = {"duration_ms": 0.0, "answer_headers": {}, "answer_body": ""}
    return replace(call, headers=kept, **bare)


@given(exchanges())
@settings(max_examples=60)
def test_any_split_gives_the_same_call(exchange: tuple[bytes, list[bytes]]) -> None:
    whole, pieces = exchange
    expected, status = asyncio.run(_recorded([preface() + whole]))
    call, same = asyncio.run(_recorded(pieces))
    assert _compared(call) == _compared(expected)
    assert same == status == 200
    assert expected.problem is None


@given(st.binary(min_size=1, max_size=200))
@settings(max_examples=60)
def test_any_bytes_are_borne(sent: bytes) -> None:
    async def run() -> tuple[OutboundCall, ...]:
        gateway = Gateway()
        await gateway.start()
        recording = gateway.record(TOKEN)
        caller = await Caller.connect(gateway)
        await caller.send(preface() + sent)
        caller.shut()
        await caller.rest()
        await caller.close()
        await gateway.aclose()
        return recording.calls

    assert all(call.problem or call.status for call in asyncio.run(run()))

"""Answers of a remote endpoint that are made to exhaust offhook."""

from __future__ import annotations

import gzip
import itertools
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

MIB: Final = 1 << 20


@cache
def zipped(size: int, times: int = 1, bits: int = 31) -> bytes:
    """So many bytes, compressed so many times, never held at once; `bits` as zlib has them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    parts = [packer.compress(b" " * MIB) for _ in range(size // MIB)]
    packed = b"".join((*parts, packer.flush()))
    for _ in range(times - 1):
        packed = gzip.compress(packed)
    return packed


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def keys(count: int) -> bytes:
    """An object of so many members."""
    members = ",".join(f'"k{n}":{n}' for n in range(count))
    return f'{{"MessageID":"m",{members}}}'.encode()


def answers() -> Iterator[tuple[str, bytes]]:
    """Answers of a remote endpoint."""
    yield "floor: an answer", answer(b'{"MessageID":"m"}')
    for times in (1, 2, 3, 4):
        chain = ", ".join(["gzip"] * times)
        yield f"512 MiB, {chain}", answer(zipped(512 * MIB, times), f"Content-Encoding: {chain}")
    many = ", ".join(["gzip"] * 9000)
    yield "gzip 9,000 times over", answer(zipped(MIB), f"Content-Encoding: {many}")
    for name, bits in (("deflate", 15), ("raw deflate", -15)):
        yield f"512 MiB, {name}", answer(zipped(512 * MIB, 1, bits), "Content-Encoding: deflate")
    for name in ("br", "zstd", "compress", "deflate"):
        yield f"said to be {name}", answer(b"\x78\x9c" * 500_000, f"Content-Encoding: {name}")
    for tag in (
        "<title>",
        "<script>",
        "<style >",
        "<",
        "<!--",
        "<title",
        "&#" + "9" * 5000,
        "&amp",
    ):
        page = tag.encode() * (MIB // len(tag))
        bad = answer(page, "Content-Type: text/html", status="500 Oops")
        yield f"1 MiB of {tag[:8]} in an HTTP 500", bad
    for charset in ("punycode", "idna", "utf-7", "unicode_escape", "raw_unicode_escape", "zlib"):
        kind = f"Content-Type: text/plain; charset={charset}"
        yield f"8 MiB, {charset}", answer((b"a-\\u00e9+AOk-" * MIB)[: 8 * MIB - 1], kind)
    yield "400,000 keys", answer(keys(400_000))
    yield "400,000 keys in an HTTP 500", answer(keys(400_000), status="500 Oops")
    yield "2 million zeros", answer(b'{"MessageID":"m","x":[' + b"0," * 2_000_000 + b"0]}")
    yield "700,000 objects", answer(b'{"MessageID":"m","x":[' + b'{"":0},' * 700_000 + b"0]}")
    yield "8 MiB of brackets", answer(b"[" * (8 * MIB - 1))
    yield (
        "199 levels, 40,000 times",
        answer(b'{"MessageID":"m","x":[' + (b"[" * 190 + b"]" * 190 + b",") * 20_000 + b"0]}"),
    )
    yield "an integer of 8 million digits", answer(b'{"a":' + b"9" * 8_000_000 + b"}")
    yield "a float of 8 million digits", answer(b'{"a":0.' + b"9" * 8_000_000 + b"}")
    yield "a key of 4 MB twice", answer(b'{"%s":1,"%s":2}' % (b"k" * 4_000_000, b"k" * 4_000_000))
    yield "8 MiB of text", answer(b'{"MessageID":"m","x":"' + b"x" * 8_000_000 + b'"}')
    yield "8 MiB of %25", answer(b'{"MessageID":"m","x":"' + b"%25" * 2_700_000 + b'"}')
    yield "8 MiB of backslashes", answer(b'{"MessageID":"m","x":"' + b"\\\\" * 4_000_000 + b'"}')
    yield "8 MiB of Base64", answer(b'{"MessageID":"m","x":"' + b"czNj" * 2_000_000 + b'"}')
    yield (
        "8 MiB of nearly a secret",
        answer(b'{"MessageID":"m","x":"' + b"s3cret/" * 1_100_000 + b'"}'),
    )
    yield "a MessageID of 8 MiB", answer(b'{"MessageID":"' + b"m" * 8_000_000 + b'"}')
    yield "a reason of 90 kB", answer(b"{}", status="500 " + "x" * 90_000)
    lines = "\r\n".join(["X: y"] * 1_000_000)
    yield "a million headers", answer(b"{}", lines)
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield "8 million chunks", chunked + b"1\r\n \r\n" * 8_000_000
    trailers = b"".join(b"X: y\r\n" for _ in range(MIB))
    yield "a million trailers", chunked + b"2\r\n{}\r\n0\r\n" + trailers + b"\r\n"
    yield "3 million interim answers", b"HTTP/1.1 100 Continue\r\n\r\n" * 3_000_000
    for name, goal in (
        ("itself", "/"),
        ("itself, kept", "?"),
        ("60 kB of URL", "http://127.0.0.1:1/" + "a" * 60_000),
        ("1 MB of URL", "http://127.0.0.1:1/" + "a" * 1_000_000),
        ("1 MB of %25", "/" + "%25" * 333_000),
        ("1 MB of host", f"http://{'a.' * 500_000}/"),
        ("1 MB of port", f"http://127.0.0.1:{'9' * 1_000_000}/"),
    ):
        yield f"leads to {name}", answer(b"", f"Location: {goal}", status="302 Found")
    many = "\r\n".join(["Location: /"] * 1000)
    yield "leads to a thousand places", answer(b"", many, status="302 Found")


def endless() -> Iterator[tuple[str, Iterable[bytes]]]:
    """Answers that come for as long as somebody listens."""
    ok, chunked = b"HTTP/1.1 200 OK\r\n", b"Transfer-Encoding: chunked\r\n\r\n"
    forever = itertools.repeat
    yield "interim answers without end", forever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
    yield "early hints without end", forever(b"HTTP/1.1 103 E\r\nLink: </a>\r\n\r\n" * 1000)
    yield "headers without end", itertools.chain([ok], forever(b"X-A: b\r\n" * 1000))
    yield "a header without end", itertools.chain([ok + b"X-A: "], forever(b"b" * 10_000))
    yield "a status line without end", itertools.chain([b"HTTP/1.1 200 "], forever(b"b" * 10_000))
    yield "chunks without end", itertools.chain([ok + chunked], forever(b"1\r\n \r\n" * 1000))
    yield "a chunk's extension without end", itertools.chain([ok + chunked + b"1;"], forever(b"b"))
    yield "a body without end", itertools.chain([ok + b"\r\n"], forever(b" " * 10_000))
    yield "a byte now and then", itertools.chain([ok + b"\r\n"], slowly(b" "))
    yield "a chunk now and then", itertools.chain([ok + chunked], slowly(b"1\r\n \r\n"))
    yield "a header now and then", itertools.chain([ok], slowly(b"X-A: b\r\n"))
    yield "an interim answer now and then", slowly(b"HTTP/1.1 100 Continue\r\n\r\n")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = (packer.compress(b" " * MIB) for _ in itertools.count())
    yield "gzip without end", itertools.chain([ok + b"Content-Encoding: gzip\r\n\r\n"], pieces)


def slowly(data: bytes) -> Iterator[bytes]:
    """This again and again, twenty times a second."""
    while True:
        yield data
        time.sleep(0.05)

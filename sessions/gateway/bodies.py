"""Bodies of requests: unpacked for a provider to read, and as text for a person."""

from __future__ import annotations

import zlib
from typing import Final

MOST_READ: Final = 16 << 20
"""Bytes of a body that are taken, packed or unpacked; more is answered 413."""
MOST_KEPT: Final = 64 << 10
"""Bytes of a body that are kept to be shown."""

_ZLIB_OR_GZIP: Final = 32 + zlib.MAX_WBITS


class UnreadableBody(Exception):
    """A body that its content-encoding keeps from being read; the message says why."""


def unpacked(body: bytes, encoding: str | None) -> bytes:
    """A body without its content-encoding (RFC 9110, section 8.4), the last one taken off first.

    Raises:
        UnreadableBody: an encoding that is not known here, or bytes that are not so encoded.
    """
    for name in reversed([part.strip().lower() for part in (encoding or "").split(",")]):
        if name in ("gzip", "x-gzip", "deflate"):
            body = _inflated(body, name)
        elif name not in ("", "identity"):
            raise UnreadableBody(f"its body is encoded as {name}, which offhook does not read")
    return body


def shown(body: bytes) -> str:
    """A body as text, cut where it is long."""
    text = body[:MOST_KEPT].decode("utf-8", "replace")
    return text if len(body) <= MOST_KEPT else f"{text}… ({len(body):,} bytes in all)"


def cut(text: str) -> str:
    """A text of a body, cut where it is as long as none is kept."""
    return text if len(text) <= MOST_KEPT else f"{text[:MOST_KEPT]}…"


def _inflated(body: bytes, name: str) -> bytes:
    try:
        return _inflate(body, _ZLIB_OR_GZIP)
    except zlib.error as error:
        if name == "deflate":  # some clients mean the raw format by it
            try:
                return _inflate(body, -zlib.MAX_WBITS)
            except zlib.error:
                pass
        raise UnreadableBody(f"its body is said to be {name} and is not: {error}") from None


def _inflate(body: bytes, window: int) -> bytes:
    stream = zlib.decompressobj(window)
    text = stream.decompress(body, MOST_READ)
    if stream.unconsumed_tail:
        raise UnreadableBody(f"its body unpacks to more than {MOST_READ >> 20} MiB")
    if not stream.eof:
        raise zlib.error("it ends too early")
    return text

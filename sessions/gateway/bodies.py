"""Bodies of requests: unpacked for a provider to read, and as text for a person."""

from __future__ import annotations

from typing import Final

from sessions.decompression import TooLarge, Unpacker, UnreadableEncoding

MOST_READ: Final = 16 << 20
"""Bytes of a body that are taken, packed or unpacked; more is answered 413."""


class UnreadableBody(Exception):
    """A body that its content-encoding keeps from being read; the message says why."""


def unpacked(body: bytes, encoding: str | None) -> bytes:
    """A body without its content-encoding.

    Raises:
        UnreadableBody: an encoding that is not known here, or bytes that are not so encoded.
    """
    try:
        unpacker = Unpacker(encoding, MOST_READ)
        unpacker.feed(body)
        unpacker.end()
    except UnreadableEncoding as error:
        raise UnreadableBody(f"its body {error}") from None
    except TooLarge:
        raise UnreadableBody(f"its body unpacks to more than {MOST_READ >> 20} MiB") from None
    return bytes(unpacker.content)

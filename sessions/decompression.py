"""HTTP's content-encodings taken off as bytes come in, within bounds that no bomb gets past."""

from __future__ import annotations

import zlib
from typing import Final

MOST_ENCODINGS: Final = 4
"""Encodings that one body may have over each other. Nobody means more than one."""

_NAMES: Final = frozenset({"gzip", "x-gzip", "deflate"})
_ZLIB_OR_GZIP: Final = 32 + zlib.MAX_WBITS


class UnreadableEncoding(Exception):
    """A body that its content-encoding keeps from being read; the message says why, of the body."""


class UnknownEncoding(UnreadableEncoding):
    """An encoding that is not known here, or is there too many times."""


class TooLarge(Exception):
    """A body that has more bytes than are taken, before or after one of its encodings."""


class Unpacker:
    """A body that comes in pieces, without its content-encoding (RFC 9110, section 8.4)."""

    def __init__(self, encoding: str | None, most: int) -> None:
        """`encoding` is the header, `most` the bytes that are taken at each of its steps.

        Raises:
            UnknownEncoding: it is none of gzip and deflate, or too many of them.
        """
        names = [part.strip().lower() for part in (encoding or "").split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if unknown := next((name for name in names if name not in _NAMES), None):
            raise UnknownEncoding(f"is encoded as {unknown[:40]}, which offhook does not read")
        if len(names) > MOST_ENCODINGS:
            raise UnknownEncoding(f"is encoded {len(names):,} times over")
        self._steps = [_Inflater(name, most) for name in reversed(names)]
        self._most = most
        self.content = bytearray()
        """What has come out so far: never more than `most` bytes."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            UnreadableEncoding: they are not what the encoding says.
            TooLarge: there are too many; `content` has the first of them.
        """
        for step in self._steps:
            data = step.feed(data)
        self.content += data
        is_too_large = len(self.content) > self._most or any(step.is_full for step in self._steps)
        del self.content[self._most :]
        if is_too_large:
            raise TooLarge

    def end(self) -> None:
        """There is no more. Raises UnreadableEncoding where there should be."""
        for step in self._steps:
            step.end()


class _Inflater:
    """One step: gzip, or zlib, which `deflate` means; some clients mean the raw format by it."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._left = most
        self._head = b""
        self._has_begun = False
        self._stream = zlib.decompressobj(_ZLIB_OR_GZIP)
        self.is_full = False
        """Whether more would come out than is taken."""

    def feed(self, data: bytes) -> bytes:
        if not self._has_begun:
            self._head += data
            if len(self._head) < 2:
                return b""
            if self._name == "deflate" and not _has_header(self._head):
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self._has_begun, data = True, self._head
        if self._stream.eof:
            return b""  # what follows is not looked at
        try:
            text = self._stream.decompress(data, self._left + 1)
        except zlib.error as error:
            raise UnreadableEncoding(f"is said to be {self._name} and is not: {error}") from None
        self._left -= len(text)
        self.is_full = self._left < 0
        return text

    def end(self) -> None:
        has_bytes = self._has_begun or self._head
        if has_bytes and not self._stream.eof:
            why = f"is said to be {self._name} and is not: it ends too early"
            raise UnreadableEncoding(why)


def _has_header(data: bytes) -> bool:
    """Whether these bytes begin as zlib (RFC 1950, section 2.2) or as gzip (RFC 1952) does."""
    is_zlib = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
    return is_zlib or data[:2] == b"\x1f\x8b"

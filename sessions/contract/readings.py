"""What a text may say once it is decoded, in whatever way, and however often, it was encoded.

For recognizing a message. Redaction, which must know where in the text each part stands, and finds
what is encoded in more ways, has `sessions.secrets.decoding`.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from typing import Final

MOST_READ: Final = 128 << 10
"""Characters of one text that are looked at; what follows them is cut off first of all."""
_MOST_IN_ALL: Final = 4 * MOST_READ
"""Characters of all its readings together."""
_MOST_LAYERS: Final = 5
_SHORTEST: Final = 4
"""Characters of a row that counts as text among decoded bytes."""

_ESCAPES: Final = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+|(?:\\x[0-9A-Fa-f]{2})+|(?:\\u\{?[0-9A-Fa-f]{4,6}\}?)+"
    r"|\\[nrtbf0\"'/\\]|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});|=\r?\n"
)
_TAG: Final = re.compile(r"<[^<>]{0,300}>")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{6,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{2}(?:(?:[: -]|0x|\\x|, ?0x)?[0-9A-Fa-f]{2}){3,}")
_NO_HEX: Final = re.compile(r"0x|[^0-9A-Fa-f]")
_TEXT: Final = re.compile(rf"[\t\n\r -~\u00a0-\ufffc]{{{_SHORTEST},}}")
_BLANKS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "0": " "}


def readings(text: str) -> Iterator[str]:
    """The text itself, then what it says decoded once, twice and so on, each reading once.

    Known are percent-encoding, the escapes of JSON, JavaScript, XML and HTML, Base64 in either
    alphabet wherever it begins, and hexadecimal. Takes time in proportion to the text's length,
    which is cut at `MOST_READ` characters; few texts of that length have any reading but one.
    """
    layer, seen, left = [text[:MOST_READ].replace("\0", "")], set[str](), _MOST_IN_ALL
    for _ in range(_MOST_LAYERS):
        below: list[str] = []
        for each in layer:
            if each in seen or len(each) > left:
                continue
            seen.add(each)
            left -= len(each)
            yield each
            below += _decoded(each)
        layer = below


def _decoded(text: str) -> Iterator[str]:
    if (opened := _ESCAPES.sub(_opened, text)) != text:
        yield opened
    if "<" in text and (bare := _TAG.sub(" ", text)) != text:
        yield bare
    yield _joined(piece for run in _BASE64.findall(text) for piece in _of_base64(run))
    yield _joined(piece for run in _HEX.findall(text) for piece in _of_hex(run))


def _joined(pieces: Iterator[str]) -> str:
    """Apart from each other, so that no two of them make a number together."""
    return "\n|\n".join(pieces)


def _opened(found: re.Match[str]) -> str:
    text = found[0]
    if text[0] == "%":
        return _as_text(bytes.fromhex(text.replace("%", "")))
    if text[0] == "&":
        return html.unescape(text)
    if text[0] == "=":
        return ""
    if text[1] == "x":
        return _as_text(bytes.fromhex(text.replace("\\x", "")))
    if text[1] == "u":
        codes = (int(code.strip("{}"), 16) for code in text.split("\\u")[1:])
        units = "".join(chr(code) for code in codes if code < 0x110000)
        return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _BLANKS.get(text[1], text[1])


def _of_base64(run: str) -> Iterator[str]:
    """What a row holds whose Base64 may begin at any of its characters, as behind a slash."""
    run = re.sub(r"\s", "", run).translate(_URL_SAFE)
    for start in range(4):
        whole = run[start:]
        yield from _texts(base64.b64decode(whole + "A" * (-len(whole) % 4)))


def _of_hex(run: str) -> Iterator[str]:
    digits = _NO_HEX.sub("", run)
    for start in range(2):
        yield from _texts(bytes.fromhex(digits[start : len(digits) - (len(digits) - start) % 2]))


def _texts(content: bytes) -> Iterator[str]:
    """The rows of text among bytes, which are UTF-8 or, with a zero beside each letter, UTF-16."""
    return iter(_TEXT.findall(_as_text(content.replace(b"\0", b""))))


def _as_text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


_URL_SAFE: Final = str.maketrans("-_", "+/")

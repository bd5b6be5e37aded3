"""What browsers copy for PowerShell: `Invoke-WebRequest -Uri "…" -Headers @{…} -Body "…"`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .found import FoundRequest, unclosed

_COMMAND: Final = re.compile(
    r"^[ \t]*+(?:\$\w+[ \t]*=[ \t]*)?(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b",
    re.IGNORECASE | re.MULTILINE,
)
_BEGINS: Final = re.compile(r"\s*+\$session\s*=\s*New-Object\b", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"""
      (?P<blank> (?: [ \t] | `\r?\n )++ )
    | (?P<newline> \r?\n )
    | (?P<name> -[A-Za-z]++ )
    | "(?P<double> (?: [^"`]++ | `. | "" )*+ )"
    | '(?P<single> (?: [^']++ | '' )*+ )'
    | (?P<table> @\{ )
    | (?P<end> \} )
    | (?P<unclosed> ["'] )
    | (?P<bare> [^\s"'`{}()]++ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"`(?P<char>.)|\$\(\[char\](?P<number>\d{1,7})\)|\"\"", re.DOTALL)
_OF_HTTP2: Final = frozenset(("authority", "method", "path", "scheme"))
"""Parts of a request that Chrome writes among its headers, whose colon it takes away."""
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b", "f": "\f", "v": "\v"}


def is_powershell(text: str) -> bool:
    """Whether a text begins with such a command, or with the session that browsers make for it."""
    first = _COMMAND.search(text[:100_000])
    return first is not None and (not text[: first.start()].strip() or bool(_BEGINS.match(text)))


def read_powershell(text: str) -> tuple[list[FoundRequest], list[str]]:
    """The requests of all commands in a text, and what is to be said of them.

    Raises:
        NothingFound: a quote is never closed.
    """
    starts = [found.end() for found in _COMMAND.finditer(text)]
    requests = [_request(text, at) for at in starts]
    said = [
        f"{left_out} is left out"
        for left_out in ("$session.Cookies", "$session.UserAgent")
        if left_out in text
    ]
    return requests, said


def _request(text: str, at: int) -> FoundRequest:
    given: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    name = "uri"
    tokens = _tokens(text, at)
    for kind, token in tokens:
        if kind == "newline":
            break
        if kind == "name":
            name = token[1:].lower()
        elif kind == "table":
            headers += [pair for pair in _pairs(tokens) if pair[0] not in _OF_HTTP2]
        elif kind in ("double", "single", "bare") and not _is_code(kind, token):
            given.setdefault(name, token)
    if kind := given.get("contenttype"):
        headers.append(("content-type", kind))
    if agent := given.get("useragent"):
        headers.append(("user-agent", agent))
    return FoundRequest(
        url=given.get("uri", ""),
        body=given.get("body"),
        method=given.get("method", "GET").upper(),
        headers=tuple(headers),
    )


def _is_code(kind: str, token: str) -> bool:
    """Whether it is a variable, or a part of `[System.Text.Encoding]::UTF8.GetBytes`."""
    return kind == "bare" and token.startswith(("$", "["))


def _pairs(tokens: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The members of a table, up to its end."""
    texts: list[str] = []
    for kind, token in tokens:
        if kind == "end":
            break
        if kind in ("double", "single"):
            texts.append(token)
    return zip(texts[::2], texts[1::2], strict=False)


def _tokens(text: str, at: int) -> Iterator[tuple[str, str]]:
    while found := _TOKEN.match(text, at):
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "double":
            yield kind, _unescaped(found[kind])
        elif kind == "single":
            yield kind, found[kind].replace("''", "'")
        elif kind == "unclosed":
            raise unclosed(text, found.start())
        elif kind != "blank":
            yield kind, found[0]


def _unescaped(part: str) -> str:
    """What stands in double quotes; a character beyond 16 bits is written as its two halves."""

    def replaced(found: re.Match[str]) -> str:
        if number := found["number"]:
            return chr(min(int(number), 0x10FFFF))
        return _LETTERS.get(found["char"], found["char"]) if found["char"] else '"'

    text = _ESCAPE.sub(replaced, part)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

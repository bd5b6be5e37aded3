"""The line by which a child's connection begins: whose it is, and where it would have gone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, cast

LONGEST: Final = 8192
"""Bytes of a preface, its newline included."""

_WORD: Final = b"offhook "


@dataclass(frozen=True, slots=True)
class Preface:
    """What a child says of a connection before the connection's own bytes."""

    token: str
    host: str
    """The name that the client asked for, or the IP; lower case, IPv6 without brackets."""
    port: int
    tls: bool = False
    insecure: bool = False
    """Whether the client has switched off the check of the server's certificate."""
    silent: bool = False
    """Whether the client waits for the other side to speak first, as mail clients do."""
    alpn: tuple[str, ...] = ()


def parse_preface(line: bytes) -> Preface | None:
    """The preface that a line holds, without its newline; None where it is none of ours."""
    if not line.startswith(_WORD):
        return None
    try:
        said = json.loads(line.removeprefix(_WORD).decode("ascii"))
    except (ValueError, RecursionError):
        return None
    return _checked(cast("dict[str, Any]", said)) if isinstance(said, dict) else None


def plain_host(host: str) -> str:
    """A host as it is compared and shown: lower case, no brackets, no dot of the DNS root."""
    return host.lower().removeprefix("[").removesuffix("]").removesuffix(".")


def _checked(said: dict[str, Any]) -> Preface | None:
    token, host, port = said.get("token"), said.get("host"), said.get("port")
    flags = [said.get(name, False) for name in ("tls", "insecure", "silent")]
    alpn: Any = said.get("alpn") or []
    if not (isinstance(token, str) and token and isinstance(host, str) and plain_host(host)):
        return None
    if type(port) is not int or not 0 <= port <= 65535:
        return None
    if not all(isinstance(flag, bool) for flag in flags) or not _are_texts(alpn):
        return None
    return Preface(token, plain_host(host), port, *flags, alpn=tuple(alpn))


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) for item in cast("list[Any]", value)
    )

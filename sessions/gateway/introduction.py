"""The lines by which a child's connection, and each request over a kept one, begins.

A connection's says where it would have gone; both say whose the call is that follows, where the
hook made it, and when. One that is kept may carry calls of one invocation after another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, TypeGuard, TypeVar

from sessions.contract.json_text import JsonObject, JsonValue, is_object

LONGEST: Final = 8192
"""Bytes of a preface, its newline included."""

CALL: Final = b"offhook-call "
"""Begins the line before a further request."""
_WORD: Final = b"offhook "
_LONGEST_TIME: Final = 1e12
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in its author's own source the hook made a call, and when; None where not known."""

    file: str | None = None
    line: int | None = None
    t: float | None = None
    """Milliseconds by the child's own clock, which its events (`runner/events.py`) go by too."""


NOWHERE: Final = Origin()


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
    origin: Origin = NOWHERE


def parse_preface(line: bytes) -> Preface | None:
    """The preface that a line holds, without its newline; None where it is not one."""
    said = _object(line, _WORD)
    return None if said is None else _checked(said)


def parse_call(line: bytes) -> tuple[Origin, str]:
    """Where the call was made of which such a line says so, without its newline; and the token that
    it is now, empty where it says none."""
    said = _object(line, CALL) or {}
    token = said.get("token")
    return _origin(said), token if isinstance(token, str) else ""


def plain_host(host: str) -> str:
    """A host as it is compared and shown: lower case, no brackets, no dot of the DNS root."""
    return host.lower().removeprefix("[").removesuffix("]").removesuffix(".")


def _object(line: bytes, word: bytes) -> JsonObject | None:
    if not line.startswith(word):
        return None
    try:
        said = json.loads(line.removeprefix(word).decode("ascii"))
    except (ValueError, RecursionError):
        return None
    return said if is_object(said) else None


def _origin(said: JsonObject) -> Origin:
    """As the runners report it: `at` is an object with `file` and `line`, `t` a number."""
    at, t = said.get("at"), said.get("t")
    when = None
    if isinstance(t, int | float) and not isinstance(t, bool) and abs(t) < _LONGEST_TIME:
        when = float(t)
    place = at if isinstance(at, dict) else {}
    file, line = place.get("file"), place.get("line")
    if isinstance(file, str) and type(line) is int and line > 0:
        return Origin(file, line, when)
    return Origin(t=when)


def _checked(said: JsonObject) -> Preface | None:
    token, host, port = said.get("token"), said.get("host"), said.get("port")
    flags = [said.get(name, False) for name in ("tls", "insecure", "silent")]
    alpn = said.get("alpn") or []
    if not (isinstance(token, str) and token and isinstance(host, str) and plain_host(host)):
        return None
    if type(port) is not int or not 0 <= port <= 65535:
        return None
    if not _are(flags, bool) or not _are(alpn, str):
        return None
    return Preface(token, plain_host(host), port, *flags, alpn=tuple(alpn), origin=_origin(said))


def _are(values: JsonValue, kind: type[_Kind]) -> TypeGuard[list[_Kind]]:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)

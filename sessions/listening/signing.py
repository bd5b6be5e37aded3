"""Who may send to a listener: a secret that both know, and a signature that is good once.

A signed request has three headers, `TIMESTAMP` (seconds since 1970), `NONCE` (16 to 128 letters,
digits, `-` and `_`) and `SIGNATURE`, which is `v1=` and the HMAC-SHA256 in hexadecimal of
`v1:TIMESTAMP:NONCE:` and the body's bytes. A secret that is sent as it is, as the platform does to
an endpoint, or that a JSON Web Token is signed with, as it does to a passwordless gateway, may be
sent again by whoever has seen it: only a signature is good once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue

from .refused import Refused
from .seen import SeenSignatures

TIMESTAMP: Final = "x-offhook-timestamp"
NONCE: Final = "x-offhook-nonce"
SIGNATURE: Final = "x-offhook-signature"
LEAST: Final = 16
"""Characters of a secret: fewer could be guessed, one after another."""
WINDOW: Final = 300
"""Seconds that a request's time may be off, either way, as clocks are."""
Way: TypeAlias = Literal["open", "signature", "bearer", "token"]
"""How a request has shown who sends it: not at all, as nobody asks; by a signature; by the secret
itself; by a JSON Web Token."""

_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")
_TIME: Final = re.compile(r"[0-9]{1,12}")
_MADE: Final = re.compile(r"v1=[0-9a-f]{64}")
_LONGEST_TOKEN: Final = 4096


def sign(secret: str, body: bytes, *, timestamp: str, nonce: str) -> str:
    """The value of the header `SIGNATURE`."""
    signed = f"v1:{timestamp}:{nonce}:".encode("ascii") + body
    return f"v1={hmac.new(_key(secret), signed, hashlib.sha256).hexdigest()}"


class Guard:
    """Asks each request for a secret, and takes a signature once.

    `seen` remembers which were taken; without it that is this guard's alone. `now` gives seconds
    since 1970.
    """

    def __init__(
        self,
        secret: str | None,
        seen: SeenSignatures | None = None,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._secret = secret
        self._seen = seen or SeenSignatures()
        self._now = now

    def begin(self, headers: Mapping[str, str]) -> Way:
        """What the head of a request shows; `headers` have names in small letters.

        A signature is held against the body later, by `check`. Raises Refused.
        """
        if self._secret is None:
            return "open"
        if SIGNATURE in headers:
            self._check_time(headers)
            return "signature"
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(401, "This needs a signature, or the secret as Authorization: Bearer.")
        given = given.strip()
        if _same(given, self._secret):
            return "bearer"
        if self._is_token(given):
            return "token"
        raise Refused(401, "This is not the secret.")

    def check(self, way: Way, headers: Mapping[str, str], body: bytes) -> None:
        """Hold a signature against the body. Raises Refused."""
        if way == "signature" and self._secret is not None:
            made = sign(self._secret, body, timestamp=headers[TIMESTAMP], nonce=headers[NONCE])
            if not hmac.compare_digest(made, headers[SIGNATURE]):
                raise Refused(401, "The signature is not of this body and this secret.")

    def remember(self, way: Way, headers: Mapping[str, str]) -> None:
        """Have a signature that was checked be good no more. Raises Refused where it is not.

        It comes last: the request is refused from now on, whatever becomes of it.
        """
        if way != "signature":
            return
        now = self._now()
        if not self._seen.add(headers[SIGNATURE], now, now + 2 * WINDOW):
            raise Refused(409, "This request has been here before.")

    def _check_time(self, headers: Mapping[str, str]) -> None:
        sent, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
        if not (_TIME.fullmatch(sent) and _NONCE.fullmatch(nonce)):
            raise Refused(401, f"A signature needs {TIMESTAMP} and {NONCE}.")
        if not _MADE.fullmatch(headers[SIGNATURE]):
            raise Refused(401, f"{SIGNATURE} is v1= and 64 hexadecimal digits.")
        if abs(self._now() - int(sent)) > WINDOW:
            raise Refused(401, "The request's time is too far from now; set the clocks.")

    def _is_token(self, text: str) -> bool:
        """Whether it is a JSON Web Token (RFC 7519), signed with the secret by HS256, and in its
        time."""
        head, _, rest = text.partition(".")
        claims, _, signature = rest.partition(".")
        if not (self._secret and signature) or len(text) > _LONGEST_TOKEN or not text.isascii():
            return False
        made = hmac.new(_key(self._secret), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(_decoded(signature), made):
            return False
        said, now = _members(claims), self._now()
        begins, ends = said.get("nbf", now), said.get("exp", now)
        return (
            _members(head).get("alg") == "HS256"
            and isinstance(begins, (int, float))
            and isinstance(ends, (int, float))
            and begins - WINDOW <= now <= ends + WINDOW
        )


def _key(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogateescape")


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that says nothing of either, its length included."""
    digests = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (one, other)]
    return hmac.compare_digest(*digests)


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _members(part: str) -> Mapping[str, JsonValue]:
    try:
        value = json_text.loads(_decoded(part))
    except json_text.JsonError:
        return {}
    return value if isinstance(value, dict) else {}

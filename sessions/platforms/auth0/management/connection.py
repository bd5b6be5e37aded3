"""One request to a tenant and its answer: over TLS, within bounds, and made again where that can
do nothing twice."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlencode

import httpx

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue
from sessions.decompression import TooLarge, Unpacker, UnreadableEncoding
from sessions.text import one_line
from sessions.version import __version__

from .errors import AnswerLost, Failed, TooManyRequests, Unreachable, UnreadableAnswer, refused
from .pacing import MOST_TRIES, TRIES_OF_A_READ, wait_of

MOST_BYTES: Final = 16 << 20
"""Of an answer. 50 Actions with 100 kB of code each are 5 MB, and 10 where all of it is escaped."""
_MOST_VALUES: Final = 2_000_000
_TIMEOUT: Final = httpx.Timeout(30, connect=10)
_WHOLE: Final = 60.0
"""Seconds that one answer takes at most, from its first byte to its last."""
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


SLOW_DOWN: Final = "slow_down"
"""A 429 too, but one that the device flow answers by waiting longer each time (RFC 8628)."""


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Waiting:
    """How time is read and spent, which a screen and a test do in ways of their own."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    tell: Callable[[str], None] = lambda _: None
    """Is told of each wait for the rate limit before it begins."""


class Connection:
    """Requests to one host, one at a time. It is closed by `close`, or at the end of a `with`.

    A 429 says that nothing was done: whatever was asked for is asked for again, after the wait that
    its headers name. What only reads is also asked for again where the tenant fails or is not
    reached. Nothing else is ever sent twice.
    """

    def __init__(
        self,
        host: str,
        tls: ssl.SSLContext,
        *,
        token: str = "",
        redact: Callable[[str], str] = _unchanged,
        waiting: Waiting | None = None,
    ) -> None:
        """`host` may have a port; `token` is one (`is_token`); `redact` takes the values of secrets
        out of what is raised.

        Raises:
            Unreachable: the environment names a proxy that cannot be used.
        """
        self.host = host
        self.waiting = waiting or Waiting()
        self.redact = redact
        headers = {
            "accept": "application/json",
            "accept-encoding": "gzip",
            "user-agent": f"offhook/{__version__}",
        }
        if token:
            headers["authorization"] = f"Bearer {token}"
        try:
            self._client = httpx.Client(
                base_url=f"https://{host}",
                verify=tls,
                headers=headers,
                timeout=_TIMEOUT,
                follow_redirects=False,  # a token goes to the tenant, and nowhere else
            )
        except (ImportError, ValueError, httpx.InvalidURL):  # of which some repeat its password
            raise Unreachable(
                f"{host}: is not reached: the proxy that the environment names (HTTPS_PROXY) "
                "is no address of one that offhook goes through: http:// or https://"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open."""
        self._client.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: JsonValue = None,
        form: Mapping[str, str] | None = None,
        scopes: tuple[str, ...] = (),
    ) -> JsonValue:
        """What the tenant answers; None where the answer is empty.

        Args:
            path: with its parts percent-encoded.
            body: sent as JSON, unless it is None; `form` as a form.
            scopes: of which the request needs one, for what is said where the token has none.

        Raises:
            ManagementError: one of its kinds (`errors`).
        """
        name = f"{self.host}: {method} {path}"
        try:
            content, kind = _content(body, form)
            request = self._client.build_request(
                method,
                f"{path}?{urlencode(query)}" if query else path,
                content=content,
                headers={"content-type": kind} if kind else None,
            )
        except (UnicodeEncodeError, httpx.InvalidURL):
            raise Unreachable(
                f"{name}: is not sent: a name or a value in it is no text in UTF-8, or too long"
            ) from None
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._answer(request, name, scopes)
            except _Limited as limited:
                if attempt >= MOST_TRIES:
                    raise limited.error from None
                wait = wait_of(limited.headers, attempt, self.waiting.now())
                self.waiting.tell(f"{self.host}: too many requests; waiting for {wait:.0f} s")
            except (Unreachable, AnswerLost, Failed):
                if method != "GET" or attempt >= TRIES_OF_A_READ:
                    raise
                wait = 2.0 ** (attempt - 1)
            self.waiting.sleep(wait)

    def _answer(self, request: httpx.Request, name: str, scopes: tuple[str, ...]) -> JsonValue:
        with self._named_errors(name):
            response = self._client.send(request, stream=True)
            try:
                content = self._read(response, name)
            finally:
                response.close()
        if response.is_success:
            return self._json(content, name)
        answer: JsonValue
        try:
            answer = self._json(content, name)
        except UnreadableAnswer:  # a page of a proxy
            answer = {"message": one_line(content.decode("utf-8", "replace"), 200)}
        answer = _redacted(answer, self.redact)
        error = refused(name, response.status_code, answer, scopes)
        if isinstance(error, TooManyRequests) and error.code != SLOW_DOWN:
            headers = {key.lower(): value for key, value in response.headers.items()}
            raise _Limited(error, headers)
        if response.is_redirect:
            raise UnreadableAnswer(
                f"{name}: {response.status_code}, which leads to another address: "
                "give the tenant's own domain"
            )
        raise error

    @contextmanager
    def _named_errors(self, name: str) -> Generator[None]:
        try:
            yield
        except _NOT_SENT as error:
            raise Unreachable(f"{name}: is not reached: {self._reason(error)}") from None
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise AnswerLost(f"{name}: no answer: {self._reason(error)}") from None

    def _reason(self, error: Exception) -> str:
        reason = one_line(self.redact(str(error) or type(error).__name__), 200)
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            reason += "; OFFHOOK_TENANT_CA names an authority that you trust beside the usual ones"
        return reason

    def _read(self, response: httpx.Response, name: str) -> bytes:
        until = time.monotonic() + _WHOLE
        try:
            unpacker = Unpacker(response.headers.get("content-encoding"), MOST_BYTES)
            for piece in response.iter_raw():
                unpacker.feed(piece)
                if time.monotonic() > until:
                    raise AnswerLost(f"{name}: the answer takes more than {_WHOLE:.0f} s")
            unpacker.end()
        except TooLarge:
            most = MOST_BYTES >> 20
            raise UnreadableAnswer(f"{name}: the answer is larger than {most} MiB") from None
        except UnreadableEncoding as problem:
            raise UnreadableAnswer(f"{name}: the answer {problem}") from None
        return bytes(unpacker.content)

    def _json(self, content: bytes, name: str) -> JsonValue:
        if not content.strip():
            return None
        try:
            return json_text.loads(content, most_values=_MOST_VALUES)
        except (json_text.JsonError, json_text.TooManyValues):
            raise UnreadableAnswer(
                f"{name}: the answer is no JSON; is {self.host} the domain of a tenant?"
            ) from None


class _Limited(Exception):
    """A 429, and the headers that say how long to wait."""

    def __init__(self, error: TooManyRequests, headers: Mapping[str, str]) -> None:
        self.error = error
        self.headers = headers


def _content(body: JsonValue, form: Mapping[str, str] | None) -> tuple[bytes | None, str]:
    if form is not None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    if body is not None:
        return json_text.dumps(body).encode(), "application/json"
    return None, ""


def _redacted(answer: JsonValue, redact: Callable[[str], str]) -> JsonValue:
    """An answer whose first level of texts is redacted, which is all that a message takes of it."""
    if not json_text.is_object(answer):
        return answer
    return {
        key: redact(value) if isinstance(value, str) else value for key, value in answer.items()
    }

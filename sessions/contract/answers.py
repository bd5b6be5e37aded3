"""Answers that a session gives to calls of a hook, in place of what offhook would answer."""

from __future__ import annotations

from dataclasses import dataclass

ANY = "*"
"""In a pattern: any text, an empty one too. No other character is special."""


@dataclass(frozen=True, slots=True)
class GivenResponse:
    """What a call is answered."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case; lengths are not among them."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """Which calls it is for, and what they are answered one after another; the last one repeats."""

    responses: tuple[GivenResponse, ...]
    host: str
    """A pattern in lower case: `api.example.com`, `*.example.com`, `localhost:8080`."""
    path: str = ANY
    """A pattern; one with a question mark is for path and query, another for the path alone."""
    method: str | None = None
    """In upper case; None for all."""

    def is_for(self, method: str, host: str, port: int, path: str, query: str) -> bool:
        """Whether a request is answered by it; `host` is in lower case, without its port."""
        place = f"{path}?{query}" if "?" in self.path else path
        hosts = (host, f"{host}:{port}")
        return (
            self.method in (None, method)
            and any(fits(self.host, name) for name in hosts)
            and fits(self.path, place)
        )

    def __str__(self) -> str:
        """`POST api.example.com/token → 200, then 401`."""
        method = f"{self.method} " if self.method else ""
        path = self.path if self.path.startswith("/") else f" {self.path}"
        statuses = ", then ".join(str(response.status) for response in self.responses)
        return f"{method}{self.host}{path} → {statuses}"


def fits(pattern: str, text: str) -> bool:
    """Whether a pattern matches the whole text. Takes no more time than both are long."""
    first, *rest = pattern.split(ANY)
    if not rest:
        return pattern == text
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:  # the nearest place leaves the most room for what follows
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return text.endswith(last)

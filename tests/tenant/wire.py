"""What a call to the stand-in tenant and its answer look like to the resources behind it."""

from __future__ import annotations

import secrets
import string
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from .shapes import Shape

Json: TypeAlias = Any
"""What `json.loads` returns."""

NAMES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    410: "Gone",
    412: "Precondition Failed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
}
_LETTERS: Final = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Call:
    """A request that has been let in: its path is without `/api/v2`, its body is of the shape
    that its route asks for."""

    method: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Json = None

    def flag(self, name: str) -> bool | None:
        """A parameter that is true or false; None where it was not given."""
        return None if name not in self.query else self.query[name] == "true"

    def number(self, name: str, default: int) -> int:
        """A parameter that is a number, as its route has checked."""
        return int(self.query.get(name, default))


@dataclass(frozen=True)
class Answer:
    """What is sent back: JSON, unless the body is None."""

    body: Json = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A call that is answered with an error, as the Management API words one."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code

    def answer(self) -> Answer:
        """The error's JSON: `errorCode` only where there is one."""
        body = {"statusCode": self.status, "error": NAMES[self.status], "message": self.message}
        return Answer(body | ({"errorCode": self.code} if self.code else {}), self.status)


@dataclass(frozen=True)
class Route:
    """One operation. `path` is as `/hooks/{id}`; any of the scopes is enough; a query parameter
    or a body that is not named here is refused with 400."""

    method: str
    path: str
    scopes: tuple[str, ...]
    handle: Callable[[Call], Answer]
    query: tuple[str, ...] = ()
    body: Shape | None = None
    body_optional: bool = False

    def parts(self, method: str, path: str) -> dict[str, str] | None:
        """What stands in the braces, where this is the route of the call (path still encoded)."""
        wanted, given = self.path.split("/"), path.split("/")
        if method != self.method or len(wanted) != len(given):
            return None
        found: dict[str, str] = {}
        for name, value in zip(wanted, given, strict=True):
            if name.startswith("{") and value:
                found[name[1:-1]] = value
            elif name != value:
                return None
        return found


def page_of(call: Call, items: Iterable[Json], *, default: int) -> tuple[list[Json], int, int]:
    """The items of the page that is asked for, its number, and how many a page has."""
    page, size = call.number("page", 0), call.number("per_page", default)
    return list(items)[page * size : (page + 1) * size], page, size


def listed(call: Call, key: str, items: Iterable[Json]) -> Answer:
    """A list as the Actions service gives it: what is 0 is left out."""
    everything = list(items)
    found, page, size = page_of(call, everything, default=20)
    numbers = {"total": len(everything), "page": page, "per_page": size}
    return Answer({key: found} | {name: value for name, value in numbers.items() if value})


def identifier(prefix: str = "") -> str:
    """A new one: a UUID, or 22 letters and digits after a prefix, as `pro_…`."""
    if not prefix:
        return str(uuid.uuid4())
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(22))


def now() -> str:
    """In milliseconds, as most of the API says it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_exactly() -> str:
    """In nanoseconds, as the Actions service says it."""
    whole, rest = divmod(time.time_ns(), 1_000_000_000)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09}Z"

"""What a document of another tool has for a session: invocations, and the requests they came in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from sessions.contract.invocation import Trigger
from sessions.contract.json_text import JsonObject, JsonValue
from sessions.errors import OffhookError

_AUTHORITY: Final = re.compile(r"^([^/?#]*://)(?:[^/?#]*@)?")


class NothingFound(OffhookError, ValueError):
    """A document without an invocation: what it is, what was looked at, and what to do instead."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        super().__init__(f"column {column}: {message}" if column else message)


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """A request as another tool wrote it, credentials and all. `${env:NAME}` in URL and headers
    stands for a variable of the environment."""

    url: str
    body: str | None = None
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    name: str = ""
    """What the tool calls it; empty where it has no name."""
    timeout: float | None = None
    """Seconds."""
    ca_file: str | None = None
    no_body: str = "has no body"
    """Why there is no body here, where there is none."""


@dataclass(frozen=True, slots=True)
class FoundInvocation:
    """One invocation. `document` is the payload of a hook, or the event of an Action."""

    document: JsonObject
    request: FoundRequest | None = None
    """The request that it was the body of."""
    name: str = ""
    """What it was called, or when it was; empty where that is not known."""
    note: str | None = None
    """What its reader is to know of it."""
    trigger: Trigger | None = None
    """Whose event it is, where the document does not say it."""
    expect: Mapping[str, JsonValue] | None = None
    """What it came to, as a table `expect` has it."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that is in a document."""

    invocations: tuple[FoundInvocation, ...]
    remarks: tuple[str, ...] = ()
    """What was left out or read otherwise, a sentence each."""


def with_scheme(url: str) -> str:
    """A URL as tools take it to whom `http://` goes without saying."""
    if not url or "://" in url or url.startswith("${env:"):
        return url
    return f"http://{url}"


def with_user(url: str, user: str) -> str:
    """A URL with `user:password` in it, in the place of what stood there."""
    user = user if "${env:" in user else quote(user, safe=":")
    return _AUTHORITY.sub(lambda found: f"{found[1]}{user}@", with_scheme(url))


def unclosed(text: str, at: int) -> NothingFound:
    """What is wrong with a command whose quote at a place is the last one."""
    return NothingFound(
        f"a command ends within the quote {text[at]} that begins here; copy the whole of it",
        line=text.count("\n", 0, at) + 1,
    )


class Names:
    """Names, no two alike: one that is taken has `-2`, `-3` and so on behind it."""

    def __init__(self, taken: Iterable[str] = (), *, link: str = "-") -> None:
        self._taken = set(taken)
        self._link = link
        self._next: dict[str, int] = {}

    def new(self, wish: str) -> str:
        """A name that is not taken, which is from now on."""
        name, number = wish, self._next.get(wish, 1)
        while name in self._taken:
            number += 1
            name = f"{wish}{self._link}{number}"
        self._next[wish] = number
        self._taken.add(name)
        return name

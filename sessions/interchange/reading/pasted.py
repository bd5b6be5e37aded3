"""A text that is pasted while an invocation is edited: what it has for that one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue, is_array, is_object
from sessions.platforms.current import PLATFORM
from sessions.store.model import SavedInvocation

from .curl import is_curl
from .document import read_document
from .found import NothingFound
from .har import is_har
from .httpie import is_httpie
from .postman import is_postman
from .powershell import is_powershell
from .session import session_of

_LOOKED_AT: Final = re.compile(r"\s*[\[{]")
_MOST: Final = 8 << 20
"""Characters that are looked into while somebody waits."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """An invocation in a text: its payload, and its event and trigger where it is an Action's."""

    what: str
    """What the text is: `a cURL command`."""
    saved: SavedInvocation
    count: int
    """How many invocations the text has, of which this is the first."""

    def over(self, current: SavedInvocation) -> SavedInvocation:
        """The current invocation with what was pasted; its target, faults and expectations stay,
        and so does what an event has beside a payload that was pasted alone."""
        update: dict[str, object] = {"payload": self.saved.payload}
        if self.saved.trigger or self.saved.event:
            update |= {"event": self.saved.event, "trigger": self.saved.trigger}
        return current.model_copy(update=update)


def might_be_pasted(text: str) -> bool:
    """Whether it is worth looking into a text: most of what is pasted is a word."""
    if len(text) > _MOST:
        return False
    return bool(_LOOKED_AT.match(text)) or is_curl(text) or is_httpie(text) or is_powershell(text)


def read_pasted(text: str) -> Pasted:
    """The first invocation in a payload, an Action's event, a cURL command, a HAR archive, …

    Raises:
        NothingFound: it has none, and why.
    """
    if len(text) > _MOST:
        raise NothingFound(f"is larger than {_MOST >> 20} MiB; offhook import reads it")
    found = read_document(text.encode("utf-8", "surrogatepass"))
    table = session_of(found, "").session.invocation
    return Pasted(_described(text), next(iter(table.values())), len(table))


def _described(text: str) -> str:
    if is_curl(text):
        return "a cURL command"
    if is_httpie(text):
        return "an HTTPie command"
    if is_powershell(text):
        return "a command for PowerShell"
    try:
        document: JsonValue = json_text.loads(text)
    except json_text.JsonError:
        return "the first of several lines"
    if is_array(document):
        return "the first item of an array"
    if not is_object(document):
        return "a JSON document"
    if is_har(document):
        return "a HAR archive"
    if is_postman(document):
        return "a Postman item"
    is_event = PLATFORM.events.dialect_of(document) is not None
    return "an Action's event" if is_event else "a payload"

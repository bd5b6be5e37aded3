"""An invocation: the payload a hook is called with, each field of it a value, null or absent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from . import json_path
from .answers import GivenAnswer
from .json_path import ABSENT, Absent, JsonPath
from .json_text import JsonValue

Trigger: TypeAlias = str
"""Which of an Action's exports is meant, by the name that the platform gives its trigger."""
Instance: TypeAlias = Literal["fresh", "warm"]
"""Whether each invocation of a JavaScript file finds a process of its own, or one after another the
same, warm with the modules and the state that the ones before have left in it."""
INSTANCES: Final[tuple[Instance, ...]] = ("fresh", "warm")
Presence: TypeAlias = Literal["value", "null", "absent"]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a hook: a name, and exactly the JSON that is sent (PLATFORM.md "Invocation").

    The payload is held as JSON and never reshaped into typed objects, so that whatever the form
    does not know comes back untouched. Treat it as immutable: the methods return copies.
    """

    payload: JsonValue
    name: str = ""
    event: dict[str, JsonValue] | None = None
    """What an Action's event has beside or instead of the payload (`platforms.platform.Events`)."""
    faults: tuple[str, ...] = ()
    """Faults that emulated providers show, each `NAME` or `PROVIDER=NAME` (`contract.fault`)."""
    trigger: Trigger | None = None
    """Whose event it is: which export is called of an Action's file that has both."""
    answers: tuple[GivenAnswer, ...] = ()
    """Answers to its calls, in place of what emulated providers answer; the first fits."""

    def get(self, path: JsonPath) -> JsonValue | Absent:
        """The field at `path`, `None` for null, `ABSENT` where it is not there."""
        return json_path.get(self.payload, path)

    def presence(self, path: JsonPath) -> Presence:
        """Whether the field at `path` is a value, null or absent."""
        field = self.get(path)
        if field is ABSENT:
            return "absent"
        return "null" if field is None else "value"

    def put(self, path: JsonPath, value: JsonValue) -> Invocation:
        """A copy with `value` at `path`. Raises PathError as `json_path.put` does."""
        return replace(self, payload=json_path.put(self.payload, path, value))

    def remove(self, path: JsonPath) -> Invocation:
        """A copy in which the field at `path` is absent."""
        return replace(self, payload=json_path.remove(self.payload, path))


def example() -> Invocation:
    """The example parameters of the product document, fresh each time.

    voice = sessions.example().put(("context", "message_type"), "voice")
    """
    return Invocation(
        name="enrollment-sms",
        payload={
            "recipient": "1-808-555-5555",
            "text": "Here is your one time password!",
            "context": {
                "message_type": "sms",
                "action": "enrollment",
                "language": "en",
                "code": "123456",
                "ip": "127.0.0.1",
                "user_agent": "Mozilla/5.0",
                "client": {
                    "client_id": "1235",
                    "name": "Test Application",
                    "client_metadata": {},
                },
                "user": {
                    "user_id": "auth0|test12345",
                    "name": "Billie Magnusson",
                    "email": "billie@email.com",
                    "app_metadata": {},
                    "user_metadata": {},
                },
            },
        },
    )

"""What is wrong with an outcome of a payload that the platform may send."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind

Key: TypeAlias = tuple[str, str]
"""By what failures are the same one: kind, and place and name of the error."""

NUMBER_CHANGED: Final = "number_changed"
TEXT_CHANGED: Final = "text_changed"
CODE_MISSING: Final = "code_missing"
NO_MESSAGE_ID: Final = "no_message_id"
LEAK: Final = "leak"

TIMED_OUT: Final = frozenset({Kind.TIMEOUT_WAITING, Kind.TIMEOUT_BUSY, Kind.HTTP_TIMEOUT})


@dataclass(frozen=True, slots=True)
class FuzzFailure:
    """One way in which a target fails."""

    kind: str
    """The outcome's kind, or what is wrong with one that was delivered."""
    title: str
    """The kind in words."""
    message: str
    """What happened to this payload, in a sentence."""
    place: str = ""
    """`file:line` of the code, or the provider that was called; may be empty."""
    cause: str = ""
    """What tells it from another of its kind: the name of its error, or all that this says where
    there is no place."""
    wanted: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue], compare=False)
    """What a session expects beside a delivery, as it writes it (`sessions.store.expect`)."""

    @property
    def key(self) -> Key:
        """What it has in common with the same failure of other payloads."""
        return self.kind, f"{self.place} {self.cause}".strip()

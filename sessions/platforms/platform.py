"""What a platform is to offhook: what it refuses, sends, answers, shows in a form, and allows.

Each platform is a folder beside this file, with the modules `rules`, `events`, `fields`, `variety`,
`wire`, `limits`, `logs`, `passwordless` and `folders`. A module has the shape of the protocol of
its name, and pyright holds it to that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from sessions.contract.invocation import Trigger
from sessions.contract.json_path import JsonPath, format_path
from sessions.contract.json_text import JsonObject, JsonValue

if TYPE_CHECKING:
    from .deployed import Deployed, FoundHandler

Dialect: TypeAlias = str
"""Which events an Action is called with: a name of the platform's `Events.EXPORTS`."""
Editor: TypeAlias = Literal["line", "text", "choice", "json"]
Shape: TypeAlias = Literal["choice", "words", "number", "text", "code"]
"""What values a field takes: a few; any words of a person; a phone number; the message with its
code; a one-time password."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first rule of the platform that a payload breaks."""

    path: JsonPath
    found: str
    wanted: str

    @property
    def message(self) -> str:
        """`context.ip: found a number (5), wanted a string`."""
        return f"{format_path(self.path) or 'payload'}: found {self.found}, wanted {self.wanted}"


@dataclass(frozen=True, slots=True)
class Advice:
    """Something odd about a field that the platform lets pass; `suggestion` is a better value."""

    path: JsonPath
    message: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its place in the payload, its pane, how it is edited, what it is for."""

    path: JsonPath
    pane: str
    editor: Editor
    about: str
    choices: tuple[str, ...] = ()
    legacy: bool = False

    @property
    def label(self) -> str:
        """The last step of the path, which is what a hook author calls the field."""
        return str(self.path[-1])


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A call of a hook as an entry of the platform's log tells of it."""

    payload: JsonObject
    """What the hook was called with, as far as the log says it."""
    source: str
    """The entry: its type and its ID."""
    message_type: str
    date: str
    """When it was, in ISO 8601; empty where the entry does not say it."""
    made_up: tuple[str, ...]
    """The fields whose values the entry does not have, and which are made up here."""
    guessed: tuple[str, ...] = ()
    """What else is a guess, or has other words than a hook gets, a clause each."""
    trigger: Trigger | None = None
    """Whose event it was, where only one is called for such a message."""
    error: str | None = None
    """What went wrong, empty where that is not said; None where nothing did."""


@dataclass(frozen=True, slots=True)
class Varied:
    """How one field of a payload varies within what the platform sends."""

    path: JsonPath
    shape: Shape
    choices: tuple[JsonValue, ...] = ()
    """The values of a `choice`, the plainest first."""
    may_be_absent: bool = False
    """Whether it may be left out, unless the platform refuses that of a target."""


class Folders(Protocol):
    """Folders in which the platform's deployment tool keeps hooks and Actions as files."""

    def is_folder(self, path: Path) -> bool:
        """Whether something looks like such a folder, or like its one file."""
        ...

    def handlers(self, path: Path, env: Mapping[str, str]) -> list[FoundHandler]:
        """What a folder lists.

        Raises:
            OffhookError: there is none, or it cannot be read.
        """
        ...

    def find(self, path: Path, name: str, env: Mapping[str, str]) -> Deployed:
        """The hook or the Action that a name means, read whole.

        Args:
            env: what keywords may name; no other variable of it is looked up.

        Raises:
            OffhookError: it is not there, several are, or it cannot be read.
        """
        ...


class Rules(Protocol):
    """What the platform refuses before the hook runs, and what is odd about what it lets pass."""

    def refusal(self, payload: JsonValue, dialects: Collection[Dialect] = ()) -> Refusal | None:
        """The first rule that the payload breaks, or None.

        Args:
            dialects: the events that an Action takes; none for a hook.
        """
        ...

    def advice(self, payload: JsonValue) -> list[Advice]:
        """What a careful reader would remark on; it blocks nothing."""
        ...


class Events(Protocol):
    """The platform's Actions: which exports it calls, and with which events."""

    @property
    def EXPORTS(self) -> Mapping[Dialect, str]:
        """The export of an Action that is called with each dialect's events."""
        ...

    @property
    def TRIGGERS(self) -> Mapping[Trigger, Dialect]:
        """The events that each trigger's Action is called with."""
        ...

    @property
    def PROVIDER_ONLY(self) -> Collection[str]:
        """Values of `context.action` that no hook, and no other Action, is ever sent."""
        ...

    def to_event(
        self,
        payload: JsonValue,
        dialect: Dialect,
        overrides: Mapping[str, JsonValue] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> dict[str, JsonValue]:
        """The event that an Action gets for a hook's payload, `overrides` laid over it."""
        ...

    def to_v1_event(self, payload: JsonValue) -> dict[str, JsonValue]:
        """The event of an Action of version 1, `async (event, context) =>`."""
        ...

    def from_event(self, event: JsonValue) -> tuple[Dialect, JsonValue, dict[str, JsonValue]]:
        """An event's dialect, the hook's payload, and the overrides that restore the rest.

        Raises:
            OffhookError: it is the event of no Action.
        """
        ...

    def payload_of(self, event: JsonValue) -> JsonValue:
        """The hook's payload that an event stands for; None where it is no event."""
        ...

    def dialect_of(self, value: JsonValue) -> Dialect | None:
        """Which event a value is; None where it is none."""
        ...

    def trigger_of(self, event: JsonValue) -> Trigger | None:
        """The trigger that an event is of; None where it is no event."""
        ...


class Fields(Protocol):
    """The fields of a payload that have an editor of their own, by the panes of the form."""

    @property
    def PANES(self) -> Sequence[str]:
        """The panes; the last also has the keys without a field of their own."""
        ...

    @property
    def FIELDS(self) -> Sequence[Field]:
        """In the order in which the form shows them, pane by pane."""
        ...

    @property
    def CONTAINERS(self) -> Sequence[JsonPath]:
        """The objects that hold known fields; any other key in one of them is an extra key."""
        ...

    @property
    def OBJECTS(self) -> Mapping[str, tuple[JsonPath, str]]:
        """By their panes the objects that may be there or not as a whole, and what they are."""
        ...


class Variety(Protocol):
    """Which payloads the platform may send, for making some up."""

    @property
    def PLAIN(self) -> JsonValue:
        """A payload with nothing odd about it, whose text has its code."""
        ...

    @property
    def VARIED(self) -> Sequence[Varied]:
        """The fields, what others depend on first."""
        ...

    def written_code(self, digits: str, channel: str) -> str:
        """A one-time password as a message of this channel has it."""
        ...


class Wire(Protocol):
    """What the platform sends beside the payload, and what answers it."""

    @property
    def SECRET(self) -> str:
        """The name of the secret that an endpoint is sent as its Authorization."""
        ...

    @property
    def STATUS(self) -> int:
        """The HTTP status of every answer that the platform reads."""
        ...

    @property
    def WANTED(self) -> str:
        """What an endpoint is to answer, in words."""
        ...

    def authorization(self, secrets: Mapping[str, str]) -> str | None:
        """The Authorization header that goes along; None where its secret is not given."""
        ...

    def webtask(self, payload: JsonValue, secrets: Mapping[str, str]) -> dict[str, JsonValue]:
        """`context.webtask` of a hook; the runner adds its `body`."""
        ...

    def success(self, response: JsonValue, *, given: bool) -> JsonValue:
        """The answer to `cb(null, response)`; `given` says whether there is a response."""
        ...

    def failure(self, message: str) -> JsonValue:
        """The answer with an error that has nothing but its message."""
        ...

    def refused(self, refusal: Refusal) -> JsonValue:
        """The answer to a payload that the platform refuses."""
        ...

    def unwritable_error(self, problem: str) -> JsonValue:
        """The answer to `cb(error)` where the error's properties cannot be written as JSON."""
        ...

    def unserializable(self) -> JsonValue:
        """The answer to `cb(null, response)` where the response cannot be written as JSON."""
        ...

    def uncompiled(self, error: JsonValue, message: str) -> JsonValue:
        """The answer where the file cannot be loaded; `error` is that to `cb` with its error."""
        ...

    def thrown(self, name: str, message: str, stack: str) -> JsonValue:
        """The body of the host's HTTP 500 for an error that the hook threw."""
        ...

    def is_error(self, body: dict[str, JsonValue]) -> bool:
        """Whether an endpoint's answer is an error, whatever its HTTP status."""
        ...

    def response_in(self, body: dict[str, JsonValue]) -> JsonValue:
        """The hook's response in an answer that is no error."""
        ...

    def error_in(self, body: dict[str, JsonValue]) -> JsonValue:
        """The error in an answer that is one."""
        ...


class Logs(Protocol):
    """The platform's log, and what its entries tell of calls."""

    def entry_of(self, document: JsonValue) -> JsonObject | None:
        """The entry in a document, in whichever way it was got; None where it is none."""
        ...

    def logged_calls(self, entries: Sequence[JsonObject]) -> list[LoggedCall]:
        """The calls that entries of one log tell of, in their order."""
        ...


class Passwordless(Protocol):
    """What the gateway of a login without a password is sent, which is no hook's payload."""

    def is_body(self, body: JsonObject) -> bool:
        """Whether a request's body is one that such a gateway is sent."""
        ...

    def payload_of(self, body: JsonObject, code: str) -> JsonValue:
        """The hook's payload that it stands for; `code` is the one in its text."""
        ...


class PlatformLimits(Protocol):
    """What the platform allows a hook or an Action."""

    @property
    def TIMEOUT(self) -> float:
        """Seconds that it waits for an answer."""
        ...

    @property
    def CODE_BYTES(self) -> int:
        """Bytes of an Action's code that it takes."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """All that the engine and the screens ask a platform; see `current.PLATFORM`."""

    rules: Rules
    events: Events
    fields: Fields
    variety: Variety
    wire: Wire
    limits: PlatformLimits
    logs: Logs
    passwordless: Passwordless
    folders: Folders
    starter: str
    """The folder of the code that a new handler begins with: `starter.js` and `starter.py` for a
    hook, and a `DIALECT.js` for each of the events' dialects."""
    forwarder: str
    """The folder of the Actions that send each event to a listener: a `DIALECT.js` for each."""

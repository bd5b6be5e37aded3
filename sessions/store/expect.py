"""What a session expects of an invocation: the table `[invocation.NAME.expect]`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from sessions.contract.json_path import PathError, parse_path
from sessions.contract.json_text import is_sequence
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Result
from sessions.store.toml.values import Document, InLine, is_array, is_table

from .errors import describe
from .json_codec import JSON_SUFFIX, PayloadError
from .matchers import Matcher, Wanted, read_matcher, read_wanted
from .table import CheckedTable, refusal

NONE: Final = "none"
"""What `warnings` says where there are to be none."""

Matched = Any
"""A value that is to be met: text, `/regex/`, exact value, or a table of tests (`matchers.py`)."""


def a_fault(text: str) -> str:
    """A fault that some provider here can show, as `faults` of an invocation has them too."""
    from sessions.providers.faults import known_fault

    try:
        known_fault(text)
    except ValueError as error:
        raise refusal(str(error)) from None
    return text


def _a_count(found: int) -> int:
    if found < 0:
        raise refusal(f"found {describe(found)}, wanted a whole number from 0")
    return found


@cache
def _fields(table: type[Expectations]) -> dict[str, str]:
    """The keys of a table in their order, each with the name of its field."""
    return {field.alias or name: name for name, field in table.model_fields.items()}


def a_place(text: str) -> str:
    """A path into an outcome, as `varying` has it."""
    try:
        parse_path(text)
    except PathError as error:
        raise refusal(f"{error}; it is a path into an outcome, such as response.id") from None
    return text


Places = Annotated[
    tuple[Annotated[str, AfterValidator(a_place)], ...], Field(default=(), strict=False)
]


class Expectations(CheckedTable):
    """A table in which every key is looked at, so that none can be misspelled in silence."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    about: ClassVar[str]
    """What its keys are, for messages."""
    of_parts: ClassVar[tuple[str, ...]]
    """Its keys of which each part can be said by its path."""

    @classmethod
    def possible(cls) -> list[str]:
        """The keys that it may have, in their order."""
        return list(_fields(cls))

    @model_validator(mode="before")
    @classmethod
    def _has_only_ours(cls, given: Any) -> Any:
        if is_table(given):
            keys = cls.possible()
            if foreign := next((key for key in given if key not in keys), None):
                words = ", ".join(key for key in keys if not key.endswith(JSON_SUFFIX))
                raise refusal(f"is no {cls.about}; possible are {words}", (foreign,))
        return given

    def check(self) -> None:
        for key in self.of_parts:
            self.wanted(key)

    def wanted(self, key: str) -> tuple[Wanted, ...]:
        """What is said under a key of the parts of a value."""
        said = self.said(key)
        return read_wanted(said, key) if said else ()

    def said(self, key: str) -> Document:
        """What is said under a key, or under that and `_json`."""
        has, fields = self.model_fields_set, _fields(type(self))
        if not has:
            return {}
        names = (name for name in (key, key + JSON_SUFFIX) if fields.get(name) in has)
        values = ((name, getattr(self, fields[name])) for name in names)
        return {name: value for name, value in values if value is not None}

    def laid_out(self, key: str, value: Any) -> Any:
        """The value of a key as a new file has it: tests of a value stay within its line."""
        if key in self.of_parts and is_table(value):
            return {path: _in_line(part) for path, part in value.items()}
        return value if key == "outbound" else _in_line(value)

    @property
    def given(self) -> Document:
        """All that is said, by the keys of the file."""
        values = ((key, getattr(self, name)) for key, name in _fields(type(self)).items())
        return {key: value for key, value in values if value not in (None, ())}


class ExpectedCall(Expectations):
    """One call that the hook is to make. What is not said is not looked at."""

    about = "part of a call"
    of_parts = ("body",)
    _SIMPLE: ClassVar[tuple[str, ...]] = (
        *("provider", "host", "method", "path", "status"),
        *("to", "from", "channel", "text"),
    )

    provider: Matched = None
    """Which one was called: `twilio`, `sns`, …"""
    host: Matched = None
    """The host of the URL."""
    method: Matched = None
    """The HTTP method."""
    path: Matched = None
    """The path of the URL, without its query."""
    status: Matched = None
    """The HTTP status that the call was answered with."""
    to: Matched = None
    """The recipient of the message in the call."""
    sender: Matched = Field(default=None, alias="from")
    """Its sender."""
    channel: Matched = None
    """`sms`, `voice` or `whatsapp`."""
    text: Matched = None
    """Its text; where the provider writes that, the code that it is to write."""
    body: Any = None
    """Parts of the body, of JSON or of a form, by their paths; the text of any other body."""
    body_text: str | None = Field(default=None, alias="body_json")
    """The whole body, as JSON text."""

    def check(self) -> None:
        super().check()
        for _ in self.simple():
            pass

    def simple(self) -> Iterator[tuple[str, Matcher]]:
        """What is said of each part but the body, by its key."""
        each = ((key, self.said(key)) for key in self._SIMPLE)
        return ((key, read_matcher(said, key)) for key, said in each if said)


class Expect(Expectations):
    """What an invocation is expected to come to; with nothing said, that it is delivered."""

    about = "expectation"
    of_parts = ("response", "error", "wire", "event")

    outcome: Result | None = Field(default=None, strict=False)
    """How it comes out."""
    kind: Kind | None = Field(default=None, strict=False)
    """Why it comes out so."""
    message_id: Matched = None
    """`present`, `absent`, `uuid`, `/regex/`, the exact text, or a table of tests."""
    response: Any = None
    """What the hook gives its callback, or returns: its parts by their paths."""
    response_text: str | None = Field(default=None, alias="response_json")
    """The whole response, as JSON text."""
    error: Any = None
    """The error: `message`, `name`, `code`, `stack`, `properties` and `cause` by their paths."""
    error_text: str | None = Field(default=None, alias="error_json")
    """The whole error, as JSON text."""
    wire: Any = None
    """What the platform would have answered, or the endpoint did answer: its parts by paths."""
    wire_text: str | None = Field(default=None, alias="wire_json")
    """The whole of that, as JSON text."""
    event: Any = None
    """The event that an Action is given: its parts by their paths."""
    event_text: str | None = Field(default=None, alias="event_json")
    """The whole event, as JSON text."""
    console: Matched = None
    """All that the hook prints, line by line."""
    warnings: Any = None
    """`none`, or an array of what the warnings are to be, in any order."""
    faults: tuple[Annotated[str, AfterValidator(a_fault)], ...] = Field(default=(), strict=False)
    """Faults that calls are to be shown."""
    max_duration: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """Seconds that it may take."""
    outbound_count: Annotated[int, AfterValidator(_a_count)] | None = None
    """How many calls the hook makes."""
    outbound: tuple[ExpectedCall, ...] = Field(default=(), strict=False)
    """Calls that the hook makes, each a call of its own, in any order."""
    varying: Places = ()
    """Paths at which an outcome may be another each time: that is no difference."""

    def check(self) -> None:
        super().check()
        self.of("message_id")
        self.of("console")
        self.wanted_warnings()

    def of(self, key: str) -> Matcher | None:
        """What is said of one value; None where nothing is."""
        said = self.said(key)
        return read_matcher(said, key) if said else None

    def wanted_warnings(self) -> tuple[Matcher, ...] | None:
        """What the warnings are to be; None where nothing is said of them."""
        if self.warnings is None or self.warnings == NONE:
            return None if self.warnings is None else ()
        if not is_sequence(self.warnings):
            raise PayloadError(
                ("warnings",),
                f'found {describe(self.warnings)}, wanted "{NONE}" or an array with a text,'
                " a /regex/ or a table of tests for each warning",
            )
        return tuple(_warning(item, at) for at, item in enumerate(self.warnings))

    @property
    def has_pattern(self) -> bool:
        """Whether judging it searches for a regular expression."""
        return any(matcher.has_pattern for matcher in self._matchers())

    def _matchers(self) -> Iterator[Matcher]:
        for table in (self, *self.outbound):
            yield from (one.matcher for key in table.of_parts for one in table.wanted(key))
        for call in self.outbound:
            yield from (matcher for _, matcher in call.simple())
        yield from filter(None, (self.of("message_id"), self.of("console")))
        yield from self.wanted_warnings() or ()


def _in_line(value: Any) -> Any:
    if is_array(value):
        return [_in_line(item) for item in value]
    return InLine(value) if is_table(value) else value


def _warning(item: Any, at: int) -> Matcher:
    try:
        return read_matcher({"warnings": item}, "warnings")
    except PayloadError as error:
        raise PayloadError(("warnings", at, *error.path[1:]), error.message) from None

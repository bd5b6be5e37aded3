"""What a runner says of an error, a response, a place: the facts within its events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .members import Members, Misshapen, Scalar

Becomes: TypeAlias = Literal["nothing", "null", "{}"]

_BECOMES: Final[tuple[Becomes, ...]] = ("nothing", "null", "{}")
_MOST_CAUSES: Final = 5
"""As many of an error's causes as the runners describe, each the cause of the one before."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a stack, or a place that something was called from."""

    file: str
    line: int
    column: int | None = None
    own: bool = True
    """Whether it lies in the hook author's own source, as each place does."""

    @classmethod
    def read(cls, of: Members) -> Frame:
        """One that a runner says."""
        own = of.flag("own") if of.has("own") else True
        return cls(of.text("file"), of.whole("line"), of.whole_or_none("column"), own)


@dataclass(frozen=True, slots=True, eq=False)
class ErrorFacts:
    """An error as a runner describes it; `properties` and `wire` are JSON text."""

    is_error: bool
    name: str
    message: str
    properties: str = "{}"
    frames: tuple[Frame, ...] = ()
    code: Scalar = None
    stack: str | None = None
    parts: tuple[str, ...] = ()
    """What the errors say that it wraps."""
    cause: ErrorFacts | None = None
    ours: bool = False
    """Whether it is of offhook's own code, or of the way to its gateway (`node/blame.cjs`)."""
    wire: str | None = None
    """The platform's answer to `cb(error)`."""
    wire_problem: str | None = None
    """Why there can be none."""
    wire_cut: bool = False
    provider: str | None = None
    """JSON text: what it knows of a call to a provider (`node/provider.cjs`)."""

    @classmethod
    def read(cls, of: Members, depth: int = 0) -> ErrorFacts:
        """One that a runner says; a chain of causes that goes on and on is none."""
        if depth > _MOST_CAUSES:
            raise Misshapen("cause")
        return cls(
            is_error=of.flag("is_error"),
            name=of.text("name"),
            message=of.text("message"),
            properties=of.text("properties"),
            frames=of.each("frames", Frame.read),
            code=of.scalar("code"),
            stack=of.text_or_none("stack"),
            parts=of.texts("parts"),
            cause=of.one_or_none("cause", lambda cause: cls.read(cause, depth + 1)),
            ours=of.flag("ours"),
            wire=of.text_or_none("wire"),
            wire_problem=of.text_or_none("wire_problem"),
            wire_cut=of.flag("wire_cut"),
            provider=of.text_or_none("provider"),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """A part of a response that does not survive JSON."""

    path: str
    what: str
    becomes: Becomes

    @classmethod
    def read(cls, of: Members) -> Loss:
        """One that a runner says."""
        return cls(of.text("path"), of.text("what"), of.word("becomes", _BECOMES))


@dataclass(frozen=True, slots=True, eq=False)
class NoJson:
    """A part of a response that JSON has no form for, so that there is no response at all."""

    path: str
    what: str

    @classmethod
    def read(cls, of: Members) -> NoJson:
        """One that a runner says."""
        return cls(of.text("path"), of.text("what"))


@dataclass(frozen=True, slots=True, eq=False)
class WholeAnswer:
    """A part of a response that is all that a client answered, connection and all."""

    path: str
    what: str
    instead: str
    """What of it to give."""

    @classmethod
    def read(cls, of: Members) -> WholeAnswer:
        """One that a runner says."""
        return cls(of.text("path"), of.text("what"), of.text("becomes"))


@dataclass(frozen=True, slots=True, eq=False)
class ResponseFacts:
    """A response as a runner describes it."""

    given: bool
    json: str | None = None
    """Its text; None where it has none, or where it is too large."""
    size: int = 0
    """Characters of it."""
    dropped: tuple[Loss, ...] = ()
    more: int = 0
    """How many more were dropped."""
    deep: bool = False
    problem: NoJson | None = None
    whole: WholeAnswer | None = None
    """What the problem comes of, where it is that."""

    @classmethod
    def read(cls, of: Members) -> ResponseFacts:
        """One that a runner says."""
        return cls(
            given=of.flag("given"),
            json=of.text_or_none("json"),
            size=of.count("size"),
            dropped=of.each("dropped", Loss.read),
            more=of.count("more"),
            deep=of.flag("deep"),
            problem=of.one_or_none("problem", NoJson.read),
            whole=of.one_or_none("whole", WholeAnswer.read),
        )


@dataclass(frozen=True, slots=True, eq=False)
class MissingModule:
    """A module that could not be found, and where it would have to be declared (Node only)."""

    request: str
    package: str | None
    version: str | None = None
    """The one that the request names, as `axios@0.22.0` does."""
    folder: str | None = None
    manifest: str | None = None
    declared: bool = False

    @classmethod
    def read(cls, of: Members) -> MissingModule:
        """One that a runner says."""
        return cls(
            request=of.text("request"),
            package=of.text_or_none("package"),
            version=of.text_or_none("version"),
            folder=of.text_or_none("folder"),
            manifest=of.text_or_none("manifest"),
            declared=of.flag("declared"),
        )


@dataclass(frozen=True, slots=True, eq=False)
class OpenTimer:
    """A timer that is still to fire."""

    at: Frame | None
    """Where it was set."""
    gives_up: bool
    """Whether all it does is to give up on a call."""

    @classmethod
    def read(cls, of: Members) -> OpenTimer:
        """One that a runner says."""
        return cls(of.one_or_none("at", Frame.read), of.flag("gives_up"))


@dataclass(frozen=True, slots=True, eq=False)
class OpenCall:
    """A call that is waited for."""

    to: str
    """What the handles of its event name it."""
    at: Frame | None
    """Where it was made."""

    @classmethod
    def read(cls, of: Members) -> OpenCall:
        """One that a runner says."""
        return cls(of.text("to"), of.one_or_none("at", Frame.read))

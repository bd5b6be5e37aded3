"""A session as a value: named invocations in order, their target, what to expect of them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Result

FORMAT: Final = 1
"""The `format` that this version writes, and the newest that it reads."""

Name = Annotated[str, StringConstraints(min_length=1)]


class _Table(BaseModel):
    """A table of the file: types are exact, keys that offhook does not know are kept."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    @property
    def unknown(self) -> dict[str, Any]:
        """The keys of this table that offhook does not know, in the order of the file."""
        return self.model_extra or {}


class Expect(_Table):
    """What an invocation is expected to come to; with nothing said, that it is delivered."""

    outcome: Result | None = Field(None, strict=False)
    kind: Kind | None = Field(None, strict=False)
    message_id: str | None = None
    """`present`, `absent`, `uuid`, `/regex/`, or the exact text."""


class TargetSpec(_Table):
    """Where invocations go: exactly one of `handler` and `url`."""

    handler: Name | None = None
    """A path relative to the session's file, `file.py:function`, `module:function`, `starter`."""
    url: Name | None = None
    headers: dict[str, str] = {}
    timeout: float | None = Field(None, gt=0, strict=False)
    """Seconds until an invocation is given up; None for the platform's 20."""
    ca_file: str | None = None
    """A PEM file of certificate authorities to trust for `url`, relative to the session's file."""
    node: str | None = None
    python: str | None = None


class SavedInvocation(_Table):
    """One named invocation of a session. `payload` is any JSON value."""

    note: str | None = None
    tags: tuple[str, ...] = Field((), strict=False)
    target: Name | None = None
    """Instead of the session's target: a name, a path, `module:function` or a URL."""
    payload: Any = None
    expect: Expect | None = None


class Session(_Table):
    """One session file (DESIGN "Session file")."""

    format: int = FORMAT
    name: str = ""
    note: str = ""
    tags: tuple[str, ...] = Field((), strict=False)
    target: Name | None = None
    """A name in `targets`, a path, `module:function` or a URL; None for the starter."""
    secrets: tuple[str, ...] = Field((), strict=False)
    """Names of secrets. Their values come from the environment and never stand in a file."""
    targets: dict[Name, TargetSpec] = {}
    invocation: dict[Name, SavedInvocation] = {}

    def invocations(self) -> list[Invocation]:
        """The invocations in the order of the file."""
        return [Invocation(saved.payload, name) for name, saved in self.invocation.items()]

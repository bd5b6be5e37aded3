"""A session as a value: named invocations in order, their target, what to expect of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from sessions.contract.invocation import INSTANCES, Instance, Invocation
from sessions.platforms.current import PLATFORM

from .answers import SavedAnswer, given_answers
from .errors import describe
from .expect import Expect, Places, a_fault
from .format import FORMAT, format_problem
from .table import Name, Table, refusal


def _readable(found: int) -> int:
    if problem := format_problem(found):
        raise refusal(problem)
    return found


def _a_trigger(text: str) -> str:
    if text not in PLATFORM.events.TRIGGERS:
        wanted = " or ".join(PLATFORM.events.TRIGGERS)
        raise refusal(f"found {describe(text)}, wanted {wanted}")
    return text


_Trigger = Annotated[
    str,
    AfterValidator(_a_trigger),
    WithJsonSchema({"enum": [*PLATFORM.events.TRIGGERS], "type": "string"}),
]
"""One of the platform's, as a `contract.invocation.Trigger`."""


def _an_instance(text: object) -> object:
    if text not in INSTANCES:
        raise refusal(f"found {describe(text)}, wanted {' or '.join(INSTANCES)}")
    return text


_Instance = Annotated[Instance, BeforeValidator(_an_instance)]
"""As `contract.invocation.Instance`."""


class TargetSpec(Table):
    """Where invocations go: exactly one of `handler` and `url`."""

    handler: Name | None = None
    """A path relative to the session's file, `file.py:function`, `module:function`, `folder#NAME`,
    `starter`."""
    url: Name | None = None
    """An `http://` or `https://` endpoint; `${env:NAME}` stands for an environment variable."""
    headers: dict[str, str] = Field(default={})
    """Request headers for `url`; `${env:NAME}` stands for an environment variable."""
    timeout: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """Seconds until an invocation is given up; None for the platform's 20."""
    ca_file: str | None = None
    """A PEM file of certificate authorities to trust for `url`, relative to the session's file."""
    node: str | None = None
    """The Node executable that runs a JavaScript `handler`; None to search for one."""
    python: str | None = None
    """The Python executable that runs a Python `handler`; None to search for one."""
    trigger: _Trigger | None = None
    """Which export of `handler` is called, where it has both: `send-phone-message` or
    `custom-phone-provider`. The first also has one function taken for an Action of version 1."""
    actions_modules: Name | None = None
    """The folder with what an Action requires as `actions:NAME`, relative to the session's file;
    None for `actions-modules` beside the Action."""
    instance: _Instance | None = None
    """Which process an invocation of a JavaScript `handler` finds: one of its own, `fresh`, as if
    nothing had been said, or the one that the last invocation has left `warm`."""

    @model_validator(mode="after")
    def _leads_to_one(self) -> Self:
        if (self.handler is None) is (self.url is None):
            found = "neither" if self.url is None else "both"
            raise refusal(f"has {found} of handler and url; wanted one of them")
        if self.url and self.instance:
            raise refusal("has instance beside url; wanted a handler, which runs here")
        return self


class SavedInvocation(Table):
    """One named invocation of a session. `payload` is any JSON value."""

    note: str | None = None
    """Anything worth knowing about it."""
    tags: tuple[str, ...] = Field(default=(), strict=False)
    """Words to find it by."""
    target: Name | None = None
    """Instead of the session's target: a name, a path, `module:function` or a URL."""
    trigger: _Trigger | None = None
    """Whose event it is, `send-phone-message` or `custom-phone-provider`: which export is called
    of a file that has both."""
    faults: tuple[Annotated[str, AfterValidator(a_fault)], ...] = Field(default=(), strict=False)
    """Faults that the emulated providers show a hook file: `429` of all, `twilio=429` of one,
    `twilio=21608` with a code of its own."""
    answers: tuple[SavedAnswer, ...] = Field(default=(), strict=False)
    """Answers to its calls, tried before those of the session."""
    payload: Any = None
    """Exactly the JSON that is sent."""
    event: dict[str, Any] | None = None
    """Laid over the event that an Action is given, object by object."""
    expect: Expect | None = None
    """What it is expected to come to."""

    def named(self, name: str, answers: Sequence[SavedAnswer] = ()) -> Invocation:
        """What is sent of it; `name` is its name in the session, `answers` are the session's."""
        given = given_answers((*self.answers, *answers))
        return Invocation(self.payload, name, self.event, self.faults, self.trigger, given)


class Session(Table):
    """One session file."""

    format: Annotated[int, AfterValidator(_readable)] = FORMAT
    """The version of the file's format."""
    name: str = ""
    """What the session is called; the file's name where there is none."""
    note: str = ""
    """Anything worth knowing about it."""
    tags: tuple[str, ...] = Field(default=(), strict=False)
    """Words to find it by."""
    target: Name | None = None
    """A name in `targets`, a path, `module:function` or a URL; None for the starter."""
    secrets: tuple[str, ...] = Field(default=(), strict=False)
    """Names of secrets. Their values come from the environment and never stand in a file."""
    varying: Places = ()
    """Paths at which the outcomes of all invocations may be others each time."""
    answers: tuple[SavedAnswer, ...] = Field(default=(), strict=False)
    """Answers to calls that hooks make, in place of what offhook would answer; the first fits."""
    targets: dict[Name, TargetSpec] = Field(default={})
    """Named targets, to be chosen by `target` or on the command line."""
    invocation: dict[Name, SavedInvocation] = Field(default={})
    """The invocations by their names, in order."""

    def invocations(self) -> list[Invocation]:
        """The invocations in the order of the file."""
        return [saved.named(name, self.answers) for name, saved in self.invocation.items()]

"""Actions, their bindings and their executions, as the API has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue

from .answers import Answer

RUNTIME: Final = "node22"
"""What new Actions run in; `node22-actions` is refused."""
VERSIONS: Final[Mapping[str, str]] = {"send-phone-message": "v2", "custom-phone-provider": "v1"}
"""The current version of each trigger."""
BUILT: Final = "built"
BUILD_FAILED: Final = "failed"


@dataclass(frozen=True, slots=True, order=True)
class Dependency:
    """An npm package of an Action."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Action:
    """An Action as the tenant has it: its draft, and whether that is what runs."""

    id: str
    name: str
    trigger: str
    trigger_version: str
    code: str = ""
    dependencies: tuple[Dependency, ...] = ()
    runtime: str = ""
    status: str = ""
    """`pending`, `building`, `packaged`, `built`, `retrying` or `failed`."""
    secrets: tuple[str, ...] = ()
    """Names; the API never gives a value back."""
    modules: tuple[tuple[str, str], ...] = ()
    """Name and version number of each, as far as the API says them."""
    is_deployed: bool = False
    """Whether some version of it is deployed."""
    is_current: bool = False
    """Whether what is deployed is the draft."""
    errors: tuple[str, ...] = ()
    """Why it was not built."""
    is_installed: bool = False
    """Whether it is of the Marketplace, and not the tenant's own code."""
    updated_at: str = ""

    @property
    def runs_draft(self) -> bool:
        """Whether what runs is the draft."""
        return self.is_deployed and self.is_current

    @classmethod
    def read(cls, answer: Answer) -> Action:
        """Raises UnreadableAnswer."""
        trigger = next(answer.objects("supported_triggers"), Answer({}))
        deployed = answer.object("deployed_version")
        versions = (answer, answer.object("current_version"), deployed)
        return cls(
            id=answer.needed("id"),
            name=answer.needed("name"),
            trigger=trigger.text("id"),
            trigger_version=trigger.text("version"),
            code=answer.text("code"),
            dependencies=read_dependencies(answer),
            runtime=answer.text("runtime"),
            status=answer.text("status"),
            secrets=tuple(one.needed("name") for one in answer.objects("secrets")),
            modules=tuple(map(_module, answer.objects("modules"))),
            is_deployed=bool(deployed.body),
            is_current=answer.flag("all_changes_deployed"),
            errors=tuple(
                dict.fromkeys(
                    one.text("msg") or one.text("id")
                    for version in versions
                    for one in version.objects("errors")
                )
            ),
            is_installed=bool(answer.text("installed_integration_id")),
            updated_at=answer.text("updated_at"),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What of an Action is written; None leaves a part as it is."""

    code: str | None = None
    dependencies: tuple[Dependency, ...] | None = None
    runtime: str | None = None
    secrets: Mapping[str, str] | None = None
    """All of them: what is not among them is removed."""

    def __bool__(self) -> bool:
        return any(
            part is not None for part in (self.code, self.dependencies, self.runtime, self.secrets)
        )

    def to_json(self) -> JsonObject:
        """The body of a request."""
        body: JsonObject = {}
        if self.code is not None:
            body["code"] = self.code
        if self.dependencies is not None:
            body["dependencies"] = [
                {"name": one.name, "version": one.version} for one in self.dependencies
            ]
        if self.runtime is not None:
            body["runtime"] = self.runtime
        if self.secrets is not None:
            body["secrets"] = [
                {"name": name, "value": value} for name, value in self.secrets.items()
            ]
        return body


@dataclass(frozen=True, slots=True)
class Binding:
    """An Action at its place among those that run at a trigger."""

    id: str
    display_name: str
    action_id: str
    action_name: str

    @classmethod
    def read(cls, answer: Answer) -> Binding:
        """Raises UnreadableAnswer."""
        action = answer.object("action")
        return cls(
            id=answer.needed("id"),
            display_name=answer.text("display_name"),
            action_id=action.text("id"),
            action_name=action.text("name"),
        )

    def to_json(self) -> JsonValue:
        """The reference that keeps it where it is."""
        return {
            "ref": {"type": "binding_id", "value": self.id},
            "display_name": self.display_name or self.action_name,
        }


@dataclass(frozen=True, slots=True)
class Execution:
    """What came of the Actions that ran once at a trigger; kept for 10 days."""

    id: str
    trigger: str
    status: str
    errors: tuple[tuple[str, str], ...]
    """The Action's name and its error, of each that has one."""

    @classmethod
    def read(cls, answer: Answer) -> Execution:
        """Raises UnreadableAnswer."""
        failed = (
            (one.text("action_name"), one.object("error"))
            for one in answer.objects("results")
            if one.body.get("error") is not None
        )
        return cls(
            id=answer.text("id"),
            trigger=answer.text("trigger_id"),
            status=answer.text("status"),
            errors=tuple((name, error.text("msg") or error.text("id")) for name, error in failed),
        )


def read_dependencies(answer: Answer) -> tuple[Dependency, ...]:
    """The packages of an Action. Raises UnreadableAnswer."""
    return tuple(
        Dependency(one.needed("name"), one.text("version"))
        for one in answer.objects("dependencies")
    )


def _module(answer: Answer) -> tuple[str, str]:
    name = answer.text("module_name") or answer.text("name") or answer.text("module_id")
    number = answer.body.get("module_version_number")
    return name, str(number) if number is not None else ""

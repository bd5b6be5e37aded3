"""Modules: code that several Actions share, published in versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from . import shapes
from .actions import Actions
from .wire import Answer, Call, Json, Refused, Route, identifier, listed, now_exactly, page_of

_TEXT: Final = r"\A[^\0]*\Z"
_REST: Final = {
    "dependencies": shapes.many(
        shapes.record(
            {
                "name": shapes.text(most=255, pattern=_TEXT),
                "version": shapes.text(most=50, pattern=_TEXT),
            }
        )
    ),
    "secrets": shapes.many(
        shapes.record(
            {
                "name": shapes.text(most=255, pattern=_TEXT),
                "value": shapes.text(most=4096, pattern=_TEXT),
            }
        )
    ),
}
_CODE: Final = shapes.text(most=65_536, pattern=_TEXT)
_CREATED: Final = shapes.record(
    {"name": shapes.text(most=255, pattern=_TEXT), "code": _CODE},
    {**_REST, "publish": shapes.boolean, "api_version": shapes.text(most=20, pattern=_TEXT)},
)
_CHANGED: Final = shapes.record({}, {"code": _CODE, **_REST})


@dataclass
class ModuleVersion:
    """What was published once, under the API's names."""

    content: dict[str, Any]
    number: int
    id: str = field(default_factory=identifier)
    created_at: str = field(default_factory=now_exactly)

    def shown(self) -> dict[str, Any]:
        """As a read of the module gives it."""
        numbered = {"id": self.id, "version_number": self.number, "created_at": self.created_at}
        return self.content | numbered


@dataclass
class Module:
    """A module; `content` is the draft under the API's names, `secrets` has values, which only
    tests see."""

    name: str
    content: dict[str, Any]
    secrets: list[dict[str, str]]
    id: str = field(default_factory=identifier)
    created_at: str = field(default_factory=now_exactly)
    updated_at: str = field(default_factory=now_exactly)
    versions: list[ModuleVersion] = field(default_factory=list[ModuleVersion])

    @property
    def published(self) -> bool:
        """Whether the draft is what was published last."""
        return bool(self.versions) and self.versions[-1].content == self.content


class Modules:
    """All modules of the tenant."""

    def __init__(self, actions: Actions) -> None:
        self.actions = actions
        self.all: dict[str, Module] = {}
        actions.module_names = self.names

    def routes(self) -> list[Route]:
        """What is answered."""
        read, update, paging = ("read:actions",), ("update:actions",), ("page", "per_page")
        every, one = "/actions/modules", "/actions/modules/{id}"
        versions = f"{one}/versions"
        rolled_back = shapes.record({"module_version_id": shapes.text()})
        return [
            Route("GET", every, read, self._list, paging),
            Route("POST", every, ("create:actions",), self._create, body=_CREATED),
            Route("GET", one, read, lambda call: Answer(self._shown(self._find(call)))),
            Route("PATCH", one, update, self._update, body=_CHANGED),
            Route("DELETE", one, ("delete:actions",), self._delete),
            Route("GET", f"{one}/actions", read, self._users, paging),
            Route("POST", f"{one}/rollback", update, self._roll_back, body=rolled_back),
            Route("GET", versions, read, self._versions, paging),
            Route("POST", versions, update, self._publish),
            Route("GET", f"{versions}/{{version}}", read, self._version),
        ]

    def names(self, module_id: str, version_id: str) -> tuple[str, int] | None:
        """The name of a module and the number of a version of it."""
        module = self.all.get(module_id)
        if module is None:
            return None
        found = (one for one in module.versions if one.id == version_id)
        return next(((module.name, one.number) for one in found), None)

    def _find(self, call: Call) -> Module:
        found = self.all.get(call.parts["id"])
        if found is None:
            raise Refused(404, "The module does not exist.", "module_not_found")
        return found

    def _version_of(self, module: Module, version_id: str) -> ModuleVersion:
        found = next((one for one in module.versions if one.id == version_id), None)
        if found is None:
            raise Refused(404, "The module version does not exist.", "module_version_not_found")
        return found

    def _list(self, call: Call) -> Answer:
        """Unlike a list of Actions, it says what is 0."""
        shown = [self._shown(module, versioned=False) for module in self.all.values()]
        found, page, size = page_of(call, shown, default=50)
        numbers = {"total": len(shown), "page": page, "per_page": size}
        return Answer({"modules": found} | numbers)

    def _create(self, call: Call) -> Answer:
        body = call.body
        if any(module.name == body["name"] for module in self.all.values()):
            raise Refused(409, "A module with the same name already exists.")
        module = Module(body["name"], {"code": "", "dependencies": [], "secrets": []}, [])
        self._draft(module, body)
        self.all[module.id] = module
        if body.get("publish"):
            self._published(module)
        return Answer(self._shown(module), 201)

    def _update(self, call: Call) -> Answer:
        module = self._find(call)
        self._draft(module, call.body)
        return Answer(self._shown(module))

    def _draft(self, module: Module, body: Json) -> None:
        module.updated_at = now_exactly()
        for key in ("code", "dependencies"):
            module.content[key] = body.get(key, module.content[key])
        if "secrets" in body:
            module.secrets = body["secrets"]
            named = [
                {"name": one["name"], "updated_at": module.updated_at} for one in module.secrets
            ]
            module.content["secrets"] = named

    def _published(self, module: Module) -> ModuleVersion:
        made = ModuleVersion(dict(module.content), len(module.versions) + 1)
        module.versions.append(made)
        return made

    def _publish(self, call: Call) -> Answer:
        """Where nothing has changed, there is no new version, which is a guess; but it is no error,
        since auth0-deploy-cli publishes at every import."""
        module = self._find(call)
        made = module.versions[-1] if module.published else self._published(module)
        return Answer(made.shown() | {"module_id": module.id})

    def _roll_back(self, call: Call) -> Answer:
        module = self._find(call)
        older = self._version_of(module, call.body["module_version_id"])
        module.content = dict(older.content)
        return Answer(self._shown(module))

    def _versions(self, call: Call) -> Answer:
        module = self._find(call)
        every = [one.shown() | {"module_id": module.id} for one in reversed(module.versions)]
        return listed(call, "versions", every)

    def _version(self, call: Call) -> Answer:
        module = self._find(call)
        found = self._version_of(module, call.parts["version"])
        return Answer(found.shown() | {"module_id": module.id})

    def _users(self, call: Call) -> Answer:
        module = self._find(call)
        using = [
            {
                "action_id": action.id,
                "action_name": action.name,
                "module_version_id": used["module_version_id"],
                "module_version_number": used["module_version_number"],
                "supported_triggers": action.supported_triggers,
            }
            for action in self.actions.all.values()
            for used in action.content["modules"]
            if used["module_id"] == module.id
        ]
        return listed(call, "actions", using)

    def _delete(self, call: Call) -> Answer:
        module = self._find(call)
        if self._uses(module):
            raise Refused(412, "The module is used by Actions.")
        del self.all[module.id]
        return Answer(None, 204)

    def _uses(self, module: Module) -> int:
        used = [use for action in self.actions.all.values() for use in action.content["modules"]]
        return sum(use["module_id"] == module.id for use in used)

    def _shown(self, module: Module, *, versioned: bool = True) -> dict[str, Any]:
        shown = module.content | {
            "id": module.id,
            "name": module.name,
            "actions_using_module_total": self._uses(module),
            "all_changes_published": module.published,
            "created_at": module.created_at,
            "updated_at": module.updated_at,
        }
        if module.versions:
            shown["latest_version_number"] = module.versions[-1].number
            if versioned:
                shown["latest_version"] = module.versions[-1].shown()
        return shown

"""Actions: drafts that are built after a while, versions of them that are deployed.

A draft is built by being looked at: the first `polls_until_built` looks (a read, a list, or a
deployment that is refused) still find it unbuilt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from . import shapes
from .trigger_list import RUNTIMES, TRIGGERS, trigger
from .wire import Answer, Call, Json, Refused, Route, identifier, listed, now_exactly

ACTIONS_AT_MOST: Final = 100
CODE_AT_MOST: Final = 100_000
SECRETS_AT_MOST: Final = 30
ONLY_ONE: Final = "custom-phone-provider"

NOT_FOUND: Final = "That action does not exist."

_TRIGGER: Final = shapes.record(
    {"id": shapes.text(among={one["id"] for one in TRIGGERS})},
    {
        "version": shapes.text(),
        "status": shapes.text(),
        "runtimes": shapes.many(shapes.text()),
        "default_runtime": shapes.text(),
        "binding_policy": shapes.text(among=("trigger-bound", "entity-bound")),
        "compatible_triggers": shapes.many(shapes.anything),
    },
)
_CHANGEABLE: Final = {
    "name": shapes.text(least=1, most=255),
    "supported_triggers": shapes.many(_TRIGGER, least=1, most=1),
    "code": shapes.text(most=CODE_AT_MOST),
    "dependencies": shapes.many(
        shapes.record({}, {key: shapes.text() for key in ("name", "version", "registry_url")}),
    ),
    "runtime": shapes.text(among=RUNTIMES),
    "secrets": shapes.many(
        shapes.record(
            {"name": shapes.text(least=1, most=128)}, {"value": shapes.text(most=4096)}, more=True
        ),
        most=SECRETS_AT_MOST,
    ),
    "modules": shapes.many(
        shapes.record(
            {},
            {
                "module_id": shapes.text(),
                "module_name": shapes.text(),
                "module_version_id": shapes.text(),
                "module_version_number": shapes.whole,
            },
        ),
        most=3,
    ),
}
_REQUIRED: Final = ("name", "supported_triggers")
_CREATED: Final = shapes.record(
    {key: _CHANGEABLE[key] for key in _REQUIRED},
    {key: shape for key, shape in _CHANGEABLE.items() if key not in _REQUIRED}
    | {"deploy": shapes.boolean},
)


@dataclass
class Version:
    """What was deployed once: the draft as it was then, under the API's names."""

    content: dict[str, Any]
    number: int
    id: str = field(default_factory=identifier)
    created_at: str = field(default_factory=now_exactly)
    looks_left: int = 0
    """How many looks still find it not deployed."""


@dataclass
class Action:
    """An Action. `content` is the draft under the API's names; `secrets` has values, which only
    tests see."""

    name: str
    supported_triggers: list[dict[str, str]]
    content: dict[str, Any]
    secrets: list[dict[str, str]]
    id: str = field(default_factory=identifier)
    status: str = "pending"
    looks_left: int = 0
    error: str | None = None
    deploys_itself: bool = False
    created_at: str = field(default_factory=now_exactly)
    updated_at: str = field(default_factory=now_exactly)
    built_at: str | None = None
    versions: list[Version] = field(default_factory=list[Version])
    deployed: Version | None = None

    @property
    def trigger(self) -> str:
        """Where it runs."""
        return self.supported_triggers[0]["id"]


class Actions:
    """All Actions of the tenant, and how building and deploying go."""

    def __init__(self) -> None:
        self.all: dict[str, Action] = {}
        self.polls_until_built = 1
        self.polls_until_deployed = 0
        self.build_error: str | None = None
        """Where it is set, drafts that are saved from now on fail with it."""
        self.keeps_secrets = True
        """Whether a secret that is named without its value keeps the one that it has: a guess, the
        documentation is silent on it."""
        self.test_answer: dict[str, Any] = {}
        """What the test of an Action comes to; the contents are documented nowhere."""
        self.is_bound: Callable[[Action], bool] = lambda action: False
        self.unbind: Callable[[Action], None] = lambda action: None
        self.module_names: Callable[[str, str], tuple[str, int] | None] = lambda of, at: None

    def routes(self) -> list[Route]:
        """What is answered."""
        read, create = ("read:actions",), ("create:actions",)
        every, one = "/actions/actions", "/actions/actions/{id}"
        update = shapes.record({}, _CHANGEABLE)
        tested = shapes.record({"payload": shapes.mapping(shapes.anything)})
        query = ("triggerId", "actionName", "deployed", "page", "per_page", "installed")
        return [
            Route("GET", every, read, self._list, query),
            Route("POST", every, create, self._create, body=_CREATED),
            Route("GET", one, read, lambda call: Answer(self.shown(self._looked_at(call)))),
            Route("PATCH", one, ("update:actions",), self._update, body=update),
            Route("DELETE", one, ("delete:actions",), self._delete, ("force",)),
            Route("POST", f"{one}/deploy", create, self._deploy),
            Route("POST", f"{one}/test", create, self._test, body=tested),
        ]

    def named(self, name: str) -> Action | None:
        """The one of this name."""
        return next((action for action in self.all.values() if action.name == name), None)

    def of(self, action_id: str) -> Action | None:
        """The one of this id."""
        return self.all.get(action_id)

    def find(self, call: Call, key: str = "id") -> Action:
        """The one that a call is about.

        Raises:
            Refused: there is none.
        """
        found = self.of(call.parts[key])
        if found is None:
            raise Refused(404, NOT_FOUND, "action_not_found")
        return found

    def is_deployed(self, action: Action) -> bool:
        """Whether one of its versions runs: those of deployments that have ended. A look."""
        if action.deployed is not None and action.deployed.looks_left > 0:
            action.deployed.looks_left -= 1
            return False
        return action.deployed is not None

    def deploy(self, action: Action, content: dict[str, Any] | None = None) -> Version:
        """Make a version of the draft, or of what an older one was, that runs."""
        number = max((one.number for one in action.versions), default=0) + 1
        made = Version(dict(content or action.content), number)
        made.looks_left = self.polls_until_deployed
        action.versions.append(made)
        action.deployed = made
        return made

    def shown(self, action: Action) -> dict[str, Any]:
        """As a read gives it."""
        built = {"built_at": action.built_at} if action.built_at else {}
        shown = _head(action) | action.content | {"status": action.status, **built}
        shown["all_changes_deployed"] = _all_deployed(action)
        running = action.deployed
        if running is not None and not running.looks_left:
            shown["deployed_version"] = shown_version(action, running)
            shown["current_version"] = {
                "id": running.id,
                "code": running.content["code"],
                "runtime": running.content["runtime"],
                "status": "BUILT",
                "number": running.number,
                "build_time": running.created_at,
                "created_at": running.created_at,
                "updated_at": running.created_at,
            }
        return shown

    def _looked_at(self, call: Call) -> Action:
        action = self.find(call)
        self._look(action)
        return action

    def _look(self, action: Action) -> None:
        """A look at the draft, which brings its build forward."""
        self.is_deployed(action)
        if action.status not in ("pending", "building"):
            return
        if action.looks_left > 0:
            action.looks_left -= 1
            action.status = "building"
            return
        action.status = "failed" if action.error else "built"
        if action.error is None:
            action.built_at = now_exactly()
            if action.deploys_itself:
                action.deploys_itself = False
                self.deploy(action)

    def _list(self, call: Call) -> Answer:
        found = list(self.all.values())
        if "triggerId" in call.query:
            found = [one for one in found if one.trigger == call.query["triggerId"]]
        if "actionName" in call.query:
            found = [one for one in found if one.name == call.query["actionName"]]
        if (deployed := call.flag("deployed")) is not None:
            found = [one for one in found if (one.deployed is not None) == deployed]
        if call.flag("installed"):
            found = []
        for action in found:
            self._look(action)
        return listed(call, "actions", map(self.shown, found))

    def _create(self, call: Call) -> Answer:
        body: Json = call.body
        self._check_name(body["name"])
        if len(self.all) >= ACTIONS_AT_MOST:
            raise Refused(403, "You have reached the limit of Actions.", "too_many_actions")
        wanted = _triggers_of(body)
        if wanted[0]["id"] == ONLY_ONE and any(a.trigger == ONLY_ONE for a in self.all.values()):
            raise Refused(
                403,
                f"{ONLY_ONE} can only have one supported Action",
                "actions_cardinality_custom_phone_provider_not_allowed",
            )
        known = trigger(wanted[0]["id"], wanted[0]["version"])
        assert known is not None
        content = {"code": "", "dependencies": [], "runtime": known["default_runtime"]}
        action = Action(body["name"], wanted, content | {"secrets": [], "modules": []}, [])
        action.deploys_itself = body.get("deploy", False)
        self._draft(action, body)
        self.all[action.id] = action
        return Answer(self.shown(action), 201)

    def _update(self, call: Call) -> Answer:
        action, body = self.find(call), call.body
        if "name" in body:
            self._check_name(body["name"], besides=action)
            action.name = body["name"]
        if "supported_triggers" in body:
            wanted = _triggers_of(body)
            if wanted[0]["id"] != action.trigger:
                raise Refused(400, "can't upgrade to this trigger.")
            action.supported_triggers = wanted
        self._draft(action, body)
        action.updated_at = now_exactly()
        return Answer(self.shown(action))

    def _draft(self, action: Action, body: Json) -> None:
        """Take over what is given of the draft, which is then to be built."""
        for key in ("code", "dependencies", "runtime"):
            action.content[key] = body.get(key, action.content[key])
        if "modules" in body:
            action.content["modules"] = [self._module(one) for one in body["modules"]]
        if "secrets" in body:
            known = action.secrets if self.keeps_secrets else []
            action.secrets = _merged(known, body["secrets"])
            at = now_exactly()
            named = [{"name": one["name"], "updated_at": at} for one in action.secrets]
            action.content["secrets"] = named
        action.status, action.looks_left = "pending", self.polls_until_built
        action.error = self.build_error

    def _module(self, wanted: Json) -> dict[str, Any]:
        of, at = wanted.get("module_id", ""), wanted.get("module_version_id", "")
        known = self.module_names(of, at)
        if known is None:
            raise Refused(400, "The module, or this version of it, does not exist.")
        return {
            "module_id": of,
            "module_name": known[0],
            "module_version_id": at,
            "module_version_number": known[1],
        }

    def _delete(self, call: Call) -> Answer:
        action = self.find(call)
        if self.is_bound(action) and not call.flag("force"):
            raise Refused(400, "The action is bound to a trigger.")
        self.unbind(action)
        del self.all[action.id]
        return Answer(None, 204)

    def _deploy(self, call: Call) -> Answer:
        action = self._looked_at(call)
        if action.status != "built":
            message = "A draft must be in the 'built' state before it can be deployed."
            raise Refused(400, message)
        made = self.deploy(action)
        shown = shown_version(action, made) | {"deployed": False}
        base = _head(action) | {"all_changes_deployed": False}
        return Answer(shown | {"action": base})

    def _test(self, call: Call) -> Answer:
        self.find(call)
        return Answer({"payload": self.test_answer})

    def _check_name(self, name: str, *, besides: Action | None = None) -> None:
        taken = self.named(name)
        if taken is not None and taken is not besides:
            raise Refused(409, "An action with the same name already exists.")


def shown_version(action: Action, version: Version) -> dict[str, Any]:
    """A version as a read gives it."""
    return version.content | {
        "id": version.id,
        "action_id": action.id,
        "number": version.number,
        "deployed": version is action.deployed and not version.looks_left,
        "status": "built",
        "built_at": version.created_at,
        "created_at": version.created_at,
        "updated_at": version.created_at,
        "supported_triggers": action.supported_triggers,
    }


def _head(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "name": action.name,
        "supported_triggers": action.supported_triggers,
        "created_at": action.created_at,
        "updated_at": action.updated_at,
    }


def _all_deployed(action: Action) -> bool:
    return action.deployed is not None and action.deployed.content == action.content


def _triggers_of(body: Json) -> list[dict[str, str]]:
    wanted = body["supported_triggers"][0]
    version = wanted.get("version", "v1")
    if trigger(wanted["id"], version) is None:
        raise Refused(400, f"There is no trigger {wanted['id']} of version {version}.")
    return [{"id": wanted["id"], "version": version}]


def _merged(stored: list[dict[str, str]], given: list[Json]) -> list[dict[str, str]]:
    """The secrets that are given, and no others; what is given without a value has that of
    `stored`, or none."""
    known = {one["name"]: one["value"] for one in stored}
    kept = [{"value": known.get(one["name"], "")} | one for one in given]
    return [{"name": one["name"], "value": one["value"]} for one in kept]

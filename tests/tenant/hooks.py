"""Hooks, as far as they can still be read, and each way in which their end may look.

Their end has been announced, what the API answers after it has not: a test chooses `end`.

| end | reading | writing |
|---|---|---|
| open | yes | yes, as before November 2024 |
| read-only | yes | enabling, and values of secrets; all else is refused with 403 |
| empty | an empty list, 404 for each | 403 |
| 403, 404, 410, 501 | this status | this status |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from . import shapes
from .wire import Answer, Call, Refused, Route, identifier, page_of

End: TypeAlias = Literal["open", "read-only", "empty", "403", "404", "410", "501"]

DISABLED: Final = "This endpoint is disabled for your tenant."
DEPRECATED: Final = "Insufficient privileges to use this deprecated feature."
"""What auth0-deploy-cli looks for: it warns, and goes on without the hooks."""
HIDDEN: Final = "_VALUE_NOT_SHOWN_"
SECRETS_AT_MOST: Final = 20
_KEYS: Final = ("id", "triggerId", "name", "enabled", "script", "dependencies")
_TRIGGERS: Final = (
    "credentials-exchange", "pre-user-registration", "post-user-registration",
    "post-change-password", "send-phone-message",
)  # fmt: skip

_CHANGEABLE: Final = {
    "name": shapes.text(pattern=r"^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$"),
    "script": shapes.text(least=1),
    "enabled": shapes.boolean,
    "dependencies": shapes.mapping(shapes.text()),
}
_CREATED: Final = shapes.record(
    {
        "name": _CHANGEABLE["name"],
        "script": _CHANGEABLE["script"],
        "triggerId": shapes.text(among=_TRIGGERS),
    },
    {"enabled": shapes.boolean, "dependencies": _CHANGEABLE["dependencies"]},
)
_SECRETS: Final = shapes.mapping(shapes.text(), least=1, most=SECRETS_AT_MOST)
_LIST: Final = ("page", "per_page", "include_totals", "enabled", "fields", "triggerId")


@dataclass
class Hook:
    """A hook, with the values of its secrets, which only tests see."""

    name: str
    script: str
    trigger: str = "send-phone-message"
    enabled: bool = False
    dependencies: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    id: str = field(default_factory=identifier)

    def shown(self, fields: str | None = None) -> dict[str, Any]:
        """As a read gives it: all of it, or the keys that are asked for."""
        every = {
            "id": self.id,
            "triggerId": self.trigger,
            "name": self.name,
            "enabled": self.enabled,
            "script": self.script,
            "dependencies": self.dependencies,
        }
        return every if fields is None else {key: every[key] for key in fields.split(",")}


class Hooks:
    """All hooks of the tenant. `add` puts one in past the API, which takes no new ones."""

    def __init__(self) -> None:
        self.end: End = "read-only"
        self.hidden = HIDDEN
        """What stands for a secret's value: the documentation prints it without the last `_`."""
        self.all: dict[str, Hook] = {}

    def add(self, hook: Hook) -> Hook:
        """One more, as from the time when they could be made."""
        self.all[hook.id] = hook
        self._only_enabled(hook)
        return hook

    def routes(self) -> list[Route]:
        """What is answered."""
        read, update, delete = ("read:hooks",), ("update:hooks",), ("delete:hooks",)
        one, secrets = "/hooks/{id}", "/hooks/{id}/secrets"
        changed = shapes.record({}, _CHANGEABLE, least=1)
        names = shapes.many(shapes.text(), least=1)
        return [
            Route("GET", "/hooks", read, self._list, _LIST),
            Route("POST", "/hooks", ("create:hooks",), self._create, body=_CREATED),
            Route("GET", one, read, self._get, ("fields",)),
            Route("PATCH", one, update, self._update, body=changed),
            Route("DELETE", one, delete, self._delete),
            Route("GET", secrets, read, self._secrets),
            Route("POST", secrets, update, self._add_secrets, body=_SECRETS),
            Route("PATCH", secrets, update, self._change_secrets, body=_SECRETS),
            Route("DELETE", secrets, delete, self._delete_secrets, body=names),
        ]

    def _reading(self) -> None:
        if self.end == "403":
            raise Refused(403, DISABLED, "feature_not_enabled")
        if self.end == "404":
            raise Refused(404, "Not Found")
        if self.end == "410":
            raise Refused(410, "Hooks have reached their end of life.")
        if self.end == "501":
            raise Refused(501, "Not implemented")

    def _writing(self, *, also_read_only: bool = False) -> None:
        self._reading()
        if self.end == "empty" or (self.end == "read-only" and not also_read_only):
            raise Refused(403, DEPRECATED)

    def _find(self, call: Call) -> Hook:
        found = None if self.end == "empty" else self.all.get(call.parts["id"])
        if found is None:
            raise Refused(404, "The hook does not exist.", "inexistent_hook")
        return found

    def _list(self, call: Call) -> Answer:
        self._reading()
        found = [] if self.end == "empty" else list(self.all.values())
        if "triggerId" in call.query:
            found = [hook for hook in found if hook.trigger == call.query["triggerId"]]
        if (enabled := call.flag("enabled")) is not None:
            found = [hook for hook in found if hook.enabled == enabled]
        fields = call.query.get("fields")
        if fields and set(fields.split(",")) - set(_KEYS):
            raise Refused(400, "Query validation error: fields", "invalid_query_string")
        shown, page, size = page_of(call, [hook.shown(fields) for hook in found], default=50)
        if not call.flag("include_totals"):
            return Answer(shown)
        numbers = {"total": len(found), "start": page * size, "limit": size}
        return Answer(numbers | {"hooks": shown})

    def _get(self, call: Call) -> Answer:
        self._reading()
        return Answer(self._find(call).shown(call.query.get("fields")))

    def _create(self, call: Call) -> Answer:
        self._writing()
        body = call.body
        self._check_name(body["name"])
        hook = Hook(body["name"], body["script"], body["triggerId"])
        hook.enabled = body.get("enabled", False)
        hook.dependencies = body.get("dependencies", {})
        return Answer(self.add(hook).shown(), 201)

    def _update(self, call: Call) -> Answer:
        self._writing(also_read_only=not set(call.body) - {"enabled"})
        hook, body = self._find(call), call.body
        if body.get("name", hook.name) != hook.name:
            self._check_name(body["name"])
        for key, value in body.items():
            setattr(hook, key, value)
        self._only_enabled(hook)
        return Answer(hook.shown())

    def _delete(self, call: Call) -> Answer:
        self._writing(also_read_only=True)
        if self.end != "empty":
            self.all.pop(call.parts["id"], None)
        return Answer(None, 204)

    def _secrets(self, call: Call) -> Answer:
        self._reading()
        return Answer(dict.fromkeys(self._find(call).secrets, self.hidden))

    def _add_secrets(self, call: Call) -> Answer:
        self._writing()
        hook = self._find(call)
        if taken := set(hook.secrets) & set(call.body):
            raise Refused(409, f"The secret {min(taken)} already exists.")
        if len(hook.secrets) + len(call.body) > SECRETS_AT_MOST:
            raise Refused(400, f"A hook cannot have more than {SECRETS_AT_MOST} secrets.")
        hook.secrets |= call.body
        return Answer(dict.fromkeys(hook.secrets, self.hidden), 201)

    def _change_secrets(self, call: Call) -> Answer:
        self._writing(also_read_only=True)
        hook = self._find(call)
        if unknown := set(call.body) - set(hook.secrets):
            raise Refused(404, f"The secret {min(unknown)} does not exist.")
        hook.secrets |= call.body
        return Answer(dict.fromkeys(hook.secrets, self.hidden), 201)

    def _delete_secrets(self, call: Call) -> Answer:
        self._writing()
        hook = self._find(call)
        for name in call.body:
            hook.secrets.pop(name, None)
        return Answer(None, 204)

    def _only_enabled(self, hook: Hook) -> None:
        """A trigger has one enabled hook: enabling one disables the other."""
        for other in self.all.values() if hook.enabled else ():
            if other is not hook and other.trigger == hook.trigger:
                other.enabled = False

    def _check_name(self, name: str) -> None:
        if any(hook.name == name for hook in self.all.values()):
            raise Refused(409, "A hook with the same name already exists.")

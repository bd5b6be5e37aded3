"""The phone provider of the Unified Phone Experience: none, Twilio, or an Action's (`custom`)."""

from __future__ import annotations

from typing import Any, Final

from . import shapes
from .actions import ONLY_ONE, Actions
from .wire import Answer, Call, Json, Refused, Route, identifier, now

_METHODS: Final = shapes.many(shapes.text(among=("text", "voice")), least=1)
_TWILIO: Final = shapes.record(
    {"sid": shapes.text(), "delivery_methods": _METHODS},
    {"default_from": shapes.text(), "mssid": shapes.text()},
)
_CONFIGURATIONS: Final = {
    "twilio": _TWILIO,
    "custom": shapes.record({"delivery_methods": _METHODS}),
}
_CREDENTIALS: Final = {
    "twilio": shapes.record({"auth_token": shapes.text(least=1, most=255)}),
    "custom": shapes.record(),
}
TRY: Final = (
    {"to": shapes.text(least=1, most=16)},
    {"delivery_method": shapes.text(among=("text", "voice"))},
)
"""What a try has to name, and what it may name."""
_NAME: Final = shapes.text(among=tuple(_CONFIGURATIONS))
_MAP: Final = shapes.mapping(shapes.anything)
_REST: Final = {"configuration": _MAP, "disabled": shapes.boolean}
_TRIED: Final = shapes.record(*TRY)


class PhoneProviders:
    """At most one. What was tried is kept for tests to look at."""

    def __init__(self, tenant: str, actions: Actions) -> None:
        self.tenant, self.actions = tenant, actions
        self.all: dict[str, dict[str, Any]] = {}
        self.credentials: dict[str, dict[str, str]] = {}
        self.tried: list[Json] = []
        self.try_answer = Answer({"code": 202, "message": "Message sent"}, 202)
        """What a try comes to, as `Answer({"code": 500, …}, 202)`."""

    def routes(self) -> list[Route]:
        """What is answered."""
        every, one = "/branding/phone/providers", "/branding/phone/providers/{id}"
        created = shapes.record({"name": _NAME, "credentials": _MAP}, _REST, more=True)
        changed = shapes.record({}, {"name": _NAME, "credentials": _MAP, **_REST}, least=1)
        return [
            Route("GET", every, _scope("read"), self._list, ("disabled",)),
            Route("POST", every, _scope("create"), self._create, body=created),
            Route("GET", one, _scope("read"), lambda call: Answer(self._find(call))),
            Route("PATCH", one, _scope("update"), self._update, body=changed),
            Route("DELETE", one, _scope("delete"), self._delete),
            Route("POST", f"{one}/try", _scope("create"), self._try, body=_TRIED),
        ]

    @property
    def delivery_methods(self) -> list[str] | None:
        """What the one that there is can do."""
        found = [one["configuration"]["delivery_methods"] for one in self.all.values()]
        return found[0] if found else None

    def _find(self, call: Call) -> dict[str, Any]:
        found = self.all.get(call.parts["id"])
        if found is None:
            raise Refused(404, "The phone provider does not exist.", "inexistent_phone_provider")
        return found

    def _list(self, call: Call) -> Answer:
        """Credentials never come back: a list says null, every other answer leaves them out."""
        disabled = call.flag("disabled")
        found = [one for one in self.all.values() if disabled in (None, one["disabled"])]
        return Answer({"providers": [one | {"credentials": None} for one in found]})

    def _create(self, call: Call) -> Answer:
        if self.all:
            raise Refused(409, "A phone provider already exists.", "phone_provider_conflict")
        configuration = {"delivery_methods": ["text"]}
        made = {
            "id": identifier("pro_"),
            "tenant": self.tenant,
            "name": call.body["name"],
            "channel": "phone",
            "disabled": False,
            "configuration": {} if call.body["name"] == "twilio" else configuration,
            "created_at": now(),
        }
        self._store(made, call.body)
        return Answer(made, 201)

    def _update(self, call: Call) -> Answer:
        changed = dict(self._find(call))
        self._store(changed, call.body)
        return Answer(changed)

    def _store(self, provider: dict[str, Any], body: Json) -> None:
        for key in ("name", "configuration", "disabled"):
            provider[key] = body.get(key, provider[key])
        provider["updated_at"] = now()
        name = provider["name"]
        try:
            _CONFIGURATIONS[name](provider["configuration"], "configuration")
            if "credentials" in body:
                _CREDENTIALS[name](body["credentials"], "credentials")
        except shapes.Misshapen as error:
            raise Refused(400, f"Payload validation error: {error}.", "invalid_body") from error
        if name == "custom" and not self._has_action():
            # The word email is in the documentation of the phone provider, too.
            code = "custom_email_provider_deployed_action_not_found"
            raise Refused(400, "There is no deployed custom-phone-provider Action.", code)
        self.all[provider["id"]] = provider
        if "credentials" in body:
            self.credentials[provider["id"]] = body["credentials"]

    def _has_action(self) -> bool:
        found = [action for action in self.actions.all.values() if action.trigger == ONLY_ONE]
        return any(self.actions.is_deployed(action) for action in found)

    def _delete(self, call: Call) -> Answer:
        del self.all[self._find(call)["id"]]
        return Answer(None, 204)

    def _try(self, call: Call) -> Answer:
        self._find(call)
        self.tried.append(call.body)
        return self.try_answer


def _scope(verb: str) -> tuple[str]:
    return (f"{verb}:phone_providers",)

"""The texts of messages under the Unified Phone Experience, in Liquid."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from . import shapes
from .phone_providers import TRY
from .wire import Answer, Call, Json, Refused, Route, identifier, now

TYPES: Final = ("otp_verify", "otp_enroll", "change_password", "blocked_account", "password_breach")

_TEXT: Final = shapes.text(least=1, most=20_000)
_CONTENT: Final = {
    "from": shapes.text(least=1, most=16),
    "body": shapes.record({}, {"text": _TEXT, "voice": _TEXT}, least=1),
}
_CREATED: Final = shapes.record(
    {},
    {
        "type": shapes.text(among=TYPES),
        "disabled": shapes.boolean,
        "content": shapes.record({}, _CONTENT | {"syntax": shapes.text()}, least=1),
    },
)
_CHANGED: Final = shapes.record(
    {}, {"disabled": shapes.boolean, "content": shapes.record({}, _CONTENT, least=1)}
)


def default_content(kind: str) -> dict[str, Any]:
    """The texts that a template of this type has until they are changed."""
    what = "password change" if kind == "change_password" else "verification"
    text = f"{{{{ code | escape }}}} is your {what} code for {{{{ friendly_name | escape }}}}"
    if kind == "otp_enroll":
        text += ". Please enter this code to verify your enrollment."
    if kind in ("blocked_account", "password_breach"):
        text = "We detected suspicious activity on your account."
    return {"syntax": "liquid", "body": {"text": text, "voice": f"Hello. {text}"}}


class PhoneTemplates:
    """At most one a type."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.all: dict[str, dict[str, Any]] = {}
        self.tried: list[Json] = []

    def routes(self) -> list[Route]:
        """What is answered."""
        every, one = "/branding/phone/templates", "/branding/phone/templates/{id}"
        tried = shapes.record(*TRY, more=True)
        return [
            Route("GET", every, _scope("read"), self._list, ("disabled",)),
            Route("POST", every, _scope("create"), self._create, body=_CREATED),
            Route("GET", one, _scope("read"), lambda call: Answer(self._find(call))),
            Route("PATCH", one, _scope("update"), self._update, body=_CHANGED),
            Route("DELETE", one, _scope("delete"), self._delete),
            Route("PATCH", f"{one}/reset", _scope("update"), self._reset),
            Route(
                "POST",
                f"{one}/try",
                _scope("create"),
                self._try,
                body=tried,
            ),
        ]

    def _find(self, call: Call) -> dict[str, Any]:
        found = self.all.get(call.parts["id"])
        if found is None:
            raise Refused(404, "The phone template does not exist.", "inexistent_phone_template")
        return found

    def _list(self, call: Call) -> Answer:
        disabled = call.flag("disabled")
        found = [one for one in self.all.values() if disabled in (None, one["disabled"])]
        return Answer({"templates": found})

    def _create(self, call: Call) -> Answer:
        kind = call.body.get("type", TYPES[0])
        if any(one["type"] == kind for one in self.all.values()):
            raise Refused(409, "A phone template of this type already exists.")
        made = {
            "id": identifier("tem_"),
            "tenant": self.tenant,
            "channel": "phone",
            "type": kind,
            "disabled": False,
            "created_at": now(),
            "content": default_content(kind),
        }
        self._store(made, call.body)
        return Answer(made, 201)

    def _update(self, call: Call) -> Answer:
        changed = deepcopy(self._find(call))
        self._store(changed, call.body)
        return Answer(changed)

    def _store(self, template: dict[str, Any], body: Json) -> None:
        content = template["content"] | body.get("content", {})
        content["body"] = template["content"]["body"] | content["body"]
        template["content"] = content
        template["disabled"] = body.get("disabled", template["disabled"])
        template["updated_at"] = now()
        self.all[template["id"]] = template

    def _delete(self, call: Call) -> Answer:
        del self.all[self._find(call)["id"]]
        return Answer(None, 204)

    def _reset(self, call: Call) -> Answer:
        template = self._find(call)
        template |= {"content": default_content(template["type"]), "updated_at": now()}
        return Answer(template)

    def _try(self, call: Call) -> Answer:
        self._find(call)
        self.tried.append(call.body)
        return Answer({"message": "Message sent"}, 202)


def _scope(verb: str) -> tuple[str]:
    return (f"{verb}:phone_templates",)

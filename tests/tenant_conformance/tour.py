"""A call of each operation of the stand-in tenant, and of each body that is almost the same.

No socket is needed: the tenant is asked directly, and each almost-right body asks a copy of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, TypeAlias

from tests.tenant.hooks import Hook
from tests.tenant.tenant import Seen, Tenant
from tests.tenant.wire import Answer

TRIGGER: Final = "send-phone-message"
CODE: Final = "exports.onExecuteSendPhoneMessage = async (event, api) => {};"

Exchange: TypeAlias = dict[str, Any]
"""`method`, `path` as its route has it, `query`, `body`, `status`, `answer`, and `almost`: bodies
that are a little different, each with `refused`, whether its shape was."""


class Tour:
    """A tenant, and what was exchanged with it."""

    def __init__(self) -> None:
        self.tenant = Tenant("localhost")
        self.tenant.hooks.end = "open"
        self.tenant.actions.polls_until_built = 0
        token = self.tenant.clients.issue(self.tenant.client).text
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        self.exchanges: list[Exchange] = []

    def __call__(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """Call, keep the exchange, and return the answer."""
        routes = self.tenant.management.routes
        [template] = [r.path for r in routes if r.parts(method, path) is not None][:1]
        almost = [
            {"body": other, "refused": self._refused(method, path, other, query)}
            for other in ([] if body is None else around(body))
        ]
        answer = self._ask(self.tenant, method, path, body, query)
        assert answer.status < 300, (method, path, answer)
        self.exchanges.append({
            "method": method,
            "path": template,
            "query": query,
            "body": body,
            "status": answer.status,
            "answer": answer.body,
            "almost": almost,
        })  # fmt: skip
        return answer.body

    def _refused(self, method: str, path: str, body: Any, query: dict[str, str]) -> bool:
        answer = self._ask(deepcopy(self.tenant), method, path, body, query)
        return answer.status == 400 and answer.body.get("errorCode") == "invalid_body"

    def _ask(
        self, tenant: Tenant, method: str, path: str, body: Any, query: dict[str, str]
    ) -> Answer:
        data = b"" if body is None else json.dumps(body).encode()
        answer = tenant.answer(Seen(method, path, query, self._headers, data))
        return deepcopy(answer)


def around(value: Any) -> Iterator[Any]:
    """What is like a JSON value but for one thing: a key less or more, another type, nothing."""
    if isinstance(value, dict):
        yield value | {"unexpected": "1"}
        yield {}
        for key, inner in value.items():
            yield {name: other for name, other in value.items() if name != key}
            for changed in around(inner):
                yield value | {key: changed}
    elif isinstance(value, list):
        yield []
        for at, inner in enumerate(value):
            for changed in around(inner):
                yield [*value[:at], changed, *value[at + 1 :]]
    if isinstance(value, str):
        yield from ("", "x" * 200_000)
    yield 7 if not isinstance(value, int) or isinstance(value, bool) else "7"
    yield None


def tour() -> list[Exchange]:
    """All of them."""
    call = Tour()
    _actions(call)
    _hooks(call)
    _phone(call)
    _guardian(call)
    _rest(call)
    return call.exchanges


def _actions(call: Tour) -> None:
    module = call("POST", "/actions/modules", {"name": "m", "code": "1", "publish": True})
    shared = f"/actions/modules/{module['id']}"
    draft: dict[str, Any] = {
        "name": "send",
        "supported_triggers": [{"id": TRIGGER, "version": "v2"}],
        "code": CODE,
        "dependencies": [{"name": "axios", "version": "1.7.2"}],
        "secrets": [{"name": "KEY", "value": "hush"}],
        "runtime": "node22",
        "modules": [
            {"module_id": module["id"], "module_version_id": module["latest_version"]["id"]}
        ],
        "deploy": False,
    }
    one = f"/actions/actions/{call('POST', '/actions/actions', draft)['id']}"
    call("GET", "/actions/actions", page="0", per_page="100", triggerId=TRIGGER, deployed="false")
    call("GET", one)
    deployed = call("POST", f"{one}/deploy")
    call("GET", one)
    draft.pop("deploy")
    call("PATCH", one, draft | {"code": "2"})
    call("POST", f"{one}/test", {"payload": {"event": {}}})
    call("GET", f"{one}/versions", page="0", per_page="100")
    call("GET", f"{one}/versions/{deployed['id']}")
    call("POST", f"{one}/versions/{deployed['id']}/deploy", {"update_draft": False})
    call("GET", "/actions/triggers")
    bound = {"ref": {"type": "action_name", "value": "send"}, "display_name": "send"}
    bound["secrets"] = [{"name": "KEY", "value": "hush"}]
    call("PATCH", f"/actions/triggers/{TRIGGER}/bindings", {"bindings": [bound]})
    call("GET", f"/actions/triggers/{TRIGGER}/bindings", page="0", per_page="100")
    for error in (None, "no such number"):
        execution = call.tenant.executions.add(TRIGGER, "send", error)
        call("GET", f"/actions/executions/{execution}")
    _modules(call, shared)
    call("DELETE", one, force="true")
    call("DELETE", shared)


def _modules(call: Tour, shared: str) -> None:
    call("GET", "/actions/modules", page="0", per_page="100")
    changed: dict[str, Any] = {"code": "2", "dependencies": [{"name": "axios", "version": "1.7.2"}]}
    call("PATCH", shared, changed | {"secrets": [{"name": "KEY", "value": "hush"}]})
    call("GET", shared)
    call("GET", f"{shared}/actions")
    version = call("POST", f"{shared}/versions")
    call("GET", f"{shared}/versions")
    call("GET", f"{shared}/versions/{version['id']}")
    call("POST", f"{shared}/rollback", {"module_version_id": version["id"]})


def _hooks(call: Tour) -> None:
    draft = {"name": "my-hook", "script": "1", "enabled": False, "dependencies": {"a": "1.0.0"}}
    one = f"/hooks/{call('POST', '/hooks', draft | {'triggerId': TRIGGER})['id']}"
    call("GET", "/hooks", page="0", per_page="100", fields="id,name", enabled="false")
    call("GET", "/hooks", include_totals="true", triggerId=TRIGGER)
    call("GET", one, fields="script")
    call("PATCH", one, draft)
    call("POST", f"{one}/secrets", {"A": "1", "B": "2"})
    call("PATCH", f"{one}/secrets", {"A": "3"})
    call("GET", f"{one}/secrets")
    call("DELETE", f"{one}/secrets", ["B"])
    call("DELETE", one)
    call.tenant.hooks.add(Hook("old", "1"))
    call("GET", "/hooks")


def _phone(call: Tour) -> None:
    configuration = {"sid": "AC1", "default_from": "+15005550006", "mssid": "MG1"}
    provider: dict[str, Any] = {
        "name": "twilio",
        "configuration": configuration | {"delivery_methods": ["text", "voice"]},
        "credentials": {"auth_token": "hush"},
        "disabled": False,
    }
    one = f"/branding/phone/providers/{call('POST', '/branding/phone/providers', provider)['id']}"
    call("GET", "/branding/phone/providers", disabled="false")
    call("GET", one)
    call("PATCH", one, provider)
    call("POST", f"{one}/try", {"to": "+15005550006", "delivery_method": "text"})
    call("DELETE", one)

    content = {"from": "+15005550006", "body": {"text": "{{ code }}", "voice": "{{ code }}"}}
    draft = {"type": "otp_verify", "disabled": False, "content": content | {"syntax": "liquid"}}
    one = f"/branding/phone/templates/{call('POST', '/branding/phone/templates', draft)['id']}"
    call("GET", "/branding/phone/templates", disabled="false")
    call("GET", one)
    call("PATCH", one, {"disabled": False, "content": content})
    call("PATCH", f"{one}/reset")
    call("POST", f"{one}/try", {"to": "+15005550006", "delivery_method": "voice"})
    call("DELETE", one)


def _guardian(call: Tour) -> None:
    call.tenant.settings.unified = False
    twilio = {"from": "+15005550006", "messaging_service_sid": "MG1", "auth_token": "t", "sid": "s"}
    bodies: dict[str, Any] = {
        "message-types": {"message_types": ["sms", "voice"]},
        "providers/twilio": twilio,
        "selected-provider": {"provider": "phone-message-hook"},
        "templates": {"enrollment_message": "e", "verification_message": "v"},
    }
    for factor in ("phone", "sms"):
        for path, body in bodies.items():
            if (factor, path) != ("sms", "message-types"):
                call("PUT", f"/guardian/factors/{factor}/{path}", body)
                call("GET", f"/guardian/factors/{factor}/{path}")
    call("PUT", "/guardian/factors/sms", {"enabled": True})
    call("GET", "/guardian/factors")
    call("PUT", "/guardian/policies", ["all-applications"])
    call("GET", "/guardian/policies")


def _rest(call: Tour) -> None:
    entry = call.tenant.logs.add("gd_send_sms", user_id="auth0|1", client_id="abc")
    call("GET", "/logs", page="0", per_page="100", sort="date:-1", include_totals="true")
    call("GET", "/logs", take="10")
    call("GET", f"/logs/{entry['log_id']}")
    call("GET", "/users/auth0%7C1/logs", sort="date:1")
    call("PATCH", "/tenants/settings", {"friendly_name": "x", "flags": {"enable_sso": True}})
    call("PATCH", "/tenants/settings", {"phone_consolidated_experience": True})
    call("GET", "/tenants/settings", fields="friendly_name", include_fields="true")

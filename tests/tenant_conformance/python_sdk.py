"""Auth0's own Python SDK against the stand-in tenant; run by a Python that has `auth0-python`.

It prints a JSON line for each step: `{"step": …, "found": [problems]}`. The SDK reads each answer
into its types, which are made of the vendor's schema: what is not of its type fails a step, and a
key that the type does not have is found, unless a live tenant was recorded with it (`RECORDED`).
"""

# The SDK is installed for this file alone.
# pyright: reportMissingImports=false, reportMissingModuleSource=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from auth0.management import ManagementClient
from auth0.management.core.api_error import ApiError
from pydantic import BaseModel

RECORDED = {
    ("Action", "current_version"),
    ("PhoneProviderSchemaMasked", "credentials"),
    ("Log", "_id"),
    ("Log", "tenant_name"),
    ("PhoneTemplate", "created_at"),
    ("PhoneTemplate", "updated_at"),
}
"""Keys that live tenants send though the schema does not have them: a part of the type's name."""

TRIGGER = {"id": "send-phone-message", "version": "v2"}
CODE = "exports.onExecuteSendPhoneMessage = async (event, api) => {};"


class Noticed:
    """What answers had that their types do not have."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, answer: Any) -> Any:
        """Look through an answer, and return it."""
        for kind, key in unknown(answer):
            if not any(part in kind and key == known for part, known in RECORDED):
                self.found.append(f"{kind} has no {key}")
        return answer


def unknown(value: Any) -> Iterator[tuple[str, str]]:
    """Types and keys that are not theirs."""
    if isinstance(value, list):
        for item in value:
            yield from unknown(item)
    if isinstance(value, BaseModel):
        for key in value.model_extra or {}:
            yield type(value).__name__, key
        for key in type(value).model_fields:
            yield from unknown(getattr(value, key))


def actions(api: ManagementClient, saw: Noticed) -> None:
    """Create, wait, deploy, bind, roll back, test, update, delete."""
    secrets = [{"name": "KEY", "value": "hush"}]
    made = saw(
        api.actions.create(name="py", supported_triggers=[TRIGGER], code=CODE, secrets=secrets)
    )
    refused(400, lambda: api.actions.deploy(made.id))
    for _ in range(5):
        if saw(api.actions.get(made.id)).status == "built":
            break
    deployed = saw(api.actions.deploy(made.id))
    reference = {"type": "action_name", "value": "py"}
    bindings = api.actions.triggers.bindings
    saw(bindings.update_many(TRIGGER["id"], bindings=[{"ref": reference, "display_name": "py"}]))
    assert [saw(bound).display_name for bound in bindings.list(TRIGGER["id"])] == ["py"]
    refused(400, lambda: api.actions.delete(made.id))
    saw(api.actions.update(made.id, code=CODE + "\n"))
    saw(api.actions.get(made.id))
    saw(api.actions.get(made.id))
    saw(api.actions.deploy(made.id))
    saw(api.actions.versions.deploy(made.id, deployed.id))
    versions = [saw(version) for version in api.actions.versions.list(made.id)]
    assert [version.number for version in versions] == [3, 2, 1]
    saw(api.actions.versions.get(made.id, deployed.id))
    saw(api.actions.test(made.id, payload={"event": {}}))
    saw(api.actions.triggers.list())
    assert [saw(one).name for one in api.actions.list(action_name="py")] == ["py"]
    api.actions.delete(made.id, force=True)
    refused(404, lambda: api.actions.get(made.id))
    saw(api.actions.executions.get(os.environ["EXECUTION"]))


def paging(api: ManagementClient, saw: Noticed) -> None:
    """Page after page, until one is empty."""
    made = [api.actions.create(name=f"p{n}", supported_triggers=[TRIGGER]) for n in range(5)]
    names = [saw(one).name for one in api.actions.list(per_page=2)]
    assert sorted(names) == [f"p{n}" for n in range(5)], names
    refused(400, lambda: api.actions.list(per_page=101))
    for one in made:
        api.actions.delete(one.id)
    dates = [saw(entry).date for entry in api.logs.list(per_page=50)]
    assert len(dates) == 120, len(dates)
    assert dates == sorted(dates, reverse=True)
    entry = next(iter(api.logs.list(per_page=1)))
    saw(api.logs.get(entry.log_id))


def modules(api: ManagementClient, saw: Noticed) -> None:
    """Create, publish, use, roll back, delete."""
    module = saw(api.actions.modules.create(name="shared", code="exports.one = 1;"))
    version = saw(api.actions.modules.versions.create(module.id))
    used = [{"module_id": module.id, "module_version_id": version.id}]
    action = saw(api.actions.create(name="uses", supported_triggers=[TRIGGER], modules=used))
    assert [saw(one).action_name for one in api.actions.modules.list_actions(module.id)] == ["uses"]
    refused(412, lambda: api.actions.modules.delete(module.id))
    saw(api.actions.modules.update(module.id, code="exports.one = 2;"))
    saw(api.actions.modules.rollback(module.id, module_version_id=version.id))
    assert len([saw(one) for one in api.actions.modules.versions.list(module.id)]) == 1
    saw(api.actions.modules.versions.get(module.id, version.id))
    assert len([saw(one) for one in api.actions.modules.list()]) == 1
    saw(api.actions.modules.get(module.id))
    api.actions.delete(action.id)
    api.actions.modules.delete(module.id)


def hooks(api: ManagementClient, saw: Noticed) -> None:
    """Create, read, keep secrets, delete."""
    hook = saw(api.hooks.create(name="h", script="1", trigger_id=TRIGGER["id"], enabled=True))
    refused(409, lambda: api.hooks.create(name="h", script="1", trigger_id=TRIGGER["id"]))
    refused(400, lambda: api.hooks.create(name="-", script="1", trigger_id=TRIGGER["id"]))
    api.hooks.secrets.create(hook.id, request={"A": "1", "B": "2"})
    api.hooks.secrets.update(hook.id, request={"A": "3"})
    api.hooks.secrets.delete(hook.id, request=["B"])
    assert list(saw(api.hooks.secrets.get(hook.id))) == ["A"]
    saw(api.hooks.update(hook.id, enabled=False, dependencies={"twilio": "5.0.0"}))
    assert saw(api.hooks.get(hook.id)).dependencies == {"twilio": "5.0.0"}
    assert [saw(one).name for one in api.hooks.list(trigger_id=TRIGGER["id"])] == ["h"]
    api.hooks.delete(hook.id)
    refused(404, lambda: api.hooks.get(hook.id))


def phone(api: ManagementClient, saw: Noticed) -> None:
    """The provider and the templates of the Unified Phone Experience."""
    providers, templates = api.branding.phone.providers, api.branding.phone.templates
    configuration = {"sid": "AC1", "delivery_methods": ["text"]}
    twilio = {"configuration": configuration, "credentials": {"auth_token": "hush"}}
    made = saw(providers.create(name="twilio", **twilio))
    refused(409, lambda: providers.create(name="twilio", **twilio))
    saw(providers.update(made.id, disabled=True))
    saw(providers.get(made.id))
    assert len(saw(providers.list()).providers) == 1
    saw(providers.test(made.id, to="+15005550006"))
    saw(api.guardian.factors.phone.set_message_types(message_types=["sms"]))
    refused(409, lambda: api.guardian.factors.phone.set_message_types(message_types=["voice"]))
    providers.delete(made.id)
    template = saw(templates.create(type="otp_verify"))
    saw(templates.update(template.id, content={"body": {"text": "{{ code }}"}}))
    saw(templates.reset(template.id, request=None))
    saw(templates.test(template.id, to="+15005550006"))
    saw(templates.get(template.id))
    assert len(saw(templates.list()).templates) == 1
    templates.delete(template.id)


def guardian(api: ManagementClient, saw: Noticed) -> None:
    """The older generation, refused and then not."""
    factors = api.guardian.factors
    refused(403, factors.phone.get_selected_provider)
    saw(api.tenants.settings.update(phone_consolidated_experience=False))
    saw(factors.phone.set_provider(provider="phone-message-hook"))
    assert saw(factors.phone.get_selected_provider()).provider == "phone-message-hook"
    saw(factors.phone.set_templates(enrollment_message="e", verification_message="v"))
    assert saw(factors.sms.get_templates()).enrollment_message == "e"
    saw(factors.phone.set_twilio_provider(sid="AC1", auth_token="hush"))
    saw(factors.phone.get_twilio_provider())
    saw(factors.phone.set(otp_length=6, otp_expiration_time=300))
    saw(factors.phone.get())
    saw(factors.phone.get_message_types())
    saw(factors.set("sms", enabled=True))
    assert {one.name: one.enabled for one in saw(factors.list())}["sms"]
    saw(api.attack_protection.phone_provider_protection.patch(type="exponential"))
    saw(api.attack_protection.phone_provider_protection.get())
    saw(api.tenants.settings.get())
    api.tenants.settings.update(phone_consolidated_experience=True)


def refusals(api: ManagementClient, saw: Noticed) -> None:
    """A client that may do little, and one that is told to wait."""
    little = client("LITTLE_ID", "LITTLE_SECRET")
    error = refused(403, lambda: list(little.hooks.list()))
    assert error["errorCode"] == "insufficient_scope", error
    # The server answers this call with 429 and Retry-After once: the SDK comes again by itself.
    saw(api.tenants.settings.get(fields="friendly_name"))


def refused(status: int, call: Callable[[], Any]) -> dict[str, Any]:
    """The error's body of a call that has to fail so."""
    try:
        call()
    except ApiError as error:
        assert error.status_code == status, error
        return error.body if isinstance(error.body, dict) else dict(error.body)
    raise AssertionError(f"was not refused with {status}")


def client(client_id: str, secret: str) -> ManagementClient:
    """The SDK, as it comes, but for the certificate authority that SSL_CERT_FILE names."""
    return ManagementClient(
        domain=os.environ["DOMAIN"],
        client_id=os.environ[client_id],
        client_secret=os.environ[secret],
        httpx_client=httpx.Client(),
    )


def main() -> None:
    """Take every step."""
    api = client("CLIENT_ID", "CLIENT_SECRET")
    for step in (actions, paging, modules, hooks, phone, guardian, refusals):
        saw = Noticed()
        try:
            step(api, saw)
        except Exception:
            saw.found.append(traceback.format_exc(limit=-3))
        line = {"step": step.__name__, "found": sorted(set(saw.found))}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()

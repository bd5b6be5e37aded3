"""Both generations of phone messages, and which of them a tenant has."""

from __future__ import annotations

import pytest

from .caller import Caller
from .server import Server

FACTOR, TEMPLATES = "/guardian/factors/phone", "/branding/phone/templates"
TWILIO = {
    "name": "twilio",
    "configuration": {"sid": "AC1", "delivery_methods": ["text"]},
    "credentials": {"auth_token": "hush"},
}


@pytest.mark.parametrize("path", ["providers/twilio", "selected-provider", "templates"])
def test_the_older_calls_end_with_the_unified_experience(tenant: Server, api: Caller, path: str):
    refused = api("GET", f"{FACTOR}/{path}", status=403)
    assert refused["errorCode"] == "legacy_mfa_phone_provider_not_allowed"
    api("GET", f"{FACTOR}/message-types")
    api("PATCH", "/tenants/settings", {"phone_consolidated_experience": False})
    assert tenant.settings.unified is False
    assert api("GET", f"{FACTOR}/{path}") == api("GET", f"/guardian/factors/sms/{path}")


def test_the_older_generation(tenant: Server, api: Caller):
    tenant.settings.unified = False
    selected = {"provider": "phone-message-hook"}
    assert api("PUT", f"{FACTOR}/selected-provider", selected) == selected
    assert api.refused("PUT", f"{FACTOR}/selected-provider", {"provider": "none"}, status=400)
    api("PUT", "/guardian/factors/sms", {"enabled": True})
    assert {"name": "sms", "enabled": True, "trial_expired": False} in api(
        "GET", "/guardian/factors"
    )
    assert api.refused("PUT", f"{FACTOR}/templates", {"enrollment_message": "x"}, status=400)


def test_message_types_are_those_that_the_provider_has(api: Caller):
    types = {"message_types": ["sms", "voice"]}
    assert api("PUT", f"{FACTOR}/message-types", types) == types
    api("POST", "/branding/phone/providers", TWILIO, status=201)
    message = api.refused("PUT", f"{FACTOR}/message-types", types, status=409)
    assert message == "Message Type is not supported by the configured phone provider"


def test_a_provider_has_its_own_configuration(tenant: Server, api: Caller):
    providers = "/branding/phone/providers"
    wrong = TWILIO | {"configuration": {"delivery_methods": ["text"]}}
    assert "sid" in api.refused("POST", providers, wrong, status=400)
    made = api("POST", providers, TWILIO, status=201)
    assert "hush" not in str(api("GET", f"{providers}/{made['id']}"))
    assert tenant.phone_providers.credentials[made["id"]] == {"auth_token": "hush"}


def test_templates_are_changed_and_reset(api: Caller):
    made = api("POST", TEMPLATES, {"type": "otp_verify"}, status=201)
    one, default = f"{TEMPLATES}/{made['id']}", made["content"]["body"]["text"]
    assert api.refused("POST", TEMPLATES, {"type": "otp_verify"}, status=409)
    changed = api("PATCH", one, {"content": {"body": {"text": "{{ code }}"}}})["content"]
    assert changed["body"] == made["content"]["body"] | {"text": "{{ code }}"}
    assert api.refused("PATCH", one, {"content": {"syntax": "liquid"}}, status=400)
    assert api("PATCH", f"{one}/reset")["content"]["body"]["text"] == default
    api("POST", f"{one}/try", {"to": "+15005550006"}, status=202)
    assert [template["id"] for template in api("GET", TEMPLATES)["templates"]] == [made["id"]]
    api("DELETE", one, status=204)

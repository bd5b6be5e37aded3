"""The factors of MFA, and the older generation of phone messages.

Where the tenant has the Unified Phone Experience, the calls of the older generation are refused:
Twilio, the selected provider, and the templates. Message types stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import shapes
from .phone_providers import PhoneProviders
from .settings import TenantSettings
from .wire import Answer, Call, Json, Refused, Route

FACTORS: Final = (
    "sms", "push-notification", "otp", "email", "duo", "webauthn-roaming", "webauthn-platform",
    "recovery-code",
)  # fmt: skip
READ: Final = ("read:guardian_factors",)
UPDATE: Final = ("update:guardian_factors",)

_NULLABLE: Final = shapes.text(least=1, most=1000, nullable=True)
_TWILIO: Final = shapes.record(
    {},
    {
        "from": shapes.text(most=64, nullable=True),
        "messaging_service_sid": _NULLABLE,
        "auth_token": _NULLABLE,
        "sid": _NULLABLE,
    },
)
_SELECTED: Final = shapes.record(
    {"provider": shapes.text(among=("auth0", "twilio", "phone-message-hook"))}
)
_TEMPLATES: Final = shapes.record(
    {"enrollment_message": shapes.text(), "verification_message": shapes.text()}
)
_TYPES: Final = shapes.record({"message_types": shapes.many(shapes.text(among=("sms", "voice")))})
_SETTINGS: Final = shapes.record(
    {}, {"otp_length": shapes.whole, "otp_expiration_time": shapes.whole}, least=1
)
_SAID_AS: Final = {"sms": "text", "voice": "voice"}
"""Message types, as the delivery methods of a phone provider have them."""


class Guardian:
    """Factors, and how their phone messages are sent. `values` are by the end of the path."""

    def __init__(self, settings: TenantSettings, providers: PhoneProviders) -> None:
        self.settings, self.providers = settings, providers
        self.enabled = dict.fromkeys(FACTORS, False)
        self.policies: list[str] = []
        self.values: dict[str, dict[str, Any]] = {
            "providers/twilio": {},
            "selected-provider": {"provider": "auth0"},
            "templates": {
                "enrollment_message": "{{code}} is your verification code for "
                "{{tenant.friendly_name}}. Please enter this code to verify your enrollment.",
                "verification_message": "{{code}} is your verification code for "
                "{{tenant.friendly_name}}",
            },
            "message-types": {"message_types": ["sms"]},
            "settings": {"otp_length": 6, "otp_expiration_time": 300},
        }
        self.protection = {"type": "default"}

    def routes(self) -> list[Route]:
        """What is answered. `phone` and `sms` are two names of one thing."""
        older = {
            f"{factor}/{key}": shape
            for factor in ("phone", "sms")
            for key, shape in (
                ("providers/twilio", _TWILIO),
                ("selected-provider", _SELECTED),
                ("templates", _TEMPLATES),
            )
        }
        factors, policies = "/guardian/factors", "/guardian/policies"
        protection = "/attack-protection/phone-provider-protection"
        kind = shapes.record({"type": shapes.text(among=("default", "exponential"))})
        enabled = shapes.record({"enabled": shapes.boolean})
        return [
            Route("GET", factors, READ, self._list),
            Route("PUT", f"{factors}/{{name}}", UPDATE, self._enable, body=enabled),
            Route("GET", policies, ("read:mfa_policies",), lambda _: Answer(self.policies)),
            Route("PUT", policies, ("update:mfa_policies",), self._police, body=_POLICIES),
            *(route for path, shape in older.items() for route in self._pair(path, shape)),
            *self._pair("phone/message-types", _TYPES),
            *self._pair("phone/settings", _SETTINGS),
            Route(
                "GET", protection, ("read:attack_protection",), lambda _: Answer(self.protection)
            ),
            Route("PATCH", protection, ("update:attack_protection",), self._protect, body=kind),
        ]

    def _pair(self, path: str, shape: shapes.Shape) -> list[Route]:
        key = path.partition("/")[2]
        full, older = f"/guardian/factors/{path}", key in _OLDER
        return [
            Route("GET", full, READ, self._getting(key, older=older)),
            Route("PUT", full, UPDATE, self._setting(key, older=older), body=shape),
        ]

    def _getting(self, key: str, *, older: bool) -> Callable[[Call], Answer]:
        def get(_: Call) -> Answer:
            self._allow(older=older)
            return Answer(self.values[key])

        return get

    def _setting(self, key: str, *, older: bool) -> Callable[[Call], Answer]:
        def put(call: Call) -> Answer:
            self._allow(older=older)
            if key == "message-types":
                self._check_types(call.body)
            self.values[key] = self.values[key] | call.body
            return Answer(self.values[key])

        return put

    def _allow(self, *, older: bool) -> None:
        if older and self.settings.unified:
            raise Refused(
                403,
                "Insufficient privileges to use this deprecated feature. "
                "To handle Phone Provider/Templates refer to Tenant Phone Settings",
                "legacy_mfa_phone_provider_not_allowed",
            )

    def _check_types(self, body: Json) -> None:
        able = self.providers.delivery_methods
        if able is None:
            return
        if any(_SAID_AS[kind] not in able for kind in body["message_types"]):
            message = "Message Type is not supported by the configured phone provider"
            raise Refused(409, message)

    def _list(self, _: Call) -> Answer:
        known = self.enabled.items()
        return Answer([{"name": n, "enabled": on, "trial_expired": False} for n, on in known])

    def _enable(self, call: Call) -> Answer:
        name = call.parts["name"]
        if name not in self.enabled:
            raise Refused(400, f"Path validation error: 'No enum match for: \"{name}\"'.")
        self.enabled[name] = call.body["enabled"]
        return Answer({"enabled": self.enabled[name]})

    def _police(self, call: Call) -> Answer:
        self.policies = call.body
        return Answer(self.policies)

    def _protect(self, call: Call) -> Answer:
        self.protection = call.body
        return Answer(self.protection)


_OLDER: Final = ("providers/twilio", "selected-provider", "templates")
_POLICIES: Final = shapes.many(shapes.text(among=("all-applications", "confidence-score")))

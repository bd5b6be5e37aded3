"""`/oauth/token` and `/oauth/device/code`: a secret, a signed assertion, or a person who confirms.

Their errors have a form of their own: `{"error": …, "error_description": …}`.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from . import assertions
from .clients import Client, Clients
from .wire import Answer

DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"


class _Denied(Exception):
    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        body = {"error": error, "error_description": description}
        self.answer = Answer(body, status)


@dataclass
class Device:
    """A device that waits for a person."""

    client: Client
    scope: str
    user_code: str
    state: Literal["pending", "approved", "denied", "expired"] = "pending"
    polls_left: int | None = None
    """After so many polls it is approved by itself; None: only when a test says so."""


class Tokens:
    """What gives tokens out. A test sets how device flows go."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self.devices: dict[str, Device] = {}
        self.interval_s = 5
        self.polls_until_approved: int | None = 1
        self.slow_down_next = False
        self._used: set[str] = set()

    def token(self, form: Mapping[str, str]) -> Answer:
        """Answer `/oauth/token`."""
        try:
            if form.get("grant_type") == DEVICE:
                client, scope = self._by_device(form)
            elif form.get("grant_type") == "client_credentials":
                client, scope = self._by_credentials(form), form.get("scope", "")
            else:
                raise _Denied(403, "unsupported_grant_type", "Unsupported grant type")
        except _Denied as denied:
            return denied.answer
        token = self.clients.issue(client, scope)
        return Answer({
            "access_token": token.text,
            "scope": " ".join(token.scopes),
            "expires_in": self.clients.lifetime_s,
            "token_type": "Bearer",
        })  # fmt: skip

    def device_code(self, form: Mapping[str, str]) -> Answer:
        """Answer `/oauth/device/code`."""
        client = self.clients.get(form.get("client_id", ""))
        if client is None:
            return _Denied(401, "invalid_client", "Unauthorized").answer
        code, user_code = secrets.token_urlsafe(18), secrets.token_hex(4).upper()
        waiting = Device(client, form.get("scope", ""), f"{user_code[:4]}-{user_code[4:]}")
        waiting.polls_left = self.polls_until_approved
        self.devices[code] = waiting
        page = f"https://{self.clients.domain}/activate"
        return Answer({
            "device_code": code,
            "user_code": waiting.user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={waiting.user_code}",
            "expires_in": 900,
            "interval": self.interval_s,
        })  # fmt: skip

    def decide(self, user_code: str, state: Literal["approved", "denied", "expired"]) -> None:
        """What the person does about the device that shows this code."""
        found = (device for device in self.devices.values() if device.user_code == user_code)
        next(found).state = state

    def _by_credentials(self, form: Mapping[str, str]) -> Client:
        client = self._proven(form)
        audience = form.get("audience", "")
        if audience != self.clients.audience:
            raise _Denied(403, "access_denied", f"Service not enabled within domain: {audience}")
        if not client.granted:
            raise _Denied(
                403,
                "access_denied",
                f'Client is not authorized to access "{audience}". You need to create a '
                '"client-grant" associated to this API. See: '
                "https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants",
            )
        return client

    def _proven(self, form: Mapping[str, str]) -> Client:
        assertion = form.get("client_assertion", "")
        if not assertion:
            client, secret = self.clients.get(form.get("client_id", "")), form.get("client_secret")
            if client is None or client.secret is None or secret is None:
                raise _Denied(401, "access_denied", "Unauthorized")
            if not hmac.compare_digest(client.secret.encode(), secret.encode()):
                raise _Denied(401, "access_denied", "Unauthorized")
            return client
        try:
            claimed = form.get("client_id") or str(assertions.claims_of(assertion).get("iss"))
            client = self.clients.get(claimed)
            if form.get("client_assertion_type") != assertions.TYPE:
                raise assertions.Unproven("The client_assertion_type is unknown.")
            if client is None or client.public_key is None:
                raise assertions.Unproven("The client has no public key.")
            key, domain = client.public_key, self.clients.domain
            assertions.check(assertion, claimed, key, domain, self._used)
        except assertions.Unproven as error:
            raise _Denied(401, "invalid_client", str(error)) from error
        return client

    def _by_device(self, form: Mapping[str, str]) -> tuple[Client, str]:
        device = self.devices.get(form.get("device_code", ""))
        if device is None or form.get("client_id") != device.client.client_id:
            raise _Denied(403, "invalid_grant", "Invalid or expired device code.")
        if self.slow_down_next:
            self.slow_down_next = False
            raise _Denied(429, "slow_down", "You are polling faster than the specified interval.")
        if device.state == "pending" and device.polls_left is not None:
            device.polls_left -= 1
            device.state = "approved" if device.polls_left < 0 else "pending"
        if device.state == "pending":
            pending = "User has yet to authorize device code."
            raise _Denied(403, "authorization_pending", pending)
        if device.state == "denied":
            raise _Denied(403, "access_denied", "User cancelled the confirmation prompt.")
        if device.state == "expired":
            raise _Denied(403, "expired_token", "The device code has expired.")
        return device.client, device.scope

"""The applications that may ask for a token, and the tokens that they hold."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Final

from .wire import Answer, Call, Refused, Route, identifier, page_of

READ_AND_WRITE: Final = ("read", "create", "update", "delete")
SCOPES: Final = (
    *(f"{verb}:{of}" for of in ("actions", "hooks", "phone_providers", "phone_templates")
      for verb in READ_AND_WRITE),
    "read:guardian_factors", "update:guardian_factors",
    "read:tenant_settings", "update:tenant_settings",
    "read:attack_protection", "update:attack_protection",
    "read:mfa_policies", "update:mfa_policies",
    "read:logs", "read:logs_users", "read:clients",
)  # fmt: skip
"""Every scope that the stand-in knows."""


@dataclass(frozen=True)
class Client:
    """An application of the tenant: its secret, its public key (PEM), or neither (device flow)."""

    client_id: str
    secret: str | None
    public_key: bytes | None
    scopes: tuple[str, ...]
    granted: bool = True
    """Whether it has a grant for the Management API at all."""


@dataclass(frozen=True)
class Token:
    """What was given out, to whom, for what, and until when (seconds since 1970)."""

    text: str
    client: Client
    scopes: tuple[str, ...]
    expires: float


class Clients:
    """All of them, and what they were given."""

    def __init__(self, domain: str) -> None:
        self.domain = domain
        self.lifetime_s = 86_400
        self.tokens: dict[str, Token] = {}
        self._by_id: dict[str, Client] = {}
        self._signs = secrets.token_bytes(32)

    @property
    def audience(self) -> str:
        """The Management API of this tenant."""
        return f"https://{self.domain}/api/v2/"

    def add(
        self,
        scopes: tuple[str, ...] = SCOPES,
        *,
        public_key: bytes | None = None,
        public: bool = False,
        granted: bool = True,
    ) -> Client:
        """An application with a secret; or one with a key instead, or with neither."""
        secret = None if public or public_key else secrets.token_urlsafe(48)
        client = Client(secrets.token_hex(16), secret, public_key, scopes, granted)
        self._by_id[client.client_id] = client
        return client

    def get(self, client_id: str) -> Client | None:
        """The one of this id."""
        return self._by_id.get(client_id)

    def routes(self) -> list[Route]:
        """What is answered: who they are, which auth0-deploy-cli asks before a dry run."""
        parameters = ("page", "per_page", "include_totals", "is_global")
        return [Route("GET", "/clients", ("read:clients",), self._list, parameters)]

    def _list(self, call: Call) -> Answer:
        known = [{"client_id": key, "name": f"Client {key[:4]}"} for key in self._by_id]
        shown, page, size = page_of(call, known, default=50)
        if not call.flag("include_totals"):
            return Answer(shown)
        numbers = {"total": len(known), "start": page * size, "limit": size}
        return Answer(numbers | {"clients": shown})

    def issue(self, client: Client, wanted: str = "") -> Token:
        """A token for all that the client may do, or for what of it is wanted.

        It is a JWT, as Auth0's are, but one that only this server can check.
        """
        scopes = tuple(s for s in client.scopes if not wanted or s in wanted.split())
        issued = int(time.time())
        claims = {
            "iss": f"https://{self.domain}/",
            "sub": f"{client.client_id}@clients",
            "aud": self.audience,
            "iat": issued,
            "exp": issued + self.lifetime_s,
            "scope": " ".join(scopes),
            "gty": "client-credentials",
            "azp": client.client_id,
            "jti": identifier("jwt_"),
        }
        signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
        signature = hmac.digest(self._signs, signed.encode(), hashlib.sha256)
        token = Token(f"{signed}.{_encoded(signature)}", client, scopes, issued + self.lifetime_s)
        self.tokens[token.text] = token
        return token

    def expire_all(self) -> None:
        """From now on no token that was given out is good any more."""
        for text, token in self.tokens.items():
            self.tokens[text] = Token(text, token.client, token.scopes, 0)

    def allowed(self, authorization: str | None, scopes: tuple[str, ...]) -> Token:
        """Whose call it is.

        Raises:
            Refused: there is no good token, or it has none of the scopes.
        """
        kind, _, text = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not text:
            raise Refused(401, "Missing authentication")
        token = self.tokens.get(text)
        if token is None:
            raise Refused(401, "Invalid token")
        if token.expires <= time.time():
            raise Refused(401, "Expired token received for JSON Web Token validation")
        if not set(scopes) & set(token.scopes):
            expected = ",".join(scopes)
            message = f"Insufficient scope, expected any of: {expected}"
            raise Refused(403, message, "insufficient_scope")
        return token


def _part(claims: dict[str, object]) -> str:
    return _encoded(json.dumps(claims).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

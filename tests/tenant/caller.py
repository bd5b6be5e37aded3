"""A client of the stand-in that knows nothing but HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from .clients import Client
from .server import Server


@dataclass
class Caller:
    """Calls the Management API, as one application."""

    http: httpx.Client
    tenant: Server

    def token(self, client: Client | None = None, **form: str) -> httpx.Response:
        """Ask for a token, with the secret unless the form says otherwise."""
        client = client or self.tenant.client
        asked = {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "audience": f"https://{self.tenant.domain}/api/v2/",
        }
        secret = {"client_secret": client.secret} if client.secret else {}
        return self.http.post("/oauth/token", data=asked | secret | form)

    def login(self, client: Client | None = None) -> Caller:
        """From now on call as this application."""
        token = self.token(client).json()["access_token"]
        self.http.headers["authorization"] = f"Bearer {token}"
        return self

    def raw(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Call, whatever comes of it."""
        return self.http.request(method, f"/api/v2{path}", json=body)

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Call, and return the answer's JSON, None where it has no body."""
        answer = self.raw(method, path, body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, body: Any = None, *, status: int) -> str:
        """Call in vain, and return the message."""
        error = self(method, path, body, status=status)
        assert error["statusCode"] == status
        return error["message"]

"""A tenant that is spoken to: the way there, the token, and what is hidden in all that is said."""

from __future__ import annotations

import ssl
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from sessions.errors import OffhookError
from sessions.platforms.auth0.management.authorization import ASSERTION, Token, client_token
from sessions.platforms.auth0.management.client import ManagementApi
from sessions.platforms.auth0.management.connection import Connection, Waiting
from sessions.platforms.auth0.management.errors import TokenRefused
from sessions.secrets.redaction import redactor

from .assertion import assertion
from .credentials import ACCESS_TOKEN, AccessToken, ClientSecret, Credentials, Login
from .errors import TenantError

CA: Final = "OFFHOOK_TENANT_CA"


class Hidden:
    """Takes the values of secrets out of texts; more of them can be added."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def add(self, values: Mapping[str, str]) -> None:
        """Hide these from now on."""
        self._values |= values

    def __call__(self, text: str) -> str:
        return redactor(self._values)(text)


class Tenant:
    """A tenant with a token for it."""

    def __init__(self, login: Login, api: ManagementApi, hidden: Hidden, token: Token) -> None:
        self.login = login
        self.domain = login.domain
        self.api = api
        self.hidden = hidden
        self.token = token


def tls_context(env: Mapping[str, str]) -> ssl.SSLContext:
    """What a tenant's certificate is verified by: what httpx trusts, and the authorities that
    OFFHOOK_TENANT_CA names beside. Raises TenantError."""
    return _context(env.get(CA) or "")


@lru_cache(maxsize=4)  # each takes 28 ms
def _context(path: str) -> ssl.SSLContext:
    import httpx

    source = "SSL_CERT_FILE or SSL_CERT_DIR"
    try:
        context = httpx.create_ssl_context()
        if path:
            source = f"{CA}: {path}"
            context.load_verify_locations(path)
    except ssl.SSLError:
        raise TenantError(f"{source}: has no certificate in PEM") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file is called so"
        raise TenantError(f"{source}: {reason}") from None
    return context


@contextmanager
def open_tenant(
    login: Login, env: Mapping[str, str], waiting: Waiting | None = None
) -> Generator[Tenant]:
    """A tenant, with a token got for it; it is closed at the end.

    Raises:
        LoginFailed, ManagementError: there is no token, or the tenant is not reached.
        TenantError: a key or an authority cannot be read.
    """
    tls = tls_context(env)
    hidden = Hidden(login.credentials.hidden)
    token = token_for(login, tls, hidden, waiting)
    hidden.add({ACCESS_TOKEN: token.value})
    with Connection(
        login.domain, tls, token=token.value, redact=hidden, waiting=waiting
    ) as connection:
        yield Tenant(login, ManagementApi(connection), hidden, token)


def is_of_the_token(error: OffhookError) -> bool:
    """Whether a tenant refuses the token itself, as after its end: another may be taken."""
    return isinstance(error, TokenRefused)


def token_for(
    login: Login, tls: ssl.SSLContext, hidden: Hidden, waiting: Waiting | None = None
) -> Token:
    """The login's own token, or a new one. Raises as `open_tenant`."""
    if isinstance(login.credentials, AccessToken):
        return Token(login.credentials.token)
    proof = _proof(login.credentials, login.domain)
    hidden.add({key: value for key, value in proof.items() if key == "client_assertion"})
    with Connection(login.domain, tls, redact=hidden, waiting=waiting) as connection:
        return client_token(connection, login.audience, proof)


def _proof(credentials: Credentials, domain: str) -> dict[str, str]:
    assert not isinstance(credentials, AccessToken)
    if isinstance(credentials, ClientSecret):
        return {"client_id": credentials.client_id, "client_secret": credentials.secret}
    return {
        "client_id": credentials.client_id,
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion(credentials, domain),
    }

"""By what offhook may speak to a tenant: from the environment or the keyring, and from no file of
its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from sessions.files import Unreadable, read_bytes
from sessions.platforms.auth0.management.authorization import audience_of, is_token

from .domain import read_domain
from .errors import NotLoggedIn, TenantError
from .system_keyring import KeptLogins

DOMAIN: Final = "AUTH0_DOMAIN"
ACCESS_TOKEN: Final = "AUTH0_ACCESS_TOKEN"
CLIENT_ID: Final = "AUTH0_CLIENT_ID"
CLIENT_SECRET: Final = "AUTH0_CLIENT_SECRET"
KEY_PATH: Final = "AUTH0_CLIENT_SIGNING_KEY_PATH"
ALGORITHM: Final = "AUTH0_CLIENT_SIGNING_ALGORITHM"
AUDIENCE: Final = "AUTH0_AUDIENCE"
"""All are called as `auth0-deploy-cli` calls them."""

ALGORITHMS: Final = ("RS256", "RS384", "PS256")
"""Which Auth0 takes for an assertion."""
_LARGEST_KEY: Final = 64 * 1024
_EARLY: Final = 30
"""Seconds before its end that a token counts as expired."""


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """An application and its secret."""

    client_id: str
    secret: str

    def __repr__(self) -> str:
        return f"ClientSecret({self.client_id!r})"

    @property
    def hidden(self) -> Mapping[str, str]:
        """What is shown nowhere, by the name that stands for it."""
        return {CLIENT_SECRET: self.secret}


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An application and the key that it signs an assertion with (PEM)."""

    client_id: str
    pem: str
    algorithm: str = ALGORITHMS[0]

    def __repr__(self) -> str:
        return f"PrivateKey({self.client_id!r}, {self.algorithm})"

    @property
    def hidden(self) -> Mapping[str, str]:
        """As of a ClientSecret."""
        return {KEY_PATH: self.pem}


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as it is; `expires` in seconds since 1970, 0 where that is not known."""

    token: str
    expires: float = 0

    def __repr__(self) -> str:
        return f"AccessToken(expires={self.expires:.0f})"

    @property
    def hidden(self) -> Mapping[str, str]:
        """As of a ClientSecret."""
        return {ACCESS_TOKEN: self.token}


Credentials: TypeAlias = ClientSecret | PrivateKey | AccessToken


@dataclass(frozen=True, slots=True)
class Login:
    """A tenant, and by what offhook may speak to it."""

    domain: str
    credentials: Credentials
    audience: str
    """Of the Management API, as tokens name it."""
    source: str
    """`the environment` or `the keyring`."""


def login_for(
    given: str | None, env: Mapping[str, str], kept: KeptLogins, now: float | None = None
) -> Login:
    """The login for a tenant: of the environment, else of the keyring.

    Args:
        given: the domain that was asked for; else AUTH0_DOMAIN says it, else the last login.

    Raises:
        NotLoggedIn: nothing says which tenant, or there are no credentials for it.
        TenantError: what is said cannot be read.
    """
    set_domain = read_domain(env[DOMAIN], DOMAIN) if env.get(DOMAIN) else None
    domain = read_domain(given, "--domain") if given else set_domain
    if domain is None or set_domain in (None, domain):
        found = from_environment(env)
        if found and domain is None:
            raise NotLoggedIn(f"no tenant is named: set {DOMAIN}, or give --domain")
        if found and domain:
            audience = env.get(AUDIENCE) or audience_of(domain)
            return Login(domain, found, audience, "the environment")
    domain = domain or kept.current()
    if domain is None:
        raise NotLoggedIn(
            f"no tenant is named: set {DOMAIN}, give --domain, or log in: offhook tenant login"
        )
    if (record := kept.read(domain)) is None:
        raise NotLoggedIn(
            f"{domain}: no credentials: offhook tenant login --domain {domain}, or set "
            f"{ACCESS_TOKEN}, or {CLIENT_ID} with {CLIENT_SECRET} or {KEY_PATH}"
        )
    return _from_record(domain, record, time.time() if now is None else now)


def from_environment(env: Mapping[str, str]) -> Credentials | None:
    """The credentials that variables say; None where none does.

    Raises:
        TenantError: one that belongs to another is missing, or the key cannot be read.
    """
    if token := env.get(ACCESS_TOKEN):
        if not is_token(token):
            raise TenantError(f"{ACCESS_TOKEN}: is no token: it has blanks or other signs in it")
        return AccessToken(token)
    client_id = env.get(CLIENT_ID)
    secret, path = env.get(CLIENT_SECRET), env.get(KEY_PATH)
    if not (secret or path):
        return None
    if not client_id:
        raise TenantError(f"{CLIENT_ID}: is not set, and {CLIENT_SECRET or KEY_PATH} is")
    if secret:
        return ClientSecret(client_id, secret)
    return private_key(client_id, Path(path or ""), env.get(ALGORITHM) or ALGORITHMS[0])


def private_key(client_id: str, path: Path, algorithm: str) -> PrivateKey:
    """The key in a file of the user's. Raises TenantError."""
    if algorithm not in ALGORITHMS:
        raise TenantError(
            f"{ALGORITHM}: found {algorithm!r}, wanted one of {', '.join(ALGORITHMS)}"
        )
    try:
        pem = read_bytes(path, _LARGEST_KEY).decode("ascii")
    except Unreadable as problem:
        raise TenantError(f"{path}: the private key {problem}") from None
    except UnicodeDecodeError:
        raise TenantError(f"{path}: is no private key in PEM") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file is called so"
        raise TenantError(f"{path}: the private key cannot be read: {reason}") from None
    if "PRIVATE KEY-----" not in pem:
        raise TenantError(f"{path}: is no private key in PEM")
    return PrivateKey(client_id, pem, algorithm)


def to_record(credentials: Credentials, audience: str) -> dict[str, str]:
    """What the keyring keeps of a login."""
    match credentials:
        case ClientSecret(client_id, secret):
            record = {"client_id": client_id, "client_secret": secret}
        case PrivateKey(client_id, pem, algorithm):
            record = {"client_id": client_id, "private_key": pem, "algorithm": algorithm}
        case AccessToken(token, expires):
            record = {"access_token": token, "expires": f"{expires:.0f}"}
    return {**record, "audience": audience}


def _from_record(domain: str, record: Mapping[str, str], now: float) -> Login:
    again = f"log in again: offhook tenant login --domain {domain}"
    credentials: Credentials
    expires = record.get("expires") or "0"
    if (token := record.get("access_token")) and is_token(token) and expires.isdecimal():
        expires = float(expires)
        if expires and now > expires - _EARLY:
            raise NotLoggedIn(f"{domain}: the login has expired; {again}")
        credentials = AccessToken(token, expires)
    elif secret := record.get("client_secret"):
        credentials = ClientSecret(record.get("client_id", ""), secret)
    elif pem := record.get("private_key"):
        algorithm = record.get("algorithm", ALGORITHMS[0])
        credentials = PrivateKey(record.get("client_id", ""), pem, algorithm)
    else:
        raise NotLoggedIn(f"{domain}: the keyring has nothing that is understood; {again}")
    audience = record.get("audience") or audience_of(domain)
    return Login(domain, credentials, audience, "the keyring")

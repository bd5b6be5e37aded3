"""`offhook tenant login` and `logout`: credentials into the keyring, and out of it."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.shared.asking import unseen
from tui.cli.shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from tui.cli.shared.output import Output

if TYPE_CHECKING:
    from sessions.platforms.auth0.management.authorization import Token
    from sessions.tenant.credentials import Credentials, Login


def login(options: argparse.Namespace, _out: Output, err: Diagnostics) -> int:
    """Get a token by what is given, and keep what it was got by."""
    from sessions.platforms.auth0.management.authorization import audience_of
    from sessions.tenant.access import Hidden, tls_context, token_for
    from sessions.tenant.credentials import AUDIENCE, AccessToken, Login, to_record
    from sessions.tenant.system_keyring import SystemKeyring

    domain = _domain(options)
    keyring = SystemKeyring()
    keyring.read(domain)  # whether it works is said before anybody types a secret
    audience = os.environ.get(AUDIENCE) or audience_of(domain)
    if options.by == "device":
        token = _by_device(options, domain, audience, err)
        expires = time.time() + token.lifetime if token.lifetime else 0
        credentials: Credentials = AccessToken(token.value, expires)
    else:
        credentials = _typed(options, err)
        found = Login(domain, credentials, audience, "")
        tls = tls_context(os.environ)
        token = token_for(found, tls, Hidden(credentials.hidden))
    _check(Login(domain, AccessToken(token.value), audience, ""))
    keyring.write(domain, to_record(credentials, audience))
    _tell(domain, token, err)
    return AS_EXPECTED


def logout(options: argparse.Namespace, _out: Output, err: Diagnostics) -> int:
    """Remove a login from the keyring."""
    from sessions.tenant.system_keyring import SystemKeyring

    domain = _domain(options)
    there = SystemKeyring().remove(domain)
    err.note(f"{domain}: {'logged out' if there else 'was not logged in'}")
    return AS_EXPECTED


def _domain(options: argparse.Namespace) -> str:
    from sessions.tenant.credentials import DOMAIN
    from sessions.tenant.domain import read_domain

    if options.domain:
        return read_domain(options.domain, "--domain")
    if os.environ.get(DOMAIN):
        return read_domain(os.environ[DOMAIN], DOMAIN)
    raise UsageError(f"login: give the tenant: --domain acme.eu.auth0.com, or {DOMAIN}")


def _client_id(options: argparse.Namespace) -> str:
    from sessions.tenant.credentials import CLIENT_ID

    client_id = options.client_id or os.environ.get(CLIENT_ID)
    if not client_id:
        raise UsageError(f"login: give the application: --client-id ID, or {CLIENT_ID}")
    return client_id


def _typed(options: argparse.Namespace, err: Diagnostics) -> Credentials:
    """The credentials that are typed in, or lie in a file of the user's."""
    from sessions.tenant.credentials import (
        ALGORITHMS,
        AccessToken,
        ClientSecret,
        private_key,
    )

    if options.by == "token":
        return AccessToken(_wanted(unseen("Access token: ", err), "an access token"))
    client_id = _client_id(options)
    if options.by == "key":
        if not options.key:
            raise UsageError("--by key: give the private key: --key FILE")
        return private_key(client_id, Path(options.key), options.algorithm or ALGORITHMS[0])
    return ClientSecret(client_id, _wanted(unseen("Client secret: ", err), "a client secret"))


def _wanted(text: str, what: str) -> str:
    from sessions.platforms.auth0.management.authorization import is_token

    if not is_token(text):
        raise UsageError(f"login: {what} is wanted, typed in or on standard input")
    return text


def _by_device(options: argparse.Namespace, domain: str, audience: str, err: Diagnostics) -> Token:
    """Have a person confirm in a browser."""
    from sessions.platforms.auth0.management.authorization import begin_device, device_token
    from sessions.platforms.auth0.management.connection import Connection
    from sessions.tenant.access import tls_context

    client_id = _client_id(options)
    with Connection(domain, tls_context(os.environ)) as connection:
        code = begin_device(connection, client_id, audience)
        err.note(f"open {code.complete_page} and confirm the code {code.user_code}")
        waiting = lambda: err.status(f"waiting for {code.user_code} to be confirmed")  # noqa: E731
        token = device_token(connection, client_id, code, waiting)
    err.clear_status()
    return token


def _check(found: Login) -> None:
    """Ask the tenant something, so that a token which it refuses is kept nowhere."""
    from sessions.platforms.auth0.management.errors import MissingScope, NotAvailable
    from sessions.tenant.access import open_tenant

    with open_tenant(found, os.environ) as tenant:
        try:
            tenant.api.actions(name="offhook")
        except (MissingScope, NotAvailable):
            return  # it is a token of this tenant all the same


def _tell(domain: str, token: Token, err: Diagnostics) -> None:
    from sessions.platforms.auth0.management.scopes import SCOPES

    err.note(f"{domain}: logged in; what it was done by is in the keyring, and nowhere else")
    missing = [scope for scope in SCOPES if scope not in token.scopes]
    if token.scopes and missing:
        err.warn(f"{domain}: without the scopes {', '.join(missing)}, some of it will be refused")

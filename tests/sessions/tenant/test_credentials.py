"""By what a tenant is spoken to: variables, the keyring, a key that signs, a person."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import keyring
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends.fail import Keyring as NoKeyring

from sessions.platforms.auth0.management.authorization import (
    LoginFailed,
    audience_of,
    begin_device,
    device_token,
)
from sessions.platforms.auth0.management.connection import Connection, Waiting
from sessions.tenant.access import open_tenant, tls_context
from sessions.tenant.assertion import assertion
from sessions.tenant.credentials import (
    AccessToken,
    ClientSecret,
    Login,
    PrivateKey,
    login_for,
    to_record,
)
from sessions.tenant.domain import read_domain
from sessions.tenant.errors import KeyringProblem, NotLoggedIn, TenantError
from sessions.tenant.system_keyring import SystemKeyring

from .conftest import Way
from .ring import Ring

ACME = "acme.eu.auth0.com"


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """In the place of the system's."""
    ring = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    return ring


def test_the_environment_then_the_keyring_each_for_its_own_tenant(ring: Ring):
    kept = SystemKeyring()
    kept.write("other.auth0.com", to_record(AccessToken("kept"), audience_of("other.auth0.com")))
    env = {"AUTH0_DOMAIN": f"https://{ACME}/", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s"}
    assert login_for(None, env, kept).credentials == ClientSecret("id", "s")
    assert login_for(ACME, env, kept).audience == f"https://{ACME}/api/v2/"
    other = login_for("other.auth0.com", env, kept)
    assert other.credentials == AccessToken("kept"), "a secret of one tenant goes to no other"
    assert login_for(None, {}, kept).domain == "other.auth0.com"
    with pytest.raises(NotLoggedIn, match=f"{ACME}: no credentials"):
        login_for(ACME, {}, kept)
    with pytest.raises(NotLoggedIn, match="no tenant is named"):
        login_for(None, {"AUTH0_ACCESS_TOKEN": "t"}, kept)
    with pytest.raises(TenantError, match="AUTH0_CLIENT_ID: is not set"):
        login_for(ACME, {"AUTH0_CLIENT_SECRET": "s"}, kept)
    with pytest.raises(TenantError, match="is no token"):
        login_for(ACME, {"AUTH0_ACCESS_TOKEN": "a b"}, kept)


def test_a_login_of_any_length_comes_back_and_goes(ring: Ring):
    kept = SystemKeyring()
    record = to_record(PrivateKey("id", "-----BEGIN PRIVATE KEY-----\n" + "k" * 5000), "a")
    kept.write(ACME, record)
    assert len(ring.kept) > 5
    assert kept.read(ACME) == record
    kept.write(ACME, to_record(ClientSecret("id", "short"), "a"))
    assert kept.read(ACME) == to_record(ClientSecret("id", "short"), "a")
    assert kept.remove(ACME) and not kept.remove(ACME)
    assert kept.read(ACME) is None and kept.current() is None


def test_a_login_that_has_ended_says_so(ring: Ring):
    kept = SystemKeyring()
    kept.write(ACME, to_record(AccessToken("t", 1000), audience_of(ACME)))
    assert login_for(ACME, {}, kept, now=900).credentials == AccessToken("t", 1000)
    with pytest.raises(NotLoggedIn, match="has expired; log in again"):
        login_for(ACME, {}, kept, now=990)
    for nonsense in (
        "nonsense",
        '{"access_token": "tök"}',
        '{"access_token": "t", "expires": "?"}',
    ):
        ring.kept["offhook tenant", ACME] = nonsense
        with pytest.raises(NotLoggedIn, match="nothing that is understood"):
            login_for(ACME, {}, kept)


def test_where_no_keyring_works_variables_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)
    with pytest.raises(KeyringProblem, match="no keyring that works; set AUTH0_DOMAIN and"):
        SystemKeyring().write(ACME, {})

    class InClear(Ring):
        __module__ = "keyrings.alt.file"

    monkeypatch.setattr(keyring, "get_keyring", InClear)
    with pytest.raises(KeyringProblem, match="in clear text"):
        SystemKeyring().write(ACME, {})
    with pytest.raises(NotLoggedIn, match="AUTH0_DOMAIN"):
        login_for(None, {}, SystemKeyring())


def test_a_secret_a_key_and_a_token_each_open_a_tenant(way: Way, tmp_path: Path):
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    file = tmp_path / "key.pem"
    file.write_bytes(pem)
    client = way.server.clients.add(public_key=public)
    env = {
        "AUTH0_DOMAIN": way.server.domain,
        "AUTH0_CLIENT_ID": client.client_id,
        "AUTH0_CLIENT_SIGNING_KEY_PATH": str(file),
        **way.env,
    }
    with open_tenant(login_for(None, env, SystemKeyring()), env) as tenant:
        assert tenant.api.actions() == []
        token = tenant.token.value
        assert tenant.hidden(f"it was {token}") == "it was ‹AUTH0_ACCESS_TOKEN›"
    env = {"AUTH0_DOMAIN": way.server.domain, "AUTH0_ACCESS_TOKEN": token, **way.env}
    with open_tenant(login_for(None, env, SystemKeyring()), env) as tenant:
        assert tenant.api.actions() == []
    assert "PRIVATE" not in repr(PrivateKey("id", pem.decode()))
    assert "hush" not in repr((ClientSecret("id", "hush"), AccessToken("hush")))


def test_credentials_that_are_refused_say_why_and_are_not_repeated(way: Way):
    login = Login(way.server.domain, ClientSecret("nobody", "wrong-secret"), "https://x/", "")
    with (
        pytest.raises(LoginFailed, match="its secret is wrong") as refused,
        open_tenant(login, way.env),
    ):
        pass
    assert "wrong-secret" not in str(refused.value)
    without = way.server.clients.add(granted=False)
    with pytest.raises(LoginFailed, match="grant it the Auth0 Management API"), way.opened(without):
        pass


def test_a_person_confirms_refuses_or_takes_too_long(way: Way):
    client = way.server.clients.add(("read:actions",), public=True)
    waits: list[float] = []
    tokens = way.server.tokens
    with Connection(
        way.server.domain, tls_context(way.env), waiting=Waiting(sleep=waits.append)
    ) as connection:
        audience = audience_of(way.server.domain)
        tokens.polls_until_approved, tokens.slow_down_next = 2, True
        code = begin_device(connection, client.client_id, audience)
        assert "-" in code.user_code and code.user_code in code.complete_page
        token = device_token(connection, client.client_id, code, lambda: None)
        assert token.scopes == {"read:actions"}
        assert waits[0] == 5 and waits[-1] == 10, "slow_down adds five seconds"

        tokens.polls_until_approved = None
        code = begin_device(connection, client.client_id, audience)
        tokens.decide(code.user_code, "denied")
        with pytest.raises(LoginFailed, match="or the person refused"):
            device_token(connection, client.client_id, code, lambda: None)
        code = begin_device(connection, client.client_id, audience)
        with pytest.raises(LoginFailed, match="was not confirmed in time"):
            device_token(connection, client.client_id, code, lambda: None)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from sessions.platforms.auth0.management.errors import Unreachable

    with pytest.raises(Unreachable, match="OFFHOOK_TENANT_CA names"), open_tenant(way.login(), {}):
        pass
    assert way.server.seen == []
    with pytest.raises(TenantError, match="OFFHOOK_TENANT_CA"):
        tls_context({"OFFHOOK_TENANT_CA": str(tmp_path / "none.pem")})
    none = tmp_path / "no.pem"
    none.write_text("x")
    with pytest.raises(TenantError, match=r"no\.pem: has no certificate in PEM"):
        tls_context({"OFFHOOK_TENANT_CA": str(none)})
    monkeypatch.setenv("SSL_CERT_FILE", str(none))
    with pytest.raises(TenantError, match="SSL_CERT_FILE or SSL_CERT_DIR: has no"):
        tls_context({"OFFHOOK_TENANT_CA": str(none) + " "})  # which no other test has asked for


@pytest.mark.parametrize(
    "text",
    [
        *("", "acme", "acme.auth0.com/api/v2", "http://acme.auth0.com", "a b.c", "-a.b", "a..b"),
        *("acme.auth0.com@evil", "acme.auth0.com:0", "ä.auth0.com", "x" * 300 + ".com"),
    ],
)
def test_what_is_no_domain(text: str):
    with pytest.raises(TenantError, match="--domain: "):
        read_domain(text, "--domain")


@given(st.text(max_size=60))
def test_a_domain_is_a_host_and_nothing_more(text: str):
    try:
        domain = read_domain(text, "x")
    except TenantError:
        return
    assert set(domain) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:")


def test_nothing_is_written_to_a_file(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    SystemKeyring().write(ACME, to_record(ClientSecret("id", "hush"), "a"))
    files = [one for one in tmp_path.rglob("*") if stat.S_ISREG(one.stat().st_mode)]
    assert files == []


@pytest.mark.parametrize("package", ["keyring", "jwt"])
def test_a_package_that_is_missing_is_named(package: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(TenantError, match=r"not installed: pipx install '\.\[tenant\]'"):
        if package == "keyring":
            SystemKeyring().read(ACME)
        else:
            assertion(PrivateKey("id", "-----BEGIN PRIVATE KEY-----"), ACME)


def test_a_key_that_cannot_sign_is_not_repeated():
    key = PrivateKey("id", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")
    with pytest.raises(TenantError, match="cannot sign") as raised:
        assertion(key, ACME)
    assert "c2VjcmV0" not in str(raised.value)

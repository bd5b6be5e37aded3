"""The inbox's own certificate authority: whose it is, what it vouches for, when it is made anew."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sessions.inbox import authority as module
from sessions.inbox.authority import Authority, AuthorityError


def _certificate(authority: Authority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.certificate.read_bytes())


def _trusts(authority: Authority, host: str) -> bool:
    """Whether a client that trusts the authority takes its certificate of a host."""
    client = ssl.create_default_context(cafile=str(authority.certificate))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        authority.context(host).wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(4):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLCertVerificationError:
                return False
    return True


def test_it_vouches_for_its_domains_and_no_others(tmp_path: Path) -> None:
    authority = Authority.open(tmp_path / "inbox", ["twilio.com"])
    assert _trusts(authority, "api.twilio.com")
    assert _trusts(authority, "twilio.com")
    assert not _trusts(authority, "example.com")
    assert not _trusts(authority, "twilio.com.example.com")
    assert not _trusts(authority, "127.0.0.1")


def test_only_its_user_can_read_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    authority = Authority.open(folder, ["twilio.com"])
    authority.context("api.twilio.com")
    assert {path.name for path in folder.iterdir()} == {"authority.pem", "ca.pem", "bundle.pem"}
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "authority.pem").stat().st_mode & 0o777 == 0o600
    for public in (authority.certificate, authority.bundle):
        assert "PRIVATE KEY" not in public.read_text()
    assert authority.bundle.read_text().count("BEGIN CERTIFICATE") > 50


def test_it_stays_the_same_until_it_has_to_be_another(tmp_path: Path) -> None:
    first = _certificate(Authority.open(tmp_path, ["twilio.com", "nexmo.com"]))
    assert _certificate(Authority.open(tmp_path, ["nexmo.com"])) == first
    more = Authority.open(tmp_path, ["example.com"])
    assert _certificate(more) != first
    assert _trusts(more, "api.twilio.com") and _trusts(more, "sms.example.com")


def test_one_that_ends_soon_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LASTS", timedelta(days=29))
    first = _certificate(Authority.open(tmp_path, ["twilio.com"]))
    monkeypatch.undo()
    second = _certificate(Authority.open(tmp_path, ["twilio.com"]))
    assert second != first
    assert second.not_valid_after_utc - datetime.now(UTC) > timedelta(days=300)


@pytest.mark.parametrize("content", ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_one_that_cannot_be_read_is_replaced(tmp_path: Path, content: str) -> None:
    place = tmp_path / "authority.pem"
    place.write_text(content)
    place.chmod(0o600)
    assert _trusts(Authority.open(tmp_path, ["twilio.com"]), "api.twilio.com")


def test_one_that_needs_a_password_is_replaced(tmp_path: Path) -> None:
    encryption = serialization.BestAvailableEncryption(b"password")
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(pem, pkcs8, encryption)
    test_one_that_cannot_be_read_is_replaced(tmp_path, key.decode())


@pytest.mark.skipif(os.name != "posix", reason="files have no modes")
def test_one_that_others_could_read_is_replaced(tmp_path: Path) -> None:
    first = _certificate(Authority.open(tmp_path, ["twilio.com"]))
    (tmp_path / "authority.pem").chmod(0o644)
    assert _certificate(Authority.open(tmp_path, ["twilio.com"])) != first
    assert (tmp_path / "authority.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="folders have no modes")
def test_a_folder_that_others_could_write_in_is_the_users_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    Authority.open(tmp_path, ["twilio.com"])
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_what_a_killed_one_has_left_is_removed(tmp_path: Path) -> None:
    left, fresh = tmp_path / "leaf-killed", tmp_path / "leaf-of-another"
    for path in (left, fresh):
        path.write_text("a key")
    os.utime(left, (0, 0))
    Authority.open(tmp_path, ["twilio.com"])
    assert fresh.exists() and not left.exists()


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuthorityError, match="the inbox's certificates"):
        Authority.open(tmp_path / "file" / "inbox", ["twilio.com"])


def test_certificates_of_many_hosts_are_kept_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_HOSTS", 3)
    authority = Authority.open(tmp_path, ["twilio.com"])
    first = authority.context("a.twilio.com")
    assert authority.context("a.twilio.com") is first
    for number in range(3):
        authority.context(f"{number}.twilio.com")
    assert authority.context("a.twilio.com") is not first

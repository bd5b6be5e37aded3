"""The inbox's own certificate authority: made once for this user, trusted by whom they tell to.

It is no authority for the world: by its name constraints (RFC 5280, section 4.2.1.10) it vouches
for domains of the providers, and of sessions that answer for others, only: whoever trusts it and
loses its key is cheated of nothing else. Its key never leaves the state folder, and is for the user
alone; certificates of hosts are good for a week, their key is made anew at each start.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Final

import certifi
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sessions.errors import OffhookError
from sessions.files import Unreadable, make_private_folder, read_bytes, replace_private

LASTS: Final = timedelta(days=365)
_RENEWED: Final = timedelta(days=30)
"""Before its end an authority is replaced, and so are programs' copies of it: seldom, and early."""
_LEAF: Final = timedelta(days=7)
_LEAF_RENEWED: Final = timedelta(days=3)
_SKEW: Final = timedelta(hours=1)
"""Clocks of containers and virtual machines are behind by some."""
_NAME: Final = "offhook inbox"
_ADDRESSES: Final = [x509.IPAddress(ip_network(every)) for every in ("0.0.0.0/0", "::/0")]
"""To allow some names forbids no address."""
_HANDED_OVER: Final = "leaf-"
_OLD: Final = 60.0
"""Seconds after which a file that is there for a moment is nobody's."""
_MOST_HOSTS: Final = 64
_MOST_BYTES: Final = 1 << 20


class AuthorityError(OffhookError):
    """The authority cannot be read or made; the message says where and why."""


class Authority:
    """A certificate authority whose files are in a folder of the user's."""

    def __init__(
        self, folder: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
    ) -> None:
        self.certificate = folder / "ca.pem"
        """Its certificate, for programs that add one to those that they trust, as Node does."""
        self.bundle = folder / "bundle.pem"
        """It and the public ones, for programs that take one file in place of all, as Python."""
        self._folder = folder
        self._key = key
        self._own = certificate
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, tuple[datetime, ssl.SSLContext]] = {}

    @classmethod
    def open(cls, folder: Path, domains: Sequence[str]) -> Authority:
        """The authority in a folder, made anew where there is none, where it ends soon, or where it
        may not vouch for one of the domains.

        Raises:
            AuthorityError: the folder cannot be written, or read.
        """
        place = folder / "authority.pem"
        try:
            make_private_folder(folder)
            folder.chmod(0o700)  # who can write there can have programs trust anyone
            kept = _kept(place)
            known = _domains(kept[1]) if kept else ()
            if kept is None or not {*domains} <= {*known} or _ends_soon(kept[1]):
                kept = _made(sorted({*domains, *known}))
                replace_private(place, _pem_of_key(kept[0]) + _pem(kept[1]))
                kept = _kept(place) or kept  # of two that begin at once the last one's holds
            authority = cls(folder, *kept)
            _remove_abandoned(folder)
            public = Path(certifi.where()).read_text(encoding="utf-8")
            replace_private(authority.certificate, _pem(kept[1]))
            replace_private(authority.bundle, f"{public.rstrip()}\n\n{_pem(kept[1])}")
        except (OSError, Unreadable) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise AuthorityError(f"{folder}: the inbox's certificates: {why}") from None
        return authority

    def context(self, host: str) -> ssl.SSLContext:
        """What speaks TLS as a host, with a certificate of a week.

        Raises:
            AuthorityError: the certificate cannot be handed over by a file, which `ssl` needs.
        """
        now = datetime.now(UTC)
        made, context = self._contexts.pop(host, (None, None))
        if made is None or context is None or now - made > _LEAF_RENEWED:
            made, context = now, self._context(host)
        self._contexts[host] = made, context  # the one used last is the last
        if len(self._contexts) > _MOST_HOSTS:
            del self._contexts[next(iter(self._contexts))]
        return context

    def _context(self, host: str) -> ssl.SSLContext:
        leaf = _pem_of_key(self._leaf_key) + _pem(self._issued(host)) + _pem(self._own)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        try:
            descriptor, name = tempfile.mkstemp(
                prefix=_HANDED_OVER, dir=self._folder
            )  # for the user alone
            try:
                with os.fdopen(descriptor, "w", encoding="ascii") as file:
                    file.write(leaf)
                context.load_cert_chain(name)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    Path(name).unlink()
        except OSError as error:
            why = error.strerror or error
            raise AuthorityError(f"{self._folder}: a certificate of {host}: {why}") from None
        return context

    def _issued(self, host: str) -> x509.Certificate:
        """A certificate of a host."""
        public = self._leaf_key.public_key()
        return (
            _begun(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, _NAME)]), _LEAF)
            .issuer_name(self._own.subject)
            .public_key(public)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(_issuer_key(self._key), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _made(domains: Sequence[str]) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _NAME),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{_NAME}, for tests on this machine, {made}"),
        ]
    )
    usage = {name: name in ("key_cert_sign", "crl_sign") for name in _USAGES}
    public = key.public_key()
    certificate = (
        _begun(name, LASTS)
        .issuer_name(name)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(
            x509.NameConstraints([x509.DNSName(domain) for domain in domains], _ADDRESSES),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(_issuer_key(key), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


_USAGES: Final = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _begun(subject: x509.Name, lasts: timedelta) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + lasts)
    )


def _issuer_key(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _kept(place: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None:
    """Key and certificate of a file; None where they are none, or not the user's alone."""
    try:
        if os.name == "posix" and not _is_ours(place.stat()):
            return None
        content = read_bytes(place, _MOST_BYTES)
        key = serialization.load_pem_private_key(content, None)
        certificate = x509.load_pem_x509_certificate(content)
    except (FileNotFoundError, ValueError, TypeError, UnsupportedAlgorithm):
        return None  # TypeError: it needs a password
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return None
    return (key, certificate) if certificate.public_key() == key.public_key() else None


def _is_ours(status: os.stat_result) -> bool:
    """Whether a file is the user's, and nobody else can read it."""
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _remove_abandoned(folder: Path) -> None:
    """Remove what an inbox that was killed has not: the key of a host's certificate."""
    for path in folder.glob(f"{_HANDED_OVER}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _OLD:
                path.unlink()


def _domains(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    except x509.ExtensionNotFound:
        return ()
    permitted = found.value.permitted_subtrees or []
    return tuple(name.value for name in permitted if isinstance(name, x509.DNSName))


def _ends_soon(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc - datetime.now(UTC) < _RENEWED


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")

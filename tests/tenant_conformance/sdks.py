"""Runs the vendor's SDKs, each on a tenant of its own, and says what they found."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.tenant.server import Server, serving

HERE: Final = Path(__file__).parent
LOG_ENTRIES: Final = 120
LONGEST_S: Final = 300

Found: TypeAlias = dict[str, list[str]]
"""What is wrong, by step."""


def run(command: Sequence[str | Path], folder: Path) -> Found:
    """Take the steps of a script, which gets the tenant by its environment."""
    found: Found = {}
    with serving() as tenant:
        _furnish(tenant)
        environment = os.environ | _facts(tenant, folder)
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
        for line in done.stdout.splitlines():
            step: dict[str, Any] = json.loads(line)
            found[step["step"]] = step["found"]
        if done.returncode or not found:
            found["ended"] = [f"status {done.returncode}: {done.stderr[-2000:]}"]
        found |= {"left nothing": list(_left(tenant)), "waited": _waited(tenant)}
    return found


def _furnish(tenant: Server) -> None:
    tenant.hooks.end = "open"
    for number in range(LOG_ENTRIES):
        tenant.logs.add("gd_send_sms", user_id=f"auth0|{number}", client_id="abc")
    once = {"retry-after": "1"}
    tenant.faults.add("rate-limited", "GET", "/tenants/settings", headers=once)


def _facts(tenant: Server, folder: Path) -> dict[str, str]:
    little = tenant.clients.add(("read:actions",))
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signing = tenant.clients.add(
        public_key=key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    private = folder / "signing.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return {
        "DOMAIN": tenant.domain,
        "SSL_CERT_FILE": str(tenant.ca_file),
        "NODE_EXTRA_CA_CERTS": str(tenant.ca_file),
        "CLIENT_ID": tenant.client_id,
        "CLIENT_SECRET": tenant.client_secret,
        "LITTLE_ID": little.client_id,
        "LITTLE_SECRET": little.secret or "",
        "SIGNING_ID": signing.client_id,
        "SIGNING_KEY": str(private),
        "EXECUTION": tenant.executions.add("send-phone-message", "js", "no such number"),
        "FIRST_LOG": tenant.logs.all[0]["log_id"],
    }


def _left(tenant: Server) -> Iterator[str]:
    """What a script that deletes all that it makes has left behind."""
    for name, of in {
        "actions": tenant.actions.all,
        "modules": tenant.modules.all,
        "hooks": tenant.hooks.all,
        "providers": tenant.phone_providers.all,
        "templates": tenant.phone_templates.all,
    }.items():
        if of:
            yield f"{len(of)} {name}"


def _waited(tenant: Server) -> list[str]:
    """Whether what was told to come again did so."""
    asked = [seen.status for seen in tenant.calls("GET", "/tenants/settings")]
    return [] if 429 in asked and asked[-1] == 200 else [f"answers to settings: {asked}"]

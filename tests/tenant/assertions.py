"""The signed statement by which a client proves itself with its private key (RFC 7523)."""

from __future__ import annotations

import base64
import json
import time
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_S: Final = 300
"""Auth0 takes no assertion that is good for longer than five minutes."""

_SIGNED_BY: Final = {
    "RS256": (hashes.SHA256(), padding.PKCS1v15()),
    "RS384": (hashes.SHA384(), padding.PKCS1v15()),
    "PS256": (hashes.SHA256(), padding.PSS(padding.MGF1(hashes.SHA256()), 32)),
}


class Unproven(Exception):
    """An assertion that proves nothing, and why."""


def claims_of(assertion: str) -> dict[str, Any]:
    """What it says, unchecked.

    Raises:
        Unproven: it is no JWT.
    """
    try:
        return json.loads(_decoded(assertion.split(".")[1]))
    except (IndexError, ValueError) as error:
        raise Unproven("The client assertion is no JWT.") from error


def check(assertion: str, client_id: str, public_key: bytes, domain: str, used: set[str]) -> None:
    """Look at signature, times, audience and names; `used` has the ids that were seen before.

    Raises:
        Unproven: it does not prove that this client sends it, now and for the first time.
    """
    claims = claims_of(assertion)
    _check_signature(assertion, public_key)
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise Unproven("The claims iss and sub are not the client's id.")
    audience = claims.get("aud")
    if not {f"https://{domain}/", f"https://{domain}/oauth/token"} & {
        *(audience if isinstance(audience, list) else [audience])
    }:
        raise Unproven(f"The audience is not https://{domain}/")
    expires, now = claims.get("exp"), time.time()
    if not isinstance(expires, int | float) or not now < expires <= now + LONGEST_S + 5:
        raise Unproven("The assertion has expired, or is good for more than five minutes.")
    identity = claims.get("jti")
    if not isinstance(identity, str) or identity in used:
        raise Unproven("The claim jti is missing, or was used before.")
    used.add(identity)


def _check_signature(assertion: str, public_key: bytes) -> None:
    signed, _, signature = assertion.rpartition(".")
    key = load_pem_public_key(public_key)
    try:
        algorithm = json.loads(_decoded(signed.split(".")[0]))["alg"]
        digest, padded = _SIGNED_BY[algorithm]
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(_decoded(signature), signed.encode(), padded, digest)
    except (KeyError, ValueError, TypeError, InvalidSignature) as error:
        raise Unproven("The signature is wrong, or by an unknown algorithm.") from error


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

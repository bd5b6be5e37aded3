"""The signed statement by which an application without a secret proves itself (RFC 7523)."""

from __future__ import annotations

import time
import uuid
from typing import Final

from .credentials import PrivateKey
from .errors import TenantError
from .system_keyring import INSTALL

_LIFETIME: Final = 60
"""Seconds."""


def assertion(key: PrivateKey, domain: str) -> str:
    """A JWT for the tenant. Raises TenantError where the key cannot sign, or PyJWT is missing."""
    try:
        import jwt
    except ImportError:
        raise TenantError(
            f"a private key signs with PyJWT, which is not installed: {INSTALL}"
        ) from None
    now = int(time.time())
    claims = {
        "iss": key.client_id,
        "sub": key.client_id,
        "aud": f"https://{domain}/",
        "iat": now,
        "exp": now + _LIFETIME,
        "jti": str(uuid.uuid4()),
    }
    try:
        return jwt.encode(claims, key.pem, algorithm=key.algorithm)
    except NotImplementedError:
        reason = f"PyJWT lacks cryptography: {INSTALL}"
    except (ValueError, TypeError, jwt.PyJWTError):  # whose texts may repeat a part of the key
        reason = "it is encrypted, broken, or none of RSA"
    raise TenantError(f"the private key of {key.client_id} cannot sign: {reason}")

"""The scopes of the Management API that offhook asks for."""

from __future__ import annotations

from typing import Final

SCOPES: Final = (
    "read:actions",
    "create:actions",
    "update:actions",
    "delete:actions",
    "read:hooks",
    "read:logs",
    "read:phone_providers",
    "create:phone_providers",
    "read:phone_templates",
    "read:guardian_factors",
)
"""All that offhook asks a tenant for."""

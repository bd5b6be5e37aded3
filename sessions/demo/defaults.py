"""What a demo shows where nobody says otherwise."""

from __future__ import annotations

from typing import Final

TENANT: Final = "Acme"
LANGUAGE: Final = "en"
NUMBER: Final = "+1 808 555 5555"
"""As a person types it."""

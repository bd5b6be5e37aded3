"""Hooks, as far as they can still be read, and why they cannot be written any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sessions.contract.json_text import is_object

from .answers import Answer

END_OF_LIFE: Final = (
    "Auth0 has run no hooks since 2026-11-18: they could not be changed since 2024-11-18, and are "
    "removed from tenants; offhook port makes an Action of one"
)
"""Auth0's page of deprecations."""
PHONE: Final = "send-phone-message"
"""The trigger of the hooks that this is about."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook as the tenant has it. A list has neither script nor dependencies for certain."""

    id: str
    name: str
    trigger: str
    is_enabled: bool = False
    script: str = ""
    dependencies: Mapping[str, str] | None = None
    """Package to version."""

    @classmethod
    def read(cls, answer: Answer) -> Hook:
        """Raises UnreadableAnswer."""
        packages = answer.body.get("dependencies")
        return cls(
            id=answer.needed("id"),
            name=answer.text("name") or answer.needed("id"),
            trigger=answer.text("triggerId"),
            is_enabled=answer.flag("enabled"),
            script=answer.text("script"),
            dependencies={name: str(version) for name, version in packages.items()}
            if is_object(packages)
            else {},
        )

"""The triggers, as live tenants listed them in August 2026: recorded in the end-to-end tests of
auth0-deploy-cli 8.44.0."""

from __future__ import annotations

from typing import Any, Final

_BOTH: Final = ["node18-actions", "node22"]


def _trigger(
    name: str,
    version: str,
    runtimes: list[str],
    *,
    default: str = "node22",
    deprecated: bool = False,
    entity: bool = False,
    compatible: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    return {
        "id": name,
        "version": version,
        "status": "DEPRECATED" if deprecated else "CURRENT",
        "runtimes": runtimes,
        "default_runtime": default,
        "binding_policy": "entity-bound" if entity else "trigger-bound",
        "compatible_triggers": compatible or [],
    }


_OLD: Final = (
    "post-login", "credentials-exchange", "pre-user-registration", "post-user-registration",
    "post-change-password", "send-phone-message",
)  # fmt: skip

TRIGGERS: Final[list[dict[str, Any]]] = [
    *(_trigger(name, "v1", ["node22"], default="node12", deprecated=True) for name in _OLD),
    _trigger("post-login", "v2", ["node18", "node22"], default="node16", deprecated=True),
    _trigger("post-login", "v3", _BOTH, compatible=[{"id": "post-login", "version": "v2"}]),
    *(_trigger(name, "v2", _BOTH) for name in _OLD[1:]),
    _trigger("password-reset-post-challenge", "v1", _BOTH),
    _trigger("custom-phone-provider", "v1", _BOTH),
    _trigger("custom-email-provider", "v1", _BOTH),
    _trigger("custom-token-exchange", "v1", ["node18", "node22"], entity=True),
    *(
        _trigger(name, "v1", ["node22"], entity=True)
        for name in ("event-stream", "password-hash-migration", "mcp-tool")
    ),
]

RUNTIMES: Final = ("node12", "node16", "node18", "node18-actions", "node22")
"""What an Action may name: the older ones, which no trigger lists any more, are still met."""


def trigger(name: str, version: str) -> dict[str, Any] | None:
    """The one of this name and version."""
    found = (one for one in TRIGGERS if (one["id"], one["version"]) == (name, version))
    return next(found, None)

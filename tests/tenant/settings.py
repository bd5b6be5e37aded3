"""The settings of the tenant, among them which generation of phone messages it has."""

from __future__ import annotations

from typing import Any, Final

from . import shapes
from .wire import Answer, Call, Route

UNIFIED: Final = "phone_consolidated_experience"

_KNOWN: Final = {
    "friendly_name": shapes.text(),
    "picture_url": shapes.text(),
    "support_email": shapes.text(),
    "support_url": shapes.text(),
    "sandbox_version": shapes.text(),
    "session_lifetime": shapes.whole,
    "idle_session_lifetime": shapes.whole,
    "enabled_locales": shapes.many(shapes.text(), least=1),
    "flags": shapes.mapping(shapes.boolean),
    "default_audience": shapes.text(),
    "default_directory": shapes.text(),
    "allowed_logout_urls": shapes.many(shapes.text()),
    UNIFIED: shapes.boolean,
}


class TenantSettings:
    """Those that a phone message may depend on, and a few more."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {
            "enabled_locales": ["en"],
            "flags": {"enable_sso": True},
            "friendly_name": "Stand-in",
            "sandbox_version": "22",
            UNIFIED: True,
        }

    @property
    def unified(self) -> bool:
        """Whether the tenant has the Unified Phone Experience."""
        return self.values[UNIFIED]

    @unified.setter
    def unified(self, unified: bool) -> None:
        self.values[UNIFIED] = unified

    def routes(self) -> list[Route]:
        """What is answered."""
        path, query = "/tenants/settings", ("fields", "include_fields")
        read, update = ("read:tenant_settings",), ("update:tenant_settings",)
        changed = shapes.record({}, _KNOWN, least=1)
        return [
            Route("GET", path, read, self._get, query),
            Route("PATCH", path, update, self._update, body=changed),
        ]

    def _get(self, call: Call) -> Answer:
        fields = call.query.get("fields")
        if fields is None:
            return Answer(self.values)
        named, included = fields.split(","), call.flag("include_fields") is not False
        return Answer({k: v for k, v in self.values.items() if (k in named) == included})

    def _update(self, call: Call) -> Answer:
        flags = self.values["flags"] | call.body.get("flags", {})
        self.values |= call.body | {"flags": flags}
        return Answer(self.values)

"""Hooks of the stand-in: as they were, as they are, and in each way that they may have ended."""

from __future__ import annotations

import pytest

from .caller import Caller
from .hooks import End, Hook
from .server import Server


def test_open_as_they_were(tenant: Server, api: Caller):
    tenant.hooks.end = "open"
    hook = {"name": "my-hook", "script": "1", "triggerId": "send-phone-message", "enabled": True}
    made = api("POST", "/hooks", hook, status=201)
    assert api.refused("POST", "/hooks", hook, status=409)
    other = api("POST", "/hooks", hook | {"name": "other"}, status=201)
    enabled = {one["name"]: one["enabled"] for one in api("GET", "/hooks?fields=name,enabled")}
    assert enabled == {"my-hook": False, "other": True}, "one enabled hook a trigger"

    secrets = f"/hooks/{made['id']}/secrets"
    api("POST", secrets, {"KEY": "hush", "OLD": "x"}, status=201)
    assert api("GET", secrets) == dict.fromkeys(("KEY", "OLD"), "_VALUE_NOT_SHOWN_")
    api("DELETE", secrets, ["OLD"], status=204)
    assert api.refused("PATCH", secrets, {"OLD": "y"}, status=404)
    assert tenant.hooks.all[made["id"]].secrets == {"KEY": "hush"}
    totals = api("GET", "/hooks?include_totals=true&per_page=1&page=1")
    assert {key: totals[key] for key in ("total", "start", "limit")} == {
        "total": 2, "start": 1, "limit": 1,
    }  # fmt: skip
    assert [one["name"] for one in totals["hooks"]] == [other["name"]]
    api("DELETE", f"/hooks/{made['id']}", status=204)


def test_read_only_as_they_are(tenant: Server, api: Caller):
    hook = tenant.hooks.add(Hook("old", "1", secrets={"KEY": "x"}))
    assert api("GET", f"/hooks/{hook.id}")["script"] == "1"
    assert "deprecated" in api.refused("PATCH", f"/hooks/{hook.id}", {"script": "2"}, status=403)
    api("PATCH", f"/hooks/{hook.id}", {"enabled": True})
    api("PATCH", f"/hooks/{hook.id}/secrets", {"KEY": "y"}, status=201)
    assert (hook.script, hook.enabled, hook.secrets) == ("1", True, {"KEY": "y"})


@pytest.mark.parametrize(
    ("end", "status"), [("403", 403), ("404", 404), ("410", 410), ("501", 501), ("empty", 200)]
)
def test_ended(tenant: Server, api: Caller, end: End, status: int):
    hook = tenant.hooks.add(Hook("old", "1"))
    tenant.hooks.end = end
    assert api.raw("GET", "/hooks").status_code == status
    assert api.raw("GET", f"/hooks/{hook.id}").status_code == (404 if end == "empty" else status)

"""Modules of the stand-in: published, used by Actions, kept while they are used."""

from __future__ import annotations

from .caller import Caller
from .server import Server


def test_modules_are_published_used_and_kept_while_used(tenant: Server, api: Caller):
    tenant.actions.polls_until_built = 0
    secrets = [{"name": "K", "value": "hush"}]
    code = {"name": "shared", "code": "1", "secrets": secrets}
    made = api("POST", "/actions/modules", code, status=201)
    one = f"/actions/modules/{made['id']}"
    assert api.refused("POST", "/actions/modules", code, status=409)
    assert (made["all_changes_published"], "latest_version" in made) == (False, False)
    version = api("POST", f"{one}/versions")
    assert api("POST", f"{one}/versions") == version, "nothing has changed since"

    action = {
        "name": "a",
        "supported_triggers": [{"id": "send-phone-message", "version": "v2"}],
        "modules": [{"module_id": made["id"], "module_version_id": version["id"]}],
    }
    used = api("POST", "/actions/actions", action, status=201)["modules"][0]
    assert (used["module_name"], used["module_version_number"]) == ("shared", 1)
    action |= {"name": "b", "modules": [{"module_id": "x", "module_version_id": "y"}]}
    assert api.refused("POST", "/actions/actions", action, status=400)
    assert api("GET", f"{one}/actions")["actions"][0]["action_name"] == "a"
    assert api.refused("DELETE", one, status=412)

    assert api("PATCH", one, {"code": "2"})["all_changes_published"] is False
    back = api("POST", f"{one}/rollback", {"module_version_id": version["id"]})
    assert (back["code"], back["all_changes_published"]) == ("1", True)
    assert "hush" not in str(api("GET", "/actions/modules"))

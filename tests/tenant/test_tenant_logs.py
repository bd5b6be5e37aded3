"""The log of the stand-in, by pages and by checkpoints, and modules, which page as Actions do."""

from __future__ import annotations

from .caller import Caller
from .server import Server


def test_pages_are_newest_first(tenant: Server, api: Caller):
    for number in range(5):
        tenant.logs.add("gd_send_sms" if number % 2 else "cs", user_id=f"auth0|{number}")
    first = api("GET", "/logs?per_page=2&sort=date:-1&include_totals=true")
    assert (first["total"], first["start"], first["length"]) == (5, 0, 2)
    assert [entry["user_id"] for entry in first["logs"]] == ["auth0|4", "auth0|3"]
    assert api("GET", "/logs?page=3&per_page=2") == []
    assert len(api("GET", "/logs?q=type:gd_send_sms OR type:none")) == 2
    assert api("GET", "/logs?fields=type,log_id&per_page=1")[0].keys() == {"type", "log_id"}
    assert len(api("GET", "/users/auth0%7C3/logs")) == 1
    entry = tenant.logs.all[0]
    assert api("GET", f"/logs/{entry['log_id']}") == entry
    assert api.refused("GET", "/logs?page=10&per_page=100", status=400)


def test_checkpoints_are_oldest_first_and_go_on(tenant: Server, api: Caller):
    for number in range(3):
        tenant.logs.add("cs", user_id=str(number))
    answer = api.raw("GET", "/logs?take=2")
    assert [entry["user_id"] for entry in answer.json()] == ["0", "1"]
    after = answer.links["next"]["url"]
    assert [entry["user_id"] for entry in api.http.get(after).json()] == ["2"]
    tenant.logs.add("cs", user_id="3")
    assert [entry["user_id"] for entry in api.http.get(after).json()] == ["2", "3"]
    last = api("GET", f"/logs?from={tenant.logs.all[-1]['log_id']}&take=2")
    assert last == []


def test_modules_are_published_used_and_kept_while_used(tenant: Server, api: Caller):
    tenant.actions.polls_until_built = 0
    secrets = [{"name": "K", "value": "hush"}]
    code = {"name": "shared", "code": "1", "secrets": secrets}
    made = api("POST", "/actions/modules", code, status=201)
    one = f"/actions/modules/{made['id']}"
    assert api.refused("POST", "/actions/modules", code, status=409)
    assert (made["all_changes_published"], "latest_version" in made) == (False, False)
    version = api("POST", f"{one}/versions")
    assert api.refused("POST", f"{one}/versions", status=412)

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

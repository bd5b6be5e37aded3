"""Actions of the stand-in: built after a while, deployed, bound, rolled back, and only so."""

from __future__ import annotations

from typing import Any

import pytest

from .caller import Caller
from .server import Server

ACTIONS, BINDINGS = "/actions/actions", "/actions/triggers/send-phone-message/bindings"
NOT_BUILT = "A draft must be in the 'built' state before it can be deployed."
NOT_DEPLOYED = "Trying to create a binding for an action that has not been deployed yet"


def draft(name: str = "send", **more: Any) -> dict[str, Any]:
    """What creates an Action."""
    trigger = {"id": "send-phone-message", "version": "v2"}
    return {"name": name, "supported_triggers": [trigger], "code": "1", **more}


def bound_to(name: str) -> dict[str, Any]:
    """What binds one."""
    return {"bindings": [{"ref": {"type": "action_name", "value": name}, "display_name": name}]}


def test_from_draft_to_binding(tenant: Server, api: Caller):
    tenant.actions.polls_until_built = 2
    secrets = [{"name": "KEY", "value": "hush"}]
    made = api("POST", ACTIONS, draft(secrets=secrets), status=201)
    one = f"{ACTIONS}/{made['id']}"
    assert (made["status"], [s["name"] for s in made["secrets"]]) == ("pending", ["KEY"])
    assert "hush" not in str(api("GET", one)), "a value never comes back"
    assert api.refused("POST", f"{one}/deploy", status=400) == NOT_BUILT
    assert api.refused("PATCH", BINDINGS, bound_to("send"), status=400) == NOT_DEPLOYED
    assert api("GET", one)["status"] == "built"

    deployed = api("POST", f"{one}/deploy")
    assert (deployed["deployed"], deployed["number"]) == (False, 1)
    assert api("GET", one)["deployed_version"]["deployed"] is True
    [binding] = api("PATCH", BINDINGS, bound_to("send"))["bindings"]
    assert binding["action"]["id"] == made["id"]
    assert api("PATCH", BINDINGS, bound_to("send"))["bindings"][0]["id"] == binding["id"]
    assert api.refused("DELETE", one, status=400)

    assert api("PATCH", one, {"code": "2"})["all_changes_deployed"] is False
    assert api("GET", one)["deployed_version"]["code"] == "1"
    assert tenant.actions.all[made["id"]].secrets == secrets
    api("DELETE", f"{one}?force=true", status=204)
    assert api("GET", BINDINGS) == {"bindings": [], "per_page": 20}


def test_a_build_may_fail(tenant: Server, api: Caller):
    tenant.actions.build_error, tenant.actions.polls_until_built = "no such package", 0
    made = api("POST", ACTIONS, draft(deploy=True), status=201)
    failed = api("GET", f"{ACTIONS}/{made['id']}")
    assert failed["status"] == "failed"
    assert "deployed_version" not in failed


def test_created_and_deployed_in_one_call(tenant: Server, api: Caller):
    made = api("POST", ACTIONS, draft(deploy=True), status=201)
    seen = [api("GET", f"{ACTIONS}/{made['id']}") for _ in range(2)]
    assert [one["status"] for one in seen] == ["building", "built"]
    assert ["deployed_version" in one for one in seen] == [False, True]


def test_a_deployment_takes_a_while(tenant: Server, api: Caller):
    tenant.actions.polls_until_built, tenant.actions.polls_until_deployed = 0, 1
    made = api("POST", ACTIONS, draft(), status=201)
    api("POST", f"{ACTIONS}/{made['id']}/deploy")
    assert api.refused("PATCH", BINDINGS, bound_to("send"), status=400) == NOT_DEPLOYED
    assert len(api("PATCH", BINDINGS, bound_to("send"))["bindings"]) == 1


def test_an_older_version_is_deployed_again(tenant: Server, api: Caller):
    tenant.actions.polls_until_built = 0
    one = f"{ACTIONS}/{api('POST', ACTIONS, draft(), status=201)['id']}"
    first = api("POST", f"{one}/deploy")["id"]
    api("PATCH", one, {"code": "2"})
    api("POST", f"{one}/deploy")
    again = api("POST", f"{one}/versions/{first}/deploy", status=202)
    assert (again["number"], again["code"]) == (3, "1")
    listed = api("GET", f"{one}/versions")
    assert [version["number"] for version in listed["versions"]] == [3, 2, 1]
    assert api("GET", one)["code"] == "2", "the draft stays, unless the call says otherwise"
    api("POST", f"{one}/versions/{first}/deploy", {"update_draft": True}, status=202)
    assert api("GET", one)["code"] == "1"


def test_zero_values_are_left_out_and_pages_end(api: Caller):
    assert api("GET", f"{ACTIONS}?per_page=100") == {"actions": [], "per_page": 100}
    for number in range(3):
        api("POST", ACTIONS, draft(f"a{number}"), status=201)
    pages = [api("GET", f"{ACTIONS}?per_page=2&page={page}") for page in range(3)]
    assert [len(page["actions"]) for page in pages] == [2, 1, 0]
    assert [page.get("page") for page in pages] == [None, 1, 2]
    assert [one["name"] for one in api("GET", f"{ACTIONS}?actionName=a1")["actions"]] == ["a1"]


@pytest.mark.parametrize(
    ("status", "changed", "message"),
    [
        (400, {"bogus": 1}, "Additional properties not allowed: bogus"),
        (400, {"runtime": "node22-actions"}, 'No enum match for: "node22-actions"'),
        (400, {"code": 1}, "Expected type string but found type number"),
        (400, {"supported_triggers": []}, "Array is too short"),
        (400, {"supported_triggers": [{"id": "post-login", "version": "v9"}]}, "no trigger"),
        (409, {"name": "taken"}, "same name"),
    ],
)
def test_what_cannot_be_created_is_refused(
    api: Caller, status: int, changed: dict[str, Any], message: str
):
    api("POST", ACTIONS, draft("taken"), status=201)
    assert message in api.refused("POST", ACTIONS, draft() | changed, status=status)
    assert len(api("GET", ACTIONS)["actions"]) == 1


def test_one_custom_phone_provider_a_tenant(tenant: Server, api: Caller):
    tenant.actions.polls_until_built = 0
    provider = {"name": "custom", "configuration": {"delivery_methods": ["text"]}}
    provider |= {"credentials": {}}
    providers, only = "/branding/phone/providers", {"id": "custom-phone-provider", "version": "v1"}
    early = api("POST", providers, provider, status=400)
    assert early["errorCode"] == "custom_email_provider_deployed_action_not_found"

    made = api("POST", ACTIONS, draft(supported_triggers=[only]), status=201)
    second = api("POST", ACTIONS, draft("b", supported_triggers=[only]), status=403)
    assert second["errorCode"] == "actions_cardinality_custom_phone_provider_not_allowed"
    api("POST", f"{ACTIONS}/{made['id']}/deploy")

    created = api("POST", providers, provider, status=201)
    assert created["id"].startswith("pro_")
    assert api.refused("POST", providers, provider, status=409)
    changed = api("PATCH", f"{providers}/{created['id']}", {"disabled": True})
    assert changed["disabled"] is True
    assert api("GET", f"{providers}?disabled=false") == {"providers": []}
    [read] = api("GET", providers)["providers"]
    assert (read["credentials"], read["channel"]) == (None, "phone")
    api("POST", f"{providers}/{created['id']}/try", {"to": "+15005550006"}, status=202)
    assert tenant.phone_providers.tried == [{"to": "+15005550006"}]
    api("DELETE", f"{providers}/{created['id']}", status=204)


def test_executions_are_put_in(tenant: Server, api: Caller):
    key = tenant.executions.add("send-phone-message", "send", error="no such number")
    shown = api("GET", f"/actions/executions/{key}")
    assert shown["results"][0]["error"]["msg"] == "no such number"

"""The log of the stand-in, by pages and by checkpoints."""

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

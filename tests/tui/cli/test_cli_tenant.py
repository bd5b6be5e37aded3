"""`offhook tenant` as it is typed, against a stand-in tenant."""

from __future__ import annotations

import json
import re

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from tests.sessions.tenant.ring import Ring
from tests.tenant.hooks import Hook
from tests.tenant.server import Server

from .conftest import Offhook

ACTION = "exports.onExecuteSendPhoneMessage = async (event, api) => {};\n"
SECRET = "hush-hush-99"


def test_from_nothing_to_a_deployed_action_and_back(
    offhook: Offhook, tenant: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TOKEN", SECRET)
    offhook.file("sms.js", ACTION)
    told = offhook("tenant", "push", "sms.js", "--secret", "TOKEN", "--dry-run")
    assert told.status == 0 and "create the Action sms" in told.out
    assert "nothing is written: --dry-run" in told.err
    refused = offhook("tenant", "push", "sms.js", "--secret", "TOKEN")
    assert refused.status == 2 and "--yes says it is meant" in refused.err
    assert tenant.actions.all == {}, "nothing was written yet"

    pushed = offhook("tenant", "push", "sms.js", "--secret", "TOKEN", "--yes")
    assert pushed.status == 0, pushed.err
    assert pushed.err.splitlines()[-4:-1] == ["created sms", "deployed sms", "bound sms"]
    assert tenant.actions.named("sms").secrets == [{"name": "TOKEN", "value": SECRET}]  # pyright: ignore[reportOptionalMemberAccess]
    again = offhook("tenant", "push", "sms.js", "--yes")
    assert (again.status, again.out) == (0, "")
    assert "has it already, and runs it" in again.err

    listed = offhook("tenant", "list")
    assert "sms  send-phone-message v2, node22  deployed, bound" in listed.out
    offhook.file("sms.js", ACTION + "// \x1b[31mmore\n")
    different = offhook("tenant", "diff", "sms.js")
    assert different.status == 1 and "+// \\x1b[31mmore" in different.out

    pulled = offhook("tenant", "pull", "sms", "-o", "out")
    assert pulled.out.splitlines() == ["out/sms.js", "out/sms.json", "out/sms.toml"]
    assert offhook("check", "out/sms.toml").status == 0
    assert offhook("tenant", "diff", "out/sms.toml").status == 0
    offhook.file("out/sms.js", "// mine\n")
    assert "--force replaces it" in offhook("tenant", "pull", "sms", "-o", "out").err
    assert (offhook.folder / "out/sms.js").read_text() == "// mine\n"
    assert offhook("tenant", "pull", "sms", "-o", "out", "--force").status == 0
    assert (offhook.folder / "out/sms.js").read_text() == ACTION

    everything = "".join(f"{one.out}{one.err}" for one in (told, pushed, again, listed, pulled))
    for hidden in (SECRET, tenant.client_secret, *tenant.clients.tokens):
        assert hidden not in everything
        for file in offhook.folder.rglob("*"):
            assert file.is_dir() or hidden not in file.read_text()


def test_a_push_that_stops_is_named_by_the_next_command(offhook: Offhook, tenant: Server):
    offhook.file("sms.js", ACTION)
    tenant.actions.build_error = "no such package"
    stopped = offhook("tenant", "push", "sms.js", "--yes")
    assert stopped.status == 1 and "the tenant cannot build it" in stopped.err
    assert "the same push goes on, --undo takes it back" in stopped.err
    said = offhook("tenant").err
    assert "was cut off after: create" in said
    assert "offhook tenant push --undo --name sms takes it back" in said
    (offhook.folder / "sms.js").unlink()
    undone = offhook("tenant", "push", "--undo", "--name", "sms", "--yes")
    assert undone.status == 0 and "sms removed" in undone.err
    assert tenant.actions.all == {}
    assert "cut off" not in offhook("tenant").err


def test_login_into_the_keyring_and_out_of_it(
    offhook: Offhook, tenant: Server, monkeypatch: pytest.MonkeyPatch
):
    ring = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    for name in ("AUTH0_DOMAIN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"):
        monkeypatch.delenv(name)
    whose = ("--domain", tenant.domain, "--client-id", tenant.client_id)
    wrong = offhook("tenant", "login", *whose, stdin="wrong\n")
    assert wrong.status == 2 and "no token" in wrong.err and ring.kept == {}
    said = offhook("tenant", "login", *whose, stdin=f"{tenant.client_secret}\n")
    assert said.status == 0 and "is in the keyring, and nowhere else" in said.err
    assert tenant.client_secret in json.dumps(list(ring.kept.values()))
    whole = offhook("tenant")
    assert whole.out.startswith(tenant.domain) and whole.status == 0
    token = tenant.clients.issue(tenant.clients.add(("read:actions",))).text
    assert offhook("tenant", "login", "--by", "token", *whose[:2], stdin=token).status == 0
    listed = offhook("tenant")
    assert "lacks the scope read:hooks" in listed.out
    assert listed.status == 1 and "not all of it could be read: the token lacks" in listed.err
    assert "read:hooks, read:phone_providers" in listed.err
    tenant.clients.expire_all()
    assert "the token is refused" in offhook("tenant").err
    assert offhook("tenant", "logout", *whose[:2]).status == 0
    assert ring.kept == {}
    out = offhook("tenant")
    assert out.status == 2 and "no tenant is named" in out.err
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)
    none = offhook("tenant", "login", *whose, stdin=f"{tenant.client_secret}\n")
    assert none.status == 2 and "no keyring that works; set AUTH0_DOMAIN" in none.err
    assert [one for one in offhook.folder.rglob("*") if one.is_file()] == []


def test_a_person_logs_in_by_a_browser(
    offhook: Offhook, tenant: Server, monkeypatch: pytest.MonkeyPatch
):
    ring = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    tenant.tokens.interval_s, tenant.tokens.polls_until_approved = 0, 0
    monkeypatch.setattr("time.sleep", lambda _: None)
    client = tenant.clients.add(("read:actions",), public=True)
    said = offhook("tenant", "login", "--by", "device", "--client-id", client.client_id)
    assert said.status == 0, said.err
    assert "/activate?user_code=" in said.err and "without the scopes create:actions" in said.err


def test_hooks_are_pulled_with_what_to_do_about_their_end(offhook: Offhook, tenant: Server):
    tenant.hooks.add(Hook("old", "module.exports = 1\n", enabled=True, secrets={"K": SECRET}))
    pulled = offhook("tenant", "pull")
    assert pulled.status == 0 and "offhook port makes an Action of one" in pulled.err
    assert offhook("check", "old.toml").status == 0
    assert SECRET not in (offhook.folder / "old.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["push"], "push: give one file"),
        (["diff"], "diff: give the file"),
        (["list", "x"], "list: takes no 'x'"),
        (["pull", "--yes"], "--yes: goes with push"),
        (["push", "a.js", "--limit", "3"], "--limit: goes with logs"),
        (["push", "gone.js"], "gone.js: cannot be read"),
        (["list", "--domain", "acme"], "--domain: acme has no dot"),
        (["pull", "-o", "gone/out"], "gone/out: is no folder"),
        (["push", "sms.js", "--undo"], "no push of sms to"),
        (["push", "--undo", "--name", "x"], "no push of x to"),
        (["push", "--undo"], "push: give one file"),
        (["logs", "--import", "x.toml"], "its log has nothing about phone messages"),
        (["pull", "nothing"], "has no Action and no hook"),
        (["pull", "x", "--templates"], "leave the names out"),
        (["login", "--by", "key"], "give the private key: --key FILE"),
    ],
)
def test_wrong_usage_is_one_line(
    offhook: Offhook, tenant: Server, arguments: list[str], said: str,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    monkeypatch.setattr(keyring, "get_keyring", Ring)
    offhook.file("sms.js", ACTION)
    result = offhook("tenant", *arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err and len(result.err.splitlines()) == 1


def test_the_log_becomes_a_session_and_templates_go_into_the_demo(offhook: Offhook, tenant: Server):
    number = "+4915112345678"
    details = {"authenticator": {"phone_number": number}}
    tenant.logs.add("gd_send_sms", details=details)
    failed = {**details, "provider_error": {"message": f"{number} is a landline"}}
    tenant.logs.add("gd_send_voice_failure", details=failed)
    shown = offhook("tenant", "logs")
    assert shown.status == 0 and number not in shown.out
    assert [line.split("  ")[1] for line in shown.out.splitlines()] == ["SMS sent", "call failed"]
    assert offhook("tenant", "logs", "--import", "happened.toml").status == 0
    text = (offhook.folder / "happened.toml").read_text()
    others = re.findall(r"\+49\d+", text)
    assert number not in text and len(others) == 3 and len(set(others)) == 1
    assert offhook("check", "happened.toml").status == 0

    tenant.settings.unified = False
    pulled = offhook("tenant", "pull", "--templates")
    assert pulled.out.splitlines() == ["enrollment.liquid", "verification.liquid"]
    _, _, command = pulled.err.partition("in the demo: offhook ")
    played = offhook(*command.split(), "--script", "--target", "starter")
    assert "is your verification code for" in played.out


def test_an_action_of_a_deploy_folder_is_pushed_with_its_keywords(
    offhook: Offhook, tenant: Server, monkeypatch: pytest.MonkeyPatch
):
    mapping = {"AUTH0_KEYWORD_REPLACE_MAPPINGS": {"KEY": "for-no-eyes-77", "SID": SECRET}}
    offhook.file("tree/config.json", json.dumps(mapping))
    offhook.file("tree/actions/sms/code.js", ACTION + "// ##KEY##\n")
    action = {
        "name": "sms",
        "code": "./actions/sms/code.js",
        "dependencies": [{"name": "twilio", "version": "5.10.4"}],
        "secrets": [{"name": "SID", "value": "##SID##"}],
        "runtime": "node18-actions",
        "supported_triggers": [{"id": "send-phone-message", "version": "v2"}],
    }
    offhook.file("tree/actions/sms.json", json.dumps(action))
    pushed = offhook("tenant", "push", "tree#sms", "--yes")
    assert pushed.status == 0, pushed.err
    made = tenant.actions.named("sms")
    assert made and made.content["code"] == ACTION + "// for-no-eyes-77\n"
    assert made.secrets == [{"name": "SID", "value": SECRET}]
    assert made.content["runtime"] == "node18-actions"
    assert made.content["dependencies"] == [{"name": "twilio", "version": "5.10.4"}]
    assert offhook("tenant", "diff", "tree#sms").status == 0
    offhook.file("tree/actions/sms/code.js", ACTION + "// at ##KEY##\n")
    different = offhook("tenant", "diff", "tree#sms")
    assert different.status == 1 and "+// at ‹KEY›" in different.out
    for said in (pushed, different):
        assert SECRET not in said.out + said.err

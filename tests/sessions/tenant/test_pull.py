"""What comes out of a tenant: files that can be pushed back, hooks as far as they can be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.platforms.auth0.message_templates import Template, Templates
from sessions.platforms.auth0.mfa.payload import message_values
from sessions.store import session_file
from sessions.tenant.differences import differences
from sessions.tenant.errors import TenantError
from sessions.tenant.local import read_action
from sessions.tenant.overview import overview
from sessions.tenant.pull import Pulled, file_name, pull, pull_templates
from tests.tenant.hooks import End, Hook

from .conftest import ACTION, Way


def written(way: Way, pulled: Pulled) -> list[str]:
    """The files, in the test's folder."""
    for file in pulled.files:
        (way.folder / file.name).write_text(file.text, encoding="utf-8")
    return [file.name for file in pulled.files]


def test_an_action_comes_back_as_it_was_pushed(way: Way):
    packages = way.folder / "packages.json"
    packages.write_text('[{"name": "twilio", "version": "5.10.4"}]')
    local = way.action(name="my sms", secrets=("TOKEN",), dependencies=packages)
    action = way.push(local, values={"TOKEN": "hush-hush"}).action
    with way.opened() as tenant:
        pulled = pull(tenant, ["my sms"])
    assert written(way, pulled) == ["my-sms.js", "my-sms.json", "my-sms.toml"]
    assert "hush" not in str(pulled)
    again = read_action(way.folder / "my-sms.js")
    assert (again.name, again.secrets, again.trigger) == (
        "my sms",
        ("TOKEN",),
        "send-phone-message",
    )
    assert differences(again, action) == ()
    assert differences(read_action(way.folder / "my-sms.toml"), action) == ()
    session = session_file.read(way.folder / "my-sms.toml").session
    assert (session.target, session.secrets) == ("my-sms.js", ("TOKEN",))


def test_the_modules_of_an_action_stay_with_it_and_are_named(way: Way):
    way.push(way.action())
    [action] = way.server.actions.all.values()
    module = {"module_id": "m", "module_name": "helper", "module_version_id": "v"}
    action.content["modules"] = [module]
    way.push(way.action(ACTION + "// more\n"))
    assert action.content["modules"] == [module]
    with way.opened() as tenant:
        assert pull(tenant, []).remarks == ("sms: its modules are not pulled: helper",)


def test_a_hook_comes_with_the_names_of_its_secrets_and_its_end(way: Way):
    script = "module.exports = (recipient, text, context, cb) => cb(null, {});\n"
    way.server.hooks.add(
        Hook("Old SMS", script, enabled=True, secrets={"KEY": "hush"}, dependencies={"a": "1.0.0"})
    )
    way.server.hooks.add(Hook("login", "x", trigger="credentials-exchange"))
    with way.opened() as tenant:
        pulled = pull(tenant, [])
    assert written(way, pulled) == ["Old-SMS.js", "Old-SMS.json", "Old-SMS.toml"]
    assert (way.folder / "Old-SMS.js").read_text() == script
    manifest = json.loads((way.folder / "Old-SMS.json").read_text())
    assert manifest["secrets"] == {"KEY": "_VALUE_NOT_SHOWN_"}
    assert manifest["dependencies"] == {"a": "1.0.0"}
    assert "no hooks since 2026-11-18" in pulled.remarks[0]
    with pytest.raises(TenantError, match="is no Action"):
        read_action(way.folder / "Old-SMS.js")


@pytest.mark.parametrize("end", ["empty", "403", "404", "410", "501"])
def test_however_hooks_have_ended_the_rest_is_read(way: Way, end: End):
    way.push(way.action())
    way.server.hooks.end = end
    with way.opened() as tenant:
        found = overview(tenant)
        assert [file.name for file in pull(tenant, []).files] == ["sms.js", "sms.json", "sms.toml"]
        with pytest.raises(TenantError, match="called 'old'"):
            pull(tenant, ["old"])
    assert found.hooks.value == []
    assert ("no hooks since 2026-11-18" in found.hooks.problem) == (end != "empty")
    assert found.refusals == []
    [shown] = found.actions.value
    assert shown.state == "deployed, bound"


def test_what_may_not_be_read_says_which_scope_is_missing(way: Way):
    client = way.server.clients.add(("read:actions",))
    with way.opened(client) as tenant:
        found = overview(tenant)
    assert found.actions.problem == ""
    assert "read:hooks" in found.hooks.problem
    assert "read:phone_providers" in found.provider.problem
    assert "grant it to the application" in found.provider.problem


def test_more_actions_than_a_page_has_are_all_listed(way: Way):
    way.push(way.action())
    [one] = way.server.actions.all.values()
    for number in range(99):
        copy = type(one)(f"sms {number}", one.supported_triggers, one.content, [])
        way.server.actions.all[copy.id] = copy
    with way.opened() as tenant:
        assert len(tenant.api.actions()) == 100


def test_two_of_a_name_are_never_taken_for_one(way: Way):
    way.push(way.action())
    [one] = way.server.actions.all.values()
    twin = type(one)("sms", one.supported_triggers, one.content, [])
    way.server.actions.all[twin.id] = twin
    with pytest.raises(TenantError, match="there are 2 Actions called sms"):
        way.push(way.action(ACTION + "//\n"))


@given(
    st.text(max_size=300)
    | st.sampled_from(["../../etc/passwd", "CON", ".env", "a/b", "..\\x", "\U0001d538" * 80])
)
def test_no_name_leads_out_of_the_folder(name: str):
    stem = file_name(name)
    assert stem and "/" not in stem and "\\" not in stem and not stem.startswith(".")
    assert len(stem.encode()) <= 161 and stem.upper() not in ("CON", "AUX", "NUL")


def test_the_templates_in_force_are_what_the_demo_is_given(way: Way):
    older = way.server.guardian.values["templates"]
    older["enrollment_message"] = "{{tenant.friendly_name}}: {{code}}"
    way.server.settings.unified = False
    with way.opened() as tenant:
        pulled = pull_templates(tenant)
    assert [file.name for file in pulled.files] == ["enrollment.liquid", "verification.liquid"]
    assert rendered(pulled, "enrollment", "sms") == "Acme: 123456"

    way.server.settings.unified = True
    with way.opened() as tenant:
        assert "Auth0's wording" in pull_templates(tenant).remarks[0]
        body = {
            "text": "{{ code | escape }} for {{ friendly_name | escape }}",
            "voice": "Say {{code}}",
        }
        content = {"syntax": "liquid", "body": body}
        template = {"id": "tem_1", "type": "otp_verify", "disabled": True, "content": content}
        way.server.phone_templates.all["tem_1"] = template
        pulled = pull_templates(tenant)
    assert pulled.remarks == ("the template otp_verify is disabled in the tenant",)
    assert rendered(pulled, "second-factor-authentication", "sms") == "123456 for Acme"
    assert rendered(pulled, "second-factor-authentication", "voice") == "Say 123456"


def rendered(pulled: Pulled, action: str, message_type: str) -> str:
    """The text of a message by the templates that were pulled."""
    texts = {file.name: Template(file.text, file.name) for file in pulled.files}
    templates = Templates(texts.get("enrollment.liquid"), texts.get("verification.liquid"))
    return templates.render(action, message_values("123456", message_type, "en", "Acme"))

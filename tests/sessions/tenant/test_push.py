"""Pushes to a stand-in tenant: what they would do, do, and come to where an answer is lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sessions.platforms.auth0.management.connection import Waiting
from sessions.platforms.auth0.management.errors import AnswerLost, MissingScope
from sessions.tenant.errors import TenantError
from sessions.tenant.journal import new_entry
from sessions.tenant.plan import Step
from sessions.tenant.push import BuildFailed, CutOff, Push, undo
from sessions.tenant.trying import check_number, try_message
from tests.tenant.faults import Fault
from tests.tenant.hooks import Hook
from tests.tenant.wire import Answer

from .conftest import ACTION, PROVIDER, Way

EVERY = (Step.CREATE, Step.DEPLOY, Step.BIND)


def test_the_first_the_second_and_a_changed_one(way: Way):
    way.server.actions.polls_until_built = 3
    first = way.push(way.action(), values={})
    assert first.done == EVERY
    assert (first.action.is_deployed, first.action.is_current) == (True, True)
    assert first.action.runtime == "node22"
    assert way.push(way.action()).done == ()
    changed = way.push(way.action(ACTION + "// more\n"))
    assert changed.done == (Step.UPDATE, Step.DEPLOY)
    assert way.state() == (1, 2, 1, 0)
    assert list(way.journal.folder.glob("*")) == []


def test_what_is_bound_stays_and_stays_first(way: Way):
    way.push(way.action(name="first"))
    way.push(way.action(name="second"))
    bound = way.server.triggers.bindings["send-phone-message"]
    assert [one.display_name for one in bound] == ["first", "second"]
    assert way.push(way.action(name="third"), bind=False).done == (Step.CREATE, Step.DEPLOY)


def test_the_phone_provider_and_its_one_action(way: Way):
    pushed = way.push(way.action(PROVIDER), methods=("text", "voice"))
    assert pushed.done == (*EVERY, Step.PROVIDER)
    [provider] = way.server.phone_providers.all.values()
    assert provider["name"] == "custom"
    assert provider["configuration"] == {"delivery_methods": ["text", "voice"]}
    with pytest.raises(TenantError, match=r"has the one Action .*: sms; --name 'sms'"):
        way.push(way.action(PROVIDER, name="another"))
    renamed = replace(way.action(PROVIDER + "//\n", name="another"), name="sms")
    assert way.push(renamed).done == (Step.UPDATE, Step.DEPLOY)


def test_secrets_are_sent_all_or_not_at_all(way: Way):
    local = way.action(secrets=("SID", "TOKEN"))
    way.push(local, values={"SID": "AC-1"})
    [action] = way.server.actions.all.values()
    assert action.secrets == []
    with way.opened() as tenant:
        plan = way.plan(tenant, local, values={"SID": "AC-1"})
        assert "no value is known for TOKEN" in plan.remarks[0]
        assert plan.steps == ()
    both = {"SID": "AC-1", "TOKEN": "hush-hush"}
    with way.opened() as tenant:
        plan = way.plan(tenant, local, values=both)
        assert plan.steps == (Step.UPDATE, Step.DEPLOY)
        assert "with the secrets SID, TOKEN" in next(plan.lines())
        assert tenant.hidden("is hush-hush") == "is ‹TOKEN›"
        Push(tenant, plan, way.journal).run()
    assert [one["value"] for one in action.secrets] == ["AC-1", "hush-hush"]
    assert way.push(way.action(), values={"SID": "other"}).done == ()
    kept = way.push(way.action(secrets=("NEW",)), values={"NEW": "n"})
    assert kept.done == (), "SID and TOKEN would be lost"
    assert way.push(local, values=both, send_secrets=True).done == (Step.UPDATE, Step.DEPLOY)
    for seen in way.server.seen:
        assert seen.method == "GET" or b"_VALUE_NOT_SHOWN" not in seen.body


@pytest.mark.parametrize("fault", ["drop-after", "error-after"])
def test_an_answer_that_is_lost_is_looked_for(way: Way, fault: Fault):
    for call in (
        ("POST", "/actions/actions"),
        ("POST", "/actions/actions/*/deploy"),
        ("PATCH", "/actions/triggers/*"),
        ("POST", "/branding/phone/providers"),
        ("PATCH", "/actions/actions/*"),
    ):
        way.server.faults.add(fault, *call)
    assert way.push(way.action(PROVIDER)).done == (*EVERY, Step.PROVIDER)
    assert way.push(way.action(PROVIDER + "//\n")).done == (Step.UPDATE, Step.DEPLOY)
    assert way.state() == (1, 2, 1, 1)


def test_a_deployment_that_takes_its_time_is_not_made_twice(way: Way):
    way.server.actions.polls_until_deployed = 12
    way.server.faults.add("drop-after", "POST", "/actions/actions/*/deploy")
    way.push(way.action())
    assert way.state() == (1, 1, 1, 0)
    [action] = way.server.actions.all.values()
    way.server.actions.deploy(action)  # as one that was killed has left it, not running yet
    entry = new_entry(way.server.domain, way.action(), existed=True)
    way.journal.write(replace(entry, step="deploy"))
    action.deployed.looks_left = 3  # type: ignore[union-attr]
    assert way.push(way.action()).done == ()
    assert way.state() == (1, 2, 1, 0)


@pytest.mark.parametrize("fault", ["drop-before", "error-before"])
def test_what_was_not_done_is_not_tried_again_by_itself(way: Way, fault: Fault):
    way.server.faults.add(fault, "POST", "/actions/actions")
    with pytest.raises(CutOff, match="that was not done: create"):
        way.push(way.action())
    assert len(way.server.calls("POST", "/actions/actions")) == 1
    [entry] = way.journal.open_pushes(way.server.domain)
    assert (entry.step, entry.existed) == ("create", False)
    way.push(way.action())
    assert way.state() == (1, 1, 1, 0)


def test_the_limit_is_waited_for_whatever_is_asked(way: Way):
    way.server.faults.add("rate-limited", "POST", "*", headers={"retry-after": "7"}, times=2)
    way.server.faults.add("rate-limited", "GET", "/actions/*", headers={"retry-after": "3"})
    way.push(way.action())
    assert way.state() == (1, 1, 1, 0)
    assert way.waits.count(7.0) == 2 and 3.0 in way.waits
    assert any("too many requests; waiting for 7 s" in told for told in way.told)


def test_code_that_is_not_built_says_why_and_can_be_mended(way: Way):
    way.server.actions.build_error = "npm: no such package"
    with pytest.raises(BuildFailed, match="cannot build it"):
        way.push(way.action())
    assert way.state() == (1, 0, 0, 0)
    assert way.journal.open_pushes(way.server.domain)[0].said.endswith("cut off after: create")
    way.server.actions.build_error = None
    assert way.push(way.action(ACTION + "//\n")).done == (Step.UPDATE, Step.DEPLOY, Step.BIND)


def test_what_someone_else_changes_meanwhile_is_not_overwritten(way: Way):
    way.push(way.action())
    local = way.action(ACTION + "// mine\n")
    [action] = way.server.actions.all.values()
    with way.opened() as tenant:
        plan = way.plan(tenant, local)
        action.updated_at = "2026-11-27T00:00:00Z"
        with pytest.raises(TenantError, match=r"changed in .* since the difference was shown"):
            Push(tenant, plan, way.journal).run()
    assert action.content["code"] == ACTION
    assert way.journal.open_pushes(way.server.domain) == []


def test_what_a_token_may_not_do_is_named_and_leaves_nothing(way: Way):
    reader = way.server.clients.add(("read:actions", "read:hooks"))
    with way.opened(reader) as tenant:
        plan = way.plan(tenant, way.action(PROVIDER))
        assert "whether the phone provider is custom, cannot be read" in plan.remarks[0]
        assert "lacks the scope read:phone_providers" in plan.remarks[0]
        with pytest.raises(MissingScope) as missing:
            Push(tenant, plan, way.journal).run()
    assert missing.value.scopes == ("create:actions",)
    assert way.state() == (0, 0, 0, 0)
    assert way.journal.open_pushes(way.server.domain) == []


def test_what_keeps_an_action_from_being_called_is_said(way: Way):
    way.server.hooks.add(Hook("old", "module.exports = 1", enabled=True))
    with way.opened() as tenant:

        def said() -> str:
            return " ".join(way.plan(tenant, way.action()).remarks)

        assert "the hook old is enabled, and runs before any Action" in said()
        assert "has the Unified Phone Experience" in said()
        way.server.settings.unified = False
        assert "MFA sends its messages by auth0" in said()
        way.server.guardian.values["selected-provider"] = {"provider": "phone-message-hook"}
        assert "MFA" not in said()


def test_a_provider_that_is_another_is_left_and_said(way: Way):
    way.push(way.action(PROVIDER))
    [provider] = way.server.phone_providers.all.values()
    local = way.action(PROVIDER + "//\n")
    for change, wanted in (
        ({"name": "twilio"}, "the tenant's phone provider is twilio"),
        ({"name": "custom", "disabled": True}, "the phone provider custom is disabled"),
    ):
        provider.update(change)
        with way.opened() as tenant:
            plan = way.plan(tenant, local)
        assert plan.steps == (Step.UPDATE, Step.DEPLOY)
        assert any(wanted in remark for remark in plan.remarks)


def test_undo_removes_what_a_push_has_made_and_nothing_else(way: Way):
    way.server.faults.add("drop-before", "POST", "/actions/actions/*/deploy")
    with pytest.raises(CutOff):
        way.push(way.action())
    [entry] = way.journal.open_pushes(way.server.domain)
    [action] = way.server.actions.all.values()
    with way.opened() as tenant:
        action.content["code"] = "// someone else's"
        with pytest.raises(TenantError, match="has other code"):
            undo(tenant, entry, way.journal)
        action.content["code"] = ACTION
        assert undo(tenant, entry, way.journal) == "sms removed"
        assert way.state() == (0, 0, 0, 0)
        way.journal.write(entry)
        assert "was never made" in undo(tenant, entry, way.journal)
        way.push(way.action())
        with pytest.raises(TenantError, match="has been made meanwhile"):
            undo(tenant, entry, way.journal)
        last = replace(entry, step="provider")
        way.journal.write(last)
        assert "the phone provider custom, it is still there" in undo(tenant, last, way.journal)
        there_before = replace(entry, existed=True)
        way.journal.write(there_before)
        assert "was there before" in undo(tenant, there_before, way.journal)
    assert way.journal.open_pushes(way.server.domain) == []


def test_the_journal_has_no_code_no_secret_and_is_its_users(way: Way):
    way.server.faults.add("drop-before", "POST", "/actions/actions/*/deploy")
    with pytest.raises(CutOff):
        way.push(way.action(secrets=("TOKEN",)), values={"TOKEN": "hush-hush"})
    [file] = way.journal.folder.glob("*.json")
    text = file.read_text()
    assert "hush" not in text and "exports" not in text
    assert way.server.client_secret not in text and "eyJ" not in text
    assert file.stat().st_mode & 0o777 == 0o600
    assert way.journal.folder.stat().st_mode & 0o777 == 0o700
    file.write_text(json.dumps({**json.loads(text), "format": 99}))
    assert way.journal.open_pushes(way.server.domain) == []
    file.write_text("[" * 100_000)
    assert way.journal.open_pushes(way.server.domain) == []


def test_one_push_at_a_time(way: Way):
    hold = way.journal.hold()
    with pytest.raises(TenantError, match="another push is under way"):
        way.journal.hold()
    hold.release()
    way.journal.hold().release()


def test_a_message_is_tried_once_and_the_actions_error_shown(way: Way):
    way.push(way.action(PROVIDER, name="provider"))
    execution = way.server.executions.add("custom-phone-provider", "provider", error="no hush-hush")

    def fail(_: float) -> None:
        details = {"action_name": "provider", "execution_id": execution}
        if len(way.server.logs.all) == 1:
            way.server.logs.add("actions_execution_failed", details=details)

    way.server.logs.add("actions_execution_failed", details={"action_name": "earlier"})
    with way.opened() as tenant:
        tenant.hidden.add({"TOKEN": "hush-hush"})
        tenant.api.connection.waiting = Waiting(sleep=fail)
        tried = try_message(tenant, check_number("+18085550100"), "text")
        assert tried.is_taken
        assert tried.errors == ("Action failed: provider  provider: no ‹TOKEN›",)
        way.server.phone_providers.try_answer = Answer({"code": 500, "message": "hush-hush"}, 202)
        again = try_message(tenant, "+18085550100", "voice")
        assert (again.is_taken, again.said, again.errors) == (False, "‹TOKEN›", ())
        way.server.faults.add("drop-after", "POST", "*/try")
        with pytest.raises(AnswerLost):
            try_message(tenant, "+18085550100", "text")
    assert len(way.server.phone_providers.tried) == 3, "none was sent twice"
    with pytest.raises(TenantError, match="in E"):
        check_number("0171 123")

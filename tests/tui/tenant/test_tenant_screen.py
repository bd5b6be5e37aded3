"""The tenant on a screen: seen beside the folder, pulled from, pushed to after asking."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from textual.widgets import OptionList

from sessions.platforms.auth0.management.actions import Action
from sessions.tenant.differences import differences
from sessions.tenant.local import read_action
from sessions.tenant.overview import FoundAction
from tests.tenant.hooks import Hook
from tests.tenant.server import Server
from tests.tui.driving import Driven
from tui.app import OffhookApp
from tui.tenant.rows import Row, row_line, row_text
from tui.tenant.screen import TenantScreen
from tui.tenant.work import TenantWork, local_actions

CODE = "exports.onExecuteSendPhoneMessage = async (event, api) => {};\n"


async def test_pushed_changed_pulled_and_left(tenant: Server, tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "sms.js").write_text(CODE)
    (folder / "other.js").write_text("module.exports = 1\n")
    tenant.hooks.add(Hook("old", "module.exports = 1\n", enabled=True))
    tenant.logs.add("gd_send_sms_failure", details={"provider_error": {"message": "no route"}})
    app = OffhookApp(home=TenantScreen(TenantWork(folder), is_home=True))
    async with app.run_test(size=(150, 36), notifications=True) as pilot:
        it = Driven(app, pilot)
        await it.sees("+ sms")
        assert "hook enabled" in it.seen
        assert "other" not in it.seen
        await it.opens_help_and_palette()
        await it.press("p")
        assert "that is in the tenant" in it.notes
        await it.press("P")
        await it.sees("create the Action sms")
        await it.press("enter")  # the button that is safe
        assert tenant.actions.all == {}
        (folder / "sms.js").write_text(CODE + "// saved meanwhile\n")
        await it.press("P")
        await it.sees("create the Action sms")
        await it.press("right", "enter")
        await it.sees("= sms")
        assert "deployed, bound" in it.seen
        action = tenant.actions.named("sms")
        assert action and action.content["code"].endswith("// saved meanwhile\n")

        action.content["code"] = CODE + "// theirs\n"
        tenant.clients.expire_all()
        await it.press("r")
        await it.sees("-// theirs")
        await it.press("p")
        await it.sees("not as in the tenant")
        await it.press("right", "enter")
        await it.sees("= sms")
        assert (folder / "sms.js").read_text() == CODE + "// theirs\n"
        assert (folder / "sms.toml").exists()
        await it.press("l")
        await it.sees("SMS failed no route")
        await it.press("down", "p")
        await it.until((folder / "old.js").exists)
        assert app.screen.query_one("#tenant-rows", OptionList).highlighted == 1
        for secret in (tenant.client_secret, *tenant.clients.tokens):
            assert secret not in it.seen
        await it.press("escape")
    assert not app.is_running


async def test_without_credentials_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in ("AUTH0_DOMAIN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)
    app = OffhookApp(home=TenantScreen(TenantWork(tmp_path), is_home=True))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        it = Driven(app, pilot)
        await it.until(lambda: "no tenant is named" in it.notes)
        await it.press("escape")


def test_a_row_says_what_it_is_and_shows_where_it_differs(tmp_path: Path):
    path = tmp_path / "sms.js"
    path.write_text(CODE + "// \x1b[31m[bold]\n")
    local = read_action(path)
    action = Action("1", "sms", local.trigger, "v2", code=CODE, runtime="node22", is_deployed=True)
    found = FoundAction(action, is_bound=None)
    row = Row("Action", "sms", found.state, found, local, differences(local, action))
    assert row.here == "different"
    assert row_line(row, 80).plain.startswith("≠ sms")
    assert row_line(row, 20).cell_length <= 20
    text = [line.text for line in row_text(row)]
    assert "+// \\x1b[31m[bold]" in text
    assert "in the tenant  deployed, its draft is newer, bound or not: cannot be read" in text
    alone = Row("Action", "sms", "not in the tenant", None, local)
    assert alone.here == "only here" and row_line(alone, 80).plain.startswith("+ sms")


def test_files_that_are_no_actions_are_passed_over_and_broken_ones_named(tmp_path: Path):
    (tmp_path / "a.js").write_text(CODE)
    (tmp_path / "b.js").write_text("// onExecuteSendPhoneMessage, not exported\n")
    (tmp_path / "c.js").write_bytes(b"\xffexports.onExecuteSendPhoneMessage = 1")
    (tmp_path / "d.js").mkdir()
    (tmp_path / "e.js").symlink_to("nowhere")
    (tmp_path / "f.js").write_text(CODE)
    (tmp_path / "f.toml").write_text("secrets = [\n")
    (tmp_path / "g.js").write_text(CODE)
    (tmp_path / "g.json").write_text('{"name": "a", "supported_triggers": []}')
    found, problems = local_actions(tmp_path)
    assert [(one.name, one.path.name) for one in found] == [("a", "a.js")]
    assert [*problems] == ["c.js", "f.js", "g.js"]
    assert problems["g.js"] == "is called a too, as a.js is"
    assert "is no text in UTF-8" in problems["c.js"] and "f.toml:" in problems["f.js"]

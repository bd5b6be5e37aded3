"""Hooks and Actions of a folder as targets: what they are given, and what is kept out of sight."""

import json
from pathlib import Path

import pytest

from sessions.choice import Choice, choose
from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome
from sessions.sending import open_target, send
from tests.narrowing import error_of
from tests.sessions.platforms.auth0.deploy_folder.made_folders import Layout, made

ENV = {"TOKEN": "t0ken-v4lue", "SMS_SID": "AC-s1d", "KEY": "k3y-v4lue", "LABEL_KEY": "l4bel-k3y"}


def written_below(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*") if path.is_file())


async def sent(choice: Choice) -> Outcome:
    async with open_target(choice) as target:
        return await send(target, example())


@pytest.mark.parametrize("layout", ["directory", "yaml"])
async def test_it_runs_with_keywords_secrets_and_modules(tmp_path: Path, layout: Layout) -> None:
    source = made(tmp_path / "tenant", layout)
    hook = await sent(choose(None, target=f"{source}#sms-hook", env=ENV))
    assert (hook.message_id, hook.target.kind) == ("Acme-1", "hook")
    assert hook.console[0].text == "https://sms.example ‹TOKEN› ‹SID›"
    (warning,) = [one for one in hook.warnings if "installed" in one]
    assert warning.startswith("twilio@3.10 is not installed") and "npm install twilio@" in warning
    action = await sent(choose(None, target=f"{source}#Phone Action", env=ENV))
    assert error_of(action).message == "Acme refuses"
    assert action.console[0].text == "Acme ‹LABEL_KEY› 1-808-555-5555 ‹KEY›"
    assert action.where and (Path(action.where.file), action.where.line) == (
        tmp_path / "tenant" / "actions" / "Phone Action" / "code.js",
        4,
    )
    assert "t0ken" not in written_below(tmp_path) and "s1d" not in written_below(tmp_path)


async def test_a_secret_without_a_value_is_named_and_a_placeholder_is_none(tmp_path: Path) -> None:
    source = made(tmp_path, "directory")
    outcome = await sent(choose(None, target=f"{source}#sms-hook", env={}))
    assert outcome.console[0].text == "https://sms.example undefined undefined"
    assert any(
        "names the secrets TOKEN, SID: they have no value here" in w for w in outcome.warnings
    )


async def test_lines_are_those_of_the_file_where_a_value_has_several(tmp_path: Path) -> None:
    source = made(tmp_path, "directory")
    throws = "// ##LINES##\nmodule.exports = () => {\n  throw new Error('here');\n};\n"
    (tmp_path / "hooks" / "sms.js").write_text(throws)
    outcome = await sent(choose(None, target=f"{source}#sms-hook", env={"LINES": "a\n//b\n//c"}))
    assert outcome.where and outcome.where.line == 3
    assert "sms.js:3:9" in (error_of(outcome).stack or "")
    (tmp_path / "hooks" / "sms.js").write_text("// ##LINES##\n\nlet let = 1;\n")
    outcome = await sent(choose(None, target=f"{source}#sms-hook", env={"LINES": "a\n//b"}))
    assert (outcome.kind, outcome.where and outcome.where.line) == (Kind.SYNTAX_ERROR, 3)


async def test_a_module_that_the_action_has_not_is_missing(tmp_path: Path) -> None:
    source = made(tmp_path, "directory")
    file = tmp_path / "actions" / "Phone Action.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "modules": []}))
    outcome = await sent(choose(None, target=f"{source}#Phone Action", env=ENV))
    assert outcome.kind == Kind.MISSING_MODULE
    assert "not among the modules of" in error_of(outcome).message


async def test_a_package_that_is_missing_is_named_with_its_version(tmp_path: Path) -> None:
    source = made(tmp_path, "directory")
    for name, said in (("twilio", "names it"), ("axios", "does not name it")):
        (tmp_path / "hooks" / "sms.js").write_text(f"require('{name}');")
        outcome = await sent(choose(None, target=f"{source}#sms-hook", env=ENV))
        assert outcome.kind == Kind.MISSING_MODULE
        package = {"twilio": "twilio@3.10"}.get(name, name)
        install = f"hooks/sms.json:1 {said}. Run in {tmp_path}: npm install {package}"
        assert install in error_of(outcome).message


async def test_what_was_chosen_is_run_and_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    source = made(tmp_path, "directory")
    choice = choose(None, target=f"{source}#sms-hook", env=ENV)
    (tmp_path / "hooks" / "sms.js").write_text("module.exports = (r, t, c, cb) => cb(null, {});")
    assert (await sent(choice)).message_id == "Acme-1"
    again = choose(None, target=f"{source}#sms-hook", env=ENV)
    assert again != choice
    (tmp_path / "hooks" / "sms.js").unlink()
    listing = tmp_path / "hooks" / "sms.json"
    listing.write_text(listing.read_text().replace('"SMS Hook"', "@@NAMED@@"))
    gone = await sent(choose(None, target=f"{source}#sms-hook", env={**ENV, "NAMED": "SMS Hook"}))
    assert gone.kind == Kind.TARGET_NOT_FOUND
    assert "sms.json:1: there is no file './sms.js'" in error_of(gone).message

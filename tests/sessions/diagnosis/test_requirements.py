"""What a file requires that is no plain package: versions, modules of Actions, URLs."""

from __future__ import annotations

import json

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo
from sessions.diagnosis.requirements import fits, problem
from sessions.runner.facts import MissingModule
from sessions.runner.transcript import Subject

SEND = "exports.onExecuteSendPhoneMessage"


@pytest.mark.parametrize(
    ("asked", "found", "same"),
    [
        ("1.9.0", "1.9.0", True),
        ("1.9.0", "1.9.1", False),
        ("1.9", "1.9.1", True),
        ("2.x", "2.88.2", True),
        ("2.x", "3.0.0", False),
        ("^1.2.0", "1.9.0", True),
        ("^1.2.0", "1.1.0", False),
        ("^0.2.0", "0.3.0", False),
        ("~1.2.0", "1.2.9", True),
        ("~1.2.0", "1.3.0", False),
        ("1.0.0-rc.1", "1.0.0", False),
        ("1.0.0", "1.0.0+build", True),
        ("latest", "9.9.9", True),
        (">=1 <3", "9.9.9", True),
    ],
)
def test_whether_what_is_installed_was_asked_for(asked, found, same):
    assert fits(asked, found) is same


@pytest.mark.parametrize("kind", ["hook", "action"])
@pytest.mark.parametrize("name", ["https://esm.sh/axios", "npm:axios", "actions:x", "jsr:@std/a"])
def test_no_name_with_a_colon_is_advised_to_be_installed(kind, name):
    missing = MissingModule(name, name.partition("/")[0])
    subject = Subject(TargetInfo(kind, "a.js"), "node", "/a.js", "", "/", "node", 20)
    said = problem(missing, subject, " at a.js:1", "/a.js")
    assert said
    assert "npm install" not in said


async def test_a_hook_requires_a_version_and_gets_what_is_installed(run, write):
    for name, version in (("ipaddr.js", "1.9.0"), ("@sendgrid/mail", "8.0.0"), ("lodash", "4.1.2")):
        manifest = json.dumps({"name": name, "version": version})
        write(f"node_modules/{name}/package.json", manifest)
        write(f"node_modules/{name}/index.js", f"exports.name = '{name}';")
    write("node_modules/lodash/fp.js", "exports.name = 'fp';")
    write(
        "hook.js",
        "const mail = require('@sendgrid/mail@7.4.0');\n"
        "const fp = require('lodash@4.x/fp');\n"
        "module.exports = (r, t, c, cb) =>\n"
        "  cb(null, { MessageID: [mail, fp, require('ipaddr.js@1.9.0')].map((m) => m.name)+'' });",
    )
    outcome = await run("hook.js")
    assert outcome.message_id == "@sendgrid/mail,fp,ipaddr.js"
    [warning] = outcome.warnings
    assert "@sendgrid/mail@7.4.0 was required at hook.js:1, and @sendgrid/mail 8.0.0" in warning


async def test_an_action_may_name_no_version(run, write):
    write("node_modules/axios/package.json", '{"name": "axios", "version": "0.22.0"}')
    write("node_modules/axios/index.js", "")
    write("load.js", f"require('axios@0.22.0');\n{SEND} = async () => {{}};")
    write("call.js", f"{SEND} = async () => {{\n  require('axios@0.22.0');\n}};")
    for name, line in (("load.js", 1), ("call.js", 2)):
        outcome = await run(name)
        assert (outcome.kind, outcome.where.line) == (Kind.MISSING_MODULE, line)
        assert "refuses in an Action: write require('axios')" in outcome.error.message


async def test_a_version_that_is_not_installed_is_to_be(run, write):
    write("package.json", "{}")
    write("hook.js", "require('request@2.x/lib/x');")
    outcome = await run("hook.js")
    assert "npm install request@2.x" in outcome.error.message
    assert "no package 'request'" in outcome.error.message


MODULE = (
    "const { TOKEN } = actions.secrets; exports.tell = () => `${TOKEN} ${actions.secrets.TOKEN}`;"
)
ASKS = f"const m = require('actions:notify');\n{SEND} = async () => console.log(m.tell());"


async def test_an_action_requires_a_module_of_a_folder(run, write, tmp_path):
    write("a/action.js", ASKS)
    write("a/actions-modules/notify.js", MODULE)
    write(
        "b/notify/index.js", MODULE.replace("exports.tell =", "exports.tell = () => 'b'; const x =")
    )
    outcome = await run("a/action.js", secrets={"TOKEN": "t"})
    assert [line.text for line in outcome.console] == ["t t"]
    outcome = await run("a/action.js", actions_modules=tmp_path / "b")
    assert [line.text for line in outcome.console] == ["b"]


async def test_a_module_that_is_not_there_is_told_what_it_is(run, write):
    write("action.js", ASKS)
    outcome = await run("action.js")
    assert outcome.kind == Kind.MISSING_MODULE
    assert "actions-modules/notify.js" in outcome.error.message
    assert "npm install" not in outcome.error.message
    write("actions-modules/notify.js", "require('actions:other');")
    outcome = await run("action.js")
    assert "can require no other one" in outcome.error.message
    assert outcome.where.file.endswith("notify.js")


async def test_a_hook_can_require_no_module_of_actions(run, write):
    write("actions-modules/notify.js", "")
    write("hook.js", "require('actions:notify');\nmodule.exports = (r, t, c, cb) => cb();")
    outcome = await run("hook.js")
    assert (outcome.kind, outcome.target.kind) == (Kind.MISSING_MODULE, "hook")
    assert "only an Action can require it" in outcome.error.message

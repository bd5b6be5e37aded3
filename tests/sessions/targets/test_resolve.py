"""From the text that names a target to the target, and what a text that names none is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of


@pytest.mark.parametrize(
    ("location", "kind", "shown"),
    [
        ("starter", "starter", "starter"),
        (" starter ", "starter", "starter"),
        ("hook.js", "hook", "hook.js"),
        ("./hooks/hook.cjs", "hook", "./hooks/hook.cjs"),
        ("HOOK.MJS", "hook", "HOOK.MJS"),
        ("Hook.JS:onExecuteSendPhoneMessage", "hook", "Hook.JS:onExecuteSendPhoneMessage"),
        ("Hook.PY", "python", "Hook.PY:handler"),
        ("HTTPS://sms.example/Hook.JS", "remote", "https://sms.example/Hook.JS"),
        ("C:\\hooks\\hook.js", "hook", "C:\\hooks\\hook.js"),
        ("hook.py", "python", "hook.py:handler"),
        ("hook.py:send", "python", "hook.py:send"),
        ("hook.py:Sms.send", "python", "hook.py:Sms.send"),
        ("C:\\x.py:send", "python", "C:\\x.py:send"),
        ("C:\\x.py", "python", "C:\\x.py:handler"),
        ("texts.send:sms", "python", "texts.send:sms"),
        ("https://sms.example/hook.js", "remote", "https://sms.example/hook.js"),
        ("http://127.0.0.1:8080/a.py:b", "remote", "http://127.0.0.1:8080/a.py:b"),
        ("ftp://sms.example/hook.js", "unknown", "ftp://sms.example/hook.js"),
        ("hook.ts", "unknown", "hook.ts"),
        ("staging", "unknown", "staging"),
        ("a b:c", "unknown", "a b:c"),
        ("hook.py:", "unknown", "hook.py:"),
    ],
)
def test_a_location_says_what_kind_of_target_it_is(location, kind, shown, tmp_path):
    target = resolve(location, base=tmp_path, name="local", settings=Settings())
    assert (target.info.kind, target.info.location) == (kind, shown)
    assert target.info.name == "local"


@pytest.mark.parametrize("location", ["", "  "])
async def test_an_empty_location_leads_nowhere(location, tmp_path):
    outcome = await resolve(location, base=tmp_path).invoke(example(), {}, Limits())
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert error_of(outcome).message.startswith(
        "No target is named. A target is a name in the session"
    )


@pytest.mark.parametrize(
    "location", ["1http://user:hunter2@sms.example/x", "c://user:hunter2@sms.example/x.ts"]
)
async def test_credentials_in_a_location_that_leads_nowhere_are_not_shown(location, tmp_path):
    outcome = await resolve(location, base=tmp_path).invoke(example(), {}, Limits())
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert "hunter2" not in str(outcome)
    assert "sms.example" in outcome.target.location


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("hook.js", "There is no file {base}/hook.js. Near it: hooks.js, hook.mjs."),
        ("deep/hook.js", "There is no file {base}/deep/hook.js, nor even a folder {base}/deep."),
        ("folder.js", "{base}/folder.js is a folder; name the file of the hook."),
        ("twilio.py:send", "There is no file {base}/twilio.py."),
        ("hooks", "'hooks' names no target. Did you mean hooks.js?"),
        ("hook.tsx", "hook.tsx is TypeScript: compile it, and name the .js file."),
        ("Ws://host/x.js", "ws:// is not spoken here; use http or https."),
        ("${env:URL}/x", "a variable is filled in only where the session has it as the url of"),
        ("ws://host/", "ws:// is not spoken here; use http or https."),
        ("hooks.js/hook.js", "There is no file {base}/hooks.js/hook.js, nor even a folder"),
        ("a" * 300 + ".js", "cannot be reached: File name too long."),
        ("nul\0.js", "There is no file {base}/nul\0.js."),
        ("~nobody-at-all/hook.js", "There is no file {base}/~nobody-at-all/hook.js, nor even"),
    ],
)
async def test_a_location_that_leads_nowhere_says_why(location, message, write, tmp_path):
    write("hooks.js", "")
    write("hook.mjs", "")
    (tmp_path / "folder.js").mkdir()
    outcome = await resolve(location, base=tmp_path).invoke(example(), {}, Limits())
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert outcome.target.location.lower().startswith(location[:5].lower())
    assert message.format(base=tmp_path) in error_of(outcome).message


async def test_a_path_counts_from_the_base_unless_it_is_absolute(write, tmp_path, monkeypatch):
    hook = write("hooks/hook.js", "module.exports = (r, t, c, cb) => cb(null, __filename);")
    monkeypatch.setenv("HOME", str(tmp_path))
    for location, base in (
        ("hook.js", tmp_path / "hooks"),
        ("../hooks/hook.js", tmp_path / "hooks"),
        (str(hook), Path("/")),
        ("~/hooks/hook.js", Path("/")),
    ):
        target = resolve(location, base=base)
        outcome = await target.invoke(example(), {}, Limits())
        await target.aclose()
        assert outcome.response == str(hook)


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("starter", None),
        ("hook.js", None),
        ("HTTPS://127.0.0.1:9/", None),
        ("gone.js", Kind.TARGET_NOT_FOUND),
        ("hook.js:none", Kind.TARGET_NOT_FOUND),
        ("nowhere", Kind.TARGET_NOT_FOUND),
    ],
)
def test_every_target_answers_for_itself(location, kind, write, tmp_path):
    write("hook.js", "")
    target = resolve(location, base=tmp_path)
    found = target.problem()
    assert (found and found[0]) == kind
    assert target.refusal({"recipient": 5}) is not None
    assert target.refusal(example().payload) is None
    assert isinstance(target.debug_problem(), str) == (location[:5] == "HTTPS")

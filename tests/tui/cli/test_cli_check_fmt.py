"""check, fmt and schema: what is wrong with sessions, their layout, and what they may hold."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps

SOUND = dumps(Session(invocation={"one": SavedInvocation(payload=example().payload)}))


def with_target(target: str, expect: str = "") -> str:
    head = f'format = 1\ntarget = "{target}"\n'
    text = SOUND.replace("format = 1\n", head)
    return text + (f"\n[invocation.one.expect]\n{expect}\n" if expect else "")


def test_a_sound_session_is_one_line_and_its_advice(offhook: Any) -> None:
    path = offhook.file("a.toml", SOUND)
    result = offhook("check", path)
    assert result.status == 0
    assert result.out.splitlines() == [
        "✓ a.toml",
        "    · one: recipient: not E.164; try +18085555555",
    ]
    assert result.err == "1 sound, 0 with problems, 0 broken\n"


def test_to_check_runs_no_interpreter_that_the_session_or_its_folder_chose(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    for name in ("hooks/node", ".venv/bin/python"):
        file = offhook.folder / offhook.file(name, '#!/bin/sh\necho > "$0.log"\necho v22.1.0\n')
        file.chmod(0o755)
    offhook.file(".venv/pyvenv.cfg", "")
    offhook.file("hooks/hook.js", "module.exports = (r, t, c, cb) => cb();")
    offhook.file("hooks/hook.py", "def handler(r, t, c): ...")
    table = '\n[targets.local]\nhandler = "hooks/hook.js"\nnode = "hooks/node"\n'
    offhook.file("a.toml", with_target("local") + table)
    offhook.file("b.toml", with_target("hooks/hook.py"))
    assert offhook("check", ".").status == 0
    assert not [*offhook.folder.rglob("*.log")]


def test_a_payload_that_the_platform_would_refuse_is_a_problem(offhook: Any) -> None:
    path = offhook.file("a.toml", SOUND.replace('"127.0.0.1"', "5"))
    result = offhook("check", path)
    assert result.status == 1
    assert result.out.splitlines()[:2] == [
        "✗ a.toml",
        "    ✗ one: the platform would refuse it: context.ip: found a number (5), wanted a string",
    ]


@pytest.mark.parametrize("target", ["gone.js", "gone.py:handler", "ftp://localhost/", "stagng"])
def test_a_target_that_is_not_there_is_a_problem(offhook: Any, target: str) -> None:
    path = offhook.file("a.toml", with_target(target))
    result = offhook("check", path)
    assert result.status == 1
    assert any(line.startswith("    ✗ one: ") for line in result.out.splitlines())


@pytest.mark.parametrize(
    "target", ["here.js", "here.py:handler", "starter", "json:loads", "https://localhost:1/"]
)
def test_a_target_that_may_be_there_is_none(offhook: Any, target: str) -> None:
    marker = offhook.folder / "ran"
    offhook.file("here.js", f"require('fs').writeFileSync({str(marker)!r}, '')")
    offhook.file("here.py", f"open({str(marker)!r}, 'w')")
    path = offhook.file("a.toml", with_target(target))
    assert offhook("check", path).status == 0
    assert not marker.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (with_target("gone.js", 'kind = "target_not_found"'), 0),
        (with_target("gone.js", 'outcome = "failed"'), 0),
        (with_target("gone.js", 'kind = "missing_module"'), 1),
        (with_target("starter", 'kind = "payload_rejected"').replace('"127.0.0.1"', "5"), 0),
    ],
)
def test_a_failure_that_is_expected_is_no_problem(offhook: Any, text: str, status: int) -> None:
    assert offhook("check", offhook.file("a.toml", text)).status == status


def test_values_that_the_environment_does_not_have_are_told_and_are_no_problem(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH", raising=False)
    text = with_target("far").replace("format = 1", 'format = 1\nsecrets = ["NO_SUCH"]')
    path = offhook.file("a.toml", text + '\n[targets.far]\nurl = "${env:NO_SUCH}"\n')
    result = offhook("check", path)
    assert result.status == 0
    assert "    · no value for NO_SUCH; set the environment variables of these names" in result.out
    assert "    · one: targets.far.url: ${env:NO_SUCH} has no value" in result.out


def test_broken_files_are_named_and_the_others_still_checked(offhook: Any) -> None:
    offhook.file("suite/a.toml", "format = 1\nname = \n")
    offhook.file("suite/b.toml", SOUND)
    result = offhook("check", "suite")
    assert result.status == 2
    first, second, _ = result.out.splitlines()
    assert first.startswith("✗ suite/a.toml:2: not TOML")
    assert second == "✓ suite/b.toml"
    assert result.err == "1 sound, 0 with problems, 1 broken\n"


def test_a_folder_without_sessions_and_no_folder_at_all(offhook: Any) -> None:
    (offhook.folder / "empty").mkdir()
    assert offhook("check", "empty").err == (
        "offhook: empty: there is no session file in this folder\n"
    )
    result = offhook("check", "no.toml")
    assert (result.status, result.err) == (2, "offhook: no.toml: no such file or folder\n")


# fmt

ODD = SOUND.replace(" = ", "=").replace("\n", "\r\n")


def test_fmt_rewrites_what_is_not_as_it_should_be_and_says_which(offhook: Any) -> None:
    odd = offhook.file("suite/odd.toml", ODD)
    offhook.file("suite/sound.toml", SOUND)
    result = offhook("fmt", "suite")
    assert (result.status, result.out) == (0, "suite/odd.toml\n")
    assert result.err == "1 of 2 changed\n"
    assert (offhook.folder / odd).read_text(encoding="utf-8") == SOUND
    assert offhook("fmt", "suite").out == ""


def test_fmt_check_only_says_so(offhook: Any) -> None:
    path = offhook.file("odd.toml", ODD)
    result = offhook("fmt", "--check", path)
    assert (result.status, result.out) == (1, "odd.toml\n")
    assert (offhook.folder / path).read_bytes() == ODD.encode()
    assert offhook("fmt", "--check", offhook.file("sound.toml", SOUND)).status == 0


def test_fmt_leaves_a_broken_file_alone_and_formats_the_others(offhook: Any) -> None:
    broken = offhook.file("suite/a.toml", "format = 1\nname = \n")
    offhook.file("suite/odd.toml", ODD)
    result = offhook("fmt", "suite")
    assert (result.status, result.out) == (2, "suite/odd.toml\n")
    assert result.err.startswith("offhook: suite/a.toml:2: ")
    assert result.err.endswith("1 of 2 changed, 1 cannot be formatted\n")
    assert (offhook.folder / broken).read_text() == "format = 1\nname = \n"


def test_schema_is_a_json_schema_of_a_session(offhook: Any) -> None:
    result = offhook("schema")
    assert (result.status, result.err) == (0, "")
    assert {"format", "invocation", "targets", "secrets"} <= set(result.document["properties"])


def test_an_action_is_refused_nothing(offhook: Any) -> None:
    offhook.file("port.js", "exports.onExecuteCustomPhoneProvider = async () => {};")
    offhook.file("hook.js", "module.exports = (r, t, c, cb) => cb();")
    text = (
        'format = 1\ntarget = "{}"\n[invocation.one.payload.context]\naction = "change_password"\n'
    )
    action, hook = (
        offhook.file(f"{name}.toml", text.format(name)) for name in ("port.js", "hook.js")
    )
    assert offhook("check", action).status == 0
    refused = offhook("check", hook)
    assert refused.status != 0
    assert "the platform would refuse it" in refused.out

"""An Action on the disk: what its code and the files beside it say, and what no tenant takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.platforms.auth0.management.actions import Action, Dependency
from sessions.tenant.differences import differences
from sessions.tenant.errors import TenantError
from sessions.tenant.local import read_action

from .conftest import ACTION, PROVIDER


def file(folder: Path, text: str, name: str = "sms.js") -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_what_the_files_beside_it_say_and_the_options_before_them(tmp_path: Path):
    path = file(tmp_path, ACTION)
    assert read_action(path).name == "sms"
    manifest = {
        "name": "Our SMS",
        "runtime": "node18-actions",
        "dependencies": [{"name": "twilio", "version": "5.10.4"}],
        "secrets": [{"name": "TOKEN", "value": "_VALUE_NOT_SHOWN_"}],
        "supported_triggers": [{"id": "send-phone-message", "version": "v2"}],
    }
    file(tmp_path, json.dumps(manifest), "sms.json")
    file(tmp_path, 'format = 1\nsecrets = ["SID"]\ntarget = "sms.js"\n', "sms.toml")
    found = read_action(path)
    assert (found.name, found.runtime) == ("Our SMS", "node18-actions")
    assert found.dependencies == (Dependency("twilio", "5.10.4"),)
    assert found.secrets == ("SID", "TOKEN")
    assert read_action(tmp_path / "sms.toml") == found
    assert read_action(path, name="Other", secrets=("KEY",)).secrets == ("KEY", "SID", "TOKEN")


def test_the_packages_that_port_writes_are_those_of_the_action(tmp_path: Path):
    path = file(tmp_path, ACTION)
    file(tmp_path, '[{"name": "twilio", "version": "5.10.4"}]', "sms.json")
    assert read_action(path).dependencies == (Dependency("twilio", "5.10.4"),)
    file(tmp_path, "[]", "sms.json")
    assert read_action(path).dependencies == (), "of a hook without any"
    file(tmp_path, '[{"recipient": "+18085550100"}]', "sms.json")
    assert read_action(path).dependencies is None, "an event, say"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("module.exports = (recipient, text, context, cb) => cb();\n", "offhook port makes one"),
        (ACTION + PROVIDER, "exports both; say which it is: --trigger"),
        (ACTION + "x" * 100_000, "has 100,062 bytes, and an Action 100,000 at most"),
    ],
    ids=["hook", "both", "long"],
)
def test_what_is_no_action(tmp_path: Path, text: str, said: str):
    with pytest.raises(TenantError, match=said):
        read_action(file(tmp_path, text))


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ('{"supported_triggers": [', r"sms\.json:1: "),
        (
            '{"supported_triggers": [], "dependencies": [{"name": "a"}]}',
            r"dependencies\[0\]: wanted",
        ),
        ('{"supported_triggers": [{"id": "post-login"}]}', "is of the trigger post-login"),
        (
            json.dumps(
                {"supported_triggers": [], "secrets": [{"name": f"S{n}"} for n in range(31)]}
            ),
            "has 31 secrets",
        ),
    ],
)
def test_what_a_manifest_may_not_say(tmp_path: Path, manifest: str, said: str):
    file(tmp_path, manifest, "sms.json")
    with pytest.raises(TenantError, match=said):
        read_action(file(tmp_path, ACTION))


def test_line_ends_are_no_difference_and_all_else_is(tmp_path: Path):
    local = read_action(file(tmp_path, ACTION.replace("\n", "\r\n")))
    action = Action("1", "sms", local.trigger, "v2", code=ACTION.rstrip("\n"), runtime="node22")
    assert differences(local, action) == ()
    other = Action(
        "1", "sms", local.trigger, "v2", code="1\n", runtime="node18", secrets=("A",),
        dependencies=(Dependency("a", "1"),),
    )  # fmt: skip
    found = {one.part: one for one in differences(local, other)}
    assert [*found] == ["code"], "no manifest says which packages, or which runtime"
    assert "-1" in found["code"].lines
    said = differences(replace(local, runtime="node22"), other)
    assert [one.part for one in said] == ["code", "runtime"]

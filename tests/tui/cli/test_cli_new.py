"""new: starter code in a new file, and never over an old one."""

from __future__ import annotations

from typing import Any

import pytest

SEED = """\
module.exports = function(recipient, text, context, cb) {
 // TODO: Add your code here\x20
 cb();
};
"""


@pytest.mark.parametrize("name", ["hook.js", "Hook.CJS"])
def test_a_javascript_hook_is_the_starter_code_of_the_product_document(
    offhook: Any, name: str
) -> None:
    result = offhook("new", name)
    assert (result.status, result.out) == (0, "")
    assert f"offhook send --target {name}" in result.err
    code = (offhook.folder / name).read_text()
    assert code.startswith("/**\n@param {string} recipient - phone number\n")
    assert code.endswith(SEED)


def test_a_python_hook_is_its_twin_and_can_be_sent_to(offhook: Any) -> None:
    result = offhook("new", "hook.py")
    assert result.status == 0
    location = result.err.rstrip("\n").rpartition(" ")[2]
    assert location == "hook.py"
    assert offhook("send", "--target", location, "--json").document["outcome"] == "delivered"


def test_the_kind_says_what_the_name_does_not(offhook: Any) -> None:
    result = offhook("new", "hook.txt")
    assert result.status == 2
    assert "say --kind and one of hook, python, action, phone-provider" in result.err
    assert offhook("new", "hook.txt", "--kind", "hook").status == 0
    assert (offhook.folder / "hook.txt").read_text().endswith(SEED)


def test_an_old_file_stays(offhook: Any) -> None:
    path = offhook.file("hook.js", "mine")
    result = offhook("new", path)
    assert result.status == 2
    assert result.err == "offhook: hook.js: is there already, and is never overwritten\n"
    assert (offhook.folder / path).read_text() == "mine"


def test_a_link_that_leads_nowhere_is_not_written_through(offhook: Any) -> None:
    (offhook.folder / "hook.js").symlink_to("elsewhere.js")
    assert offhook("new", "hook.js").status == 2
    assert not (offhook.folder / "elsewhere.js").exists()


def test_a_folder_that_is_not_there_is_named(offhook: Any) -> None:
    assert offhook("new", "no/hook.js").err == "offhook: no/hook.js: there is no folder no\n"


@pytest.mark.parametrize(
    ("kind", "export"),
    [("action", "onExecuteSendPhoneMessage"), ("phone-provider", "onExecuteCustomPhoneProvider")],
)
def test_an_action_is_starter_code_that_delivers(offhook: Any, kind: str, export: str) -> None:
    assert offhook("new", "port.js", "--kind", kind).status == 0
    assert f"exports.{export} = async (event, api) =>" in (offhook.folder / "port.js").read_text()
    outcome = offhook("send", "--target", "port.js", "--json").document
    assert (outcome["outcome"], outcome["target"]["kind"]) == ("delivered", "action")
    assert [line["text"] for line in outcome["console"]] == [
        "To 1-808-555-5555: Here is your one time password!"
    ]

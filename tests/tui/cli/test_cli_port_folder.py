"""port FOLDER#NAME: proven, and put into the folder, where nothing else changes."""

import json
from pathlib import Path
from typing import Any

import pytest

from sessions.platforms.auth0.deploy_folder.handlers import find
from tests.sessions.platforms.auth0.deploy_folder.made_folders import Layout, made

HOOK = """\
const BASE = @@BASE@@;
module.exports = function (recipient, text, context, cb) {
  const axios = require('axios@0.21.1');
  const { TOKEN, SID } = context.webtask.secrets;
  axios.post(BASE, { recipient, text: '##COMPANY##: ' + text, TOKEN, SID })
    .then(() => cb(null, {}))
    .catch(cb);
};
"""
ACTION = """\
// Ported by offhook from the hook sms.js, for the trigger send-phone-message.
// Dependencies: axios@0.21.1
// Secrets: TOKEN, SID

const axios = require('axios');

const BASE = @@BASE@@;
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  const { TOKEN, SID } = event.secrets;
  await axios.post(BASE, { recipient, text: '##COMPANY##: ' + text, TOKEN, SID });
};
"""
AXIOS = """\
exports.post = (url, body) => new Promise((resolve, reject) => {
  const call = require('https').request(url, { method: 'POST' }, ({ statusCode }) => {
    if (statusCode < 400) resolve();
    else reject(new Error(`HTTP ${statusCode}`));
  });
  call.on('error', reject).end(JSON.stringify(body));
});
"""
SESSION = """\
format = 1
[invocation.one.payload]
recipient = "+18085555555"
text = "123456 is your code"
[invocation.one.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "123456"
ip = "127.0.0.1"
user_agent = "x"
user = {}
"""
BINDING = {"action_name": "sms-hook-action", "display_name": "sms-hook-action"}


def lay_out(folder: Path, layout: Layout, hook: str = HOOK) -> Path:
    source = made(folder / "tenant", layout)
    (folder / "tenant" / "hooks" / "sms.js").write_text(hook)
    module = folder / "node_modules" / "axios"
    module.mkdir(parents=True)
    (module / "index.js").write_text(AXIOS)
    (module / "package.json").write_text('{"name": "axios", "version": "0.21.1"}')
    return source


def texts(folder: Path) -> dict[str, str]:
    """All that a folder has, by path; line ends as they are."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in files}


@pytest.mark.parametrize("layout", ["directory", "yaml"])
def test_what_is_written_is_the_port_and_nothing_else(
    tmp_path: Path, layout: Layout, offhook: Any
) -> None:
    source = lay_out(tmp_path, layout)
    before = texts(source if source.is_dir() else source.parent)
    port = ("port", f"{source}#sms-hook", "--write", "--sessions", offhook.file("s.toml", SESSION))
    done = offhook(*port)
    assert done.status == 0, done.err
    assert "proven equal on 1 invocations, 1 of them delivered" in done.err
    after = texts(source if source.is_dir() else source.parent)
    new = {name: text for name, text in after.items() if before.get(name) != text}
    assert new.pop("actions/sms-hook-action/code.js") == ACTION
    if layout == "directory":
        listed = json.loads(new.pop("actions/sms-hook-action.json"))
        assert listed["dependencies"] == [{"name": "axios", "version": "0.21.1"}]
        assert listed["secrets"][:2] == [
            {"name": "TOKEN", "value": "##TOKEN##"},
            {"name": "SID", "value": "##SMS_SID##"},
        ]
        wanted = {**json.loads(before["triggers/triggers.json"]), "send-phone-message": [BINDING]}
        assert json.loads(new["triggers/triggers.json"]) == wanted
    name, text = new.popitem()
    assert not new and name == ("tenant.yaml" if layout == "yaml" else "triggers/triggers.json")
    gone = [line for line in before[name].split("\n") if line not in text.split("\n")]
    assert [line.strip() for line in gone] in (
        ["send-phone-message: []"],
        ['"send-phone-message": [],'],
    )
    assert "cl3arv4lue" not in "".join(text for key, text in after.items() if key not in before)
    assert find(source, "sms-hook-action", {}).trigger == "send-phone-message"
    assert offhook(*port).err.count("nothing is changed") == 1
    root = source if source.is_dir() else source.parent
    assert texts(root) == after
    (root / name).write_bytes(before[name].encode())  # as where it was killed before the last file
    assert offhook(*port).status == 0
    assert texts(root) == after


def test_what_is_not_proven_is_not_written(tmp_path: Path, offhook: Any) -> None:
    source = lay_out(tmp_path, "directory", HOOK.replace("cb(null, {})", "0"))
    before = texts(source)
    session = offhook.file("s.toml", SESSION)
    done = offhook("port", f"{source}#sms-hook", "--write", "--shim", "--sessions", session)
    assert done.status == 1
    assert "nothing is written" in done.err and texts(source) == before


def test_a_taken_name_and_a_link_out_of_the_folder_are_refused(
    tmp_path: Path, offhook: Any
) -> None:
    source = lay_out(tmp_path, "directory")
    before = texts(source)
    done = offhook("port", f"{source}#sms-hook", "--write", "--name", "Phone Action")
    assert done.status == 2
    assert "is there already, and is never overwritten; choose another --name" in done.err
    (tmp_path / "elsewhere").mkdir()
    (source / "triggers" / "triggers.json").rename(tmp_path / "elsewhere" / "triggers.json")
    (source / "triggers" / "triggers.json").symlink_to(tmp_path / "elsewhere" / "triggers.json")
    done = offhook("port", f"{source}#sms-hook", "--write")
    assert (done.status, "triggers.json: leads out of" in done.err) == (2, True)
    assert texts(source) == before


def test_a_name_that_is_too_long_for_what_stands_beside_the_code_is_refused(
    tmp_path: Path, offhook: Any
) -> None:
    source = lay_out(tmp_path, "directory")
    before = texts(source)
    for name in ("n" * 251, "ü" * 126, "n" * 300):
        done = offhook("port", f"{source}#sms-hook", "--write", "--name", name)
        assert (done.status, done.out) == (2, "")
        assert (
            "bytes, and a file's name has 255 at most; choose another --name"
            in done.err.splitlines()[-1]
        )
        assert texts(source) == before
    source = lay_out(tmp_path / "yaml", "yaml")
    session = offhook.file("s.toml", SESSION)
    port = ("port", f"{source}#sms-hook", "--write", "--sessions", session, "--name", "n" * 255)
    assert offhook(*port).status == 0


def test_a_listing_that_nothing_can_be_put_into_is_said(tmp_path: Path, offhook: Any) -> None:
    source = lay_out(tmp_path, "directory")
    for text, said in (("[", "is no YAML"), ('{"send-phone-message": 1}', "wanted a list")):
        (source / "triggers" / "triggers.json").write_text(text)
        before = texts(source)
        done = offhook("port", f"{source}#sms-hook", "--write")
        assert (done.status, said in done.err) == (2, True), done.err
        assert done.err.count("triggers.json") == 1
        assert texts(source) == before


def test_an_action_and_a_file_are_told_what_to_do(tmp_path: Path, offhook: Any) -> None:
    source = lay_out(tmp_path, "directory")
    assert "is an Action already" in offhook("port", f"{source}#Phone Action").err
    (tmp_path / "hook.js").write_text(HOOK)
    assert (
        "--write is for a hook of a folder" in offhook("port", tmp_path / "hook.js", "--write").err
    )

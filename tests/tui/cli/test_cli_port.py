"""port: the Action on stdout or in a new file, what to look at, and the proof."""

from __future__ import annotations

import json
from typing import Any

import pytest

HOOK = """\
module.exports = function (recipient, text, context, cb) {
  const axios = require('axios@0.21.1');
  axios.post('https://sms.example.com/', { recipient, text, key: context.webtask.secrets.KEY })
    .then(() => cb(null, {}))
    .catch(cb);
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
ACTION = """\
// Ported by offhook from the hook hook.js, for the trigger send-phone-message.
// Dependencies: axios@0.21.1
// Secrets: KEY

const axios = require('axios');

exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  await axios.post('https://sms.example.com/', { recipient, text, key: event.secrets.KEY });
};
"""
SESSION = """\
format = 1
secrets = ["KEY"]
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
[invocation.refused]
faults = ["400"]
[invocation.refused.payload]
recipient = "+18085555555"
text = "123456 is your code"
[invocation.refused.payload.context]
message_type = "sms"
action = "enrollment"
language = "N/A"
code = "123456"
ip = "127.0.0.1"
user_agent = "x"
user = {}
"""


@pytest.fixture(autouse=True)
def parser() -> None:
    """Without the extra `port` there is nothing to port with."""
    pytest.importorskip("tree_sitter_javascript")


@pytest.fixture
def folder(offhook: Any) -> Any:
    offhook.file("hook.js", HOOK)
    offhook.file("node_modules/axios/index.js", AXIOS)
    offhook.file("node_modules/axios/package.json", '{"name": "axios", "version": "0.27.2"}')
    offhook.file("one.toml", SESSION)
    return offhook


def test_an_action_is_printed_and_proven(folder: Any) -> None:
    result = folder("port", "hook.js", "--sessions", "one.toml")
    assert result.out == ACTION
    assert result.err.splitlines()[0] == "dependencies: axios@0.21.1"
    assert result.err.splitlines()[-1] == "proven equal on 2 invocations, 1 of them delivered"
    assert "made up for the proof: values for KEY" in result.err
    assert result.status == 0


def test_an_action_is_written_with_its_dependencies(folder: Any) -> None:
    written = ("-o", "action.js", "--dependencies", "action.json", "--shim")
    result = folder("port", "hook.js", *written, "--sessions", "one.toml")
    assert result.status == 0, result.err
    assert result.out == ""
    assert "action.js written, the hook's function kept whole" in result.err
    listed = json.loads((folder.folder / "action.json").read_text())
    assert listed == [{"name": "axios", "version": "0.21.1"}]
    assert "const hook = function (recipient, text, context, cb) {" in (
        (folder.folder / "action.js").read_text()
    )
    again = folder("port", "hook.js", "-o", "action.js")
    assert (again.status, again.out) == (2, "")
    assert again.err == "offhook: action.js: is there already, and is never overwritten\n"


def test_what_differs_is_said(folder: Any) -> None:
    folder.file("odd.js", "module.exports = (r, t, c, cb) => cb(c.user.created_at || 'none');\n")
    result = folder("port", "odd.js", "--sessions", "one.toml")
    assert result.status == 1
    said = 'one and 1 more: error.message  "none" → "2026-01-01T00:00:00.000Z"'
    assert said in result.err
    assert result.err.splitlines()[-1] == "offhook: not equal on 2 of 2 invocations"


def test_a_hook_that_does_not_run_here_is_not_proven(folder: Any) -> None:
    folder.file("hook.js", HOOK.replace("axios", "nowhere"))
    result = folder("port", "hook.js")
    assert result.status == 1
    assert "const nowhere = require('nowhere');" in result.out
    said = "offhook: not proven: the hook itself does not run here. There is no package 'nowhere'"
    assert result.err.splitlines()[-1].startswith(said)


def test_two_that_deliver_nothing_prove_nothing(folder: Any) -> None:
    folder.file("hook.js", "module.exports = (r, t, c, cb) => cb(c.webtask.secrets.KEY + '?');\n")
    result = folder("port", "hook.js", "--sessions", "one.toml")
    assert result.status == 1
    said = (
        "offhook: not proven: both do the same on 2 invocations, and deliver none of them (‹KEY›?)"
    )
    assert result.err.splitlines()[-1].startswith(said)


@pytest.mark.usefixtures("without_node")
def test_without_node_nothing_is_proven(folder: Any) -> None:
    result = folder("port", "hook.js")
    assert (result.status, result.out) == (1, ACTION)
    assert "not proven: there is no Node" in result.err


def test_what_only_node_refuses_is_kept_whole_or_refused(folder: Any) -> None:
    folder.file("hook.js", "let a; let a;\nmodule.exports = (r, t, c, cb) => cb();\n")
    result = folder("port", "hook.js")
    assert (result.status, result.out) == (2, "")
    assert "it is kept whole instead" in result.err
    assert "Node does not take it: SyntaxError: Identifier 'a' has already" in result.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.js", "let = ;", "a.js:1: does not parse as JavaScript"),
        ("a.ts", "", "a.ts: is TypeScript: compile it to JavaScript, and port the result"),
        ("a.mjs", "\nexport default 1;", "a.mjs:2: is an ES module, and a hook is CommonJS"),
        ("a.js", "exports.onExecuteSendPhoneMessage = async () => {};", "a.js:1: is an Action al"),
        ("a.js", "// \udce9", "a.js:1: is no text in UTF-8"),
        ("a.js", "module.exports = 5;", "a.js:1: exports no function"),
    ],
)
def test_what_cannot_be_ported_is_said_in_one_line(
    offhook: Any, name: str, text: str, said: str
) -> None:
    (offhook.folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    result = offhook("port", name)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: {said}")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("command", ["port", "import"])
def test_an_empty_name_is_said_to_be_empty(offhook: Any, command: str) -> None:
    result = offhook(command, "")
    assert (result.status, result.out) == (2, "")
    assert result.err == "offhook: the file's name is empty\n"


def test_without_the_extra_it_says_how_to_get_it(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tree_sitter", None)
    result = folder("port", "hook.js")
    assert result.status == 2
    assert "pipx install '.[port]'" in result.err

"""compare: invocations of sessions sent to two targets, in text and JSON, and its exit status."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from .test_cli_replay import session

HOOK = """\
module.exports = function (recipient, text, context, cb) {
  console.log('to', recipient);
  if (text === 'fail') return cb(new Error('no\\n\\x1b[31mcredit'));
  cb(null, { MessageID: 'id-' + text });
};
"""
ACTION = """\
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient, text } = event.message_options;
  console.log('to', recipient);
  if (text === 'fail') throw new Error('no\\n\\x1b[31mcredit');
};
"""


@pytest.fixture
def suite(offhook: Any) -> Path:
    """A folder with a session, its hook, the Action in its place, and one that differs."""
    offhook.file("suite/hook.js", HOOK)
    offhook.file("suite/action.js", ACTION)
    offhook.file("suite/other.js", ACTION.replace("'to'", "'for'").replace("mcredit", "mmoney"))
    named = '[targets.new]\nhandler = "action.js"\n[targets.other]\nhandler = "other.js"\n'
    text = session(("one", "1", ""), ("two", "fail", ""))
    offhook.file(
        "suite/a.toml", text.replace('target = "hook.js"\n', f'target = "hook.js"\n{named}')
    )
    return Path("suite")


def without_times(text: str) -> list[str]:
    return re.sub(r"\d+(\.\d+)? m?s", "TIME", text).splitlines()


def test_a_hook_and_its_action_are_equal(offhook: Any, suite: Path) -> None:
    result = offhook("compare", suite, "--b", "new", "--jobs", "2")
    assert (result.status, result.err) == (0, "")
    lines = without_times(result.out)
    assert lines[:4] == [
        "suite/a.toml",
        "  = one  delivered  TIME, TIME",
        "  = two  failed callback_error, rejected  TIME, TIME",
        "The platform itself makes these differences, whatever the code does:",
    ]
    assert [line.split(":")[0] for line in lines[4:7]] == [
        "  response, in 1 invocation",
        "  wire, in 1 invocation",
        "  kind, in 1 invocation",
    ]
    assert [line.split(", Node")[0] for line in lines[7:]] == [
        "a: hook.js",
        "b: new, action.js",
        "2 invocations: 2 equal",
    ]


def test_what_differs_is_named_by_its_path(offhook: Any, suite: Path) -> None:
    result = offhook("compare", suite, "--b", "other", "--fail-fast", "--output", "report")
    assert (result.status, result.out) == (1, "")
    lines = without_times((offhook.folder / "report").read_text(encoding="utf-8"))
    assert lines[1:4] == [
        "  ≠ one  delivered  TIME, TIME",
        '    console[0].text  "to +18085555555" → "for +18085555555"',
        "  - two  not sent",
    ]
    assert lines[-1] == "2 invocations: 0 equal, 1 differs (1 difference), 1 not sent"
    assert result.err == f"{lines[-1]}\n"


def test_json_is_one_document(offhook: Any, suite: Path) -> None:
    result = offhook("compare", suite, "--b", "other", "--format", "json")
    assert (result.status, result.err) == (1, "2 invocations: 0 equal, 2 differ (3 differences)\n")
    assert "\x1b" not in result.out
    report = result.document
    counts = {"equal": 0, "different": 2, "not_run": 0, "not_sent": 0, "total": 2}
    assert {key: report[key] for key in counts} == counts
    (found,) = report["sessions"]
    two = found["invocations"][1]
    assert (two["name"], two["result"], two["a"]["kind"]) == ("two", "different", "callback_error")
    assert [each["path"] for each in two["differences"]] == ["error.message", "console[0].text"]
    assert {each["rule"] for each in two["platform"]} <= report["rules"].keys()


def test_one_payload_can_be_held_against_another(offhook: Any, suite: Path) -> None:
    edits = ("--b-set", "text=2", "--b-set", "recipient=+18085550000")
    result = offhook("compare", suite, "--a", "suite/hook.js", "--b", "suite/hook.js", *edits)
    assert result.status == 1
    assert '    response.MessageID  "id-1" → "id-2"' in result.out.splitlines()
    wrong = offhook("compare", suite, "--b-set", "text")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err == "offhook: --b-set: found 'text', wanted PATH=TEXT\n"


def test_two_endpoints_are_told_apart(offhook: Any, suite: Path, server: Any) -> None:
    result = offhook("compare", suite, "--a", server.url, "--b", server.url)
    assert (result.status, without_times(result.out)[1]) == (0, "  = one  delivered  TIME, TIME")
    other = offhook("compare", suite, "--b", server.url, "--secret", "TOKEN", "--env-file", "env")
    assert (other.status, other.out) == (2, "")
    offhook.file("env", "TOKEN=t0ken-5e0b7a1c99\n")
    other = offhook("compare", suite, "--b", server.url, "--secret", "TOKEN", "--env-file", "env")
    assert other.status == 1
    assert "response.key  nothing → null" in other.out
    assert "not seen here (remote)" in other.out


def test_only_those_that_are_asked_for_are_compared(offhook: Any, suite: Path) -> None:
    result = offhook("compare", suite, "--b", "new", "--invocation", "on*")
    assert (result.status, result.out.splitlines()[-1]) == (0, "1 invocation: 1 equal")
    none = offhook("compare", suite, "--b", "new", "--tag", "x")
    assert (none.status, none.err) == (
        2,
        "offhook: no invocation of these sessions fits --tag x\n",
    )


def test_a_fault_that_no_call_was_shown_is_not_green(offhook: Any, suite: Path) -> None:
    result = offhook("compare", suite, "--b", "new", "--fault", "429")
    why = "the hook made no call; the Action made no call"
    assert f"✗ fault 429: was shown to no call: {why}" in result.out.splitlines()
    assert (result.status, result.out.splitlines()[-1]) == (1, "2 invocations: 2 equal")
    text = (offhook.folder / suite / "a.toml").read_text()
    head = "[invocation.one]\n"
    offhook.file("suite/a.toml", text.replace(head, f'{head}faults = ["500"]\n'))
    own = offhook("compare", suite, "--b", "new", "--format", "json")
    assert own.document["reasons"] == [f"one: fault 500: was shown to no call: {why}"]
    assert (own.status, own.document["equal"]) == (1, 2)
    two = offhook("compare", suite, "--b", "new", "--invocation", "two", "--format", "json")
    assert (two.status, two.document["reasons"]) == (0, [])


def test_what_a_session_says_varies_is_no_difference(offhook: Any, suite: Path) -> None:
    text = (offhook.folder / suite / "a.toml").read_text()
    offhook.file("suite/a.toml", text.replace("\n", '\nvarying = ["console.text"]\n', 1))
    one = offhook("compare", suite, "--b", "other", "--format", "json")
    found = one.document["sessions"][0]["invocations"]
    assert [each["path"] for each in found[0]["varying"]] == ["console[0].text"]
    assert [each["path"] for each in found[1]["differences"]] == ["error.message"]
    said = "[invocation.two]\nexpect = {}"
    own = said.replace("{}", '{ varying = ["console", "error.message"] }')
    offhook.file("suite/a.toml", text.replace(said, own))
    two = offhook("compare", suite, "--b", "other", "--invocation", "two")
    assert two.status == 0
    assert "Left out, for what is there varies: error.message, console[0].text" in two.out


def test_what_cannot_be_compared_is_exit_2(offhook: Any, suite: Path) -> None:
    lost = offhook("compare", suite, "--b", "nowhere.js")
    assert (lost.status, lost.out) == (2, "")
    assert lost.err.startswith("offhook: target b: There is no file ")
    offhook.file("suite/broken.js", "require('no-such-module');")
    both = offhook("compare", suite, "--a", "suite/broken.js", "--b", "suite/broken.js")
    assert both.status == 2
    assert both.out.splitlines()[-1] == "2 invocations: 0 equal, 2 run by neither"
    assert "    neither was run: There is no package 'no-such-module'" in both.out
    offhook.file("suite/broken-action.js", "exports.onExecuteSendPhoneMessage = async (e) => {;")
    refused = offhook(
        *("compare", suite, "--b", "suite/broken-action.js", "--a-set", "context.message_type=fax"),
        *("--b-set", "context.message_type=fax"),
    )
    assert refused.out.splitlines()[-1] == "2 invocations: 0 equal, 2 run by neither"
    assert refused.status == 2
    assert "    neither was run: Unexpected end of input" in refused.out
    same = offhook("compare", suite)
    assert (same.status, same.out) == (2, "")
    assert "nothing to compare" in same.err
    hook = offhook("compare", "suite/hook.js", "--b", "x.js")
    assert (hook.status, hook.out) == (2, "")
    assert hook.err.endswith("offhook compare SESSION --b suite/hook.js\n")

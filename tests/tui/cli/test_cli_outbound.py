"""The calls of a hook on the command line: caught and shown, answered with faults, or let out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.fault import FAULTS
from sessions.contract.invocation import example
from sessions.contract.outcome import Result
from sessions.store.model import Expect, SavedInvocation, Session
from sessions.store.session_file import dumps, parse

NODE = """\
const http = require('http');
module.exports = function (recipient, text, context, cb) {
  const call = http.request(context.where || WHERE, OPTIONS, (answer) => {
    let said = '';
    answer.on('data', (part) => { said += part; });
    answer.on('end', () => {
      if (answer.statusCode >= 400) return cb(new Error('answered ' + answer.statusCode));
      cb(null, { MessageID: JSON.parse(said).sid || 'no-sid' });
    });
  });
  call.on('error', cb);
  call.end(new URLSearchParams({ To: recipient, From: '+15005550006', Body: text }).toString());
};
const FORM = 'application/x-www-form-urlencoded';
const OPTIONS = {
  method: 'POST',
  headers: { 'content-type': FORM, authorization: 'Basic QUM6eA==' },
};
const WHERE = 'http://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json';
"""
ACTION = (
    NODE.replace(
        "module.exports = function (recipient, text, context, cb) {",
        "const run = function (recipient, text, context, cb) {",
    )
    + """\
exports.onExecuteSendPhoneMessage = async (event) => new Promise((resolve, reject) => {
  const { recipient, text } = event.message_options;
  run(recipient, text, {}, (error, answer) => (error ? reject(error) : resolve(answer)));
});
"""
)
PYTHON = """\
import json
import urllib.error
import urllib.parse
import urllib.request


def handler(recipient, text, context):
    form = {"To": recipient, "From": "+15005550006", "Body": text}
    request = urllib.request.Request(
        "http://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
        urllib.parse.urlencode(form).encode(),
        {"authorization": "Basic QUM6eA=="},
    )
    with urllib.request.urlopen(request) as answer:
        return {"MessageID": json.load(answer)["sid"]}
"""
SWALLOWING = NODE.replace(
    "return cb(new Error('answered ' + answer.statusCode));", "return cb(null, {});"
)
MADE_UP = """\
import json
import urllib.request


def handler(recipient, text, context):
    with urllib.request.urlopen("http://api.example.com/token", data=b"{}") as answer:
        return {"MessageID": json.load(answer)["token"]}
"""
NUMBER = ["--set", "recipient=+18085555555"]
CAPTURED = "captured: nothing was sent\n"


@pytest.fixture
def hooks(offhook: Any) -> None:
    """A hook, an Action and a Python function that send by Twilio, and a hook that hides errors."""
    offhook.file("hook.js", NODE)
    offhook.file("action.js", ACTION)
    offhook.file("function.py", PYTHON)
    offhook.file("swallowing.js", SWALLOWING)


pytestmark = pytest.mark.usefixtures("hooks")


def session(target: str = "hook.js", **invocations: SavedInvocation) -> str:
    payload = example().put(("recipient",), "+18085555555").payload
    named = {
        name: saved.model_copy(update={"payload": payload}) for name, saved in invocations.items()
    }
    return dumps(Session(target=target, invocation=named))


# caught


@pytest.mark.parametrize("target", ["hook.js", "action.js", "function.py"])
def test_a_send_is_caught_and_told(offhook: Any, target: str) -> None:
    result = offhook("send", "--target", target, *NUMBER)
    assert (result.status, result.err) == (0, CAPTURED)
    assert re.search(r"^  \S+ · .+ · captured(, isolated)?$", result.out, re.MULTILINE)
    call, message = result.out[result.out.index("\n  outbound\n") :].splitlines()[2:4]
    assert re.fullmatch(
        r"    POST http://api\.twilio\.com/2010-04-01/Accounts/AC1/Messages\.json"
        rf"  twilio  201  \d+ ms  {re.escape(target)}:\d+",
        call,
    )
    assert message == (
        "      sms to +18085555555 from +15005550006: Here is your one time password!"
    )


@pytest.mark.parametrize("target", ["hook.js", "action.js", "function.py"])
def test_the_json_has_the_whole_call(offhook: Any, target: str) -> None:
    result = offhook("send", "--target", target, *NUMBER, "--json")
    assert (result.status, result.err) == (0, "")
    assert result.document["target"]["network"] in ("isolated", "redirected")
    assert result.document["warnings"] == []
    (call,) = result.document["outbound"]
    assert (call["method"], call["provider"], call["status"]) == ("POST", "twilio", 201)
    assert call["message"] == {
        **{"to": "+18085555555", "from": "+15005550006"},
        **{"text": "Here is your one time password!", "channel": "sms"},
        **{"code": None, "inferred": False},
    }
    assert json.loads(call["answer_body"])["sid"].startswith("SM")
    assert "QUM6eA" not in result.out


@pytest.mark.parametrize("target", ["hook.js", "action.js", "function.py"])
def test_a_message_that_differs_from_what_was_asked_for_is_warned_of(
    offhook: Any, target: str
) -> None:
    file = offhook.folder / target
    text = file.read_text().replace("Body: text", "Body: text.slice(0, 9)")
    file.write_text(text.replace('"Body": text', '"Body": text[:9]'))
    asked = (*NUMBER, "--set", "text=Your code is 123456.")
    result = offhook("send", "--target", target, *asked, "--json")
    assert result.document["warnings"] == [
        "The text that reached twilio is not the payload's: it was cut after 9 of its 20 "
        "characters.",
        "The text that reached twilio lacks the code 123456.",
    ]


def test_an_actions_message_is_held_against_its_event(offhook: Any) -> None:
    saved = SavedInvocation(event={"message_options": {"text": "Another text."}})
    path = offhook.file("a.toml", session("action.js", one=saved))
    result = offhook("send", path, "--json")
    (call,) = result.document["outbound"]
    assert call["message"]["text"] == "Another text."
    assert result.document["warnings"] == []


def test_a_hook_that_calls_nobody_is_told_nothing(offhook: Any) -> None:
    quiet = offhook.file("quiet.js", "module.exports = (recipient, text, context, cb) => cb();")
    result = offhook("send", "--target", quiet, *NUMBER)
    assert (result.status, result.err) == (0, "")
    assert "outbound" not in result.out


# faults


@pytest.mark.parametrize("fault", ["429", "twilio=429"])
@pytest.mark.parametrize("target", ["hook.js", "action.js", "function.py"])
def test_a_fault_reaches_the_hook(offhook: Any, target: str, fault: str) -> None:
    result = offhook("send", "--target", target, *NUMBER, "--fault", fault)
    assert (result.status, result.err) == (1, CAPTURED)
    error, outbound = result.out.split("\n  outbound\n")
    assert "429" in error
    assert "  twilio  429  fault 429  " in outbound


def test_a_fault_of_another_provider_is_not_shown_and_several_may_be_asked_for(
    offhook: Any,
) -> None:
    given = ["--fault", "sns=500", "--fault", "vonage=401"]
    assert offhook("send", "--target", "hook.js", *NUMBER, *given).status == 0
    result = offhook("send", "--target", "hook.js", *NUMBER, *given, "--fault", "twilio=500")
    assert result.status == 1
    assert "  twilio  500  fault 500  " in result.out


def test_a_success_that_hides_a_fault_is_warned_of(offhook: Any) -> None:
    result = offhook("send", "--target", "swallowing.js", *NUMBER, "--fault", "400")
    assert result.status == 0
    assert "warning: The hook reports success although twilio answered 400." in result.out


def test_the_faults_of_an_invocation_are_shown_and_the_command_line_replaces_them(
    offhook: Any,
) -> None:
    path = offhook.file("a.toml", session(one=SavedInvocation(faults=("500",))))
    assert offhook("send", path, "--json").document["outbound"][0]["status"] == 500
    by_hand = offhook("send", path, "--fault", "sns=500", "--json")
    assert by_hand.document["outbound"][0]["status"] == 201


def test_a_fault_for_a_whole_replay_need_not_meet_each_invocation(offhook: Any) -> None:
    offhook.file("quiet.py", "def handler(recipient, text, context):\n    return {}\n")
    quiet = SavedInvocation(target="quiet.py")
    calls = SavedInvocation(target="function.py", expect=Expect(outcome=Result.FAILED))
    path = offhook.file("a.toml", session(quiet=quiet, calls=calls))
    met = offhook("replay", path, "--fault", "twilio=429")
    assert (met.status, "2 of 2 as expected" in met.out) == (0, True)
    path = offhook.file("b.toml", session(quiet=quiet))
    missed = offhook("replay", path, "--fault", "twilio=429", "--format", "json")
    said = "fault twilio=429: expected to be shown to one invocation at least, but was to none: "
    assert (missed.status, missed.document["failed"]) == (1, 0)
    assert missed.document["reasons"] == [f"{said}the hook made no call"]
    assert f"✗ {said}" in missed.err


def test_saved_faults_are_the_ones_that_were_sent_with(offhook: Any) -> None:
    given = [*NUMBER, "--fault", "429", "--fault", "sns=slow"]
    assert offhook("send", "--target", "hook.js", *given, "--save", "new.toml").status == 1
    saved = parse((offhook.folder / "new.toml").read_text()).invocation
    assert [one.faults for one in saved.values()] == [("429", "sns=slow")]
    assert offhook("send", "new.toml", "--json").document["outbound"][0]["status"] == 429


@pytest.mark.parametrize("command", ["send", "replay"])
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("4x", "there is no fault '4x'; write NAME or PROVIDER=NAME, with one of 400, "),
        ("twilio=4x", "there is no fault 'twilio=4x'; write NAME or PROVIDER=NAME, with one"),
        ("twillio=429", "there is no provider 'twillio' for the fault 'twillio=429'; wanted "),
        ("", "there is no fault ''; write NAME"),
    ],
)
def test_an_unknown_fault_is_one_message(
    offhook: Any, command: str, fault: str, message: str
) -> None:
    path = offhook.file("a.toml", session(one=SavedInvocation()))
    result = offhook(command, path, "--fault", fault)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: --fault: {message}")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("command", ["send", "replay", "check"])
def test_an_unknown_provider_in_a_session_is_named_with_its_line(
    offhook: Any, command: str
) -> None:
    text = session(one=SavedInvocation(faults=("429", "twillio=429")))
    line = text[: text.index("faults")].count("\n") + 1
    result = offhook(command, offhook.file("a.toml", text))
    assert result.status == 2
    assert (
        f"a.toml:{line}: invocation.one.faults[1]: there is no provider 'twillio'"
        in result.out + result.err
    )


# live


def test_live_calls_go_out_and_are_announced(offhook: Any, server: Any) -> None:
    edits = [*NUMBER, "--set", f"context.where={server.url}"]
    result = offhook("send", "--target", "hook.js", *edits, "--live")
    assert result.err == "LIVE: calls really go out\n"
    assert "Here+is+your+one+time+password" in server.body.decode()
    assert " · LIVE\n" in result.out
    assert "outbound" not in result.out
    captured = offhook("send", "--target", "hook.js", *edits, "--json").document["outbound"]
    assert captured[0]["url"] == server.url


def test_replay_goes_live_too(offhook: Any, server: Any) -> None:
    offhook.file("hook.js", NODE.replace("context.where || WHERE", f"'{server.url}'"))
    path = offhook.file("a.toml", session(one=SavedInvocation(faults=("500",))))
    result = offhook("replay", path, "--live")
    assert result.status == 0
    assert result.err.startswith("LIVE: calls really go out\n")
    assert server.body


def test_faults_of_a_session_have_no_effect_live_and_that_is_said(
    offhook: Any, server: Any
) -> None:
    offhook.file("hook.js", NODE.replace("context.where || WHERE", f"'{server.url}'"))
    path = offhook.file("a.toml", session(one=SavedInvocation(faults=("500", "sns=slow"))))
    result = offhook("send", path, "--live")
    assert result.status == 0
    assert result.err == (
        "LIVE: calls really go out\n"
        "warning: the invocation's faults (500, sns=slow) have no effect: calls go out\n"
    )


@pytest.mark.parametrize("command", ["send", "replay"])
def test_live_with_a_fault_is_refused(offhook: Any, command: str) -> None:
    path = offhook.file("a.toml", session(one=SavedInvocation()))
    result = offhook(command, path, "--live", "--fault", "429")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "offhook: --live: real providers show no faults; leave --live or --fault out\n"
    )


@pytest.mark.parametrize("given", [["--live"], ["--fault", "429"]])
def test_a_remote_target_is_neither_live_nor_faulty(
    offhook: Any, server: Any, given: list[str]
) -> None:
    sent = offhook("send", "--target", server.url, *given)
    assert (sent.status, sent.out) == (2, "")
    assert sent.err == (
        f"offhook: {given[0]}: the target is a remote endpoint, whose calls are its own; "
        "only those of a hook that runs here are caught\n"
    )
    path = offhook.file("a.toml", session(server.url, one=SavedInvocation()))
    replayed = offhook("replay", path, *given)
    assert (replayed.status, replayed.out) == (2, "")
    assert replayed.err.startswith("offhook: every invocation goes to a remote endpoint")
    assert server.body == b""


def test_faults_of_a_session_have_no_effect_at_a_remote_target(offhook: Any, server: Any) -> None:
    path = offhook.file("a.toml", session(server.url, one=SavedInvocation(faults=("500",))))
    assert offhook("send", path).err == (
        "warning: the invocation's faults (500) have no effect: the target is a remote endpoint\n"
    )
    checked = offhook("check", path)
    assert checked.status == 0
    assert "    · one: its faults have no effect: " in checked.out


def test_a_failure_after_an_answer_that_was_made_up_says_so_before_the_error(offhook: Any) -> None:
    offhook.file("made_up.py", MADE_UP)
    result = offhook("send", "--target", "made_up.py:handler", *NUMBER)
    assert result.status == 1
    said, error = "made up: offhook made up the answer of api.example.com (", "'token'"
    assert 0 < result.out.index(said) < result.out.index(error)
    assert "  POST http://api.example.com/token  200  made up by offhook  " in result.out


def test_a_session_gives_the_answer_and_no_more_is_made_up(offhook: Any) -> None:
    offhook.file("made_up.py", MADE_UP)
    text = session("made_up.py:handler", one=SavedInvocation())
    given = '[[answers]]\nhost = "api.example.com"\njson.token = "tok-1"\n\n'
    path = offhook.file("a.toml", text.replace("[invocation", f"{given}[invocation", 1))
    result = offhook("send", path, "--save", "copy.toml", "--json")
    assert result.document["message_id"] == "tok-1"
    assert result.document["outbound"][0]["answered_by"] == "session"
    assert result.document["made_up"] is None
    assert offhook("replay", path, "copy.toml").status == 0


# replay


def test_replay_tells_calls_only_when_asked_to(offhook: Any) -> None:
    failing = SavedInvocation(faults=("twilio=400",))
    path = offhook.file("a.toml", session("swallowing.js", one=SavedInvocation(), two=failing))
    short = offhook("replay", path)
    assert short.status == 0
    assert "twilio" not in short.out
    long = offhook("replay", path, "-v")
    assert long.out.count("  POST http://api.twilio.com/") == 2
    assert "\n    warning: The hook reports success although twilio answered 400.\n" in long.out
    assert "      sms to +18085555555 from " in long.out
    assert offhook("replay", path, "-v", "--output", "report.txt").status == 0
    report = (offhook.folder / "report.txt").read_text()
    assert "      sms to +18085555555 from " in report


def test_a_fault_by_hand_replaces_those_of_every_invocation(offhook: Any) -> None:
    own = SavedInvocation(faults=("500",))
    path = offhook.file("a.toml", session(one=own, two=SavedInvocation()))
    document = offhook("replay", path, "--format", "json", "--fault", "429").document
    (steps,) = [one["invocations"] for one in document["sessions"]]
    assert [step["outbound"][0]["fault"] for step in steps] == ["429", "429"]
    document = offhook("replay", path, "--format", "json").document
    (steps,) = [one["invocations"] for one in document["sessions"]]
    assert [step["outbound"][0]["fault"] for step in steps] == ["500", None]


def test_a_fault_that_no_call_met_is_warned_of_and_not_as_expected(offhook: Any) -> None:
    path = offhook.file("a.toml", session(one=SavedInvocation(), two=SavedInvocation()))
    sent = offhook("send", path, "--fault", "vonage=400")
    why = "no call went to vonage, but to twilio"
    assert sent.status == 0
    assert f"  warning: The fault vonage=400 was not shown: {why}.\n" in sent.out
    replayed = offhook("replay", path, "--fault", "vonage=400")
    assert replayed.status == 1
    assert replayed.out.endswith(
        f"✗ fault vonage=400: expected to be shown to one invocation at least, but was to none: "
        f"{why}\n2 of 2 as expected, 1 not of all together\n"
    )
    document = offhook("replay", path, "--fault", "vonage=400", "--format", "json").document
    (steps,) = [one["invocations"] for one in document["sessions"]]
    asked = {"fault": "vonage=400", "shown": False, "why_not": why}
    assert [(step["met"], step["faults"]) for step in steps] == [(True, [asked])] * 2


@pytest.mark.parametrize("command", ["send", "replay"])
def test_the_help_names_every_fault(offhook: Any, command: str) -> None:
    text = " ".join(offhook(command, "--help").out.split())
    assert f"One of {', '.join(FAULTS)}" in text
    assert "--live let them out for real" in text


# a session's interpreter


def test_a_path_to_an_interpreter_counts_from_the_sessions_folder(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sessions.runner.interpreters import find_node

    node = find_node()
    assert node
    tools = offhook.folder / "suite/tools"
    tools.mkdir(parents=True)
    (tools / "my-node").symlink_to(node.path)
    offhook.file("suite/hook.js", "module.exports = (r, t, c, cb) => cb(null, process.execPath);")
    table = '[targets.local]\nhandler = "hook.js"\nnode = "tools/my-node"\n\n'
    text = session("local", one=SavedInvocation())
    text = text.replace("[invocation.one.payload]", f"{table}[invocation.one.payload]")
    path = offhook.file("suite/a.toml", text)
    here = offhook("send", path, "--json")
    assert here.document["error"] is None
    assert "(setting)" in here.document["target"]["runtime"]
    assert offhook("send", path, "--save", "copy.toml").status == 0
    copied = parse((offhook.folder / "copy.toml").read_text()).targets["local"]
    assert copied.node == "suite/tools/my-node"
    assert offhook("send", "copy.toml").status == 0
    monkeypatch.chdir(Path("/"))
    assert offhook("send", offhook.folder / path).status == 0

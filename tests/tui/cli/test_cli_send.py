"""send: the whole way from the command line through a real hook or server to the outcome."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.invocation import example
from sessions.contract.json_text import JsonValue, dumps
from sessions.store.session_file import parse

ROOT = Path(__file__).parents[3]
KEYS = [
    *("outcome", "kind", "message_id", "message_id_source", "response", "error", "where"),
    *("warnings", "console", "outbound", "faults", "made_up"),
    *("duration_ms", "target", "wire"),
]

ECHO = """\
module.exports = function (recipient, text, context, cb) {
  cb(null, { MessageID: recipient, text: text, context: context.user,
             secrets: context.webtask.secrets });
};
"""
ACTION = """\
exports.onExecuteCustomPhoneProvider = async ({ notification, user }, api) => {
  const { message_type: type, as_text: text, recipient } = notification;
  console.log(`${type} ${text} ${recipient} ${user.created_at}`);
  api.notification.drop(type);
};
"""
BOOM = """\
module.exports = function (recipient, text, context, cb) {
  console.log('first\\nsecond');
  cb(new Error('boom'));
};
"""
SESSION = """\
format = 1
name = "Two"
target = "local"
secrets = ["TOKEN"]

[targets.local]
handler = "hooks/echo.js"

[targets.broken]
handler = "hooks/boom.js"

[invocation.first.payload]
recipient = "+18085555555"
text = "one"
[invocation.first.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "123456"
ip = "127.0.0.1"
user_agent = "Mozilla/5.0"
user = { name = "Billie" }

[invocation.second]
tags = ["kept"]
target = "broken"
payload = { recipient = 5 }
"""


@pytest.fixture
def session(offhook: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session with two hooks beside it, and the secret that it wants in the environment."""
    monkeypatch.setenv("TOKEN", "hunter2-hunter2")
    offhook.file("suite/hooks/echo.js", ECHO)
    offhook.file("suite/hooks/boom.js", BOOM)
    return offhook.file("suite/two.toml", SESSION)


def test_with_nothing_said_the_example_goes_to_the_starter(offhook: Any) -> None:
    result = offhook("send", "--json")
    assert (result.status, result.err) == (0, "")
    outcome = result.document
    assert list(outcome) == KEYS
    assert outcome["outcome"] == "delivered"
    assert str(uuid.UUID(outcome["message_id"])) == outcome["message_id"]
    assert outcome["message_id_source"] == "runner"


def test_without_node_the_starter_is_python(offhook: Any, without_node: None) -> None:
    result = offhook("send")
    assert result.status == 0
    assert result.out.splitlines()[1].startswith("  starter.py · Python ")


def test_the_text_report_of_a_delivery(offhook: Any) -> None:
    hook = offhook.file("echo.js", ECHO)
    result = offhook("send", "--target", hook, "--set", "recipient=abc")
    assert result.status == 0
    first, target, whose, *rest = result.out.splitlines()
    assert first.startswith("✓ Delivered  abc  ")
    assert first.endswith(" ms")
    assert target.startswith("  echo.js · Node ")
    assert whose == "  MessageID returned by the hook"
    assert rest[:3] == ["", "  response", "    {"]
    assert result.err.startswith("advice: recipient: not E.164")


def test_the_text_report_of_a_failure(offhook: Any) -> None:
    hook = offhook.file("boom.js", BOOM)
    result = offhook("send", "--target", hook, "--set", "recipient=+18085555555")
    assert (result.status, result.err) == (1, "")
    lines = result.out.splitlines()
    assert lines[0].startswith("✗ The hook called back with an error  callback_error  ")
    assert lines[2] == "  boom"
    assert lines[3] == "  boom.js:3:6"
    assert "  ▸ 3 │   cb(new Error('boom'));" in lines
    assert lines[-5].startswith("  → Read the error")
    assert lines[-3:] == ["  console", "    log  first  (boom.js:2)", "         second"]


def test_a_hook_cannot_steer_the_terminal(offhook: Any) -> None:
    nasty = r"'\x1b]0;owned\x07\u202e\x9b2J'"
    hook = offhook.file(
        "nasty.js",
        "module.exports = function (recipient, text, context, cb) {\n"
        f"  console.log({nasty});\n"
        f"  const error = new TypeError({nasty}, {{ cause: new Error({nasty}) }});\n"
        f"  error[{nasty}] = {nasty}; error.code = {nasty};\n"
        f"  if (text === 'bad') return cb(error);\n"
        f"  cb(null, {{ MessageID: {nasty}, more: {nasty} }});\n"
        "};\n",
    )
    for text in ("good", "bad"):
        shown = offhook("send", "--target", hook, "--set", f"text={text}").out
        assert "\\x1b]0;owned" in shown
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_a_session_sends_its_first_invocation_or_the_one_that_is_named(
    offhook: Any, session: Path
) -> None:
    first = offhook("send", session, "--json")
    assert first.status == 0
    assert first.document["response"]["text"] == "one"
    assert first.document["response"]["secrets"] == {"TOKEN": "‹TOKEN›"}
    assert first.document["target"]["name"] == "local"
    second = offhook("send", session, "--invocation", "second", "--no-check", "--json")
    assert second.status == 1
    assert second.document["error"]["message"] == "boom"
    assert second.document["where"]["line"] == 3
    unknown = offhook("send", session, "--invocation", "third")
    assert unknown.status == 2
    assert unknown.err == (
        "offhook: unknown invocation 'third' in suite/two.toml; it has: first, second\n"
    )


def test_a_target_by_hand_is_a_name_of_the_session_or_a_path_from_here(
    offhook: Any, session: Path
) -> None:
    assert offhook("send", session, "--target", "broken", "--json").document["kind"] == (
        "callback_error"
    )
    by_hand = offhook("send", session, "--target", "suite/hooks/boom.js", "--json")
    assert by_hand.document["kind"] == "callback_error"


def test_edits_are_made_on_whatever_payload_there_is(offhook: Any, session: Path) -> None:
    edits = ["--set", "text=two", "--null", "context.user.name", "--unset", "context.user.name"]
    edits += ["--set-json", 'context.user={"n": [1, null]}', "--set", 'context.user."a.b"=x']
    response = offhook("send", session, *edits, "--json").document["response"]
    assert response["text"] == "two"
    assert response["context"] == {"n": [1, None], "a.b": "x"}


def test_a_payload_from_a_file_or_stdin(offhook: Any) -> None:
    hook = offhook.file("echo.js", ECHO)
    payload = dumps(example().put(("recipient",), "from-stdin").payload)
    from_stdin = offhook("send", "--payload", "-", "--target", hook, "--json", stdin=payload)
    assert from_stdin.document["message_id"] == "from-stdin"
    file = offhook.file("payload.json", payload.replace("from-stdin", "from-file"))
    from_file = offhook("send", "--payload", file, "--target", hook, "--json")
    assert from_file.document["message_id"] == "from-file"


def test_wrong_json_is_named_by_file_line_and_column(offhook: Any) -> None:
    file = offhook.file("payload.json", '{\n  "a": 1,,\n}')
    result = offhook("send", "--payload", file)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("offhook: payload.json:2: column 10: ")


def test_what_the_platform_refuses_is_not_sent(offhook: Any) -> None:
    result = offhook("send", "--set-json", "context.ip=5", "--json")
    assert result.status == 1
    assert result.document["kind"] == "payload_rejected"
    assert result.document["error"]["message"] == "context.ip: found a number (5), wanted a string"
    unchecked = offhook("send", "--set-json", "context.ip=5", "--no-check", "--json")
    assert unchecked.document["outcome"] == "delivered"


def test_a_session_whose_secret_has_no_value_is_not_sent(
    offhook: Any, session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOKEN")
    result = offhook("send", session)
    assert result.status == 2
    assert result.err.startswith("offhook: suite/two.toml: no value for TOKEN; ")


def test_a_hook_that_never_answers_is_given_up_in_time(offhook: Any) -> None:
    hook = offhook.file(
        "never.js", "module.exports = (recipient, text, context, cb) => setTimeout(cb, 60000);\n"
    )
    result = offhook("send", "--target", hook, "--timeout", "0.2", "--json")
    assert result.status == 1
    assert result.document["kind"] == "timeout_waiting"
    assert result.document["duration_ms"] == 200


def test_a_missing_session_is_one_line(offhook: Any) -> None:
    result = offhook("send", "no.toml")
    assert (result.status, result.out) == (2, "")
    assert result.err == "offhook: no.toml: cannot be read: no such file\n"


def test_an_invocation_wants_a_session(offhook: Any) -> None:
    assert offhook("send", "--invocation", "x").err == (
        "offhook: --invocation: names one of a session, and no SESSION is given\n"
    )


# --save


def test_what_was_sent_can_be_saved_and_sent_again(offhook: Any) -> None:
    offhook.file("hooks/echo.js", ECHO)
    (offhook.folder / "saved").mkdir()
    result = offhook(
        "send", "--target", "hooks/echo.js", "--set", "text=é", "--save", "saved/new.toml"
    )
    assert result.status == 0
    assert "saved as saved/new.toml\n" in result.err
    session = parse((offhook.folder / "saved/new.toml").read_text(encoding="utf-8"))
    assert session.target == "../hooks/echo.js"
    (invocation,) = session.invocations()
    assert invocation.payload == example().put(("text",), "é").payload
    again = offhook("send", "saved/new.toml", "--json")
    assert again.document["response"]["text"] == "é"


def test_a_saved_invocation_takes_its_target_along(offhook: Any, session: Path) -> None:
    arguments = ["--invocation", "second", "--no-check", "--save", "copy.toml"]
    assert offhook("send", session, *arguments).status == 1
    copy = parse((offhook.folder / "copy.toml").read_text(encoding="utf-8"))
    assert list(copy.invocation) == ["second"]
    assert copy.invocation["second"].tags == ("kept",)
    assert copy.target == "broken"
    assert {name: spec.handler for name, spec in copy.targets.items()} == {
        "broken": "suite/hooks/boom.js"
    }
    assert copy.secrets == ("TOKEN",)
    assert "hunter2" not in (offhook.folder / "copy.toml").read_text()
    assert offhook("send", "copy.toml", "--no-check", "--json").document["kind"] == (
        "callback_error"
    )


def test_nothing_is_overwritten_and_then_nothing_is_sent(offhook: Any) -> None:
    marker = offhook.folder / "sent"
    hook = offhook.file(
        "mark.js",
        "module.exports = (recipient, text, context, cb) => {\n"
        f"  require('fs').writeFileSync({str(marker)!r}, ''); cb(); }};\n",
    )
    offhook.file("old.toml", "mine")
    result = offhook("send", "--target", hook, "--save", "old.toml")
    assert (result.status, result.out) == (2, "")
    assert result.err == "offhook: old.toml: is there already, and is never overwritten\n"
    assert (offhook.folder / "old.toml").read_text() == "mine"
    assert not marker.exists()
    assert offhook("send", "--target", hook, "--save", "new.toml").status == 0
    assert marker.exists()


def test_an_event_is_sent_as_the_event_that_it_is(offhook: Any) -> None:
    action = offhook.file("action.js", ACTION)
    user: JsonValue = {"user_id": "u", "created_at": "2025-03-01T10:00:00.000Z"}
    told = {"message_type": "blocked_account", "delivery_method": "text", "as_text": "locked"}
    notification: JsonValue = {**told, "recipient": "+18085550100"}
    event: JsonValue = {"notification": notification, "user": user}
    file = offhook.file("event.json", dumps(event))
    saved = "saved.toml"
    given = offhook("send", "--payload", file, "--target", action, "--json", "--save", saved)
    again = offhook("send", saved, "--json")
    for result in (given, again):
        assert result.document["outcome"] == "dropped"
        assert [line["text"] for line in result.document["console"]] == [
            "blocked_account locked +18085550100 2025-03-01T10:00:00.000Z"
        ]


def test_a_secret_in_the_payload_is_not_saved(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "hunter2-hunter2")
    edit = ["--set", "text=my hunter2-hunter2"]
    result = offhook("send", "--secret", "TOKEN", *edit, "--save", "new.toml")
    assert (result.status, result.out) == (2, "")
    assert "TOKEN" in result.err
    assert "hunter2" not in result.err
    assert not (offhook.folder / "new.toml").exists()


# remote targets, and processes of their own


def test_headers_by_hand_go_to_a_remote_target(
    offhook: Any, monkeypatch: pytest.MonkeyPatch, server: Any
) -> None:
    monkeypatch.setenv("KEY", "hunter2-hunter2")
    given = ["--header", "X-Plain: a: b", "--header", "X-Key: ${env:KEY}"]
    result = offhook("send", "--target", server.url, *given, "--json")
    assert result.document["outcome"] == "delivered"
    assert server.headers["X-Plain"] == "a: b"
    assert server.headers["X-Key"] == "hunter2-hunter2"
    assert result.document["response"] == {"MessageID": "1", "key": "‹KEY›"}
    assert json.loads(server.body) == example().payload
    unset = offhook("send", "--target", server.url, "--header", "X: ${env:NOPE}")
    assert unset.err.startswith("offhook: --header X: ${env:NOPE} has no value; ")


def start(*arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_send_in_silence(tmp_path: Path, number: int, status: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with start("send", "--target", url, "--json", cwd=tmp_path) as process:
            listener.settimeout(60)
            connection, _ = listener.accept()  # from here on it waits for an answer
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            connection.close()
    assert (process.returncode, out, err) == (status, b"", b"")


def test_signs_are_spelled_where_the_terminal_has_none(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tui", "send", "--set", "recipient=+18085555555"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        timeout=60,
    )
    assert result.returncode == 0
    assert result.stdout.startswith(b"OK Delivered  ")

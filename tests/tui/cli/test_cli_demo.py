"""`offhook demo --script`: the whole flow with real hooks, whose calls are caught; and its save."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sessions.store.session_file import read

from .conftest import Offhook, Server

HOOK = """\
const https = require('https');
module.exports = function (recipient, text, context, cb) {
  const token = (context.webtask.secrets || {}).TWILIO_AUTH_TOKEN || 'none';
  const request = https.request({
    method: 'POST', host: 'api.twilio.com', auth: 'AC1:' + token,
    path: '/2010-04-01/Accounts/AC1/Messages.json',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }, (answer) => {
    answer.resume();
    answer.on('end', () => cb(answer.statusCode < 300 ? null : new Error('refused'), {}));
  });
  request.on('error', cb);
  const Body = TEXT;
  request.end(new URLSearchParams({ To: recipient, From: '+15005550006', Body }).toString());
};
"""
ENROLLED = "✓ Enrolled, and logged in; 4 calls of the hook"


def said(out: str, who: str) -> list[str]:
    """The lines of one who sees something: `user`, `phone`, `log`, `page`, `hook`."""
    return re.findall(rf"^  {who} +(.*)$", out, re.MULTILINE)


def log_types(out: str) -> list[str]:
    return re.findall(r"\b(gd_\w+)", "\n".join(said(out, "log")))


def test_tells_enrollment_wrong_code_resend_and_second_factor(offhook: Offhook) -> None:
    result = offhook("demo", "--script")
    assert result.status == 0, result.out
    assert result.out.splitlines()[-1] == ENROLLED
    assert log_types(result.out) == [
        *("gd_start_enroll", "gd_send_sms", "gd_auth_failed", "gd_send_sms"),
        *("gd_enrollment_complete", "gd_send_sms", "gd_auth_failed", "gd_send_sms"),
        "gd_auth_succeed",
    ]
    phone = said(result.out, "phone")
    assert len(phone) == 4
    assert phone[0].endswith("Please enter this code to verify your enrollment.")
    assert phone[2].endswith(" is your verification code for Acme")
    typed = re.findall(r": (\d{6}) → \[Continue\]", result.out)
    assert typed[1:] == [phone[1][:6], phone[2][:6], phone[3][:6]]
    assert "This code is wrong." in said(result.out, "page")
    assert "This code has expired. Ask for a new one." in said(result.out, "page")
    assert all("✓ Delivered" in line for line in said(result.out, "hook"))
    assert re.search(r"Node .* · captured", result.out)
    assert "\x1b" not in result.out


@pytest.mark.usefixtures("without_node")
def test_without_node_a_python_hook_is_shown(offhook: Offhook) -> None:
    result = offhook("demo", "--script", "--voice", "--language", "ar", "--tenant", "متجر")
    assert result.status == 0, result.out
    assert "twilio_message.py" in result.out
    assert "gd_send_voice" in log_types(result.out)
    calls = said(result.out, "call")
    assert len(calls) == 4
    assert all(re.search(r"(\d…){5}\d", line) and "متجر" in line for line in calls)


def test_the_saved_run_replays(offhook: Offhook, monkeypatch: pytest.MonkeyPatch) -> None:
    offhook.file("hooks/own.js", HOOK.replace("TEXT", "text"))
    offhook.file("runs/keep.txt", "")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "s3cr3t-token")
    result = offhook(
        *("demo", "--script", "--target", "hooks/own.js", "--secret", "TWILIO_AUTH_TOKEN"),
        *("--number", "+49 (0)151 1234-5678", "--save", "runs/run.toml"),
    )
    assert result.status == 0, result.out
    assert "saved as runs" in result.err
    session = read(Path("runs/run.toml")).session
    assert session.target == "../hooks/own.js"
    assert session.secrets == ("TWILIO_AUTH_TOKEN",)
    assert "s3cr3t" not in Path("runs/run.toml").read_text() + result.out
    assert list(session.invocation) == [
        *("enrollment-sms", "enrollment-sms-2", "second-factor-sms", "second-factor-sms-2"),
    ]
    payload = session.invocation["enrollment-sms"].payload
    assert payload["recipient"] == "+4915112345678"
    replayed = offhook("replay", "runs/run.toml")
    assert (replayed.status, "4 of 4 as expected" in replayed.out) == (0, True)
    again = offhook("demo", "--script", "--save", "runs/run.toml")
    assert (again.status, "is there already" in again.err) == (2, True)


def test_a_fault_is_shown_to_user_and_developer_and_replays(offhook: Offhook) -> None:
    result = offhook("demo", "--script", "--fault", "401", "--save", "down.toml")
    assert result.status == 1
    assert said(result.out, "page") == [
        "We could not send the message. Try again, or choose another way."
    ]
    assert log_types(result.out) == ["gd_start_enroll", "gd_send_sms_failure"]
    assert "(20003)" in result.out
    assert "✗ The hook did not deliver" in result.out.splitlines()[-1]
    saved = read(Path("down.toml")).session.invocation["enrollment-sms"]
    assert saved.faults == ("401",)
    assert saved.expect
    assert (saved.expect.outcome, saved.expect.kind) == ("failed", "callback_error")
    assert offhook("replay", "down.toml").status == 0


def test_a_message_without_the_code_is_no_way_in(offhook: Offhook) -> None:
    offhook.file("own.js", HOOK.replace("TEXT", "'Your code has been sent.'"))
    result = offhook("demo", "--script", "--target", "own.js")
    assert result.status == 1
    assert "The message on the phone does not have the code" in result.out.splitlines()[-1]


def test_where_nothing_runs_no_line_is_left_empty(offhook: Offhook) -> None:
    result = offhook("demo", "--script", "--target", "nope.js")
    assert result.status == 1
    assert "✗ The target is not there" in result.out
    assert not any(line != line.rstrip() for line in result.out.splitlines())


def test_where_no_provider_is_called_the_payload_stands_in(offhook: Offhook) -> None:
    result = offhook("demo", "--script", "--target", "starter")
    assert result.status == 0, result.out
    assert "The payload's text stands in." in result.out


ACTION = """\
exports.onExecuteSendPhoneMessage = async (event) => {
  const { recipient, text, code } = SOURCE;
  const body = JSON.stringify(BODY);
  await new Promise((resolve) => require('https').request(
    'https://gateway.example.com/send', { method: 'POST' }, (got) => resolve(got.resume()),
  ).end(body));
};
"""


@pytest.mark.parametrize(
    ("source", "body", "ends"),
    [
        ("event", "{ to: recipient, message: text }", "✗ No message: the Action made calls"),
        ("event", "{ phone_number: recipient, otp_code: code }", "✗ No message: the Action made"),
        (
            "event.message_options",
            "{ phone_number: '+15005550006', otp_code: code }",
            "✗ No message: it went to +15005550006, another number.",
        ),
        (
            "event.message_options",
            "{ phone_number: recipient, otp_code: '42' + code.slice(2, 4) }",
            "✗ The message on the phone does not have the code",
        ),
        ("event.message_options", "{ q: [btoa(recipient + ' ' + code)] }", ENROLLED),
    ],
)
def test_only_a_message_that_was_seen_lets_the_user_in(
    offhook: Offhook, source: str, body: str, ends: str
) -> None:
    offhook.file("own.js", ACTION.replace("SOURCE", source).replace("BODY", body))
    result = offhook("demo", "--script", "--target", "own.js")
    assert result.out.splitlines()[-1].startswith(ends)
    assert result.status == (0 if ends == ENROLLED else 1)
    assert not any("Please enter" in line for line in said(result.out, "phone"))
    assert ("(shape unknown; number and code stand in it)" in result.out) is (ends == ENROLLED)


def test_a_remote_target_is_asked_too(offhook: Offhook, server: Server) -> None:
    result = offhook("demo", "--script", "--target", server.url)
    assert result.status == 0, result.out
    assert b"second-factor-authentication" in server.body


def test_templates_from_a_text_and_a_file(offhook: Offhook) -> None:
    offhook.file("verify.liquid", "{% if locale == 'de' %}Los: {{ code }}{% endif %}\n")
    result = offhook(
        *("demo", "--script", "--target", "starter", "--language", "de"),
        *("--enrollment-template", "{{code}} opens {{tenant.friendly_name}}"),
        *("--verification-template", "verify.liquid"),
    )
    assert result.status == 0, result.out
    phone = said(result.out, "phone")
    assert phone[0].endswith("opens Acme")
    assert phone[2].startswith("Los: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--enrollment-template", "a\n{{ code | shout }}"], "line 2: unknown filter 'shout'"),
        (["--verification-template", "gone.liquid"], "gone.liquid: no template can be read"),
        (["--verification-template", "binary.liquid"], "is not UTF-8"),
        (["--enrollment-template", "{% for i in (1..9999) %}x{% endfor %}"], "it runs away"),
        (["--enrollment-template", "x" * 70_000], "no template can be read: File name too long"),
        (["--enrollment-template", "a b" * 30_000], "longer than 65,536 characters"),
        (["--enrollment-template", "{% if %}"], "--enrollment-template, line 1: missing"),
        (["--language", "deutsch"], "--language: not a language tag"),
        (["--number", "808 555 5555"], "--number: Begin with +"),
        (["--tenant", " "], "--tenant: no name is given"),
        (["--fault", "418"], "no fault '418'"),
        (["--live", "--fault", "500"], "--live: real providers show no faults"),
        (["--target", "http://127.0.0.1:9/", "--fault", "500"], "remote endpoint"),
        (["--secret", "NO_SUCH_SECRET"], "--secret: no value for NO_SUCH_SECRET"),
        (["--autoplay"], "give one of the two"),
        (["--speed", "2"], "--speed: is for --autoplay"),
        (["--speed", "0"], "wanted a number from 0.1 to 100"),
        (["--speed", "nan"], "wanted a number from 0.1 to 100"),
    ],
)
def test_wrong_usage_is_told_in_one_line(
    offhook: Offhook, arguments: list[str], message: str
) -> None:
    (offhook.folder / "binary.liquid").write_bytes(b"\xff\xfe{{")
    result = offhook("demo", "--script", *arguments)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1


def test_without_a_terminal_only_the_script_runs(offhook: Offhook) -> None:
    result = offhook("demo")
    assert (result.status, result.out) == (2, "")
    assert "offhook demo --script does without one" in result.err


class TestRecorded:
    def test_it_plays_by_itself_without_a_terminal(
        self, offhook: Offhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1 / 60)  # as for users: all is recorded
        result = offhook("demo", "--autoplay", "--speed", "100", "--record", "run.cast")
        assert (result.status, result.out) == (0, ""), result.err
        assert "recorded as run.cast" in result.err
        header, *events = (tmp_path / "run.cast").read_text().splitlines()
        assert json.loads(header)["title"] == "offhook demo: MFA at Acme"
        drawn = "".join(json.loads(event)[2] for event in events)
        assert "Welcome to Acme" in drawn
        assert "✓ Enrolled, and logged in" in drawn
        again = offhook("demo", "--autoplay", "--record", "run.cast")
        assert again.status == 2
        assert "run.cast: is there already, and is never overwritten" in again.err

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (["--record", "run.gif"], "run.gif: wanted a name that ends in .cast or .svg"),
            (["--record", "none/run.svg"], "there is no folder none"),
            (["--record", "run.svg", "--number", "+47 912 34 567"], "may be somebody's"),
            (["--record", "run.svg", "--save", "./run.svg"], "run.svg cannot be both"),
            (["--record", "run.svg", "--live"], "--record: shows the number"),
            (["--record", "run.svg", "--script"], "leave --script out"),
            (["--record", "run.svg"], "the demo needs a terminal"),
        ],
    )
    def test_what_cannot_be_recorded_is_refused_and_leaves_no_file(
        self, offhook: Offhook, tmp_path: Path, given: list[str], said: str
    ) -> None:
        result = offhook("demo", *given)
        assert result.status == 2
        assert said in result.err
        assert list(tmp_path.glob("run*")) == []

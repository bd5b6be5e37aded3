"""fuzz: hooks and endpoints with planted faults, what is printed and saved, and its exit status."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sessions.store.session_file import read
from tui.cli import fuzz

ROOT = Path(__file__).parents[3]

HOOK = """\
const https = require('https');
let last = '';
module.exports = (recipient, text, context, cb) => {
  const lang = context.user.user_metadata.lang;
  if (context.message_type === 'voice') return cb(new Error('no voice'));
  console.log('after', last);
  last = recipient;
  const code = Number(context.code);
  const request = https.request({ method: 'POST', host: 'sms.example.com', path: '/send' });
  request.on('response', (answer) => answer.resume().on('end', () => cb(null, {})));
  request.end(JSON.stringify({ to: recipient, body: `Enter ${code}, please`, lang }));
};
"""


def test_each_fault_of_a_hook_is_printed_once_and_saved_to_be_replayed(offhook: Any) -> None:
    offhook.file("hook.js", HOOK)
    offhook.file("found/keep", "")
    arguments = ("fuzz", "hook.js", "--seed", "1", "--count", "40", "--instance", "warm")
    result = offhook(*arguments, "--save", "found")
    assert result.status == 1, result.err
    assert re.fullmatch(r"\d+ invocations sent \(seed 1\): 4 failures\n", result.err)
    assert result.out.splitlines() == [
        "✗ The hook called back with an error  hook.js:5",
        "  no voice",
        '  sent: a plain payload with context.message_type = "voice"',
        "  saved as found/fuzz-hook-callback-error.toml",
        "✗ The code is missing  hook.js:9",
        "  The code 012345 is missing: sms.example.com was given “Enter 12345, please”.",
        '  sent: a plain payload with context.code = "012345"',
        "  saved as found/fuzz-hook-code-missing.toml",
        "✗ The hook threw an error  hook.js:4",
        "  TypeError: Cannot read properties of undefined (reading 'lang')",
        "  sent: a plain payload without context.user.user_metadata",
        "  saved as found/fuzz-hook-sync-throw.toml",
        "✗ A value leaks into the next message",
        "  recipient of the message before stands in the console.",
        '  sent before: a plain payload with recipient = "+29021234"',
        "  then: a plain payload",
        "  saved as found/fuzz-hook-leak.toml",
    ]
    again = offhook(*arguments, "--save", "found")
    assert again.out == result.out  # the same failures are in the same files
    assert len(list((offhook.folder / "found").glob("*.toml"))) == 4

    replay = offhook("replay", "found")
    assert replay.status == 1
    assert replay.out.splitlines()[-1] == "1 of 5 as expected, 4 not"  # the message before the leak
    mended = HOOK.replace("Number(context.code)", "context.code").replace(
        "if (context.m", "if (0&&"
    )
    mended = mended.replace("user_metadata.", "user_metadata?.").replace("'after', last", "'-'")
    offhook.file("hook.js", mended.replace("0&&essage_type === 'voice'", "0"))
    assert offhook("replay", "found").status == 0


def test_a_sound_hook_fails_nothing_and_nothing_is_saved(offhook: Any) -> None:
    hook = ROOT / "sessions/examples/hooks/twilio-message.js"
    result = offhook("fuzz", hook, "--count", "20", "--seed", "0", "--instance", "warm")
    assert (result.status, result.out) == (0, "")
    assert re.fullmatch(r"\d\d invocations sent \(seed 0\): no failure\n", result.err)
    assert list(offhook.folder.iterdir()) == []


class Keeps(BaseHTTPRequestHandler):
    """An endpoint that answers with a part of the message before."""

    protocol_version = "HTTP/1.1"
    last = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = f'{{"MessageID": "1", "previous": "{Keeps.last}"}}'.encode()
        found = re.search(r'"code":\s*"([^"]*)"', body)
        Keeps.last = found[1] if found else ""
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Keeps) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_an_endpoint_is_sent_to_with_the_users_word_only(offhook: Any, endpoint: str) -> None:
    refused = offhook("fuzz", endpoint.replace("//", "//me:pw@"), "--count", "30")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == (
        f"offhook: {endpoint} is an endpoint and may really send up to 30 messages, "
        "to numbers kept for fiction: add --yes, and --count for fewer\n"
    )
    result = offhook("fuzz", endpoint, "--count", "30", "--seed", "2", "--yes")
    assert result.status == 1, result.err
    assert result.out.splitlines() == [
        "✗ A value leaks into the next message",
        "  context.code of the message before stands in response.previous.",
        '  sent before: a plain payload with context.code = "012345"',
        "  then: a plain payload",
        "  saved as fuzz-127.0.0.1-leak.toml",
    ]
    saved = read(offhook.folder / "fuzz-127.0.0.1-leak.toml").session
    assert (saved.target, list(saved.invocation)) == (endpoint, ["before", "made-up"])
    replay = offhook("replay", "fuzz-127.0.0.1-leak.toml")
    assert replay.out.splitlines()[-1] == "1 of 2 as expected, 1 not"


SESSION = """\
format = 1
secrets = ["TOKEN"]
[targets.mine]
handler = "hooks/hook.py:send"
[[answers]]
host = "sms.example.com"
json = {}
[invocation.first]
faults = ["429"]
[invocation.first.payload]
recipient = "+18085550123"
text = "123456 is your code"
kept = 1
[invocation.first.payload.context]
message_type = "voice"
action = "enrollment"
language = "en"
code = "1.2.3.4.5.6"
ip = "::1"
user_agent = ""
user = {}
"""


def test_a_session_is_varied_and_its_targets_and_secrets_are_known(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    offhook.file("in/s.toml", SESSION)
    offhook.file(
        "in/hooks/hook.py",
        "def send(recipient, text, context):\n"
        "    assert context['webtask']['secrets']['TOKEN'] == 't0ken-value'\n"
        "    if context['message_type'] == 'sms':\n"
        "        raise ValueError(context['code'])\n"
        "    return {'MessageID': '1'}\n",
    )
    missing = offhook("fuzz", "mine", "--from", "in/s.toml")
    assert missing.status == 2
    assert "TOKEN" in missing.err
    monkeypatch.setenv("TOKEN", "t0ken-value")
    result = offhook("fuzz", "mine", "--from", "in/s.toml", "--count", "6", "--seed", "1")
    assert result.status == 1, result.err
    assert result.out.splitlines()[:2] == [
        "✗ The hook threw an error  in/hooks/hook.py:4",
        "  ValueError: 123456",
    ]
    saved = read(offhook.folder / "fuzz-mine-sync-throw.toml").session
    assert saved.secrets == ("TOKEN",)
    assert saved.targets["mine"].handler == "in/hooks/hook.py:send"
    assert len(saved.answers) == 1
    payload = saved.invocation["first"].payload
    assert (payload["kept"], payload["context"]["message_type"]) == (1, "sms")
    assert saved.invocation["first"].faults == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "the following arguments are required: TARGET (see offhook fuzz --help)"),
        (("a.toml",), "a.toml: is a session, and no target: offhook fuzz TARGET --from a.toml"),
        (("nowhere.js",), "The target is not there: There is no file "),
        (("broken.js",), "The file does not parse: Unexpected token"),
        (("starter", "--seed", "x"), "--seed: found 'x', wanted a whole number from 0"),
        (("starter", "--count", "0"), "--count: found '0', wanted a whole number from 1"),
        (("starter", "--save", "nowhere"), "nowhere: is no folder to save failures in"),
        (("starter", "--from", "hook.js"), "hook.js: is a hook, and no session"),
        (("starter", "--from", "empty.toml"), "empty.toml: the session has no invocation"),
        (
            ("starter", "--from", "bad.toml"),
            "bad.toml: the platform would refuse all of it: ",
        ),
        (
            ("hook.py", "--instance", "warm"),
            "warm instances are for hooks and Actions",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, offhook: Any
) -> None:
    offhook.file("hook.js", HOOK)
    offhook.file("broken.js", "module.exports = )")
    offhook.file("empty.toml", "format = 1\n")
    offhook.file("bad.toml", 'format = 1\n[invocation.a.payload]\nrecipient = ""\ntext = ""\n')
    result = offhook("fuzz", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"offhook: {said}")
    assert result.err.count("\n") == 1


def test_without_hypothesis_it_says_what_to_install(
    offhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "find_spec", lambda name: None)
    result = offhook("fuzz", "starter")
    assert (result.status, result.out) == (2, "")
    assert "pip install 'offhook[fuzz]'" in result.err


def test_what_was_found_is_reported_where_it_is_broken_off(offhook: Any) -> None:
    offhook.file(
        "hook.py",
        "import time\n"
        "def send(recipient, text, context):\n"
        "    if context['message_type'] == 'voice':\n"
        "        open('waits', 'w').close()\n"
        "        time.sleep(60)\n"
        "    raise ValueError\n",
    )
    os.mkfifo(offhook.folder / "waits")
    started = subprocess.Popen(
        [sys.executable, "-m", "tui", "fuzz", "hook.py:send", "--seed", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=offhook.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    with (offhook.folder / "waits").open():  # opened once the hook waits
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert started.returncode == 130, err
    assert out.startswith("✗ The hook threw an error  hook.py:6\n")
    assert err == "interrupted: 2 invocations sent (seed 1)\n"
    assert (offhook.folder / "fuzz-hook-sync-throw.toml").is_file()

"""`--instance`: a process for each invocation, one for all, and what of one leaks into the next."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

HOOK = """\
let calls = 0;
module.exports = (recipient, text, context, cb) => {
  calls += 1;
  cb(null, { MessageID: `call-${calls}` });
};
"""
LEAKY = """\
let last;
module.exports = (recipient, text, context, cb) => {
  last ||= text;
  const call = require('https').request(
    'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json',
    { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    (answer) => answer.resume().on('end', () => cb(null, {})),
  );
  call.end(String(new URLSearchParams({ To: recipient, From: '+15005550006', Body: last })));
};
"""
EXPECTED = 'expect = { message_id = "call-%s" }\n'


def invocation(name: str, code: str, number: str = "+18085550100") -> str:
    return f"""
[invocation.{name}]
[invocation.{name}.payload]
recipient = "{number}"
text = "{code} is your code"
[invocation.{name}.payload.context]
message_type = "sms"
action = "enrollment"
language = "en"
code = "{code}"
ip = "127.0.0.1"
user_agent = ""
user = {{}}
"""


def session(*invocations: str, target: str = 'target = "hook.js"') -> str:
    return "\n".join(["format = 1", target, *invocations])


def expecting(text: str, call: int) -> str:
    """An invocation that is expected to be answered as the instance's so manyth."""
    head, rest = text.split("]\n", 1)
    return f"{head}]\n{EXPECTED % call}{rest}"


def test_one_instance_serves_all_where_it_is_asked_for(offhook: Any) -> None:
    offhook.file("hook.js", HOOK)
    both = [expecting(invocation(f"n{call}", "123456"), call) for call in (1, 2)]
    offhook.file("s.toml", session(*both))
    assert offhook("replay", "s.toml").status == 1
    assert offhook("replay", "s.toml", "--instance", "warm").status == 0
    table = 'target = "t"\n[targets.t]\nhandler = "hook.js"\ninstance = "warm"\n'
    offhook.file("s.toml", session(*both, target=table))
    assert offhook("replay", "s.toml").status == 0
    assert offhook("replay", "s.toml", "--instance", "fresh").status == 1


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("hook.py", "hook.py is a Python function"),
        ("https://localhost/sms", "https://localhost/sms is an endpoint, which keeps its own"),
    ],
)
def test_what_is_no_javascript_cannot_be_warm(target: str, what: str, offhook: Any) -> None:
    offhook.file("hook.py", "def handler(recipient, text, context):\n    return {}\n")
    offhook.file("s.toml", session(invocation("one", "123456"), target=f'target = "{target}"'))
    result = offhook("replay", "s.toml", "--instance", "warm")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "offhook: s.toml: invocation.one: warm instances are for hooks and Actions in JavaScript; "
        f"{what}\n"
    )


def test_a_python_function_that_is_to_be_warm_is_a_problem(offhook: Any) -> None:
    offhook.file("hook.py", "def handler(recipient, text, context):\n    return {}\n")
    table = 'target = "t"\n[targets.t]\nhandler = "hook.py"\ninstance = "warm"\n'
    offhook.file("s.toml", session(invocation("one", "123456"), target=table))
    said = "warm instances are for hooks and Actions in JavaScript; hook.py is a Python function"
    checked, sent = offhook("check", "s.toml"), offhook("send", "s.toml")
    assert (checked.status, said in checked.out) == (1, True)
    assert (sent.status, sent.err) == (2, f"offhook: {said}\n")
    assert offhook("replay", "s.toml", "--instance", "fresh").status == 0


def test_what_leaks_into_the_next_message_is_found_with_its_line(offhook: Any) -> None:
    offhook.file("hook.js", LEAKY)
    two = [invocation("ada", "111222"), invocation("bob", "333444", "+18085550101")]
    offhook.file("s.toml", session(*two))
    result = offhook("replay", "s.toml", "--instance", "both", "--format", "json")
    assert result.status == 1
    assert (result.document["equal"], result.document["different"]) == (1, 1)
    bob = result.document["sessions"][0]["invocations"][1]
    path = "outbound[0].message.text"
    assert bob["differences"] == [
        {"path": path, "a": "333444 is your code", "b": "111222 is your code"}
    ]
    place = {"file": str(offhook.folder / "hook.js"), "line": 4}
    assert bob["leaks"] == [{"path": path, "what": "the code", "of": "ada", **place}]
    assert bob["kept"] == [{"name": "last", "line": 1}]
    result = offhook("replay", "s.toml", "--instance", "both", *("--format", "junit"))
    assert result.status == 1
    root = ElementTree.fromstring(result.out)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")
    (failure,) = root.iter("failure")
    assert failure.get("message") == f"leak: the code of ada is in {path} (hook.js:4)"
    assert '"333444 is your code" → "111222 is your code"' in (failure.text or "")


def test_a_hook_that_keeps_nothing_of_a_message_is_equal(offhook: Any) -> None:
    offhook.file("hook.js", LEAKY.replace("last ||=", "last ="))
    two = [invocation("ada", "111222"), invocation("bob", "333444", "+18085550101")]
    offhook.file("s.toml", session(*two))
    result = offhook("replay", "s.toml", "--instance", "both")
    assert result.status == 0
    assert result.out.splitlines()[-1] == "2 invocations: 2 equal"
    assert "b: hook.js, Node" in result.out and "one instance for all, in order" in result.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--live"], "--live: cannot be given with --instance both, which compares"),
        (["--repeat", "2"], "--repeat: cannot be given with --instance both, which compares"),
        (["--format", "tap"], "--format tap: wanted one of text, json, junit with --instance both"),
    ],
)
def test_what_makes_no_sense_beside_both_is_refused(
    more: list[str], said: str, offhook: Any
) -> None:
    offhook.file("s.toml", session(invocation("ada", "111222")))
    result = offhook("replay", "s.toml", "--instance", "both", *more)
    assert (result.status, result.out, result.err) == (2, "", f"offhook: {said}\n")

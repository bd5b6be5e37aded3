"""Actions: which trigger is called, with what event and api, and what comes of it.

The files in `actions/` say in comments what is expected of each: `kind:`, `outcome:`, `message:`
(a part of it), `warning:` (a part of one; as many as there are), `timeout:`, and `here` on the
line of `where`.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from sessions.contract.dialects import to_event
from sessions.contract.invocation import Invocation, example
from sessions.contract.kinds import Kind
from sessions.send import send
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits

ACTIONS = Path(__file__).parent / "actions"
EXPECTED = re.compile(r"^// (kind|outcome|message|warning|timeout): (.*)$", re.MULTILINE)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SEND = "exports.onExecuteSendPhoneMessage"
PROVIDE = "exports.onExecuteCustomPhoneProvider"
DROPS_CODE = f"{PROVIDE} = async (e, api) => api.notification.drop(e.notification.code);"


def expected_of(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"message": [], "warning": [], "timeout": ["20"]}
    for key, value in EXPECTED.findall((ACTIONS / name).read_text()):
        found[key] = [*found.get(key, []), value] if key != "timeout" else [value]
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in ACTIONS.glob("*.js")))
async def test_every_action_comes_out_as_it_says(name, node, run, tmp_path):
    shutil.copy(ACTIONS / name, tmp_path / name)
    expected = expected_of(name)
    outcome = await run(name, timeout=float(expected["timeout"][0]), node=node)
    message = outcome.error.message if outcome.error else ""
    assert [outcome.kind, outcome.outcome] == [*expected["kind"], *expected["outcome"]], message
    for part in expected["message"]:
        assert part in message
    # Their calls are any calls, of which few have a message.
    warnings = [each for each in outcome.warnings if not each.startswith("No message was seen")]
    assert len(warnings) == len(expected["warning"]), outcome.warnings
    for part in expected["warning"]:
        assert any(part in warning for warning in warnings), outcome.warnings
    lines = (ACTIONS / name).read_text().splitlines()
    here = [n for n, line in enumerate(lines, 1) if line.endswith("// here")]
    assert ([outcome.where.line] if outcome.where else []) == here
    assert outcome.wire is None
    assert outcome.target.kind == "action"


async def test_a_delivered_message_has_an_id_of_the_runner(node, run, write):
    write("action.js", f"{SEND} = async () => ({{ MessageID: 'mine' }});")
    outcome = await run("action.js", node=node)
    assert (outcome.outcome, outcome.response) == ("delivered", None)
    assert outcome.message_id_source == "runner"
    assert UUID.fullmatch(outcome.message_id)


@pytest.mark.parametrize(("export", "dialect"), [(SEND, "action"), (PROVIDE, "phone-provider")])
async def test_an_action_is_given_the_event(export, dialect, node, write, tmp_path):
    write(
        "action.js",
        f"{export} = async function (event) {{"
        " console.log(JSON.stringify([event, arguments.length])); };",
    )
    overrides = {"user": {"phone_number": "+15550100"}, "organization": {"id": "org_1"}}
    invocation = Invocation(example().payload, "one", overrides)
    target = resolve("action.js", base=tmp_path)
    outcome = await target.invoke(invocation, {"TOKEN": "t0"}, Limits())
    await target.aclose()
    assert outcome.delivered
    sent = to_event(invocation.payload, dialect, overrides, {"TOKEN": "t0"})
    assert json.loads(outcome.console[0].text) == [sent, 2]
    assert outcome.event == to_event(invocation.payload, dialect, overrides)


async def test_a_hook_is_told_of_no_event(run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, { given: Object.keys(c) });")
    outcome = await run("hook.js")
    assert outcome.target.kind == "hook"
    assert outcome.event is None
    assert sorted(outcome.response["given"]) == sorted([*example().payload["context"], "webtask"])


@pytest.mark.parametrize(
    "source",
    [
        f"{SEND} = async () => {{}};\nmodule.exports = (r, t, c, cb) => cb();",
        "module.exports = (r, t, c, cb) => cb(); // was: onExecuteSendPhoneMessage",
        f"module.exports = (r, t, c, cb) => cb();\nmodule.{SEND} = () => {{ throw 1; }};",
    ],
)
async def test_a_function_is_a_hook_whatever_it_is_decorated_with(source, run, write):
    write("hook.js", source)
    outcome = await run("hook.js")
    assert (outcome.target.kind, outcome.delivered) == ("hook", True)


async def test_an_action_of_another_trigger_is_told_which_can_be_called(run, write):
    write("action.js", "exports.onExecutePostLogin = async () => {};")
    outcome = await run("action.js")
    assert outcome.kind == Kind.BAD_EXPORT
    for name in ("onExecutePostLogin", "onExecuteSendPhoneMessage", "onExecuteCustomPhoneProvider"):
        assert name in outcome.error.message


async def test_an_action_may_come_from_another_file(run, write):
    write("action.js", "module.exports = require('./lib/real.js');")
    write(
        "lib/real.js", f"{PROVIDE} = async (e, api) => api.notification.drop(e.notification.code);"
    )
    outcome = await run("action.js")
    assert (outcome.kind, outcome.error.message) == (Kind.DROPPED, "123456")


CACHE = """
exports.onExecuteSendPhoneMessage = async (event, { cache }) => {
  const now = Date.now();
  const near = (at, minutes) => Math.abs(at - now - minutes * 60_000) < 5_000;
  const seen = [];
  const note = (...values) => seen.push(...values);
  note(cache.get('none'), cache.delete('none'));
  const first = cache.set('a', 'one');
  note(first.type, first.record.value, near(first.record.expires_at, 15));
  note(cache.get('a').value, near(cache.get('a').expires_at, 15));
  note(near(cache.set('a', 'two', { ttl: 60_000 }).record.expires_at, 1), cache.get('a').value);
  const both = { ttl: 600_000, expires_at: now + 60_000 };
  note(near(cache.set('b', 'x', both).record.expires_at, 1));
  note(near(cache.set('b', 'x', { ttl: 24 * 3600_000 }).record.expires_at, 24 * 60));
  note(cache.set('b', 'x', { ttl: 25 * 3600_000 }).code, cache.set('b', 'x', { ttl: 'long' }).code);
  note(cache.set('b', 'x', { expires_at: now - 1 }).code);
  note(cache.set('k'.repeat(65), 'x').code, cache.set('é'.repeat(33), 'x').code);
  note(cache.set('k', 'v'.repeat(4097)).code, cache.set('k', 'v'.repeat(4096)).type);
  note(cache.set('l', 'v'.repeat(4096)).code, cache.delete('k').type, cache.get('k'));
  for (let n = 0; n < 18; n += 1) cache.set(`n${n}`, 'x');
  note(cache.set('more', 'x').code, cache.set('n1', 'y').type);
  try { cache.set('number', 5); } catch (error) { note(error.name); }
  console.log(JSON.stringify(seen));
};
"""


async def test_the_cache_answers_as_documented(node, run, write):
    write("action.js", CACHE)
    outcome = await run("action.js", node=node)
    assert outcome.delivered, outcome.error
    assert json.loads(outcome.console[0].text) == [
        *(None, {"type": "error", "code": "CacheKeyDoesNotExist"}),
        *("success", "one", True),
        *("one", True),
        *(True, "two"),
        True,
        True,
        *("InvalidExpiry", "InvalidExpiry"),
        "ItemAlreadyExpired",
        *("CacheKeySizeExceeded", "CacheKeySizeExceeded"),
        *("CacheValueSizeExceeded", "success"),
        *("CacheSizeExceeded", "success", None),
        *("CacheSizeExceeded", "success"),
        "TypeError",
    ]
    assert all("api.cache.set was refused with" in warning for warning in outcome.warnings)


async def test_the_cache_is_empty_at_each_call(run, write):
    write(
        "action.js",
        f"{SEND} = async (event, api) => {{"
        " console.log(String(api.cache.get('a'))); api.cache.set('a', '1'); };",
    )
    outcomes = [await run("action.js") for _ in range(2)]
    assert [outcome.console[0].text for outcome in outcomes] == ["undefined", "undefined"]


async def test_what_a_hook_is_refused_an_action_is_given(write, tmp_path):
    write("action.js", DROPS_CODE)
    target = resolve("action.js", base=tmp_path)
    payload = {"context": {"action": "blocked_account", "code": "9"}}
    outcome = await send(target, Invocation(payload), secrets={}, limits=Limits())
    await target.aclose()
    assert (outcome.kind, outcome.error.message) == (Kind.DROPPED, "9")


async def test_large_code_is_warned_of(run, write):
    write("action.js", f"{SEND} = async () => {{}};\n// {'x' * 110_000}")
    outcome = await run("action.js")
    assert outcome.delivered
    assert any("100 kB" in warning for warning in outcome.warnings)


async def test_a_response_awaited_to_its_end_leaves_nothing_behind(node, run, write):
    write(
        "action.js",
        f"{SEND} = async () => {{ const r = await fetch('https://sms.example/', {{"
        " method: 'POST' }); await r.json(); };",
    )
    outcome = await run("action.js", node=node)
    assert outcome.delivered, outcome.error
    (warning,) = outcome.warnings
    assert warning.startswith("No message was seen in 1 call;")

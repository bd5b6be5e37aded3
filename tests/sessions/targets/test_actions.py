"""Actions: which trigger is called, with what event and api, and what comes of it.

The files in `actions/` say in comments what is expected of each: `kind:`, `outcome:`, `message:`
(a part of it), `warning:` (a part of one; as many as there are), `timeout:`, and `here` on the
line of `where`.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.platforms.auth0.events import payload_of, to_event
from sessions.sending import send
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of, inside, items, members

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
    overrides: dict[str, JsonValue] = {
        "user": {"phone_number": "+15550100"},
        "organization": {"id": "org_1"},
    }
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
    context = members(inside(example().payload, "context"))
    given = items(inside(outcome.response, "given"))
    assert sorted(map(str, given)) == sorted([*context, "webtask"])


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
    assert (outcome.kind, error_of(outcome).message) == (Kind.DROPPED, "123456")


CACHE = {
    "get('none')": None,
    "delete('none')": {"type": "error", "code": "CacheKeyDoesNotExist"},
    "set('a', 'one').type": "success",
    "set('a', 'one').record.value": "one",
    "get('a').value": "one",
    "at(set('a', 'one')) === 15": True,
    "at(set('b', 'x', { ttl: 600_000, expires_at: now + 60_000 })) === 1": True,
    "at(set('b', 'x', { ttl: 60_000, expires_at: now + 600_000 })) === 1": True,
    "at(set('b', 'x', { ttl: 25 * 3600_000 })) === 25 * 60": True,
    "set('b', 'x', { ttl: 'long' }).code": "InvalidExpiry",
    "set('b', 'x', { ttl: Infinity }).code": "InvalidExpiry",
    "set('b', 'x', { ttl: Number.MAX_SAFE_INTEGER }).code": "InvalidExpiry",
    "set('b', 'x', { ttl: 0.5 }).code": "InvalidExpiry",
    "set('b', 'x', { expires_at: NaN }).code": "InvalidExpiry",
    "set('b', 'x', { expires_at: now - 1 }).code": "ItemAlreadyExpired",
    "set('b', 'x', { ttl: 0 }).code": "ItemAlreadyExpired",
    "set('k'.repeat(65), 'x').code": "CacheKeySizeExceeded",
    "set('é'.repeat(33), 'x', { ttl: NaN }).code": "CacheKeySizeExceeded",
    "set('k', 'v'.repeat(4097), { ttl: NaN }).code": "CacheValueSizeExceeded",
    "set('k', 'v'.repeat(4096)).type": "success",
    "set('l', 'v'.repeat(4096)).code": "CacheSizeExceeded",
    "delete('k')": {"type": "success"},
    "get('k')": None,
    "(fill(17), set('more', 'x').type)": "success",
    "set('most', 'x').code": "CacheSizeExceeded",
    "set('more', 'y').type": "success",
    "thrown(() => set('number', 5))": "TypeError",
    "thrown(() => set(5, 'number'))": "TypeError",
    "thrown(() => set('nothing'))": "TypeError",
}


async def test_the_cache_answers_as_documented(node, run, write):
    calls = ",\n".join(re.sub(r"\b(get|set|delete)\(", r"cache.\1(", call) for call in CACHE)
    write(
        "action.js",
        f"{SEND} = async (event, {{ cache }}) => {{\n"
        "  const now = Date.now();\n"
        "  const at = (set) => Math.round((set.record.expires_at - now) / 60_000);\n"
        "  const fill = (most) => { for (let n = 0; n < most; n += 1) cache.set(`n${n}`, 'x'); };\n"
        "  const thrown = (call) => { try { call(); } catch (error) { return error.name; } };\n"
        f"  console.log(JSON.stringify([{calls}]));\n}};",
    )
    outcome = await run("action.js", node=node)
    assert outcome.delivered, outcome.error
    said = dict(zip(CACHE, json.loads(outcome.console[0].text), strict=True))
    assert said == CACHE
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
    payload: JsonValue = {"context": {"action": "blocked_account", "code": "9"}}
    outcome = await send(target, Invocation(payload), secrets={})
    await target.aclose()
    assert (outcome.kind, error_of(outcome).message) == (Kind.DROPPED, "9")


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


BOTH = f"{PROVIDE} = async () => console.log('provider');\n{SEND} = async () => console.log('sms');"


@pytest.mark.parametrize(
    ("location", "trigger", "settings", "called"),
    [
        ("both.js", None, {}, "sms"),
        ("both.js:onExecuteCustomPhoneProvider", None, {}, "provider"),
        ("both.js:onExecuteSendPhoneMessage", "custom-phone-provider", {}, "sms"),
        ("both.js", "custom-phone-provider", {}, "provider"),
        ("both.js", "send-phone-message", {"trigger": "custom-phone-provider"}, "provider"),
    ],
)
async def test_one_of_two_triggers_is_chosen(location, trigger, settings, called, write, tmp_path):
    write("both.js", BOTH)
    target = resolve(location, base=tmp_path, settings=Settings(**settings))
    outcome = await target.invoke(replace(example(), trigger=trigger), {}, Limits())
    await target.aclose()
    assert [line.text for line in outcome.console] == [called]
    assert ("notification" in members(outcome.event)) is (called == "provider")
    is_chosen = bool(trigger or settings or ":" in location)
    assert bool(outcome.warnings) is not is_chosen


async def test_a_trigger_that_the_file_has_no_export_for(run, write):
    write("action.js", f"{SEND} = async () => {{}};")
    outcome = await run("action.js:onExecuteCustomPhoneProvider")
    assert outcome.kind == Kind.BAD_EXPORT
    assert "onExecuteSendPhoneMessage" in outcome.error.message
    outcome = await run("action.js:send")
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert "action.js:onExecuteCustomPhoneProvider" in outcome.error.message


async def test_a_trigger_that_there_is_not(run, write):
    write("action.js", f"{SEND} = async () => {{}};")
    outcome = await run("action.js", trigger="sms")
    assert outcome.kind == Kind.TARGET_NOT_FOUND
    assert "'sms'; wanted send-phone-message or custom-phone-provider" in outcome.error.message


FLAT = "console.log(event.recipient, event.code, context.secrets.T, event.webtask)"


@pytest.mark.parametrize(
    ("source", "settings"),
    [
        (f"async (event, context) => {{ {FLAT}; }}", {}),
        (f"async function send(event, context) {{ {FLAT}; return {{}}; }}", {}),
        (f"function (event, context) {{ {FLAT}; }}", {"trigger": "send-phone-message"}),
    ],
)
async def test_an_action_of_the_first_version(source, settings, run, write):
    write("v1.js", f"module.exports = {source};")
    outcome = await run("v1.js", secrets={"T": "t"}, **settings)
    assert (outcome.delivered, outcome.target.kind, outcome.warnings) == (True, "action", ())
    assert outcome.console[0].text == "1-808-555-5555 123456 t undefined"
    assert outcome.event["message_type"] == "sms"


@pytest.mark.parametrize(
    "parameters", ["recipient, text, context, cb", "event, text, context, cb", "recipient, text"]
)
async def test_an_async_hook_is_no_action(parameters, run, write):
    write("hook.js", f"module.exports = async ({parameters}) => {{ arguments; }};")
    outcome = await run("hook.js")
    assert (outcome.kind, outcome.target.kind) == (Kind.NEVER_CALLED, "hook")


@pytest.mark.parametrize("handler", ["() => Promise.resolve()", "wrap(async () => {})"])
async def test_a_handler_that_is_no_async_function_is_refused(handler, run, write):
    write("action.js", f"const wrap = (f) => (...all) => f(...all);\n{SEND} = {handler};")
    outcome = await run("action.js")
    assert outcome.kind == Kind.BAD_EXPORT
    said = 'Invalid function signature for the "onExecuteSendPhoneMessage" handler'
    assert said in outcome.error.message


async def test_an_action_must_export_an_object(run, write):
    write("action.js", "module.exports = 5; // onExecuteSendPhoneMessage")
    outcome = await run("action.js")
    assert "The Action must export an object." in outcome.error.message


@pytest.mark.parametrize("kind", ["blocked_account", "change_password", "password_breach"])
@pytest.mark.parametrize(
    ("source", "takes_it"),
    [
        (f"{PROVIDE} = async () => {{}};", True),
        (BOTH, True),
        (f"{SEND} = async () => {{}};", False),
        ("module.exports = (r, t, c, cb) => cb();", False),
    ],
)
def test_what_only_a_phone_provider_can_be_sent(kind, source, takes_it, write, tmp_path):
    write("file.js", source)
    event: JsonValue = {
        "notification": {"message_type": kind, "as_text": "Hi", "recipient": "+1555010099"}
    }
    whole = example().put(("context", "action"), kind)
    target = resolve("file.js", base=tmp_path)
    assert (target.refusal(payload_of(event)) is None) is takes_it
    refused = target.refusal(whole.payload)
    assert (refused is None) is takes_it
    assert refused is None or "only a phone-provider Action can be sent this" in refused.message

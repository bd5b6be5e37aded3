"""Each hook and its Action are sent the same, and do the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.comparison.proof import is_mended, prove
from sessions.comparison.run import Comparison, compare_invocations
from sessions.contract.fault import FAULTS
from sessions.contract.invocation import Invocation
from sessions.platforms.auth0.events import Dialect
from sessions.platforms.auth0.porting.port import port
from sessions.platforms.auth0.porting.samples import made_up_invocations, made_up_secret
from sessions.platforms.auth0.rules import refusal
from sessions.sending import open_target

HOOKS = Path(__file__).parent / "hooks"
NEED_PACKAGES = {"environment.js", "versioned.js", "twilio-client.js"}
RUN = sorted(path.name for path in HOOKS.glob("*.js") if path.name not in NEED_PACKAGES)
POST = """
const post = (url, body, options) => new Promise((resolve, reject) => {
  const answered = (answer) => answer.resume().on('end', () => resolve(answer.statusCode));
  const call = require('http').request(url, { method: 'POST', ...options }, answered);
  call.on('error', reject).end(body);
});
"""
NEVER_ANSWERED = {"never-calls-back.js", "unanswered-branches.js"}


async def compared(
    folder: Path, name: str, to: Dialect, invocations: list[Invocation], *, shim: bool = False
) -> list[Comparison]:
    text = (HOOKS / name).read_text()
    ported = port(text, name=name, to=to, shim=shim)
    shutil.copy(HOOKS / "twilio-client.js", folder)
    (folder / "hook.js").write_text(text)
    (folder / "action.js").write_text(ported.source)
    secrets = {secret: made_up_secret(secret) for secret in ported.secrets}
    async with open_target(folder / "hook.js") as a, open_target(folder / "action.js") as b:
        return await compare_invocations(invocations, a, b, secrets=secrets, timeout=20)


def some(*names: str) -> list[Invocation]:
    return [one for one in made_up_invocations() if one.name in names]


@pytest.mark.parametrize("name", RUN)
async def test_an_action_does_what_its_hook_did(name: str, tmp_path: Path) -> None:
    sms, voice = some("sms-enrollment", "voice-enrollment")
    text = (HOOKS / name).read_text()
    speaks = "message_type" in text or "context.code" in text
    chosen = voice if speaks else replace(sms, faults=("400",))
    [found] = await compared(tmp_path, name, "action", [chosen])
    assert is_mended(found) is (name in NEVER_ANSWERED)
    assert is_mended(found) or found.differences == ()


@pytest.mark.parametrize("name", ["destructured.js", "voice-or-sms.js", "whole-context.js"])
async def test_a_phone_provider_does_what_its_hook_did(name: str, tmp_path: Path) -> None:
    chosen = some("voice-second-factor", "metadata")
    found = await compared(tmp_path, name, "phone-provider", chosen)
    assert [one.differences for one in found] == [(), ()]


@pytest.mark.parametrize("name", ["error-classes.js", "node-callback.js"])
async def test_a_hook_that_is_kept_whole_does_what_it_did(name: str, tmp_path: Path) -> None:
    [sms] = some("no-client")
    chosen = [sms, replace(sms, faults=("400",))]
    found = await compared(tmp_path, name, "action", chosen, shim=True)
    assert [one.differences for one in found] == [(), ()]


async def test_the_proof_shows_every_fault_to_what_is_called(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(
        f"{POST}module.exports = (recipient, text, context, cb) => {{\n"
        "  const signal = AbortSignal.timeout(4000);\n"
        "  post('http://sms.example.com/', text, { signal })\n"
        "    .then((status) => cb(status < 400 ? null : `HTTP ${status}`), cb);\n};\n"
    )
    action = tmp_path / "action.js"
    action.write_text(port(hook.read_text(), name="hook.js").source)
    async with open_target(hook) as a, open_target(action) as b:
        found = await prove(
            some("sms-enrollment"), a, b, secrets={}, with_faults=True, jobs=4, timeout=20
        )
    assert {one.invocation.faults for one in found} == {(), *((f"generic={f}",) for f in FAULTS)}
    assert [one.differences for one in found if not one.equal] == []
    assert [one.a.delivered for one in found].count(True) == 1


async def test_calls_that_would_add_up_to_a_time_out_are_not_slowed_down(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(
        f"{POST}module.exports = async (recipient, text, context, cb) => {{\n"
        "  await post('http://sms.example.com/', text);\n  cb();\n"
        "  await post('http://log.example.com/', recipient);\n};\n"
    )
    action = tmp_path / "action.js"
    action.write_text(port(hook.read_text(), name="hook.js").source)
    async with open_target(hook) as a, open_target(action) as b:
        found = await prove(
            some("sms-enrollment"), a, b, secrets={}, with_faults=True, jobs=4, timeout=7
        )
    shown = {fault for one in found for fault in one.invocation.faults}
    assert shown == {f"generic={fault}" for fault in FAULTS if fault != "slow"}
    assert [one.differences for one in found if not one.equal] == []


async def test_a_hook_that_cannot_be_loaded_is_sent_one_invocation(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text("require('not-there');\nmodule.exports = (r, t, c, cb) => cb();\n")
    async with open_target(hook) as a, open_target(hook) as b:
        found = await prove(
            made_up_invocations(), a, b, secrets={}, with_faults=True, jobs=2, timeout=20
        )
    assert [one.a.kind for one in found] == ["missing_module"]


def test_what_is_made_up_is_what_the_platform_takes() -> None:
    made = made_up_invocations()
    assert len({one.name for one in made}) == len(made)
    assert [refusal(one.payload) for one in made] == [None] * len(made)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("TWILIO_ACCOUNT_SID", "AC"),
        ("VERIFY_SERVICE_SID", "VA"),
        ("BASE_URL", "https://"),
        ("AWS_REGION", "us-"),
        ("TWILIO_PHONE_NUMBER", "+1"),
        ("API_KEY", "made-up-api-key"),
        ("FORMAT", "made-up-format"),
    ],
)
def test_a_secret_is_made_up_by_its_name(name: str, begins: str) -> None:
    assert made_up_secret(name).startswith(begins)

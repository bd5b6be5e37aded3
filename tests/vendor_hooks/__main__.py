"""Runs hooks in the shapes that vendors published, with their real npm modules, against loopback.

`python -m tests.vendor_hooks [--node PATH]`: each hook by sms and by voice, and with a number that
the provider refuses; the outcomes are those of the table, and no secret stands in them. Then as an
Action, ported by `offhook port`: its outcomes are the hook's.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sessions.contract.invocation import example
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.differences.compare import compare
from sessions.platforms.auth0.porting.port import port as port_hook
from sessions.sending import send
from sessions.targets.resolve import resolve
from sessions.targets.target import Settings
from tests.npm_packages import ROOT, install
from tests.vendor_hooks.gateway import REFUSED, gateway

PACKAGES = {
    "@vonage/server-sdk": "3.27.0",
    "aws-sdk": "2.1693.0",
    "axios": "1.21.1",
    "messagebird": "4.0.1",
    "node-fetch": "2.7.0",
    "request": "2.88.2",
    "twilio": "5.13.1",
}
HOOKS = Path(__file__).with_name("hooks")
TO_LOOPBACK = (
    "require('https').globalAgent.createConnection = "
    "() => require('net').connect(%d, '127.0.0.1'); "
)
"""For a module that calls its provider whatever it is told; on line 1, before the hook's own."""


@dataclass(frozen=True)
class Expected:
    """What comes of a hook: its response by sms and by voice, and its refusal in parts."""

    sms: JsonValue
    voice: JsonValue
    refused: tuple[str, ...]
    is_lost: bool = False
    """Whether the platform itself would lose what the provider said."""


TABLE = {
    "twilio.js": Expected(
        {"MessageID": "SM1"}, {"MessageID": "CA1"}, ("The 'To' number is not valid.", "21211")
    ),
    "aws-sns.js": Expected(
        {"ResponseMetadata": {"RequestId": "r-1"}, "MessageId": "sns-1"},
        {"ResponseMetadata": {"RequestId": "r-1"}, "MessageId": "sns-1"},
        ("Invalid parameter: PhoneNumber", "InvalidParameter", "400"),
    ),
    "axios.js": Expected(
        {"MessageID": "gw-1"}, {"MessageID": "gw-1"}, ("422", "unreachable"), is_lost=True
    ),
    "request.js": Expected({}, {}, ("The gateway said 402: no credit",)),
    "node-fetch.js": Expected(
        {"id": "gw-1"}, {"id": "gw-1"}, ("unreachable", "That number cannot be reached.")
    ),
    "messagebird.js": Expected({"MessageID": "mb-1"}, {"MessageID": "mb-2"}, ("no number", "422")),
    "vonage.js": Expected({"MessageID": "vo-1"}, {"MessageID": "vo-1"}, ("Invalid to address",)),
}


def secrets_for(port: int) -> dict[str, str]:
    """What the hooks read of `context.webtask.secrets`."""
    return {
        "BASE": f"http://127.0.0.1:{port}",
        "API_KEY": "key-61fa0c2277",
        "USER": "tenant-user",
        "PASSWORD": "password-90d1e5b3",
        "TWILIO_SID": "AC1",
        "TWILIO_TOKEN": "token-5e0b7a1c99",
        "TWILIO_FROM": "+15005550006",
        "AWS_ACCESS_KEY_ID": "access-0d2f84",
        "AWS_SECRET_ACCESS_KEY": "secret-7b1e3a5540",
    }


async def run(name: str, folder: Path, node: str | None, port: int) -> list[str]:
    """What is wrong with the hook's outcomes."""
    secrets = secrets_for(port)
    prefix = TO_LOOPBACK % port if name == "messagebird.js" else ""
    text = prefix + (HOOKS / name).read_text()
    (folder / name).write_text(text)
    (folder / f"action-{name}").write_text(port_hook(text, name=name).source)
    settings = Settings(node=node, live=True)
    outcomes: list[Outcome] = []
    ported: list[str] = []
    async with (
        resolve(name, base=folder, settings=settings) as target,
        resolve(f"action-{name}", base=folder, settings=settings) as action,
    ):
        for kind, to in (("sms", "+15005550009"), ("voice", "+15005550009"), ("sms", REFUSED)):
            one = example().put(("context", "message_type"), kind).put(("recipient",), to)
            outcomes.append(await send(target, one, secrets=secrets, timeout=15))
            other = await send(action, one, secrets=secrets, timeout=15)
            differences = compare(outcomes[-1], other, given=one.payload)
            ported += [f"as an Action: {each}" for each in differences if each.rule is None]
    return [*problems(TABLE[name], *outcomes, secrets=secrets), *ported]


def problems(
    expected: Expected, sms: Outcome, voice: Outcome, refused: Outcome, *, secrets: dict[str, str]
) -> list[str]:
    """Where the outcomes are not what is expected."""
    found: list[str] = []
    for how, outcome, response in (("sms", sms, expected.sms), ("voice", voice, expected.voice)):
        if not outcome.delivered or outcome.response != response:
            found.append(f"by {how}: {outcome.kind}, {outcome.response!r}, {outcome.error}")
        found += [f"by {how}: {warning}" for warning in outcome.warnings]
    told = repr(refused.error)
    if refused.kind != "callback_error":
        found.append(f"refused: {refused.kind}, {told}")
    found += [f"refused: no {part!r} in {told}" for part in expected.refused if part not in told]
    lost = any("would lose this error" in warning for warning in refused.warnings)
    if lost != expected.is_lost:
        found.append(f"refused: warnings {refused.warnings}")
    known = [name for name, value in secrets.items() if len(value) > 9 and value in repr(refused)]
    return found + [f"refused: {name} is not redacted" for name in known]


async def run_all(folder: Path, node: str | None) -> dict[str, list[str]]:
    """Every hook, in a folder in which the modules are found."""
    with gateway() as port:
        return {hook: await run(hook, folder, node, port) for hook in TABLE}


def main() -> int:
    """Run it; 0 where everything is as the table says."""
    parser = argparse.ArgumentParser(prog="python -m tests.vendor_hooks")
    parser.add_argument("--node", help="the Node to use")
    options = parser.parse_args()
    modules = install(ROOT / ".vendor-hooks", PACKAGES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "node_modules").symlink_to(modules)
        found = asyncio.run(run_all(folder, options.node))
    for name, wrong in found.items():
        sys.stdout.write(f"{name}: {'; '.join(wrong) or 'as expected'}\n")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

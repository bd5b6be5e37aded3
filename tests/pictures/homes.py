"""What other screens than the workbench show in pictures: demo, inbox, listener, tenant."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from typing_extensions import override

from sessions.choice import choose
from sessions.contract.invocation import example
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    HookError,
    OutboundCall,
    OutboundMessage,
    TargetInfo,
    delivered,
    failed,
)
from sessions.demo.clock import Clock
from sessions.demo.plan import DemoPlan, sample_hook
from sessions.inbox.mailbox import Mailbox
from sessions.listening.listener import Received, Tell
from sessions.listening.refused import Refused
from sessions.platforms.auth0.management.actions import Action
from sessions.platforms.auth0.mfa.payload import sample_setup
from sessions.tenant.differences import differences
from sessions.tenant.local import read_action
from sessions.tenant.overview import FoundAction
from tui.demo.screen import DemoScreen
from tui.inbox.screen import InboxScreen
from tui.listening.screen import ListeningScreen, Live
from tui.tenant.rows import Row
from tui.tenant.screen import TenantScreen
from tui.tenant.work import TenantWork

from .steady import WHEN

_AT: Final = datetime(*WHEN[:5], tzinfo=UTC)
_TWILIO: Final = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json"
_FROM: Final = "+15005550006"


def demo() -> DemoScreen:
    """The demo with codes that are known beforehand, and a clock that stands still."""
    codes = (f"{code:06}" for code in itertools.count(482_915, 1_234))
    plan = DemoPlan(
        setup=sample_setup("Acme", "en"),
        choice=choose(None, target=str(sample_hook())),
        new_code=lambda: next(codes),
    )
    return DemoScreen(plan, fast=True, clock=Clock(lambda: 0.0, lambda: datetime(*WHEN[:5])))


def inbox(*, empty: bool) -> InboxScreen:
    """An inbox that nobody can reach, with three messages and a request that is none."""
    mailbox = Mailbox()
    if not empty:
        for call in _calls():
            mailbox.add(call, _AT)
    url = "http://localhost:8767"
    return InboxScreen(mailbox, _for_ever, url, base=url, env="offhook inbox --env")


def listening(*, empty: bool) -> ListeningScreen:
    """A listener that nobody can reach, with one invocation that failed and two that did not."""

    async def serve(tell: Tell, refuse: Callable[[Refused], None]) -> None:
        if not empty:
            for number in (1, 2, 3):
                await tell(_received(number))
            refuse(Refused(401, "This is not the secret."))
        await _for_ever()

    async def record(received: Received) -> Path:
        return Path(f"received-{received.number}.toml")

    live = Live("http://127.0.0.1:8766/", "hook.js", serve, record, records_all=False)
    return ListeningScreen(live)


def tenant() -> TenantScreen:
    """A tenant with an Action that is not as it is here, and a hook that is not here."""
    return TenantScreen(_Acme(Path.cwd()), is_home=True)


class _Acme(TenantWork):
    """A tenant that was read once."""

    @property
    @override
    def domain(self) -> str:
        return "acme.eu.auth0.com"

    @override
    def read(self) -> tuple[list[Row], list[str]]:
        local = read_action(Path("action.js"))
        code = local.code.replace('"us"', '"gb"')
        action = Action("1", "action", local.trigger, "v3", code=code, is_deployed=True)
        found = FoundAction(action, is_bound=True)
        hook = "module.exports = function (recipient, text, context, cb) {\n  cb(null, {});\n};\n"
        rows = [
            Row("Action", "action", found.state, found, local, differences(local, action)),
            Row("hook", "sms-by-twilio", "enabled", text=hook),
        ]
        return rows, []


async def _for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def _calls() -> list[OutboundCall]:
    german = OutboundMessage("+4917139200", _FROM, "615203 ist dein Code für Acme")
    sent = OutboundMessage("+18085550142", _FROM, "482915 is your code for Acme")
    fields = urlencode({"To": sent.to, "From": _FROM, "Body": sent.text})
    head = {"content-type": "application/x-www-form-urlencoded"}
    given: dict[str, Any] = {"provider": "twilio", "headers": head, "body": fields}
    given["duration_ms"] = 1.0
    return [
        OutboundCall("POST", _TWILIO, status=201, message=german, **given),
        OutboundCall("POST", _TWILIO, status=429, fault="429", message=sent, **given),
        OutboundCall("POST", _TWILIO, status=201, message=sent, **given),
        OutboundCall("GET", "https://example.com/", problem="refused: nobody answers for it"),
    ]


def _received(number: int) -> Received:
    invocation = example().put(("recipient",), f"+1808555014{number}")
    hook = TargetInfo("hook", "hook.js", runtime="Node 24.0.0", network="isolated")
    if number == 2:
        error = HookError("no such user", code="no_user", stack="at send (hook.js:9:5)")
        outcome = failed(hook, Kind.CALLBACK_ERROR, error, duration_ms=3.0)
    else:
        sid: JsonValue = {"MessageID": f"SM000000000000000000000000000000{number:02}"}
        outcome = delivered(hook, sid, wire=None, duration_ms=41.0, outbound=(_calls()[2],))
    return Received(number, _AT, "action", invocation, outcome)

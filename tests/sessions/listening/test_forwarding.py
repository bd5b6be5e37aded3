"""The Action that forwards events, run by the runner of Actions, and received by a listener."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sessions.contract.invocation import Invocation, example
from sessions.contract.outcome import Outcome
from sessions.listening.forwarding import forward_code
from sessions.sending import open_target, send
from sessions.targets.target import Settings

from .conftest import SECRET, Listen, Listening

DROPS = """\
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  if (event.secrets.LISTEN_SECRET) throw new Error('a secret came along');
  if (event.notification.recipient.endsWith('1')) return api.notification.drop('unwanted');
  api.notification.retry('later');
};
"""


async def forwarded(
    folder: Path, here: Listening, trigger: str, invocation: Invocation, **secrets: str
) -> Outcome:
    """What came of an invocation of the Action that is printed, whose calls really go out."""
    (folder / "forward.js").write_text(forward_code(trigger))
    given = {"LISTEN_URL": here.url, "LISTEN_SECRET": SECRET, **secrets}
    async with open_target("forward.js", folder=folder, settings=Settings(live=True)) as target:
        return await send(target, replace(invocation, trigger=trigger), secrets=given)


async def test_an_event_comes_signed_and_without_secrets(listen: Listen, tmp_path: Path) -> None:
    here = await listen(secret=SECRET)
    invocation = replace(example(), event={"tenant": {"id": "lab"}})
    outcome = await forwarded(tmp_path, here, "send-phone-message", invocation)
    assert outcome.delivered, outcome.error
    (received,) = here.received
    assert (received.form, received.invocation.trigger) == ("action", "send-phone-message")
    assert received.invocation.payload == example().payload
    assert received.invocation.event == {"tenant": {"id": "lab"}}
    assert SECRET not in repr(received)


@pytest.mark.parametrize(
    ("secrets", "message"),
    [
        ({"LISTEN_SECRET": "another-secret-of-a-test"}, "HTTP 401: The signature is not of this"),
        ({"LISTEN_SECRET": ""}, "The secrets LISTEN_URL and LISTEN_SECRET are needed."),
        ({"LISTEN_URL": "http://lab.test/"}, "LISTEN_URL is to begin with https://"),
    ],
)
async def test_what_is_wrong_is_the_error(
    listen: Listen, tmp_path: Path, secrets: dict[str, str], message: str
) -> None:
    here = await listen(secret=SECRET)
    outcome = await forwarded(tmp_path, here, "send-phone-message", example(), **secrets)
    assert outcome.error and message in outcome.error.message
    assert here.received == []


async def test_what_came_of_it_there_comes_of_it_here(listen: Listen, tmp_path: Path) -> None:
    (tmp_path / "drops.js").write_text(DROPS)
    here = await listen(str(tmp_path / "drops.js"), secret=SECRET)
    said = {
        number: await forwarded(
            tmp_path, here, "custom-phone-provider", example().put(("recipient",), number)
        )
        for number in ("+18085555551", "+18085555552")
    }
    assert [outcome.outcome for outcome in said.values()] == ["dropped", "retry"]
    assert "unwanted" in json.dumps(said["+18085555551"].to_json())
    assert [received.form for received in here.received] == ["phone-provider"] * 2

"""Sessions of what was received: where they are, what is in them, and what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, failed
from sessions.listening import recording
from sessions.listening.listener import Received
from sessions.listening.reading import read_body
from sessions.listening.recording import NotRecorded, Recorder
from sessions.platforms.current import PLATFORM
from sessions.store.session_file import read

from .test_replacing import PAYLOAD


def received(payload: Any = PAYLOAD, number: int = 1, form: str = "hook") -> Received:
    body = payload if form == "hook" else PLATFORM.events.to_event(payload, form)
    incoming = read_body(json.dumps(body).encode())
    outcome = failed(TargetInfo("starter", "starter"), Kind.CANCELLED, "not sent")
    at = datetime(2026, 11, 27, 22, 5, 9)
    return Received(number, at, incoming.form, incoming.invocation, outcome)


def recorder(folder: Path, **forbidden: str) -> Recorder:
    return Recorder(folder, None, "starter", ["TOKEN"], forbidden)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_each_is_a_session_that_can_be_sent_again(tmp_path: Path) -> None:
    into = recorder(tmp_path)
    first = await into.record(received())
    again = await into.record(received())
    third = await into.record(received(number=2, form="phone-provider"))
    assert [path.name for path in (first, again, third)] == [
        "received-20261127-220509-0001.toml",
        "received-20261127-220509-0001-1.toml",
        "received-20261127-220509-0002.toml",
    ]
    session, event = read(first).session, read(third).session
    assert (session.target, session.secrets) == ("starter", ("TOKEN",))
    payload = session.invocation["received"].payload
    assert PLATFORM.rules.refusal(payload) is None
    assert event.invocation["received"].trigger == "custom-phone-provider"
    assert (
        event.invocation["received"].payload["context"]["user"]["name"]
        == (payload["context"]["user"]["name"])
    )
    for path in (first, again, third):
        text = path.read_text()
        for real in ("Maria", "4155552671", "048213", "corp.test", "Acme"):
            assert real not in text


@pytest.mark.parametrize("name", ["../../../tmp/x", "/etc/passwd", "a\0b", "x" * 5000, "CON", ".."])
async def test_nothing_that_came_names_a_file(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "into"
    folder.mkdir()
    context = {**PAYLOAD["context"], "user": {"user_id": name, "name": name}, "action": name}
    await recorder(folder).record(received({**PAYLOAD, "recipient": name, "context": context}))
    assert names_in(folder) == ["received-20261127-220509-0001.toml"]
    assert names_in(tmp_path) == ["into"]


async def test_what_cannot_be_recorded_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotRecorded, match="more than 2,000 values"):
        await recorder(tmp_path).record(received({**PAYLOAD, "x": [1] * 3000}))
    with pytest.raises(NotRecorded, match="there is no"):
        await recorder(tmp_path / "none").record(received())
    with pytest.raises(NotRecorded, match="the value of the secret LANG"):
        await recorder(tmp_path, LANG="fr-FR").record(received())
    monkeypatch.setattr(recording, "MOST_RECORDED", 1)
    into = recorder(tmp_path)
    await into.record(received())
    with pytest.raises(NotRecorded, match="1 are recorded"):
        await into.record(replace(received(), number=2))

"""Before a session's values leave for a host, the workbench asks, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import HALVES, Opener


@pytest.fixture
def session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session that sends a variable to a port at which nobody listens."""
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: folder / "state" / name)
    monkeypatch.setenv("OFFHOOK_TEST_KEY", "key-value")
    path = folder / "session.toml"
    path.write_text(
        'format = 1\ntarget = "t"\n[targets.t]\nurl = "http://127.0.0.1:9/${env:OFFHOOK_TEST_KEY}"\n'
        "[invocation.a.payload]\nrecipient = '1'\ntext = 'x'\n"
        "[invocation.a.payload.context]\nmessage_type = 'sms'\naction = 'enrollment'\n"
        "language = 'en'\ncode = '1'\nip = '::1'\nuser_agent = 'x'\nuser = {}\n"
        "[invocation.refused.payload]\nrecipient = 5\n"
    )
    return path


async def test_refusing_sends_nothing_and_accepting_is_remembered(
    opened: Opener, session: Path
) -> None:
    async with opened(session, size=HALVES) as it:
        for key in ("f5", "f6"):
            await it.press(key)
            await it.until(lambda: it.dialog == "Choose")
            await it.sees("OFFHOOK_TEST_KEY")
            await it.sees("http://127.0.0.1:9")
            assert "key-value" not in it.seen
            await it.press("enter")  # the button that sends nothing has the focus
            await it.until(lambda: not it.dialog)
            assert not it.screen.sender.busy
            assert "connect_error" not in it.seen
        await it.press("ctrl+down")
        await it.send()  # nothing leaves of what the platform refuses, and nobody is asked
        await it.sees("payload_rejected")
        await it.press("ctrl+up")
        await it.press("f5")
        await it.until(lambda: it.dialog == "Choose")
        await it.press("right", "enter")
        await it.sees("connect_error")
    async with opened(session, size=HALVES) as it:
        await it.press("f5")
        await it.sees("connect_error")

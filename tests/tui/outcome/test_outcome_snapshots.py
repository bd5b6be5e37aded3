"""Pictures of a failure in the outcome pane in two sizes, and in every theme."""

from __future__ import annotations

import pytest

from sessions.contract.json_text import JsonValue

PAYLOAD: JsonValue = {
    "recipient": "1-808-555-5555",
    "text": "Here is your one time password!",
    "context": {"message_type": "sms", "user": {"app_metadata": {}, "tries": 2, "vip": None}},
}
LABEL = "local: hooks/twilio.js"
COLUMN, NARROW = (52, 40), (80, 20)


def shown(outcome):
    """What makes an app show an outcome."""

    async def show(pilot) -> None:
        pilot.app.pane.show(outcome, PAYLOAD, LABEL)
        await pilot.pause()

    return show


@pytest.mark.parametrize("size", [COLUMN, NARROW], ids=["column", "narrow"])
def test_failed_with_an_excerpt(snap_compare, app, failed, size):
    assert snap_compare(app, run_before=shown(failed), terminal_size=size)


@pytest.mark.parametrize("theme", ["offhook-light", "offhook-contrast", "offhook-terminal"])
def test_themes(snap_compare, app, failed, theme):
    async def show(pilot) -> None:
        pilot.app.theme = theme
        await shown(failed)(pilot)

    assert snap_compare(app, run_before=show, terminal_size=COLUMN)

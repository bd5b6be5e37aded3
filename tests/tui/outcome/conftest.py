"""Outcomes that never change, and an app that shows one in an outcome pane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.app import App, ComposeResult

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    Outcome,
    Result,
    SourceLocation,
    TargetInfo,
)
from tests.tui.driving import rows_seen, until_drawn
from tui.outcome.pane import OutcomePane
from tui.theme import load_themes

MESSAGE_ID = "998a9ad1-c9b9-4b85-97b1-ac0305aa5532"
PAYLOAD: JsonValue = {"recipient": "1-808-555-5555", "text": "Here is your one time password!"}
LABEL = "local: hooks/twilio.js"

TARGET = TargetInfo("hook", "hooks/twilio.js", "local", "Node 20.20.2 (PATH)")
CONSOLE = (
    ConsoleLine("log", "Sending to 1-808-555-5555", "hooks/twilio.js", 9, 3.2),
    ConsoleLine("warn", "No sender is set;\nusing the default", "hooks/twilio.js", 11, 4.0),
    ConsoleLine("stderr", "DeprecationWarning: url.parse()"),
)
EXCERPT = (
    (13, "      .create({ to: recipient, from: FROM, body: text })"),
    (14, "      .then(() => cb(), (error) => cb(error));"),
    (15, "  } catch (error) { // never mind"),
)


class PaneApp(App[None]):
    """An outcome pane and nothing else, in one of offhook's themes."""

    CSS = "OutcomePane { border: round $border-blurred; }"

    def __init__(self, theme: str = "offhook-dark") -> None:
        super().__init__()
        for each in load_themes(None).themes:
            self.register_theme(each)
        self.theme = theme
        self.animation_level = "none"
        self.headlines: list[str] = []

    def compose(self) -> ComposeResult:
        pane = OutcomePane()
        pane.border_title = "Outcome"
        yield pane

    @property
    def pane(self) -> OutcomePane:
        return self.query_one(OutcomePane)

    def on_outcome_pane_headline_changed(self, event: OutcomePane.HeadlineChanged) -> None:
        self.headlines.append(event.headline)

    async def shows(self, text: str) -> None:
        """Wait until the screen shows a text; it may be drawn some messages later."""
        await self.until(lambda: text in self.seen())

    async def until(self, condition: Callable[[], object]) -> None:
        await until_drawn(self, condition)

    def seen(self) -> str:
        """The text that the screen shows, line by line."""
        return "\n".join(rows_seen(self))


@pytest.fixture
def app() -> PaneApp:
    return PaneApp()


@pytest.fixture
def delivered() -> Outcome:
    return Outcome(
        outcome=Result.DELIVERED,
        kind=Kind.SUCCESS,
        target=TARGET,
        duration_ms=12.3,
        message_id=MESSAGE_ID,
        message_id_source="runner",
        console=CONSOLE,
        wire={"statusCode": 200, "headers": {}, "status": "success"},
    )


@pytest.fixture
def failed(delivered: Outcome) -> Outcome:
    return replace(
        delivered,
        outcome=Result.FAILED,
        kind=Kind.CALLBACK_ERROR,
        duration_ms=1234.5,
        message_id=None,
        message_id_source=None,
        error=HookError(
            "The 'To' number 1-808-555-5555 is not a valid phone number.",
            name="RestException",
            code=21211,
            stack="RestException: The 'To' number 1-808-555-5555 is not a valid phone number.\n"
            "    at success (node_modules/twilio/lib/base/Version.js:79:15)",
            properties={"status": 400, "details": {"tries": [1, None]}},
            cause=HookError("socket hang up", code="ECONNRESET", cause=HookError("timed out")),
        ),
        where=SourceLocation("hooks/twilio.js", 14, 27, EXCERPT),
        warnings=("cb was called twice: the platform would fail on the second call.",),
        wire={"status": "error", "data": {"message": "invalid number"}},
    )

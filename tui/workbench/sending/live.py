"""The Live switch: whether what hooks call is really called. For this run only, never saved."""

from __future__ import annotations

from typing import Final, Protocol

from sessions.choice import location_of
from tui.dialogs.ask import Choose
from tui.keys.labels import key_of
from tui.wording import NETWORK
from tui.workbench.stage import Stage, Workspace

_QUESTION: Final = (
    "Until you switch back ({key}), or quit, hooks reach the real providers: messages are sent to "
    "real phones, and cost what they cost.\n\nNow their calls are caught here, and answered as "
    "the provider would."
)


class LiveStage(Stage, Protocol):
    """A stage that shows all over whether calls go out."""

    def show_live(self) -> None:
        """Show it as it is now, and take away what was said before, which may say otherwise."""


class LiveSwitch:
    """Off at first. What switches it on asks the first time, and so runs in a worker."""

    def __init__(self, stage: LiveStage, work: Workspace) -> None:
        self._stage = stage
        self._work = work
        self._confirmed = False

    @property
    def word(self) -> str:
        """What becomes of calls in a word; none where the target makes them elsewhere."""
        if self._work.live:
            return NETWORK["live"]
        document = self._work.document
        return (
            ""
            if location_of(document.session, document.target).is_remote
            else NETWORK["redirected"]
        )

    async def flip(self) -> None:
        """Switch over."""
        if self._work.live:
            self._set(on=False)
        elif self._confirmed or await self._confirm():
            self._confirmed = True
            self._set(on=True)

    async def _confirm(self) -> bool:
        answer = await self._stage.answer_to(
            Choose(
                "Send for real?",
                _QUESTION.format(key=key_of("workbench.live")),
                [("stay", "Keep catching", "primary"), ("live", "Go live", "warning")],
            )
        )
        return answer == "live"

    def _set(self, *, on: bool) -> None:
        self._work.live = on
        self._stage.show_live()
        self._stage.say(
            "LIVE: hooks reach the real providers." if on else "Calls are caught again.",
            severity="warning" if on else "information",
        )

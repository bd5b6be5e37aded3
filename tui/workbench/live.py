"""The Live switch: whether what hooks call is really called. For this run only, never saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sessions.choice import location_of
from tui.dialogs.ask import Choose
from tui.widgets.key_bar import KeyBar
from tui.wording import NETWORK

if TYPE_CHECKING:
    from .screen import WorkbenchScreen

_QUESTION: Final = (
    "Until you switch back (F8), or quit, hooks reach the real providers: messages are sent to "
    "real phones, and cost what they cost.\n\nNow their calls are caught here, and answered as "
    "the provider would."
)


class LiveSwitch:
    """Off at first. What switches it on asks the first time, and so runs in a worker."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self._confirmed = False
        self.on = False

    @property
    def word(self) -> str:
        """What becomes of calls in a word; none where the target makes them elsewhere."""
        if self.on:
            return NETWORK["live"]
        document = self._screen.document
        return (
            ""
            if location_of(document.session, document.target).is_remote
            else NETWORK["redirected"]
        )

    async def flip(self) -> None:
        """Switch over."""
        if self.on:
            self._set(on=False)
        elif self._confirmed or await self._confirm():
            self._confirmed = True
            self._set(on=True)

    async def _confirm(self) -> bool:
        answer = await self._screen.app.push_screen_wait(
            Choose(
                "Send for real?",
                _QUESTION,
                [("stay", "Keep catching", "primary"), ("live", "Go live", "warning")],
            )
        )
        return answer == "live"

    def _set(self, *, on: bool) -> None:
        screen = self._screen
        self.on = on
        screen.set_class(on, "-live")
        screen.query_one(KeyBar).mark("LIVE" if on else "")
        screen.refresh_all()
        screen.places.show_headline()
        screen.app.clear_notifications()  # one that says the opposite must not stay
        screen.say(
            "LIVE: hooks reach the real providers." if on else "Calls are caught again.",
            severity="warning" if on else "information",
        )

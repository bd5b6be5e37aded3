"""Keys in a burst are handled in the order in which they were pressed.

Textual hands each key to the widget that has the focus at that moment, while the key before it may
still be on its way to what moves the focus: of `a`, Tab and `b` at the speed of a key that repeats,
or of a terminal that sends what was pasted as keys, `b` went into the field that Tab leaves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.events import Key

if TYPE_CHECKING:
    from textual.app import App
    from textual.events import Event
    from textual.message_pump import MessagePump

_PATIENCE: Final = 1.0
"""Seconds after which a key that has not come back is not waited for any more: the widget that it
went to may be gone."""
_PATIENCE_WITH_QUESTIONS: Final = 5.0
"""Seconds after which a question is not waited for any more: what comes before it may hang."""

_PASTE: Final = "paste"
"""What is under way where it is no key."""


class KeyOrder:
    """Holds back what is pressed and pasted until the key before it has done what it does: moved
    the focus, or opened a dialog, which then gets what is typed.

    A letter is not waited for: it goes into the text that has the focus, and nowhere else. Nor is
    a key that repeats: what it does is done again where the key was pressed.
    """

    def __init__(
        self,
        app: App[None],
        handle: Callable[[Event], Awaitable[None]],
        when_asked: Callable[[Callable[[], object]], bool],
    ) -> None:
        """
        Args:
            handle: handles an event, in the app.
            when_asked: does something once what is about to ask has done so; False where nothing
                is, and it is done already.
        """
        self._app = app
        self._handle = handle
        self._when_asked = when_asked
        self._held: deque[Event] = deque()
        self._turn = 0
        self._patience = _PATIENCE
        self._under_way = ""

    async def take(self, event: Event) -> None:
        """Handle a key or a paste, now or in its turn."""
        repeats = isinstance(event, Key) and event.key == self._under_way and not self._held
        if self._under_way and not repeats:
            self._held.append(event)
            self._app.set_timer(self._patience, partial(self._come_back, self._turn))
        else:
            await self._give(event)

    async def _give(self, event: Event) -> None:
        start = self._app.focused or self._app.screen
        if not (isinstance(event, Key) and start.check_consume_key(event.key, event.character)):
            self._under_way = event.key if isinstance(event, Key) else _PASTE
            self._turn += 1
            self._patience = _PATIENCE
        await self._handle(event)
        if self._under_way:
            self._follow(start, partial(self._settle, start, self._turn))

    def _follow(self, node: MessagePump | None, then: Callable[[], object]) -> None:
        """Go the way of a key that nobody has stopped, from the focus up to the app, behind it."""
        while node is not None and node is not self._app:
            parent = node._parent  # pyright: ignore[reportPrivateUsage]
            if node.call_later(self._follow, parent, then):
                return
            node = parent  # this one is gone
        # what the app does with a key it may do a message later, as giving the focus to a widget
        self._app.call_later(self._app.call_later, then)

    def _settle(self, start: MessagePump, turn: int) -> None:
        """The key has come back, and its action may just have been carried out: what that has told
        the way up, or is about to ask, comes next."""
        if turn != self._turn:
            return
        self._turn = turn = turn + 1  # it is not lost: what it was to be lost after does not count
        follow = partial(self._follow, start, partial(self._look_in_front, turn))
        if self._when_asked(partial(self._app.call_later, follow)):
            self._patience = _PATIENCE_WITH_QUESTIONS
        if self._held:
            self._app.set_timer(self._patience, partial(self._come_back, turn))

    def _look_in_front(self, turn: int) -> None:
        """A screen that has come to the front gives the focus away before it gets to this."""
        self._follow(self._app.screen, partial(self._come_back, turn))

    async def _come_back(self, turn: int) -> None:
        if turn == self._turn:
            self._under_way = ""
            while self._held and not self._under_way:
                await self._give(self._held.popleft())

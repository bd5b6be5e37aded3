"""What stands between the form and the outcome, and is dragged to make one of them wider."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widget import Widget
from typing_extensions import override


class Divider(Widget):
    """A column of one cell. Says `Dragged` while it is dragged."""

    ALLOW_SELECT = False
    DEFAULT_CLASSES: ClassVar[str] = "divider"

    class Dragged(Message):
        """It is to stand at this column of the screen."""

        def __init__(self, x: int) -> None:
            self.x = x
            super().__init__()

    class Settled(Message):
        """It was moved, and gives the outcome so much of the room, in percent."""

        def __init__(self, percent: int) -> None:
            self.percent = percent
            super().__init__()

    @override
    def render(self) -> str:
        return ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self.capture_mouse()
        self.add_class("-dragged")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            event.stop()
            self.post_message(self.Dragged(event.screen_x))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        event.stop()
        self.release_mouse()
        self.remove_class("-dragged")

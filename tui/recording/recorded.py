"""An app that is recorded while it runs, and the file that becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from sessions.store.disk import replace_text
from tui.app import OffhookApp

from .cast import asciicast
from .svg import svg

if TYPE_CHECKING:
    from tui.demo.screen import DemoScreen

    from .film import Film, Recorder

FORMATS: Final = {".cast": asciicast, ".svg": svg}
"""What a recording can be, by the ending of its file's name."""


class RecordedApp(OffhookApp):
    """The demo, of which `recorder` keeps all that is drawn."""

    def __init__(self, recorder: Recorder, *, demo: DemoScreen, encoding: str | None) -> None:
        super().__init__(home=demo, encoding=encoding)
        self._recorder = recorder

    @override
    def post_display_hook(self) -> None:
        if self.is_running and self.screen_stack:
            self._recorder.take(self)


def write_film(film: Film, path: Path, title: str) -> None:
    """Write a film to a new file, in the format that its name says.

    Raises:
        SessionError: a file is there already, or none can be written.
        KeyError: the name ends in none of `FORMATS`.
    """
    replace_text(path, FORMATS[path.suffix](film, title), expected=None)

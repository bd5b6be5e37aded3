"""What the demo asks by a dialog: the language, how the provider fails, where to save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.fault import FAULTS
from sessions.demo.record import record
from sessions.platforms.auth0.message_templates import LANGUAGES
from sessions.platforms.auth0.mfa.model import ChangeLanguage
from sessions.store.errors import SessionError
from tui.dialogs.ask import AskPath
from tui.dialogs.pick import Pick

if TYPE_CHECKING:
    from sessions.store.session_file import SessionFile

    from .screen import DemoScreen

_NO_FAULT: Final = "none"
_SUGGESTED: Final = Path("demo.toml")


class Choices:
    """Asks, and so runs in a worker of the screen; `save` asks nothing where a path is known."""

    def __init__(self, screen: DemoScreen, path: Path | None) -> None:
        self._screen = screen
        self._path = path
        self._saved: SessionFile | None = None

    async def language(self) -> None:
        """Choose the language of the messages to come."""
        names = {tag: f"{tag}   {name}" for tag, name in LANGUAGES.items()}
        current = self._screen.demo.state.setup.language
        chosen = await self._screen.app.push_screen_wait(Pick("Language", names, current))
        if chosen:
            self._screen.demo.do(ChangeLanguage(chosen))
            self._screen.refresh_all()

    async def fault(self) -> None:
        """Choose how providers fail from now on."""
        demo = self._screen.demo
        if demo.plan.choice.settings.live:
            self._screen.say("Live: real providers show no faults.", severity="warning")
            return
        faults = {name: f"{name:<10} {about}" for name, about in FAULTS.items()}
        choices = {_NO_FAULT: f"{_NO_FAULT:<10} the provider takes the message", **faults}
        current = demo.faults[0] if demo.faults else _NO_FAULT
        title = "The provider fails with"
        chosen = await self._screen.app.push_screen_wait(Pick(title, choices, current))
        if chosen:
            demo.faults = () if chosen == _NO_FAULT else (chosen,)
            self._screen.refresh_all()

    async def save(self) -> None:
        """Save the run as a session; ask for the file the first time."""
        screen = self._screen
        if not screen.demo.taken:
            screen.say("Nothing to save yet: the hook was not called.", severity="warning")
            return
        path = self._path
        if path is None:
            asked = AskPath("Save the run as a session", _SUGGESTED, must_exist=False)
            path = await screen.app.push_screen_wait(asked)
        if path and self._write(path if path.suffix else path.with_suffix(".toml")):
            screen.say(f"Saved as {self._path}. offhook replay {self._path} runs it again.")

    def keep(self) -> None:
        """Save what has come since, where there is a file for it."""
        if self._path:
            self._write(self._path)

    def _write(self, path: Path) -> bool:
        try:
            self._saved = record(self._screen.demo, path, self._saved)
        except SessionError as error:
            self._screen.say(str(error), title="Not saved", severity="error")
            return False
        self._path = path
        return True

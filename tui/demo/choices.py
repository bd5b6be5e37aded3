"""What the demo asks by a dialog: the language, how the provider fails, where to save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.fault import FAULTS
from sessions.demo.record import record
from sessions.platforms.auth0.message_templates import LANGUAGES
from sessions.platforms.auth0.mfa.model import ChangeLanguage
from sessions.store.errors import SessionError
from tui.dialogs.ask import AskPath, Choose
from tui.dialogs.pick import Pick

if TYPE_CHECKING:
    from sessions.demo.run import Demo
    from sessions.store.session_file import SessionFile
    from tui.dialogs.ask import Variant
    from tui.dialogs.host import DialogHost

_NO_FAULT: Final = "none"
_SENT_BEFORE: Final = (
    "This step was taken back after its message was sent, for real. The next one is another message"
    " to the same phone."
)
_SUGGESTED: Final = Path("demo.toml")


class Choices:
    """Asks, and so runs in a worker of `host`; `save` asks nothing where a path is known.

    `before` is called when something was chosen, and `changed` when that is to be shown.
    """

    def __init__(
        self,
        host: DialogHost,
        demo: Demo,
        before: Callable[[], object],
        changed: Callable[[], object],
        path: Path | None,
    ) -> None:
        self._host = host
        self._demo = demo
        self._before = before
        self._changed = changed
        self._path = path
        self._saved: SessionFile | None = None

    async def language(self) -> None:
        """Choose the language of the messages to come."""
        names = {tag: f"{tag}   {name}" for tag, name in LANGUAGES.items()}
        current = self._demo.state.setup.language
        chosen = await self._host.answer_to(Pick("Language", names, current))
        if chosen:
            self._before()
            self._demo.do(ChangeLanguage(chosen))
            self._changed()

    async def fault(self) -> None:
        """Choose how providers fail from now on."""
        demo = self._demo
        if demo.plan.choice.settings.live:
            self._host.say("Live: real providers show no faults.", severity="warning")
            return
        faults = {name: f"{name:<10} {about}" for name, about in FAULTS.items()}
        choices = {_NO_FAULT: f"{_NO_FAULT:<10} the provider takes the message", **faults}
        current = demo.faults[0] if demo.faults else _NO_FAULT
        title = "The provider fails with"
        chosen = await self._host.answer_to(Pick(title, choices, current))
        if chosen:
            self._before()
            demo.faults = () if chosen == _NO_FAULT else (chosen,)
            self._changed()

    async def again(self) -> bool:
        """Whether a message is to be sent once more; asked where it may really reach a phone."""
        choice = self._demo.plan.choice
        if not (choice.settings.live or choice.location.is_remote):
            return True
        buttons: list[tuple[str, str, Variant]] = [
            ("leave", "Leave it", "primary"),
            ("again", "Send it again", "warning"),
        ]
        asked = Choose("Send it again?", _SENT_BEFORE, buttons)
        return await self._host.answer_to(asked) == "again"

    async def save(self) -> None:
        """Save the run as a session; ask for the file the first time."""
        if not self._demo.taken:
            self._host.say("Nothing to save yet: the hook was not called.", severity="warning")
            return
        path = self._path
        if path is None:
            asked = AskPath("Save the run as a session", _SUGGESTED, must_exist=False)
            path = await self._host.answer_to(asked)
        if path and self._write(path if path.suffix else path.with_suffix(".toml")):
            self._host.say(f"Saved as {self._path}. offhook replay {self._path} runs it again.")

    def keep(self) -> None:
        """Save what has come since, where there is a file for it."""
        if self._path:
            self._write(self._path)

    def _write(self, path: Path) -> bool:
        try:
            self._saved = record(self._demo, path, self._saved)
        except SessionError as error:
            self._host.say(str(error), title="Not saved", severity="error")
            return False
        self._path = path
        return True

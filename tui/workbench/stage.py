"""What the parts of the workbench share, and what they may ask of the screen that they play on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sessions.editing.document import Document
from sessions.files import real_path
from sessions.secrets.values import SecretValues
from tui.dialogs.host import DialogHost

from .form.editable import session_title
from .results import Answered, Results, SendState

if TYPE_CHECKING:
    from textual.message import Message


@dataclass
class Workspace:
    """The open session as it is edited, and what outlasts it in this run of offhook."""

    document: Document = field(default_factory=Document.new)
    results: Results = field(default_factory=Results)
    secrets: SecretValues = field(default_factory=SecretValues)
    live: bool = False
    """Whether what hooks call is really called. For this run only, never saved."""

    @property
    def name(self) -> str:
        """The open session as the title says it."""
        return session_title(self.document.path)

    @property
    def key(self) -> Path | None:
        """The open session among the results; None for one that was never saved."""
        path = self.document.path
        return real_path(path) if path else None

    @property
    def state(self) -> SendState | None:
        """What became of the current invocation, where it was sent."""
        return self.results.get(self.key, self.document.current)

    @property
    def is_edited_since(self) -> bool:
        """Whether the current invocation has an outcome, of a payload that was edited since."""
        state = self.state
        return isinstance(state, Answered) and state.edited_since(self.document.payload)

    @property
    def known(self) -> Mapping[str, str]:
        """Every value that there is for the session. Raises SecretsError when asked for a name,
        where `.env` cannot be read."""
        return self.secrets.known(self.document.folder)


class Stage(DialogHost, Protocol):
    """What a part may ask of the screen."""

    def refresh_all(self, *, fresh: bool = False) -> None:
        """Show the document as it is now; `fresh` where another invocation is the current one."""

    def refresh_around(self) -> None:
        """Show what stands around the form as it is now: the title, and what came of sending."""

    def flush(self) -> None:
        """Take over what was typed this very moment: it may not have been said yet."""

    def copy(self, text: str, what: str) -> None:
        """Put a text into the clipboard, and say what it is."""

    def refuse_unapplied(self, what: str) -> bool:
        """Whether a text is not applied, so that nothing is `what`: then say so, and go there."""
        ...

    def when_typed(self, then: Callable[[], object]) -> None:
        """Do something after the keys that were pressed before it have reached their editor, and
        before those that are pressed after it do."""

    def post_message(self, message: Message) -> bool:
        """Have a message handled by the screen, also from another thread."""
        ...

"""The built-in target: the product document's starter code under Node, else its Python twin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from sessions.contract.outcome import TargetInfo
from sessions.platforms.current import PLATFORM
from sessions.runner.interpreters import find_node, is_node_named, own_python
from sessions.targets.location import DEFAULT_FUNCTION, STARTER
from sessions.targets.target import DEFAULTS, Settings

from .hook_file import usable_node
from .python_function import usable_python
from .target import Hook, LocalTarget

_FOLDER: Final = Path(PLATFORM.starter)


class Starter(LocalTarget):
    """Needs nothing but offhook itself: where there is no usable Node, Python does.

    Once asked, its location says which of the two ran: `starter.js` or `starter.py`.
    """

    def __init__(self, *, name: str | None = None, settings: Settings = DEFAULTS) -> None:
        super().__init__(TargetInfo("starter", STARTER, name), settings)

    def prepare(self, *, ask: bool = True) -> Hook:
        """Choose the language. Raises Unready where the Node that is named cannot be used."""
        named = self._settings.node
        if find_node(named, ask=ask) or is_node_named(named):
            file = _FOLDER / "starter.js"
            return Hook(usable_node(named, ask=ask), _FOLDER, file, text=self.text_of(file))
        explicit = self._settings.python
        python = usable_python(explicit, _FOLDER, ask=ask) if explicit else own_python()
        file = _FOLDER / "starter.py"
        return Hook(python, _FOLDER, file, function=DEFAULT_FUNCTION, text=self.text_of(file))

    @property
    def in_python(self) -> str:
        """Its Python twin runs where no Node is."""
        return "the starter runs as its Python twin here; only JavaScript can be debugged"

    def describe(self, hook: Hook) -> TargetInfo:
        """What this target is, with the file that is run."""
        return replace(super().describe(hook), location=hook.file.name if hook.file else STARTER)

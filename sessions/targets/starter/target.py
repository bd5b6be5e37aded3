"""The built-in target: the product document's starter code under Node, else its Python twin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from sessions.contract.outcome import TargetInfo
from sessions.targets.hook_file import usable_node
from sessions.targets.local import Hook, LocalTarget
from sessions.targets.python_function import usable_python
from sessions.targets.runtimes import find_node, is_node_named, own_python

_FOLDER: Final = Path(__file__).resolve().parent


class Starter(LocalTarget):
    """Needs nothing but offhook itself: where there is no usable Node, Python does.

    Once asked, its location says which of the two ran: `starter.js` or `starter.py`.
    """

    def __init__(
        self, *, name: str | None = None, node: str | None = None, python: str | None = None
    ) -> None:
        super().__init__(TargetInfo("starter", "starter", name))
        self._node = node
        self._python = python

    def prepare(self) -> Hook:
        """Choose the language. Raises Unready where the Node that is named cannot be used."""
        if find_node(self._node) or is_node_named(self._node):
            return Hook(usable_node(self._node), _FOLDER, _FOLDER / "starter.js")
        python = usable_python(self._python, _FOLDER) if self._python else own_python()
        return Hook(python, _FOLDER, _FOLDER / "starter.py", function="handler")

    def describe(self, hook: Hook) -> TargetInfo:
        """What this target is, with the file that is run."""
        return replace(super().describe(hook), location=hook.file.name if hook.file else "starter")

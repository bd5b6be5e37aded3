"""A hook that is a Python function, of a file or of an importable module."""

from __future__ import annotations

from pathlib import Path

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo
from sessions.runner.interpreters import NoPython, Python, find_python
from sessions.targets.target import DEFAULTS, Settings

from .handler_file import Unready, existing_file, refuse_installed
from .target import NO_TEXT, Hook, LocalTarget


class PythonFunction(LocalTarget):
    """`file.py:function`, where `path` is the file, or `module:function`, imported from `base`.

    The function may be synchronous or asynchronous. It is given `(recipient, text, context)` and
    returns its response; or also `cb`, as its fourth parameter or as one of that name.
    """

    def __init__(
        self,
        function: str,
        location: str,
        *,
        base: Path,
        path: Path | None = None,
        module: str = "",
        name: str | None = None,
        settings: Settings = DEFAULTS,
    ) -> None:
        super().__init__(TargetInfo("python", location, name), settings)
        self._function = function
        self._base = base
        self._path = path
        self._module = module

    def prepare(self, *, ask: bool = True) -> Hook:
        """Look for the file and for Python. Raises Unready."""
        file = existing_file(self._path) if self._path else None
        if file:
            refuse_installed(file, self._base)
        folder = file.parent if file else self._base
        if not folder.is_dir():
            raise Unready(Kind.TARGET_NOT_FOUND, f"There is no folder {folder}.")
        runtime = usable_python(self._settings.python, folder, ask=ask)
        text = self.text_of(file) if file else NO_TEXT
        return Hook(runtime, folder, file, self._module, self._function, text=text)


def usable_python(explicit: str | None, near: Path, *, ask: bool = True) -> Python:
    """The Python to use near a folder. Raises Unready."""
    try:
        return find_python(explicit, near, ask=ask)
    except NoPython as problem:
        raise Unready(Kind.RUNTIME_MISSING, str(problem)) from None

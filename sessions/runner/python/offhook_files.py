"""Whether a hook's file can be loaded, and which files were read while it was.

offhook drops a loaded hook when one of those has changed.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from typing import Any

_read: set[str] = set()
_known: set[str] = set()
_is_noting = False


def check_regular(file: str) -> None:
    """Refuse what has come into a file's place since offhook looked, such as a pipe that nobody
    writes to. Raises ImportError, or OSError where nothing is there."""
    if not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116 (see below)
        raise ImportError(f"{file} is no regular file any more")


def know(modules: Iterable[str]) -> None:
    """Leave out what has been loaded already: these modules."""
    _known.update(modules)


def is_known(module: str) -> bool:
    """Whether a module has been left out."""
    return module in _known


def note_reads() -> None:
    """Note what is read from now on; `files_read` ends it."""
    global _is_noting
    _is_noting = True
    if not _known:
        know(sys.modules)
    sys.addaudithook(_note)


def files_read() -> list[str]:
    """All that has been read, and the source of what was loaded from a compiled file."""
    global _is_noting
    _is_noting = False
    modules = map(sys.modules.get, sys.modules.keys() - _known)  # a thread may take one away
    sources = (getattr(module, "__file__", None) for module in modules)
    return sorted(_read.union(file for file in sources if isinstance(file, str)))


def _note(event: str, values: tuple[Any, ...]) -> None:
    """Called by Python for whatever it does, for as long as it runs: it cannot be stopped."""
    if not _is_noting or event != "open":
        return
    path, mode = values[0], values[1]
    if isinstance(path, str) and (mode is None or "r" in mode):
        _read.add(os.path.abspath(path))  # noqa: PTH100 (pathlib would cost three milliseconds)

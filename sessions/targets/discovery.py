"""Finds what could be a target near a session: hooks, Actions, functions in Python files, and what
folders of the platform's deployment tool have."""

from __future__ import annotations

import ast
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.errors import OffhookError
from sessions.files import Unreadable, read_start
from sessions.platforms.current import PLATFORM
from sessions.targets.local.hook_text import HookText
from sessions.targets.location import Location
from sessions.text import one_line

DEPTH: Final = 4
"""Folders below the session's own that are looked into."""

MOST_FILES: Final = 2_000
"""Files that are looked at before the search ends: it is meant for a project, not for a disk."""

_ES_MODULE: Final = ".mjs"
"""Runs here, and not on a platform that requires hooks: nobody is offered one."""
_SKIPPED: Final = frozenset({"node_modules", "__pycache__", "dist", "build", "site-packages"})
_LARGEST: Final = 500_000
_YAML: Final = (".yaml", ".yml")
_PARAMETERS: Final = ("recipient", "text", "context")


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """A target that could be meant: its location as a session writes it, and what it is."""

    location: str
    about: str


def find_hooks(folder: Path) -> list[FoundTarget]:
    """Hook files and Python functions below `folder`, nearest first, paths relative to it.

    A Python function counts where it stands at the top level of its file and takes `recipient`,
    `text` and `context`, or a callback as its fourth. Files that cannot be read are passed over. Of
    a folder that the platform's deployment tool reads, hooks and Actions are found by their names,
    not by the files of their code.
    """
    found: list[FoundTarget] = []
    folders = _DeployFolders(folder)
    for path in _files(folder):
        listed = folders.of(path)
        if listed is not None:
            found += listed
            continue
        at = Location.parse(path.relative_to(folder).as_posix())
        if at.called is not None:  # the file's name has a colon in it
            continue
        if at.form == "javascript" and path.suffix.lower() != _ES_MODULE:
            about = "Action" if HookText.of(path).dialects else "hook file"
            found.append(FoundTarget(str(at), about))
        elif at.form == "python":
            found += [FoundTarget(f"{at}:{name}", "Python function") for name in _functions(path)]
    return [each for each in found if each.location == one_line(each.location, 1_000)]


class _DeployFolders:
    """What the folders below one list that the platform's deployment tool reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, list[FoundTarget] | None] = {}

    def of(self, path: Path) -> list[FoundTarget] | None:
        """What is found where a file of such a folder is met first, and nothing for the others;
        None for a file that is part of none."""
        if path.suffix.lower() in _YAML:
            return self._listed(path) if _names_a_trigger(path) else None
        for root in path.parents:
            if not root.is_relative_to(self._folder):
                break
            if root in self._known:
                if self._known[root] is not None:
                    return []
            elif (found := self._listed(root)) is not None:
                return found
        return None

    def _listed(self, root: Path) -> list[FoundTarget] | None:
        """Its hooks and Actions; the values of keywords are not looked up for it."""
        found: list[FoundTarget] | None = None
        if PLATFORM.folders.is_folder(root):
            with contextlib.suppress(OffhookError):
                place = root.relative_to(self._folder).as_posix()
                listed = PLATFORM.folders.handlers(root, {})
                about = {"action": "Action", "hook": "hook"}
                ours = [each for each in listed if each.is_ours]
                named = [FoundTarget(f"{place}#{one.name}", about[one.kind]) for one in ours]
                named = [one for one in named if Location.parse(one.location).path == place]
                found = named if any(not one.problem for one in listed) else None
        self._known[root] = found
        return found


def _names_a_trigger(path: Path) -> bool:
    try:
        text = read_start(path, _LARGEST)
    except (OSError, ValueError, Unreadable):
        return False
    return any(trigger.encode() in text for trigger in PLATFORM.events.TRIGGERS)


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    level = [folder]
    for _ in range(DEPTH + 1):
        below: list[Path] = []
        for each in level:
            for entry in _entries(each):
                if entry.is_dir(follow_symlinks=False):
                    below.append(Path(entry.path))
                elif entry.is_file():
                    seen += 1
                    yield Path(entry.path)
                if seen >= MOST_FILES:
                    return
        level = below


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            wanted = [
                entry
                for entry in entries
                if not entry.name.startswith(".") and entry.name not in _SKIPPED
            ]
    except OSError:
        return []  # a folder that may not be read holds nothing to choose from
    return sorted(wanted, key=lambda entry: entry.name)


def _functions(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST:
            return []
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and _takes_an_invocation(node.args)
    ]


def _takes_an_invocation(arguments: ast.arguments) -> bool:
    names = [each.arg for each in arguments.posonlyargs + arguments.args]
    return tuple(names[:3]) == _PARAMETERS or (len(names) == 4 and names[3] in ("cb", "callback"))

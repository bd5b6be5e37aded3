"""Which invocations a changed file touches, so that no others are sent again."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.choice import Choice, choose
from sessions.files import Unreadable, read_bytes, real_path
from sessions.secrets.lookup import ENV_FILE, SecretsError
from sessions.store.folder import SKIPPED
from sessions.store.model import SavedInvocation
from sessions.store.session_file import SessionFile

from .select import select

_REQUIRED: Final = re.compile(
    rb"""(?:\brequire\s*\(|\bimport\s*\(?|\bfrom)\s*['"](\.{1,2}/[^'"\n]+)['"]"""
)
_ENDINGS: Final = ("", ".js", ".cjs", ".mjs", ".json", "/index.js")
_JAVASCRIPT: Final = frozenset({".js", ".cjs", ".mjs"})
_PYTHON: Final = frozenset({".py"})
_LISTINGS: Final = frozenset({".json", ".yaml", ".yml"})
"""What a folder of the platform's deployment tool says its hooks and Actions in."""
_LARGEST: Final = 1 << 20
_MOST_MODULES: Final = 1000
_MOST_FOLDERS: Final = 2000


@dataclass(frozen=True, slots=True)
class _Code:
    """What an invocation runs, as far as can be told without running it."""

    known: frozenset[Path] = frozenset()
    """The handler, and what it requires by relative paths."""
    folders: tuple[Path, ...] = ()
    """Where else it may load from, by paths that it computes, or modules that Python finds."""
    suffixes: frozenset[str] = frozenset()


class Touching:
    """The files that the invocations of sessions depend on, as they are now."""

    def __init__(
        self, files: Sequence[SessionFile], *, target: str | None, env_file: Path | None
    ) -> None:
        """`target` and `env_file` are those that a replay is given."""
        self._files = files
        self._env_file = real_path(env_file) if env_file else None
        self._code = {
            (file.path, name): _code_of(file, saved, target)
            for file in files
            for name, saved in file.session.invocation.items()
        }

    def by(self, changed: Collection[Path], before: Sequence[SessionFile]) -> list[SessionFile]:
        """The sessions with those of their invocations that a change touches.

        Args:
            changed: the real paths of files that were written, made or removed.
            before: the sessions as they were.
        """
        old = {file.path: file for file in before}
        known = frozenset[Path]().union(*(code.known for code in self._code.values()))
        unknown = [path for path in changed if path not in known]

        def is_touched(file: SessionFile, name: str, saved: SavedInvocation) -> bool:
            beside = real_path(file.path.parent / ENV_FILE)
            if beside in changed or self._env_file in changed:
                return True
            if _says_otherwise(old.get(file.path), file, name, saved):
                return True
            code = self._code[file.path, name]
            return not code.known.isdisjoint(changed) or any(
                path.suffix in code.suffixes and any(map(path.is_relative_to, code.folders))
                for path in unknown
            )

        return select(self._files, is_touched)

    def folders(self, more: Collection[Path]) -> frozenset[Path]:
        """The folders in which such files stand, and those below; `more` are searched too."""
        found = {path.parent for code in self._code.values() for path in code.known}
        found |= {real_path(file.path).parent for file in self._files}
        if self._env_file:
            found.add(self._env_file.parent)
        trees = {folder for code in self._code.values() for folder in code.folders}
        for tree in sorted(trees | set(map(real_path, more))):
            found |= set(_below(tree, _MOST_FOLDERS - len(found)))
        return frozenset(folder for folder in found if folder.is_dir())


def _says_otherwise(
    old: SessionFile | None, file: SessionFile, name: str, saved: SavedInvocation
) -> bool:
    if old is None or old.session.invocation.get(name) != saved:
        return True
    nothing: Mapping[str, object] = {"invocation": {}}
    return old.session.model_copy(update=nothing) != file.session.model_copy(update=nothing)


def _code_of(file: SessionFile, saved: SavedInvocation, target: str | None) -> _Code:
    try:
        choice = choose(file.session, saved=saved, target=target, folder=file.path.parent)
    except SecretsError:  # a URL, or what goes with it
        return _Code()
    if choice.location.form == "module":
        return _Code(folders=(real_path(choice.base),), suffixes=_PYTHON)
    if choice.location.form == "folder":
        return _of_folder(choice)
    named = choice.location.file(choice.base)
    if named is None:
        return _Code()
    handler = real_path(named)
    modules = choice.settings.actions_modules
    folders = (handler.parent, real_path(modules)) if modules else (handler.parent,)
    if handler.suffix.lower() in _PYTHON:
        return _Code(frozenset({handler}), folders, _PYTHON)
    return _Code(frozenset(_with_required(handler)), folders, _JAVASCRIPT)


def _of_folder(choice: Choice) -> _Code:
    """What a folder of the platform's deployment tool is read of; another file may come to it."""
    path = real_path(choice.location.file(choice.base) or choice.base)
    root = path if path.is_dir() else path.parent
    deployed = choice.settings.deployed
    known = frozenset(map(real_path, deployed.files)) if deployed else frozenset[Path]()
    return _Code(known, (root,), _JAVASCRIPT | _LISTINGS)


def _with_required(handler: Path) -> set[Path]:
    """A JavaScript file, and those that it requires by relative paths, at any depth."""
    found, todo = {handler}, [handler]
    while todo and len(found) < _MOST_MODULES:
        file = todo.pop()
        try:
            text = read_bytes(file, _LARGEST)
        except (OSError, ValueError, Unreadable):
            continue
        for name in _REQUIRED.findall(text):
            at = os.path.normpath(file.parent / os.fsdecode(name))
            module = next((Path(at + one) for one in _ENDINGS if Path(at + one).is_file()), None)
            if module and (real := real_path(module)) not in found:
                found.add(real)
                todo.append(real)
    return found


def _below(tree: Path, most: int) -> Iterator[Path]:
    """A folder and those below it, at most so many, without what no session or hook stands in."""
    todo = [tree]
    while todo and most > 0:
        here = todo.pop()
        most -= 1
        yield here
        try:
            with os.scandir(here) as listing:
                items = [one.name for one in listing if one.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        todo += [here / one for one in items if one not in SKIPPED and not one.startswith(".")]

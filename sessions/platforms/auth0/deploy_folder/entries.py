"""What a folder has, in both of its layouts: an entry for each hook, Action and module of Actions.

The layouts are those of auth0-deploy-cli 8.44.0: a directory with a JSON file for each entry, and
one YAML file. A file's keywords are replaced before it is parsed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sessions.contract import json_text
from sessions.contract.json_text import JsonObject, JsonValue

from .keywords import Keywords
from .layout import CODE, FOLDERS, YAML_KEYS, Section, is_folder, json_files
from .paths import is_inside, plain_text, problem_of_folder, text_of
from .problem import FolderProblem, at
from .tree import Items, Members, Node, NoTree, Scalar, tree_of, value_of

_CONFIG: Final = "config.json"
_MAPPINGS: Final = "AUTH0_KEYWORD_REPLACE_MAPPINGS"
_MOST_FILES: Final = 1_000
"""JSON files of a section that are read: a tenant has 100 Actions at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A hook, an Action or a module, as the folder says it."""

    section: Section
    name: str
    file: Path
    """Where it is said."""
    line: int
    fields: JsonObject

    @property
    def place(self) -> str:
        """`hooks/sms.json:1`, as messages name it."""
        return f"{self.file}:{self.line}"

    def problem(self, said: str) -> FolderProblem:
        """What is wrong with it."""
        return at(self.file, self.line, said)


@dataclass(frozen=True, slots=True)
class Contents:
    """A folder, read."""

    root: Path
    """The folder that no path of its files may leave."""
    source: Path
    """What the user named: the folder, or the YAML file."""
    keywords: Keywords
    entries: tuple[Entry, ...]
    files: tuple[Path, ...]
    """The files that were read, and those that would be if they were there."""
    problems: tuple[FolderProblem, ...] = field(default=())
    """Entries that cannot be read."""

    @property
    def is_yaml(self) -> bool:
        """Which of the two layouts it is."""
        return self.source != self.root

    def section(self, section: Section) -> list[Entry]:
        """The entries of a section, in their order."""
        return [entry for entry in self.entries if entry.section == section]


def read_folder(path: Path, env: Mapping[str, str]) -> Contents:
    """Read a folder, or the YAML file of one.

    Args:
        env: what markers may name beside the folder's mapping; nothing else of it is read.

    Raises:
        FolderProblem: there is none, or it cannot be read.
    """
    if not is_folder(path):
        raise problem_of_folder(path)
    source = Path(os.path.abspath(path))  # noqa: PTH100 (links stay as they are named)
    root = source if source.is_dir() else source.parent
    config, mapping = _mapping(root, env)
    reading = _Reading(root, Keywords(mapping, env), config)
    if source.is_dir():
        for section in FOLDERS:
            reading.section(section)
    else:
        reading.yaml(source)
    return Contents(
        root,
        source,
        reading.keywords,
        tuple(reading.entries),
        tuple(reading.files),
        tuple(reading.problems),
    )


class _Reading:
    """Reads the entries of a folder; what is wrong with one is no problem of the others."""

    def __init__(self, root: Path, keywords: Keywords, files: list[Path]) -> None:
        self.root = root
        self.keywords = keywords
        self.files = files
        self.entries: list[Entry] = []
        self.problems: list[FolderProblem] = []

    def section(self, section: Section) -> None:
        """Read the JSON files of a section."""
        folder = self.root / FOLDERS[section]
        if os.path.lexists(folder) and not is_inside(self.root, folder):
            self.problems.append(at(folder, None, f"leads out of {self.root}, and is not read"))
            return
        self.files.append(folder)
        files = json_files(folder, _MOST_FILES + 1)
        if len(files) > _MOST_FILES:
            self.problems.append(at(folder, None, f"only {_MOST_FILES:,} of its files are read"))
        for file in files[:_MOST_FILES]:
            self.files.append(file)
            try:
                value = _json(file, self.keywords.replaced(text_of(self.root, file)))
                self.entries.append(_entry(section, value, file, 1))
            except FolderProblem as problem:
                self.problems.append(problem)

    def yaml(self, file: Path) -> None:
        """Read the YAML file. Raises FolderProblem where it is none."""
        self.files.append(file)
        try:
            tree = tree_of(self.keywords.replaced(plain_text(file)))
        except NoTree as problem:
            raise at(file, problem.line, problem.said) from None
        if not isinstance(tree, Members):
            raise at(file, None, "is no YAML of auth0-deploy-cli: wanted a mapping")
        for section, key in YAML_KEYS.items():
            for node in _listed(file, key, tree.get(key)):
                try:
                    self.entries.append(_entry(section, value_of(node), file, node.line))
                except NoTree as problem:
                    self.problems.append(at(file, node.line, problem.said))
                except FolderProblem as problem:
                    self.problems.append(problem)


def _json(file: Path, text: str) -> JsonValue:
    try:
        return json_text.loads(text.removeprefix("\ufeff"))
    except json_text.JsonError as error:
        raise at(file, error.line, error.message) from None


def _listed(file: Path, key: str, node: Node | None) -> list[Node]:
    if node is None or (isinstance(node, Scalar) and value_of(node) is None):
        return []
    if not isinstance(node, Items):
        raise at(file, node.line, f"{key}: wanted a list")
    return node.items


def _entry(section: Section, value: JsonValue, file: Path, line: int) -> Entry:
    if not isinstance(value, dict):
        raise at(file, line, "wanted an object")
    name = value.get("name")
    if not isinstance(name, str) or not name.strip():
        raise at(file, line, "has no name")
    if not isinstance(value.get(CODE[section]), str):
        raise at(file, line, f"{name}: {CODE[section]}: wanted the path of its code")
    return Entry(section, called(section, name), file, line, value)


def called(section: Section, name: str) -> str:
    """What an entry is called: of a hook auth0-deploy-cli lowers the letters, and joins words."""
    return re.sub(r"\s", "-", name.lower()) if section == "hooks" else name


def _mapping(root: Path, env: Mapping[str, str]) -> tuple[list[Path], dict[str, JsonValue]]:
    """The keywords of the folder's `config.json`, in it or beside it, and those of the environment.

    The command line of auth0-deploy-cli names one of the two; here that in the folder comes first.
    Returns the files that were looked at, too.
    """
    inner, outer = root / _CONFIG, root.parent / _CONFIG
    mapping: dict[str, JsonValue] = {}
    if os.path.isfile(inner):  # noqa: PTH113 (it never raises)
        mapping = _of_config(inner, text_of(root, inner))
    elif os.path.isfile(outer) and "AUTH0_" in (text := plain_text(outer)):  # noqa: PTH113
        mapping = _of_config(outer, text)
    if _MAPPINGS in env:
        mapping |= _object(env[_MAPPINGS], f"the environment variable {_MAPPINGS}")
    return [inner, outer], mapping


def _of_config(file: Path, text: str) -> dict[str, JsonValue]:
    config = _json(file, text)
    mapping = config.get(_MAPPINGS) if isinstance(config, dict) else None
    if mapping is None:
        return {}
    if isinstance(mapping, str):
        return _object(mapping, f"{file}: {_MAPPINGS}")
    if not isinstance(mapping, dict):
        raise at(file, None, f"{_MAPPINGS}: wanted an object")
    return mapping


def _object(text: str, what: str) -> dict[str, JsonValue]:
    try:
        value = json_text.loads(text)
    except json_text.JsonError:
        value = None
    if not isinstance(value, dict):
        raise FolderProblem(f"{what}: wanted a JSON object")
    return value

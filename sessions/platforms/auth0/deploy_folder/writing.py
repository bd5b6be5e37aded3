"""What a folder needs to have another Action: the files that change. Nothing is written here.

A JSON file for the Action, its code, and the binding to its trigger. A text that is there already
is changed in one place only; keywords, comments, order and line ends stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonObject, JsonValue
from sessions.platforms.deployed import Package

from .edit import CannotEdit, Listing, rendered
from .entries import Contents, Entry
from .keywords import MARKER, NOT_SHOWN, masked
from .layout import FOLDERS, TRIGGERS, YAML_KEYS, json_files
from .paths import is_inside, text_of
from .problem import FolderProblem, at
from .tree import Items, Members, Node, NoTree, Scalar, tree_of

_RUNTIME: Final = "node22"
"""The newest that the platform lists for both triggers."""
_ILLEGAL: Final = re.compile(r'[/?<>\\:*|"\x00-\x1f\x80-\x9f]')
_RESERVED: Final = re.compile(r"\.+|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I | re.DOTALL)
_LONGEST: Final = 255
"""Bytes of a file's name, on all usual file systems."""
_MARKED: Final = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the folder that gets another text."""

    path: Path
    old: str | None
    """What it has; None where there is no such file."""
    new: str


@dataclass(frozen=True, slots=True)
class NewAction:
    """An Action that a folder is to have."""

    name: str
    code: str
    trigger: str
    version: str
    packages: Sequence[Package]
    secrets: Mapping[str, str]
    """By name what stands for each value: a keyword, no value."""

    @property
    def path(self) -> str:
        """That of its code, as the folder writes it."""
        return f"./{FOLDERS['actions']}/{file_name(self.name)}/code.js"

    def fields(self) -> JsonObject:
        """What the folder says of it, in the order in which auth0-deploy-cli exports it."""
        packages: list[JsonValue] = [
            {"name": one.name, "version": one.version or "latest"} for one in self.packages
        ]
        secrets: list[JsonValue] = [
            {"name": name, "value": value} for name, value in self.secrets.items()
        ]
        return {
            "name": self.name,
            "code": self.path,
            "runtime": _RUNTIME,
            "dependencies": packages,
            "secrets": secrets,
            "supported_triggers": [{"id": self.trigger, "version": self.version}],
            "deployed": True,
        }


def changes_for(contents: Contents, action: NewAction) -> list[Change]:
    """The files that change where a folder gets an Action, in the order to write them.

    One that is as it is to be is left out: what was begun and ended half-way is gone on with.

    Raises:
        FolderProblem: it has one of that name already, or a file cannot be changed.
    """
    folder = contents.root / FOLDERS["actions"]
    code = _new(contents.root, folder / file_name(action.name) / "code.js", action.code)
    said = _in_yaml(contents, action) if contents.is_yaml else _in_directory(contents, action)
    return [change for change in (code, *said) if change.old != change.new]


def _in_directory(contents: Contents, action: NewAction) -> list[Change]:
    root = contents.root
    file = root / FOLDERS["actions"] / f"{file_name(action.name)}.json"
    if (size := len(file.name.encode())) > _LONGEST:
        problem = (
            f"the Action's file would be {file.name[:40]}…, of {size} bytes, and a file's name"
        )
        raise at(root, None, f"{problem} has {_LONGEST} at most; choose another --name")
    taken = [one for one in contents.section("actions") if one.name == action.name]
    if taken and taken[0].file != file:
        raise taken[0].problem(f"an Action is called {action.name!r} already")
    listed = _new(root, file, rendered(action.fields()))
    there = json_files(root / TRIGGERS, 1)
    triggers = there[0] if there else root / TRIGGERS / "triggers.json"
    old = text_of(root, triggers) if there else None
    if not is_inside(root, triggers):
        raise at(triggers, None, f"leads out of {root}, and is not written")
    listing = Listing(old or "", True, contents.keywords.replaced)
    return [listed, Change(triggers, old, _bound(triggers, listing, (), action))]


def _in_yaml(contents: Contents, action: NewAction) -> list[Change]:
    file = contents.source
    old = text_of(contents.root, file)
    listing = Listing(old, False, contents.keywords.replaced)
    taken = [one for one in contents.section("actions") if one.name == action.name]
    fields = {key: value for key, value in action.fields().items() if value != []}
    if taken and taken[0].fields.get("code") != fields["code"]:
        raise taken[0].problem(f"an Action is called {action.name!r} already")
    if not taken:
        listing = _with_item(file, listing, (YAML_KEYS["actions"],), fields)
    return [Change(file, old, _bound(file, listing, (TRIGGERS,), action))]


def _bound(file: Path, listing: Listing, keys: tuple[str, ...], action: NewAction) -> str:
    """The text with the Action among those that its trigger runs, the last of them."""
    keys = (*keys, action.trigger)
    try:
        if listing.has(keys, "action_name", action.name):
            return listing.text
    except CannotEdit as problem:
        raise at(file, None, f"cannot be changed: {problem}") from None
    binding: JsonObject = {"action_name": action.name, "display_name": action.name}
    return _with_item(file, listing, keys, binding).text


def _with_item(file: Path, listing: Listing, keys: tuple[str, ...], item: JsonObject) -> Listing:
    try:
        return listing.with_item(keys, item)
    except CannotEdit as problem:
        raise at(file, None, f"cannot be changed: {problem}") from None


def _new(root: Path, path: Path, text: str) -> Change:
    """A file that is not there yet, or has just this text. Raises FolderProblem."""
    if not is_inside(root, path):
        raise at(path, None, f"leads out of {root}, and is not written")
    if not path.exists():
        return Change(path, None, text)
    if (old := text_of(root, path)) != text:
        raise at(path, None, "is there already, and is never overwritten; choose another --name")
    return Change(path, old, text)


def secret_keywords(contents: Contents, entry: Entry, names: Iterable[str]) -> dict[str, str]:
    """What stands for the values of secrets where an entry has a successor: the keyword that the
    entry itself has for one, else that of its name.

    An import takes them from the mapping or the environment; a value that stands in the folder in
    clear is not copied.
    """
    own = _written_keywords(contents, entry)
    return {name: own.get(name) or _keyword(name) for name in names}


def _keyword(secret: str) -> str:
    return f"##{secret}##" if _MARKED.fullmatch(secret) else NOT_SHOWN[0]


def _written_keywords(contents: Contents, entry: Entry) -> dict[str, str]:
    """The keywords that stand in the file as the values of an entry's secrets."""
    text = text_of(contents.root, entry.file)
    try:
        tree: Node | None = tree_of(masked(text))
    except NoTree:
        return {}  # it is YAML only once its keywords are replaced
    if contents.is_yaml and isinstance(tree, Members):
        listed = tree.get(YAML_KEYS[entry.section])
        items = listed.items if isinstance(listed, Items) else []
        tree = next(
            (one for one in items if _name(one) in (entry.name, entry.fields["name"])), None
        )
    secrets = tree.get("secrets") if isinstance(tree, Members) else None
    found: dict[str, str] = {}
    for key, value in secrets.members if isinstance(secrets, Members) else ():
        written = text[value.start : value.end].strip("\"'")
        if isinstance(key, Scalar) and written.startswith("##") and MARKER.fullmatch(written):
            found[key.text] = written
    return found


def _name(node: Node) -> str:
    name = node.get("name") if isinstance(node, Members) else None
    return name.text if isinstance(name, Scalar) else ""


def file_name(name: str) -> str:
    """An entry's name as that of its file: npm's `sanitize-filename` with `-` as replacement."""
    text = _ILLEGAL.sub("-", name)
    text = "-" if _RESERVED.fullmatch(text) else text
    stripped = text.rstrip(". ")
    text = stripped + "-" if stripped != text else text
    cut = text.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
    if cut.rstrip(". ") != cut:  # only what was cut ends so
        cut = cut.rstrip(". ")
    if not cut:
        raise FolderProblem(f"no file can have the name {name!r}")
    return cut

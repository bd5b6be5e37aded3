"""The hooks and Actions of a folder that send phone messages, as targets need them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.events import TRIGGERS
from sessions.platforms.deployed import Deployed, DeployedCode, FoundHandler, Package

from .entries import Contents, Entry, called, read_folder
from .keywords import NOT_SHOWN, Keywords, is_value
from .layout import CODE, FOLDERS, SECTIONS, Section
from .paths import code_file, text_of
from .problem import FolderProblem

HOOK_TRIGGER: Final = "send-phone-message"
_UNKNOWN: Final = (None, *NOT_SHOWN)
_MOST_NAMES: Final = 30
"""That a message lists."""


def handlers(path: Path, env: Mapping[str, str]) -> list[FoundHandler]:
    """All hooks and Actions of a folder, in its order; see `Folders.handlers`."""
    contents = read_folder(path, env)
    entries = [entry for section in SECTIONS for entry in contents.section(section)]
    names = [entry.name for entry in entries]
    found = [
        FoundHandler(
            entry.name if names.count(entry.name) == 1 else f"{entry.section}/{entry.name}",
            kind="hook" if entry.section == "hooks" else "action",
            trigger=trigger_of(entry),
            is_ours=_is_ours(entry),
            secrets=tuple(name for name, value in _secrets(entry) if value in _UNKNOWN),
        )
        for entry in entries
    ]
    return [*found, *(FoundHandler("", "hook", problem=str(one)) for one in contents.problems)]


def find(path: Path, name: str, env: Mapping[str, str]) -> Deployed:
    """The hook or the Action of a folder that a name means; see `Folders.find`."""
    contents = read_folder(path, env)
    return deployed(contents, entry_of(contents, name))


def entry_of(contents: Contents, name: str) -> Entry:
    """The entry that a name means: `NAME`, `hooks/NAME` or `actions/NAME`.

    Raises:
        FolderProblem: there is none, or several, or it gets no phone messages.
    """
    section, _, rest = name.partition("/")
    wanted: list[Section] = [one for one in SECTIONS if one == section] if rest else []
    bare = rest if wanted else name
    found = [
        entry
        for one in wanted or SECTIONS
        for entry in contents.section(one)
        if entry.name in (bare, called(one, bare))
    ]
    ours = [entry for entry in found if _is_ours(entry)] or found
    if not ours:
        raise _none(contents, name)
    if len({entry.section for entry in ours}) > 1:
        said = f"{bare!r} is a hook and an Action; name {contents.source.name}#hooks/{bare}"
        raise FolderProblem(f"{contents.source}: {said} or {contents.source.name}#actions/{bare}")
    if len(ours) > 1:
        places = ", ".join(entry.place for entry in ours)
        raise FolderProblem(f"{contents.source}: several are called {bare!r}: {places}")
    if not _is_ours(ours[0]):
        trigger = trigger_of(ours[0]) or "no trigger"
        raise ours[0].problem(f"{bare} is of the trigger {trigger}, which sends no phone messages")
    return ours[0]


def _none(contents: Contents, name: str) -> FolderProblem:
    names = [entry.name for entry in contents.entries if _is_ours(entry)]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    listed = ", ".join(names[:_MOST_NAMES]) + more
    has = f"it has {listed}" if names else "it has none for phone messages"
    broken = "".join(f"; {problem}" for problem in contents.problems[:3])
    said = f"{contents.source}: there is no hook and no Action {name!r}; {has}{broken}"
    return FolderProblem(said)


def trigger_of(entry: Entry) -> str:
    """The trigger's ID; empty where none is said."""
    if entry.section == "hooks":
        return str(entry.fields.get("triggerId") or "")
    listed = entry.fields.get("supported_triggers")
    first = listed[0] if isinstance(listed, list) and listed else None
    return str(first.get("id") or "") if isinstance(first, dict) else ""


def _is_ours(entry: Entry) -> bool:
    trigger = trigger_of(entry)
    return trigger == HOOK_TRIGGER if entry.section == "hooks" else trigger in TRIGGERS


def deployed(contents: Contents, entry: Entry, code: tuple[Path, str] | None = None) -> Deployed:
    """An entry with its code, keywords replaced.

    Args:
        code: the file and the text, before keywords are replaced, instead of its own.

    Raises:
        FolderProblem: its code, or that of a module, cannot be read.
    """
    file, raw = code or code_of(contents, entry)
    modules = [(one, *code_of(contents, one)) for one in _modules(contents, entry)]
    keywords = contents.keywords
    used = dict[str, str]()
    for text in (raw, *(text for _, _, text in modules)):
        used |= keywords.used_in(text)
    return Deployed(
        name=entry.name,
        kind="hook" if entry.section == "hooks" else "action",
        trigger=trigger_of(entry),
        place=f"{entry.file.relative_to(contents.root).as_posix()}:{entry.line}",
        root=contents.root,
        code=_deployed_code(keywords, file, raw, entry),
        packages=packages_of(entry),
        runtime=_runtime(entry),
        modules={
            one.name: _deployed_code(keywords, path, text, one) for one, path, text in modules
        },
        used=used,
        files=(*contents.files, file, *(path for _, path, _ in modules)),
    )


def _deployed_code(keywords: Keywords, file: Path, raw: str, entry: Entry) -> DeployedCode:
    text = keywords.replaced(raw)
    return DeployedCode(file, raw, text, secrets_of(entry), _lines(keywords, raw, text))


def _lines(keywords: Keywords, raw: str, text: str) -> tuple[int, ...]:
    """For each line of the replaced text the one that it comes of; empty where they are the same.

    No marker goes over the end of a line, but a value may have several.
    """
    if raw.count("\n") == text.count("\n"):
        return ()
    parts = [keywords.replaced(line) for line in raw.split("\n")]
    if "\n".join(parts) != text:
        return ()  # a value that ends with half a marker
    return tuple(at for at, part in enumerate(parts, 1) for _ in part.split("\n"))


def code_of(contents: Contents, entry: Entry) -> tuple[Path, str]:
    """The file of an entry's code, and its text. Raises FolderProblem."""
    written = str(entry.fields[CODE[entry.section]])
    root, own = contents.root, contents.root / FOLDERS[entry.section]
    first = own if entry.section == "hooks" and not contents.is_yaml else root
    file = code_file(root, written, (first, root, root.parent, own), (entry.file, entry.line))
    return file, text_of(root, file)


def secrets_of(entry: Entry) -> dict[str, str | None]:
    """The names of an entry's secrets, each with its value where the folder has one."""
    return {
        name: value if isinstance(value, str) and is_value(value) else None
        for name, value in _secrets(entry)
    }


def _secrets(entry: Entry) -> list[tuple[str, JsonValue]]:
    return _named(entry.fields.get("secrets"), "value")


def _named(listed: JsonValue, key: str) -> list[tuple[str, JsonValue]]:
    """What is listed by name: of hooks a mapping, of Actions objects with `name` and `key`."""
    pairs: list[tuple[JsonValue, JsonValue]] = []
    if isinstance(listed, dict):
        pairs = [*listed.items()]
    elif isinstance(listed, list):
        pairs = [(one.get("name"), one.get(key)) for one in listed if isinstance(one, dict)]
    return [(name, value) for name, value in pairs if isinstance(name, str) and name]


def packages_of(entry: Entry) -> tuple[Package, ...]:
    """The npm packages that an entry names, with their versions as they are written."""
    listed = _named(entry.fields.get("dependencies"), "version")
    return tuple(Package(name, "" if one is None else str(one)) for name, one in listed)


def _runtime(entry: Entry) -> str | None:
    said = entry.fields.get("runtime")
    return said if isinstance(said, str) and said else None


def _modules(contents: Contents, entry: Entry) -> list[Entry]:
    """The modules that an Action may require; one that is not in the folder is not among them."""
    listed = entry.fields.get("modules")
    named: list[JsonValue] = []
    if isinstance(listed, list):
        named = [one.get("module_name") for one in listed if isinstance(one, dict)]
    return [module for module in contents.section("modules") if module.name in named]

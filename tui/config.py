"""What the workbench remembers from one run to the next: `config.toml` in the user's folder."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import platformdirs

from sessions.errors import OffhookError
from sessions.store.disk import read_text, replace_text
from sessions.store.errors import ChangedOnDisk, SessionError
from sessions.text import nearest

from .settings import DEFAULT_THEME, OFF, SETTINGS, Value, flat

_BOM: Final = "\ufeff"
_AT_LINE: Final = re.compile(r"\(at line (\d+),")


class ConfigError(OffhookError):
    """The configuration cannot be used or written: one line with the file, the key, and why."""


def config_folder() -> Path:
    """The user's folder for `config.toml` and `themes/`; it need not exist."""
    return platformdirs.user_config_path("offhook")


def config_file(folder: Path | None = None) -> Path:
    """The file of the settings in `folder`, by default the user's; it need not exist."""
    return (folder or config_folder()) / "config.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, as `tui.settings` explains them; where the file says nothing of one, or
    nothing that is understood, its default."""

    theme: str = DEFAULT_THEME
    """A theme's name; whether there is such a theme is not checked here."""
    history: bool = True
    animations: bool = True
    mouse: bool = True
    signs: str = "auto"
    editor: str = ""
    split: int = 50
    preset: str = "default"
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    """Keys by the id of what they do, as they are written; nothing of them is checked here."""
    given: frozenset[str] = frozenset()
    """The settings that the file has, and that are understood."""
    problems: tuple[str, ...] = field(default=(), compare=False)
    """What was not understood, `FILE:LINE: KEY: …` each."""
    is_readable: bool = True
    """Whether the file is TOML, or not there."""

    @classmethod
    def load(cls, folder: Path | None = None) -> Config:
        """Read the settings of `folder`, by default the user's. Never raises: see `problems`."""
        path = config_file(folder)
        try:
            text = (_read(path) or "").removeprefix(_BOM)
            table = _parse(path, text)
        except ConfigError as error:
            return cls(history=False, problems=(str(error),), is_readable=False)
        return _understood(path, text, table)

    def keeps_history(self, env: Mapping[str, str]) -> bool:
        """Whether outcomes are kept: unless `OFFHOOK_HISTORY=off` or the file says otherwise, or
        may say so and is not understood."""
        return self.history and env.get("OFFHOOK_HISTORY", "").lower() not in OFF

    def value(self, key: str) -> Value:
        """That of a setting, by its key in the file."""
        return getattr(self, key.rpartition(".")[2])


def set_value(key: str, value: Value | None, folder: Path | None = None) -> None:
    """Write one setting into the file, whose comments and other keys stay; None takes it away, so
    that the default holds.

    Raises:
        ConfigError: the file cannot be written, or is no TOML, and then stays as it is.
    """
    path = config_file(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        while not _is_set(path, key.split("."), value):
            pass  # another offhook has written in between, whose settings are to stay
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    except SessionError as error:
        raise ConfigError(str(error)) from None


def is_history_kept() -> bool:
    """Whether outcomes are kept, as the user's environment and configuration have it."""
    return Config.load().keeps_history(os.environ)


def said_of(key: str, problem: str) -> str:
    """A problem of a setting of the user's file, with its place: `FILE:LINE: KEY: problem`."""
    path = config_file()
    try:
        return placed(path, (_read(path) or "").removeprefix(_BOM), key.split(".", 1), problem)
    except ConfigError as error:
        return str(error)


def placed(path: Path, text: str, key: Sequence[str], problem: str) -> str:
    """A problem of the file with its place: `FILE:LINE: KEY: problem`."""
    from sessions.store.toml.spans import outline

    line = outline(text).line(tuple(key))
    return f"{path}{f':{line}' if line else ''}: {'.'.join(key)}: {problem}"


def _understood(path: Path, text: str, table: dict[str, Any]) -> Config:
    """The settings of the file, and what of it is none."""
    found: dict[str, Value] = {}
    problems: list[str] = []
    keys = table.get("keys", {})
    rest = {key: value for key, value in table.items() if key != "keys"}
    if not isinstance(keys, dict):
        problems.append(placed(path, text, ["keys"], "wanted a table, [keys]"))
        keys = {}
    if "preset" in keys:
        rest["keys.preset"] = keys["preset"]
    for key, value in rest.items():
        setting = SETTINGS.get(key)
        if setting is None:
            meant = nearest(key, SETTINGS)
            problem = f"unknown key{f'; did you mean {meant}?' if meant else ''}"
        else:
            problem = setting.problem(value)
        if problem:
            problems.append(placed(path, text, key.split("."), problem))
        else:
            found[key] = value
    own: dict[str, str] = {}
    for name, value in flat({key: keys[key] for key in keys if key != "preset"}).items():
        if isinstance(value, str):
            own[name] = value
        else:
            wanted = 'wanted keys in quotes, such as "f5, ctrl+enter"'
            problems.append(placed(path, text, ["keys", name], wanted))
    given = frozenset(found)
    if "history" in table and "history" not in found:
        found["history"] = False  # it may say that none is to be kept
    return Config(
        **{key.rpartition(".")[2]: value for key, value in found.items()},  # pyright: ignore[reportArgumentType]
        keys=own,
        given=given,
        problems=tuple(problems),
    )


def _is_set(path: Path, key: list[str], value: Value | None) -> bool:
    """Write the setting, unless the file is changed meanwhile."""
    from sessions.store.toml.edit import UpdateError, update  # needs pydantic, which takes 100 ms

    there = _read(path)
    text = (there or "").removeprefix(_BOM)
    wanted = _parse(path, text)
    inner = wanted
    for name in key[:-1]:
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            raise ConfigError(placed(path, text, key[:-1], "is no table; correct it"))
    if value is None:
        inner.pop(key[-1], None)
    else:
        inner[key[-1]] = value
    try:
        changed = update(text, wanted, multiline=False)
        replace_text(path, changed if text else changed.lstrip("\n"), expected=there)
    except UpdateError:
        name = ".".join(key)
        problem = f"{name} cannot be set in it without changing more"
        raise ConfigError(f"{path}: {problem}; set {name} there yourself") from None
    except ChangedOnDisk:
        return False
    return True


def _read(path: Path) -> str | None:
    """The text of the file, None where there is none."""
    try:
        return read_text(path) if path.exists() else None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except SessionError as error:
        raise ConfigError(str(error)) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        at = _AT_LINE.search(reason)
        line = f":{at[1]}" if at else ""
        raise ConfigError(f"{path}{line}: not TOML: {reason}; correct it or delete it") from None

"""What the workbench remembers from one run to the next: `config.toml` in the user's folder."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import platformdirs

from sessions.errors import OffhookError
from sessions.store.disk import read_text, replace_text
from sessions.store.errors import ChangedOnDisk, SessionError

DEFAULT_THEME: Final = "offhook-dark"
_BOM: Final = "\ufeff"
_OFF: Final = ("off", "0", "no", "false")


class ConfigError(OffhookError):
    """The configuration cannot be used or written: one line with the file, the key, and why."""


def config_folder() -> Path:
    """The user's folder for `config.toml` and `themes/`; it need not exist."""
    return platformdirs.user_config_path("offhook")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. Keys of the file that offhook does not know stay in it untouched."""

    theme: str = DEFAULT_THEME
    """A theme's name; whether there is such a theme is not checked here."""
    history: bool = True
    """Whether outcomes are kept (`sessions.history`)."""
    problem: str | None = None
    """Why the file was not understood, in one line; the settings are the defaults then."""

    @classmethod
    def load(cls, folder: Path | None = None) -> Config:
        """Read the settings of `folder`, by default the user's. Never raises: see `problem`."""
        try:
            table = _parse(path := _path(folder), (_read(path) or "").removeprefix(_BOM))
        except ConfigError as error:
            return cls(problem=str(error))
        return cls(table.get("theme", DEFAULT_THEME), table.get("history", True))

    def keeps_history(self, env: Mapping[str, str]) -> bool:
        """Whether outcomes are kept: unless `OFFHOOK_HISTORY=off` or the file says otherwise, or
        may say so and is not understood."""
        off = env.get("OFFHOOK_HISTORY", "").lower() in _OFF
        return self.history and self.problem is None and not off

    def save(self, folder: Path | None = None) -> None:
        """Write the settings into the file, whose comments and unknown keys stay.

        Raises:
            ConfigError: the file cannot be written, or holds what is not understood, and then
                stays as it is.
        """
        path = _path(folder)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            while not self._is_saved(path):
                pass  # another workbench has saved in between, whose settings are to stay
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
        except SessionError as error:
            raise ConfigError(str(error)) from None

    def _is_saved(self, path: Path) -> bool:
        """Write the settings, unless the file is changed meanwhile."""
        from sessions.store.toml.edit import (  # needs pydantic, which takes 100 ms
            UpdateError,
            update,
        )

        there = _read(path)
        text = (there or "").removeprefix(_BOM)
        wanted = {**_parse(path, text), "theme": self.theme}
        try:
            changed = update(text, wanted, multiline=False)
            replace_text(path, changed if text else changed.lstrip("\n"), expected=there)
        except UpdateError:
            problem = "theme cannot be set in it without changing more"
            raise ConfigError(f"{path}: {problem}; set theme there yourself") from None
        except ChangedOnDisk:
            return False
        return True


def is_history_kept() -> bool:
    """Whether outcomes are kept, as the user's environment and configuration have it."""
    return Config.load().keeps_history(os.environ)


def _path(folder: Path | None) -> Path:
    return (folder or config_folder()) / "config.toml"


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
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise ConfigError(f"{path}: not TOML: {reason}; correct it or delete it") from None
    theme = table.get("theme", DEFAULT_THEME)
    if not isinstance(theme, str):
        raise ConfigError(f"{path}: theme: wanted the name of a theme in quotes; correct it")
    if not isinstance(table.get("history", True), bool):
        raise ConfigError(f"{path}: history: wanted true or false; correct it")
    return table

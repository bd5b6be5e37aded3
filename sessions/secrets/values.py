"""The values of secrets: typed in, kept in memory only, or from the environment or `.env`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from .lookup import SecretsError, environment, resolve_secrets

Source: TypeAlias = Literal["typed in", "environment", ".env", "folder", "missing"]


@dataclass(frozen=True, slots=True)
class SecretState:
    """A secret that a session names, or the folder that its target is of, and where its value comes
    from. The value stays out."""

    name: str
    source: Source


class SecretValues:
    """Keeps what was typed in, in memory only, until offhook ends; looks up the rest anew."""

    def __init__(self) -> None:
        self._typed: dict[str, str] = {}

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed in, by name; it wins over everything else."""
        return dict(self._typed)

    def enter(self, name: str, value: str) -> None:
        """Take a value that was typed in."""
        self._typed[name] = value

    def forget(self, name: str) -> None:
        """Drop a value that was typed in."""
        self._typed.pop(name, None)

    def known(self, folder: Path) -> Mapping[str, str]:
        """Every value that there is for a session in `folder`. Raises SecretsError when asked for
        a name, where `.env` cannot be read."""
        return environment(os.environ, folder=folder, given=self._typed)

    def states(
        self, names: Iterable[str], folder: Path, own: Mapping[str, bool] | None = None
    ) -> tuple[list[SecretState], str]:
        """Where each secret has its value from, and what is wrong with `.env`, empty if nothing.

        Args:
            names, folder: of the session.
            own: further names, of the folder that the target is of: whether that has a value.
        """
        own = own or {}
        known, problem = self.known(folder), ""
        found: list[SecretState] = []
        for name in dict.fromkeys((*names, *own)):
            try:
                source = self._source(name, known)
            except SecretsError as error:
                source, problem = "missing", str(error)
            if source == "missing" and own.get(name):
                source = "folder"
            found.append(SecretState(name, source))
        return found, problem

    def missing(self, names: Iterable[str], folder: Path) -> list[str]:
        """The names without a value. Raises SecretsError where `.env` cannot be read."""
        known = self.known(folder)
        return [name for name in names if name not in known]

    def unsavable(self, names: Iterable[str], folder: Path) -> dict[str, str]:
        """The values that must not be written into a session, by name: all that were typed in, and
        those of the `names` that it has."""
        try:
            found = resolve_secrets(names, os.environ, folder=folder)
        except SecretsError:  # of a `.env` that cannot be read, so that nobody has its values
            found = resolve_secrets(names, os.environ)
        return {**found.values, **self._typed}

    def _source(self, name: str, known: Mapping[str, str]) -> Source:
        if name in self._typed:
            return "typed in"
        if name in os.environ:
            return "environment"
        return ".env" if name in known else "missing"

"""What was said on pytest's command line of how invocations are sent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from sessions.choice import Choice, choose, location_of, target_of
from sessions.permission import Permissions
from sessions.secrets.lookup import (
    SecretsError,
    environment,
    how_to_give,
    read_env_file,
    resolve_secrets,
)
from sessions.store.model import Session

_NAMED: Final = re.compile(r"(?<![\w-])--(?=env-file\b|allow-env\b)")
"""Options in messages, which name them as the command line of offhook has them."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options that begin with `--offhook-`."""

    target: str | None
    timeout: float | None
    env_file: Path | None
    allowed: tuple[str, ...]
    live: bool

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Those of a run of pytest."""
        given = config.option
        return cls(
            target=given.offhook_target,
            timeout=given.offhook_timeout,
            env_file=given.offhook_env_file,
            allowed=tuple(given.offhook_allow_env),
            live=given.offhook_live,
        )

    def permissions(self) -> Permissions:
        """What sessions may send. Raises SecretsError where the env file cannot be read."""
        return Permissions(self.allowed, read_env_file(self.env_file) if self.env_file else {})

    def secrets(self, names: Iterable[str], folder: Path) -> Mapping[str, str]:
        """The values of secrets, as for a session in this folder.

        Raises:
            SecretsError: one has no value; with how to give it.
        """
        __tracebackhide__ = True
        found = resolve_secrets(names, os.environ, self.env_file, folder=folder)
        if found.missing:
            raise SecretsError(in_pytest(how_to_give(found.missing, folder)))
        return found.values

    def chosen(self, session: Session, folder: Path) -> Choice:
        """The target of a session that a test makes itself: whoever wrote the test allows what it
        sends. Raises SecretsError where a variable has no value."""
        __tracebackhide__ = True
        known = environment(os.environ, self.env_file, folder=folder)
        remote = location_of(session, target_of(session)).is_remote
        try:
            return choose(session, env=known, folder=folder, live=self.live and not remote)
        except SecretsError as error:
            raise SecretsError(in_pytest(str(error))) from None


def in_pytest(message: str) -> str:
    """What an error says, with options by the names that they have here."""
    return _NAMED.sub("--offhook-", message)

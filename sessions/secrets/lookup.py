"""Secrets: names in a session, and where their values come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sessions.errors import OffhookError
from sessions.files import Unreadable, read_bytes

from .env_file import EnvFileError, parse_env

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

_LARGEST: Final = 1 << 20
"""Bytes of an env file that are read; the largest have some kilobytes."""

ENV_FILE: Final = ".env"
"""Read where it stands beside a session; without a session, in the current folder."""


class SecretsError(OffhookError):
    """A value that is wanted is not given, or an env file cannot be read. One line."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The values of the secrets that were asked for, by name, and the names without a value."""

    values: dict[str, str]
    missing: tuple[str, ...] = ()


def resolve_secrets(
    names: Iterable[str],
    env: Mapping[str, str],
    env_file: Path | None = None,
    *,
    folder: Path | None = None,
    given: Mapping[str, str] = _NOTHING,
) -> Secrets:
    """Look up secrets by name where `environment` looks, and nowhere else.

        found = sessions.resolve_secrets(opened.session.secrets, os.environ)
        assert not found.missing

    Raises:
        SecretsError: an env file cannot be read.
    """
    known = environment(env, env_file, folder=folder, given=given)
    wanted = tuple(dict.fromkeys(names))
    return Secrets(
        values={name: known[name] for name in wanted if name in known},
        missing=tuple(name for name in wanted if name not in known),
    )


def environment(
    env: Mapping[str, str],
    env_file: Path | None = None,
    *,
    folder: Path | None = None,
    given: Mapping[str, str] = _NOTHING,
) -> Mapping[str, str]:
    """Where values come from, the first that has one wins.

    That a variable which is set wins over a file is so with `node --env-file` and `docker compose`
    too, and one run can override the file.

    Args:
        env: the environment's variables.
        env_file: one that is named explicitly.
        folder: the session's; its `.env` is read, once a name is asked for that is in none before.
        given: what was typed in, which wins over all: kept in memory, and written nowhere.

    Raises:
        SecretsError: an env file cannot be read; for the folder's, when a value is looked up.
    """
    named = read_env_file(env_file) if env_file else _NOTHING
    return _Environment({**named, **env, **given}, folder)


def how_to_give(names: Iterable[str], folder: Path | None = None) -> str:
    """What to say of secrets without a value: `no value for A, B; set …`."""
    beside = folder / ENV_FILE if folder else Path(ENV_FILE)
    return (
        f"no value for {', '.join(names)}; set the environment variables of these names,"
        f" or write NAME=value lines in {beside} or in another env file (--env-file)"
    )


class _Environment(Mapping[str, str]):
    """Variables, then the `.env` of a folder, read at the first name that is not among them."""

    def __init__(self, first: Mapping[str, str], folder: Path | None) -> None:
        self._first = first
        self._folder = folder

    def __getitem__(self, name: str) -> str:
        return self._first[name] if name in self._first else self._beside[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._beside, **self._first})

    def __len__(self) -> int:
        return len(list(iter(self)))

    @cached_property
    def _beside(self) -> Mapping[str, str]:
        path = self._folder / ENV_FILE if self._folder else None
        if path is None or not path.exists() or path.is_dir():  # a folder: a virtual environment
            return _NOTHING
        return read_env_file(path)


def read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines (`sessions.secrets.env_file`).

    Raises:
        SecretsError: naming the file and, where it is a line, its number.
    """
    try:
        text = read_bytes(path, _LARGEST).decode("utf-8-sig")
    except Unreadable as problem:
        raise SecretsError(f"{path}: the env file {problem}") from None
    except OSError as error:
        raise SecretsError(f"{path}: the env file cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SecretsError(f"{path}: the env file is not UTF-8 (byte {error.start})") from None
    except ValueError:  # a NUL in its name
        raise SecretsError(f"{str(path)!r}: no file can have such a name") from None
    try:
        return parse_env(text)
    except EnvFileError as error:
        raise SecretsError(f"{path}:{error.line}: {error}") from None


def expand(text: str, env: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Fill in `${env:NAME}`; returns the text and the values used, by name.

    Raises:
        SecretsError: a variable is not set, or `${env:…}` names none.
    """
    used: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if not name:
            raise SecretsError("${env:} names no variable; write ${env:NAME}")
        if name not in env:
            raise SecretsError(
                f"${{env:{name}}} has no value; set the environment variable {name},"
                f" or give it in {ENV_FILE} or in another env file (--env-file)"
            )
        used[name] = env[name]
        return env[name]

    return re.sub(r"\$\{env:([^}]*)\}", fill, text), used

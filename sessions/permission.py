"""What a session may send of its user's values, and where: nothing without the user's word.

A session is often somebody else's. Its `${env:NAME}` in a URL or a header would give any variable
of the user's environment, or of the `.env` that the user put there, to any host that it names. So
the user is asked once for each file, host and names, and it is remembered; a command line allows
names. What an env file has that is given on the command line is given for this.
"""

from __future__ import annotations

import contextlib
import json
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sessions.choice import Choice
from sessions.contract.json_text import is_array
from sessions.files import (
    Unreadable,
    is_private,
    read_bytes,
    real_path,
    replace_private,
    state_folder,
)
from sessions.platforms.current import PLATFORM
from sessions.secrets.lookup import SecretsError
from sessions.targets.remote.url import CannotSend, is_authorized, read_url

if TYPE_CHECKING:
    import httpx

_LARGEST: Final = 1 << 20
_MOST: Final = 500
"""Permissions that are remembered, the latest ones."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Leaving:
    """Values that a session would send to a host, by the names of their variables."""

    session: Path
    host: str
    """Scheme, host and port, as they are connected to."""
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.session} would send {values_of(self.names)} to {self.host}"


def values_of(names: Collection[str]) -> str:
    """The values of these variables, in words."""
    return f"the {'value' if len(names) == 1 else 'values'} of {', '.join(names)}"


class NotAllowed(SecretsError):
    """A session would send what nobody has allowed it to; nothing has been sent."""

    def __init__(self, leaving: Iterable[Leaving]) -> None:
        self.leaving = tuple(dict.fromkeys(leaving))
        names = dict.fromkeys(name for each in self.leaving for name in each.names)
        what = "; ".join(map(str, self.leaving))
        option = shlex.quote(",".join(names))  # a `.env` may name what a shell would run
        super().__init__(f"{what}: if they may go there, add --allow-env {option}")


class Permissions:
    """What may leave: by name for this run, by what the user has accepted before, or does now."""

    def __init__(self, names: Collection[str] = (), env_file: Mapping[str, str] = _NOTHING) -> None:
        self._names = frozenset(names)
        self._given = env_file
        self._accepted: set[tuple[str, str, str]] = set()

    def lacking(
        self, choice: Choice, session: Path, secrets: Mapping[str, str] = _NOTHING
    ) -> Leaving | None:
        """What an invocation would send without being allowed to; None where all may be sent.

        Args:
            choice: where it is sent.
            session: the file in which that stands.
            secrets: the values that the session names, for the one that an endpoint is sent.
        """
        url = _url(choice) if choice.by_session else None
        if url is None:
            return None
        values = {name: choice.hidden[name] for name in choice.sent}
        secret = PLATFORM.wire.SECRET
        if secret in secrets and not is_authorized(str(choice.location), choice.settings.headers):
            values[secret] = secrets[secret]
        host = _host(url)
        names = [name for name, value in values.items() if not self._allows(name, value)]
        if not names:
            return None
        accepted = self._accepted | _remembered()
        names = [name for name in names if (_key(session), host, name) not in accepted]
        return Leaving(session, host, tuple(sorted(names))) if names else None

    def accept(self, leaving: Leaving) -> None:
        """Allow it, from now on. Where that cannot be written down, for this run."""
        rows = {(_key(leaving.session), leaving.host, name) for name in leaving.names}
        self._accepted |= rows
        kept = [row for row in _rows() if row not in rows]
        text = json.dumps([*kept, *sorted(rows)][-_MOST:], indent=0)
        with contextlib.suppress(OSError):
            replace_private(permissions_file(), text)

    def _allows(self, name: str, value: str) -> bool:
        return name in self._names or self._given.get(name) == value


def permissions_file() -> Path:
    """The file in which it is remembered what may be sent where. It holds no values."""
    return state_folder() / "allowed.json"


def outside_handler(choice: Choice, folder: Path) -> Path | None:
    """The file or folder that a session's handler really is, where it lies outside the session's.

    None too for one that the user names, for offhook's own samples, which a demo is saved with,
    and for a module, which is found when it is loaded.
    """
    named = choice.location.file(choice.base)
    if not choice.by_session or named is None:
        return None
    from sessions.targets.local.handler_file import is_own  # with what judges a hook

    file = real_path(named)
    is_inside = file.is_relative_to(real_path(folder)) or is_own(file)
    return None if is_inside or not file.exists() else file


def _url(choice: Choice) -> httpx.URL | None:
    """The URL that is sent to; None where nothing is."""
    if not choice.location.is_remote:
        return None
    try:
        return read_url(str(choice.location))
    except CannotSend:
        return None


def _host(url: httpx.URL) -> str:
    host = url.raw_host.decode("ascii", "replace")  # `xn--…`, which looks like no other name
    port = "" if url.port is None else f":{url.port}"
    return f"{url.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _key(session: Path) -> str:
    return str(real_path(session))


def _remembered() -> set[tuple[str, str, str]]:
    return set(_rows())


def _rows() -> list[tuple[str, str, str]]:
    """What the file has; nothing where it cannot be read, or another than its user may write it."""
    try:
        if not is_private(permissions_file()):
            return []
        rows: object = json.loads(read_bytes(permissions_file(), _LARGEST))
    except (OSError, ValueError, RecursionError, Unreadable):
        return []
    found: list[tuple[str, str, str]] = []
    for row in rows if is_array(rows) else []:
        match row:
            case [str(session), str(host), str(name)]:
                found.append((session, host, name))
            case _:
                return []
    return found

"""Logins in the keyring of the system, by the package keyring; never in a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from sessions.text import one_line

from .errors import KeyringProblem

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE: Final = "offhook tenant"
_CURRENT: Final = "current"
_PIECE: Final = 1000
"""Characters of an entry: Windows takes 2,560 bytes, which are 1,280 characters."""
_MOST_PIECES: Final = 64
INSTEAD: Final = (
    "set AUTH0_DOMAIN and AUTH0_ACCESS_TOKEN, or AUTH0_CLIENT_ID with AUTH0_CLIENT_SECRET "
    "or AUTH0_CLIENT_SIGNING_KEY_PATH, instead"
)
INSTALL: Final = "pipx install '.[tenant]', or pip install 'offhook[tenant]'"
_IN_CLEAR: Final = ("keyrings.alt.", "keyring.backends.null")
"""Backends that keep what they are given in a file that anybody reads, or nowhere."""


class KeptLogins(Protocol):
    """Where logins are kept from one command to the next. Each method raises KeyringProblem."""

    def current(self) -> str | None:
        """The domain of the last login."""
        ...

    def read(self, domain: str) -> Mapping[str, str] | None:
        """What is kept for a tenant; None where there is nothing."""
        ...

    def write(self, domain: str, record: Mapping[str, str]) -> None:
        """Keep it, as the current one."""
        ...

    def remove(self, domain: str) -> bool:
        """Keep it no longer; whether there was one."""
        ...


class SystemKeyring:
    """The keyring of the system, opened when it is first asked: some of them show a dialog."""

    def current(self) -> str | None:
        """The domain of the last login; None where there is no keyring either."""
        try:
            return self._get(_CURRENT) or None
        except KeyringProblem:
            return None

    def read(self, domain: str) -> Mapping[str, str] | None:
        """What is kept for a tenant."""
        first = self._get(domain)
        if first is None:
            return None
        pieces = [first]
        while pieces[-1].endswith("…") and len(pieces) < _MOST_PIECES:
            pieces.append(self._get(_piece(domain, len(pieces))) or "")
        try:
            record: object = json.loads("".join(piece.removesuffix("…") for piece in pieces))
        except ValueError:
            return {}
        if not isinstance(record, dict):
            return {}
        return {str(key): str(value) for key, value in record.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    def write(self, domain: str, record: Mapping[str, str]) -> None:
        """Keep it in pieces, the first one last, so that a login is there whole or not at all."""
        text = json.dumps(dict(record))
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
        pieces = [*(f"{piece}…" for piece in pieces[:-1]), pieces[-1]]
        for index in reversed(range(len(pieces))):
            self._set(_piece(domain, index), pieces[index])
        self._set(_CURRENT, domain)

    def remove(self, domain: str) -> bool:
        """Remove all pieces, and the mark of the current one where it is that."""
        there = False
        for index in range(_MOST_PIECES):
            piece = self._get(_piece(domain, index))
            if piece is None:
                break
            there = True
            self._delete(_piece(domain, index))
        if self._get(_CURRENT) == domain:
            self._delete(_CURRENT)
        return there

    def _get(self, name: str) -> str | None:
        return self._use(lambda ring: ring.get_password(SERVICE, name))

    def _set(self, name: str, text: str) -> None:
        def work(ring: KeyringBackend) -> None:
            ring.set_password(SERVICE, name, text)  # pyright: ignore[reportUnknownMemberType]

        self._use(work)

    def _delete(self, name: str) -> None:
        self._use(lambda ring: ring.delete_password(SERVICE, name))

    def _use(self, work: Callable[[KeyringBackend], T]) -> T:
        ring = _backend()
        try:
            return work(ring)
        except Exception as error:  # what the libraries below a backend raise, whichever they are
            reason = one_line(f"{type(error).__name__}: {error}", 160)
            raise KeyringProblem(f"the keyring cannot be used ({reason}); {INSTEAD}") from None


def _piece(domain: str, index: int) -> str:
    return f"{domain} {index}" if index else domain


def _backend() -> KeyringBackend:
    try:
        import keyring
    except ImportError:
        raise KeyringProblem(
            f"logins are kept with keyring, which is not installed: {INSTALL}; or {INSTEAD}"
        ) from None
    try:
        ring = keyring.get_keyring()
        works = ring.priority > 0
    except Exception as error:  # as in `_use`
        reason = one_line(f"{type(error).__name__}: {error}", 160)
        raise KeyringProblem(f"the keyring cannot be used ({reason}); {INSTEAD}") from None
    name = f"{type(ring).__module__}.{type(ring).__name__}"
    if not works:
        raise KeyringProblem(f"this system has no keyring that works; {INSTEAD}")
    if name.startswith(_IN_CLEAR):
        raise KeyringProblem(f"the keyring {name} keeps nothing, or in clear text; {INSTEAD}")
    return ring

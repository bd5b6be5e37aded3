"""Asking for the values of secrets before something is sent that needs them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from sessions.secrets.lookup import SecretsError, resolve_secrets
from tui.dialogs.ask import AskSecret

from .secret_values import SecretValues

if TYPE_CHECKING:
    from .screen import WorkbenchScreen


class SessionSecrets:
    """The secrets of the open session; their `values` outlast it. What asks runs in a worker."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self.values = SecretValues()

    def when_known(self, then: Callable[[], object]) -> None:
        """Do what needs the secrets, after asking for those that are missing.

        It is done also where one of them is not given, or cannot be looked up: sending says so.
        """
        document = self._screen.document
        try:
            missing = self.values.missing(document.session.secrets, document.folder)
        except SecretsError:
            missing = []
        if missing:
            self._screen.ask(self._ask_for(missing, then))
        else:
            then()

    async def enter(self, name: str) -> bool:
        """Ask for the value of a secret, and keep it in memory; False where none is given."""
        value = await self._screen.app.push_screen_wait(AskSecret(name))
        if value is None:
            return False
        self.values.enter(name, value)
        self._screen.refresh_all()
        return True

    def forget(self, name: str) -> None:
        """Drop a value that was typed in."""
        self.values.forget(name)
        self._screen.refresh_all()

    def unsavable(self) -> dict[str, str]:
        """The values that must not be written into a session, by name."""
        document, typed = self._screen.document, self.values.typed
        names = document.session.secrets
        try:
            found = resolve_secrets(names, os.environ, folder=document.folder)
        except SecretsError:  # of a `.env` that cannot be read, so that nobody has its values
            found = resolve_secrets(names, os.environ)
        return {**found.values, **typed}

    async def _ask_for(self, names: list[str], then: Callable[[], object]) -> None:
        for name in names:
            if not await self.enter(name):
                break
        then()

"""Asking for the values of secrets before something is sent that needs them."""

from __future__ import annotations

from collections.abc import Callable

from sessions.secrets.lookup import SecretsError
from tui.dialogs.ask import AskSecret
from tui.workbench.stage import Stage, Workspace


class SessionSecrets:
    """Asks for the secrets of the open session. What asks runs in a worker."""

    def __init__(self, stage: Stage, work: Workspace) -> None:
        self._stage = stage
        self._work = work

    def when_known(self, then: Callable[[], object]) -> None:
        """Do what needs the secrets, after asking for those that are missing.

        It is done also where one of them is not given, or cannot be looked up: sending says so.
        """
        document = self._work.document
        try:
            missing = self._work.secrets.missing(document.session.secrets, document.folder)
        except SecretsError:
            missing = []
        if missing:
            self._stage.ask(self._ask_for(missing, then))
        else:
            then()

    async def enter(self, name: str) -> bool:
        """Ask for the value of a secret, and keep it in memory; False where none is given."""
        value = await self._stage.answer_to(AskSecret(name))
        if value is None:
            return False
        self._work.secrets.enter(name, value)
        self._stage.refresh_all()
        return True

    def forget(self, name: str) -> None:
        """Drop a value that was typed in."""
        self._work.secrets.forget(name)
        self._stage.refresh_all()

    async def _ask_for(self, names: list[str], then: Callable[[], object]) -> None:
        for name in names:
            if not await self.enter(name):
                break
        then()

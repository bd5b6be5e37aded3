"""Asking before a session's values leave for a host, and naming what it runs from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .ask import Choose

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.editing.document import Document
    from sessions.permission import Leaving, Permissions

    from .host import DialogHost

_QUESTION: Final = (
    "{session} sends to\n\n    {host}\n\n{what} that you have here for\n\n    {names}\n\n"
    "You are asked once for each file, host and name. Send {it} only to a host that you know."
)


class SessionPermission:
    """What a session may send where; what was accepted outlasts it."""

    def __init__(self, host: DialogHost) -> None:
        self._host = host
        self._permissions: Permissions | None = None
        self._named: set[Path] = set()

    @property
    def permissions(self) -> Permissions:
        """What has been accepted in this run, and before."""
        from sessions.permission import Permissions

        if self._permissions is None:
            self._permissions = Permissions()
        return self._permissions

    def when_given(
        self,
        then: Callable[[], object],
        document: Document,
        known: Mapping[str, str],
        *,
        every: bool = False,
        check: bool = False,
        other: str | None = None,
    ) -> None:
        """Do what sends the current invocation, or `every` one, once nothing leaves unasked; to
        the target `other` too, where one is given.

        `known` has every value that there is for the session. Refusing sends nothing. A target that
        cannot be chosen is for sending to report; with `check` so is a payload that the platform
        refuses, of which nothing leaves.
        """
        from sessions.choice import choose
        from sessions.permission import outside_handler
        from sessions.secrets.lookup import SecretsError

        try:
            choices = list(_choices(document, known, every=every))
            if other:
                folder = document.folder
                choices.append(choose(document.session, target=other, env=known, folder=folder))
            lacking = list(dict.fromkeys(self._lacking(choices, document, known)))
        except (SecretsError, ValueError):
            then()
            return
        for choice in choices:
            if file := outside_handler(choice, document.folder):
                self.name_outside(file)
        if lacking and not (check and _is_refused(choices[0], document)):
            self._host.ask(self._ask(lacking, then))
        else:
            then()

    async def ask(self, lacking: Iterable[Leaving]) -> bool:
        """Ask whether these may leave, one after another; False, and said, where one may not. In a
        worker."""
        for leaving in lacking:
            is_one = len(leaving.names) == 1
            question = _QUESTION.format(
                session=leaving.session.name,
                host=leaving.host,
                what="the value" if is_one else "the values",
                names=", ".join(leaving.names),
                it="it" if is_one else "them",
            )
            send = "Send it" if is_one else "Send them"
            answer = await self._host.answer_to(
                Choose(
                    "Send this value?" if is_one else "Send these values?",
                    question,
                    [("keep", "Send nothing", "primary"), ("send", send, "warning")],
                )
            )
            if answer != "send":
                self._host.say("Nothing was sent.")
                return False
            self.permissions.accept(leaving)
        return True

    def name_outside(self, file: Path) -> None:
        """Name a file that runs from outside its session's folder, once in a run of offhook."""
        if file not in self._named:
            self._named.add(file)
            self._host.say(f"Runs a file outside the session's folder: {file}")

    def _lacking(
        self, choices: Iterable[Choice], document: Document, known: Mapping[str, str]
    ) -> Iterator[Leaving]:
        from sessions.secrets.lookup import resolve_secrets

        secrets = resolve_secrets(document.session.secrets, known).values
        for choice in choices:
            if leaving := self.permissions.lacking(choice, document.place, secrets):
                yield leaving

    async def _ask(self, lacking: Iterable[Leaving], then: Callable[[], object]) -> None:
        if await self.ask(lacking):
            then()


def _choices(document: Document, known: Mapping[str, str], *, every: bool) -> Iterator[Choice]:
    from sessions.choice import choose

    all_saved = document.session.invocation.values() if every else [document.saved]
    for saved in all_saved:
        yield choose(document.session, saved=saved, env=known, folder=document.folder)


def _is_refused(choice: Choice, document: Document) -> bool:
    from sessions.sending import open_target

    return open_target(choice).refusal(document.payload) is not None

"""What a demo is given: tenant, texts, the target and how it is reached."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.outcome import Channel
from sessions.platforms.auth0.message_templates import Templates
from sessions.platforms.auth0.mfa.model import Setup

from .defaults import LANGUAGE, NUMBER, TENANT

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.editing.document import Document
    from sessions.store.answers import SavedAnswer
    from sessions.store.model import TargetSpec


_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ123456789"
"""Of recovery codes: none that is mistaken for another."""


def _random_code() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


def _random_recovery_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(24))


@dataclass(frozen=True)
class DemoPlan:
    """One demo, before it begins."""

    setup: Setup
    choice: Choice
    """Where the hook is; its settings say whether it is run live."""
    table: TargetSpec | None = None
    """What the session says of the target, where it has a name there."""
    templates: Templates = field(default_factory=Templates)
    number: str = NUMBER
    """As it is typed into the page."""
    method: Channel = "sms"
    secret_values: dict[str, str] = field(default_factory=dict[str, str])
    """What the hook is given, by name."""
    faults: tuple[str, ...] = ()
    """That emulated providers show from the beginning."""
    answers: tuple[SavedAnswer, ...] = ()
    """The session's, to calls of the hook."""
    save: Path | None = None
    """The new session file that the run is written to."""
    new_code: Callable[[], str] = _random_code
    """Six digits."""
    new_recovery_code: Callable[[], str] = _random_recovery_code


def sample_hook() -> Path:
    """A hook that really calls a provider: under Node, or where there is none its Python twin."""
    import sessions.examples
    from sessions.runner.interpreters import find_node

    folder = Path(sessions.examples.__path__[0]) / "hooks"
    return folder / ("twilio-message.js" if find_node() else "twilio_message.py:send")


def plan_of(document: Document, known: Mapping[str, str], *, live: bool) -> DemoPlan:
    """The demo with the target, the secrets and the faults of the current invocation.

    Args:
        document: the open session.
        known: every value that there is for it.
        live: whether what the hook calls is really called.

    Raises:
        SecretsError, ValueError: as a send does.
    """
    from sessions.choice import choose
    from sessions.platforms.auth0.mfa.payload import sample_setup
    from sessions.secrets.lookup import SecretsError, how_to_give

    session, saved, folder = document.session, document.saved, document.folder
    if missing := [name for name in session.secrets if name not in known]:
        raise SecretsError(how_to_give(missing, folder))
    choice = choose(session, saved=saved, env=known, folder=folder, live=live)
    return DemoPlan(
        setup=sample_setup(TENANT, LANGUAGE),
        choice=choice,
        table=session.targets.get(choice.name) if choice.name else None,
        secret_values={name: known[name] for name in session.secrets},
        faults=saved.faults if saved and not live else (),
        answers=(*(saved.answers if saved else ()), *session.answers),
    )

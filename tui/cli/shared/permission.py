"""What a session may send and run, allowed by options and named; and what it sends in secret."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .diagnostics import Diagnostics, UsageError

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.permission import Permissions
    from sessions.store.session_file import SessionFile


def permissions_of(options: argparse.Namespace) -> Permissions:
    """What `--allow-env` names, and what `--env-file` has. Raises SecretsError for the latter."""
    from sessions.permission import Permissions
    from sessions.secrets.lookup import read_env_file

    given = read_env_file(options.env_file) if options.env_file else {}
    return Permissions(options.allow_env, given)


def given_secrets(
    options: argparse.Namespace, opened: SessionFile | None, env: Mapping[str, str]
) -> dict[str, str]:
    """The values of the session's secrets and of those that are asked for. Raises UsageError."""
    from sessions.secrets.lookup import how_to_give, resolve_secrets

    declared = opened.session.secrets if opened else ()
    secrets = resolve_secrets((*declared, *options.secrets), env)
    if secrets.missing:
        asking = "--secret" if secrets.missing[0] in options.secrets else options.session
        remedy = how_to_give(secrets.missing, opened.path.parent if opened else None)
        raise UsageError(f"{asking}: {remedy}")
    return secrets.values


def refuse_leaving(
    options: argparse.Namespace, choice: Choice, session: Path, secrets: Mapping[str, str]
) -> None:
    """Raise NotAllowed where a session would send what the options do not allow.

    A secret that is asked for with `--secret` is the user's own word.
    """
    from sessions.permission import NotAllowed

    named = {name: value for name, value in secrets.items() if name not in options.secrets}
    if leaving := permissions_of(options).lacking(choice, session, named):
        raise NotAllowed([leaving])


def tell_outside(session: str | Path, handler: Path | None, err: Diagnostics) -> None:
    """Name a handler that lies outside the session's folder, before it runs."""
    if handler is not None:
        err.note(f"{session} runs a file outside its folder: {handler}")

"""What the verbs share: which tenant is meant, and how it is opened and told about."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.shared.diagnostics import Diagnostics

if TYPE_CHECKING:
    from sessions.tenant.access import Tenant
    from sessions.tenant.credentials import Login
    from sessions.tenant.local import LocalAction


def login_of(options: argparse.Namespace) -> Login:
    """The tenant that is meant, with its credentials. Raises TenantError."""
    from sessions.tenant.credentials import login_for
    from sessions.tenant.system_keyring import SystemKeyring

    return login_for(options.domain, os.environ, SystemKeyring())


@contextmanager
def opened(options: argparse.Namespace, err: Diagnostics) -> Generator[Tenant]:
    """The tenant that is meant; pushes to it that were cut off are named first.

    Raises:
        OffhookError: there are no credentials, or the tenant refuses them.
    """
    from sessions.platforms.auth0.management.connection import Waiting
    from sessions.tenant.access import open_tenant
    from sessions.tenant.journal import Journal

    login = login_of(options)
    for entry in Journal().open_pushes(login.domain):
        err.warn(
            f"{entry.action}: {entry.said}; the same push goes on from there, "
            f"offhook tenant push --undo --name {shlex.quote(entry.action)} takes it back"
        )
    with open_tenant(login, os.environ, Waiting(tell=err.note)) as tenant:
        yield tenant


def local_action(options: argparse.Namespace, place: str) -> LocalAction:
    """The Action in a file, or of a session, as the options complete it. Raises OffhookError."""
    from sessions.tenant.local import read_action

    return read_action(
        Path(place),
        name=options.name,
        trigger=options.trigger,
        dependencies=Path(options.dependencies) if options.dependencies else None,
        secrets=tuple(options.secrets),
    )

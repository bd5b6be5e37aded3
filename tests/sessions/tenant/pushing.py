"""A push in a process of its own, which a test may kill: `python -m tests.sessions.tenant.pushing
DOMAIN CLIENT_ID CLIENT_SECRET CA_FILE FILE FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from sessions.platforms.auth0.management.authorization import audience_of
from sessions.platforms.auth0.management.connection import Waiting
from sessions.tenant.access import open_tenant
from sessions.tenant.credentials import ClientSecret, Login
from sessions.tenant.journal import Journal
from sessions.tenant.local import read_action
from sessions.tenant.plan import Wishes, plan_push
from sessions.tenant.push import Push


def main(domain: str, client_id: str, secret: str, ca_file: str, file: str, folder: str) -> None:
    """Push the file; no wait takes any time."""
    login = Login(domain, ClientSecret(client_id, secret), audience_of(domain), "a test")
    journal = Journal(Path(folder))
    local = read_action(Path(file))
    waiting = Waiting(sleep=lambda _: None)
    with open_tenant(login, {"OFFHOOK_TENANT_CA": ca_file}, waiting) as tenant:
        entry = journal.find(domain, local.name)
        plan = plan_push(tenant, local, Wishes({}), cut_off_at=entry.step if entry else "")
        hold = journal.hold()
        Push(tenant, plan, journal).run()
        hold.release()


if __name__ == "__main__":
    main(*sys.argv[1:])

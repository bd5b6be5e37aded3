"""A stand-in tenant, and offhook's way into it; no wait takes any time."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sessions.platforms.auth0.management.authorization import audience_of
from sessions.platforms.auth0.management.connection import Waiting
from sessions.tenant.access import Tenant, open_tenant
from sessions.tenant.credentials import ClientSecret, Login
from sessions.tenant.journal import Journal
from sessions.tenant.local import LocalAction, read_action
from sessions.tenant.plan import PushPlan, Wishes, plan_push
from sessions.tenant.push import Push, Pushed
from tests.tenant.clients import Client
from tests.tenant.server import Server, serving

ACTION = "exports.onExecuteSendPhoneMessage = async (event, api) => {};\n"
PROVIDER = "exports.onExecuteCustomPhoneProvider = async (event, api) => {};\n"


class Way:
    """offhook's way into one tenant."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.journal = Journal(folder / "state" / "pushes")
        self.waits: list[float] = []
        self.told: list[str] = []

    @property
    def env(self) -> dict[str, str]:
        """Of the environment what a tenant is opened with."""
        return {"OFFHOOK_TENANT_CA": str(self.server.ca_file)}

    def login(self, client: Client | None = None) -> Login:
        """By the secret of an application."""
        client = client or self.server.client
        credentials = ClientSecret(client.client_id, client.secret or "")
        domain = self.server.domain
        return Login(domain, credentials, audience_of(domain), "a test")

    @contextmanager
    def opened(self, client: Client | None = None) -> Generator[Tenant]:
        """The tenant, spoken to as this application."""
        waiting = Waiting(sleep=self.waits.append, tell=self.told.append)
        with open_tenant(self.login(client), self.env, waiting) as tenant:
            yield tenant

    def action(self, code: str = ACTION, name: str = "sms", **more: object) -> LocalAction:
        """An Action in a file."""
        path = self.folder / f"{name}.js"
        path.write_text(code, encoding="utf-8")
        return read_action(path, **more)  # pyright: ignore[reportArgumentType]

    def plan(self, tenant: Tenant, local: LocalAction, **wishes: object) -> PushPlan:
        """What a push would do, after one that was cut off where the journal has one."""
        entry = self.journal.find(tenant.domain, local.name)
        wanted = Wishes(**{"values": {}, **wishes})  # pyright: ignore[reportArgumentType]
        return plan_push(tenant, local, wanted, cut_off_at=entry.step if entry else "")

    def push(self, local: LocalAction, **wishes: object) -> Pushed:
        """Push it."""
        with self.opened() as tenant:
            return Push(tenant, self.plan(tenant, local, **wishes), self.journal).run()

    def state(self) -> tuple[int, int, int, int]:
        """How many Actions, versions, bindings and phone providers the tenant has."""
        actions = list(self.server.actions.all.values())
        return (
            len(actions),
            sum(len(one.versions) for one in actions),
            sum(map(len, self.server.triggers.bindings.values())),
            len(self.server.phone_providers.all),
        )


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    """Into an empty tenant."""
    with serving() as server:
        yield Way(server, tmp_path)

"""What a stand-in tenant consists of, and what has been asked of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl

from .action_history import Executions, Versions
from .actions import Actions
from .clients import Clients
from .faults import Faults
from .guardian import Guardian
from .hooks import Hooks
from .logs import Logs
from .management import Management
from .modules import Modules
from .phone_providers import PhoneProviders
from .phone_templates import PhoneTemplates
from .rate import RateLimit
from .settings import TenantSettings
from .shapes import Misshapen, mapping, text
from .tokens import Tokens
from .triggers import Triggers
from .wire import Answer, Json, Refused

API = "/api/v2"
NAME = "stand-in"


@dataclass
class Seen:
    """A request as it came, and the status that it was answered with: None until then, or where
    the connection was dropped. `path` is without `/api/v2`, names of headers are lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    status: int | None = None

    def json(self) -> Json:
        """The body, read."""
        return json.loads(self.body)


class Tenant:
    """The state: a part for each resource, which tests read and change as they please."""

    def __init__(self, domain: str) -> None:
        self.domain = domain
        self.clients = Clients(domain)
        self.tokens = Tokens(self.clients)
        self.faults = Faults()
        self.rate = RateLimit()
        self.actions = Actions()
        self.versions = Versions(self.actions)
        self.executions = Executions()
        self.triggers = Triggers(self.actions)
        self.hooks = Hooks()
        self.settings = TenantSettings()
        self.modules = Modules(self.actions)
        self.phone_providers = PhoneProviders(NAME, self.actions)
        self.phone_templates = PhoneTemplates(NAME)
        self.guardian = Guardian(self.settings, self.phone_providers)
        self.logs = Logs(domain, NAME)
        self.seen: list[Seen] = []
        self.client = self.clients.add()
        resources = (
            self.clients,
            self.actions,
            self.versions,
            self.executions,
            self.triggers,
            self.hooks,
            self.settings,
            self.modules,
            self.phone_providers,
            self.phone_templates,
            self.guardian,
            self.logs,
        )
        routes = [route for resource in resources for route in resource.routes()]
        self.management = Management(self.clients, routes)

    @property
    def client_id(self) -> str:
        """Of an application that may do everything."""
        return self.client.client_id

    @property
    def client_secret(self) -> str:
        """Of the same."""
        assert self.client.secret is not None
        return self.client.secret

    def calls(self, method: str = "*", path: str = "/*") -> list[Seen]:
        """The requests so far that are of this method and path, `*` standing for anything."""
        return [
            seen
            for seen in self.seen
            if fnmatchcase(seen.method, method) and fnmatchcase(seen.path, path)
        ]

    def answer(self, seen: Seen) -> Answer:
        """What a request comes to: of the Management API, or for a token."""
        try:
            self.rate.take()
            if seen.method == "POST" and seen.path == "/oauth/token":
                return self.tokens.token(_form(seen))
            if seen.method == "POST" and seen.path == "/oauth/device/code":
                return self.tokens.device_code(_form(seen))
            return self.management.answer(
                seen.method, seen.path, seen.query, seen.headers, seen.body
            )
        except Refused as refused:
            return refused.answer()


def _form(seen: Seen) -> dict[str, str]:
    try:
        if "json" in seen.headers.get("content-type", ""):
            read = json.loads(seen.body)
        else:
            read = dict(parse_qsl(seen.body.decode(), keep_blank_values=True))
        _FORM(read, "")
    except (ValueError, Misshapen) as error:
        raise Refused(400, "Invalid request payload JSON format", "invalid_body") from error
    return read


_FORM = mapping(text())

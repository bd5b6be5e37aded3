"""A stand-in tenant, and a client of it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import httpx
import pytest

from .caller import Caller
from .server import Server, serving


@pytest.fixture
def tenant() -> Iterator[Server]:
    """Empty, and the test's own."""
    with serving() as served:
        yield served


@pytest.fixture
def api(tenant: Server) -> Iterator[Caller]:
    """A caller that may do everything."""
    trusted = ssl.create_default_context(cafile=str(tenant.ca_file))
    with httpx.Client(base_url=f"https://{tenant.domain}", verify=trusted, trust_env=False) as http:
        yield Caller(http, tenant).login()

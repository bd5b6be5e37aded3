"""A stand-in for an Auth0 tenant: a server with a state, written from the documented schema.

It listens on loopback with TLS, in a thread of its own, so that it answers clients in this process
and in others, be they asynchronous or not:

    from tests.tenant.server import serving

    @pytest.fixture
    def tenant() -> Iterator[Server]:
        with serving() as tenant:
            yield tenant

    def test_an_action_is_created(tenant: Server) -> None:
        call_with(tenant.domain, tenant.client_id, tenant.client_secret, verify=tenant.ca_file)
        assert tenant.calls("POST", "/actions/actions")
        assert tenant.actions.named("mine").secrets == [...]

`domain` is `localhost:PORT`: `https://{domain}/oauth/token` and `https://{domain}/api/v2/…`, and
`https://{domain}/api/v2/` the audience. What a test may set before it calls:

- `tenant.faults.add("drop-after", "POST", "/actions/actions")`, and `faults.hold(…)`, which has a
  call wait so that its client can be ended then (`faults.py`)
- `tenant.rate.bounded`, `.left`: 429 from then on; one 429: `faults.add("rate-limited", …)`
- `tenant.actions.polls_until_built`, `.build_error`; `tenant.hooks.end`, `.hooks.add(Hook(…))`
- `tenant.clients.add(("read:actions",))`: a client that may do little; with `public_key=`, one that
  signs; with `public=True`, one for the device flow, which `tenant.tokens` steers
- `tenant.settings.unified`: whether the tenant has the Unified Phone Experience
- `tenant.executions.add(…)`: what came of an Action; `tenant.logs.add("gd_send_sms", …)`

Shapes are those of the documented schema, wordings those that were recorded or reported; `make
tenant` compares. Guesses, for want of a source: the statuses and texts of what does not exist, is
taken (Actions: 409), or is bound and to be deleted; how read-only hooks refuse a change, and how
hooks answer after their end; what a secret without a value becomes; the texts of default templates.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import ssl
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import trustme
from aiohttp import web

from .faults import Fault
from .tenant import API, Seen, Tenant
from .wire import Answer, Refused


class Server(Tenant):
    """A tenant that is being served."""

    def __init__(self, port: int, ca_file: Path) -> None:
        super().__init__(f"localhost:{port}")
        self.port = port
        self.ca_file = ca_file


@contextlib.contextmanager
def serving(port: int = 0) -> Iterator[Server]:
    """A tenant of its own, empty, until the end of the block; on any free port.

    Raises:
        Exception: at the end of the block, where answering a request failed: a bug of the stand-in,
            which its client saw as a 500.
    """
    certified = _certified()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stand-in tenant", daemon=True)
    thread.start()
    front = _Front()
    started = asyncio.run_coroutine_threadsafe(
        front.start(port, certified.context, certified.ca_file), loop
    )
    try:
        yield started.result()
    finally:
        asyncio.run_coroutine_threadsafe(front.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
    if front.failed is not None:
        raise front.failed


class _Certified:
    """What all stand-ins of a program prove themselves by: one authority, one file of it, so that a
    client which keeps what it trusts reads it once; that takes 30 ms."""

    def __init__(self) -> None:
        authority = trustme.CA(organization_name="offhook's stand-in tenant")
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", "127.0.0.1").configure_cert(self.context)
        self._folder = tempfile.TemporaryDirectory(prefix="offhook-tenant-")
        self.ca_file = Path(self._folder.name, "ca.pem")
        authority.cert_pem.write_to_path(str(self.ca_file))


@functools.cache
def _certified() -> _Certified:
    return _Certified()


class _Front:
    """What reads requests and sends answers, or does worse to them."""

    failed: Exception | None = None

    async def start(self, port: int, context: ssl.SSLContext, ca_file: Path) -> Server:
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=context)
        await site.start()
        self._tenant = Server(self._runner.addresses[0][1], ca_file)
        return self._tenant

    async def stop(self) -> None:
        self._tenant.faults.release()
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        seen = Seen(
            request.method,
            request.rel_url.raw_path.removeprefix(API),
            dict(request.rel_url.query),
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
        )
        tenant = self._tenant
        tenant.seen.append(seen)
        fault, headers = tenant.faults.met(seen.method, seen.path)
        held = tenant.faults.held(seen.method, seen.path)
        if held is not None and held.moment == "before":
            await held.wait()
        answer = _instead(fault) or self._answer(seen)
        if held is not None and held.moment == "after":
            await held.wait()
        if fault == "error-after":
            answer = _broken()
        if fault in ("drop-before", "drop-after"):
            assert request.transport is not None
            request.transport.abort()
        else:
            seen.status = answer.status
        said = tenant.rate.headers(answer.status) | dict(answer.headers) | headers
        return _response(answer, said)

    def _answer(self, seen: Seen) -> Answer:
        try:
            return self._tenant.answer(seen)
        except Exception as error:
            self.failed = error
            return _broken()


def _instead(fault: Fault | None) -> Answer | None:
    """What is answered where the call is not to be done."""
    if fault == "drop-before":
        return Answer()
    if fault == "error-before":
        return _broken()
    if fault == "rate-limited":
        return Refused(429, "Global limit has been reached", "too_many_requests").answer()
    return None


def _broken() -> Answer:
    return Refused(500, "An internal server error occurred").answer()


def _response(answer: Answer, headers: dict[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    body = json.dumps(answer.body)
    kind = "application/json"
    return web.Response(
        status=answer.status, text=body, headers=headers, content_type=kind, charset="utf-8"
    )

"""The ways to a provider through the inbox: base URLs, the proxy of HTTP, tunnels with TLS."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sessions.contract.answers import GivenAnswer, GivenResponse
from sessions.inbox import places
from sessions.inbox.authority import Authority
from sessions.inbox.mailbox import Wanted
from sessions.providers.registry import every
from tests.sessions.providers.test_providers import SAMPLES

from .conftest import FORM, NUMBER, TWILIO, Client, Inboxes, Running, sms, until

TOKEN = "0123456789abcdef"
ABSOLUTE = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
HOST = "api.twilio.com"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for all tests."""
    return Authority.open(tmp_path_factory.mktemp("inbox"), places.domains(()))


def test_every_provider_has_a_usual_host_of_its_own_in_a_domain_that_is_vouched_for() -> None:
    for provider in every():
        if provider.usual_host is None:
            assert provider.name in ("oauth", "generic")
            continue
        assert provider.hosts.fullmatch(provider.usual_host), provider.name
        assert any(provider.usual_host.endswith(f".{domain}") for domain in places.DOMAINS)


async def test_each_provider_is_there_by_its_name(inbox: Inboxes) -> None:
    running = await inbox()
    client = await running.connect()
    for sample in SAMPLES:
        request = sample.request
        if sample.provider in ("oauth", "generic") or request.method != "POST":
            continue
        before = running.mailbox.last_id
        query = f"?{request.query}" if request.query else ""
        left_out = ("host", "content-length", "connection", "transfer-encoding")
        headers = {name: text for name, text in request.headers if name not in left_out}
        target = f"/{sample.provider}{request.path}{query}"
        await client.ask("POST", target, request.body, **headers)
        found = running.mailbox.of(before + 1)
        assert found is not None, sample
        assert found.call.provider == sample.provider, sample
        assert found.message == sample.message, sample


async def test_the_other_apis_of_a_provider_are_behind_its_name_too(inbox: Inboxes) -> None:
    running = await inbox()
    body = b'{"to": "18085555555", "from": "x", "text": "code 1234", "channel": "sms"}'
    kind = {"content_type": "application/json", "authorization": "Bearer x"}
    assert (await running.ask("POST", "/vonage/v1/messages", body, **kind)).status == 202
    assert (await running.ask("POST", "/generic/any/path", body, **kind)).status == 200
    providers = [one.call.provider for one in running.mailbox.find(Wanted())]
    assert providers == [None, "vonage-messages"]


@pytest.mark.parametrize(
    "target",
    [
        *("/nobody/x", "//twilio/x", "/%74wilio/x", "/../twilio/x", "/twili/o", "/Twilio/x", "*"),
        *("/-/x", "/\u00e9/x".encode().decode("latin-1"), "/twilio;x/y", "/twilio%2f..%2fapi/code"),
    ],
)
async def test_a_path_that_begins_with_no_name_leads_nowhere(inbox: Inboxes, target) -> None:
    running = await inbox()
    if not target.isascii():
        client = await running.connect()
        client.writer.write(f"GET {target} HTTP/1.1\r\nhost: x\r\n\r\n".encode("latin-1"))
        assert b" 400 " in await client.reader.readline()
        return
    response = await running.ask("GET", target)
    assert response.status == 404 and running.mailbox.count == 0


async def test_dots_in_a_path_stay_with_the_provider(inbox: Inboxes) -> None:
    running = await inbox()
    await running.send("code 123456")
    response = await running.ask("GET", "/twilio/../api/code", authorization="Basic x")
    assert "123456" not in response.text
    assert running.mailbox.others(1)[0].call.url == "https://api.twilio.com/../api/code"


async def test_the_proxy_of_plain_http_takes_providers_and_no_one_else(inbox: Inboxes) -> None:
    running = await inbox()
    sent = await running.ask("POST", ABSOLUTE, sms("code 123456"), host=HOST, **FORM)
    assert sent.status == 201
    for other in (
        "http://example.com/",
        "http://127.0.0.1:1/api/code",
        "http://localhost/api/code",
    ):
        refused = await running.ask("GET", other)
        assert refused.status == 403 and "passes nothing on" in refused.json["error"]
    for broken in ("http://me:hunter2@[::1", "http://me:hunter2@api.twilio.com:99999/"):
        assert (await running.ask("GET", broken)).status == 403
    assert "hunter2" not in repr(running.mailbox.others(10))
    own = await running.ask("GET", f"http://127.0.0.1:{running.port}/api/code?to={NUMBER}")
    assert own.text == "123456"


async def _tunnel(running: Running, authority: Authority, host: str = HOST, **more: Any) -> Client:
    """A connection inside a tunnel, whose client checks the certificate."""
    client = await running.connect()
    begun = await client.ask("CONNECT", f"{host}:443", content_length=None, **more)
    assert begun.status == 200, begun.json
    context = ssl.create_default_context(cafile=str(authority.certificate))
    if hasattr(ssl, "VERIFY_X509_STRICT"):
        context.verify_flags |= ssl.VERIFY_X509_STRICT
    await client.writer.start_tls(context, server_hostname=host)
    inside = Client(client.reader, client.writer)
    running.opened[-1] = inside
    return inside


async def test_a_tunnel_speaks_tls_as_the_provider(inbox: Inboxes, authority: Authority) -> None:
    running = await inbox(authority=authority)
    inside = await _tunnel(running, authority)
    for text in ("code 111111", "code 222222"):  # over one connection
        sent = await inside.ask("POST", ABSOLUTE[22:], sms(text), **{**FORM, "host": HOST})
        assert sent.status == 201
    codes = [one.code for one in running.mailbox.find(Wanted())]
    assert codes == ["222222", "111111"]
    assert running.mailbox.find(Wanted())[0].call.url == ABSOLUTE
    nested = await inside.ask("CONNECT", "api.twilio.com:443", content_length=None)
    assert nested.status == 403


async def test_inside_a_tunnel_no_api_is_reached(inbox: Inboxes, authority: Authority) -> None:
    running = await inbox(authority=authority)
    inside = await _tunnel(running, authority)
    assert "messages" not in (await inside.ask("GET", "/api/messages", host="127.0.0.1")).text
    refused = await inside.ask("GET", f"http://127.0.0.1:{running.port}/api/messages")
    assert refused.status == 403


@pytest.mark.parametrize("place", ["example.com:443", "127.0.0.1:443", "api.twilio.com.x:443"])
async def test_a_tunnel_to_elsewhere_is_refused_with_the_reason(
    inbox: Inboxes, authority: Authority, place
) -> None:
    running = await inbox(authority=authority)
    refused = await running.ask("CONNECT", place, content_length=None)
    assert refused.status == 403 and "passes nothing on" in refused.json["error"]


@pytest.mark.parametrize(
    "place", ["api.twilio.com", "api.twilio.com:x", "http://api.twilio.com/", "me:hunter2@x:443"]
)
async def test_a_tunnel_to_no_place_is_said(inbox: Inboxes, place) -> None:
    running = await inbox()
    refused = await running.ask("CONNECT", place, content_length=None)
    assert refused.status == 400 and "HOST:PORT" in refused.json["error"]
    assert "hunter2" not in refused.text + repr(running.mailbox.others(1))


async def test_what_is_no_tls_in_a_tunnel_is_said(inbox: Inboxes, authority: Authority) -> None:
    running = await inbox(authority=authority)
    client = await running.connect()
    assert (await client.ask("CONNECT", f"{HOST}:443", content_length=None)).status == 200
    client.writer.write(b"\x16\x03\x01" + b"\xff" * 100)
    await until(lambda: running.noted)
    assert "no TLS that is spoken here" in running.noted[0]


async def test_a_tunnel_whose_certificate_cannot_be_made_is_said(
    inbox: Inboxes, tmp_path: Path
) -> None:
    authority = Authority.open(tmp_path / "gone", places.DOMAINS)
    running = await inbox(authority=authority)
    shutil.rmtree(tmp_path / "gone")
    client = await running.connect()
    assert (await client.ask("CONNECT", f"{HOST}:443", content_length=None)).status == 200
    client.writer.write(b"\x16\x03\x01")  # as TLS begins
    assert await client.reader.read() == b""
    assert running.noted == [
        f"{tmp_path / 'gone'}: a certificate of {HOST}: No such file or directory"
    ]


async def test_a_tunnel_where_no_certificates_can_be_made(inbox: Inboxes) -> None:
    refused = await (await inbox()).ask("CONNECT", f"{HOST}:443", content_length=None)
    assert refused.status == 501 and "no certificates here" in refused.json["error"]


async def test_the_token_is_the_password_of_the_proxy(inbox: Inboxes, authority) -> None:
    import base64

    running = await inbox(authority=authority, token=TOKEN)
    for pair in ("any:wrong", TOKEN, f"{TOKEN}:"):
        given = f"Basic {base64.b64encode(pair.encode()).decode()}"
        response = await running.ask(
            "CONNECT", f"{HOST}:443", content_length=None, proxy_authorization=given
        )
        assert response.status == 407
    assert (await running.ask("POST", ABSOLUTE, host=HOST)).status == 407
    given = f"Basic {base64.b64encode(f'any:{TOKEN}'.encode()).decode()}"
    inside = await _tunnel(running, authority, proxy_authorization=given)
    sent = await inside.ask("POST", ABSOLUTE[22:], sms("code 1234"), **{**FORM, "host": HOST})
    assert sent.status == 201


async def test_a_program_that_does_not_trust_the_authority_is_named(
    inbox: Inboxes, authority: Authority
) -> None:
    running = await inbox(authority=authority)

    def distrust() -> None:
        with socket.create_connection(("127.0.0.1", running.port)) as raw:
            raw.sendall(f"CONNECT {HOST}:443 HTTP/1.1\r\nhost: {HOST}\r\n\r\n".encode())
            assert b" 200 " in raw.recv(4096)
            ssl.create_default_context().wrap_socket(raw, server_hostname=HOST)

    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.to_thread(distrust)
    await until(lambda: running.noted)
    assert "does not trust" in running.noted[0] and "offhook inbox --env" in running.noted[0]


async def test_a_session_answers_for_its_own_hosts_too(inbox: Inboxes, tmp_path: Path) -> None:
    answers = (
        GivenAnswer((GivenResponse(202, (), b"own"),), "gateway.example.com"),
        GivenAnswer((GivenResponse(418, (), b"tea"), GivenResponse(201)), HOST),
    )
    authority = Authority.open(tmp_path / "inbox", places.domains(answers))
    running = await inbox(answers=answers, authority=authority)
    inside = await _tunnel(running, authority, "gateway.example.com")
    body = b'{"to": "+18085555555", "text": "code 1234"}'
    sent = await inside.ask(
        "POST", "/send", body, host="gateway.example.com", content_type="application/json"
    )
    assert (sent.status, sent.body) == (202, b"own")
    assert [one.code for one in running.mailbox.find(Wanted())] == ["1234"]
    assert (await running.send("first")).status == 418
    assert (await running.ask("POST", TWILIO, sms("second"), **FORM)).status == 201


def test_certificates_are_for_hosts_that_a_session_names() -> None:
    hosts = ("*", "*.example.com", "sms.example.org:8443", "localhost", "b\u00fccher.example.net")
    answers = [GivenAnswer((GivenResponse(200),), host) for host in hosts]
    own = {*places.domains(answers)} - {*places.DOMAINS}
    assert own == {"example.com", "sms.example.org"}


async def test_a_code_that_verify_has_sent_is_checked_by_it(inbox: Inboxes) -> None:
    running = await inbox()
    service = "/twilio-verify/v2/Services/VA1"

    async def check(code: str, **of: str) -> tuple[int, str]:
        form = urlencode({"Code": code, **of}).encode()
        found = await running.ask("POST", f"{service}/VerificationCheck", form, **FORM)
        return found.status, found.json["status"]

    assert await check("123456", To=NUMBER) == (404, 404)
    form = urlencode({"To": NUMBER, "Channel": "sms"}).encode()
    begun = await running.ask("POST", f"{service}/Verifications", form, **FORM)
    code = (await running.ask("GET", f"/api/code?to={NUMBER}")).text
    wrong = "000000" if code != "000000" else "111111"
    assert await check(wrong, To=NUMBER) == (200, "pending")
    assert await check(wrong, VerificationSid="VEother") == (404, 404)
    assert await check(wrong, VerificationSid=begun.json["sid"]) == (200, "pending")
    assert await check(code, VerificationSid=begun.json["sid"]) == (200, "approved")
    assert await check(code, To=NUMBER) == (404, 404)
    own = urlencode({"To": NUMBER, "Channel": "sms", "CustomCode": "987654"}).encode()
    await running.ask("POST", f"{service}/Verifications", own, **FORM)
    assert await check("987654", To=NUMBER) == (200, "approved")
    assert running.mailbox.count == 2

"""The proxy of the environment in front of a remote endpoint."""

import asyncio
import ssl

import pytest
import trustme

from sessions.contract.invocation import example
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.target import Limits, Settings


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    invoke, serve, monkeypatch, closed_port
):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
    assert (await invoke((await serve({})).url)).delivered


async def test_a_proxy_that_is_down_is_a_connect_error(invoke, monkeypatch, closed_port):
    monkeypatch.setenv("HTTP_PROXY", f"127.0.0.1:{closed_port}")
    outcome = await invoke("http://endpoint.invalid/")
    assert outcome.kind == "connect_error"
    assert f"nothing listens at the proxy 127.0.0.1:{closed_port}" in outcome.error.message


async def test_a_proxy_carries_the_invocation(invoke, serve, monkeypatch):
    proxy = await serve({"MessageID": "by proxy"})
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
    assert (await invoke("http://endpoint.invalid/hook")).message_id == "by proxy"
    assert proxy.requests[0].line == "POST http://endpoint.invalid/hook HTTP/1.1"


async def test_a_proxy_that_refuses_is_a_connect_error(invoke, serve, monkeypatch):
    proxy = await serve(b"", status="407 Proxy Authentication Required")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    outcome = await invoke("https://endpoint.invalid/hook")
    assert proxy.requests[0].line == "CONNECT endpoint.invalid:443 HTTP/1.1"
    assert outcome.kind == "connect_error"
    assert "407 Proxy Authentication Required" in outcome.error.message


@pytest.mark.parametrize("proxy", ["socks5://bob:pw@127.0.0.1:1080", "http://", "http://[::1"])
async def test_a_proxy_of_another_kind_is_named(invoke, monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    outcome = await invoke("http://endpoint.invalid/hook")
    assert outcome.kind == "connect_error"
    assert "is not an http:// proxy; name one, or list endpoint.invalid in NO_PROXY" in (
        outcome.error.message
    )
    assert "bob" not in outcome.error.message


async def test_user_name_and_password_of_a_proxy_are_for_it_alone(invoke, serve, monkeypatch):
    proxy = await serve({"MessageID": "by proxy"})
    monkeypatch.setenv("HTTP_PROXY", f"http://bob:p%40ss@127.0.0.1:{proxy.port}")
    outcome = await invoke("http://endpoint.invalid/hook", secrets={"auth0-extension-secret": "s"})
    assert outcome.message_id == "by proxy"
    assert proxy.requests[0].headers["proxy-authorization"] == "Basic Ym9iOnBAc3M="
    assert proxy.requests[0].headers["authorization"] == "Bearer s"
    assert proxy.requests[0].headers["host"] == "endpoint.invalid"


@pytest.mark.parametrize("names", ["no..such-host.invalid", ".invalid", "*"])
async def test_what_no_proxy_names_goes_without(invoke, monkeypatch, closed_port, names):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("NO_PROXY", names)
    outcome = await invoke("http://no..such-host.invalid/")
    assert "the host no..such-host.invalid is not known" in outcome.error.message


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


def tls_server(ca, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("is_secure", [False, True])
async def test_a_proxy_leads_to_a_secure_endpoint(serve, monkeypatch, ca, tmp_path, is_secure):
    """Through a proxy that speaks TLS itself, too, whose authorities are not those of `ca_file`."""
    asked = []

    async def lead_on(reader, writer):
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        onward, back = await asyncio.open_connection("127.0.0.1", endpoint.port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pass_on(reader, back), _pass_on(onward, writer))

    other = trustme.CA()
    endpoint = await serve({"MessageID": "safe"}, tls=tls_server(ca, "endpoint.invalid"))
    proxy = await serve(stream=lead_on, tls=tls_server(other, "127.0.0.1") if is_secure else None)
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    other.cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    monkeypatch.setenv("HTTPS_PROXY", f"{proxy.scheme}://bob:pw@127.0.0.1:{proxy.port}")
    settings = Settings(ca_file=tmp_path / "ca.pem")
    target = RemoteTarget("https://endpoint.invalid/hook", None, settings)
    for _ in range(2):
        assert (await target.invoke(example(), {}, Limits(30))).message_id == "safe"
    await target.aclose()
    assert asked == [
        "CONNECT endpoint.invalid:443 HTTP/1.1\r\nHost: endpoint.invalid:443\r\nAccept: */*\r\n"
        "Proxy-Authorization: Basic Ym9iOnB3\r\n\r\n"
    ]
    assert endpoint.requests[0].line == "POST /hook HTTP/1.1"
    assert "proxy-authorization" not in endpoint.requests[0].headers


async def test_a_proxy_that_hangs_is_named_in_the_time_out(invoke, serve, monkeypatch):
    async def hang(reader, _writer):
        await reader.read()

    proxy = await serve(stream=hang)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    outcome = await invoke("https://endpoint.invalid/hook", seconds=0.2)
    assert outcome.kind == "http_timeout"
    assert "no answer came within 0.2 s" in outcome.error.message


async def test_a_proxy_that_says_no_http_is_a_bad_response(invoke, serve, monkeypatch):
    proxy = await serve(raw=b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    assert (await invoke("https://endpoint.invalid/hook")).kind == "bad_response"


async def _pass_on(reader, writer):
    while data := await reader.read(1 << 16):
        writer.write(data)
    writer.close()

"""The proxy of the environment in front of a remote endpoint."""

import pytest


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

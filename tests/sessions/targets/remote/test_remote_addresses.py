"""Where a remote endpoint is and what it is sent: URLs, ports, credentials, headers."""

import asyncio
import base64
import errno
import os
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.targets.remote.connection_errors import Stage, explain

BEARER = {"auth0-extension-secret": "s3cret"}


async def test_a_refused_connection(invoke, closed_port):
    outcome = await invoke(f"http://127.0.0.1:{closed_port}/")
    assert (outcome.outcome, outcome.kind) == ("failed", "connect_error")
    assert f"nothing listens at 127.0.0.1:{closed_port}" in outcome.error.message
    assert "start the endpoint" in outcome.error.message


async def test_a_refused_connection_by_name_tries_every_address(invoke, closed_port):
    outcome = await invoke(f"http://localhost:{closed_port}/")
    assert outcome.kind == "connect_error"
    assert f"nothing listens at localhost:{closed_port}" in outcome.error.message


async def test_a_refused_tls_connection_is_no_tls_error(invoke, closed_port):
    assert (await invoke(f"https://127.0.0.1:{closed_port}/")).kind == "connect_error"


async def test_an_unknown_host(invoke):
    outcome = await invoke("http://no..such-host.localhost/")  # malformed: refused with no look-up
    assert outcome.kind == "connect_error"
    assert "the host no..such-host.localhost is not known" in outcome.error.message


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EHOSTUNREACH, "there is no way to h:1 from here"),
        (errno.ENETUNREACH, "there is no way to h:1 from here"),
        (errno.ECONNRESET, "h:1 reset the connection at once"),
        (errno.ETIMEDOUT, "h:1 does not react to a connection"),
        (errno.EPERM, "does not permit a connection to h:1"),
        (errno.EMFILE, "no connection to h:1: all failed; check"),
    ],
)
def test_what_the_system_says_of_a_connection_is_found_behind_the_exception(number, says):
    """A loopback cannot be unreachable: the system's errors are put where dialing puts them."""
    error = OSError("all failed")
    error.__cause__ = ExceptionGroup("each", [OSError(number, os.strerror(number))])
    kind, message = explain(error, Stage.CONNECTING, "h:1")
    assert kind == "connect_error"
    assert says in message


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue makes Linux keep silent")
async def test_an_address_that_keeps_silent(invoke, silent_port):
    outcome = await invoke(f"http://127.0.0.1:{silent_port}/", seconds=0.1)
    assert outcome.kind == "http_timeout"
    says = f"127.0.0.1:{silent_port} did not take the connection within 0.1 s"
    assert says in outcome.error.message


@pytest.mark.parametrize("port", ["99999", "0", "-1", "http", "1_0"])
async def test_a_port_that_is_none(invoke, port):
    outcome = await invoke(f"http://127.0.0.1:{port}/")
    assert outcome.kind == "connect_error"
    assert "is not a number from 1 to 65535" in outcome.error.message


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://127.0.0.1/", "begin it with http:// or https://"),
        ("127.0.0.1:80", "begin it with http:// or https://"),
        ("http://", "names no host"),
        ("http:///path", "names no host"),
        ("https://user:pa55word@/x", "names no host"),
        ("http://[::1/", "is not a URL"),
        ("http://exa mple/", "names no host"),
        ("http://127.0.0.1/\x00", "is not a URL"),
        ("http://127.0.0.1/\udcff", "is not a URL"),
        ("", "begin it with http:// or https://"),
    ],
)
async def test_a_url_that_is_none(invoke, url, says):
    outcome = await invoke(url)
    assert outcome.kind == "target_not_found"
    assert says in outcome.error.message
    assert "pa55word" not in str(outcome)


async def test_credentials_that_are_no_text_do_no_harm(invoke, serve):
    """As they come from an environment in another encoding than UTF-8."""
    endpoint = await serve({})
    assert (await invoke(endpoint.url.replace("://", "://b\udcff\ud800:x@"))).delivered


async def test_user_name_and_password_of_the_url_are_sent_and_never_shown(invoke, serve):
    endpoint = await serve(b"", status="401 No")
    url = endpoint.url.replace("://", "://bob:p%40ss@") + "?a=1"
    outcome = await invoke(url, secrets=BEARER)
    token = base64.b64encode(b"bob:p@ss").decode()
    assert endpoint.requests[0].headers["authorization"] == f"Basic {token}"
    assert endpoint.requests[0].line == "POST /hook?a=1 HTTP/1.1"
    assert outcome.target.location == endpoint.url + "?a=1"
    assert "made from the user name and password of the URL" in outcome.error.message
    assert "p%40ss" not in str(outcome)


NO_HOST = st.text(st.characters(codec=None, exclude_characters="/?#\\"), max_size=20)


@given(st.text(max_size=30), NO_HOST)
@settings(max_examples=150, deadline=None)
def test_any_text_for_a_url_becomes_an_outcome(invoke, closed_port, path, text):
    for url in (f"http://127.0.0.1:{closed_port}/{path}", f"http://{text}@/", f"{text}:/"):
        outcome = asyncio.run(invoke(url))
        assert outcome.kind in ("connect_error", "target_not_found")
        assert outcome.error.message


# Headers


async def test_the_secret_becomes_a_bearer_token(invoke, serve):
    endpoint = await serve({})
    await invoke(endpoint.url, secrets=BEARER)
    assert endpoint.requests[0].headers["authorization"] == "Bearer s3cret"


async def test_no_authorization_without_the_secret(invoke, serve):
    endpoint = await serve({})
    await invoke(endpoint.url, secrets={"OTHER": "x"})
    assert "authorization" not in endpoint.requests[0].headers


async def test_a_header_of_the_settings_wins_in_any_case(invoke, serve):
    endpoint = await serve({})
    headers = {"AUTHORIZATION": "Key 1", "user-agent": "mine", "X-Size": "größer", "Host": "h.test"}
    await invoke(endpoint.url, secrets=BEARER, headers=headers)
    arrived = endpoint.requests[0].headers
    assert arrived["authorization"] == "Key 1"
    assert arrived["user-agent"] == "mine"
    assert arrived["x-size"] == "größer"
    assert arrived["host"] == "h.test"


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"X-A": "one\r\nX-B: two"}, "character 4 of its value is U+000D"),
        ({"X-A": "…"}, "character 1 of its value is U+2026"),
        ({"X-A": "a\x00"}, "U+0000"),
        ({"Größe": "1"}, "'Größe' is no name of a header"),
        ({"a b": "1"}, "'a b' is no name of a header"),
        ({"": "1"}, "'' is no name of a header"),
        ({"Content-length": "5"}, "the header Content-length follows from the payload"),
        ({"Host": "a", "host": "b"}, "the request cannot be written: Found multiple Host"),
    ],
)
async def test_a_header_that_cannot_be_sent(invoke, serve, headers, says):
    endpoint = await serve({})
    outcome = await invoke(endpoint.url, headers=headers)
    assert outcome.kind == "connect_error"
    assert says in outcome.error.message
    assert "target's headers" in outcome.error.message
    assert endpoint.requests == []


async def test_a_secret_that_no_header_can_carry_is_named_and_not_shown(invoke, serve):
    endpoint = await serve({})
    outcome = await invoke(endpoint.url, secrets={"auth0-extension-secret": "abcd\nefgh"})
    assert outcome.kind == "connect_error"
    assert "correct it in the secret auth0-extension-secret" in outcome.error.message
    assert "abcd" not in str(outcome)
    assert endpoint.requests == []

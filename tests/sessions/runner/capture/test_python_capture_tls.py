"""TLS of Python functions ends in their own process, and `ssl` does not notice."""

from __future__ import annotations

import pytest

IMPORTS = "import select, socket, ssl, time, urllib.request\n"
REQUEST = "b'GET / HTTP/1.1\\r\\nHost: api.example.com\\r\\n\\r\\n'"


@pytest.fixture
def run_lines(run, write):
    """The outcome of a handler whose body these lines are."""

    async def _run(*lines: str):
        body = "".join(f"    {line}\n" for line in lines)
        write("hook.py", f"{IMPORTS}def handler(recipient, text, context):\n{body}")
        outcome = await run("hook.py", isolate=False)
        assert outcome.error is None, outcome.error
        return outcome

    return _run


async def test_a_secured_socket_knows_what_was_agreed_on(run_lines):
    outcome = await run_lines(
        "context_ = ssl.create_default_context()",
        "context_.set_alpn_protocols(['h2', 'http/1.1'])",
        "s = socket.create_connection(('api.example.com', 443))",
        "s = context_.wrap_socket(s, server_hostname='api.example.com')",
        "return [isinstance(s, ssl.SSLSocket), s.version(), s.cipher()[1], s.pending(),",
        "        s.selected_alpn_protocol(), s.getpeercert()['subjectAltName'], s.compression(),",
        "        s.session, s.session_reused, s.getpeername(), s.server_hostname]",
    )
    assert outcome.response == [
        *(True, "TLSv1.3", "TLSv1.3", 0, "http/1.1", [["DNS", "api.example.com"]], None),
        *(None, False, ["198.18.0.1", 443], "api.example.com"),
    ]


async def test_a_certificate_is_valid_today(run_lines):
    outcome = await run_lines(
        "s = socket.create_connection(('192.0.2.7', 443))",
        "s = ssl.create_default_context().wrap_socket(s, server_hostname='192.0.2.7')",
        "certificate = s.getpeercert()",
        "begin = ssl.cert_time_to_seconds(certificate['notBefore'])",
        "end = ssl.cert_time_to_seconds(certificate['notAfter'])",
        "return [begin < time.time() < end, certificate['subjectAltName']]",
    )
    assert outcome.response == [True, [["IP Address", "192.0.2.7"]]]


@pytest.mark.parametrize(
    ("lines", "insecure"),
    [
        ((), False),
        (("c.check_hostname = False",), True),
        (("c.check_hostname = False", "c.verify_mode = ssl.CERT_NONE"), True),
    ],
)
async def test_checks_that_are_switched_off_are_told(lines, insecure, run_lines):
    outcome = await run_lines(
        "c = ssl.create_default_context()",
        *lines,
        "return urllib.request.urlopen('https://api.example.com/', context=c).status",
    )
    assert [call.insecure for call in outcome.outbound] == [insecure]


async def test_a_client_that_looks_at_the_certificate_itself_is_not_insecure(run_lines):
    outcome = await run_lines(
        "c = ssl.create_default_context()",
        "c.check_hostname = False",
        "s = c.wrap_socket(socket.create_connection(('api.example.com', 443)))",
        "s.getpeercert()",
        f"s.sendall({REQUEST})",
        "return s.recv(12).decode()",
    )
    assert outcome.response == "HTTP/1.1 200"
    assert [call.insecure for call in outcome.outbound] == [False]


async def test_a_socket_may_be_wrapped_before_it_is_connected(run_lines):
    outcome = await run_lines(
        "c = ssl.create_default_context()",
        "s = c.wrap_socket(socket.socket(), server_hostname='api.example.com')",
        "s.connect(('192.0.2.7', 443))",
        f"s.sendall({REQUEST})",
        "return s.recv(12).decode()",
    )
    assert outcome.response == "HTTP/1.1 200"
    assert [call.url for call in outcome.outbound] == ["https://api.example.com/"]


async def test_a_secured_socket_that_does_not_block_says_what_it_waits_for(run_lines):
    outcome = await run_lines(
        "s = socket.create_connection(('api.example.com', 443))",
        "c = ssl.create_default_context()",
        "s = c.wrap_socket(s, server_hostname='api.example.com')",
        "s.setblocking(False)",
        "try:",
        "    s.recv(12)",
        "except ssl.SSLWantReadError as error:",
        "    waits = error.errno == ssl.SSL_ERROR_WANT_READ",
        f"s.send({REQUEST})",
        "select.select([s], [], [], 5)",
        "return [waits, s.recv(12).decode()]",
    )
    assert outcome.response == [True, "HTTP/1.1 200"]


async def test_secrecy_may_be_ended(run_lines):
    outcome = await run_lines(
        "s = socket.create_connection(('api.example.com', 443))",
        "s = ssl.create_default_context().wrap_socket(s, server_hostname='api.example.com')",
        "return isinstance(s.unwrap(), socket.socket)",
    )
    assert outcome.response is True


async def test_a_tunnel_within_tls_is_caught(run_lines):
    """As by urllib3, whose TLS to a host goes through TLS to a proxy."""
    outcome = await run_lines(
        "c = ssl.create_default_context()",
        "s = socket.create_connection(('proxy.example.com', 3129))",
        "s = c.wrap_socket(s, server_hostname='proxy.example.com')",
        "s.sendall(b'CONNECT api.example.com:443 HTTP/1.1\\r\\n')",
        "s.sendall(b'Host: api.example.com:443\\r\\n\\r\\n')",
        "agreed = s.recv(4096)",
        "incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()",
        "inner = c.wrap_bio(incoming, outgoing, server_hostname='api.example.com')",
        "inner.do_handshake()",
        "s.sendall(outgoing.read())",
        f"inner.write({REQUEST})",
        "s.sendall(outgoing.read())",
        "incoming.write(s.recv(4096))",
        "return [agreed[:12].decode(), inner.read(12).decode(), inner.version()]",
    )
    assert outcome.response == ["HTTP/1.1 200", "HTTP/1.1 200", "TLSv1.3"]
    assert [call.url for call in outcome.outbound] == [
        "api.example.com:443",
        "https://api.example.com/",
    ]


async def test_a_server_of_the_hooks_own_keeps_its_tls(run_lines):
    outcome = await run_lines(
        "c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)",
        "incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()",
        "server = c.wrap_bio(incoming, outgoing, server_side=True)",
        "incoming.write(b'GET / HTTP/1.1\\r\\n\\r\\n')",
        "try:",
        "    server.do_handshake()",
        "except ssl.SSLError as error:",
        "    return error.reason",
    )
    assert outcome.response == "HTTP_REQUEST"


async def test_http_2_is_not_agreed_on(run_lines):
    outcome = await run_lines(
        "c = ssl.create_default_context()",
        "c.set_alpn_protocols(['h2'])",
        "s = socket.create_connection(('api.example.com', 443))",
        "s = c.wrap_socket(s, server_hostname='api.example.com')",
        "s.sendall(b'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n')",
        "return [s.selected_alpn_protocol(), s.recv(9).decode()]",
    )
    assert outcome.response == [None, ""]
    assert "HTTP/2" in (outcome.outbound[0].problem or "")

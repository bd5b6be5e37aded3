"""Secure connections to a remote endpoint, and each way in which they fail."""

import asyncio
import datetime
import ipaddress
import socket
import ssl

import pytest
import trustme

from sessions.contract.invocation import example
from sessions.targets.remote.connection_errors import Stage, explain
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.target import Limits, Settings


def tls_server(ca, *names, **options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*names, **options).configure_cert(context)
    return context


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(ca, tmp_path_factory):
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    ca.cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory):
    """A server's context and the PEM file of its certificate, which is its own issuer."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("self") / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, pem


async def test_a_certificate_of_the_ca_file_is_trusted(invoke, serve, ca, ca_file):
    endpoint = await serve({"MessageID": "safe"}, tls=tls_server(ca, "127.0.0.1"))
    assert (await invoke(endpoint.url, ca_file=ca_file)).message_id == "safe"


async def test_a_self_signed_certificate(invoke, serve, self_signed):
    context, pem = self_signed
    endpoint = await serve({"MessageID": "safe"}, tls=context)
    outcome = await invoke(endpoint.url)
    assert (outcome.outcome, outcome.kind) == ("failed", "tls_error")
    assert f"127.0.0.1:{endpoint.port} is self-signed" in outcome.error.message
    assert "ca_file" in outcome.error.message
    assert endpoint.requests == []
    assert (await invoke(endpoint.url, ca_file=pem)).message_id == "safe"


async def test_an_unknown_authority(invoke, serve, ca):
    endpoint = await serve({}, tls=tls_server(ca, "127.0.0.1"))
    outcome = await invoke(endpoint.url)
    assert outcome.kind == "tls_error"
    assert "issued by an authority that is not" in outcome.error.message
    assert "ca_file" in outcome.error.message


async def test_an_expired_certificate(invoke, serve, ca, ca_file):
    yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    endpoint = await serve({}, tls=tls_server(ca, "127.0.0.1", not_after=yesterday))
    outcome = await invoke(endpoint.url, ca_file=ca_file)
    assert outcome.kind == "tls_error"
    assert "has expired; renew it" in outcome.error.message


async def test_a_certificate_that_is_not_valid_yet(invoke, serve, ca, ca_file):
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    endpoint = await serve({}, tls=tls_server(ca, "127.0.0.1", not_before=tomorrow))
    outcome = await invoke(endpoint.url, ca_file=ca_file)
    assert outcome.kind == "tls_error"
    assert "is not valid yet; check the clocks" in outcome.error.message


@pytest.mark.parametrize(("host", "word"), [("127.0.0.1", "address"), ("localhost", "host")])
async def test_a_certificate_for_another_name(invoke, serve, ca, ca_file, host, word):
    endpoint = await serve({}, tls=tls_server(ca, "elsewhere.test"))
    outcome = await invoke(endpoint.url.replace("127.0.0.1", host), ca_file=ca_file)
    assert outcome.kind == "tls_error"
    assert f"is for another {word} (" in outcome.error.message


async def test_tls_asked_of_a_port_that_answers_in_plain_http(invoke, serve):
    async def refuse(reader, writer):
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    endpoint = await serve(stream=refuse)
    outcome = await invoke(endpoint.url.replace("http:", "https:"))
    assert outcome.kind == "tls_error"
    assert "does not speak TLS; if it speaks plain HTTP, begin the URL with http://" in (
        outcome.error.message
    )


async def test_plain_http_asked_of_a_tls_port(invoke, serve, ca):
    endpoint = await serve({}, tls=tls_server(ca, "127.0.0.1"))
    outcome = await invoke(endpoint.url.replace("https:", "http:"))
    assert "https://" in outcome.error.message


async def test_a_tls_alert_in_answer_to_plain_http(invoke, serve):
    endpoint = await serve(raw=b"\x15\x03\x01\x00\x02\x02\x46" + b"\r\n\r\n")
    outcome = await invoke(endpoint.url)
    assert outcome.kind == "tls_error"
    assert "speaks TLS; begin the URL with https://" in outcome.error.message


async def test_a_server_that_hangs_in_the_handshake(invoke, serve):
    gone = asyncio.Event()

    async def hang(reader, _writer):
        await reader.read()
        gone.set()

    endpoint = await serve(stream=hang)
    outcome = await invoke(endpoint.url.replace("http:", "https:"), seconds=0.5)
    assert outcome.kind == "http_timeout"
    assert "did not finish the TLS handshake within 0.5 s" in outcome.error.message
    await asyncio.wait_for(gone.wait(), 60)


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "h:1 asks for a client certificate"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", "h:1 speaks no version of TLS that is safe"),
        ("WRONG_VERSION_NUMBER", "h:1 does not speak TLS"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "h:1 failed: sslv3 alert handshake failure"),
    ],
)
def test_a_tls_alert_of_the_server(reason, says):
    """As the exceptions stand after an alert, with those of waiting among them."""
    error = OSError()
    error.__cause__ = ssl.SSLError(1, f"[SSL: {reason}]")
    error.__cause__.reason = reason
    error.__context__ = ssl.SSLWantReadError(2, "The operation did not complete")
    kind, message = explain(error, Stage.WAITING, "h:1")
    assert kind == "tls_error"
    assert says in message


async def test_a_server_that_speaks_only_old_tls(invoke, serve, ca, ca_file):
    context = tls_server(ca, "127.0.0.1")
    with pytest.warns(DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    outcome = await invoke((await serve({}, tls=context)).url, ca_file=ca_file)
    assert outcome.kind == "tls_error"


@pytest.mark.parametrize(("text", "says"), [(None, "cannot be read: No such file"), ("x", "PEM")])
async def test_a_ca_file_that_is_none(invoke, tmp_path, text, says):
    path = tmp_path / "ca.pem"
    if text:
        path.write_text(text)
    outcome = await invoke("https://127.0.0.1:1/", ca_file=path)
    assert outcome.kind == "tls_error"
    assert f"ca_file {path}" in outcome.error.message
    assert says in outcome.error.message


async def test_authorities_of_the_environment_that_are_not_there(invoke, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such.pem")
    outcome = await invoke("https://127.0.0.1:1/")
    assert outcome.kind == "tls_error"
    assert "the environment's SSL_CERT_FILE cannot be read: No such file" in outcome.error.message


async def test_the_environment_names_authorities_by_file_or_folder(
    invoke, serve, ca, ca_file, monkeypatch, tmp_path
):
    endpoint = await serve({"MessageID": "safe"}, tls=tls_server(ca, "127.0.0.1"))
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    assert (await invoke(endpoint.url)).message_id == "safe"
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))  # in which there is none
    assert (await invoke(endpoint.url)).kind == "tls_error"


async def test_a_server_that_wants_a_client_certificate(invoke, ca, ca_file):
    """A blocking server, for asyncio's does not say why it ends a handshake."""
    context = tls_server(ca, "127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    ca.configure_trust(context)

    def refuse():
        bare, _ = server.accept()
        kept = bare.dup()  # so that what the client sends is read, and its end is no reset
        with kept:
            with (
                context.wrap_socket(
                    bare, server_side=True, do_handshake_on_connect=False
                ) as secured,
                pytest.raises(ssl.SSLError),
            ):
                secured.do_handshake()
            kept.shutdown(socket.SHUT_WR)
            while kept.recv(1 << 16):
                pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        refusing = asyncio.create_task(asyncio.to_thread(refuse))
        outcome = await invoke(url, ca_file=ca_file)
        await refusing
    assert outcome.kind == "tls_error"
    assert "asks for a client certificate" in outcome.error.message


async def test_a_secure_connection_is_kept(serve, ca, ca_file):
    endpoint = await serve({"MessageID": "safe"}, tls=tls_server(ca, "127.0.0.1"))
    target = RemoteTarget(endpoint.url, None, Settings(ca_file=ca_file))
    for _ in range(3):
        assert (await target.invoke(example(), {}, Limits(30))).delivered
    await target.aclose()
    assert endpoint.connections == 1

"""Requests over TLS to servers that answer badly: nothing hangs, leaks, or is sent twice."""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest
import trustme

from sessions.platforms.auth0.management.authorization import (
    begin_device,
    client_token,
    device_token,
)
from sessions.platforms.auth0.management.client import ManagementApi
from sessions.platforms.auth0.management.connection import MOST_BYTES, Connection, Waiting
from sessions.platforms.auth0.management.errors import (
    AnswerLost,
    Failed,
    ManagementError,
    Unreachable,
    UnreadableAnswer,
)

TOKEN = "eyJhbGciOi.secret-token.value"


class Raw:
    """A server that answers each request with the next of the bytes that it is given."""

    def __init__(self, authority: trustme.CA) -> None:
        self.answers: list[bytes] = []
        self.requests: list[bytes] = []
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self._tls)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"localhost:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self._tls.wrap_socket(plain, server_side=True) as client:
                    self._answer(client)
            except OSError:
                pass  # the client has left, which some of the tests want
            finally:
                plain.close()

    def _answer(self, client: ssl.SSLSocket) -> None:
        request = b""
        while not _is_whole(request):
            if not (piece := client.recv(65536)):
                return
            request += piece
        self.requests.append(request)
        client.sendall(self.answers.pop(0) if self.answers else b"")


def _is_whole(request: bytes) -> bool:
    """Whether it has its body: what is closed with something unread is reset."""
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Whom the client trusts."""
    return trustme.CA()


@pytest.fixture
def raw(authority: trustme.CA) -> Iterator[Raw]:
    """A server of one test."""
    server = Raw(authority)
    yield server
    server.close()


@pytest.fixture
def connect(raw: Raw, authority: trustme.CA) -> Iterator[Callable[[], Connection]]:
    """Makes a connection to it that waits for nothing."""
    tls = ssl.create_default_context()
    authority.configure_trust(tls)

    def hide(text: str) -> str:
        return text.replace(TOKEN, "‹TOKEN›")

    waiting = Waiting(sleep=lambda _: None)
    made: list[Connection] = []

    def make() -> Connection:
        made.append(Connection(raw.host, tls, token=TOKEN, redact=hide, waiting=waiting))
        return made[-1]

    yield make
    for one in made:
        one.close()


def response(status: str, body: bytes, *headers: str) -> bytes:
    """An answer with the length of its body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


BAD = {
    "nothing": (b"", AnswerLost, "no answer"),
    "half": (response("200 OK", b'{"a": 1}')[:-3], AnswerLost, "no answer"),
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n\r\n", AnswerLost, "no answer"),
    "a page": (response("200 OK", b"<html>"), UnreadableAnswer, "is no JSON; is localhost"),
    "an error page": (response("502 Bad Gateway", b"<html>\n\x1b[31m"), Failed, "502 <html>"),
    "deep": (response("200 OK", b"[" * 100_000), UnreadableAnswer, "is no JSON"),
    "too large": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + b" " * (MOST_BYTES + 1),
        UnreadableAnswer,
        "is larger than 16 MiB",
    ),
    "a bomb": (
        response("200 OK", gzip.compress(bytes(MOST_BYTES * 4), 1), "Content-Encoding: gzip"),
        UnreadableAnswer,
        "is larger than 16 MiB",
    ),
    "another encoding": (
        response("200 OK", b"x", "Content-Encoding: br"),
        UnreadableAnswer,
        "is encoded as br",
    ),
    "another place": (
        response("302 Found", b"", "Location: https://evil.example/"),
        UnreadableAnswer,
        "give the tenant's own domain",
    ),
    "the token": (
        response("400 Bad Request", f'{{"message": "bad {TOKEN}"}}'.encode()),
        ManagementError,
        "400 bad ‹TOKEN›",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_one_line_and_a_write_is_sent_once(
    case: str, raw: Raw, connect: Callable[[], Connection]
):
    answer, kind, said = BAD[case]
    raw.answers = [answer]
    with pytest.raises(kind) as raised:
        connect().request("POST", "/api/v2/actions/actions", body={"name": "sms"})
    message = str(raised.value)
    assert said in message and message.startswith(f"{raw.host}: POST /api/v2/actions/actions")
    assert "\n" not in message and "\x1b" not in message and TOKEN not in message
    assert len(raw.requests) == 1


def test_what_only_reads_is_asked_for_again_but_not_for_ever(
    raw: Raw, connect: Callable[[], Connection]
):
    raw.answers = [b"", response("503 Service Unavailable", b""), response("200 OK", b'{"a": 1}')]
    assert connect().request("GET", "/api/v2/x") == {"a": 1}
    raw.answers, raw.requests = [], []
    with pytest.raises(AnswerLost):
        connect().request("GET", "/api/v2/x")
    assert len(raw.requests) == 3
    raw.answers = [response("429 Too Many Requests", b"")] * 10
    with pytest.raises(ManagementError, match="429"):
        connect().request("POST", "/api/v2/x")
    assert len(raw.answers) == 4


def test_ids_are_parts_of_a_path_and_nothing_more(raw: Raw, connect: Callable[[], Connection]):
    raw.answers = [response("404 Not Found", b"{}")]
    with pytest.raises(ManagementError, match="404"):
        ManagementApi(connect()).action("../../users?x=1#")
    assert raw.requests[0].startswith(
        b"GET /api/v2/actions/actions/..%2F..%2Fusers%3Fx%3D1%23 HTTP"
    )


@pytest.mark.parametrize("id", ["..", ".", "\ud800", "é", "1" * 70_000])
def test_an_id_that_no_tenant_gives_is_asked_for_nothing(
    id: str, raw: Raw, connect: Callable[[], Connection]
):
    with pytest.raises(UnreadableAnswer, match="an id that is none"):
        ManagementApi(connect()).delete_action(id)
    assert not raw.requests


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ({"actionName": "\udcff"}, None),
        ({}, {"client_secret": "\udcff"}),
        ({"q": "1" * 70_000}, None),
    ],
)
def test_what_cannot_be_sent_is_not(
    query: dict[str, str],
    form: dict[str, str] | None,
    raw: Raw,
    connect: Callable[[], Connection],
):
    with pytest.raises(Unreachable, match="is not sent: a name or a value in it"):
        connect().request("POST", "/oauth/token", query=query, form=form)
    assert not raw.requests


@pytest.mark.parametrize(
    "proxy", ["socks5://me:pa55word@127.0.0.1:1", "ftp://me:pa55word@proxy", "http://ü\x01:1"]
)
def test_a_proxy_that_is_none_is_named_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.delenv("https_proxy", raising=False)
    with pytest.raises(Unreachable, match="HTTPS_PROXY") as raised:
        Connection("acme.auth0.com", ssl.create_default_context())
    assert "pa55word" not in str(raised.value)


@pytest.mark.parametrize("token", ["a\nb: c", "täöken", "a b"])
def test_a_token_that_fits_no_header_is_none(
    token: str, raw: Raw, connect: Callable[[], Connection]
):
    raw.answers = [response("200 OK", json.dumps({"access_token": token}).encode())]
    with pytest.raises(UnreadableAnswer, match="is no bearer token") as raised:
        client_token(connect(), "audience", {"client_id": "id", "client_secret": "s"})
    assert token not in str(raised.value)


def test_no_number_of_a_device_code_is_too_large(raw: Raw, connect: Callable[[], Connection]):
    many = 10**400
    said = {"device_code": "d", "user_code": "A-B", "verification_uri": "https://a/"}
    raw.answers = [
        response("200 OK", json.dumps({**said, "interval": many, "expires_in": many}).encode()),
        response("200 OK", json.dumps({"access_token": "t", "expires_in": many}).encode()),
    ]
    connection = connect()
    code = begin_device(connection, "id", "audience")
    assert code.interval == code.lifetime == 900
    assert device_token(connection, "id", code, lambda: None).lifetime == 30 * 24 * 3600


def test_a_list_that_never_ends_does(raw: Raw, connect: Callable[[], Connection]):
    page = b'{"actions": [{"id": "1", "name": "sms"}], "total": 99}'
    raw.answers = [response("200 OK", page)] * 5
    assert len(ManagementApi(connect()).actions()) == 1
    assert len(raw.requests) == 2, "the second page brings nothing new"


def test_nobody_listens(connect: Callable[[], Connection], raw: Raw, authority: trustme.CA):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    tls = ssl.create_default_context()
    with (
        Connection(f"localhost:{port}", tls, waiting=Waiting(sleep=lambda _: None)) as connection,
        pytest.raises(Unreachable, match="is not reached"),
    ):
        connection.request("POST", "/oauth/token", form={"a": "b"})

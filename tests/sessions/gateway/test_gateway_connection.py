"""Requests over one connection: how they are taken, answered and recorded."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest

from sessions.contract.answers import GivenAnswer, GivenResponse
from sessions.contract.excerpts import MOST_LOOKED_AT
from sessions.contract.fault import Fault
from sessions.contract.outcome import OutboundMessage
from sessions.gateway.front import Front
from sessions.gateway.recording import Recording
from sessions.gateway.server import Gateway

from .conftest import TOKEN, Caller, Connect, Until, post

TWILIO = "api.twilio.com"
MESSAGES = "/2010-04-01/Accounts/AC1/Messages.json"
SENT = "To=%2B4915112345678&From=%2B15005550006&Body=Hi"
HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def _twilio(**headers: str) -> bytes:
    kind = "application/x-www-form-urlencoded"
    return post(
        SENT, MESSAGES, TWILIO, content_type=kind, authorization="Basic QUM6dA==", **headers
    )


@pytest.fixture
def recording(gateway: Gateway) -> Recording:
    """That of the one child."""
    return gateway.record(TOKEN)


async def test_a_call_is_recorded_whole(recording: Recording, connect: Connect) -> None:
    caller = await connect(host=TWILIO)
    response = await caller.ask(_twilio())
    assert (response.status, response.reason) == (201, "Created")
    (call,) = recording.calls
    assert (call.method, call.url) == ("POST", f"https://{TWILIO}{MESSAGES}")
    assert call.headers["authorization"] == "‹authorization›"
    assert (call.body, call.status, call.provider) == (SENT, 201, "twilio")
    assert call.message == OutboundMessage("+4915112345678", "+15005550006", "Hi")
    assert json.loads(call.answer_body) == json.loads(response.body)
    assert call.answer_headers == response.headers
    assert (call.fault, call.problem, call.insecure) == (None, None, False)
    assert call.t_ms is None
    assert 0 < call.duration_ms < 5000


async def test_each_request_has_the_line_that_was_told_before_it(
    recording: Recording, connect: Connect
) -> None:
    caller = await connect(at={"file": "/srv/hook.js", "line": 3})
    await caller.ask(post("{}", "/1"))
    await caller.ask(post("{}", "/2"))
    told = b'offhook-call {"at": {"file": "/srv/a.js", "line": 5}}\n'
    await caller.send(told[:4])
    await caller.send(told[4:20])
    await caller.ask(told[20:] + post("{}", "/3"))
    await caller.ask(b'offhook-call {"at": null}\n' + post("{}", "/4"))
    places = [(call.file, call.line) for call in recording.calls]
    assert places == [("/srv/hook.js", 3), (None, None), ("/srv/a.js", 5), (None, None)]
    assert [call.status for call in recording.calls] == [200] * 4


async def test_requests_that_follow_each_other_or_come_at_once(
    recording: Recording, connect: Connect
) -> None:
    caller = await connect()
    first = await caller.ask(post("{}", "/1"))
    second = await caller.ask(post("{}", "/2") + post("{}", "/3"))
    third = await caller.response()
    assert [first.status, second.status, third.status] == [200, 200, 200]
    assert [call.url[-2:] for call in recording.calls] == ["/1", "/2", "/3"]
    assert len({first.body, second.body, third.body}) == 3


async def test_a_chunked_body(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    head = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    await caller.ask(head + b"5\r\nhello\r\n7;a=b\r\n, world\r\n0\r\nTrailer: x\r\n\r\n")
    assert recording.calls[0].body == "hello, world"


async def test_a_client_that_waits_to_be_told_to_go_on(
    recording: Recording, connect: Connect
) -> None:
    caller = await connect()
    head = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    await caller.send(head)
    assert await caller.line() == b"HTTP/1.1 100 Continue\r\n"
    assert await caller.line() == b"\r\n"
    assert (await caller.ask(b"hi")).status == 200
    assert recording.calls[0].body == "hi"


async def test_head_is_answered_without_a_body(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    head = await caller.ask(b"HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 0
    assert (await caller.ask(post("{}"))).status == 200


async def test_http_1_0_and_close(recording: Recording, connect: Connect) -> None:
    old = await connect()
    await old.send(b"GET /x HTTP/1.0\r\n\r\n")
    assert (await old.rest()).startswith(b"HTTP/1.1 200 OK\r\n")
    closing = await connect()
    await closing.send(post("{}", connection="close") + post("{}"))
    assert (await closing.rest()).count(b"HTTP/1.1") == 1
    assert len(recording.calls) == 2


async def test_a_client_that_says_that_nothing_more_comes(
    recording: Recording, connect: Connect
) -> None:
    caller = await connect()
    await caller.send(post("{}"))
    caller.shut()
    assert (await caller.rest()).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b'{"to":"+4915112345678","text":"Hi"}')),
        ("deflate", zlib.compress(b'{"to":"+4915112345678","text":"Hi"}')),
        ("deflate", zlib.compress(b'{"to":"+4915112345678","text":"Hi"}', wbits=-15)),
        ("identity", b'{"to":"+4915112345678","text":"Hi"}'),
        (
            "deflate, GZIP",
            gzip.compress(zlib.compress(b'{"to":"+4915112345678","text":"Hi"}')),
        ),
    ],
    ids=["gzip", "zlib", "raw deflate", "identity", "two"],
)
async def test_a_packed_body_is_read(
    recording: Recording, connect: Connect, encoding: str, packed: bytes
) -> None:
    caller = await connect()
    await caller.ask(_packed(encoding, packed))
    (call,) = recording.calls
    assert call.body == '{"to":"+4915112345678","text":"Hi"}'
    assert call.message == OutboundMessage("+4915112345678", None, "Hi", None)


@pytest.mark.parametrize(
    ("encoding", "packed", "why"),
    [
        ("br", b"\x0b\x02\x80hello\x03", "br, which offhook does not read"),
        ("gzip", b"hello", "is said to be gzip and is not"),
        ("deflate", b"hello", "is said to be deflate and is not"),
        ("gzip", gzip.compress(b"hello")[:-1], "ends too early"),
        ("gzip", gzip.compress(bytes(Front.most_read + 1)), "more than 16 MiB"),
    ],
    ids=["unknown", "no gzip", "no deflate", "cut off", "too long"],
)
async def test_a_packed_body_that_cannot_be_read(
    recording: Recording, connect: Connect, encoding: str, packed: bytes, why: str
) -> None:
    caller = await connect()
    assert (await caller.ask(_packed(encoding, packed))).status == 415
    (call,) = recording.calls
    assert why in (call.problem or "")
    assert call.body == f"‹{len(packed):,} bytes›"


def _packed(encoding: str, body: bytes) -> bytes:
    head = f"POST /x HTTP/1.1\r\nHost: x\r\nContent-Encoding: {encoding}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_a_long_body_is_read_whole_and_kept_in_part(
    recording: Recording, connect: Connect
) -> None:
    caller = await connect()
    long = "x" * MOST_LOOKED_AT + "y"
    body = json.dumps({"to": "+4915112345678", "more": long, "text": "Hi"})
    assert (await caller.ask(post(body))).status == 200
    (call,) = recording.calls
    assert call.message == OutboundMessage("+4915112345678", None, "Hi", None)
    assert call.body == f"{body[:MOST_LOOKED_AT]}… ({len(body):,} bytes in all)"


async def test_of_a_long_message_a_part_is_kept(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    text = "x" * MOST_LOOKED_AT
    await caller.ask(post(json.dumps({"to": "+4915112345678", "text": text + "y"})))
    (call,) = recording.calls
    kept = f"{text}… (131,073 characters in all)"
    assert call.message == OutboundMessage("+4915112345678", None, kept, None)


async def test_a_body_that_is_too_long(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    size = Front.most_read + 200_000
    await caller.send(f"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
    sending = asyncio.create_task(caller.send(bytes(size)))
    response = await caller.response()
    await sending
    assert (response.status, response.headers["connection"]) == (413, "close")
    (call,) = recording.calls
    assert call.status == 413
    assert "more than 16 MiB" in (call.problem or "")


async def test_bytes_that_are_no_text(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    await caller.ask(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\xff\x00ab")
    assert recording.calls[0].body == "\ufffd\x00ab"


@pytest.mark.parametrize(
    ("target", "preface", "url"),
    [
        ("/a?b=c", {"host": "Example.COM.", "port": 443}, "https://example.com/a?b=c"),
        ("/a", {"host": "x", "port": 80, "tls": False}, "http://x/a"),
        ("/a", {"host": "x", "port": 8080, "tls": False}, "http://x:8080/a"),
        ("/a", {"host": "127.0.0.1", "port": 3000, "tls": False}, "http://named.test:3000/a"),
        ("/a", {"host": "[::1]", "port": 443}, "https://named.test/a"),
        ("http://u:p@z.test:81/a", {"host": "proxy", "port": 3128}, "http://z.test:81/a"),
        ("*", {"host": "x", "port": 443}, "https://x*"),
        ("http://[/a", {"host": "x", "port": 443}, "https://x/http://[/a"),
        ("/a?api_key=1&b=2", {"host": "x", "port": 443}, "https://x/a?api_key=‹api_key›&b=2"),
    ],
)
async def test_urls(
    recording: Recording, connect: Connect, target: str, preface: dict[str, object], url: str
) -> None:
    caller = await connect(**preface)  # type: ignore[arg-type]
    await caller.ask(f"OPTIONS {target} HTTP/1.1\r\nHost: named.test\r\n\r\n".encode())
    assert [call.url for call in recording.calls] == [url]


async def test_a_tunnel(recording: Recording, connect: Connect) -> None:
    caller = await connect(host="proxy.local", port=3128, tls=False)
    asked = f"CONNECT {TWILIO}:443 HTTP/1.1\r\nHost: {TWILIO}\r\n\r\n".encode()
    assert (await caller.ask(asked, "CONNECT")).status == 200
    assert (await caller.ask(_twilio())).status == 201
    first, second = recording.calls
    assert (first.method, first.url, first.status) == ("CONNECT", f"{TWILIO}:443", 200)
    assert (second.url, second.provider) == (f"https://{TWILIO}{MESSAGES}", "twilio")


async def test_a_tunnel_whose_client_does_not_wait(recording: Recording, connect: Connect) -> None:
    caller = await connect(host="proxy.local", port=3128, tls=False)
    asked = f"CONNECT {TWILIO}:443 HTTP/1.1\r\nHost: {TWILIO}\r\n\r\n".encode()
    assert (await caller.ask(asked + _twilio(), "CONNECT")).status == 200
    assert (await caller.response()).status == 201


async def test_many_tunnels_inside_each_other(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    for _ in range(1500):
        await caller.ask(b"CONNECT proxy:3128 HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT")
    assert (await caller.ask(post("{}"))).status == 200
    assert {call.status for call in recording.calls} == {200}


@pytest.mark.parametrize("place", ["x", "x:", "x:a", ":443", "x:65536", f"x:{'1' * 5000}", "a@x:1"])
async def test_a_tunnel_to_nowhere(recording: Recording, connect: Connect, place: str) -> None:
    caller = await connect()
    asked = f"CONNECT {place} HTTP/1.1\r\nHost: x\r\n\r\n"
    assert (await caller.ask(asked.encode())).status == 400
    problem = recording.calls[0].problem or ""
    assert "HOST:PORT" in problem and len(problem) < 1500


@pytest.mark.parametrize("place", ["https://me:hunter2@x/?token=hunter2", "me:hunter2@x:443"])
async def test_a_tunnel_to_a_url_with_credentials(
    recording: Recording, connect: Connect, place: str
) -> None:
    caller = await connect()
    await caller.ask(f"CONNECT {place} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert "hunter2" not in repr(recording.calls)


async def test_a_websocket_is_declined_with_the_reason(
    recording: Recording, connect: Connect
) -> None:
    caller = await connect()
    asked = b"GET /x?token=hunter2 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: WebSocket"
    assert (await caller.ask(asked + b"\r\nSec-WebSocket-Key: AAA\r\n\r\n", "GET")).status == 501
    (call,) = recording.calls
    assert (call.method, call.status) == ("GET", 501)
    assert "asks for a WebSocket" in (call.problem or "")


async def test_an_upgrade_is_declined(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    asked = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    assert (await caller.ask(asked + b"HTTP2-Settings: AAA\r\n\r\n", "GET")).status == 200
    assert (await caller.ask(post("{}"))).status == 200


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (HTTP2, "switch its client to HTTP/1.1"),
        (b"\x16\x03\x01\x02\x00\x01", "TLS of its own"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "begins with “SSH-2.0-OpenSSH_9.6”"),
        (b"\x00\x00\x00\x08\x04\xd2\x16\x2f", "“00 00 00 08 04 d2 16 2f”"),
        (b"AUTH hunter2\r\n", "begins with “AUTH”"),
        (b"0123456789abcdef0123456789abcdef\r\n", "begins with text."),
        (b"POST / HTTP/1.1\r\nNo colon\r\n\r\n", "not HTTP/1.1"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", "not HTTP/1.1"),
        (b"GET / HTTP/1.1\r\n\r\n", "not HTTP/1.1"),
    ],
    ids=[
        "http2",
        "tls",
        "ssh",
        "postgres",
        "redis",
        "a long word",
        "no colon",
        "no length",
        "no host",
    ],
)
async def test_what_is_no_http(
    recording: Recording, connect: Connect, sent: bytes, why: str
) -> None:
    caller = await connect(host="mail.example.com", port=25)
    await caller.send(sent)
    assert await caller.rest() == b""
    (call,) = recording.calls
    assert (call.method, call.url, call.status) == ("", "tcp://mail.example.com:25", None)
    assert why in (call.problem or "")
    assert "--live" in (call.problem or "")


async def test_what_is_no_http_after_what_is(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    await caller.ask(post("{}"))
    await caller.send(b"\x00\x01 nonsense\r\n\r\n")
    assert await caller.rest() == b""
    assert [call.status for call in recording.calls] == [200, None]
    assert "not HTTP/1.1" in (recording.calls[1].problem or "")


async def test_a_malformed_body(recording: Recording, connect: Connect) -> None:
    caller = await connect()
    head = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert (await caller.ask(head + b"2\r\nok\r\nnonsense\r\n")).status == 400
    (call,) = recording.calls
    assert (call.method, call.body) == ("POST", "ok")
    assert "malformed" in (call.problem or "")


@pytest.mark.parametrize("sent", [b"POST /x HT", post('{"a": 1}')[:-3]])
async def test_a_request_that_is_cut_off(
    recording: Recording, connect: Connect, sent: bytes
) -> None:
    caller = await connect()
    await caller.send(sent)
    caller.shut()
    assert await caller.rest() == b""
    (call,) = recording.calls
    assert "in the middle of its request" in (call.problem or "")
    assert call.status is None


async def test_a_connection_over_which_nothing_is_sent(
    recording: Recording, connect: Connect, until: Until
) -> None:
    caller = await connect(host="db.example.com", port=3306)
    await until(lambda: bool(recording.calls))
    (call,) = recording.calls
    assert call.url == "tcp://db.example.com:3306"
    assert "sent nothing" in (call.problem or "")
    caller.shut()
    assert await caller.rest() == b""
    assert len(recording.calls) == 1


async def test_a_client_that_waits_to_be_spoken_to(recording: Recording, connect: Connect) -> None:
    caller: Caller = await connect(host="mail.example.com", port=25, silent=True)
    assert await caller.rest() == b""
    assert "does not speak first" in (recording.calls[0].problem or "")


async def test_certificates_that_are_not_checked(recording: Recording, connect: Connect) -> None:
    await (await connect(insecure=True)).ask(post("{}"))
    assert recording.calls[0].insecure


@pytest.mark.parametrize(
    ("host", "by"), [("api.example.com", "generic"), ("api.twilio.com", "provider")]
)
async def test_a_call_says_whose_answer_it_was_given(
    gateway: Gateway, connect: Connect, host: str, by: str
) -> None:
    recording = gateway.record(TOKEN)
    await (await connect(host=host)).ask(post("{}", "/2010-04-01/Accounts/AC1.json", host))
    (call,) = recording.calls
    assert call.answered_by == by


async def test_a_given_answer_comes_before_the_emulation_and_a_fault_before_both(
    gateway: Gateway, connect: Connect
) -> None:
    recording = gateway.record(TOKEN)
    given = (GivenResponse(299, (("x-turn", "1"),), b"one"), GivenResponse(503))
    recording.answers = (
        GivenAnswer(given, "api.twilio.com", "/2010-04-01/*", "POST"),
        GivenAnswer((GivenResponse(404),), "*"),
    )
    call = await connect(host="api.twilio.com")
    path = "/2010-04-01/Accounts/AC1/Messages.json"
    answers = [await call.ask(post("{}", path, "api.twilio.com")) for _ in range(3)]
    assert [answer.status for answer in answers] == [299, 503, 503]
    assert (answers[0].headers["x-turn"], answers[0].body) == ("1", b"one")
    assert (await call.ask(post("{}", "/other", "api.twilio.com"))).status == 404
    recording.faults = (Fault("500"),)
    assert (await call.ask(post("{}", path, "api.twilio.com"))).status == 500
    recording.faults = (Fault("slow"),)
    assert (await call.ask(post("{}", path, "api.twilio.com"))).status == 503
    told = [(call.provider, call.answered_by) for call in recording.calls]
    assert told[:4] == [("twilio", "session")] * 3 + [(None, "session")]
    assert [by for _, by in told[4:]] == ["fault", "session"]

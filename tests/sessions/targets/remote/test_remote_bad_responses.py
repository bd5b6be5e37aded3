"""Answers of a remote endpoint that are rubbish, broken, too large, too late, or not HTTP."""

import asyncio
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.contract.outcome import Result
from sessions.targets.remote.endpoint import RemoteTarget
from sessions.targets.remote.exchange import MAX_ANSWER
from sessions.targets.target import Limits, Settings
from tests.narrowing import error_of


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the answer has no body"),
        (b"OK", "not JSON (line 1, column 1: Expecting value)"),
        (b'{"MessageID": "abc', "not JSON (line 1, column 15"),
        (b"[1]", "JSON, but not an object"),
        (b'"text"', "JSON, but not an object"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 text"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1, "a": 2}', "given twice"),
        (b"[" * 5000 + b"]" * 5000, "nested "),
    ],
)
async def test_rubbish_is_a_bad_response(invoke, serve, body, problem):
    outcome = await invoke(await serve(body, headers={"Content-Type": "text/x-odd"}))
    assert (outcome.outcome, outcome.kind) == (Result.FAILED, "bad_response")
    assert problem in outcome.error.message
    assert 'wanted a JSON object such as {"MessageID"' in outcome.error.message
    assert f"HTTP 200, text/x-odd, {len(body):,} bytes came" in outcome.error.message


async def test_the_first_characters_of_rubbish_are_shown(invoke, serve):
    outcome = await invoke(await serve("<html>\x1b[31m" + "x" * 100))
    assert r"bytes came: '<html>\x1b[31mxxx" in outcome.error.message
    assert outcome.error.message.endswith("xxx…'")


async def test_a_byte_order_mark_is_no_harm(invoke, serve):
    assert (await invoke(await serve(b'\xef\xbb\xbf{"MessageID": "m"}'))).message_id == "m"


async def test_a_truncated_body_is_a_bad_response_with_what_came(invoke, serve):
    raw = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"MessageID": "ab'
    outcome = await invoke(await serve(raw=raw))
    assert outcome.kind == "bad_response"
    assert "was cut short: 100 bytes were announced; wanted" in outcome.error.message
    assert "17 bytes came" in outcome.error.message
    assert outcome.wire == '{"MessageID": "ab'


async def test_a_truncated_chunked_body_is_a_bad_response(invoke, serve):
    raw = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n{"MessageID": "ab\r\n'
    outcome = await invoke(await serve(raw=raw))
    assert outcome.kind == "bad_response"
    assert "was cut short" in outcome.error.message


async def test_a_truncated_body_does_not_hide_a_401(invoke, serve):
    raw = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\nwho are"
    outcome = await invoke(await serve(raw=raw))
    assert (outcome.kind, outcome.error.code) == ("http_status", 401)
    assert "who are" in outcome.error.message


async def test_a_wrong_content_encoding_is_a_bad_response(invoke, serve):
    headers = {"Content-Encoding": "gzip"}
    outcome = await invoke(await serve({"MessageID": "m"}, headers=headers))
    assert outcome.kind == "bad_response"
    assert "is not in its content-encoding, gzip" in outcome.error.message


async def test_a_gzipped_answer_is_read(invoke, serve):
    body = gzip.compress(b'{"MessageID": "zipped"}')
    outcome = await invoke(await serve(body, headers={"Content-Encoding": "gzip"}))
    assert outcome.message_id == "zipped"


async def test_an_answer_of_more_than_8_mib_is_not_read_to_its_end(invoke, serve):
    outcome = await invoke(
        await serve(gzip.compress(b" " * (MAX_ANSWER * 3)), headers={"Content-Encoding": "gzip"})
    )
    assert outcome.kind == "bad_response"
    assert "is larger than 8 MiB" in outcome.error.message
    assert len(outcome.wire) < MAX_ANSWER + 1


async def test_an_answer_of_8_mib_is_read(invoke, serve):
    text = "x" * (MAX_ANSWER - 17)
    outcome = await invoke(await serve(json.dumps({"MessageID": text})))
    assert outcome.message_id == text


async def test_a_server_that_closes_without_an_answer_is_a_bad_response(invoke, serve):
    """Not a connect_error: the message may have been taken, and sending again may send twice."""
    outcome = await invoke(await serve(raw=b""))
    assert outcome.kind == "bad_response"
    assert "closed it without a whole answer" in outcome.error.message


async def test_a_server_that_resets_the_connection_is_a_bad_response(invoke, serve):
    async def reset(_request, writer):
        writer.transport.abort()

    outcome = await invoke(await serve(handler=reset))
    assert outcome.kind == "bad_response"
    assert "closed it without a whole answer" in outcome.error.message


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
        b"\x00" * 10,
    ],
)
async def test_what_is_not_http_is_a_bad_response(invoke, serve, raw):
    outcome = await invoke(await serve(raw=raw))
    assert outcome.kind == "bad_response"
    assert "does not answer in HTTP/1.1" in outcome.error.message


async def test_no_answer_is_a_time_out_that_says_how_far_it_came(invoke, serve):
    async def hang(_request, _writer):
        await asyncio.Event().wait()

    endpoint = await serve(handler=hang)
    outcome = await invoke(endpoint, seconds=0.5)
    assert (outcome.outcome, outcome.kind) == (Result.FAILED, "http_timeout")
    assert outcome.error.message.startswith(
        f"127.0.0.1:{endpoint.port} took the connection and the request,"
        " but no answer came within 0.5 s"
    )
    assert outcome.duration_ms >= 500


async def test_half_an_answer_is_a_time_out_that_says_what_came(invoke, serve):
    async def stall(_request, writer):
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"Mess')
        await asyncio.Event().wait()

    outcome = await invoke(await serve(handler=stall), seconds=0.5)
    assert outcome.kind == "http_timeout"
    assert "answered HTTP 200 and 6 bytes, but came to no end" in outcome.error.message
    assert outcome.wire == '{"Mess'


async def test_the_deadline_covers_the_whole_answer_not_each_part(invoke, serve):
    async def drip(_request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    outcome = await invoke(await serve(handler=drip), seconds=0.1)
    assert outcome.kind == "http_timeout"


HEADS = [b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"]


@given(st.sampled_from(HEADS), st.binary(max_size=60))
@settings(deadline=None, max_examples=40)
def test_any_bytes_become_an_outcome(head, rest):
    async def answer(reader, writer):
        await reader.readuntil(b"}}}}")
        writer.write(head + rest)
        writer.close()

    async def check():
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            target = RemoteTarget(f"http://127.0.0.1:{port}/", None, Settings())
            outcome = await target.invoke(example(), {}, Limits(5))
            await target.aclose()
        assert outcome.delivered or error_of(outcome).message
        assert outcome.kind != "http_timeout"

    asyncio.run(check())

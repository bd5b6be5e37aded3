"""Answers of a remote endpoint made to exhaust who reads them: each is read in bounds."""

import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.outcome import TargetInfo
from sessions.decompression import TooLarge, Unpacker, UnreadableEncoding
from sessions.diagnosis.provider_errors import provider_answer
from sessions.secrets.credentials import conceal_text
from sessions.targets.remote.exchange import MAX_ANSWER
from sessions.targets.remote.response import HttpAnswer, read_answer
from tests.narrowing import error_of

TARGET = TargetInfo("remote", "http://h.test/")


def page(text, content_type="text/html", status=500):
    answer = HttpAnswer(status, "Oops", {"content-type": content_type}, bytearray(text.encode()))
    return error_of(read_answer(answer, TARGET)).message


@pytest.mark.parametrize("times", [1, 2, 4])
async def test_a_compressed_bomb_is_read_to_the_limit_only(invoke, serve, times):
    packed = gzip.compress(bytes(MAX_ANSWER + 1), 1)
    for _ in range(times - 1):
        packed = gzip.compress(packed)
    chain = ", ".join(["gzip"] * times)
    outcome = await invoke(await serve(packed, headers={"Content-Encoding": chain}))
    assert outcome.kind == "bad_response"
    assert "is larger than 8 MiB" in error_of(outcome).message


@pytest.mark.parametrize(
    ("encoding", "problem"),
    [
        ("br", "is encoded as br, which offhook does not read"),
        ("gzip, zstd", "is encoded as zstd, which offhook does not read"),
        ("x" * 9000, f"is encoded as {'x' * 40}, which"),
        (", ".join(["gzip"] * 5), "is encoded 5 times over"),
        ("gzip", "is not in its content-encoding, gzip: it is said to be gzip and is not"),
    ],
)
async def test_what_is_not_read_is_told(invoke, serve, encoding, problem):
    outcome = await invoke(await serve(b"{}", headers={"Content-Encoding": encoding}))
    assert outcome.kind == "bad_response"
    assert f"the answer {problem}" in error_of(outcome).message


@given(st.binary(max_size=300), st.lists(st.integers(1, 40)), st.integers(0, 3))
def test_what_is_packed_is_unpacked_in_any_pieces(content, sizes, depth):
    raw = zlib.compressobj(wbits=-15)
    packers = [gzip.compress, zlib.compress, lambda data: raw.compress(data) + raw.flush()]
    packed = content
    for pack in packers[:depth]:
        packed = pack(packed)
    unpacker = Unpacker(", ".join(["gzip", "deflate", "Deflate"][:depth]), most=10_000)
    for size in sizes:
        unpacker.feed(packed[:size])
        packed = packed[size:]
    unpacker.feed(packed)
    unpacker.end()
    assert bytes(unpacker.content) == content


@given(st.binary(min_size=1, max_size=60), st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_any_bytes_are_refused_or_unpacked(data, encoding):
    unpacker = Unpacker(encoding, most=100)
    try:
        unpacker.feed(data)
        unpacker.end()
    except (UnreadableEncoding, TooLarge):
        pass
    assert len(unpacker.content) <= 100


@pytest.mark.parametrize(
    "filling",
    ["<title>", "<title", "<script>", "<style >", "<", "<!--", "&amp", "</", "<script></style>"],
)
def test_a_page_is_gone_through_once(filling):
    assert page(filling * 40_000).startswith("HTTP 500 Oops")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html><title a=b>Too\n <b>bad</b></title>x", "Too bad"),
        ("<script>x</SCRIPT >Sorry<style>y</style >, gone", "Sorry, gone"),
        ("<p>Sorry<script>x", "Sorry"),
        (f"<p>&#{'9' * 5000};", "\ufffd"),
        ("<p>a &lt; b", "a < b"),
    ],
)
def test_the_words_of_a_page_are_told(text, words):
    assert f"HTTP 500 Oops: {words}" in page(text)


@pytest.mark.parametrize("charset", ["punycode", "idna", "utf-7", "unicode_escape", "zlib", "mbcs"])
def test_only_charsets_of_the_web_are_read(charset):
    assert "gr\u00fc\u00df" in page("gr\u00fc\u00df", f"text/plain; charset={charset}")


@pytest.mark.parametrize(
    "charset", ["latin1", "ISO-8859-15", "windows-1252", "utf-16", "Shift_JIS"]
)
def test_a_charset_of_the_web_is_honored(charset):
    headers = {"content-type": f"text/plain; charset={charset}"}
    assert HttpAnswer(500, "", headers, bytearray("x\\y".encode(charset))).text == "x\\y"


def test_what_a_server_says_of_itself_is_cut():
    headers = {"content-type": "x" * 90_000, "location": "y" * 90_000}
    for status in (200, 302):
        outcome = read_answer(HttpAnswer(status, "z" * 90_000, headers, bytearray(b"?")), TARGET)
        assert len(error_of(outcome).message) < 2_000
    body = '{"k": 1' + f', "{"l" * 9000}": 1, "{"l" * 9000}": 2}}'
    outcome = read_answer(HttpAnswer(200, "", {}, bytearray(body.encode())), TARGET)
    assert "given twice" in error_of(outcome).message
    assert len(error_of(outcome).message) < 1_000


def test_a_providers_error_is_gone_through_once():
    assert conceal_text("x-" * 30_000) == "x-" * 30_000
    body = f"<Error><Message>&#{'9' * 8000};</Message></Error>"
    facts = json.dumps({"response": {"status": 400, "body": body}})
    assert provider_answer(facts)["status"] == 400


def test_an_answer_of_very_many_values_is_not_read():
    body = json.dumps({"MessageID": "m", **dict.fromkeys(map(str, range(60_000)), 0)})
    outcome = read_answer(HttpAnswer(200, "", {}, bytearray(body.encode())), TARGET)
    assert outcome.kind == "bad_response"
    assert "the answer has more than 50,000 values" in error_of(outcome).message

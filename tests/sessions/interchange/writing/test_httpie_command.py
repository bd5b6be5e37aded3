"""HTTPie commands: what a shell hands to HTTPie is the request that curl is told to make.

What HTTPie 3.2.4 makes of these words was looked at against a server; here it is not installed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sessions.contract.json_text import JsonValue
from sessions.interchange.posting import ExportError, Posting
from sessions.interchange.writing.httpie import httpie_command
from tests.sessions.interchange.writing.test_curl_command import arguments, fake_command


@pytest.fixture(scope="module")
def fake_http(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_command(tmp_path_factory.mktemp("bin"), "http")


def test_the_words_are_body_options_url_and_headers(fake_http: Path) -> None:
    headers = {"X-Key": "Bearer ${env:KEY}", "X-At": "@/etc/passwd", "X-None": " ", "X": r"C:\x"}
    posting = Posting("https://${env:HOST}/a?b=[1]&c", headers, "my ca.pem", 2.5)
    payload: JsonValue = {"text": "it's $HOME `id`\n\u202e"}
    words = arguments(httpie_command(payload, posting), fake_http, KEY="k 'ey", HOST="a.test")
    at = words.index("--raw")
    assert words[:at] == ["--body", "--ignore-netrc", "--ignore-stdin"]
    assert json.loads(words[at + 1]) == payload
    assert words[at + 2 :] == [
        *("--verify", "my ca.pem", "--timeout", "2.5", "POST", "https://a.test/a?b=[1]&c"),
        *("Content-Type: application/json", "X-Key: Bearer k 'ey", "X-At: @/etc/passwd"),
        *("X-None;", r"X: C:\x"),
    ]


def test_a_long_body_goes_through_standard_input(fake_http: Path) -> None:
    payload: JsonValue = {"text": "it's\n" * 30_000}
    words = arguments(httpie_command(payload, Posting()), fake_http)
    assert "--ignore-stdin" not in words and "--raw" not in words
    assert json.loads(words[-1]) == payload


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"-X": "y"}, "'-X' is an option to HTTPie"),
        ({"X": r"a\:b"}, "the header X: HTTPie would take a backslash away; use --as curl"),
        ({"a b": "x"}, "'a b' is no name of a header"),
        ({"X": "a\nb"}, "the header X has a character"),
    ],
)
def test_what_httpie_would_take_for_something_else_is_refused(
    headers: dict[str, str], message: str
) -> None:
    with pytest.raises(ExportError) as caught:
        httpie_command({}, Posting(headers=headers))
    assert str(caught.value).startswith(message)

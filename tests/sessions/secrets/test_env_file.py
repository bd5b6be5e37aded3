"""Env files, as people write them and as python-dotenv reads them."""

from __future__ import annotations

import contextlib
import io

import pytest
from dotenv import dotenv_values
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.secrets.env_file import EnvFileError, parse_env


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("# nothing\n\n  \t\n", {}),
        ("A=1", {"A": "1"}),
        ("A = 1 \r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("A=1\rB=2\r", {"A": "1", "B": "2"}),
        ("A=1\nA=2\n", {"A": "2"}),
        ("  export A=1\nexport  B='2'", {"A": "1", "B": "2"}),
        (
            "A=\nB= # nothing\nC=#1\nD=a#b\nE=a #b",
            {"A": "", "B": "", "C": "#1", "D": "a#b", "E": "a"},
        ),
        ("A=a=b=\nB=it's", {"A": "a=b=", "B": "it's"}),
        ("A=\"it's\" # said\nB='\"'", {"A": "it's", "B": '"'}),
        ('A="-----BEGIN-----\nabc\n"\nB=1', {"A": "-----BEGIN-----\nabc\n", "B": "1"}),
        (r'A="a\n\t\"\\\q"', {"A": 'a\n\t"\\\\q'}),
        (r"A='a\n\'\\'", {"A": "a\\n'\\"}),
        ("A=${B}\nB='$C'", {"A": "${B}", "B": "$C"}),
        ("'a name'=1\nauth0-secret=x\nÄ=ö", {"a name": "1", "auth0-secret": "x", "Ä": "ö"}),
    ],
)
def test_values(text: str, values: dict[str, str]) -> None:
    assert parse_env(text) == values


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A", 1),
        ("A=1\n\n\nB\n", 4),
        ("A=1\r\n\r\nB C=1\r\n", 3),
        ("A=1\r\r B\r", 3),
        ('A="1\n2\n3"\nB="never closed\n\n', 4),
        ("A='a' b", 1),
        ("=1", 1),
        ("# a\nexport\n", 2),
        ("\x00\x01", 1),
    ],
)
def test_what_is_no_line_is_refused_with_where_it_begins(text: str, line: int) -> None:
    with pytest.raises(EnvFileError, match="not a line of an env file") as refused:
        parse_env(text)
    assert refused.value.line == line


_PIECES = st.sampled_from(
    [*("A", "B=", "=", "'", '"', "\\", "\\n", "#", " ", "\n", "\r\n", "\r", "\t", "export ", "$A")]
)


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_what_is_read_is_read_as_python_dotenv_reads_it(text: str) -> None:
    try:
        values = parse_env(text)
    except EnvFileError:
        return
    read = dotenv_values(stream=io.StringIO(text, newline=""), interpolate=False)
    assert values == dict(read)


def test_a_long_file_takes_no_longer_than_its_length() -> None:
    """What a pattern goes through again and again, 100 kB of it is enough to tell."""
    for text in ("A=1\n" * 25_000, "A='" + "\\'" * 50_000, " \n" * 50_000 + "A", "A" * 100_000):
        with contextlib.suppress(EnvFileError):
            parse_env(text)

"""What reaches stdout: colors where they are wanted, no control characters, any encoding."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_text import JsonValue
from sessions.interchange.posting import Posting
from sessions.interchange.writing.curl import curl_command
from tui.cli.shared.output import Output, OutputError, Style, encodable, on_one_line, wants_color


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "no_color", "wanted"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False, True),
    ],
)
def test_colors_on_a_terminal(env: dict[str, str], no_color: bool, wanted: bool) -> None:
    assert wants_color(Terminal(), env, no_color=no_color) is wanted


@pytest.mark.parametrize(
    ("env", "wanted"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "0"}, False)]
)
def test_colors_in_a_pipe_only_where_forced(env: dict[str, str], wanted: bool) -> None:
    assert wants_color(io.StringIO(), env, no_color=False) is wanted


def test_a_color_ends_at_each_line() -> None:
    assert Style(True).bad("a\nb") == "\x1b[31ma\x1b[0m\n\x1b[31mb\x1b[0m"
    assert Style(False).bad("a\nb") == "a\nb"


def test_a_style_never_passes_an_escape_sequence_on() -> None:
    assert Style(False).strong("\x1b[2Jgone") == "\\x1b[2Jgone"


@given(st.text(st.characters()))
def test_one_line_is_one_line_without_control_characters(text: str) -> None:
    shown = on_one_line(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(character) < 32 for character in shown)
    shown.encode()


@given(st.text(st.characters()), st.sampled_from(["ascii", "latin-1", "utf-8", "cp437"]))
def test_any_text_can_be_written_in_any_encoding(text: str, encoding: str) -> None:
    encodable(text, encoding).encode(encoding)


def test_signs_have_an_ascii_spelling() -> None:
    assert encodable("✓ 1 → …", "ascii") == "OK 1 -> ..."
    assert encodable("✓ 日", "utf-8") == "✓ 日"
    assert encodable("日", "latin-1") == "\\u65e5"


def test_json_stays_json_where_the_terminal_is_not_utf8() -> None:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="latin-1")
    out = Output(stream, no_color=False, env={})
    out.json({"text": "日\ud800"})
    out.flush()
    assert buffer.getvalue() == b'{\n  "text": "\\u65e5\\ud800"\n}\n'


def test_a_document_is_utf8_whatever_the_terminal_speaks() -> None:
    buffer = io.BytesIO()
    out = Output(io.TextIOWrapper(buffer, encoding="latin-1"), no_color=False, env={})
    out.line("é")
    out.document('name = "日"\n')
    out.flush()
    assert buffer.getvalue() == b"\xe9\n" + 'name = "日"\n'.encode()


def test_a_closed_stdout_takes_everything_in_silence() -> None:
    out = Output(None, no_color=False, env={})
    out.line("text")
    out.document("text")
    out.flush()


def test_a_full_disk_is_named() -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        Output(Full(), no_color=False, env={}).flush()


class Sip(io.RawIOBase):
    """Takes no more than three bytes at once, as a pipe does that is nearly full."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.taken += bytes(content[:3])
        return min(3, len(content))


def test_nothing_is_dropped_where_python_does_not_buffer() -> None:
    sip = Sip()
    stream = io.TextIOWrapper(sip, encoding="utf-8", write_through=True)  # type: ignore[arg-type]
    out = Output(stream, no_color=False, env={})
    out.line("a line")
    out.document("and a document\n")
    assert sip.taken.decode() == f"a line{os.linesep}and a document\n"


ACTED_ON = "\x1b[31m\x7f\x85\x9b\u2028\u2029\u200e\u200f\u061c\u202e\u2066\ufeff\ud800"


@pytest.mark.parametrize("name", ["utf-8", "latin-1", "ascii"])
def test_a_document_has_nothing_that_a_terminal_acts_on(name: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=name)
    out = Output(stream, no_color=True, env={})
    document: JsonValue = {ACTED_ON: [ACTED_ON, "ü\u05d0\u0627"]}
    out.json(document)
    out.flush()
    written = stream.buffer.getvalue().decode(name)
    assert not set(written) & set(ACTED_ON) - set("[31m")
    assert json.loads(written) == document


def test_a_curl_command_has_nothing_that_a_terminal_acts_on() -> None:
    command = curl_command({"text": ACTED_ON}, Posting())
    assert not set(command) & set(ACTED_ON) - set("[31m")

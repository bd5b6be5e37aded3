"""Session files: what is refused and how it is said, what is kept, the canonical text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sessions.contract.invocation import example
from sessions.store.errors import SessionError
from sessions.store.model import Expect, SavedInvocation, Session, TargetSpec
from sessions.store.session_file import dumps, format_text, parse, read, write

WHOLE = 'format = 1\n\n[invocation.one.payload]\nrecipient = "+18085555555"\n'


def refusal(text: str | bytes, folder: Path) -> str:
    """The one line about a file with this content, without the folder; the file is untouched."""
    path = folder / "s.toml"
    content = text.encode() if isinstance(text, str) else text
    path.write_bytes(content)
    with pytest.raises(SessionError) as refused:
        read(path)
    assert path.read_bytes() == content
    assert refused.value.path == path
    message = str(refused.value)
    assert len(message.splitlines()) == 1
    return message.removeprefix(f"{folder}{os.sep}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "s.toml: has no format; a session begins with the line format = 1"),
        ('name = "x"\n', "s.toml: has no format"),
        ("format = 2\n", "s.toml:1: format: found 2, which is newer than this offhook reads (1)"),
        ("\nformat = '1'\n", 's.toml:2: format: found a string ("1"), wanted format = 1'),
        ("format = true\n", "s.toml:1: format: found true, wanted format = 1"),
        ("format = 1.0\n", "s.toml:1: format: found a number (1.0), wanted format = 1"),
        ("format = 0\n", "s.toml:1: format: found a number (0), wanted format = 1"),
        ("format = 1\nname = 5\n", "s.toml:2: name: found a number (5), wanted a string in quotes"),
        ("format = 1\ntags = 'x'\n", 's.toml:2: tags: found a string ("x"), wanted an array'),
        (
            "format = 1\ntags = [\n  'a',\n  5,\n]\n",
            "s.toml:4: tags[1]: found a number (5), wanted a string in quotes",
        ),
        (
            "format = 1\n[targets.t]\nhandler = 'hook.js'\ninstance = 'hot'\n",
            's.toml:4: targets.t.instance: found a string ("hot"), wanted fresh or warm',
        ),
        (
            "format = 1\n[targets.t]\nurl = 'https://a.example'\ninstance = 'warm'\n",
            "s.toml:2: targets.t: has instance beside url; wanted a handler, which runs here",
        ),
        (
            "format = 1\n[invocation.a]\npayload = {}\ntrigger = 'sms'\n",
            's.toml:4: invocation.a.trigger: found a string ("sms"), wanted send-phone-message or ',
        ),
        ("format = 1\ntarget = ''\n", 's.toml:2: target: found a string (""), wanted a text that'),
        (
            "format = 1\ninvocation = 1\n",
            "s.toml:2: invocation: found a number (1), wanted a table",
        ),
        ("format = 1\n[invocation]\na = 1\n", "s.toml:3: invocation.a: found a number (1), wanted"),
        (
            WHOLE + "\n[invocation.one.expect]\noutcome = 'arrived'\n",
            's.toml:7: invocation.one.expect.outcome: found a string ("arrived"),'
            " wanted delivered, failed, dropped or retry",
        ),
        (
            WHOLE + "\n[invocation.one.expect]\nkind = 'boom'\n",
            's.toml:7: invocation.one.expect.kind: found a string ("boom"), wanted success, ',
        ),
        (
            WHOLE + "\n[invocation.one.expect]\nmessage_id = '/(/'\n",
            "s.toml:7: invocation.one.expect.message_id: not a regular expression: ",
        ),
        (
            WHOLE + "\n[invocation.one.expect]\nmessage_id = '/a{9999999999999}/'\n",
            "s.toml:7: invocation.one.expect.message_id: not a regular expression: the repetition",
        ),
        (
            'format = 1\ninvocation."".payload = {}\n',
            's.toml:2: invocation."": found an empty name, wanted a name',
        ),
        (
            "format = 1\n[targets.a]\ntimeout = 2\n",
            "s.toml:2: targets.a: has neither of handler and url; wanted one of them",
        ),
        (
            "format = 1\n[targets.a]\nhandler = 'a'\nurl = 'b'\n",
            "s.toml:2: targets.a: has both of handler and url; wanted one of them",
        ),
        (
            "format = 1\n[targets.a]\nhandler = 'a'\ntimeout = '2'\n",
            's.toml:4: targets.a.timeout: found a string ("2"), wanted a number',
        ),
        (
            "format = 1\n[targets.a]\nhandler = 'a'\ntimeout = -0.5\n",
            "s.toml:4: targets.a.timeout: found a number (-0.5), wanted a number above 0",
        ),
        (
            "format = 1\n[targets.a]\nhandler = 'a'\ntimeout = inf\n",
            "s.toml:4: targets.a.timeout: found a number (inf), wanted a finite number",
        ),
        (
            "format = 1\n[targets.a]\nurl = 'b'\nheaders = { 'X Y' = 1 }\n",
            's.toml:4: targets.a.headers."X Y": found a number (1), wanted a string in quotes',
        ),
        (
            "format = 1\nname = 2024-05-01T10:00:00Z\n",
            "s.toml:2: name: found a datetime (2024-05-01 10:00:00+00:00), wanted a string",
        ),
    ],
)
def test_what_is_no_session_is_refused_in_one_line(text: str, message: str, tmp_path: Path) -> None:
    assert refusal(text, tmp_path).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WHOLE[:-8], "s.toml:4: not TOML, "),
        ("format = 1\nname = \n", "s.toml:2: not TOML, column 8: Invalid value"),
        (
            "format = 1\nname = 'a'\nname = 'b'\nnote = ''\n",
            "s.toml:3: not TOML, column 11: a key or table is given twice (Cannot",
        ),
        ("format = 1\n[a]\n[a]\n", "s.toml:3: not TOML, column 3: a key or table is given twice"),
        ("format = 1\na = { b = 1, b = 2 }\n", "s.toml:2: not TOML, column 19: a key or table"),
        ("format = 1\r\nx = [\r\n1,\r\n", "s.toml:3: not TOML, at the end: "),
        ("format = 1\nx = \0\n", "s.toml:2: not TOML, column 5"),
        ("format = 1\nx = " + "9" * 5000, "s.toml:2: an integer has more than 4,300 digits"),
        ("format = 1\nx = " + "[" * 5000, "s.toml: nested too deeply"),
        (b"format = 1\nname = '\xff\xfe'\n", "s.toml:2: not UTF-8 text (byte 0xff)"),
        ("format = 1\n".encode("utf-16"), "s.toml:1: not UTF-8 text (byte 0xff)"),
        (b"\x7fELF\x02\x01\x01\0\0\0\xf3", "s.toml:1: not UTF-8 text (byte 0xf3)"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(
    text: str | bytes, message: str, tmp_path: Path
) -> None:
    assert refusal(text, tmp_path).startswith(message)


def test_too_large_a_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024 * 1024)
    with pytest.raises(SessionError, match=r"too large \(102,400 MiB\); at most 8 MiB are taken"):
        read(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.toml")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    for name, message in {
        ".": "is a folder; wanted a file",
        "fifo.toml": "is no regular file",
        "loop.toml": "cannot be read: too many levels of symbolic links",
        "missing.toml": "cannot be read: no such file",
        "missing/s.toml": f"cannot be read: there is no folder {tmp_path / 'missing'}",
        "nul\0.toml": "cannot be read: no file can have such a name",
        "x" * 300: "cannot be read: file name too long",
    }.items():
        with pytest.raises(SessionError) as refused:
            read(tmp_path / name)
        assert refused.value.message == message
        assert refused.value.path == tmp_path / name


def test_an_unreadable_file_is_refused(plain_user_folder: Path) -> None:
    path = plain_user_folder / "s.toml"
    path.write_text(WHOLE)
    path.chmod(0)
    with pytest.raises(SessionError, match="cannot be read: permission denied"):
        read(path)


def test_messages_stay_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "new\nline\x1b.toml"
    path.write_text('format = 1\n[invocation."a\\nb".payload]\nx = 1979-05-27\n')
    with pytest.raises(SessionError) as refused:
        read(path)
    assert r"new\nline\x1b.toml:3: invocation." in str(refused.value)
    assert str(refused.value).isprintable()


def test_messages_without_a_file_name_the_line() -> None:
    with pytest.raises(SessionError) as refused:
        parse("format = 1\nname = 1\n")
    assert str(refused.value).startswith("line 2: name: found a number (1)")


def test_a_text_with_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(SessionError, match="line 2: holds a lone surrogate"):
        parse("format = 1\nname = '\ud800'\n")


def test_byte_order_mark_and_crlf_are_read(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    content = b"\xef\xbb\xbfformat = 1\r\nname = '''a\r\nb'''\r\n"
    path.write_bytes(content)
    file = read(path)
    assert file.session == Session(name="a\nb")
    assert file.text.encode() == content


FULL = Session(
    name="All of it",
    note="two\nlines",
    tags=("a", "b"),
    target="local",
    secrets=("TOKEN",),
    targets={
        "local": TargetSpec(handler="a.js", timeout=2.5, node="/usr/bin/node"),
        "far away": TargetSpec(url="https://example.com", headers={"X-Key": "${env:KEY}"}),
    },
    invocation={
        "first": SavedInvocation(
            note="n", tags=("t",), target="starter", payload={}, expect=Expect(message_id="uuid")
        ),
        "second one": SavedInvocation.model_validate(
            {"payload": {"b": {}, "a": [{"x": [1]}], "c": {"d": 1}}, "expect": {"kind": "rejected"}}
        ),
    },
)
FULL_TEXT = """\
format = 1
name = "All of it"
note = \"""
two
lines\"""
tags = ["a", "b"]
target = "local"
secrets = ["TOKEN"]

[targets.local]
handler = "a.js"
timeout = 2.5
node = "/usr/bin/node"

[targets."far away"]
url = "https://example.com"

[targets."far away".headers]
X-Key = "${env:KEY}"

[invocation.first]
note = "n"
tags = ["t"]
target = "starter"
payload = {}

[invocation.first.expect]
message_id = "uuid"

[invocation."second one".payload]
b = {}

[[invocation."second one".payload.a]]
x = [1]

[invocation."second one".payload.c]
d = 1

[invocation."second one".expect]
kind = "rejected"
"""


def test_the_canonical_text() -> None:
    assert dumps(FULL) == FULL_TEXT
    assert parse(FULL_TEXT) == FULL


def test_the_example_of_the_product_document_is_short() -> None:
    session = Session(invocation={"it": SavedInvocation(payload=example().payload)})
    assert len(dumps(session).splitlines()) == 25


def test_a_session_of_nothing_has_a_format() -> None:
    assert dumps(Session()) == "format = 1\n"


def test_long_arrays_get_a_line_an_item() -> None:
    words = [f"word number {n}" for n in range(8)]
    text = dumps(Session.model_validate({"format": 1, "x": [words, ["short"]]}))
    assert text.splitlines()[1:4] == ["x = [", "    [", '        "word number 0",']
    assert text.splitlines()[-2:] == ['    ["short"],', "]"]


def test_unknown_keys_are_kept_at_every_level_after_the_known() -> None:
    text = """\
format = 1
name = "x"
zebra = 1979-05-27 07:32:00-07:00
at = 07:32:00
ratio = nan

[targets.t]
url = "u"
retries = 3

[targets.t.proxy]
host = "h"

[invocation.i]
owner = "me"
payload = {}

[invocation.i.expect]
outcome = "failed"

[invocation.i.retry]
times = 2

[custom]
since = 2024-01-01
"""
    session = parse(text)
    assert session.unknown.keys() == {"zebra", "at", "ratio", "custom"}
    assert session.invocation["i"].unknown == {"owner": "me", "retry": {"times": 2}}
    expected = text.replace('owner = "me"\npayload = {}\n', 'payload = {}\nowner = "me"\n')
    assert dumps(session) == expected
    assert dumps(parse(expected)) == expected


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"format": 2}, "format"),
        ({"name": "\ud800"}, None),
        ({"invocation": {"a": SavedInvocation(payload={"x": {1}})}}, "invocation.a.payload.x"),
        ({"tags": ("a", 5)}, "tags[1]"),
        ({"targets": {"t": TargetSpec.model_construct()}}, "targets.t"),
        ({"invocation": {"": SavedInvocation(payload={})}}, 'invocation.""'),
    ],
)
def test_a_session_that_could_not_be_read_again_is_not_written(
    change: dict[str, Any], key: str | None, tmp_path: Path
) -> None:
    session = FULL.model_copy(update=change)
    with pytest.raises(SessionError) as refused:
        dumps(session)
    assert refused.value.key == key
    path = tmp_path / "s.toml"
    path.write_text(f"# mine\n{FULL_TEXT}")
    with pytest.raises(SessionError) as refused:
        write(path, session, opened=read(path))
    assert (refused.value.path, refused.value.key) == (path, key)
    assert path.read_text() == f"# mine\n{FULL_TEXT}"


def test_an_unknown_key_that_toml_cannot_say_is_not_written() -> None:
    with pytest.raises(SessionError, match=r"cannot be written: .*NoneType"):
        dumps(Session.model_validate({"format": 1, "x": [None]}))


def test_formatting_makes_a_file_without_comments_canonical() -> None:
    untidy = "\ufeffname = 'x'\r\nformat=1\r\ntags = []\r\n\r\n\r\n"
    assert format_text(untidy) == 'format = 1\nname = "x"\n'
    assert format_text(FULL_TEXT) == FULL_TEXT


def test_formatting_leaves_comments_and_layout() -> None:
    untidy = "\ufeff# mine  \r\nname = 'x'\t\r\n\r\nformat=1 # one\r\nnote = '''a  \r\nb'''\r\n\r\n"
    tidy = "# mine  \nname = 'x'\t\n\nformat=1 # one\nnote = '''a  \nb'''\n"
    assert format_text(untidy) == tidy  # trimming would change the note
    plain = untidy.replace("a  \r\nb", "a\r\nb")
    assert format_text(plain) == "# mine\nname = 'x'\n\nformat=1 # one\nnote = '''a\nb'''\n"


def test_formatting_refuses_what_is_no_session() -> None:
    with pytest.raises(SessionError, match=r"s\.toml: has no format"):
        format_text("x = 1\n", Path("s.toml"))

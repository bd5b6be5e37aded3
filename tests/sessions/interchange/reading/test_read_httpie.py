"""HTTPie commands as people write them: what each would send, and to where."""

from __future__ import annotations

import json
import shlex
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue
from sessions.interchange.posting import Posting, posting_of
from sessions.interchange.reading.curl import is_curl
from sessions.interchange.reading.document import read_document
from sessions.interchange.reading.found import Found, NothingFound
from sessions.interchange.reading.httpie import is_httpie
from sessions.interchange.reading.httpie_json import BadItem, put_at
from sessions.interchange.reading.session import session_of
from sessions.interchange.writing.httpie import httpie_command
from sessions.store.model import Session
from tests.sessions.interchange.reading.samples import SENT, payloads

BODY = json.dumps(SENT)


def read(text: str) -> Found:
    return read_document(text.encode("utf-8", "surrogatepass"))


def session(text: str) -> Session:
    return session_of(read(text), "").session


@pytest.mark.parametrize(
    ("command", "posting"),
    [
        (f"http a.test/x --raw '{BODY}'", Posting("http://a.test/x")),
        (f"$ https POST a.test --raw='{BODY}' -v", Posting("https://a.test")),
        (f"http post :3000/sms --raw '{BODY}'", Posting("http://localhost:3000/sms")),
        (f"http :/sms --raw '{BODY}'", Posting("http://localhost/sms")),
        (f"http PUT https://a.test X-One:1 'X-Two;' Accept: --raw '{BODY}'",
         Posting("https://a.test", {"X-One": "1", "X-Two": ""})),
        (f"http a.test q==a\\ b n==1 --raw '{BODY}'", Posting("http://a.test?q=a%20b&n=1")),
        (f"http -a me:p@ss https://a.test --raw '{BODY}'",
         Posting("https://${env:URL_USERINFO}@a.test")),
        (f"http -A bearer -a t0ken https://a.test --raw '{BODY}'",
         Posting("https://a.test", {"authorization": "Bearer ${env:BEARER_TOKEN}"})),
        (f"http $BASE/x \"Authorization:Bearer $TOKEN\" --raw '{BODY}'",
         Posting("${env:BASE}/x", {"Authorization": "Bearer ${env:TOKEN}"})),
        (f"http --verify=ca.pem --timeout 2.5 https://a.test --raw '{BODY}'",
         Posting("https://a.test", {}, "ca.pem", 2.5)),
        (f"echo '{BODY}' | http a.test", Posting("http://a.test")),
        (f"http POST a.test <<'EOF'\n{BODY}\nEOF\n", Posting("http://a.test")),
    ],
)  # fmt: skip
def test_where_a_command_goes_is_the_target(command: str, posting: Posting) -> None:
    imported = session(command)
    (saved,) = imported.invocation.values()
    assert saved.payload == SENT
    assert posting_of(imported, saved, Path()) == posting


def test_fields_make_the_payload() -> None:
    command = (
        "http :3000/sms recipient=+12025550143 text='Your code: 1=2' context[code]=007 "
        "'context[client][ids][]:=1' 'context[client][ids][]:=null' 'context[\\[x\\]]=y' "
        "'context[list][2]:={\"a\": 1.0}' 'context[flag]:=true' 'a\\=b=c'"
    )
    (saved,) = session(command).invocation.values()
    assert saved.payload == {
        "recipient": "+12025550143",
        "text": "Your code: 1=2",
        "context": {
            "code": "007",
            "client": {"ids": [1, None]},
            "[x]": "y",
            "list": [None, None, {"a": 1.0}],
            "flag": True,
        },
        "a=b": "c",
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--verify no", "--verify no is left out: offhook checks certificates"),
        ("--follow", "--follow is left out: offhook follows no redirect"),
        ("--session me", "--session is left out: no file that a command names is opened"),
        ("--session=me", "--session is left out: no file that a command names is opened"),
        ("--wonder=hunter2", "--wonder is not known here, and is left out"),
        ("X:@/etc/passwd", "X:@… is left out: no file that a command names is opened"),
        ("q==@/etc/passwd", "q==@… is left out: no file that a command names is opened"),
        ("a:=x", "a:= is left out: "),
        ("a[999999999]=x", "a[999999999]= is left out: no array has more than 10,000 items"),
        ("text[a]=x", "text[a]= is left out: something else than an object stands there"),
        ("a[b=x", "a[b= is left out: its brackets do not match"),
        ('"$NAME"=x', "an item whose name is a shell variable is left out"),
        ('a="$X"', "a shell variable in a body stays as it is written"),
        ("-A digest -a me:hunter2", "--auth-type digest is left out, with --auth"),
        ("word", "word is no item, and is left out"),
    ],
)
def test_what_cannot_be_taken_over_is_said(options: str, said: str) -> None:
    fields = "recipient=+12025550143 text=Hi context:={}"
    remarks = session_of(read(f"http POST https://a.test {fields} {options}"), "").remarks
    assert any(said in remark for remark in remarks), remarks
    assert "hunter2" not in "".join(remarks)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("http a.test", "GET http://a.test has no body"),
        ("http a.test text=@/etc/passwd", "takes its body from /etc/passwd, and no file that a"),
        ("http a.test a:=@x.json", "takes its body from x.json, and no file"),
        ("http a.test a@x.png", "takes its body from x.png, and no file"),
        ("http -f a.test text=Hi recipient=1 context=2", "sends a form"),
        ("http a.test to=1", "has a body without recipient, text and context"),
        ("http --ignore-stdin POST a.test <<< '{}'", "has no body"),
        ("http is a protocol", "has no body"),
        ("http", "is nothing that can be imported"),
        ("http a.test text='x", "a command ends within the quote ' that begins here"),
    ],
)
def test_a_command_without_an_invocation_is_refused(command: str, message: str) -> None:
    with pytest.raises(NothingFound) as caught:
        read(command)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("http a " + "\\" * 50_000, id="backslashes"),
        pytest.param("http a " + "[" * 50_000 + "=1", id="brackets"),
        pytest.param("http a " + "a[b]" * 30_000 + "=1", id="deep"),
        pytest.param("http a " + "a[]=1 " * 30_000, id="items"),
        pytest.param("http a " + "x" * 4_000_000, id="long"),
        pytest.param("#" * 50_000 + "\n" * 50_000 + "http a", id="lines"),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    with pytest.raises(NothingFound):
        read(text)


NAMES = st.text("abXYZ", min_size=1, max_size=6).map(lambda text: f"X-{text}")
VALUES = st.text(string.ascii_letters + " /.,+", min_size=1, max_size=12).map(str.strip)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(payloads, st.dictionaries(NAMES, VALUES.filter(bool), max_size=3), st.booleans())
def test_an_exported_command_comes_back_as_it_went_out(
    payload: Any, headers: dict[str, str], timed: bool
) -> None:
    posting = Posting("http://localhost:3000/x", headers, timeout=2.5 if timed else None)
    imported = session(httpie_command(payload, posting))
    (saved,) = imported.invocation.values()
    assert json_text.same(saved.payload, payload)
    back = posting_of(imported, saved, Path())
    assert (back.url, back.timeout) == (posting.url, posting.timeout)
    assert back.headers.keys() == headers.keys()


KEYS = st.text(string.ascii_letters + "[]\\ é", min_size=1, max_size=5)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        st.text(max_size=5),
        lambda inner: (
            st.dictionaries(KEYS, inner, min_size=1, max_size=3)
            | st.lists(inner, min_size=1, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=3,
)


def leaves(at: JsonValue, name: str = "") -> list[tuple[str, str]]:
    """The name of each text in a document, as HTTPie has it, and the text."""
    if isinstance(at, str):
        return [(name, at)]
    inner = at.items() if isinstance(at, dict) else enumerate(at if isinstance(at, list) else [])
    found: list[tuple[str, str]] = []
    for key, value in inner:
        part = str(key)
        if isinstance(key, str):
            part = part.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
        found += leaves(value, f"{name}[{part}]" if name else part)
    return found


@given(DOCUMENTS)
def test_the_names_of_fields_make_their_document(document: dict[str, JsonValue]) -> None:
    holder: dict[str, JsonValue] = {"body": {}}
    for name, text in leaves(document):
        put_at(holder, "body", name, text)
    assert holder["body"] == document


@given(st.lists(st.text("ab[]\\0129", max_size=12), max_size=4))
def test_any_names_make_a_document_or_are_refused(names: list[str]) -> None:
    holder: dict[str, JsonValue] = {}
    for name in names:
        try:
            put_at(holder, "body", name, "x")
        except BadItem as problem:
            assert str(problem)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("htps:/-=@[]\\;'$ ab{}\n", max_size=12), max_size=6))
def test_any_command_is_read_or_refused(words: list[str]) -> None:
    for text in (f"http {shlex.join(words)}", f"http {' '.join(words)}"):
        assert is_httpie(f"{text} x")
        try:
            session_of(read(text), "")
        except NothingFound as problem:
            assert str(problem)


@pytest.mark.parametrize("looks", [is_httpie, is_curl])
@pytest.mark.parametrize("piece", ["a=| ", "|a=", "| ", "time ", "a=b "])
def test_a_long_text_that_is_no_command_is_soon_seen(
    looks: Callable[[str], bool], piece: str
) -> None:
    assert not looks("echo " + piece * 100_000)
    assert not looks(piece * 100_000)


@pytest.mark.parametrize("before", ["", "# why\n$ ", "echo '{}' | ", f"A={'x' * 2000} time "])
def test_what_may_stand_before_a_command(before: str) -> None:
    assert is_httpie(f"{before}http :3000/sms")
    assert is_curl(f"{before}curl :3000/sms")

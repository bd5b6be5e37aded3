"""Answers in a session file: what they stand for, that they survive, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.answers import GivenAnswer, GivenResponse
from sessions.store.errors import SessionError
from sessions.store.model import Session
from sessions.store.session_file import dumps, parse, read, write

from .test_schema import is_valid

HEAD = "format = 1\n"
ONE = "[invocation.one]\npayload = {}\n"
TOKEN = '[[answers]]\nmethod = "post"\nhost = "API.example.com"\npath = "/token*"\n'


def answers_of(lines: str) -> tuple[GivenAnswer, ...]:
    (invocation,) = parse(f"{HEAD}{lines}{ONE}").invocations()
    return invocation.answers


@pytest.mark.parametrize(
    ("lines", "response"),
    [
        ("", GivenResponse()),
        ("status = 404\n", GivenResponse(404)),
        (
            'text = "è"\n',
            GivenResponse(200, (("content-type", "text/plain; charset=utf-8"),), "è".encode()),
        ),
        (
            'json = { a = 1, b_json = "null" }\n',
            GivenResponse(200, (("content-type", "application/json"),), b'{"a":1,"b":null}'),
        ),
        (
            'json_json = "[null]"\nheaders = { Content-Type = "x/y" }\n',
            GivenResponse(200, (("content-type", "x/y"),), b"[null]"),
        ),
        ("json = [1, 2]\n", GivenResponse(200, (("content-type", "application/json"),), b"[1,2]")),
    ],
)
def test_what_an_answer_stands_for(lines: str, response: GivenResponse) -> None:
    assert answers_of(TOKEN + lines) == (
        GivenAnswer((response,), "api.example.com", "/token*", "POST"),
    )


def test_one_after_another_and_those_of_the_invocation_first() -> None:
    several = '[[answers]]\nhost = "a"\nresponses = [{ status = 503 }, { text = "" }]\n'
    own = '[[invocation.one.answers]]\nhost = "b"\n'
    (invocation,) = parse(f"{HEAD}{several}{ONE}{own}").invocations()
    assert [answer.host for answer in invocation.answers] == ["b", "a"]
    assert [response.status for response in invocation.answers[1].responses] == [503, 200]


names = st.text("abcXYZ-", min_size=1, max_size=6)
values = st.none() | st.integers(-5, 5) | st.text(max_size=5)
bodies = st.dictionaries(st.text(max_size=5), values, max_size=3)


@given(
    host=st.sampled_from(["*", "a.example", "*.b.example:1"]),
    status=st.integers(200, 599),
    body=bodies,
    more=st.dictionaries(names.map("x_".__add__), st.integers(0, 5), max_size=2),
)
def test_an_answer_comes_back_as_it_was(
    host: str, status: int, body: dict[str, object], more: dict[str, object]
) -> None:
    from sessions.contract.json_text import dumps as json_text

    table = {"host": host, "status": status, "json_json": json_text(body), **more}  # type: ignore[arg-type]
    session = Session.model_validate({"answers": [table, {"host": host, "responses": [{}]}]})
    text = dumps(session)
    assert parse(text).answers == session.answers
    assert dumps(parse(text)) == text


def test_a_save_keeps_how_the_file_says_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        f"{HEAD}# the token\n{TOKEN}more = 1\n"
        'json = { b_json = "null" }  # none\n\n[invocation.one]\nnote = "x"\npayload = {}\n'
    )
    before = path.read_text()
    opened = read(path)
    saved = opened.session.invocation["one"].model_copy(update={"note": "y"})
    write(path, opened.session.model_copy(update={"invocation": {"one": saved}}), opened=opened)
    assert path.read_text() == before.replace('"x"', '"y"')


def test_the_value_of_a_secret_in_an_answer_is_not_saved(tmp_path: Path) -> None:
    session = parse(f'{HEAD}{TOKEN}json = {{ token = "s3cret-value" }}\n{ONE}')
    with pytest.raises(SessionError, match="the secret TOKEN"):
        write(tmp_path / "new.toml", session, forbidden={"TOKEN": "s3cret-value"})


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("status = 99", "line 6: answers[0].status: found a number (99), wanted an HTTP status"),
        ("status = 2e2", "line 6: answers[0].status: found a number (200.0), wanted a whole"),
        ('text = ""\njson = 1', "line 2: answers[0]: has both json and text; wanted one"),
        ("json = { a = 1979-05-27 }", "line 6: answers[0].json.a: found a date"),
        ('json_json = "{"', "line 6: answers[0].json_json: "),
        ("headers = { Content-Length = '1' }", "line 6: answers[0].headers.Content-Length: is set"),
        ('headers = { A = "a\\nb" }', "line 6: answers[0].headers.A: a header's value has only"),
        ('headers = { "a b" = "" }', 'line 6: answers[0].headers."a b": is not the name of a'),
        ('text = ""\nresponses = [{}]', "line 2: answers[0]: has responses beside an answer of"),
        ("responses = [{ status = 1 }]", "line 6: answers[0].responses[0].status: found a number"),
        ("responses = [{ headers.Connection = '' }]", "line 6: answers[0].responses[0].headers.C"),
    ],
)
def test_what_can_be_no_answer_is_refused_by_line_and_key(lines: str, message: str) -> None:
    with pytest.raises(SessionError) as caught:
        parse(f"{HEAD}{TOKEN}{lines}\n{ONE}")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "line 2: answers[0]: has no host"),
        ('host = ""', "line 3: answers[0].host: found a string"),
        ('host = "https://a"', 'line 3: answers[0].host: found "https://a", wanted a host alone'),
        ('host = "a"\npath = "b"', 'line 4: answers[0].path: found "b", wanted one that begins'),
        ('host = "a"\nmethod = "GET /"', 'line 4: answers[0].method: found "GET /", wanted a'),
    ],
)
def test_calls_that_cannot_be_are_refused_too(lines: str, message: str) -> None:
    with pytest.raises(SessionError) as caught:
        parse(f"{HEAD}[[answers]]\n{lines}\n{ONE}")
    assert str(caught.value).startswith(message)


def test_the_schema_has_them() -> None:
    answer = {"host": "a", "json": {"a_json": "null"}, "responses": [{"status": 200}]}
    table = {"format": 1, "answers": [answer]}
    assert is_valid(table)
    assert not is_valid({**table, "answers": [{"method": "GET"}]})
    assert not is_valid({**table, "answers": [{**answer, "status": 600}]})

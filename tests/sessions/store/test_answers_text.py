"""Answers to calls as a text to be edited: written, read back, and what is wrong named."""

from __future__ import annotations

import pytest

from sessions.contract.outcome import OutboundCall
from sessions.store.answers import AnswerBody, SavedAnswer
from sessions.store.answers_text import answer_of, parse_answers, write_answers
from sessions.store.errors import SessionError


def test_what_is_written_is_read_back() -> None:
    answers = (
        SavedAnswer(host="api.example.com", path="/a", method="POST", status=401),
        SavedAnswer(host="*", responses=(AnswerBody(status=500), AnswerBody(text="later"))),
        SavedAnswer.model_validate({"host": "b", "json": {"x": [1, 2.0, "é"]}}),
    )
    assert parse_answers(write_answers(answers)) == answers
    assert (write_answers(()), parse_answers(""), parse_answers("# none")) == ("", (), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[answers]", "line 1"),
        ('[[answers]]\nhost = "a"\nstatus = 42', "line 3: answers.0..status: .*200 to 599"),
        ('[[answers]]\nhost = "a"\ntext = "b"\njson = {}', "both json and text"),
        ('name = "x"', "name: wanted ..answers.., and nothing beside"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(SessionError, match=message):
        parse_answers(text)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"sid": "SM1"}', "[answers.json]"),
        ("[1, null]", "json_json ="),
        ("<html>", 'text = "<html>"'),
        ("", ""),
    ],
)
def test_an_answer_is_begun_with_what_a_call_was_answered(body: str, said: str) -> None:
    url = "https://user@api.example.com:8443/v1/‹TWILIO_SID›/send?q=1"
    call = OutboundCall("POST", url, status=201, answer_body=body)
    answer = answer_of(call)
    assert (answer.method, answer.host) == ("POST", "api.example.com:8443")
    assert (answer.path, answer.status) == ("/v1/*/send", 201)
    assert said.replace(" ", "") in write_answers([answer]).replace(" ", "")
    assert parse_answers(write_answers([answer]))
    assert answer_of(OutboundCall("", "nonsense", status=None)).status == 200

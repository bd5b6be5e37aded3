"""A session built in Python is checked as one that is read, in the same words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from sessions.store.answers import AnswerBody, SavedAnswer
from sessions.store.errors import SessionError
from sessions.store.model import Expect, SavedInvocation, Session, TargetSpec
from sessions.store.session_file import parse

_ONE = "format = 1\n[invocation.one.payload]\n"
_ANSWER = 'format = 1\n[[answers]]\nhost = "a.test"\n'
_BUILT: list[tuple[Callable[[], object], str, str]] = [
    (lambda: TargetSpec(), "format = 1\n[targets.a]\n", "line 2: targets.a: "),
    (
        lambda: TargetSpec(handler="a.js", url="http://a.test"),
        "format = 1\n[targets.a]\nhandler = 'a.js'\nurl = 'http://a.test'\n",
        "line 2: targets.a: ",
    ),
    (
        lambda: SavedInvocation(faults=("429", "4x")),
        _ONE + "[invocation.one]\nfaults = ['429', '4x']\n",
        "line 4: invocation.one.faults[1]: ",
    ),
    (
        lambda: Expect(message_id="/(/"),
        _ONE + "[invocation.one.expect]\nmessage_id = '/(/'\n",
        "line 4: invocation.one.expect.message_id: ",
    ),
    (
        lambda: Expect(message_id=f"/{'a' * 1001}/"),
        _ONE + f"[invocation.one.expect]\nmessage_id = '/{'a' * 1001}/'\n",
        "line 4: invocation.one.expect.message_id: ",
    ),
    (lambda: Session(format=0), "format = 0\n", "line 1: format: "),
    (lambda: Session(format=99), "format = 99\n", "line 1: format: "),
    (
        lambda: SavedAnswer(host="a b"),
        'format = 1\n[[answers]]\nhost = "a b"\n',
        "line 3: answers[0].host: ",
    ),
    (
        lambda: SavedAnswer(host="a.test", headers={"Connection": "close"}),
        _ANSWER + 'headers = { Connection = "close" }\n',
        "line 4: answers[0].headers.Connection: ",
    ),
    (
        lambda: AnswerBody.model_validate({"json": 1, "text": "a"}),
        _ANSWER + 'responses = [{ status = 503 }, { json = 1, text = "a" }]\n',
        "line 4: answers[0].responses[1]: ",
    ),
]


@pytest.mark.parametrize(("build", "text", "place"), _BUILT)
def test_what_is_built_and_what_is_read_is_refused_in_the_same_words(
    build: Callable[[], object], text: str, place: str
) -> None:
    with pytest.raises(SessionError) as read:
        parse(text)
    assert str(read.value).startswith(place)
    with pytest.raises(ValidationError) as built:
        build()
    (error,) = built.value.errors()
    assert str(read.value) == place + error["msg"]
    assert error["msg"] in str(built.value)


def test_a_table_that_is_sound_can_be_built() -> None:
    assert TargetSpec(handler="a.js").url is None
    assert SavedInvocation(faults=("429", "twilio=21608")).faults == ("429", "twilio=21608")
    assert Expect(message_id="/^SM/").message_id == "/^SM/"

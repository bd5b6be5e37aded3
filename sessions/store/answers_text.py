"""Answers to a hook's calls as a text of their own: the tables `[[answers]]` in TOML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from sessions.contract import json_text
from sessions.contract.answers import ANY
from sessions.contract.outcome import OutboundCall
from sessions.store.toml.writer import document_text

from .answers import SavedAnswer
from .codec import to_document
from .errors import SessionError
from .format import FORMAT
from .model import Session
from .session_file import load, session_of

_KEY: Final = "answers"
_OK: Final = 200
_MARK: Final = "‹[^›/]*›"
"""Where the value of a credential or a secret was: no call has it."""


def write_answers(answers: Sequence[SavedAnswer]) -> str:
    """The text of some answers; empty where there are none."""
    document = to_document(Session(answers=tuple(answers)))
    return document_text({_KEY: document[_KEY]}) if answers else ""


def parse_answers(text: str) -> tuple[SavedAnswer, ...]:
    """The answers in a text.

    Raises:
        SessionError: not TOML, no answers, or something else beside them; with line and key.
    """
    document = load(text)
    if others := [key for key in document if key != _KEY]:
        raise SessionError("wanted [[answers]], and nothing beside them", key=others[0])
    return session_of({"format": FORMAT, **document}, text).answers


def answer_of(call: OutboundCall) -> SavedAnswer:
    """An answer for calls as this one, which says what it was answered: to be edited."""
    try:
        parts = urlsplit(call.url)
    except ValueError:  # the hook gave what is no URL
        parts = urlsplit("")
    host = parts.netloc.rpartition("@")[2]
    answer: dict[str, object] = {
        "method": call.method if call.method.isascii() and call.method.isalpha() else None,
        "host": host if host and not re.search(rf"\s|{_MARK}", host) else ANY,
        "path": re.sub(rf"[^/]*{_MARK}[^/]*", ANY, parts.path) if parts.path[:1] == "/" else ANY,
        "status": call.status if call.status and call.status >= _OK else _OK,
    }
    try:
        value = json_text.loads(call.answer_body)
    except json_text.JsonError:
        answer["text"] = call.answer_body or None
    else:
        answer |= {"json": value} if isinstance(value, dict) else {"json_json": call.answer_body}
    known = {key: value for key, value in answer.items() if value is not None}
    return SavedAnswer.model_validate(known)

"""Answers to a hook's calls as a session file has them: their tables, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pydantic import Field

from sessions.contract import json_text
from sessions.contract.answers import ANY, GivenAnswer, GivenResponse
from sessions.contract.json_path import JsonPath

from .json_codec import JSON_SUFFIX, PayloadError, decode_json
from .table import CheckedTable, Name, Table
from .toml.values import Document

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[\t\x20-\x7e]*")
_OURS: Final = frozenset({"content-length", "transfer-encoding", "connection"})
_METHOD: Final = re.compile(r"[A-Za-z]{1,20}")
_HOST: Final = re.compile(r"[^\s/?#@]+")
_JSON: Final = "json"


class AnswerBody(CheckedTable):
    """What a call is answered: at most one of `json` and `text`."""

    status: int = Field(default=200, ge=200, le=599)
    """The HTTP status."""
    headers: dict[str, str] = Field(default={})
    """Headers of the answer; its length is not given, and its type goes without saying."""
    body: Any = Field(default=None, alias="json")
    """The body as JSON; what TOML cannot say stands as in a payload."""
    body_text: str | None = Field(default=None, alias="json_json")
    """The body as the JSON text of any value."""
    text: str | None = None
    """The body as text."""

    def check(self) -> None:
        self.response(())

    def response(self, path: JsonPath) -> GivenResponse:
        """What it stands for; `path` leads to it.

        Raises:
            PayloadError: it cannot be an answer.
        """
        headers = {name.lower(): value for name, value in self.headers.items()}
        for name, value in self.headers.items():
            if problem := _header_problem(name, value):
                raise PayloadError((*path, "headers", name), problem)
        given = {key: value for key, value in _json_of(self).items() if value is not None}
        if self.text is not None and given:
            raise PayloadError(path, "has both json and text; wanted one of them")
        kind, body = "text/plain; charset=utf-8", (self.text or "").encode("utf-8", "replace")
        if given:
            try:
                value = decode_json(given, _JSON)
            except PayloadError as error:
                raise PayloadError((*path, *error.path), error.message) from None
            kind, body = "application/json", json_text.dumps(value).encode("utf-8", "replace")
        if body:
            headers.setdefault("content-type", kind)
        return GivenResponse(self.status, tuple(headers.items()), body)


class AnsweredCalls(Table):
    """Which calls an answer is for."""

    method: str | None = None
    """The HTTP method; None for all."""
    host: Name
    """`api.example.com`, `*.example.com`, `localhost:8080`; `*` stands for any text."""
    path: Name = ANY
    """A pattern of the path, and of the query too where it has a question mark."""


class SavedAnswer(AnswerBody, AnsweredCalls):
    """An answer to some of the calls that a hook makes, in place of what offhook would answer."""

    responses: tuple[AnswerBody, ...] = Field(default=(), strict=False)
    """Instead of one answer several, for one call after another; the last one repeats."""

    def check(self) -> None:
        self.given(())

    def given(self, path: JsonPath) -> GivenAnswer:
        """What it stands for; `path` leads to it.

        Raises:
            PayloadError: it cannot be an answer.
        """
        if self.method is not None and not _METHOD.fullmatch(self.method):
            raise PayloadError((*path, "method"), f'found "{self.method}", wanted a method as POST')
        if not _HOST.fullmatch(self.host):
            raise PayloadError(
                (*path, "host"),
                f'found "{self.host}", wanted a host alone, as api.example.com or *.example.com',
            )
        if not self.path.startswith(("/", ANY)):
            raise PayloadError((*path, "path"), f'found "{self.path}", wanted one that begins at /')
        own = self.model_fields_set & AnswerBody.model_fields.keys()
        if self.responses and own:
            raise PayloadError(
                path, "has responses beside an answer of its own; wanted one of them"
            )
        each = [
            one.response((*path, "responses", at)) for at, one in enumerate(self.responses)
        ] or [self.response(path)]
        method = self.method and self.method.upper()
        return GivenAnswer(tuple(each), self.host.lower(), self.path, method)


def given_answers(saved: Sequence[SavedAnswer], path: JsonPath = ()) -> tuple[GivenAnswer, ...]:
    """What the answers of a session stand for, in their order; `path` leads to them.

    Raises:
        PayloadError: one of them cannot be an answer.
    """
    return tuple(one.given((*path, at)) for at, one in enumerate(saved))


def _json_of(answer: AnswerBody) -> Document:
    return {_JSON: answer.body, _JSON + JSON_SUFFIX: answer.body_text}


def _header_problem(name: str, value: str) -> str | None:
    if not _HEADER_NAME.fullmatch(name):
        return "is not the name of a header"
    if name.lower() in _OURS:
        return "is set by offhook itself; leave it out"
    if not _HEADER_VALUE.fullmatch(value):
        return "a header's value has only printable ASCII characters"
    return None

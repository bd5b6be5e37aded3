"""A session as a TOML document and back: what stands in the file, and what it must look like."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import is_sequence
from sessions.errors import OffhookError
from sessions.store.toml.values import Document, is_table

from .errors import describe
from .expect import Expect, Expectations
from .format import FORMAT, format_problem
from .json_codec import EVENT, PAYLOAD, PayloadError, decode, decode_event, encode, without_payloads
from .model import SavedInvocation, Session
from .table import REFUSED


class DocumentError(OffhookError, ValueError):
    """A document that is no session, or a session that cannot be a document; `path` says where."""

    def __init__(self, path: JsonPath, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(message)


def to_document(session: Session) -> Document:
    """What a file of this session holds, in the canonical order of keys.

    Known keys come in the order of the model, what is at its default is left out but for `format`
    and payloads; unknown keys come after them.

    Raises:
        DocumentError: a payload is no JSON value.
    """
    return _table(session, ())


def from_document(document: Document) -> Session:
    """The session that a file's document holds.

    Raises:
        DocumentError: naming the key, what was found there and what is wanted.
    """
    _check_format(document)
    return from_plain(_with_payloads(document))


def to_plain(session: Session) -> Document:
    """What a file of this session holds, as `to_document`, but with payloads as what they hold."""
    return _with_payloads(to_document(session))


def from_plain(document: Document) -> Session:
    """The session that `to_plain` wrote, maybe with other values. Raises DocumentError."""
    try:
        return Session.model_validate(document)
    except ValidationError as error:
        raise _explained(error) from None


def expectations_document(expect: Expect) -> Document:
    """What the table `expect` of an invocation holds."""
    return _table(expect, ())


def expectations_of(document: Document) -> Expect:
    """What a table `expect` says.

    Raises:
        DocumentError: as `from_document`.
    """
    try:
        return Expect.model_validate(document)
    except ValidationError as error:
        raise _explained(error) from None


def _table(model: BaseModel, path: JsonPath) -> Document:
    table: Document = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        is_json = isinstance(model, SavedInvocation) and name in (PAYLOAD, EVENT)
        if is_json and (name == PAYLOAD or value is not None):
            try:
                table |= encode(value, name)
            except PayloadError as error:
                raise DocumentError((*path, *error.path), error.message) from None
        elif name == "format" or value != field.default:
            key = field.alias or name
            plain = _plain(value, (*path, key))
            table[key] = model.laid_out(key, plain) if isinstance(model, Expectations) else plain
    return table | (model.model_extra or {})


def _plain(value: Any, path: JsonPath) -> Any:
    if isinstance(value, BaseModel):
        return _table(value, path)
    if isinstance(value, StrEnum):
        return value.value
    if is_sequence(value):
        return [_plain(item, (*path, at)) for at, item in enumerate(value)]
    if is_table(value):
        return {name: _plain(member, (*path, name)) for name, member in value.items()}
    return value


def _check_format(document: Document) -> None:
    if "format" not in document:
        raise DocumentError((), f"has no format; a session begins with the line format = {FORMAT}")
    if problem := format_problem(document["format"]):
        raise DocumentError(("format",), problem)


def _with_payloads(document: Document) -> Document:
    invocations = document.get("invocation")
    if not is_table(invocations):
        return document
    opened = {name: _with_payload(name, saved) for name, saved in invocations.items()}
    return document | {"invocation": opened}


def _with_payload(name: str, saved: object) -> object:
    """An invocation's table, payload and event decoded; what is no table the model refuses."""
    if not is_table(saved):
        return saved
    try:
        payload, event = decode(saved), decode_event(saved)
    except PayloadError as error:
        raise DocumentError(("invocation", name, *error.path), error.message) from None
    return without_payloads(saved) | {PAYLOAD: payload, EVENT: event}


_WANTED: Final = {
    "string_type": "a string in quotes",
    "string_too_short": "a text that is not empty",
    "tuple_type": "an array",
    "dict_type": "a table",
    "model_type": "a table",
    "float_type": "a number",
    "greater_than": "a number above 0",
    "greater_than_equal": "an HTTP status from 200 to 599",
    "less_than_equal": "an HTTP status from 200 to 599",
    "int_type": "a whole number",
    "finite_number": "a finite number",
}
"""Pydantic's names for what is wrong, in the words of a TOML file."""


def _explained(error: ValidationError) -> DocumentError:
    """The first thing that pydantic found wrong."""
    first = error.errors(include_url=False)[0]
    path = first["loc"]
    if first["type"] == "string_too_short" and path[-1] == "[key]":
        return DocumentError(path[:-1], "found an empty name, wanted a name")
    if first["type"] == "missing":
        return DocumentError(path[:-1], f"has no {path[-1]}")
    if first["type"] == REFUSED:
        inside: JsonPath = first.get("ctx", {})["path"]
        return DocumentError((*path, *inside), first["msg"])
    wanted = _WANTED.get(first["type"], first["msg"])
    if first["type"] == "enum":
        wanted = first.get("ctx", {})["expected"].replace("'", "")
    return DocumentError(path, f"found {describe(first['input'])}, wanted {wanted}")

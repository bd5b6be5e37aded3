"""Session files: read, check, write without loss, update in place, format."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sessions.contract import json_text
from sessions.contract.json_path import format_path
from sessions.files import StrPath
from sessions.store.toml.spans import outline
from sessions.store.toml.values import Document, same_document
from sessions.store.toml.writer import document_text

from .codec import DocumentError, from_document, to_document
from .disk import Whatever, check_size, check_unchanged, read_text, replace_text, text_there
from .errors import SessionError
from .keep_notation import merged
from .leaks import refuse_secrets, refuse_userinfo
from .model import Session

_BOM: Final = "\ufeff"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class SessionFile:
    """A session and the file it stands in; `text` is the file's text exactly, to know it by."""

    path: Path
    session: Session
    text: str


def read(path: StrPath) -> SessionFile:
    """Read a session file.

        opened = sessions.read_session("enrollment.toml")
        invocations = opened.session.invocations()

    Raises:
        SessionError: it cannot be read, or is no session; one line with file, line and key.
    """
    path = Path(path)
    text = read_text(path)
    return SessionFile(path, parse(text, path), text)


def parse(text: str, path: Path | None = None) -> Session:
    """Read a session from its text; `path` is only for the messages.

    Raises:
        SessionError: not TOML, or no session; with line and key.
    """
    return session_of(load(text, path), text, path)


def load(text: str, path: Path | None = None) -> Document:
    """The TOML document of a text, whatever it says.

    Raises:
        SessionError: not TOML; with the line.
    """
    try:
        text.encode()
        return tomllib.loads(text.removeprefix(_BOM))
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise SessionError("holds a lone surrogate", path=path, line=line) from None
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text, path) from None
    except RecursionError:
        raise SessionError("nested too deeply", path=path) from None
    except ValueError:  # CPython's limit on the digits of an integer
        number = re.search(r"[0-9_]{4301}", text)
        line = text.count("\n", 0, number.start()) + 1 if number else None
        message = "an integer has more than 4,300 digits; put it in quotes"
        raise SessionError(message, path=path, line=line) from None


def session_of(document: Document, text: str, path: Path | None = None) -> Session:
    """The session that a document holds; `text` is what it was loaded from, for the lines.

    Raises:
        SessionError: no session; with line and key.
    """
    try:
        return from_document(document)
    except DocumentError as error:
        line = outline(text.removeprefix(_BOM)).line(error.path)
        key = format_path(error.path) or None
        raise SessionError(error.message, path=path, line=line, key=key) from None
    except RecursionError:
        raise SessionError("nested too deeply", path=path) from None


def dumps(session: Session) -> str:
    """The canonical text of a session, as a new file gets it.

    Checked by reading it back. The same session always gives the same text.

    Raises:
        SessionError: the session holds what a file cannot say.
    """
    document = _document(session)
    try:
        for multiline in (True, False):
            text = document_text(document, multiline=multiline)
            if _holds(text, session):
                return text
    except TypeError as error:  # in an unknown key, which may hold anything
        raise SessionError(f"cannot be written: {error}") from None
    raise SessionError("cannot be written: what would be read back is not the same")


def format_text(text: str, path: Path | None = None) -> str:
    """A session's text made tidy, which says the same.

    Without comments it becomes the canonical text. With comments, order and layout stay, and only
    line ends, blanks at the ends of lines and blank lines at the end of the file are put right.

    Raises:
        SessionError: the text is no session.
    """
    session = parse(text, path)
    text = text.removeprefix(_BOM).replace("\r\n", "\n").rstrip() + "\n"
    if not outline(text).comments:
        return dumps(session)
    trimmed = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    said = tomllib.loads(text)
    return trimmed if same_document(tomllib.loads(trimmed), said) else text


def write(
    path: StrPath,
    session: Session,
    *,
    opened: SessionFile | None = None,
    overwrite: bool = False,
    forbidden: Mapping[str, str] = _NOTHING,
) -> SessionFile:
    """Write a session to a file, whole or not at all.

    With `opened` its text is changed in place: comments and layout stay. At another path than
    its own that makes a changed copy, in canonical layout where it cannot be done in place.

        sent = sessions.SavedInvocation(payload=sessions.example().payload)
        session = sessions.Session(target="hook.js", invocation={"first-code": sent})
        sessions.write_session("enrollment.toml", session)

    Args:
        path: the file; it need not exist, its folder must.
        session: what it is to hold.
        opened: what was read, or written last. None for a new file.
        overwrite: whether to replace a file that is not what `opened` holds.
        forbidden: values of secrets by name, none of which may get into the file
            (`sessions.store.leaks`).

    Raises:
        ChangedOnDisk: the file is not as `opened` has it, or is there though it is to be new.
        SessionError: nothing was written; the message says why.
    """
    path = Path(path)
    is_own = opened is not None and os.path.realpath(path) == os.path.realpath(opened.path)
    expected = opened.text if opened and is_own else None
    if not overwrite:
        check_unchanged(path, expected)
    try:
        text = _text_for(session, opened, may_reformat=not is_own)
        refuse_secrets(text.removeprefix(_BOM), forbidden)
        refuse_userinfo(session, opened.text if opened else "")
    except SessionError as error:
        error.path = path
        raise
    check_size(path, len(text.encode()))  # else it could not be read again
    if text != text_there(path):
        replace_text(path, text, expected=Whatever.IS_THERE if overwrite else expected)
    return SessionFile(path, session, text)


_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_GIVEN_TWICE = re.compile(r"Cannot (overwrite|declare|mutate|redefine)|Duplicate inline table key")


def _syntax_error(message: str, text: str, path: Path | None) -> SessionError:
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    line, where = text.rstrip("\n").count("\n") + 1, "at the end"
    if place and place[1]:
        line, where = int(place[1]), f"column {place[2]}"
    if _GIVEN_TWICE.match(reason):
        reason = f"a key or table is given twice ({reason})"
    return SessionError(f"not TOML, {where}: {reason}", path=path, line=line)


def _document(session: Session) -> Document:
    try:
        return to_document(session)
    except DocumentError as error:
        raise SessionError(error.message, key=format_path(error.path)) from None


def _holds(text: str, session: Session) -> bool:
    """Whether the text, read back, is this session exactly."""
    try:
        found = parse(text)
    except SessionError as error:  # its line is in no file
        raise SessionError(error.message, key=error.key) from None
    names = list(session.invocation)
    return (
        list(found.invocation) == names
        and same_document(_document(found), _document(session))
        and all(
            json_text.same(ours.payload, theirs.payload)
            and json_text.same(ours.event, theirs.event)
            for name in names
            for ours, theirs in [(found.invocation[name], session.invocation[name])]
        )
    )


def _text_for(session: Session, opened: SessionFile | None, *, may_reformat: bool) -> str:
    if opened is None:
        return dumps(session)
    from sessions.store.toml.edit import UpdateError, update  # to read takes none of it

    body = opened.text.removeprefix(_BOM)
    mark = opened.text[: len(opened.text) - len(body)]
    canonical = dumps(session)
    if not outline(body).comments and body == dumps(parse(body)):
        return canonical
    wanted = merged(load(body), session)
    for multiline in (True, False):
        try:
            text = update(body, wanted, multiline=multiline)
        except UpdateError:
            continue
        if _holds(text, session):
            return mark + text
    if may_reformat:
        return canonical
    raise SessionError(
        "not saved: the change cannot be made without losing comments or layout;"
        " save the session to a new file"
    )

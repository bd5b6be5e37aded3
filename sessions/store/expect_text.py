"""What an invocation is expected to come to, as a text of its own: the table `expect` in TOML."""

from __future__ import annotations

from sessions.contract.json_path import format_path
from sessions.store.toml.spans import outline
from sessions.store.toml.writer import document_text

from .codec import DocumentError, expectations_document, expectations_of
from .errors import SessionError
from .expect import Expect
from .session_file import load


def write_expect(expect: Expect | None) -> str:
    """The text of what is expected; empty where nothing is said."""
    return document_text(expectations_document(expect)) if expect else ""


def parse_expect(text: str) -> Expect | None:
    """What a text says; None where it says nothing.

    Raises:
        SessionError: not TOML, or not to be judged; with line and key.
    """
    document = load(text)
    if not document:
        return None
    try:
        return expectations_of(document)
    except DocumentError as error:
        line, key = outline(text).line(error.path), format_path(error.path) or None
        raise SessionError(error.message, line=line, key=key) from None

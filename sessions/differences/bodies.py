"""A body as the value that it stands for: JSON, a form, one in parts, or XML; else its text."""

from __future__ import annotations

import re
from typing import Final, cast
from urllib.parse import parse_qsl

from sessions.contract.excerpts import missing_of
from sessions.contract.json_text import (
    MOST_VALUES,
    JsonError,
    JsonValue,
    TooManyValues,
    loads,
)
from sessions.providers.xml_fields import xml_fields

_BOUNDARY: Final = re.compile(r"boundary=\"?([^\s\";]+)", re.IGNORECASE)
_PART_NAME: Final = re.compile(r"[;\s]name=\"?([^\";\r\n]*)", re.IGNORECASE)
_FILE_NAME: Final = re.compile(r"[;\s]filename=\"?([^\";\r\n]*)", re.IGNORECASE)
_REDACTED: Final = re.compile(r"([:\[,]\s*)(-?[\d.]*‹[^›\"\n]{1,100}›[\d.]*)(?=\s*[,}\]])")
_MOST_FIELDS: Final = 10_000


def parsed(text: str, kind: str) -> JsonValue:
    """The value that a body of a `Content-Type` stands for; JSON and XML are known by their looks
    too. What cannot be read is the text itself, and so is one that is not kept whole. Never raises.
    """
    if missing_of(text):
        return text
    kind = kind.lower()
    begin = text.lstrip()[:1]
    if begin in ("{", "["):
        return as_json(text)
    if "x-www-form-urlencoded" in kind:
        return fields(text)
    if "multipart/" in kind and (boundary := _BOUNDARY.search(kind)):
        return _parts(text, boundary[1])
    if begin == "<" and (found := xml_fields(text.encode("utf-8", "replace"))):
        return cast("JsonValue", found)
    return as_json(text) if "json" in kind else text


def as_json(text: str) -> JsonValue:
    """A text that holds JSON as what it holds, else the text.

    A number in which a secret was redacted is none any more, and counts as a text.
    """
    for written in (text, _REDACTED.sub(r'\1"\2"', text)):
        try:
            return loads(written, most_values=MOST_VALUES)
        except (JsonError, TooManyValues):
            continue
    return text


def fields(text: str) -> JsonValue:
    """A form, or a URL's query: its fields by name, a list of those that are there again."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return text
    return _by_name(pairs)


def _by_name(pairs: list[tuple[str, str]]) -> JsonValue:
    found: dict[str, list[JsonValue]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _parts(text: str, boundary: str) -> JsonValue:
    """A form in several parts (RFC 7578). `boundary` is in small letters, as its header is here."""
    line = re.compile(f"(?:^|\\r\\n)--{re.escape(boundary)}(?:--)?", re.IGNORECASE)
    pairs: list[tuple[str, str]] = []
    for part in line.split(text):
        if not part.strip():
            continue  # before the first, between two lines, behind the last
        head, _, content = part.partition("\r\n\r\n")
        name = _PART_NAME.search(head)
        file = _FILE_NAME.search(head)
        pairs.append((name[1] if name else "", f"{file[1]}: {content}" if file else content))
    return _by_name(pairs) if pairs else text

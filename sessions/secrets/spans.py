"""Where in a text secrets were found, and the text with marks in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Where in a text a secret was found."""

    start: int
    end: int
    label: str


def marked(text: str, spans: Iterable[Span], start: int, end: int) -> str:
    """`text[start:end]` with labels for spans; one that began before `start` leaves only a gap."""
    pieces: list[str] = []
    at = start
    for span in spans:
        if span.end > start and span.start < end:
            if span.start >= start:
                pieces += (text[at : span.start], span.label)
            at = span.end
    return "".join(pieces) + text[at:end]

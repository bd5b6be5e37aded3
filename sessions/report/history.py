"""Earlier outcomes for people and for programs: a line for each, and where two of them differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.differences.compare import compare
from sessions.differences.difference import RULES, Difference
from sessions.history.entries import Entry

from .differences import difference_line
from .printing import moment, on_one_line

_SIGNS: Final = {True: "✓", False: "✗", None: "·"}


def entry_line(entry: Entry, folder: Path) -> str:
    """`   12  2026-11-27 13:05:09  ✓ a.toml first-code  delivered  12 ms  hook.js`.

    The time is the user's own; `·` stands for a single send, of which nothing was expected, and a
    session in `folder` goes by its name there.
    """
    when = f"{datetime.fromtimestamp(entry.at):%Y-%m-%d %H:%M:%S}"
    came_to = entry.outcome if entry.kind == "success" else f"{entry.outcome}  {entry.kind}"
    what = " ".join(filter(None, (_name(str(entry.session or ""), folder), entry.invocation)))
    head = f"{entry.id:>5}  {when}  {_SIGNS[entry.met]} {what}"
    return on_one_line(f"{head}  {came_to}  {entry.ms:.0f} ms  {_name(entry.target, folder)}")


def entry_json(entry: Entry) -> dict[str, JsonValue]:
    """`{"id", "run", "at", "session", "invocation", "payload_sha256", "met"}`."""
    return {
        **{"id": entry.id, "run": entry.run, "at": moment(entry.at)},
        "session": None if entry.session is None else str(entry.session),
        **{"invocation": entry.invocation, "payload_sha256": entry.payload, "met": entry.met},
    }


@dataclass(frozen=True, slots=True)
class Two:
    """Two earlier outcomes held against each other."""

    a: Entry
    b: Entry
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, a: tuple[Entry, Outcome], b: tuple[Entry, Outcome]) -> Two:
        """Where they differ, but for what must vary."""
        return cls(a[0], b[0], compare(a[1], b[1], apart=math.inf))

    @property
    def same_payload(self) -> bool:
        """Whether the same was sent."""
        return self.a.payload == self.b.payload

    def lines(self, folder: Path) -> Iterator[str]:
        """Which two they are, and a line for each difference."""
        yield f"a: {entry_line(self.a, folder).strip()}"
        yield f"b: {entry_line(self.b, folder).strip()}"
        if not self.same_payload:
            yield "  another payload was sent"
        for one in self.differences:
            rule = f"  (the platform's own: {RULES[one.rule]})" if one.rule else ""
            yield f"  {on_one_line(difference_line(one))}{rule}"
        if not self.differences:
            yield "  no difference"

    def document(self) -> dict[str, JsonValue]:
        """`{"a", "b", "same_payload", "differences": [{"path", "a", "b"}]}`."""
        return {
            **{"a": entry_json(self.a), "b": entry_json(self.b)},
            "same_payload": self.same_payload,
            "differences": [one.to_json() for one in self.differences],
        }


def _name(place: str, folder: Path) -> str:
    """The name in `folder` of a file that is there; anything else, a URL too, as it is."""
    path = Path(place)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else place

"""What an outcome offers to be expected, and what it has beside each expectation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Any, Final

from sessions.contract.json_path import ABSENT, Absent, JsonPath
from sessions.contract.json_text import JsonValue
from sessions.contract.outcome import Outcome
from sessions.contract.readings import readings
from sessions.contract.traces import Wanted
from sessions.editing.expect_rows import ExpectRow, path_of, rows_of
from sessions.patterns import pattern_in
from sessions.secrets.redaction import redactor
from sessions.store.expect import NONE, Expect, ExpectedCall
from sessions.store.json_codec import JSON_SUFFIX
from sessions.store.matchers import path_key
from sessions.store.toml.values import Document, is_table

from .acceptance import call_entry, entry, leaves, message_id_entry
from .expectation import expectation, judge, not_judged
from .expected_calls import part_of_call
from .failure import Failure
from .found import found_at
from .shapes import Varying

_MOST_PARTS: Final = 100
"""Values of one response, error, body, … that are offered."""
_MOST_CALLS: Final = 20
_LONG: Final = 300
"""Characters of a text that is offered to be there, whatever it is."""
_CODE: Final = re.compile(r"\d(?:[ .,\-\u2026]{0,2}\d){3,9}")
"""What may be a one-time password in the text of a message."""
_PRESENT: Final[dict[str, JsonValue]] = {"present": True}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """An expectation, and what an outcome has beside it."""

    row: ExpectRow
    met: bool | None = None
    """None where there is no outcome, or none that it can be judged by."""
    found: JsonValue | Absent = ABSENT
    goes_without_saying: bool = False
    """Whether it is not in the file."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something of an outcome that nothing is expected of yet."""

    row: ExpectRow
    """What to expect: the value, or the shape of what is another each time."""
    found: JsonValue | Absent

    @property
    def path(self) -> str:
        """Where, as a verdict names it."""
        return self.row.path


def judged_rows(expect: Expect | None, outcome: Outcome | None) -> list[JudgedRow]:
    """A row for each expectation, that which goes without saying first. It may block, as
    `expectation.judge` does."""
    rows = [JudgedRow(row) for row in rows_of(expect)]
    implied = expectation(expect).get("outcome")
    if implied and all(one.row.place != ("outcome",) for one in rows):
        row = ExpectRow(("outcome",), implied)
        rows.insert(0, JudgedRow(row, goes_without_saying=True))
    if outcome is None:
        return rows
    failures = judge(expect, outcome).failures
    unknown = not_judged(expect or Expect(), outcome)
    return [_judged(one, outcome, failures, unknown) for one in rows]


def _judged(
    one: JudgedRow, outcome: Outcome, failures: tuple[Failure, ...], unknown: Mapping[str, str]
) -> JudgedRow:
    row = one.row
    root = str(row.place[0])
    if root == "varying" or root.removesuffix("_count").removesuffix(JSON_SUFFIX) in unknown:
        return one
    failure = next((each for each in failures if _is_of(each, row)), None)
    found = found_at(outcome, row.path, failure.call if failure else None)
    return JudgedRow(row, failure is None, found, one.goes_without_saying)


def _is_of(failure: Failure, row: ExpectRow) -> bool:
    if row.place == ("faults",):
        return any(failure.path == f"fault {fault}" for fault in row.value)
    if row.place == ("warnings",):
        return failure.path.partition("[")[0] == "warnings"
    whole_call = row.place[0] == "outbound" and failure.path == path_of(row.place[:2])
    return whole_call or failure.path == row.path


def offers(
    expect: Expect | None,
    outcome: Outcome,
    payload: JsonValue = None,
    secrets: Mapping[str, str] | None = None,
) -> list[Offer]:
    """What of an outcome can be expected, and is not yet: each value that has no parts itself.

    What is another at each run is offered by its shape, and so are one-time passwords: the one of
    `payload`, and what may be one in the message of a call. `secrets` are the values that must not
    be in a file, by name. A long text is offered to be there.
    """
    seen = outcome.map_text(redactor(secrets)) if secrets else outcome
    offering = _Offering(expect, seen, set(_codes(seen, payload)))
    said = {row.path for row in rows_of(expect)}
    each = (*offering.of_whole(), *offering.of_parts(), *offering.of_calls())
    return [one for one in each if one.path not in said]


def _codes(outcome: Outcome, payload: JsonValue) -> Iterator[str]:
    yield Wanted.of(payload).code
    for call in outcome.outbound:
        if message := call.message:
            yield message.code or ""
            yield from (found[0] for found in _CODE.finditer(message.text or ""))


class _Offering:
    def __init__(self, expect: Expect | None, outcome: Outcome, codes: set[str]) -> None:
        self._expect = expect or Expect()
        self._outcome = outcome
        self._shapes = Varying.of(outcome, codes)
        self._codes = {one for code in codes if len(one := re.sub(r"\D", "", code)) > 3}

    def of_whole(self) -> Iterator[Offer]:
        outcome = self._outcome
        said: Document = {"outcome": outcome.outcome.value, "kind": outcome.kind.value}
        if outcome.message_id is not None:
            said |= message_id_entry(outcome, self._shapes)
        if outcome.console:
            said["console"] = self._line(outcome.console[0].text)
        said["warnings"] = [self._text(text) for text in outcome.warnings] or NONE
        if shown := [one.fault for one in outcome.faults if one.shown]:
            said["faults"] = shown
        said["max_duration"] = float(max(1, ceil(outcome.duration_ms * 2 / 1000)))
        if not self._knows_no_calls:
            said["outbound_count"] = len(outcome.outbound)
        for key, value in said.items():
            yield Offer(ExpectRow((key,), value), found_at(outcome, key))

    def of_parts(self) -> Iterator[Offer]:
        for root in Expect.of_parts:
            whole = found_at(self._outcome, root)
            said = self._expect.said(root)
            if isinstance(whole, Absent) or whole is None or not all(map(is_table, said.values())):
                continue
            if (root, self._outcome.target.kind) != ("wire", "action"):
                yield from self._each((root,), whole)

    def of_calls(self) -> Iterator[Offer]:
        """Parts of the calls that are expected, and of the one after these; then whole calls."""
        if self._knows_no_calls:
            return
        expected, calls = self._expect.outbound, self._outcome.outbound[:_MOST_CALLS]
        for at, call in enumerate(calls[: len(expected) + 1]):
            for key in ExpectedCall.possible():
                value = part_of_call(call, (key,))
                if isinstance(value, Absent):
                    continue
                if key != "body":
                    yield from self._each(("outbound", at), value, (key,))
                elif at == len(expected) or all(map(is_table, expected[at].said("body").values())):
                    yield from self._each(("outbound", at, "body"), value)
        for at, call in enumerate(calls[len(expected) :], len(expected)):
            row = ExpectRow(("outbound", len(expected)), call_entry(call, self._shapes))
            yield Offer(row, found_at(self._outcome, f"outbound[{at}]"))

    @property
    def _knows_no_calls(self) -> bool:
        target = self._outcome.target
        return target.kind == "remote" or target.network == "live"

    def _each(self, before: JsonPath, value: JsonValue, path: JsonPath = ()) -> Iterator[Offer]:
        """An offer for each value that has no parts; `path` leads there from the table `before`."""
        for inner, leaf in islice(leaves(value, path), _MOST_PARTS):
            said = entry(inner, leaf, self._shapes)
            if (before, inner[-1:]) == (("error",), ("stack",)) or self._is_too_much(leaf, said):
                said = {path_key(inner): _PRESENT}
            for name, one in said.items():
                yield Offer(ExpectRow((*before, name) if name else before, one), leaf)

    def _text(self, text: str) -> Any:
        """What a warning is to be."""
        said = entry(("text",), text, self._shapes)
        return _PRESENT if self._is_too_much(text, said) else next(iter(said.values()))

    def _line(self, text: str) -> Any:
        """What the console contains."""
        said = self._text(text.strip())
        if not text.strip() or not isinstance(said, str):
            return _PRESENT
        pattern = pattern_in(said)
        return {"contains": said} if pattern is None else f"/{pattern[1:-1]}/"

    def _is_too_much(self, value: JsonValue, said: Document) -> bool:
        """Whether a text is long, or what is said of it has a code that is encoded."""
        if not isinstance(value, str):
            return False
        read = (one for text in said.values() for one in readings(f"{text}"))
        return len(value) > _LONG or any(code in one for one in read for code in self._codes)

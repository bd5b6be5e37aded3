"""Entries of the platform's log: what each tells of a call, and what had to be made up for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sessions.contract.json_path import get
from sessions.contract.json_text import JsonObject, JsonValue, has_lone_surrogate
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import LoggedCall
from sessions.secrets.credentials import conceal_text
from sessions.text import one_line

from .found import Found, FoundInvocation, NothingFound
from .har import moment_name

_MOST_NAMED = 8


def read_log(documents: Sequence[JsonValue]) -> Found:
    """The calls that entries tell of. Raises NothingFound where they tell of none."""
    entries: list[JsonObject] = []
    for index, document in enumerate(documents):
        entry = PLATFORM.logs.entry_of(document)
        if entry is None:
            at = f"[{index}]: " if len(documents) > 1 else ""
            raise NothingFound(f"{at}is no entry of a log, as others here are; import it by itself")
        entries.append(entry)
    calls = PLATFORM.logs.logged_calls(entries)
    if not calls:
        kinds = _kinds(entries)
        raise NothingFound(
            f"holds entries of a tenant's log, none of which tells of a phone message: {kinds}; "
            "wanted one of the types gd_send_sms, gd_send_voice, those with _failure, cs, fn or wn"
        )
    remarks = [_made_up(calls)]
    if others := len(entries) - len(calls):
        remarks.append(f"{others:,} of {len(entries):,} entries tell of no message")
    return Found(tuple(map(_invocation, calls)), tuple(remarks))


def _invocation(call: LoggedCall) -> FoundInvocation:
    moment = moment_name(call.date)
    name = f"{call.message_type}-{moment}" if moment else ""
    return FoundInvocation(
        call.payload, name=name, note=_note(call), trigger=call.trigger, expect=_expect(call)
    )


def _note(call: LoggedCall) -> str:
    """What is not as it was, for whoever reads the session."""
    when = f" of {one_line(call.date)}" if call.date else ""
    said = [f"From {one_line(call.source)}{when}", f"Made up: {', '.join(call.made_up)}"]
    said += [f"{clause[:1].upper()}{clause[1:]}" for clause in call.guessed]
    if call.error is not None:
        said.append("It failed: with faults, an emulated provider fails so again")
    return f"{'. '.join(said)}."


def _expect(call: LoggedCall) -> dict[str, JsonValue] | None:
    """That it fails as it did; the message as far as it holds no credential."""
    if call.error is None:
        return None
    expect: dict[str, JsonValue] = {"outcome": "failed"}
    if call.error and conceal_text(call.error) == call.error and not has_lone_surrogate(call.error):
        expect["error"] = {"message": {"contains": call.error}}
    return expect


def _made_up(calls: Sequence[LoggedCall]) -> str:
    fields = sorted({field for call in calls for field in call.made_up})
    return f"made up: {', '.join(fields)}; no log has a code or a text, and each note says more"


def _kinds(entries: Sequence[JsonObject]) -> str:
    """The types of the entries with how often each occurs, the most frequent first."""
    counts = Counter(one_line(str(get(entry, ("type",))), 40) for entry in entries)
    named = [f"{count:,} × {kind}" for kind, count in counts.most_common(_MOST_NAMED)]
    more = len(counts) - len(named)
    return ", ".join(named) + (f" and {more:,} more types" if more else "")

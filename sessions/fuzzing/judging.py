"""Whether a target did with a payload what it does with a plain one; pure.

A hook may write its own text, drop the plus of a number, or return no MessageID: what it does with
a plain payload is its norm. What it does otherwise with an odd one is a failure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outbound import has_code, messages_in, whom
from sessions.contract.outcome import OutboundCall, OutboundMessage, Outcome, Result
from sessions.contract.phone_numbers import is_e164, reaches, same_number
from sessions.contract.traces import Wanted
from sessions.diagnosis.sightings import search
from sessions.diagnosis.text_diff import change_of
from sessions.providers.registry import named

from .failure import CODE_MISSING, NO_MESSAGE_ID, NUMBER_CHANGED, TEXT_CHANGED, FuzzFailure
from .payloads import CODE, RECIPIENT, TEXT, text_at

_NEVER_SENT: Final = frozenset({Kind.CANCELLED, Kind.PAYLOAD_REJECTED})
_MOST_COMPARED: Final = 400
"""Characters of two texts that are held against each other."""
_SHORTEST_PART: Final = 3
_MOSTLY: Final = 0.6
"""How much of a text is left in one that was damaged; of a text that the hook wrote itself, in
another language, less is found in it by chance."""
_VARIES: Final = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"|\S*[\d@]\S*|[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Norm:
    """What a target does with a plain payload."""

    sends: bool = False
    """Whether its message is seen."""
    has_text: bool = False
    """Whether that has the payload's text in it."""
    has_code: bool = False
    whole_number: bool = False
    """Whether it goes to the number with its country, not to a part of it."""
    id_key: str | None = None
    """How it names the MessageID that it returns."""


def norm_of(plain: Invocation, outcome: Outcome) -> Norm | None:
    """What is to be expected of other payloads; None where the plain one already fails."""
    if judge(plain, outcome, None):
        return None
    messages = [message for _, message in messages_in(outcome.outbound)]
    code = text_at(plain.payload, CODE)
    return Norm(
        sends=bool(messages),
        has_text=any(_has_text(plain, message) for message in messages),
        has_code=any(_has_code(message, code) for message in messages),
        whole_number=any(_is_for(message, plain, whole=True) for message in messages),
        id_key=_id_key(outcome),
    )


def judge(invocation: Invocation, outcome: Outcome, norm: Norm | None) -> FuzzFailure | None:
    """What is wrong with an outcome; None where nothing is.

    Args:
        norm: what the target does with the plain payload of this channel; None for that itself.
    """
    if outcome.outcome is Result.FAILED:
        return None if outcome.kind in _NEVER_SENT else _failed(outcome)
    if outcome.outcome is not Result.DELIVERED:
        return None  # an Action's own decision, and no accident
    if norm and norm.id_key and outcome.message_id_source != "hook":
        message = f"Its response has no {norm.id_key}, as that to a plain payload has."
        response: JsonValue = {norm.id_key: {"present": True}}
        return FuzzFailure(NO_MESSAGE_ID, "No MessageID", message, wanted={"response": response})
    messages = messages_in(outcome.outbound)
    if not messages:
        return _unseen(invocation, outcome) if norm and norm.sends else None
    sent = [pair for pair in messages if not pair[1].inferred]
    if not sent:
        return None  # its number and its code were found in it: that is all there is to know
    return (
        _of_number(invocation, sent, norm)
        or _of_text(invocation, sent, norm)
        or _of_code(invocation, sent, norm)
    )


def _failed(outcome: Outcome) -> FuzzFailure:
    error = outcome.error
    name = error.name if error and error.name != "Error" else ""
    said = ": ".join(filter(None, (name, error.message if error else "")))
    place = f"{outcome.where.file}:{outcome.where.line}" if outcome.where else ""
    cause = name if place else _VARIES.sub("…", said)
    return FuzzFailure(outcome.kind, outcome.words.title, said, place, cause)


_Sent = Sequence[tuple[OutboundCall, OutboundMessage]]


def _of_number(invocation: Invocation, sent: _Sent, norm: Norm | None) -> FuzzFailure | None:
    wanted = text_at(invocation.payload, RECIPIENT)
    known = [(call, message) for call, message in sent if message.to]
    if not known:
        return None
    call, message = known[0]
    if not any(
        _is_for(one, invocation, whole=bool(norm and norm.whole_number)) for _, one in known
    ):
        said = f"{wanted} went to {whom(call)} as {message.to}."
        digits = "".join(filter(str.isdecimal, wanted))
        return _changed(NUMBER_CHANGED, said, call, to={"contains": digits})
    provider = named(call.provider)
    to = (message.to or "").rpartition(":")[2]
    if provider and provider.only_e164 and is_e164(wanted) and not is_e164(to):
        said = f"{whom(call)} takes E.164 only: {wanted} went there as {to}."
        return _changed(NUMBER_CHANGED, said, call, to=wanted)
    return None


def _of_text(invocation: Invocation, sent: _Sent, norm: Norm | None) -> FuzzFailure | None:
    if not (norm and norm.has_text):
        return None
    wanted, code = text_at(invocation.payload, TEXT), text_at(invocation.payload, CODE)
    texts = [(call, one) for call, one in sent if one.text is not None]
    if not texts or any(_has_text(invocation, one) for _, one in texts):
        return None
    call, message = texts[0]
    found = message.text or ""
    if not is_damaged(wanted, found, code):
        return None
    change = change_of(wanted, found, spoken=message.channel == "voice")
    said = f"The text that reached {whom(call)} is not the payload's: {change}."
    return _changed(TEXT_CHANGED, said, call, text={"contains": wanted})


def _of_code(invocation: Invocation, sent: _Sent, norm: Norm | None) -> FuzzFailure | None:
    code = text_at(invocation.payload, CODE)
    if not code or any(
        _has_code(message, code) or _is_without(invocation, message) for _, message in sent
    ):
        return None
    call, message = sent[0]
    provider = named(call.provider)
    if norm is None and (message.text is None or (provider and provider.writes_text)):
        return None  # the provider makes one of its own, or fills it into a template
    if norm and not norm.has_code:
        return None
    found = message.code if message.text is None else message.text
    said = f"The code {code} is missing: {whom(call)} was given {_quoted(found)}."
    return _changed(CODE_MISSING, said, call, text={"contains": code})


def _unseen(invocation: Invocation, outcome: Outcome) -> FuzzFailure | None:
    """Of calls to an unknown host in which no message was seen: which half of it stands there."""
    if not has_code(text_at(invocation.payload, TEXT), text_at(invocation.payload, CODE)):
        return None  # of a hook that passes on the text alone, there is nothing sure to look for
    found = search(outcome.outbound, Wanted.of(invocation.payload))
    for call, traces in zip(found.calls, found.traces, strict=False):
        if traces.number and not traces.code:
            code = text_at(invocation.payload, CODE)
            said = f"The code {code} is missing in the call to {whom(call)}, and so is the text."
            return _changed(CODE_MISSING, said, call, text={"contains": code})
        if traces.code and not traces.number:
            number = text_at(invocation.payload, RECIPIENT)
            said = f"The number {number} is not in the call to {whom(call)}."
            return _changed(NUMBER_CHANGED, said, call, to=number)
    return None


_TITLES: Final = {
    NUMBER_CHANGED: "The number was changed",
    TEXT_CHANGED: "The text was changed",
    CODE_MISSING: "The code is missing",
}


def _changed(kind: str, said: str, call: OutboundCall, **wanted: JsonValue) -> FuzzFailure:
    place = f"{call.file}:{call.line}" if call.file else whom(call)
    return FuzzFailure(kind, _TITLES[kind], said, place, wanted={"outbound": [{**wanted}]})


def _id_key(outcome: Outcome) -> str | None:
    """The member of the response that is the hook's own MessageID."""
    response = outcome.response
    if outcome.message_id_source != "hook" or not isinstance(response, dict):
        return None
    return next((key for key in response if response[key] == outcome.message_id), None)


def _is_for(message: OutboundMessage, invocation: Invocation, *, whole: bool) -> bool:
    wanted = text_at(invocation.payload, RECIPIENT)
    is_same = same_number if whole else reaches
    return any(is_same(to, wanted) for to in (message.to or "").split(", "))


def _has_code(message: OutboundMessage, code: str) -> bool:
    return any(has_code(each, code) for each in (message.text, message.code) if each)


def _has_text(invocation: Invocation, message: OutboundMessage) -> bool:
    wanted, found = text_at(invocation.payload, TEXT), message.text
    if found is None:
        return False
    if message.channel == "voice":
        wanted, found = _folded(wanted), _folded(found)
    return wanted in found


def _is_without(invocation: Invocation, message: OutboundMessage) -> bool:
    """Whether it is the payload's text, as it is or made over, and that has no code itself."""
    if _has_text(invocation, message):
        return True
    wanted, code = text_at(invocation.payload, TEXT), text_at(invocation.payload, CODE)
    return not has_code(wanted, code) and is_damaged(wanted, message.text or "", code)


def is_damaged(wanted: str, found: str, code: str) -> bool:
    """Whether a text that lacks another is what became of that, and not one of the hook's own."""
    if not found.strip() or _folded(found) in _folded(wanted):
        return True
    one, other = (text.replace(code, "\0")[:_MOST_COMPARED] for text in (wanted, found))
    parts = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    alike = sum(part.size for part in parts if part.size >= _SHORTEST_PART)
    return alike >= _MOSTLY * len(one)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _quoted(text: str | None) -> str:
    return f"“{text}”" if text else "none"

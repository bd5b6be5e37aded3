"""Warnings of a hook's calls: a message that was changed or sent twice, a call refused."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from sessions.contract.json_path import get
from sessions.contract.outbound import has_code, host_of, messages_in, was_taken, whom
from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.contract.phone_numbers import is_e164, same_number
from sessions.contract.sms_text import UNIT, Foreign, measure
from sessions.contract.traces import Wanted
from sessions.providers.registry import named
from sessions.runner.events import Blocked
from sessions.runner.transcript import Subject, Transcript

from .errors import short
from .leftovers import leftovers, unlabeled_json
from .sightings import search
from .text_diff import change_of

_MOST_NAMED: Final = 3
"""Characters, or numbers, of many that a warning names."""
_LONGEST_NAME: Final = 60
"""Characters of what was refused."""
_MOST_JUDGED: Final = 20
"""Messages that are each looked at; the rest, of a hook that sends in a loop, adds nothing."""
_MOST_WARNINGS: Final = 40
_CHANNELS: Final = {"sms": "an SMS", "voice": "a voice call", "whatsapp": "a WhatsApp message"}
_Sent: TypeAlias = tuple[OutboundCall, OutboundMessage]


def warnings(
    transcript: Transcript,
    subject: Subject,
    *,
    delivered: bool,
    answered_after: float | None = None,
) -> list[str]:
    """What the author should know of the calls that were caught, and of what was not let out.

    `delivered`: whether the hook reports success. `answered_after`: milliseconds from its call to
    that of `cb`; None where that was not called.
    """
    calls = transcript.outbound
    sent = messages_in(calls)
    judged = sent[:_MOST_JUDGED]
    found = [*(_of_success(calls, subject) or _of_silence(calls, subject))] if delivered else []
    for call, message in judged:
        found += _of_text(call, message, subject)
        found += _of_channel(call, message, subject)
    found += _of_numbers(judged, subject)
    found += _of_how_many(sent)
    for call, message in judged:
        found += [] if _writes_itself(call) else _of_segments(message)
    for call in calls:
        found += leftovers(call, subject)
        found += _of_call(call)
    found += _of_late(calls, answered_after)
    found += [_of_blocked(event, subject.noun) for event in transcript.all(Blocked)]
    found = list(dict.fromkeys(found))
    left_out = len(found) - _MOST_WARNINGS
    if left_out <= 0:
        return found
    return [*found[:_MOST_WARNINGS], f"{left_out:,} more warnings of its calls are left out."]


def _said(call: OutboundCall) -> str:
    if call.status is None:
        return "had not answered"
    return f"answered {call.status}" if call.status >= 400 else "refused it"


def _payload_text(subject: Subject, *path: str) -> str | None:
    field = get(subject.payload, path)
    return field if isinstance(field, str) else None


def _of_success(calls: Sequence[OutboundCall], subject: Subject) -> list[str]:
    """A success that hides what the provider said. No call at all is no matter: hooks may drop."""
    if any(call.message and was_taken(call) for call in calls):
        return []
    failed = [call for call in calls if not was_taken(call) and not call.problem]
    if not failed:
        return []
    called, said = whom(failed[-1]), _said(failed[-1])
    return [f"The {subject.noun} reports success although {called} {said}."]


def _of_silence(calls: Sequence[OutboundCall], subject: Subject) -> list[str]:
    """A success of calls none of which has a message: what of one stands in them all the same."""
    wanted = Wanted.of(subject.payload)
    found = search(calls, wanted)
    if any(call.message for call in calls) or not found.calls:
        return []
    count, traces = len(found.calls), found.traces
    calls_made = "1 call" if count == 1 else f"{count:,} calls"
    if len(traces) < count:
        calls_made = f"the first {len(traces):,} of {calls_made}"
    said = f"No message was seen in {calls_made}"
    if not wanted.is_known:
        return [f"{said}."]
    with_number = sum(each.number for each in traces)
    with_code = sum(each.code for each in traces)
    text_alone = any(each.text for each in traces) and not has_code(wanted.text, wanted.code)
    what = "code" if wanted.code and not text_alone else "text"
    return [f"{said}; {_standing(len(traces), with_number, with_code, what)}."]


def _standing(calls: int, with_number: int, with_code: int, what: str) -> str:
    """Which of the two stands in how many of these calls."""
    if not (with_number or with_code):
        return f"neither the number nor the {what} stands in {'it' if calls == 1 else 'them'}"
    if with_number and with_code:
        return (
            f"the number stands in {with_number} of them, the {what} in {with_code}, both in none"
        )
    there, missing = ("number", what) if with_number else (what, "number")
    where = "it" if calls == 1 else f"{with_number or with_code:,} of them"
    return f"the {there} stands in {where}, the {missing} {'does not' if calls == 1 else 'in none'}"


def _writes_itself(call: OutboundCall) -> bool:
    """Whether the provider makes the text, and a code too where it is given none."""
    provider = named(call.provider)
    return provider is not None and provider.writes_text


def _of_text(call: OutboundCall, message: OutboundMessage, subject: Subject) -> Iterator[str]:
    wanted, code = _payload_text(subject, "text"), _payload_text(subject, "context", "code")
    if message.text is None:
        if message.code and code and not has_code(message.code, code):
            yield f"{whom(call)} was not given the code {code}: it was given {message.code}."
        return
    if wanted is None:
        return
    if _writes_itself(call):
        if code and not has_code(message.text, code):
            yield f"{call.provider} was not given the code {code}: it sends one of its own."
    elif change := change_of(wanted, message.text, spoken=message.channel == "voice"):
        yield f"The text that reached {whom(call)} is not the payload's: {change}."
        if code and has_code(wanted, code) and not has_code(message.text, code):
            yield f"The text that reached {whom(call)} lacks the code {code}."


def _of_channel(call: OutboundCall, message: OutboundMessage, subject: Subject) -> Iterator[str]:
    """A messenger instead of an SMS is a choice; a call that somebody waits for is none."""
    wanted, channel = _payload_text(subject, "context", "message_type"), message.channel
    if wanted not in _CHANNELS or channel == wanted or message.inferred:
        return
    if channel is None and wanted == "voice":
        yield (
            f"The payload asks for a voice call; the call to {whom(call)} "
            "does not tell it that it is one."
        )
    elif channel == "voice" or (channel is not None and wanted == "voice"):
        yield f"The payload asks for {_CHANNELS[wanted]}; {_CHANNELS[channel]} went out."


def _of_numbers(sent: Sequence[_Sent], subject: Subject) -> Iterator[str]:
    wanted = _payload_text(subject, "recipient")
    known = [(call, message) for call, message in sent if not message.inferred]
    numbers = [(call, to) for call, message in known for to in _recipients(message)]
    if wanted and numbers and not any(same_number(to, wanted) for _, to in numbers):
        call, to = numbers[0]
        yield f"The number was changed: {wanted} went to {whom(call)} as {to}."
    for call, to in numbers:
        bare = to.partition(":")[2] or to  # whatsapp:+18085555555
        if not is_e164(bare) and (_takes_e164_only(call) or not is_e164(f"+{bare}")):
            yield f"The number that {whom(call)} was given is not E.164: {to}."


def _takes_e164_only(call: OutboundCall) -> bool:
    provider = named(call.provider)
    return provider is not None and provider.only_e164


def _recipients(message: OutboundMessage) -> list[str]:
    """The numbers of a message, which is one to each of them."""
    return message.to.split(", ") if message.to else []


def _of_how_many(sent: Sequence[_Sent]) -> Iterator[str]:
    taken = [to for call, message in sent if was_taken(call) for to in _recipients(message)]
    if len(taken) > 1:
        numbers = list(dict.fromkeys(taken))
        named, more = numbers[:_MOST_NAMED], len(numbers) - _MOST_NAMED
        named += [f"{more:,} more numbers"] if more > 0 else []
        yield f"{len(taken):,} messages were sent, to {' and '.join(named)}."


def _of_segments(message: OutboundMessage) -> Iterator[str]:
    if message.channel not in ("sms", None) or message.inferred or message.text is None:
        return
    size = measure(message.text)
    in_all = "one SMS" if size.segments == 1 else f"{size.segments} SMS"
    if size.foreign:
        why = ", ".join(map(_character, size.foreign[:_MOST_NAMED]))
        more = len(size.foreign) - _MOST_NAMED
        why += f", and {more} more" if more > 0 else ""
        yield (
            f"The text goes out as UCS-2, which holds {size.capacity} characters, in {in_all}: "
            f"GSM-7 lacks {why}."
        )
    elif size.segments > 1:
        yield (
            f"The text goes out in {in_all}: it has {size.units} {UNIT[size.encoding]} "
            f"of {size.encoding}, and each SMS holds {size.capacity}."
        )


def _character(foreign: Foreign) -> str:
    shown = foreign.char if foreign.char.isprintable() else f"U+{ord(foreign.char):04X}"
    if unicodedata.combining(foreign.char):
        shown = f"◌{shown}"
    instead = {None: "", "": "; leave it out", " ": "; write a blank"}
    plain = instead.get(foreign.plain, f"; write {foreign.plain}")
    return f"{shown} (character {foreign.position}{plain})"


def _of_late(calls: Sequence[OutboundCall], answered_after: float | None) -> Iterator[str]:
    """Calls that nobody waits for. Of an Action, another warning reports what it leaves under way.

    Both times are of the child's own clock, whenever offhook came to read of them.
    """
    if answered_after is None:
        return
    late = [call for call in calls if call.t_ms is not None and call.t_ms > answered_after]
    for host in dict.fromkeys(map(host_of, late)):
        yield (
            f"The call to {host} began after the hook had answered: the platform may end it there, "
            "and nobody sees what comes of it."
        )


def _of_call(call: OutboundCall) -> Iterator[str]:
    if kind := unlabeled_json(call):
        yield (
            f"The body of the call to {host_of(call)} is JSON, but {kind}: few providers read it "
            "so. Set the header Content-Type: application/json."
        )
    if call.insecure:
        yield (
            f"Certificate checks are switched off for {host_of(call)}: "
            "anyone on the way there could read the message and answer."
        )
    if call.problem:
        yield f"The call to {host_of(call)} could not be answered: {call.problem}."


def _shortened(name: str) -> str:
    """What was refused, of a shell its whole command: cut between words, for half of a secret that
    stands in it could not be recognized by its value. Of a program with a long path, its name."""
    name = _LONG_PATH.sub("…/", name)
    return textwrap.shorten(
        name, _LONGEST_NAME, break_long_words=False, break_on_hyphens=False, placeholder=" …"
    )


_LONG_PATH: Final = re.compile(rf"^(?=\S{{{_LONGEST_NAME}}})(?:[A-Za-z]:)?[/\\]\S*[/\\]")
_BLOCKED: Final = {
    "udp": "A UDP packet to {name} was refused{at}: only TCP can be caught.",
    "http2": "HTTP/2 to {name} was refused{at}: calls are caught as HTTP/1.1.",
    "program": "The program {name} was not started{at}: its calls cannot be caught.",
    "unix": "The unix socket {name} was refused{at}: only TCP can be caught.",
    "socket": "A connection to {name} was refused{at}: it cannot be caught.",
}
"""By what was blocked."""


def _of_blocked(event: Blocked, noun: str) -> str:
    at, name = short(event.at), _shortened(event.name)
    if event.what == "native":
        return (
            f"The {noun} loaded native code, {name}{at}: what that sends out itself is neither "
            "caught nor kept in here."
        )
    if event.ran:
        return (
            f"The {noun} started {name}{at}, which found no network: the calls of other "
            "programs cannot be caught. --live lets them out."
        )
    return _BLOCKED[event.what].format(name=name, at=at) + " --live lets it out."

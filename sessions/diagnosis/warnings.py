"""Warnings of what went wrong unnoticed."""

from __future__ import annotations

from typing import Final

from sessions.contract.kinds import ONE_ANSWER
from sessions.runner.events import (
    DECISIVE,
    Called,
    ConsoleCut,
    ErrorAnswer,
    Event,
    Exiting,
    Failure,
    HookAnswer,
    Idle,
    Lingering,
    OwnFault,
    Promised,
    Rejected,
    ResponseAnswer,
    Returned,
    Served,
    Threw,
    Uncaught,
)
from sessions.runner.facts import Becomes, ErrorFacts, Loss, ResponseFacts
from sessions.runner.transcript import Subject, Transcript

from . import actions, earlier, es_modules, outbound_warnings, requirements
from .console import MOST_LINES
from .errors import short, where
from .open_handles import in_words

_MOST_LOST: Final = 8
"""Values of a response that each get a warning; a whole object of a library loses hundreds."""
_LOST: Final[dict[Becomes, str]] = {
    "nothing": "JSON leaves it out",
    "null": "JSON makes it null",
    "{}": "JSON makes it {}",
}


def warnings(transcript: Transcript, first: Event | None, subject: Subject) -> tuple[str, ...]:
    """What the author should know although it did not settle the outcome, most important first."""
    answer = first if isinstance(first, ErrorAnswer | ResponseAnswer) else None
    # The starter answers nothing by design: a first send should not begin with a warning.
    found = _of_answer(answer) if answer and subject.target.kind != "starter" else []
    if subject.is_action:
        found += actions.warnings(transcript, subject)
    found += requirements.warnings(transcript)
    delivered = _reports_success(transcript, first)
    called = transcript.first(Called)
    after = answer.t - called.t if answer and called else None
    found += outbound_warnings.warnings(
        transcript, subject, delivered=delivered, answered_after=after
    )
    found += es_modules.warnings(transcript) if delivered else []
    found += _of_later(transcript, first, subject)
    if answer and (transcript.expired == "linger" or transcript.first(Served)):
        found += _of_lingering(transcript, subject)
    if answer and transcript.status is not None and transcript.status < 0:
        found.append("The hook's process was killed after the answer.")
    found += earlier.warnings(transcript)
    if transcript.left_running:
        count = (
            "a process" if transcript.left_running == 1 else f"{transcript.left_running} processes"
        )
        ended = (
            "offhook ended all it started" if transcript.all_ended else "some of them may run on"
        )
        found.append(f"The {subject.noun} had detached {count} that still ran; {ended}.")
    if _is_cut(transcript):
        most = f"1 MiB or {MOST_LINES:,} lines"
        found.append(f"The console was cut: the {subject.noun} printed more than {most}.")
    return tuple(found)


def _is_cut(transcript: Transcript) -> bool:
    lines = (len(text.splitlines()) for text in (transcript.stdout, transcript.stderr))
    return (
        transcript.cut or bool(transcript.first(ConsoleCut)) or any(n > MOST_LINES for n in lines)
    )


def _reports_success(transcript: Transcript, first: Event | None) -> bool:
    """Whether it was called back with no error, or is an Action that was just fulfilled."""
    match first:
        case ErrorAnswer():
            return False
        case ResponseAnswer():
            return first.response.problem is None
        case _:
            return actions.succeeded(transcript)


def _of_answer(answer: HookAnswer) -> list[str]:
    if isinstance(answer, ErrorAnswer):
        return _of_error(answer.error)
    found: list[str] = []
    if answer.falsy is not None:
        value = answer.falsy or "''"
        found.append(f"cb was given {value} as its error; the platform takes that for none.")
    return found + _of_response(answer.response)


def _of_error(facts: ErrorFacts) -> list[str]:
    if facts.wire_problem is not None:
        more = ", and with what the provider said" if facts.provider else ""
        return [
            "The platform would lose this error: it cannot write it as JSON, and answers "
            f"“Error serializing error” instead. Give cb a new Error with its message{more}."
        ]
    if facts.wire_cut:
        return ["The error's properties are too large to keep; wire shows message and stack."]
    if not facts.is_error and facts.properties != "{}":
        return ["The platform keeps only the message of an error that is no Error object."]
    return []


def _of_response(facts: ResponseFacts) -> list[str]:
    if facts.problem:
        return []  # nothing of it is kept, so that no loss matters
    found = [_of_loss(loss) for loss in facts.dropped[:_MOST_LOST]]
    if more := len(facts.dropped[_MOST_LOST:]) + facts.more:
        found.append(f"JSON loses {more} more values of the response.")
    if not facts.given:
        found.append("The hook gave no response: the platform's answer has no data.")
    elif facts.deep:
        found.append("The response is nested deeper than 200 levels; it is shown as text.")
    elif facts.json is None:
        found.append(f"The response is too large to show: {facts.size} characters of JSON.")
    return found


def _of_lingering(transcript: Transcript, subject: Subject) -> list[str]:
    """Node may only be slow to leave, as when it still compiles what `fetch` is made of."""
    lingering = transcript.first(Lingering)
    has_left = transcript.first(Idle, Exiting)
    is_leaving = (
        subject.language == "node" and transcript.first(Returned, Promised) and not lingering
    )
    if has_left or is_leaving:
        return []
    handles = in_words(lingering.handles) if lingering else ""
    open_ = f", with {handles} open" if handles else ""
    then = "offhook ended it after 0.2 s"
    if transcript.first(Served):
        then = "what it had begun goes on in its instance, beside the next invocation"
    return [f"The hook was still running after its answer{open_}; {then}."]


def _of_loss(loss: Loss) -> str:
    return f"{loss.path} is {loss.what}: {_LOST[loss.becomes]}."


def _of_later(transcript: Transcript, first: Event | None, subject: Subject) -> list[str]:
    others = [event for event in transcript.all(*DECISIVE, Uncaught) if event is not first]
    answers = [event for event in others if isinstance(event, ErrorAnswer | ResponseAnswer)]
    found = [_of_answers(answers, first)] if answers and first else []
    return found + [text for event in others if (text := _of_late_event(event, subject.noun))]


def _of_answers(answers: list[HookAnswer], first: Event) -> str:
    place = short(answers[0].at)
    if not isinstance(first, ErrorAnswer | ResponseAnswer):
        return f"cb was called{place}, too late to count."
    times = "again" if len(answers) == 1 else f"{len(answers)} more times, first"
    return f"cb was called {times}{place}: {ONE_ANSWER}."


def _of_late_event(event: Event, noun: str) -> str:
    match event:
        case OwnFault():
            said = event.error.message
            return f"offhook itself failed after the outcome, not the {noun}: {said}"
        case Threw():
            return f"The {noun} threw{_beside(event)}"
        case Rejected():
            return f"The promise was rejected{_beside(event)}"
        case Uncaught():
            return f"An error was not caught{_beside(event)}"
        case Exiting():
            return f"The {noun} ended its own process after the outcome{short(event.at)}."
        case _:
            return ""


def _beside(event: Failure) -> str:
    return f", beside its outcome: {event.error.message}{short(where(event))}"

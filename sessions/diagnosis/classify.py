"""What a child said, judged: events in, outcome out. A pure function, where all judgement lives."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sessions.contract.excerpts import cut
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, SourceLocation, delivered, failed
from sessions.platforms.current import PLATFORM
from sessions.runner.containment.resource_limits import MOST_MEMORY
from sessions.runner.events import (
    DECISIVE,
    BadExport,
    Called,
    Completed,
    ErrorAnswer,
    Event,
    Exiting,
    Failure,
    Idle,
    Loaded,
    LoadFailed,
    NotFound,
    Overdue,
    OwnFault,
    Promised,
    PromiseState,
    Ready,
    Rejected,
    ResponseAnswer,
    Returned,
    Settled,
    Swallowed,
    Threw,
    Uncaught,
)
from sessions.runner.facts import ErrorFacts, NoJson, OpenCall, ResponseFacts
from sessions.runner.transcript import Subject, Transcript

from . import actions, earlier, errors, es_modules, requirements, warnings
from .console import printed
from .open_handles import in_words
from .sightings import understood


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an invocation failed. A text as the error is offhook's own word on it."""

    kind: Kind
    error: HookError | str
    where: SourceLocation | None = None
    wire: JsonValue = None
    advice: str | None = None


def classify(transcript: Transcript, subject: Subject) -> Outcome:
    """The outcome of one child's life, complete but for the source lines around its place.

    The first event that settles it counts (`events.DECISIVE`). Where there is none, an error
    that nobody caught does; failing that, how the child ended.
    """
    subject = _as_loaded(transcript, subject)
    transcript = replace(transcript, outbound=understood(transcript.outbound, subject.payload))
    first: Event | None = transcript.first(*DECISIVE, Overdue)
    if first is None or isinstance(first, Overdue):
        first = transcript.first(Uncaught) or first
    return replace(
        _settled(transcript, first, subject),
        duration_ms=_duration(transcript, first, subject),
        warnings=warnings.warnings(transcript, first, subject),
        console=printed(transcript, _called_at(transcript, first)),
        outbound=tuple(replace(call, raw="") for call in transcript.outbound),
    )


def _settled(transcript: Transcript, first: Event | None, subject: Subject) -> Outcome:
    """What came of it, by the event that settled it."""
    if isinstance(first, Completed):
        return actions.settled(transcript, subject.target)
    if isinstance(first, ResponseAnswer) and not first.response.problem:
        response = errors.read_json(first.response.json)
        written = PLATFORM.wire.success(response, given=first.response.given)
        return delivered(subject.target, response, wire=written)
    found = _judge(first, subject) if first else _unsaid(transcript, subject)
    if first and (module := es_modules.culprit(first, transcript)):
        found = replace(found, advice=es_modules.advice(module))
    written = None if subject.is_action else found.wire
    outcome = failed(subject.target, found.kind, found.error, wire=written)
    return replace(outcome, where=found.where, advice=found.advice)


def _as_loaded(transcript: Transcript, subject: Subject) -> Subject:
    """A file is a hook or an Action by its exports, once they are known."""
    loaded = transcript.first(Loaded, LoadFailed)
    if loaded is None or not loaded.kind or subject.target.kind not in ("hook", "action"):
        return subject
    return replace(subject, target=replace(subject.target, kind=loaded.kind))


def _called_at(transcript: Transcript, first: Event | None) -> float:
    called = (
        transcript.first(Called) or first or (transcript.events[-1] if transcript.events else None)
    )
    return called.t if called else 0.0


def _duration(transcript: Transcript, first: Event | None, subject: Subject) -> float:
    """From the call of the hook to its result; of a hook that was not called, of its loading."""
    if transcript.expired in ("load", "call", "overdue"):
        return subject.timeout * 1000
    began = transcript.first(Called) or transcript.first(Ready)
    ended = first or transcript.first(Idle)
    if began and ended:
        return round(ended.t - began.t, 3)
    return round(transcript.elapsed_ms, 3)


def _judge(event: Event, subject: Subject) -> _Failure:
    facts = errors.error_of(event)
    if facts and (isinstance(event, OwnFault) or facts.ours):
        return _own_fault(facts, subject)
    match event:
        case ErrorAnswer():
            error, written = errors.hook_error(event.error), errors.wire_of_error(event.error)
            return _Failure(Kind.CALLBACK_ERROR, error, errors.where(event), written)
        case ResponseAnswer(response=ResponseFacts(problem=NoJson() as problem)):
            return _no_json(event, problem)
        case Threw():
            known, body = event.has_body, event.body
            written = errors.read_json(body) if known else errors.wire_of_throw(event.error)
            return _error_of(Kind.SYNC_THROW, event, subject, written)
        case Rejected():
            return _error_of(Kind.REJECTED, event, subject)
        case Uncaught():
            of_promise = event.origin in ("rejection", "task")
            kind = Kind.UNHANDLED_REJECTION if of_promise else Kind.ASYNC_THROW
            return _error_of(kind, event, subject)
        case LoadFailed():
            kind = Kind.SYNTAX_ERROR if event.syntax else Kind.LOAD_ERROR
            return _error_of(kind, event, subject, errors.wire_of_uncompiled(event.error))
        case NotFound():
            return _not_found(subject)
        case BadExport():
            return _bad_export(event, subject)
        case Exiting():
            return _exiting(event, subject)
        case Overdue():
            return _overdue(event, subject)
        case _:
            raise AssertionError(f"unreachable: {event} settles nothing")


def _no_json(event: ResponseAnswer, problem: NoJson) -> _Failure:
    """A callback with a response that is no JSON: maybe a client's answer, connection and all."""
    whole = event.response.whole
    instead = f" {whole.path} is {whole.what}: give {whole.instead}." if whole else ""
    return _Failure(
        Kind.UNSERIALISABLE_RESPONSE,
        f"{problem.path} is {problem.what}, which JSON cannot hold.{instead}",
        errors.place(event.at),
        PLATFORM.wire.unserializable(),
    )


def _error_of(kind: Kind, event: Failure, subject: Subject, written: JsonValue = None) -> _Failure:
    """An error that escaped the hook: of `kind`, unless the error itself says what it is."""
    facts, message = event.error, None
    if event.missing:
        kind = Kind.MISSING_MODULE
        message = requirements.missing_message(event.missing, facts, subject)
    elif errors.ran_out_of_memory(facts):
        kind = Kind.OUT_OF_MEMORY
    elif errors.is_module_syntax(event):
        message = f"{facts.message}. {_COMMONJS[subject.noun]}"
    return _Failure(kind, errors.hook_error(facts, message), errors.where(event), written)


def _own_fault(facts: ErrorFacts, subject: Subject) -> _Failure:
    """What failed is offhook, and so nothing is known of the hook."""
    said = f"{facts.name}: {errors.said(facts)}"
    text = f"offhook itself failed, not the {subject.noun}: {said}. Send again, and report this."
    return _Failure(Kind.RUNTIME_MISSING, replace(errors.hook_error(facts), message=text))


def _not_found(subject: Subject) -> _Failure:
    return _Failure(
        Kind.TARGET_NOT_FOUND,
        f"There is no module {subject.module!r} in {subject.folder}, "
        f"nor among the packages of {subject.executable}.",
    )


def _bad_export(event: BadExport, subject: Subject) -> _Failure:
    names = ", ".join(event.names)
    if event.owner:
        named = names if subject.language == "node" else f"{subject.module}:{subject.function}"
        return _Failure(Kind.BAD_EXPORT, errors.not_your_code(named, event.owner))
    if subject.language == "python":
        has = f"; functions there: {names}" if names else ""
        wanted = f"{subject.module} has {event.what} by the name {subject.function!r}"
        return _Failure(Kind.BAD_EXPORT, f"{wanted}{has}. Name one as file.py:function.")
    if plain := event.plain:
        message = (
            f'Invalid function signature for the "{plain}" handler: it must be an async function. '
            f"Write exports.{plain} = async (event, api) => {{ … }}."
        )
        return _Failure(Kind.BAD_EXPORT, message)
    if subject.is_action and event.what not in ("an object", "an empty object"):
        message = f"The Action must export an object. module.exports is {event.what}."
        return _Failure(Kind.BAD_EXPORT, message)
    members = f" with {names}" if names else ""
    message = (
        f"module.exports is {event.what}{members}; it must be the function itself, "
        f"or an object with the function {' or '.join(PLATFORM.events.EXPORTS.values())}."
    )
    return _Failure(Kind.BAD_EXPORT, message, wire=errors.wire_of_throw(_NO_FUNCTION))


def _exiting(event: Exiting, subject: Subject) -> _Failure:
    call = "process.exit" if subject.language == "node" else "exit"
    said = f"The {subject.noun} called {call} with status {event.code} before it had answered."
    return _Failure(Kind.PROCESS_EXIT, said, errors.place(event.at))


def _overdue(event: Overdue, subject: Subject) -> _Failure:
    """The time is up, and the child's event loop, or its clock's thread, could still say so."""
    place = errors.place(event.at)
    if event.busy:
        return _Failure(Kind.TIMEOUT_BUSY, _late(subject, "it was still computing"), place)
    place = place or next((at for call in event.calls if (at := errors.place(call.at))), None)
    handles = in_words(_with_lines(event.handles, event.calls))
    waiting = f"it was waiting for {handles}" if handles else "it was still waiting"
    return _Failure(Kind.TIMEOUT_WAITING, _late(subject, waiting), place)


def _with_lines(handles: Sequence[str], calls: Sequence[OpenCall]) -> list[str]:
    """What is open, with the lines of the calls that go on over it."""
    found = list(handles)
    for call in calls:
        if call.to in found:
            found[found.index(call.to)] += errors.short(call.at)
    return found


def _late(subject: Subject, doing: str) -> str:
    return f"No answer within {subject.timeout:g} s: {doing}."


def _unsaid(transcript: Transcript, subject: Subject) -> _Failure:
    """Nothing settled it: judged by how the child ended."""
    if crash := earlier.crash(transcript):
        return _Failure(Kind.PROCESS_EXIT, crash.message, crash.at, advice=earlier.REMEDY)
    if transcript.expired:
        return _expired(transcript, subject)
    if transcript.outgrown:
        said = f"The hook's process filled more than {MOST_MEMORY >> 20} MiB of memory."
        return _Failure(Kind.OUT_OF_MEMORY, said)
    if errors.died_of_memory(transcript.stderr):
        return _Failure(Kind.OUT_OF_MEMORY, "The limit of JavaScript's heap was reached.")
    if transcript.first(Ready) is None:
        return _Failure(Kind.RUNTIME_MISSING, _no_start(transcript, subject))
    if transcript.status is not None and transcript.status < 0:
        said = f"The {subject.noun}'s process was ended by {_signal_name(-transcript.status)}."
        return _Failure(Kind.KILLED_BY_SIGNAL, said)
    if transcript.first(Idle):
        swallowed = transcript.first(Swallowed)
        where = errors.where(swallowed) if swallowed else None
        return _Failure(Kind.NEVER_CALLED, _never_called(transcript, subject), where)
    ended = f"process ended with status {transcript.status} before it had answered"
    return _Failure(Kind.PROCESS_EXIT, f"The {subject.noun}'s {ended}.")


def _signal_name(number: int) -> str:
    named = number in signal.Signals.__members__.values()
    return signal.Signals(number).name if named else f"signal {number}"


def _expired(transcript: Transcript, subject: Subject) -> _Failure:
    if transcript.expired == "start":
        said = f"{subject.executable} did not start in time. {cut(transcript.stderr, 500)}".strip()
        return _Failure(Kind.RUNTIME_MISSING, said)
    if transcript.stopped:
        doing = "its process was stopped by a signal (SIGSTOP), and did not go on"
        return _Failure(Kind.TIMEOUT_WAITING, _late(subject, doing))
    if transcript.expired == "load":
        doing = "it was still being loaded; code outside the function never ends, or blocks"
    else:
        doing = "it was held up by a loop or a blocking call"
    return _Failure(Kind.TIMEOUT_BUSY, _late(subject, doing), errors.place(transcript.busy_at))


def _no_start(transcript: Transcript, subject: Subject) -> str:
    said = next(
        (line for line in transcript.stderr.splitlines() if line.strip()), "It said nothing."
    )
    return f"{subject.executable} could not run (exit status {transcript.status}). {said.strip()}"


def _never_called(transcript: Transcript, subject: Subject) -> str:
    """Why nothing more can come, and what became of a promise, which many take for an answer."""
    if subject.is_action:
        return "Nothing was left to run, and the Action's promise had not settled."
    said, returned = (
        "Nothing was left to run, and cb had not been called.",
        transcript.first(Returned),
    )
    if swallowed := transcript.first(Swallowed):
        facts, at = swallowed.error, errors.short(errors.where(swallowed))
        return (
            f"{said} Before that the hook's own handler took an error that nothing caught, and "
            f"called no cb: {facts.name}: {facts.message}{at}."
        )
    if subject.language == "python":
        if transcript.first(Promised):
            return f"{said} The coroutine came to its end{_PYTHON_REMEDY}"
        has_value = returned and returned.value
        return f"{said} It returned a value{_PYTHON_REMEDY}" if has_value else said
    if transcript.first(Promised):
        settled = transcript.first(Settled)
        became = _BECAME[settled.state if settled else "pending"]
        return f"{said} The promise that it returned {became}, but the platform ignores it."
    if returned and returned.value:
        return f"{said} What a function with a callback returns is no answer."
    return said


_PYTHON_REMEDY: Final = (
    ", which is no answer where cb is a parameter: call cb, or leave the parameter out and return "
    "the response."
)
_BECAME: Final[dict[PromiseState, str]] = {
    "resolved": "was resolved",
    "caught": "was rejected, which the hook handled itself",
    "pending": "was never settled",
}
_COMMONJS: Final = {
    "hook": "The platform takes CommonJS only: require(…) and module.exports = function … .",
    "Action": "The platform takes CommonJS only: require(…) and exports.onExecute… = async … .",
}
_NO_FUNCTION: Final = ErrorFacts(True, "TypeError", "func is not a function")
"""What the platform runs into when it calls an export that is no function."""

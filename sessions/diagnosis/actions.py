"""Actions: what a child calls of one, and what comes of its promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, Result, TargetInfo, delivered
from sessions.platforms.current import PLATFORM
from sessions.platforms.platform import Dialect
from sessions.runner.events import CacheRefused, Completed, Left, Loaded, Notified
from sessions.runner.transcript import Subject, Transcript

from .errors import place, short
from .open_handles import in_words

_NOTIFIED: Final = {
    "drop": (Result.DROPPED, Kind.DROPPED, "Dropped"),
    "retry": (Result.RETRY, Kind.RETRY_REQUESTED, "Retry"),
}


def choose(loaded: Loaded, wanted: Dialect | None) -> Dialect | None:
    """Which trigger's export is called of a file that is loaded; None where it is no Action.

    The one that is wanted, though it may not be there, else the first.
    """
    return loaded.action and (wanted or loaded.action)


def settled(transcript: Transcript, target: TargetInfo) -> Outcome:
    """The outcome of an Action whose promise was fulfilled.

    What it returns counts for nothing on the platform, a MessageID in it neither. The last call of
    `api.notification` decides, unless it came too late.
    """
    notified = _notified(transcript, late=False)
    if not notified:
        return delivered(target, None, wire=None)
    last = notified[-1]
    outcome, kind, name = _NOTIFIED[last.how]
    error = HookError(last.reason or "(no reason given)", name)
    return Outcome(outcome, kind, target, error=error, where=place(last.at))


def succeeded(transcript: Transcript) -> bool:
    """Whether an Action's promise was fulfilled, and it asked for nothing else in time."""
    return transcript.first(Completed) is not None and not _notified(transcript, late=False)


def warnings(transcript: Transcript, subject: Subject) -> list[str]:
    """What the author of an Action should know beside its outcome."""
    loaded = transcript.first(Loaded)
    found = _of_file(loaded, subject) if loaded else []
    found += [
        f"api.notification.{event.how} was called after the Action's promise had settled"
        f"{short(event.at)}: it counts for nothing."
        for event in _notified(transcript, late=True)
    ]
    if any(event.cut for event in _notified(transcript, late=False)[-1:]):
        found.append("The reason was cut after 1,024 characters, as the platform does.")
    found += [
        f"api.cache.set was refused with {event.code}{short(event.at)}."
        for event in transcript.all(CacheRefused)
    ]
    left = transcript.first(Left)
    return [*found, *_of_left(left)] if left else found


def _of_file(loaded: Loaded, subject: Subject) -> list[str]:
    """Exports that nobody has chosen from, and a size that the platform does not take."""
    found: list[str] = []
    if loaded.action and not subject.trigger:
        exports = PLATFORM.events.EXPORTS
        called = exports[loaded.action]
        found += [
            f"The file exports {other} too; only {called} was called. The "
            f"target FILE.js:{other} calls it, and so does trigger in the session's target."
            for other in map(exports.__getitem__, loaded.others)
        ]
    most = PLATFORM.limits.CODE_BYTES
    if loaded.size > most:
        takes = f"the platform takes {most // 1000} kB of code"
        found.append(f"The file has {loaded.size:,} bytes; {takes}.")
    return found


def _of_left(left: Left) -> list[str]:
    """What was still under way at the end; a timer that only gives up on a call is none of it."""
    idle = [timer for timer in left.timers if timer.gives_up]
    handles = list((Counter(left.handles) - Counter(Timeout=len(left.timers))).elements())
    handles += [f"Timeout{short(timer.at)}" for timer in left.timers if not timer.gives_up]
    found: list[str] = []
    if handles:
        is_timed = any(handle.startswith("Timeout") for handle in handles)
        clear = ", and clear every timer that is not needed any more" if is_timed else ""
        found.append(
            "Something was still under way when the Action's promise had settled "
            f"({in_words(handles)}): the platform may end it there. Await every promise{clear}."
        )
    if idle:
        places = " and".join(dict.fromkeys(short(timer.at) for timer in idle))
        found.append(
            f"A timer that gives up on a call was not cleared{places}: no harm to this invocation, "
            "but it holds the process up. Call clearTimeout once the call is done."
        )
    return found


def _notified(transcript: Transcript, *, late: bool) -> Sequence[Notified]:
    """The calls of `api.notification` before the Action's promise settled, or after it."""
    done = transcript.first(Completed)
    end = transcript.events.index(done) if done else len(transcript.events)
    events = transcript.events[end:] if late else transcript.events[:end]
    return [event for event in events if isinstance(event, Notified)]

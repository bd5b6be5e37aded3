"""Actions: what a child is told to call of one, and what comes of its promise."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, cast

from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome, Result, TargetInfo, delivered
from sessions.platforms.auth0.events import EXPORTS, Dialect
from sessions.runner.transcript import Event, Transcript

from .errors import place, short
from .open_handles import in_words

LARGEST: Final = 100_000
"""Bytes of code that the platform takes (PLATFORM.md "Actions")."""

_NOTIFIED: Final = {
    "drop": (Result.DROPPED, Kind.DROPPED, "Dropped"),
    "retry": (Result.RETRY, Kind.RETRY_REQUESTED, "Retry"),
}


def choose(loaded: Event, wanted: Dialect | None) -> Dialect | None:
    """Which trigger's export is called of a file that is loaded; None where it is no Action.

    The one that is wanted, though it may not be there, else the first. `loaded` says it then.
    """
    first: Dialect | None = loaded.get("action")
    if first is None or wanted is None:
        return first
    loaded["others"] = [each for each in (first, *loaded["others"]) if each != wanted]
    loaded["action"] = wanted
    loaded["chosen"] = True
    return wanted


def settled(told: Transcript, target: TargetInfo, more: dict[str, Any]) -> Outcome:
    """The outcome of an Action whose promise was fulfilled.

    What it returns counts for nothing on the platform, a MessageID in it neither. The last call of
    `api.notification` decides, unless it came too late.
    """
    notified = _notified(told, late=False)
    if not notified:
        return delivered(target, None, wire=None, **more)
    last = notified[-1]
    outcome, kind, name = _NOTIFIED[last["how"]]
    error = HookError(last["reason"] or "(no reason given)", name)
    return Outcome(outcome, kind, target, error=error, where=place(last["at"]), **more)


def succeeded(told: Transcript) -> bool:
    """Whether an Action's promise was fulfilled, and it asked for nothing else in time."""
    return told.first("completed") is not None and not _notified(told, late=False)


def warnings(told: Transcript) -> list[str]:
    """What the author of an Action should know beside its outcome."""
    loaded = told.first("loaded") or {}
    others = () if loaded.get("chosen") else loaded.get("others", ())
    found = [
        f"The file exports {EXPORTS[other]} too; only {EXPORTS[loaded['action']]} was called. The "
        f"target FILE.js:{EXPORTS[other]} calls it, and so does trigger in the session's target."
        for other in others
    ]
    if loaded.get("size", 0) > LARGEST:
        found.append(f"The file has {loaded['size']:,} bytes; the platform takes 100 kB of code.")
    found += [
        f"api.notification.{event['how']} was called after the Action's promise had settled"
        f"{short(event['at'])}: it counts for nothing."
        for event in _notified(told, late=True)
    ]
    if any(event["cut"] for event in _notified(told, late=False)[-1:]):
        found.append("The reason was cut after 1,024 characters, as the platform does.")
    found += [
        f"api.cache.set was refused with {event['code']}{short(event['at'])}."
        for event in told.all("cache_refused")
    ]
    left = told.first("left")
    return [*found, *_of_left(left)] if left else found


def _of_left(left: Event) -> list[str]:
    """What was still under way at the end; a timer that only gives up on a call is none of it."""
    timers = cast("list[Event]", left.get("timers", []))
    open_ = Counter(cast("list[str]", left["handles"]))
    idle = [timer for timer in timers if timer["gives_up"]]
    handles = list((open_ - Counter(Timeout=len(timers))).elements())
    handles += [f"Timeout{short(timer['at'])}" for timer in timers if not timer["gives_up"]]
    found: list[str] = []
    if handles:
        is_timed = any(handle.startswith("Timeout") for handle in handles)
        clear = ", and clear every timer that is not needed any more" if is_timed else ""
        found.append(
            "Something was still under way when the Action's promise had settled "
            f"({in_words(handles)}): the platform may end it there. Await every promise{clear}."
        )
    if idle:
        places = " and".join(dict.fromkeys(short(timer["at"]) for timer in idle))
        found.append(
            f"A timer that gives up on a call was not cleared{places}: no harm to this invocation, "
            "but it holds the process up. Call clearTimeout once the call is done."
        )
    return found


def _notified(told: Transcript, *, late: bool) -> list[Event]:
    """The calls of `api.notification` before the Action's promise settled, or after it."""
    done = told.first("completed")
    end = told.events.index(done) if done else len(told.events)
    events = told.events[end:] if late else told.events[:end]
    return [event for event in events if event["e"] == "notified"]

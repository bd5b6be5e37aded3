"""One row, tried out and judged: what its outcomes must be with its calls captured."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import HookError, Outcome
from sessions.providers.registry import GENERIC
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits, Settings

from .rows import TIMEOUT_MS, Row

REFUSED: Final = "EOFFHOOK_CAPTURED"
_WORDED: Final = ("400", "401", "429", "500")
_ENDLESS: Final = TIMEOUT_MS / 1000 + 4
"""Seconds: past every SDK's own time-out, before the answer of `slow`."""
_PATIENT: Final = 20.0
_LIVE: Final = 0.6
_FAILED: Final = (Kind.CALLBACK_ERROR, Kind.SYNC_THROW, Kind.REJECTED)


async def run(
    row: Row, folder: Path, settings: Settings, seconds: float, fault: str = ""
) -> Outcome:
    """The outcome of a row, with a fault of its provider."""
    target = resolve(row.location, base=folder, settings=settings)
    faults = (f"{row.provider or GENERIC}={fault}",) if fault else ()
    try:
        given = replace(row.invocation, faults=faults)
        return await target.invoke(given, row.secrets, Limits(seconds))
    finally:
        await target.aclose()


async def captured(row: Row, folder: Path, settings: Settings) -> list[str]:
    """What is wrong with an outcome that is captured."""
    outcome = await run(row, folder, settings, _PATIENT)
    network = "isolated" if settings.isolate else "redirected"
    found = [] if outcome.target.network == network else [f"it ran {outcome.target.network}"]
    return found + (_evaded(row, outcome) if row.is_evasion else _undelivered(row, outcome))


async def faulty(row: Row, folder: Path, settings: Settings, fault: str) -> list[str]:
    """What is wrong with the outcome of a fault."""
    has_time_out = not row.says("lacks", "time-out")
    patience = _ENDLESS if fault == "no-answer" else _PATIENT
    outcome = await run(row, folder, settings, patience, fault)
    return [f"{fault}: {problem}" for problem in _of_fault(row, fault, outcome, has_time_out)]


async def live(row: Row, folder: Path, settings: Settings) -> None:
    """Let a row's calls go out, for a moment, to nowhere."""
    await run(row, folder, replace(settings, live=True), _LIVE)


def _undelivered(row: Row, outcome: Outcome) -> list[str]:
    found = [] if outcome.delivered else [f"{outcome.kind}: {outcome.error}"]
    sent = [call for call in outcome.outbound if call.message]
    if len(sent) != 1 or not sent[0].message:
        return [*found, f"{len(sent)} messages in {[call.url for call in outcome.outbound]}"]
    if not row.is_message(sent[0].message):
        found.append(f"the message is {sent[0].message}")
    if sent[0].provider != row.provider:
        found.append(f"the provider is {sent[0].provider}")
    found += [f"insecure: {call.url}" for call in outcome.outbound if call.insecure]
    return found + [f"{call.url}: {call.problem}" for call in outcome.outbound if call.problem]


def _evaded(row: Row, outcome: Outcome) -> list[str]:
    found: list[str] = []
    when = ("always", "redirected") if outcome.target.network == "redirected" else ("always",)
    refused = row.facts["refused"] in when
    if (outcome.error is not None and outcome.error.code == REFUSED) != refused:
        found.append(f"refused should be {refused}: {outcome.kind}, {outcome.error}")
    if not any(row.facts.get("warned", "") in said for said in outcome.warnings or ("",)):
        found.append(f"the warnings are {outcome.warnings}")
    called = [call.url for call in outcome.outbound]
    if called != ([row.facts["called"]] if "called" in row.facts else []):
        found.append(f"it called {called}")
    return found


def _of_fault(row: Row, fault: str, outcome: Outcome, has_time_out: bool) -> Iterator[str]:
    met = [call for call in outcome.outbound if call.fault == fault]
    if not met:
        yield f"no call met it; {outcome.kind}: {outcome.error}"
        return
    if fault == "slow" and not has_time_out:
        if not outcome.delivered:
            yield f"{outcome.kind}: {outcome.error}"
        return
    wanted = (Kind.TIMEOUT_WAITING,) if fault == "no-answer" and not has_time_out else _FAILED
    if outcome.kind not in wanted or outcome.error is None:
        yield f"{outcome.kind}: {outcome.error}"
    elif fault in _WORDED and not row.says("loses", fault):
        said = _words(met[-1].answer_body)
        told = "\n".join(_texts_of_error(outcome.error))
        if said not in told:
            yield f"no {said!r} in {told[:400]!r}"


def _words(body: str) -> str:
    """What an answer says to a person: its longest text that is no single word or address."""
    texts = [text for text in _leaves(body) if re.search(r"[a-z]", text) and "://" not in text]
    return max(texts, key=_weight)


def _leaves(body: str) -> list[str]:
    """The texts in JSON or XML; a body that is neither is one."""
    with contextlib.suppress(ValueError):
        return [*_texts(json.loads(body))]
    with contextlib.suppress(ElementTree.ParseError):
        return [text.strip() for text in ElementTree.fromstring(body).itertext()]
    return [body.strip()]


def _weight(text: str) -> tuple[bool, int]:
    return " " in text, len(text)


def _texts_of_error(error: HookError | None) -> Iterator[str]:
    while error:
        yield error.message
        yield from _texts(error.properties)
        error = error.cause


def _texts(value: JsonValue | Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)

"""`offhook import`: JSON payloads and events become a session, on stdout or in a new file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from .shared.diagnostics import AS_EXPECTED, Diagnostics, InputError
from .shared.inputs import STDIN, place_name, read_json, refuse_existing
from .shared.output import Output
from .shared.parsing import Parser

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue
    from sessions.store.model import SavedInvocation

_EPILOG = """\
The file holds one JSON object, an array of objects, or an object on each line: a hook's
payload, or the event of an Action for the trigger send-phone-message or
custom-phone-provider; also as text in {"body": "..."}. They are called
invocation-1, invocation-2 and so on, in their order. An event becomes the payload that a
hook would get, and under [invocation.NAME.event] what else it has; of its secrets only
the names are kept.

example:
  offhook import event.json -o enrollment.toml
"""


def configure(parser: Parser) -> None:
    """The options: the payloads, the session to write, and its name."""
    parser.epilog = _EPILOG
    parser.add_argument("file", metavar="FILE", help="a file of JSON, or - for standard input")
    parser.add_argument(
        "-o", "--output", metavar="F", help="the new session file; never overwrites"
    )
    parser.add_argument(
        "--name", metavar="TEXT", help="the session's name (default: the file's name)"
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Write the session, and say which of its payloads the platform would refuse."""
    from sessions.interchange.other_formats import doubt
    from sessions.platforms.current import PLATFORM
    from sessions.store import session_file
    from sessions.store.model import Session

    target = refuse_existing(options.output) if options.output else None
    place = place_name(options.file)
    documents = _payloads(_documents(read_json(options.file, lines=True), place), place, err)
    invocations = {
        f"invocation-{number}": _invocation(document)
        for number, document in enumerate(documents, 1)
    }
    session = Session(
        name=_session_name(options), secrets=_secret_names(documents), invocation=invocations
    )
    if target:
        session_file.write(target, session)
        err.note(f"{target}: {_counted(len(invocations))}")
    else:
        out.document(session_file.dumps(session))
    for name, saved in invocations.items():
        if looks := doubt(saved.payload):
            err.warn(f"{name}: {looks}")
        if not (broken := PLATFORM.rules.refusal(saved.payload)):
            continue
        called = PLATFORM.events.TRIGGERS.get(saved.trigger or "")
        if called and not PLATFORM.rules.refusal(saved.payload, [called]):
            err.note(f"{name}: only an Action of the trigger {saved.trigger} can be sent this")
        else:
            err.warn(f"{name}: the platform would refuse it: {broken.message}")
    return AS_EXPECTED


def _invocation(document: dict[str, JsonValue]) -> SavedInvocation:
    from sessions.platforms.current import PLATFORM
    from sessions.store.model import SavedInvocation

    events = PLATFORM.events
    if events.dialect_of(document) is None:
        return SavedInvocation(payload=document)
    _, payload, rest = events.from_event(document)
    trigger = events.trigger_of(document)
    return SavedInvocation(payload=payload, event=rest or None, trigger=trigger)


def _secret_names(documents: list[dict[str, JsonValue]]) -> tuple[str, ...]:
    """The names of the secrets that the events among the documents have."""
    from sessions.platforms.current import PLATFORM

    events = [document for document in documents if PLATFORM.events.dialect_of(document)]
    found = [secrets for event in events if isinstance(secrets := event.get("secrets"), dict)]
    return tuple(dict.fromkeys(name for secrets in found for name in secrets))


def _documents(document: JsonValue, place: str) -> list[dict[str, JsonValue]]:
    """The objects of a document: itself, or each item of an array. Raises InputError."""
    from sessions.contract.json_path import describe

    if isinstance(document, dict):
        return [document]
    if not isinstance(document, list):
        raise InputError(
            place, f"found {describe(document)}, wanted an object, or an array of them"
        )
    if not document:
        raise InputError(place, "the array is empty: nothing to import")
    objects: list[dict[str, JsonValue]] = []
    for index, item in enumerate(document):
        if not isinstance(item, dict):
            raise InputError(place, f"[{index}]: found {describe(item)}, wanted an object")
        objects.append(item)
    return objects


def _payloads(
    documents: list[dict[str, JsonValue]], place: str, err: Diagnostics
) -> list[dict[str, JsonValue]]:
    """The payloads and events of the documents. Raises InputError where one is something else."""
    from sessions.interchange.other_formats import described, inside_text, is_payload

    found: list[dict[str, JsonValue]] = []
    for index, document in enumerate(documents):
        at = f"[{index}]: " if len(documents) > 1 else ""
        inner = inside_text(document)
        if inner is None and not is_payload(document):
            raise InputError(place, at + described(document))
        if inner is not None:
            err.note(f"{place}: {at}read the JSON that is the text of {inner[0]}")
        found.append(document if inner is None else inner[1])
    return found


def _session_name(options: argparse.Namespace) -> str:
    if options.name is not None:
        return options.name
    source = options.output or (None if options.file == STDIN else options.file)
    return Path(source).stem if source else ""


def _counted(number: int) -> str:
    return f"{number} invocation" + ("" if number == 1 else "s")

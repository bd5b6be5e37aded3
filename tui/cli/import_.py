"""`offhook import`: what other tools write becomes a session, on stdout or in a new file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import AS_EXPECTED, Diagnostics, InputError, UsageError
from .shared.inputs import STDIN, place_name, read_bytes, refuse_existing
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser

if TYPE_CHECKING:
    from sessions.store.model import SavedInvocation

_MANUAL: Final = Manual(
    about="""\
What the file is, its content says:

  JSON      a hook's payload, or the event of an Action for the trigger
            send-phone-message or custom-phone-provider; one, in an array, or
            one on each line; also as text in {"body": "..."}
  cURL      commands, also as browsers copy them, for cmd and PowerShell too
  HTTPie    commands, as http POST :3000/sms recipient=+12025550143 text=Hi
  HAR       an archive: each request whose body is a payload or an event
  Postman   a collection or an item, its variables filled in
  log       entries of a tenant's log about a phone message, from the
            Management API or a log stream; code and text are never logged,
            and made up, which each note says

They are called as the document calls them, by their moment, or invocation-1 and so on. Where
requests went is the target. Credentials in URLs and headers become ${env:NAME}, and of an event's
secrets only the names are kept. No file that a document names is opened.

Of a folder that auth0-deploy-cli reads, or of its YAML file, each hook and Action that sends phone
messages becomes a session of its own, in the folder -o or else in the current one; what is left out
is said. No value of a secret is copied.
""",
    examples=(
        "offhook import event.json -o enrollment.toml",
        "offhook import tenant/ -o sessions/  # a folder of auth0-deploy-cli",
        "offhook import - < request.txt  # such as a cURL command that a browser copied",
    ),
    exits={"0": "written, or printed", "2": "wrong usage, or nothing in it to be sent"},
)


def configure(parser: Parser) -> None:
    """The options: the document, the session to write, and its name."""
    parser.manual = _MANUAL
    parser.add_argument("file", metavar="FILE", help="a file or folder, or - for standard input")
    parser.add_argument(
        "-o",
        "--output",
        metavar="F",
        help="the new session, or a folder for several; never overwrites",
    )
    parser.add_argument(
        "--name", metavar="TEXT", help="the session's name (default: the file's name)"
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Write the session, and say what of its document it has otherwise, or not at all."""
    if options.file != STDIN and PLATFORM.folders.is_folder(Path(options.file)):
        return _of_folder(options, err)
    from sessions.interchange.reading.document import read_document
    from sessions.interchange.reading.found import NothingFound
    from sessions.interchange.reading.session import session_of
    from sessions.store import session_file

    target = refuse_existing(options.output) if options.output else None
    place = place_name(options.file)
    try:
        found = read_document(read_bytes(options.file))
    except NothingFound as problem:
        raise InputError(place, str(problem), line=problem.line) from None
    imported = session_of(found, _session_name(options))
    session = imported.session
    if target:
        session_file.write(target, session)
        err.note(f"{target}: {_counted(len(session.invocation))}")
    else:
        out.document(session_file.dumps(session))
    for remark in imported.remarks:
        err.note(f"{place}: {remark}")
    for name, saved in session.invocation.items():
        _doubt(name, saved, err)
    return AS_EXPECTED


def _of_folder(options: argparse.Namespace, err: Diagnostics) -> int:
    """Write a session for each hook and Action of a folder, all of them or none."""
    from sessions.interchange.reading.deploy_folder import read_folder
    from sessions.secrets.lookup import environment
    from sessions.store import session_file

    if options.name is not None:
        raise UsageError("--name is for one session, and a folder makes several")
    folder = Path(options.output or ".")
    if not folder.is_dir():
        raise InputError(str(folder), "is no folder; sessions of a folder are written to one")
    env = environment(os.environ, folder=Path())
    found, left_out = read_folder(Path(options.file), env, folder)
    for reason in left_out:
        err.note(f"left out: {reason}")
    if not found:
        raise InputError(options.file, "has no hook and no Action for phone messages")
    files = [refuse_existing(str(folder / one.file)) for one in found]
    for file, one in zip(files, found, strict=True):
        session_file.write(file, one.session)
        err.note(f"{file}: {_counted(len(one.session.invocation))}, target {one.session.target}")
    return AS_EXPECTED


def _doubt(name: str, saved: SavedInvocation, err: Diagnostics) -> None:
    """Say what is odd about an invocation, and whether the platform would refuse it."""
    from sessions.interchange.reading.payloads import doubt

    if looks := doubt(saved.payload):
        err.warn(f"{name}: {looks}")
    if not (broken := PLATFORM.rules.refusal(saved.payload)):
        return
    called = PLATFORM.events.TRIGGERS.get(saved.trigger or "")
    if called and not PLATFORM.rules.refusal(saved.payload, [called]):
        err.note(f"{name}: only an Action of the trigger {saved.trigger} can be sent this")
    else:
        err.warn(f"{name}: the platform would refuse it: {broken.message}")


def _session_name(options: argparse.Namespace) -> str:
    if options.name is not None:
        return options.name
    source = options.output or (None if options.file == STDIN else options.file)
    return Path(source).stem if source else ""


def _counted(number: int) -> str:
    return f"{number} invocation" + ("" if number == 1 else "s")

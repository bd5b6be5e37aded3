"""`offhook export`: a session as JSON, as requests of other tools, or as tests for pytest."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import AS_EXPECTED, Diagnostics, InputError
from .shared.inputs import pick, refuse_hook
from .shared.manual import Manual
from .shared.output import Output, on_one_line
from .shared.parsing import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sessions.interchange.posting import Posting
    from sessions.store.model import SavedInvocation, Session

_REQUESTS: Final = ("curl", "httpie", "har")

_MANUAL: Final = Manual(
    about="""\
Of payloads and events one invocation prints an object, several an array. An event has what the
session says under [invocation.NAME.event] laid over it, and no secrets. The commands of curl and
HTTPie, and the requests of a HAR archive, go to the remote target of the session, and to
http://localhost:3000/ where that is none. A test for pytest sends to the session's target, and
asserts what the session expects; its paths count from its own file.

What a session takes from the environment stays the name of a variable, and the secret
auth0-extension-secret becomes AUTH0_EXTENSION_SECRET: no value is printed.
""",
    examples=(
        "offhook export enrollment.toml --invocation first-code",
        "offhook export enrollment.toml --as action",
        "offhook export enrollment.toml --as curl | sh  # really sends",
        "offhook export enrollment.toml --as pytest > test_enrollment.py",
    ),
    exits={"0": "printed", "2": "wrong usage, or a session that cannot be read"},
    files=("session",),
)


def configure(parser: Parser) -> None:
    """The options: a session, an invocation of it, and the format."""
    parser.manual = _MANUAL
    parser.add_argument("session", metavar="SESSION", help="a session file")
    parser.add_argument("--invocation", metavar="NAME", help="only this one (default: all)")
    parser.add_argument(
        "--as",
        dest="form",
        choices=("payload", *PLATFORM.events.EXPORTS, *_REQUESTS, "pytest"),
        default="payload",
        help="as a hook's payloads, as events of the trigger "
        f"{' or '.join(PLATFORM.events.TRIGGERS)}, as curl or HTTPie commands, "
        "as a HAR archive, or as tests for pytest (default: payload)",
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print what was asked for on stdout; on stderr, which values would leave by it."""
    from sessions.store.session_file import read

    refuse_hook(options.session)
    session = read(Path(options.session)).session
    first = pick(session, options.invocation, options.session)
    chosen = [first] if options.invocation else [*session.invocation.items()]
    if options.form in _REQUESTS:
        _requests(options, session, chosen, out, err)
    elif options.form == "pytest":
        _tests(options.session, session, chosen, out, err)
    else:
        documents = [_document(saved, options.form) for _, saved in chosen]
        out.json(documents[0] if len(documents) == 1 else documents)
    return AS_EXPECTED


def _document(saved: SavedInvocation, form: str) -> Any:
    if form == "payload":
        return saved.payload
    return PLATFORM.events.to_event(saved.payload, form, saved.event)


def _requests(
    options: argparse.Namespace,
    session: Session,
    chosen: Sequence[tuple[str, SavedInvocation]],
    out: Output,
    err: Diagnostics,
) -> None:
    """Print the invocations as the requests of another tool."""
    from sessions.interchange.posting import posting_of
    from sessions.interchange.writing.har import har_archive

    folder = Path(options.session).parent
    requests = [(name, saved, posting_of(session, saved, folder)) for name, saved in chosen]
    _tell_variables([posting for _, _, posting in requests], options.form, err)
    if options.form == "har":
        each = [(name, saved.payload, posting) for name, saved, posting in requests]
        out.json(har_archive(each, datetime.now(UTC)))
    else:
        out.document(_script(requests, options))


def _tests(
    path: str,
    session: Session,
    chosen: Sequence[tuple[str, SavedInvocation]],
    out: Output,
    err: Diagnostics,
) -> None:
    """Print the invocations as a file of tests."""
    from sessions.pytest_plugin.generation import written_tests

    out.document(written_tests(session, chosen, Path(path).name))
    err.note(f"its paths count from its own folder: save it beside {path}, as test_….py")


def _tell_variables(postings: list[Posting], form: str, err: Diagnostics) -> None:
    """Say which values leave for where, once for each place: `| sh` asks nobody."""
    from sessions.interchange.posting import variables
    from sessions.permission import values_of
    from sessions.secrets.userinfo import without_userinfo

    sent: dict[str, dict[str, None]] = {}
    for posting in postings:
        sent.setdefault(posting.url, {}).update(dict.fromkeys(variables(posting)))
    for url, names in sent.items():
        place = without_userinfo(url)
        if names and form == "har":
            err.note(f"${{env:NAME}} stands for {values_of(names)}, in what is sent to {place}")
        elif names:
            err.note(f"run by a shell, it sends {values_of(names)} to {place}")


def _script(
    requests: list[tuple[str, SavedInvocation, Posting]], options: argparse.Namespace
) -> str:
    """The commands, each under its invocation's name where there are several."""
    from sessions.interchange.posting import ExportError
    from sessions.interchange.writing.curl import curl_command
    from sessions.interchange.writing.httpie import httpie_command

    command_of = curl_command if options.form == "curl" else httpie_command
    commands: list[str] = []
    for name, saved, posting in requests:
        try:
            command = command_of(saved.payload, posting)
        except ExportError as error:
            raise InputError(options.session, f"{name}: {error}") from None
        commands.append(command if len(requests) == 1 else f"# {on_one_line(name)}\n{command}")
    return "\n\n".join(commands) + "\n"

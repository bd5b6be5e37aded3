"""`offhook export`: a session as JSON payloads, as events of Actions, or as curl commands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import AS_EXPECTED, Diagnostics, InputError
from .shared.inputs import pick, refuse_hook
from .shared.output import Output, on_one_line
from .shared.parsing import Parser

if TYPE_CHECKING:
    from sessions.interchange.curl import CurlRequest
    from sessions.store.model import SavedInvocation

_EPILOG = """\
One invocation prints an object, several an array. An event has what the session says
under [invocation.NAME.event] laid over it, and no secrets. A curl command goes to the remote
target of the session, and to http://localhost:3000/ where that is none. What a session
takes from the environment stays a shell variable, and the secret
auth0-extension-secret becomes $AUTH0_EXTENSION_SECRET: no value is printed.

examples:
  offhook export enrollment.toml --as action
  offhook export enrollment.toml --as curl | sh
"""


def configure(parser: Parser) -> None:
    """The options: a session, an invocation of it, and the format."""
    parser.epilog = _EPILOG
    parser.add_argument("session", metavar="SESSION", help="a session file")
    parser.add_argument("--invocation", metavar="NAME", help="only this one (default: all)")
    parser.add_argument(
        "--as",
        dest="form",
        choices=("payload", *PLATFORM.events.EXPORTS, "curl"),
        default="payload",
        help="as a hook's payloads, as events of the trigger "
        f"{' or '.join(PLATFORM.events.TRIGGERS)}, or as curl commands (default: payload)",
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print what was asked for on stdout; on stderr, what a shell would send of its variables."""
    from sessions.store.session_file import read

    refuse_hook(options.session)
    session = read(Path(options.session)).session
    first = pick(session, options.invocation, options.session)
    chosen = [first] if options.invocation else [*session.invocation.items()]
    if options.form == "curl":
        from sessions.interchange.curl import request_of

        folder = Path(options.session).parent
        requests = [(name, saved, request_of(session, saved, folder)) for name, saved in chosen]
        _tell_variables([request for _, _, request in requests], err)
        out.document(_script(requests, options.session))
    else:
        documents = [_document(saved, options.form) for _, saved in chosen]
        out.json(documents[0] if len(documents) == 1 else documents)
    return AS_EXPECTED


def _document(saved: SavedInvocation, form: str) -> Any:
    if form == "payload":
        return saved.payload
    return PLATFORM.events.to_event(saved.payload, form, saved.event)


def _tell_variables(requests: list[CurlRequest], err: Diagnostics) -> None:
    """Say which values leave for where, once for each place: `| sh` asks nobody."""
    from sessions.interchange.curl import variables
    from sessions.permission import values_of
    from sessions.secrets.redaction import without_userinfo

    sent: dict[str, dict[str, None]] = {}
    for request in requests:
        sent.setdefault(request.url, {}).update(dict.fromkeys(variables(request)))
    for url, names in sent.items():
        if names:
            err.note(f"run by a shell, it sends {values_of(names)} to {without_userinfo(url)}")


def _script(requests: list[tuple[str, SavedInvocation, CurlRequest]], path: str) -> str:
    """The commands, each under its invocation's name where there are several."""
    from sessions.interchange.curl import CurlError, curl_command

    commands: list[str] = []
    for name, saved, request in requests:
        try:
            command = curl_command(saved.payload, request)
        except CurlError as error:
            raise InputError(path, f"{name}: {error}") from None
        commands.append(command if len(requests) == 1 else f"# {on_one_line(name)}\n{command}")
    return "\n\n".join(commands) + "\n"

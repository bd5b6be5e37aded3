"""`offhook listen`: an endpoint for invocations that really happen, answered by a target."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.own_host import is_loopback
from sessions.platforms.current import PLATFORM
from sessions.secrets.userinfo import without_userinfo

from .shared.diagnostics import AS_EXPECTED, Diagnostics, InputError, UsageError
from .shared.inputs import refuse_hook
from .shared.manual import Manual
from .shared.outbound import add_fault_option
from .shared.output import Output
from .shared.parsing import Parser, add_allow_option, location, secret_name
from .shared.sockets import host_of_url, listening_socket, port

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.listening.listener import Tell
    from sessions.listening.recording import Recorder
    from sessions.listening.refused import Refused
    from sessions.listening.seen import SeenSignatures
    from sessions.store.session_file import SessionFile
    from tui.app import OffhookApp
    from tui.listening.screen import ListeningScreen

    from .reporting.listen import Report

_PORT: Final = 8766
_NEEDS: Final = ("starlette", "uvicorn")
_MANUAL: Final = Manual(
    about="""\
It takes what is sent to / by POST: a hook's payload, the event of either trigger of Actions, and
what the gateway of a passwordless connection is sent. The target answers it, as the platform
expects it; what the target sends to its provider is caught here. A screen shows each, what came of
it and the phone; with --headless each is a line on stdout, without its number, code and text.

It listens on this machine alone. With --host other machines reach it, and have to know the secret
that --secret names, of 16 characters or more: an Action signs with it what it sends, the platform
sends it to an endpoint as Authorization: Bearer, and signs its token for a passwordless gateway
with it. A signed request is taken once, within five minutes; from a page in a browser none is.
From a tenant a tunnel leads here, which speaks https.

What comes too fast, too slowly, too large or beyond what runs and waits is refused with a reason.
Ctrl+C, or Escape on the screen, lets what runs go on for five seconds, and ends it. To try it, in
another terminal:

  offhook send --target http://127.0.0.1:8766/
""",
    examples=(
        "offhook listen",
        "offhook listen --target action.js --secret LISTEN_SECRET",
        "offhook listen --record received --headless",
        "offhook listen enrollment.toml --headless --fault 429",
        "offhook listen --forward-code > forward.js  # the Action for a tenant",
    ),
    exits={
        "0": "the screen was left",
        "130": "ended by Ctrl+C",
        "2": "wrong usage, or a port that is taken",
    },
    environment=("NAME", "OFFHOOK_NODE", "VIRTUAL_ENV"),
    files=("session", ".env", "module", "seen"),
)


def configure(parser: Parser) -> None:
    """The options: where it listens, who may send, and what answers."""
    parser.manual = _MANUAL
    parser.set_defaults(live=False)
    parser.add_argument(
        "session", nargs="?", metavar="SESSION", help="a session whose target and secrets are used"
    )
    where = parser.add_argument_group("where it listens, and who may send")
    where.add_argument(
        "--port", metavar="N", type=port, default=_PORT, help=f"0 for any (default: {_PORT})"
    )
    where.add_argument(
        "--host", metavar="H", default="127.0.0.1", help="an address or name of this machine"
    )
    where.add_argument(
        "--secret",
        metavar="NAME",
        type=secret_name,
        help="ask each request for this secret, whose value is in the environment or an env file",
    )
    target = parser.add_argument_group("what answers")
    target.add_argument(
        "--target",
        metavar="T",
        type=location,
        help="hook.js, action.js:EXPORT, file.py:function, module:function, a URL, starter, or a "
        "name in the session (default: the session's, else starter)",
    )
    target.add_argument(
        "--hook-secret",
        dest="secrets",
        metavar="NAME",
        type=secret_name,
        action="append",
        default=[],
        help="give the target this secret; its value comes from the environment or an env file",
    )
    target.add_argument(
        "--env-file", metavar="F", type=Path, help="NAME=value lines, read before .env"
    )
    add_allow_option(parser)
    add_fault_option(parser)
    tenant = parser.add_argument_group("a tenant that sends its events here")
    tenant.add_argument(
        "--forward-code",
        action="store_true",
        help="print an Action that sends each event to a listener, signed, and do nothing else",
    )
    tenant.add_argument(
        "--trigger",
        choices=[*PLATFORM.events.TRIGGERS],
        help=f"whose Action is printed (default: {next(iter(PLATFORM.events.TRIGGERS))})",
    )
    shown = parser.add_argument_group("what is shown and kept")
    shown.add_argument(
        "--record",
        metavar="FOLDER",
        type=Path,
        help="write each as a session into this folder, with numbers, codes, people and all other "
        "values that may be somebody's replaced, the same by the same; other words of a text stay",
    )
    shown.add_argument(
        "--headless", action="store_true", help="print a line for each, on no screen of its own"
    )


@dataclass(frozen=True, slots=True)
class Setup:
    """What is asked for: who may send, and what answers."""

    secret: str | None
    """What each request has to show."""
    seen: SeenSignatures
    """What knows the signatures that were taken before."""
    names: frozenset[str]
    """What this machine is called beside its addresses, in small letters."""
    choice: Choice
    hook_secrets: Mapping[str, str]
    opened: SessionFile | None
    faults: tuple[str, ...]
    recorder: Recorder
    records_all: bool
    """Whether it writes each that comes, and not only what is saved on the screen."""


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Listen until a signal ends it, or print the Action that sends here."""
    if options.forward_code:
        return _print_code(options, out, err)
    if options.trigger:
        raise UsageError("--trigger: says which Action --forward-code prints; without it, nothing")
    _require_extra()
    setup = _setup(options, err)
    with setup.seen, listening_socket(options.host, options.port) as listening:
        address, number = listening.getsockname()[:2]
        outside = not is_loopback(address)
        if outside and setup.secret is None:
            raise UsageError("--host: other machines have to know a secret; name one by --secret")
        if outside:
            err.warn("what other machines send is not encrypted on its way; a tunnel does that")
        url = f"http://{host_of_url(options.host)}:{number}/"
        if not options.headless:
            return _on_screen(setup, listening, url)
        from .reporting.listen import Report
        from .shared.running import run_to_end

        out.line(url)
        out.flush()
        err.note("Listening; Ctrl+C ends it.")
        report = Report(out, err, setup.recorder if setup.records_all else None)
        try:
            run_to_end(_headless(setup, listening, report))
        finally:
            report.end()
    return AS_EXPECTED


def _on_screen(setup: Setup, listening: socket.socket, url: str) -> int:
    """Show what comes until that is left; then the workbench, where it is wanted."""
    from .shared.on_screen import run_on_screen

    screens: list[ListeningScreen] = []

    def make(encoding: str | None) -> OffhookApp:
        from tui.app import OffhookApp
        from tui.listening.screen import ListeningScreen, Live

        serve = partial(_serve, setup, listening)
        target = str(setup.choice.name or without_userinfo(str(setup.choice.location)))
        live = Live(url, target, serve, setup.recorder.record, setup.records_all)
        screens.append(ListeningScreen(live))
        return OffhookApp(home=screens[0], encoding=encoding)

    def workbench(encoding: str | None) -> OffhookApp:
        from tui.app import OffhookApp

        return OffhookApp(screens[0].opened, encoding=encoding)

    instead = "offhook listen --headless does"
    status = run_on_screen(make, "what is received", instead)
    if screens[0].opened:
        return run_on_screen(workbench, "the workbench", instead)
    return status


def _print_code(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    from sessions.listening.forwarding import forward_code

    out.document(forward_code(options.trigger or next(iter(PLATFORM.events.TRIGGERS))))
    err.note("For a development tenant: give it the secrets LISTEN_URL and LISTEN_SECRET, then run")
    err.note("  offhook listen --secret LISTEN_SECRET")
    return AS_EXPECTED


async def _headless(setup: Setup, listening: socket.socket, report: Report) -> None:
    """Listen until this is cancelled, or nobody reads what is printed."""
    import asyncio

    serving = asyncio.ensure_future(_serve(setup, listening, report.received, report.refused))
    lost = asyncio.ensure_future(report.until_lost())
    try:
        await asyncio.wait({serving, lost}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (serving, lost):
            task.cancel()
        await asyncio.wait({serving, lost})
    for task in (serving, lost):
        if not task.cancelled():
            task.result()


async def _serve(
    setup: Setup, listening: socket.socket, told: Tell, refused: Callable[[Refused], None]
) -> None:
    """Listen until this is cancelled."""
    from sessions.contract.invocation import Invocation
    from sessions.listening.bounds import Bounds
    from sessions.listening.listener import Listener
    from sessions.listening.server import Server
    from sessions.listening.signing import Guard
    from sessions.sending import open_target
    from sessions.store.answers import given_answers

    answers = given_answers(setup.opened.session.answers) if setup.opened else ()

    def prepared(invocation: Invocation) -> Invocation:
        return replace(invocation, faults=setup.faults, answers=answers)

    async with open_target(setup.choice) as target:
        listener = Listener(
            target,
            Guard(setup.secret, setup.seen),
            told,
            secrets=setup.hook_secrets,
            bounds=Bounds(),
            prepared=prepared,
        )
        has_secret = setup.secret is not None
        server = Server(listener, names=setup.names, has_secret=has_secret, refused=refused)
        await server.serve(listening)


def _setup(options: argparse.Namespace, err: Diagnostics) -> Setup:
    from sessions.choice import choose
    from sessions.listening.signing import LEAST
    from sessions.permission import outside_handler
    from sessions.secrets.lookup import environment

    from .shared.outbound import refuse_remote
    from .shared.permission import refuse_leaving, tell_outside

    opened = _opened(options.session)
    folder = opened.path.parent if opened else None
    env = environment(os.environ, options.env_file, folder=folder or Path())
    declared = opened.session.secrets if opened else ()
    secrets = _values((*declared, *options.secrets), env, folder)
    choice = choose(
        opened.session if opened else None, target=options.target, env=env, folder=folder
    )
    refuse_remote(options, choice)
    if opened:
        refuse_leaving(options, choice, opened.path, secrets)
        tell_outside(options.session, outside_handler(choice, opened.path.parent), err)
    secret = _values((options.secret,), env, folder)[options.secret] if options.secret else None
    if secret is not None and len(secret) < LEAST:
        raise UsageError(f"--secret: {LEAST} characters or more are needed; this could be guessed")
    from sessions.listening.recording import Recorder
    from sessions.listening.seen import SeenSignatures

    hidden = {**secrets, **choice.hidden, **({options.secret: secret} if secret else {})}
    into = _folder(options.record) if options.record else Path()
    return Setup(
        secret=secret,
        seen=_seen(err) if secret is not None else SeenSignatures(),
        names=frozenset({options.host.lower()}),
        choice=choice,
        hook_secrets=secrets,
        opened=opened,
        faults=tuple(options.faults),
        recorder=Recorder(into, opened, options.target, [*secrets], hidden),
        records_all=options.record is not None,
    )


def _seen(err: Diagnostics) -> SeenSignatures:
    """What remembers signatures, beyond this run where it can."""
    from sessions.listening.seen import CannotRemember, SeenSignatures, seen_file

    try:
        return SeenSignatures(seen_file())
    except CannotRemember as problem:
        err.warn(f"after a restart a request may be taken a second time: {problem}")
        return SeenSignatures()


def _folder(path: Path) -> Path:
    """The folder that is recorded into, made where it is not there."""
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(str(path), f"cannot be recorded into: {error.strerror}") from None
    return path


def _opened(path: str | None) -> SessionFile | None:
    if path is None:
        return None
    from sessions.store.session_file import read

    refuse_hook(path, "listen --target")
    return read(Path(path))


def _values(names: Sequence[str], env: Mapping[str, str], folder: Path | None) -> dict[str, str]:
    from sessions.secrets.lookup import how_to_give, resolve_secrets

    found = resolve_secrets(names, env)
    if found.missing:
        raise UsageError(how_to_give(found.missing, folder))
    return found.values


def _require_extra() -> None:
    if any(find_spec(name) is None for name in _NEEDS):
        raise UsageError(
            "listen needs starlette and uvicorn, which are not installed: "
            "pipx install '.[listen]', or pip install 'offhook[listen]'"
        )

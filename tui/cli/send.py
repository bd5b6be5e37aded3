"""`offhook send`: one invocation to one target, and what came of it."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics, UsageError
from .shared.edits import add_edit_options, edited
from .shared.inputs import pick, read_json, refuse_existing, refuse_hook
from .shared.keeping import keep_one
from .shared.manual import UNUSABLE_INPUT, Manual
from .shared.outbound import add_call_options, refuse_both, refuse_remote, tell_after, tell_before
from .shared.output import Output
from .shared.parsing import Parser, add_allow_option, add_secret_options, header, location, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessions.contract.invocation import Invocation
    from sessions.contract.json_text import JsonValue
    from sessions.contract.outcome import Outcome
    from sessions.sending import Choice
    from sessions.store.model import SavedInvocation
    from sessions.store.session_file import SessionFile

_MANUAL: Final = Manual(
    about="""\
With no session and no payload it sends the example of the product document, and with no target
it sends to the built-in starter code. What the hook sends to its provider is caught here and
answered as the provider would.
""",
    examples=(
        "offhook send",
        "offhook send --target hooks/twilio.js --set context.language=fr-FR",
        "offhook send enrollment.toml --invocation second-code --json",
        "offhook send --payload event.json --target http://localhost:8443/sms",
        "offhook send --target hooks/twilio.js --fault 429  # the provider refuses",
        "offhook send --target hooks/twilio.js --inspect  # with a debugger",
        "offhook send --target hooks/twilio.js --secret TWILIO_AUTH_TOKEN --live",
    ),
    exits={"0": "delivered", "1": "not delivered", "2": UNUSABLE_INPUT},
    environment=("NAME", "OFFHOOK_NODE", "VIRTUAL_ENV", "HTTPS_PROXY", "OFFHOOK_HISTORY"),
    files=("session", ".env", "history", "module"),
)


def configure(parser: Parser) -> None:
    """The options: the invocation, its changes, the target, and what is printed or saved."""
    parser.manual = _MANUAL
    parser.add_argument("session", nargs="?", metavar="SESSION", help="a session file")
    parser.add_argument(
        "--invocation", metavar="NAME", help="which of the session's (default: the first)"
    )
    parser.add_argument(
        "--payload", metavar="FILE", help="send this JSON, or event, instead; - for standard input"
    )
    add_edit_options(parser)
    where = parser.add_argument_group("where to, and how")
    where.add_argument(
        "--target",
        metavar="T",
        type=location,
        help="hook.js, action.js:EXPORT, file.py:function, module:function, folder#NAME, a URL, "
        "starter, or a name in the session",
    )
    where.add_argument(
        "--header",
        dest="headers",
        metavar="'K: V'",
        type=header,
        action="append",
        default=[],
        help="a request header for a remote target; ${env:NAME} in it is filled in",
    )
    where.add_argument(
        "--timeout",
        metavar="S",
        type=seconds,
        help=f"seconds until it is given up (default: {PLATFORM.limits.TIMEOUT:g})",
    )
    where.add_argument(
        "--inspect",
        action="store_true",
        help="stop a JavaScript hook at its first line and wait for a debugger; no time-out",
    )
    where.add_argument(
        "--no-check", action="store_true", help="send even what the platform would refuse"
    )
    add_secret_options(parser)
    add_allow_option(parser)
    add_call_options(parser)
    result = parser.add_argument_group("what becomes of it")
    result.add_argument("--json", action="store_true", help="print one JSON object")
    result.add_argument("--save", metavar="FILE", help="save the invocation as a new session file")


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Send, and print the outcome on stdout."""
    from sessions.choice import choose, instance_problem
    from sessions.permission import outside_handler
    from sessions.secrets.lookup import environment

    from .shared.permission import given_secrets, refuse_leaving, tell_outside
    from .shared.running import run_to_end

    if options.inspect and options.timeout:
        raise UsageError("--inspect: nothing times out under the debugger; leave --timeout out")
    refuse_both(options)
    new_file = refuse_existing(options.save) if options.save else None
    opened, saved, invocation = _invocation(options)
    session = opened.session if opened else None
    folder = opened.path.parent if opened else None
    env = environment(os.environ, options.env_file, folder=folder or Path())
    secrets = given_secrets(options, opened, env)
    headers, hidden = _headers(options.headers, env)
    choice = choose(
        session,
        saved=saved,
        target=options.target,
        env=env,
        headers=headers,
        folder=folder,
        live=options.live,
    )
    settings = replace(choice.settings, hidden={**choice.hidden, **hidden})
    choice = replace(choice, settings=settings)
    refuse_remote(options, choice)
    if problem := instance_problem(choice):
        raise UsageError(problem)
    if opened:
        refuse_leaving(options, choice, opened.path, secrets)
    if options.inspect:
        _refuse_undebuggable(choice, secrets)
    if new_file:
        from sessions.editing.relocate import save_new

        save_new(
            new_file,
            invocation,
            opened=opened,
            saved=saved,
            target=options.target,
            secret_names=list(secrets),
            forbidden={**secrets, **choice.hidden},
        )
        err.note(f"saved as {new_file}")
    if not options.json:
        _advise(invocation, err)
        tell_before(choice, invocation, err)
    if folder:
        tell_outside(options.session, outside_handler(choice, folder), err)
    outcome = run_to_end(_sent(choice, invocation, secrets, options, err))
    try:
        if not options.json:
            tell_after(outcome, err)
        _report(outcome, options, out)
        out.flush()
    finally:
        keep_one(opened.path if opened else None, invocation, outcome, err)
    return AS_EXPECTED if outcome.delivered else NOT_AS_EXPECTED


def _invocation(
    options: argparse.Namespace,
) -> tuple[SessionFile | None, SavedInvocation | None, Invocation]:
    """The session and what is saved in it, where one is given, and what is to be sent."""
    from sessions.contract.invocation import example

    opened = saved = None
    invocation = example()
    if options.session:
        from sessions.replay.load import check_faults
        from sessions.store.session_file import read

        refuse_hook(options.session)
        opened = read(Path(options.session))
        name, saved = pick(opened.session, options.invocation, options.session)
        check_faults(opened, name)
        invocation = saved.named(name, opened.session.answers)
    elif options.invocation:
        raise UsageError("--invocation: names one of a session, and no SESSION is given")
    if options.payload:
        invocation = _given(invocation, read_json(options.payload))
    faults = tuple(options.faults) or invocation.faults
    payload = edited(invocation.payload, options.edits)
    return opened, saved, replace(invocation, payload=payload, faults=faults)


def _given(invocation: Invocation, document: JsonValue) -> Invocation:
    """The invocation with another payload; an event of an Action brings all that it has."""
    events = PLATFORM.events
    if events.dialect_of(document) is None:
        return replace(invocation, payload=document)
    _, payload, rest = events.from_event(document)
    trigger = events.trigger_of(document)
    return replace(invocation, payload=payload, event=rest or None, trigger=trigger)


def _headers(
    given: list[tuple[str, str]], env: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The headers that are given, `${env:NAME}` filled in, and the values used, by name."""
    from sessions.secrets.lookup import SecretsError, expand

    headers: dict[str, str] = {}
    used: dict[str, str] = {}
    for name, text in given:
        try:
            headers[name], values = expand(text, env)
        except SecretsError as error:
            raise UsageError(f"--header {name}: {error}") from None
        used.update(values)
    return headers, used


def _advise(invocation: Invocation, err: Diagnostics) -> None:
    from sessions.contract.json_path import format_path

    for remark in PLATFORM.rules.advice(invocation.payload):
        err.note(f"advice: {format_path(remark.path)}: {remark.message}")


async def _sent(
    choice: Choice,
    invocation: Invocation,
    secrets: Mapping[str, str],
    options: argparse.Namespace,
    err: Diagnostics,
) -> Outcome:
    from sessions.secrets.redaction import redactor
    from sessions.sending import open_target, send

    from .shared.running import with_elapsed

    async with open_target(choice) as target:
        place = redactor({**choice.hidden, **secrets})(target.info.location)
        sending = send(
            target,
            invocation,
            secrets=secrets,
            timeout=options.timeout,
            check=not options.no_check,
            inspect=partial(_tell_of_debugger, err) if options.inspect else None,
        )
        return await with_elapsed(sending, err, lambda: f"sending to {place}")


def _refuse_undebuggable(choice: Choice, secrets: Mapping[str, str]) -> None:
    from sessions.secrets.redaction import redactor
    from sessions.sending import open_target

    if problem := open_target(choice).debug_problem():
        raise UsageError(f"--inspect: {redactor({**choice.hidden, **secrets})(problem)}")


def _tell_of_debugger(err: Diagnostics, url: str) -> None:
    """Say where the hook waits, and the ways there."""
    from sessions.targets.local.debugger import Attachment

    attachment = Attachment(url)
    err.note(f"The hook waits at its first line for a debugger: {url}")
    err.note(f"  in Chrome's address bar   {attachment.devtools}")
    err.note(f"  or in another terminal    {attachment.command}")
    err.note(f"  or attach an editor to    {attachment.address}")
    err.note("Nothing times out; Ctrl-C ends it.")
    err.flush()


def _report(outcome: Outcome, options: argparse.Namespace, out: Output) -> None:
    from .shared.outcome_text import outcome_lines

    if options.json:
        out.json(outcome.to_json())
        return
    for line in outcome_lines(outcome, out.style):
        out.line(line)

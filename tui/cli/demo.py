"""`offhook demo`: enrollment and second factor, with a real hook and a phone to see it on."""

from __future__ import annotations

import argparse
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.demo.defaults import LANGUAGE, NUMBER, TENANT

from .shared.diagnostics import Diagnostics, InputError, UsageError
from .shared.inputs import is_file, refuse_existing, refuse_hook
from .shared.manual import UNUSABLE_INPUT, Manual
from .shared.on_screen import run_on_screen
from .shared.outbound import add_call_options, refuse_both, refuse_remote
from .shared.output import Output
from .shared.parsing import Parser, add_secret_options, location

if TYPE_CHECKING:
    from sessions.demo.plan import DemoPlan
    from sessions.platforms.auth0.message_templates import Template, Templates
    from sessions.platforms.auth0.mfa.model import Setup
    from tui.app import OffhookApp

_MANUAL: Final = Manual(
    about="""\
The default target is a sample hook that sends by Twilio's API. Its calls are caught: the message
lands on the phone on the screen, and nowhere else. A template is Liquid, in a file or as a text; it
may use code, locale, message_type, tenant.friendly_name, pause and requestInfo.lang. The number may
be written as people write it, with + and its country code; the hook is given it as E.164.
""",
    examples=(
        "offhook demo --target hooks/twilio.js --secret TWILIO_AUTH_TOKEN",
        "offhook demo --language ar --autoplay --speed 2",
        "offhook demo --autoplay --record run.svg",
        "offhook demo --script --save demo.toml && offhook replay demo.toml",
        'offhook demo --verification-template "{{code}} opens {{tenant.friendly_name}}"',
    ),
    exits={"0": "all steps came out", "1": "the hook failed", "2": UNUSABLE_INPUT},
    environment=("NAME", "OFFHOOK_NODE", "VIRTUAL_ENV", "TERM"),
    files=(".env", "config", "module"),
)

_LARGEST: Final = 1024 * 1024
"""Bytes of a template's file that are read at all; a template may have 64 K characters."""


def configure(parser: Parser) -> None:
    """The options: hook, tenant, texts, and whether it plays by itself or is printed."""
    parser.manual = _MANUAL
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    tenant = parser.add_argument_group("the tenant and its user")
    tenant.add_argument("--tenant", metavar="NAME", default=TENANT, help="its friendly name")
    tenant.add_argument("--language", metavar="L", default=LANGUAGE, help="en, fr-FR, ar, ja, …")
    tenant.add_argument("--number", metavar="N", help="the phone number that is typed in")
    tenant.add_argument("--voice", action="store_true", help="a call instead of an SMS")
    for kind in ("enrollment", "verification"):
        tenant.add_argument(
            f"--{kind}-template", metavar="FILE|TEXT", help=f"the text of the {kind} message"
        )
    hook = parser.add_argument_group("the hook")
    hook.add_argument(
        "--target",
        metavar="T",
        type=location,
        help="hook.js, action.js:EXPORT, file.py:function, module:function, folder#NAME, a URL or "
        "starter",
    )
    add_secret_options(parser)
    add_call_options(parser)
    run = parser.add_argument_group("how it runs")
    run.add_argument("--script", action="store_true", help="print the whole run as plain text")
    run.add_argument("--autoplay", action="store_true", help="show it unattended")
    run.add_argument(
        "--speed", metavar="X", type=_speed, help="of --autoplay: 2 is twice as fast (default: 1)"
    )
    run.add_argument("--fast", action="store_true", help="type codes at once, not as a person does")
    run.add_argument(
        "--record",
        metavar="FILE",
        help="a recording of the screen: run.cast, "
        "which asciinema plays, or run.svg, which moves in a browser and in a README; with "
        "--autoplay it ends by itself, and needs no terminal",
    )
    run.add_argument(
        "--save", metavar="FILE", help="save what the hook was sent as a new session, to replay"
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print the script, or show the screen."""
    _refuse_words(options.words)
    if options.script and options.autoplay:
        raise UsageError("--script prints what --autoplay shows; give one of the two")
    if options.speed and not options.autoplay:
        raise UsageError("--speed: is for --autoplay")
    if options.record and options.script:
        raise UsageError("--record: is of the screen; leave --script out")
    plan = _plan(options)
    if options.script:
        from .demo_outputs.script import play

        return play(plan, out, err)

    speed = (options.speed or 1.0) if options.autoplay else None
    if options.record:
        from .demo_outputs.record import refuse_unfit, run_recorded

        path = refuse_unfit(options.record, plan)
        return run_recorded(plan, path, err, autoplay=speed, fast=options.fast)

    def make(encoding: str | None) -> OffhookApp:
        from tui.app import OffhookApp
        from tui.demo.screen import DemoScreen

        return OffhookApp(
            home=DemoScreen(plan, autoplay=speed, fast=options.fast), encoding=encoding
        )

    return run_on_screen(make, "the demo", "offhook demo --script does")


def _plan(options: argparse.Namespace) -> DemoPlan:
    from sessions.choice import choose
    from sessions.demo.plan import DemoPlan, sample_hook
    from sessions.platforms.auth0.mfa.payload import sample_setup
    from sessions.secrets.lookup import environment

    refuse_both(options)
    _refuse_odd_setup(options)
    env = environment(os.environ, options.env_file, folder=Path())
    target = options.target or str(sample_hook())
    choice = choose(None, target=target, env=env, live=options.live)
    refuse_remote(options, choice)
    setup = sample_setup(options.tenant, options.language)
    return DemoPlan(
        setup=setup,
        choice=choice,
        templates=_templates(options, setup),
        number=options.number or NUMBER,
        method="voice" if options.voice else "sms",
        secret_values=_secrets(options.secrets, env),
        faults=tuple(options.faults),
        save=refuse_existing(options.save) if options.save else None,
    )


def _refuse_words(words: list[str]) -> None:
    """The demo takes options only; a hook that is given without one gets a hint at which."""
    for word in words:
        refuse_hook(word, "demo --target")
    if words:
        raise UsageError(f"unrecognized arguments: {' '.join(words)} (see offhook demo --help)")


def _refuse_odd_setup(options: argparse.Namespace) -> None:
    from sessions.platforms.auth0.mfa.entry import read_number
    from sessions.platforms.current import PLATFORM

    for remark in PLATFORM.rules.advice({"context": {"language": options.language}}):
        raise UsageError(f"--language: {remark.message}")
    if not options.tenant.strip():
        raise UsageError("--tenant: no name is given")
    if options.number is not None:
        try:
            read_number(options.number)
        except ValueError as error:
            raise UsageError(f"--number: {error}") from None


def _secrets(names: list[str], env: Mapping[str, str]) -> dict[str, str]:
    from sessions.secrets.lookup import how_to_give, resolve_secrets

    secrets = resolve_secrets(names, env)
    if secrets.missing:
        raise UsageError(f"--secret: {how_to_give(secrets.missing)}")
    return secrets.values


def _templates(options: argparse.Namespace, setup: Setup) -> Templates:
    """The tenant's templates, tried out: what is wrong in them is said before anything begins."""
    from sessions.platforms.auth0.message_templates import TemplateError, Templates
    from sessions.platforms.auth0.mfa.model import State
    from sessions.platforms.auth0.mfa.payload import template_values

    try:
        templates = Templates(
            _template(options.enrollment_template, "enrollment"),
            _template(options.verification_template, "verification"),
        )
        for action in ("enrollment", "second-factor-authentication"):
            for method in ("sms", "voice"):
                values = template_values(State(setup, method=method), "123456")
                templates.render(action, values)
    except TemplateError as error:
        raise UsageError(str(error)) from None
    return templates


def _template(given: str | None, kind: str) -> Template | None:
    """A template from the text given, or from the file that it names; what has no blank and no
    brace in it can only be meant as a file."""
    if given is None:
        return None
    from sessions.platforms.auth0.message_templates import Template

    if re.fullmatch(r"[^\s{}]+", given) or is_file(given):
        return Template(_read(given), given)
    return Template(given, f"--{kind}-template")


def _read(place: str) -> str:
    from sessions.files import Unreadable, read_bytes

    try:
        return read_bytes(Path(place), _LARGEST).decode("utf-8-sig")
    except Unreadable as problem:
        raise InputError(place, f"the template {problem}") from None
    except UnicodeDecodeError as error:
        raise InputError(place, f"the template is not UTF-8 (byte {error.start})") from None
    except OSError as error:
        raise InputError(place, f"no template can be read: {error.strerror}") from None


def _speed(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0.1 <= number <= 100:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a number from 0.1 to 100")
    return number

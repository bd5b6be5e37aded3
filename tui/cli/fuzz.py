"""`offhook fuzz`: payloads made up within the contract, and what a target fails on, made small."""

from __future__ import annotations

import argparse
import contextlib
import os
import random
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.contract.invocation import INSTANCES

from .reporting.fuzz import FuzzReport
from .shared.diagnostics import (
    AS_EXPECTED,
    NOT_AS_EXPECTED,
    Diagnostics,
    InputError,
    UsageError,
)
from .shared.inputs import refuse_hook
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import (
    Parser,
    add_allow_option,
    add_instance_option,
    add_secret_options,
    count,
    jobs,
    location,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessions.choice import Choice
    from sessions.contract.invocation import Invocation
    from sessions.fuzzing.run import Fuzzing
    from sessions.store.session_file import SessionFile

_SEEDS: Final = 1_000_000
_FEWEST: Final = 200

_MANUAL: Final = Manual(
    about="""\
Every field of an invocation is varied within what the platform sends: numbers of many countries,
texts in many scripts, odd names, metadata that is empty or absent. What a plain payload comes to is
held against all others: an error, no answer, another number or text, no code, no MessageID, a value
of one message in the next are failures. Each is reported once, with the smallest payload that
brings it about, and saved as a session that offhook replay fails on until it is mended; no file is
ever overwritten.

The calls of a hook that runs here are caught. An endpoint really sends: it needs --yes, and gets no
numbers but those of the session, or such as are kept for fiction.
""",
    examples=(
        "offhook fuzz hook.js",
        "offhook fuzz action.js --from enrollment.toml --count 1000 --jobs 4",
        "offhook fuzz hook.js --seed 7 --save found/  # as the run that said this seed",
        "offhook fuzz staging --from enrollment.toml --count 40 --yes",
    ),
    exits={
        "0": "no failure",
        "1": "failures",
        "2": "wrong usage, a target that cannot be run",
    },
    environment=("NAME", "OFFHOOK_NODE", "VIRTUAL_ENV", "HTTPS_PROXY"),
    files=("session", ".env", "module"),
)


def configure(parser: Parser) -> None:
    """The options: the target, what is varied, how much is sent, where failures are saved."""
    parser.manual = _MANUAL
    parser.add_argument(
        "target",
        metavar="TARGET",
        type=location,
        help="hook.js, action.js:EXPORT, file.py:function, module:function, folder#NAME, a URL, "
        "starter, or a name in the session",
    )
    parser.add_argument(
        "--from",
        dest="session",
        metavar="SESSION",
        help="vary the invocations of this session, without its faults (default: a plain one)",
    )
    parser.add_argument(
        "--count",
        metavar="N",
        type=count,
        default=_FEWEST,
        help=f"send at most so many, to make failures small among them (default: {_FEWEST})",
    )
    parser.add_argument(
        "--seed", metavar="S", type=_seed, help="send the same as the run that said this seed"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=jobs, default=1, help="how many to send at a time"
    )
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=seconds,
        help="seconds until each is given up (default: 5 for what runs here, and the platform's 20 "
        "to make sure)",
    )
    parser.add_argument(
        "--save", metavar="FOLDER", default=".", help="save failures there (default: here)"
    )
    parser.add_argument(
        "--yes", action="store_true", help="send to an endpoint, which may really send messages"
    )
    add_instance_option(parser, INSTANCES, "; warm shows what leaks, and is fast")
    add_secret_options(parser)
    add_allow_option(parser)


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Fuzz, print each failure, and save it."""
    from sessions.choice import choose, instance_problem
    from sessions.permission import outside_handler
    from sessions.secrets.lookup import environment

    from .shared.permission import given_secrets, refuse_leaving, tell_outside
    from .shared.running import run_to_end

    _require_hypothesis()
    _refuse_session(options.target)
    _refuse_no_folder(options.save)
    opened = _opened(options.session)
    beside = opened.path.parent if opened else None
    env = environment(os.environ, options.env_file, folder=beside or Path())
    secrets = given_secrets(options, opened, env)
    session = opened.session if opened else None
    choice = choose(
        session, target=options.target, env=env, folder=beside, instance=options.instance
    )
    if problem := instance_problem(choice):
        raise UsageError(problem)
    if opened:
        refuse_leaving(options, choice, opened.path, secrets)
        tell_outside(options.session, outside_handler(choice, opened.path.parent), err)
    if choice.location.is_remote:
        _tell_of_messages(options, choice, secrets, err)
    seed = random.SystemRandom().randrange(_SEEDS) if options.seed is None else options.seed
    fuzzing: list[Fuzzing] = []
    bases = _bases(opened, choice)
    report = FuzzReport(options, opened, bases, {**secrets, **choice.hidden}, out, err)
    try:
        run_to_end(_fuzzed(options, choice, bases, secrets, seed, fuzzing, err))
    except (KeyboardInterrupt, SystemExit):
        if fuzzing:
            report.write(fuzzing[0].found, broken_off=True)
            err.note(f"interrupted: {_sent(fuzzing[0], seed)}")
        raise
    report.write(fuzzing[0].found)
    err.note(_summary(fuzzing[0], seed))
    return NOT_AS_EXPECTED if fuzzing[0].found else AS_EXPECTED


def _seed(text: str) -> int:
    """The type of `--seed`: a whole number from 0."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a whole number from 0")
    return int(text)


def _require_hypothesis() -> None:
    if find_spec("hypothesis") is None:
        raise UsageError(
            "fuzz makes payloads up with hypothesis, which is not installed: "
            "pipx install '.[fuzz]', or pip install 'offhook[fuzz]'"
        )


def _refuse_session(target: str) -> None:
    if Path(target).suffix.lower() == ".toml":
        raise UsageError(
            f"{target}: is a session, and no target: offhook fuzz TARGET --from {target}"
        )


def _refuse_no_folder(place: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # longer than any name, or with a NUL in it
        if Path(place).is_dir():
            return
    raise InputError(place, "is no folder to save failures in")


def _opened(place: str | None) -> SessionFile | None:
    from sessions.store.session_file import read

    if place is None:
        return None
    refuse_hook(place, "fuzz")
    opened = read(Path(place))
    if not opened.session.invocation:
        raise InputError(place, "the session has no invocation")
    return opened


def _bases(opened: SessionFile | None, choice: Choice) -> list[Invocation]:
    """What is varied: what the platform passes on to the target.

    Raises:
        InputError: that is none of the session's.
    """
    from sessions.fuzzing.payloads import plain
    from sessions.sending import open_target

    if opened is None:
        return [plain()]
    refusal = open_target(choice).refusal
    given = [replace(one, faults=()) for one in opened.session.invocations()]
    refused = [why for one in given if (why := refusal(one.payload))]
    bases = [one for one in given if not refusal(one.payload)]
    if not bases:
        why = refused[0].message
        raise InputError(str(opened.path), f"the platform would refuse all of it: {why}")
    return bases


def _tell_of_messages(
    options: argparse.Namespace, choice: Choice, secrets: Mapping[str, str], err: Diagnostics
) -> None:
    """Say how many messages an endpoint may send, and to whom. Raises UsageError without --yes."""
    from sessions.secrets.redaction import redactor
    from sessions.secrets.userinfo import without_userinfo

    place = redactor({**choice.hidden, **secrets})(without_userinfo(str(choice.location)))
    whom = f"the numbers in {options.session}" if options.session else "numbers kept for fiction"
    said = f"{place} is an endpoint and may really send up to {options.count:,} messages, to {whom}"
    if not options.yes:
        raise UsageError(f"{said}: add --yes, and --count for fewer")
    err.note(said)


async def _fuzzed(
    options: argparse.Namespace,
    choice: Choice,
    bases: list[Invocation],
    secrets: Mapping[str, str],
    seed: int,
    runs: list[Fuzzing],
    err: Diagnostics,
) -> None:
    from sessions.fuzzing.payloads import ABROAD, FICTION, Making
    from sessions.fuzzing.run import Asked, Fuzzing
    from sessions.sending import open_target

    from .shared.running import with_elapsed

    is_remote = choice.location.is_remote
    numbers = FICTION if is_remote else FICTION + ABROAD
    if is_remote and options.session:
        numbers = ()
    async with open_target(choice) as target:
        making = Making(tuple(bases), numbers, lambda payload: target.refusal(payload) is not None)
        asked = Asked(
            making,
            seed,
            options.count,
            options.jobs,
            secrets=secrets,
            timeout=options.timeout,
            keeps_state=is_remote or choice.settings.instance == "warm",
        )
        fuzzing = Fuzzing(target, asked)
        runs.append(fuzzing)
        await with_elapsed(fuzzing.run(), err, lambda: _status(fuzzing, options.count))


def _status(fuzzing: Fuzzing, most: int) -> str:
    failures = _failures(len(fuzzing.found))
    return f"{fuzzing.doing}; {fuzzing.sent} of {most} sent, {failures}"


def _sent(fuzzing: Fuzzing, seed: int) -> str:
    return f"{fuzzing.sent:,} invocation{'' if fuzzing.sent == 1 else 's'} sent (seed {seed})"


def _failures(number: int) -> str:
    return "no failure" if not number else f"{number} failure{'' if number == 1 else 's'}"


def _summary(fuzzing: Fuzzing, seed: int) -> str:
    slow = f", {len(fuzzing.slow)} took long and no more" if fuzzing.slow else ""
    plain = "; the plain payload fails already, so odd ones were not sent"
    more = plain if fuzzing.fails_always else slow
    return f"{_sent(fuzzing, seed)}: {_failures(len(fuzzing.found))}{more}"

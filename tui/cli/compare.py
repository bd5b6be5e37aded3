"""`offhook compare`: every invocation of sessions sent to two targets, and where they differ."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from sessions.contract.invocation import INSTANCES

from .shared.comparison_report import ComparisonLines, compare_and_tell
from .shared.diagnostics import UNUSABLE, Diagnostics, UsageError
from .shared.edits import Edit, edited
from .shared.inputs import chosen_sessions, place_for_report, sound_sessions
from .shared.manual import Manual
from .shared.outbound import add_fault_option
from .shared.output import Output
from .shared.parsing import (
    Parser,
    add_allow_option,
    add_choosing_options,
    add_instance_option,
    add_secret_options,
    add_sending_options,
    location,
    seconds,
)

if TYPE_CHECKING:
    from sessions.comparison.run import Side
    from sessions.contract.json_text import JsonValue
    from sessions.store.session_file import SessionFile

    from .shared.comparison_report import Comparing

_MANUAL: Final = Manual(
    about="""\
Each target is called in its own way: a hook with the payload, an Action with its event. What must
vary is left out: moments, UUIDs, ports, stacks, IDs that a provider assigned. What the platform
itself makes of hooks and Actions is listed apart and is no difference. The calls of a hook that
runs here are caught; an endpoint really sends.
""",
    examples=(
        "offhook compare sessions/ --a hook.js --b action.js",
        "offhook compare sessions/ --a old-gateway --b new-gateway --duration 0.5",
        "offhook compare sessions/ --b action.js --fault 429 --format json",
        "offhook compare smoke.toml --b hook.js --b-set context.message_type=voice",
    ),
    exits={
        "0": "equal",
        "1": "different, or a fault that was asked for and not shown",
        "2": "wrong usage, a session that cannot be read, a target that cannot be run",
    },
    environment=("NAME", "OFFHOOK_NODE", "VIRTUAL_ENV", "HTTPS_PROXY"),
    files=("session", ".env", "module"),
)


def configure(parser: Parser) -> None:
    """The options: which sessions, which two targets, how the report is written."""
    parser.manual = _MANUAL
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")
    parser.add_argument(
        "--a", metavar="T", type=location, help="one target (default: what the sessions name)"
    )
    parser.add_argument(
        "--b", metavar="T", type=location, help="the other (default: what the sessions name)"
    )
    for side in "ab":
        parser.add_argument(
            f"--{side}-set",
            metavar="PATH=TEXT",
            type=partial(Edit, f"--{side}-set"),
            action="append",
            default=[],
            help=f"put a text into each payload that {side} is sent; repeatable",
        )
    parser.add_argument(
        "--duration", metavar="S", type=seconds, help="count durations so many seconds apart too"
    )
    add_sending_options(parser, "that differs")
    add_instance_option(parser, INSTANCES)
    add_choosing_options(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "junit"),
        default="text",
        help="of the report (default: text)",
    )
    add_secret_options(parser)
    add_allow_option(parser)
    add_fault_option(parser)


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Compare, and print the report."""
    if not (options.a or options.b or options.a_set or options.b_set):
        raise UsageError(
            "nothing to compare: both sides are what the sessions name; give --b TARGET, or another"
            " payload by --b-set PATH=TEXT (see offhook compare --help)"
        )
    if options.output:
        place_for_report(options.output)
    whole = sound_sessions(options.paths, "compare SESSION --b", err)
    if whole is None:
        return UNUSABLE
    files = chosen_sessions(whole, options)
    return compare_and_tell(partial(_comparing, files, options, err), files, options, out, err)


def _comparing(
    files: Sequence[SessionFile],
    options: argparse.Namespace,
    err: Diagnostics,
    growing: ComparisonLines,
) -> Comparing:
    from sessions.comparison.run import compare_sessions

    from .shared.permission import permissions_of, tell_outside

    return compare_sessions(
        files,
        a=_side(options.a, options.a_set),
        b=_side(options.b, options.b_set),
        timeout=options.timeout,
        jobs=options.jobs,
        fail_fast=options.fail_fast,
        slower=options.duration,
        faults=options.faults or None,
        instance=options.instance,
        secrets=options.secrets,
        env=os.environ,
        env_file=options.env_file,
        permissions=permissions_of(options),
        on_outside=lambda session, handler: tell_outside(session, handler, err),
        on_start=growing.start,
        on_compared=growing.compared,
    )


def _side(target: str | None, edits: Sequence[Edit]) -> Side:
    from sessions.comparison.run import Side

    edit: Callable[[JsonValue], JsonValue] | None = partial(edited, edits=edits) if edits else None
    return Side(target, edit)

"""`--live` and `--fault`: what becomes of the calls that a hook makes, and what is said of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .diagnostics import Diagnostics, UsageError
from .parsing import Parser

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.contract.invocation import Invocation
    from sessions.contract.outcome import Outcome

LIVE = "LIVE: calls really go out"


def add_call_options(parser: Parser) -> None:
    """The options, in a group of their own."""
    calls = add_fault_option(parser)
    calls.add_argument(
        "--live",
        action="store_true",
        help="let them out for real; without it they are caught here and answered as the "
        "provider would, and nothing is sent",
    )


def add_fault_option(
    parser: Parser, title: str = "the calls that the hook makes"
) -> argparse._ArgumentGroup:
    """`--fault`, in a group of that title, to which others may be added."""
    from sessions.contract.fault import FAULTS

    calls = parser.add_argument_group(title)
    calls.add_argument(
        "--fault",
        dest="faults",
        metavar="NAME",
        type=_fault,
        action="append",
        default=[],
        help="what providers answer instead, in place of the session's own faults; NAME for all "
        f"of them, PROVIDER=NAME for one; repeatable. One of {', '.join(FAULTS)}; or PROVIDER=CODE "
        "with an error code of the provider's own, as in twilio=21608",
    )
    return calls


def _fault(text: str) -> str:
    """The type of `--fault`: one that a provider can show."""
    from sessions.providers.faults import fault_problem

    if problem := fault_problem(text):
        raise argparse.ArgumentTypeError(problem)
    return text.strip()


def refuse_both(options: argparse.Namespace) -> None:
    """Raise UsageError for `--live` with `--fault`."""
    if options.live and options.faults:
        raise UsageError("--live: real providers show no faults; leave --live or --fault out")


def refuse_remote(options: argparse.Namespace, choice: Choice) -> None:
    """Raise UsageError for `--live` or `--fault` with a target that runs elsewhere."""
    given = "--live" if options.live else "--fault" if options.faults else None
    if given and choice.location.is_remote:
        raise UsageError(
            f"{given}: the target is a remote endpoint, whose calls are its own; "
            "only those of a hook that runs here are caught"
        )


def tell_before(choice: Choice, invocation: Invocation, err: Diagnostics) -> None:
    """Say that calls go out, and that faults which the session asks for will not be shown."""
    live = choice.settings.live
    if live:
        err.note(LIVE)
    if invocation.faults and (live or choice.location.is_remote):
        why = "calls go out" if live else "the target is a remote endpoint"
        err.warn(f"the invocation's faults ({', '.join(invocation.faults)}) have no effect: {why}")


def tell_after(outcome: Outcome, err: Diagnostics) -> None:
    """Say that nothing was sent, where the hook believes that something was."""
    if outcome.outbound:
        err.note("captured: nothing was sent")

"""How the commands read their arguments: argparse, with one-line errors and no exits of its own."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from .diagnostics import UsageError
from .manual import Manual, filled

_MOST_JOBS: Final = 1000


class HelpRequested(Exception):
    """`--help` was given; carries the text to show."""


class Parser(argparse.ArgumentParser):
    """The options of one command. Options and arguments may be mixed in any order."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"offhook {command}".strip(),
            description=description,
            add_help=False,
            allow_abbrev=False,
        )
        self.color = False  # Python 3.14 would color the help whatever --no-color says
        self.manual = Manual()
        self.passes_on = ""
        """What follows `--` is called so, is for another program, and is not read here."""
        self._positionals.title = "arguments"
        self._everywhere = self.add_argument_group("everywhere")
        everywhere = self._everywhere.add_argument
        everywhere("-h", "--help", action=_Help, nargs=0, help="show this help")
        everywhere("--no-color", action="store_true", help="write without colors")

    def format_help(self) -> str:
        """The whole help: usage, what it does, examples, options, and what else is to be known."""
        parts = [
            f"usage: {self.usage or self._short_usage()}",
            filled(self.description or ""),
            *self.manual.before_options(),
            self._options(),
            *self.manual.after_options(),
            filled(self.epilog or ""),
        ]
        return "\n\n".join(filter(None, parts)) + "\n"

    def _short_usage(self) -> str:
        """The arguments only: the options are all explained below."""
        formatter = argparse.HelpFormatter(prog="", width=1000)
        formatter.add_usage(None, self._get_positional_actions(), [], prefix="")
        parts = [self.prog, "[OPTIONS]", formatter.format_help().strip(), self.passes_on]
        return " ".join(filter(None, parts))

    def _options(self) -> str:
        formatter = self._get_formatter()
        last = self._everywhere
        for group in [*(each for each in self._action_groups if each is not last), last]:
            formatter.start_section(group.title)
            formatter.add_text(group.description)
            formatter.add_arguments(group._group_actions)
            formatter.end_section()
        return formatter.format_help().strip()

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse `arguments`; with `passes_on` those behind `--` become the option `passed_on`.

        Raises:
            HelpRequested: with the text of the help.
            UsageError: in one line, naming the option.
        """
        own, passed_on = list(arguments), list[str]()
        if self.passes_on and "--" in own:
            at = own.index("--")
            own, passed_on = own[:at], own[at + 1 :]
        try:
            return self.parse_intermixed_args(own, argparse.Namespace(passed_on=passed_on))
        except _HelpSeen:
            raise HelpRequested(self.format_help()) from None

    def error(self, message: str) -> NoReturn:
        """As argparse calls it: raise instead of printing the usage and exiting."""
        message = message.removeprefix("argument ")
        raise UsageError(f"{message} (see {self.prog} --help)")


class _HelpSeen(Exception):
    """Leaves argparse before it misses an argument that nobody who asks for help gives."""


class _Help(argparse.Action):
    def __call__(self, *_: Any) -> NoReturn:
        raise _HelpSeen


def seconds(text: str) -> float:
    """The type of `--timeout`: a number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a number of seconds above 0")
    return number


def count(text: str) -> int:
    """The type of `--repeat`: a whole number from 1."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a whole number from 1")
    return number


def jobs(text: str) -> int:
    """The type of `--jobs`: each one is a process, so a slip of the finger must not pass."""
    number = count(text)
    if number > _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted {_MOST_JOBS} at most")
    return number


def rate(text: str) -> float:
    """The type of `--rate`: a number above 0."""
    try:
        return seconds(text)
    except argparse.ArgumentTypeError:
        message = f"found {text!r}, wanted a number a second above 0"
        raise argparse.ArgumentTypeError(message) from None


def shard(text: str) -> tuple[int, int]:
    """The type of `--shard`: `I/N`, of N parts the I-th."""
    number, slash, of = text.partition("/")
    try:
        found = (count(number), count(of))
    except argparse.ArgumentTypeError:
        found = (0, 0)
    if not slash or not 1 <= found[0] <= found[1]:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted I/N, as in 1/4 to 4/4")
    return found


def location(text: str) -> str:
    """The type of `--target`: anything but nothing."""
    if not text.strip():
        raise argparse.ArgumentTypeError("no target is named")
    return text


def header(text: str) -> tuple[str, str]:
    """The type of `--header`: `Name: value`. No message shows the text: it may be a secret."""
    name, colon, value = text.partition(":")
    if not colon or not name or not name.isascii() or any(c.isspace() for c in name):
        raise argparse.ArgumentTypeError("wanted 'Name: value'")
    return name, value.strip()


def secret_name(text: str) -> str:
    """The type of `--secret`: a name, whose value is never written on a command line."""
    name, equals, _ = text.partition("=")
    if equals or not name:
        raise argparse.ArgumentTypeError(
            "wanted a name only; the value is taken from the environment or --env-file"
        )
    return name


def add_sending_options(parser: Parser, stops_at: str) -> None:
    """`--jobs`, `--timeout`, `--fail-fast` and `--output`, for what sends whole sessions.

    `stops_at` is what `--fail-fast` stops at.
    """
    parser.add_argument(
        "--jobs", metavar="N", type=jobs, default=1, help="how many to send at a time"
    )
    parser.add_argument("--fail-fast", action="store_true", help=f"stop at the first {stops_at}")
    parser.add_argument(
        "--timeout", metavar="S", type=seconds, help="seconds until each is given up"
    )
    parser.add_argument("--output", metavar="F", help="write the report to this file instead")


def add_instance_option(parser: Parser, choices: Sequence[str], more: str = "") -> None:
    """`--instance`, for what sends one invocation after another; `more` is said of the choices."""
    parser.add_argument(
        "--instance",
        choices=choices,
        help="give each invocation of a hook or an Action a process of its own, or one after "
        f"another the same, as the platform does (default: what the targets say, else fresh){more}",
    )


def add_choosing_options(parser: Parser) -> None:
    """`--invocation` and `--tag`, for what sends whole sessions or a part of them."""
    parser.add_argument(
        "--invocation",
        metavar="NAME",
        action="append",
        default=[],
        help="send only those of this name; * stands for any text",
    )
    parser.add_argument(
        "--tag",
        metavar="TAG",
        action="append",
        default=[],
        help="send only those that have this tag, or whose session has",
    )


def add_secret_options(parser: Parser) -> None:
    """`--secret` and `--env-file`, in a group of their own."""
    secrets = parser.add_argument_group("the secrets that the hook is given")
    secrets.add_argument(
        "--secret",
        dest="secrets",
        metavar="NAME",
        type=secret_name,
        action="append",
        default=[],
        help="give the hook this secret; its value comes from the environment or an env file",
    )
    secrets.add_argument(
        "--env-file", metavar="F", type=Path, help="NAME=value lines, read before .env"
    )


def variable_names(text: str) -> list[str]:
    """The type of `--allow-env`: names, parted by commas."""
    return [secret_name(name.strip()) for name in text.split(",")]


def add_allow_option(parser: Parser) -> None:
    """`--allow-env`, for the commands that send what a session says."""
    parser.add_argument(
        "--allow-env",
        metavar="NAME[,NAME…]",
        type=variable_names,
        action="extend",
        default=[],
        help="let the session send the values of these variables to the hosts that it names",
    )

"""`offhook load`: the invocations of sessions as users of Locust, which sends to an endpoint."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .loading.plan import VARIABLE, passed, place, planned
from .shared.diagnostics import UNUSABLE, Diagnostics, UsageError
from .shared.inputs import sound_sessions
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import (
    Parser,
    add_allow_option,
    add_choosing_options,
    add_secret_options,
    location,
    seconds,
)

if TYPE_CHECKING:
    from sessions.replay.plan import Planned

_OF_LOCUST: Final = {
    "users": ("N", "how many users send at the same time"),
    "spawn-rate": ("N", "how many of them begin in a second"),
    "run-time": ("T", "end after so long: 60s, 10m, 1h30m"),
    "headless": (None, "begin at once, without the web page"),
    "master": (None, "lead workers, and send nothing"),
    "worker": (None, "send for a master"),
    "master-host": ("HOST", "where a worker finds its master"),
    "expect-workers": ("N", "with --headless, begin once so many workers are there"),
}
"""Locust's own options that are listed here, each with its value; all others go behind `--`."""
_LAST: Final = "5"
"""Seconds at the end for what is under way, so that the endpoint counts no more than Locust."""
_MANUAL: Final = Manual(
    about="""\
Each user sends one invocation after another, all of them equally often, as soon as the one before
is answered. What is not as expected counts as a failure. Real messages are sent. What follows -- is
Locust's own (locust --help), unchanged. Its web page is on this machine only unless --web-host says
otherwise, and what is under way at the end is waited for, --stop-timeout 5.
""",
    examples=(
        "offhook load sessions/ --target http://127.0.0.1:3000/ --headless",
        "offhook load sessions/ --target staging --yes  # and open the web page",
        "offhook load sessions/ --target staging --yes --master  # on one machine",
        "offhook load sessions/ --target staging --yes --worker --master-host 10.0.0.5",
        "offhook load sessions/ --target staging --yes --headless -- --csv figures",
    ),
    exits={
        "0": "all as expected",
        "1": "not all",
        "2": "wrong usage, or a session that cannot be read or is for no endpoint",
    },
    environment=("NAME",),
    files=("session", ".env"),
)


def configure(parser: Parser) -> None:
    """The options: which sessions, to which endpoint, how many users."""
    parser.manual = _MANUAL
    parser.passes_on = "[-- OPTIONS OF LOCUST]"
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")
    parser.add_argument(
        "--target", metavar="T", type=location, help="send all to this endpoint, a URL or a name"
    )
    parser.add_argument(
        "--yes", action="store_true", help="really send that much to another machine"
    )
    parser.add_argument(
        "--timeout", metavar="S", type=seconds, help="seconds until each is given up"
    )
    add_choosing_options(parser)
    locust = parser.add_argument_group("Locust")
    for name, (value, about) in _OF_LOCUST.items():
        if value:
            locust.add_argument(f"--{name}", metavar=value, help=about)
        else:
            locust.add_argument(f"--{name}", action="store_true", help=about)
    add_secret_options(parser)
    add_allow_option(parser)


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Look at all that is to be sent, and become Locust."""
    if find_spec("locust") is None:
        raise UsageError("load needs the package locust: pip install 'offhook[load]'")
    files = sound_sessions(options.paths, "send --target", err)
    if files is None:
        return UNUSABLE
    _tell(planned(options, files), options, err)
    out.flush()
    return _become(locust_arguments(options), _environment(options))


def locust_arguments(options: argparse.Namespace) -> list[str]:
    """The command line of Locust, without its name."""
    arguments = ["-f", str(Path(__file__).with_name("loading") / "users.py")]
    for name in _OF_LOCUST:
        value = getattr(options, name.replace("-", "_"))
        if value:
            arguments += [f"--{name}"] if value is True else [f"--{name}", value]
    serves = not (options.headless or options.worker)
    usual = {"--web-host": "127.0.0.1"} if serves else {}
    if not options.worker:
        usual["--stop-timeout"] = _LAST
    for name, value in usual.items():
        if not any(one.partition("=")[0] == name for one in options.passed_on):
            arguments += [name, value]
    return [*arguments, *options.passed_on]


def _environment(options: argparse.Namespace) -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return {**os.environ, VARIABLE: passed(options), "PYTHONPATH": path}


def _tell(plan: list[Planned], options: argparse.Namespace, err: Diagnostics) -> None:
    """Say that real messages are sent. Raises UsageError where nobody has said that they may."""
    import httpx

    from sessions.targets.remote.url import is_this_machine

    urls = {str(one.choice.location) for one in plan}
    is_here = all(is_this_machine(httpx.URL(url).host) for url in urls)
    named = ", ".join(dict.fromkeys(map(place, plan)))
    if not (is_here or options.yes):
        raise UsageError(
            f"real messages go to {named}, as many as it takes; if they may, add --yes"
        )
    err.warn(f"real messages are sent to {named}, as many as it takes")


def _become(arguments: list[str], env: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "locust", *arguments]
    if sys.platform == "win32":  # where exec leaves the shell waiting for nobody
        return subprocess.call(command, env=env)
    os.execve(sys.executable, command, env)

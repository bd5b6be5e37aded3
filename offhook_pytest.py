"""What pytest loads of offhook in every project of its environment: options, and a fixture.

It stands beside the packages, and imports them late, because loading it is to cost next to nothing
where nobody asks for sessions, and because a project may have a package `sessions` of its own,
which is imported in its tests as long as this one is not.
"""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sessions.pytest_plugin.collecting import SessionTests
    from sessions.pytest_plugin.fixture import Sender


def pytest_addoption(parser: pytest.Parser) -> None:
    """What is collected, and how it is sent; the words are those of `offhook replay`."""
    group = parser.getgroup("offhook", "session files of offhook, a test for each invocation")
    group.addoption(
        "--offhook",
        action="store_true",
        help="collect the session files in all folders that are searched for tests; without it "
        "those that offhook_sessions names, and files given as arguments",
    )
    group.addoption(
        "--offhook-target", metavar="T", help="send all invocations to this target instead"
    )
    group.addoption(
        "--offhook-timeout", metavar="S", type=_seconds, help="seconds until each is given up"
    )
    group.addoption(
        "--offhook-env-file", metavar="F", type=Path, help="NAME=value lines, read before .env"
    )
    group.addoption(
        "--offhook-allow-env",
        metavar="NAME[,NAME...]",
        type=_names,
        action="extend",
        default=[],
        help="let sessions send the values of these variables to the hosts that they name",
    )
    group.addoption(
        "--offhook-live", action="store_true", help="let outbound calls of hooks really go out"
    )
    parser.addini(
        "offhook_sessions",
        "folders, or files, whose session files of offhook are collected",
        type="paths",
        default=[],
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> SessionTests | None:
    """The session file, where it is asked for; of no other file anything is read."""
    if file_path.suffix != ".toml":
        return None
    is_named = parent.session.isinitpath(file_path) or any(
        file_path.is_relative_to(os.path.normpath(place))
        for place in parent.config.getini("offhook_sessions")
    )
    if not (is_named or parent.config.getoption("offhook")):
        return None
    from sessions.pytest_plugin.collecting import tests_of

    return tests_of(file_path, parent, is_named=is_named)


@pytest.fixture
def offhook(request: pytest.FixtureRequest) -> Sender:
    """Sends invocations: `outcome = offhook.send("hook.js", text="…", secrets={"TOKEN": "…"})`.

    A path is relative to the file of the test. What the hook sends is caught, and answered as its
    provider would, unless `--offhook-live` is given.
    """
    from sessions.pytest_plugin.fixture import Sender

    return Sender(request.config, request.path.parent)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a number of seconds above 0")
    return number


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]

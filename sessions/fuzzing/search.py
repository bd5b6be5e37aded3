"""Hypothesis at work: payloads in the order in which it makes them up, and the smallest that fails.

The same seed makes up the same payloads. Nothing is kept on the disk: what Hypothesis would keep in
the current folder goes to a folder of its own, and with it.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

_QUIET: Final[dict[str, Any]] = {
    "database": None,
    "deadline": None,
    "print_blob": False,
    "derandomize": False,
    "report_multiple_bugs": False,
    "suppress_health_check": list(HealthCheck),
    "verbosity": Verbosity.quiet,
}


def explore(made: SearchStrategy[T], number: int, count: int) -> list[T]:
    """The first `count` values of a seed, the simplest one first; some may be alike."""
    found: list[T] = []

    @seed(number)
    @settings(max_examples=count, phases=[Phase.generate], **_QUIET)
    @given(made)
    def collect(one: T) -> None:
        found.append(one)

    with _without_traces():
        collect()
    return found


def smallest(
    made: SearchStrategy[T], fails: Callable[[T], bool], number: int, count: int
) -> T | None:
    """The smallest value that Hypothesis finds for which `fails` holds, from the first of those
    that `explore` gives for the same seed and count; None where it holds for none of them.

    Args:
        fails: says the same of the same value each time. What it raises that is no `Exception`
            ends the search, and comes out here.
    """
    last: list[T] = []

    @seed(number)
    @settings(max_examples=count, phases=[Phase.generate, Phase.shrink], **_QUIET)
    @given(made)
    def hold(one: T) -> None:
        if fails(one):
            last[:] = [one]  # the last call of all is with the smallest
            raise _Fails

    with _without_traces(), contextlib.suppress(_Fails):
        hold()
    return last[0] if last else None


class _Fails(Exception):
    """What Hypothesis takes for the failure that it is to shrink."""


@contextlib.contextmanager
def _without_traces() -> Generator[None]:
    with tempfile.TemporaryDirectory(prefix="offhook-") as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)

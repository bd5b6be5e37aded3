"""Regular expressions that a session has: searched for a bounded time, whatever they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Final

LONGEST: Final = 1_000
"""Characters of a pattern. What a MessageID looks like takes less than a hundred."""
ALLOWED: Final = 0.5
"""Seconds that one search may compute. A good one takes microseconds."""

_AT_MOST: Final = 10.0
"""Seconds by the clock, for the start of an interpreter on a busy machine too."""
_PLAIN_TEXT: Final = 1_000
"""Characters of a text in which one repeat takes milliseconds: it may begin, and end, at each."""
_MOST_BRANCHES: Final = 4

_PROGRAM: Final = """
import json, re, signal, sys
pattern, text, seconds = json.load(sys.stdin)
if hasattr(signal, "setitimer"):
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
print(re.search(pattern, text) is not None)
"""


class TookTooLong(Exception):
    """A search came to no end within the time that it is given."""


def pattern_in(text: str) -> str | None:
    """The pattern of `/pattern/`; None for all other texts."""
    is_pattern = len(text) >= 2 and text.startswith("/") and text.endswith("/")
    return text[1:-1] if is_pattern else None


def problem_of_pattern(pattern: str) -> str | None:
    """Why no text can be searched for a pattern; None where it can."""
    if len(pattern) > LONGEST:
        return (
            f"a regular expression of {len(pattern):,} characters; {LONGEST:,} are the most that"
            " are read"
        )
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"not a regular expression: {error}"
    return None


def is_in(pattern: str, text: str, seconds: float = ALLOWED) -> bool:
    """Whether a pattern that has no problem is found in a text. Blocks; safe in any thread.

    Python's `re` cannot be interrupted: only a pattern that is known to end soon is searched for
    here, any other one in a process of its own, which costs 20 ms.

    Raises:
        TookTooLong: it came to no end.
    """
    if len(text) <= _PLAIN_TEXT and _is_plain(pattern):
        return re.search(pattern, text) is not None
    return _in_a_process(pattern, text, seconds)


def _is_plain(pattern: str) -> bool:
    """Whether a search takes a time that grows with the square of the text at most.

    That is so with one repeat, of one character. A repeated group can be gone through in more
    ways than there are atoms, and each repeat after another multiplies the time by the text.
    """
    counted = _COUNT.sub("", pattern)
    repeats = sum(map(counted.count, "*+?{"))
    return repeats <= 1 and counted.count("|") <= _MOST_BRANCHES and not _RISKY.search(pattern)


def _in_a_process(pattern: str, text: str, seconds: float) -> bool:
    try:
        done = subprocess.run(
            (sys.executable, "-I", "-S", "-c", _PROGRAM),
            input=json.dumps([pattern, text, seconds]),
            capture_output=True,
            encoding="ascii",
            errors="backslashreplace",
            timeout=_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TookTooLong from None
    if done.returncode < 0:  # by the timer's signal
        raise TookTooLong
    if done.returncode:
        raise RuntimeError(f"a search failed: {done.stderr.strip()}")
    return done.stdout.strip() == "True"


_COUNT: Final = re.compile(r"\{\d+\}")
_RISKY: Final = re.compile(r"\)[*+?{]|\(\?|\\[1-9]|[*+?}][*+?{]")
"""A repeated group, an extension (flags, looking ahead), a back reference, a repeated repeat."""

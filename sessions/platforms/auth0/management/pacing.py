"""How long to wait before a request is made again, by what the answer's headers say. No clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 60.0
"""Seconds that one wait takes at most, as in Auth0's own SDK."""
MOST_TRIES: Final = 6
"""Requests that are made in the place of one, where the limit is hit again and again."""
TRIES_OF_A_READ: Final = 3
"""Where a tenant fails, or is not reached, what only reads is tried so many times."""


def wait_of(headers: Mapping[str, str], attempt: int, now: float) -> float:
    """Seconds to wait after a 429: by `Retry-After`, else `X-RateLimit-Reset`, else 1, 2, 4 …

    Args:
        headers: of the answer, with their names in small letters.
        attempt: how often it was tried, from 1.
        now: seconds since 1970.
    """
    after = headers.get("retry-after", "").strip()
    wait = _seconds(after)
    if wait is None and after:
        wait = _until(after, now)
    if wait is None and (reset := _seconds(headers.get("x-ratelimit-reset", "").strip())):
        wait = reset - now
    if wait is None:
        wait = 2.0 ** (attempt - 1)
    return min(max(wait, 0.1), LONGEST)


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _until(text: str, now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year of 20 digits
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime.fromtimestamp(now, UTC)).total_seconds()

"""The rate limit, and the headers by which each answer tells of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from .wire import Refused

MESSAGE: Final = "Global limit has been reached"


@dataclass
class RateLimit:
    """Calls that are left; `bounded` counts them down, and then there is nothing but 429.

    A test sets `bounded` and `left`, and refills by setting `left` again.
    """

    limit: int = 50
    left: int = 50
    bounded: bool = False
    reset_after_s: int = 1

    def take(self) -> None:
        """One more call.

        Raises:
            Refused: none was left.
        """
        if not self.bounded:
            return
        if self.left <= 0:
            raise Refused(429, MESSAGE, "too_many_requests")
        self.left -= 1

    def headers(self, status: int) -> dict[str, str]:
        """What an answer of this status says: the reset as seconds since 1970."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": "0" if status == 429 else str(self.left),
            "x-ratelimit-reset": str(int(time.time()) + self.reset_after_s),
        }

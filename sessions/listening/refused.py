"""A request that is turned away, and what is said of it."""

from __future__ import annotations

from sessions.errors import OffhookError


class Refused(OffhookError):
    """A request that goes to no target. The reason repeats nothing of it.

    `status` is HTTP's; `retry_after` is in seconds, where the same request may be taken later.
    """

    def __init__(self, status: int, reason: str, retry_after: int | None = None) -> None:
        self.status = status
        self.reason = reason
        self.retry_after = retry_after
        super().__init__(reason)

"""What a listener takes at most, so that nobody who reaches it can fill it up."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.platforms.current import PLATFORM


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes in bytes, times in seconds."""

    head: int = 16 * 1024
    """Of a request's line and headers."""
    body: int = 512 * 1024
    """Of a request's body. An event has a user's metadata, some kilobytes of them."""
    head_seconds: float = 10.0
    """For a request's head, and for the next on a connection that is kept."""
    body_seconds: float = 10.0
    """For its body."""
    connections: int = 128
    """That are open at a time: as many bodies may be in memory, 64 MB of them, before it is known
    who has signed them."""
    at_once: int = 4
    """Invocations that run at a time: each is a process."""
    waiting: int = 100
    """Invocations that wait for their turn; another is refused."""
    waiting_seconds: float = 15.0
    """That one waits for its turn. Whoever has sent it gives up when the platform does."""
    rate: float = 200.0
    """Invocations in a second, on the average; another is refused."""
    burst: int = 400
    """Invocations that may come all at once."""
    end_seconds: float = 5.0
    """That what runs may go on after the end is asked for; then it is ended."""
    answer_seconds: float = PLATFORM.limits.TIMEOUT
    """That a target may take."""

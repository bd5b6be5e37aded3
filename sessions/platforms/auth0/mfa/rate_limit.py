"""A token bucket: so many at once, then one more at a steady interval."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Bucket:
    """Holds up to `capacity` tokens; one that was taken comes back every `interval` seconds."""

    capacity: int
    interval: float
    """Seconds until one token comes back."""
    left: int
    """Tokens as of `since`."""
    since: float = 0.0
    """From when on the next token is waited for; of no meaning while the bucket is full."""

    @classmethod
    def full(cls, capacity: int, interval: float) -> Bucket:
        """A bucket from which nothing was taken yet."""
        return cls(capacity, interval, capacity)

    def at(self, now: float) -> Bucket:
        """The bucket with what has come back by `now`."""
        back = max(0, int((now - self.since) // self.interval))
        left = min(self.capacity, self.left + back)
        return replace(self, left=left, since=self.since + back * self.interval)

    def take(self, now: float) -> Bucket | None:
        """The bucket with one token less, or None where it is empty."""
        held = self.at(now)
        if held.left == 0:
            return None
        since = now if held.left == held.capacity else held.since
        return replace(held, left=held.left - 1, since=since)

    def wait(self, now: float) -> float:
        """Seconds until there is a token to take; 0 where there is one."""
        held = self.at(now)
        return 0.0 if held.left else held.since + held.interval - now

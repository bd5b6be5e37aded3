"""What an instance has served before: the invocations, and what still goes on of them."""

from __future__ import annotations

from functools import partial

from .capture import Record
from .events import Event
from .transcript import Earlier


class Past:
    """The invocations of one child before the one that is under way, which has `number`."""

    def __init__(self) -> None:
        self.number = 1
        self._names: dict[int, str] = {}
        self._records: dict[int, Record] = {}
        self._events: dict[int | None, list[Event]] = {}
        self._calling: set[int] = set()
        """Those that have called out since they were served."""

    def is_of_now(self, event: Event) -> bool:
        """Whether an event is of the invocation that is under way. What the file does by itself
        counts as the first one's, which had it loaded."""
        return event.of == self.number or (event.of is None and self.number == 1)

    def keep(self, event: Event) -> None:
        """Note an event that is not."""
        known = event.of if event.of in self._names else None
        self._events.setdefault(known, []).append(event)

    def add(self, name: str, record: Record) -> None:
        """The invocation of this name is served, its calls are reported; the next one begins."""
        for number in self._calling:
            self._retire(number)
        self._names[self.number] = name
        self._records[self.number] = record
        self._retire(self.number)
        self._calling.clear()
        self._events.clear()
        self.number += 1

    def went_on(self) -> tuple[Earlier, ...]:
        """What earlier invocations have done since this one began, the earliest first."""
        numbers = sorted({*self._calling, *filter(None, self._events)})
        found = [
            Earlier(
                self._names[number],
                tuple(self._events.get(number, ())),
                self._records[number].calls if number in self._calling else (),
            )
            for number in numbers
        ]
        if nobodys := self._events.get(None):
            found.append(Earlier(None, tuple(nobodys)))
        return tuple(found)

    def close(self) -> None:
        """End what is still connected."""
        for record in self._records.values():
            record.close()

    def _retire(self, number: int) -> None:
        self._records[number].retire(partial(self._calling.add, number))

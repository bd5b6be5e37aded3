"""What has been sent to the inbox: kept within bounds, found again, waited for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Final

from sessions.contract.outbound import was_taken
from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.contract.phone_numbers import same_number
from sessions.phone import arrived, code_in

MOST_MESSAGES: Final = 10_000
MOST_OTHERS: Final = 1_000
"""Requests without a message are kept apart: a flood of these is not to push out a message."""
MOST_TEXT: Final = 64 << 20
"""Characters of all that is kept, in messages and the others each; the oldest go first."""
MOST_ON_PAGE: Final = 4 << 20
"""Characters of what one answer has, but for one message that is longer: all of 1,000 would be
67 MB, written by this one process while others wait."""
MOST_WAITING: Final = 100
"""At once: half of the connections (`server.MOST_CONNECTIONS`) are left to those who send what is
waited for."""


class TooManyWait(Exception):
    """As many wait already as may."""


@dataclass(frozen=True)
class Received:
    """One request that came in, with the message in it where there is one."""

    id: int
    """Counts up from 1, over messages and the others."""
    at: datetime
    """When it was answered, with its time zone."""
    call: OutboundCall
    """Without credentials, and without what is only there to be searched."""

    @property
    def message(self) -> OutboundMessage | None:
        """The message, as the provider reads it; None in a request for a token, and in one that was
        not for any provider."""
        return self.call.message

    @property
    def delivered(self) -> bool:
        """Whether a provider took the message, so that it is on the phone."""
        return self.message is not None and was_taken(self.call)

    @cached_property
    def code(self) -> str | None:
        """The code that a person reads off the message: `123456`; None where nothing looks so."""
        if self.message is None:
            return None
        return code_in(arrived(self.message, "")) or self.message.code

    @cached_property
    def size(self) -> int:
        """Characters that are kept of it, about."""
        call, message = self.call, self.message
        heads = [*call.headers.items(), *call.answer_headers.items()]
        texts = [call.url, call.body, call.answer_body, call.problem or ""]
        texts += [message.text or "", message.to or "", message.sender or ""] if message else []
        return sum(map(len, texts)) + sum(len(name) + len(text) for name, text in heads)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are meant; None is any."""

    to: str | None = None
    """A number, however it is written: `+1 808 555 5555`, `18085555555`, `0018085555555`."""
    sender: str | None = None
    channel: str | None = None
    provider: str | None = None
    text: str | None = None
    """Stands in the text, whatever its capitals."""
    after: int = 0
    """Only those that came after the one of this id."""
    before: int | None = None
    """Only those that came before it."""
    delivered: bool | None = True
    """Whether a provider is to have taken it."""
    with_code: bool = False
    """Only such as have a code."""

    def fits(self, received: Received) -> bool:
        """Whether it is meant."""
        message = received.message
        if message is None or received.id <= self.after:
            return False
        if self.before is not None and received.id >= self.before:
            return False
        return (
            self.delivered in (None, received.delivered)
            and _is(self.to, message.to)
            and _is(self.sender, message.sender)
            and self.channel in (None, message.channel or "sms")
            and self.provider in (None, received.call.provider or "generic")
            and (self.text or "").casefold() in (message.text or "").casefold()
            and not (self.with_code and received.code is None)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what is meant, newest first."""

    items: list[Received]
    next: int | None
    """All that is left out came before this id; None where nothing is."""


class Mailbox:
    """Messages, the newest last, and what else came in, each within its bounds."""

    def __init__(self, most: int = MOST_MESSAGES, most_text: int = MOST_TEXT) -> None:
        self._messages = _Kept(most, most_text)
        self._others = _Kept(MOST_OTHERS, most_text)
        self._last = 0
        self._waiting: dict[asyncio.Future[Received], Wanted] = {}
        self._watchers: list[Callable[[Received | None], None]] = []

    @property
    def last_id(self) -> int:
        """The id of the newest request; 0 before the first."""
        return self._last

    @property
    def count(self) -> int:
        """How many messages there are."""
        return len(self._messages.all)

    def add(self, call: OutboundCall, at: datetime) -> Received:
        """Keep what came in; whoever waits for it has it."""
        self._last += 1
        received = Received(self._last, at, call)
        (self._messages if received.message else self._others).add(received)
        for future, wanted in [*self._waiting.items()]:
            if not future.done() and wanted.fits(received):
                future.set_result(received)
        self._tell(received)
        return received

    def find(self, wanted: Wanted, most: int | None = None) -> list[Received]:
        """The messages that are meant, newest first, at most so many."""
        return [*islice(filter(wanted.fits, reversed(self._messages.all)), most)]

    def page(self, wanted: Wanted, most: int) -> Page:
        """As many of these at most, and of what is long fewer."""
        return _page(filter(wanted.fits, reversed(self._messages.all)), most)

    def others(self, most: int) -> list[Received]:
        """Requests without a message, newest first: for tokens, and those that were refused."""
        return [*islice(reversed(self._others.all), most)]

    def page_of_others(self, most: int, after: int, before: int | None) -> Page:
        """Those of them that came between two ids, as `page` has messages."""
        newest = self._last + 1 if before is None else before
        return _page((one for one in reversed(self._others.all) if after < one.id < newest), most)

    def of(self, number: int) -> Received | None:
        """The message or request of that id; None where it is not there, or not any more."""
        return next((one for one in self._messages.all if one.id == number), None) or next(
            (one for one in self._others.all if one.id == number), None
        )

    async def wait(self, wanted: Wanted, seconds: float) -> Received | None:
        """The newest message that is meant, else the first that comes within so many seconds.

        Raises:
            TooManyWait: there is none yet, and no more may wait.
        """
        if found := self.find(wanted, 1):
            return found[0]
        if seconds <= 0:
            return None
        if len(self._waiting) >= MOST_WAITING:
            raise TooManyWait
        coming: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        self._waiting[coming] = wanted
        try:
            async with asyncio.timeout(seconds):
                return await coming
        except TimeoutError:
            return None
        finally:
            del self._waiting[coming]

    def clear(self, wanted: Wanted) -> int:
        """Take away the messages that are meant; how many there were."""
        return self._cleared(self._messages.remove(wanted.fits))

    def remove(self, *numbers: int) -> None:
        """Take away the messages and requests of these ids."""
        these = frozenset(numbers)
        self._others.remove(lambda one: one.id in these)
        self._cleared(self._messages.remove(lambda one: one.id in these))

    def clear_all(self) -> int:
        """Take away all that is there; how many messages there were."""
        self._others.remove(lambda _: True)
        return self._cleared(self._messages.remove(lambda _: True))

    def _cleared(self, removed: int) -> int:
        self._tell(None)
        return removed

    def watch(self, told: Callable[[Received | None], None]) -> Callable[[], None]:
        """Have each request told as it comes in, and None when some are taken away; gives what
        ends that."""
        self._watchers.append(told)
        return lambda: self._watchers.remove(told)

    def _tell(self, received: Received | None) -> None:
        for told in [*self._watchers]:
            told(received)


class _Kept:
    """The newest of some, within a number and a length."""

    def __init__(self, most: int, most_text: int) -> None:
        self.all: deque[Received] = deque()
        self._most = most
        self._most_text = most_text
        self._text = 0

    def add(self, received: Received) -> None:
        self.all.append(received)
        self._text += received.size
        while len(self.all) > self._most or (self._text > self._most_text and len(self.all) > 1):
            self._text -= self.all.popleft().size

    def remove(self, goes: Callable[[Received], bool]) -> int:
        stays = [one for one in self.all if not goes(one)]
        removed = len(self.all) - len(stays)
        self.all = deque(stays)
        self._text = sum(one.size for one in stays)
        return removed


def _page(found: Iterable[Received], most: int) -> Page:
    items: list[Received] = []
    text = 0
    for one in found:
        text += one.size
        if len(items) == most or (items and text > MOST_ON_PAGE):
            return Page(items, one.id + 1)
        items.append(one)
    return Page(items, None)


def _is(wanted: str | None, found: str | None) -> bool:
    """Whether a number, or a name in place of one, is the one that is wanted."""
    if wanted is None:
        return True
    if not any(map(str.isdecimal, wanted)):
        return wanted.strip().casefold() == (found or "").strip().casefold()
    return same_number(wanted, found or "")

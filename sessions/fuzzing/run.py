"""One fuzzing of a target: payloads made up and sent, failures told apart and made small."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import dumps
from sessions.contract.kinds import UNREACHED
from sessions.contract.outcome import Outcome
from sessions.sending import send
from sessions.targets.target import Target, TargetProblem

from .beside import Beside
from .failure import TIMED_OUT, FuzzFailure, Key
from .judging import Norm, judge, norm_of
from .leaks import LeakedValue, find_leak, pair_of
from .payloads import TYPE, Making, by_channel, invocations, singles, text_at
from .reducing import changed_fields, least, with_only
from .search import smallest
from .supply import Supply, key_of

_QUICK: Final = 5.0
"""Seconds until a hook whose calls are answered at once is taken to hang. Whether it does so for
all the time that it is given, is seen once, with the smallest payload."""
_FOR_A_LEAK: Final = 4
"""Invocations that it takes to show a leak again: two pairs."""


_MOST_EARLIER: Final = 50
"""Messages before one, whose values are looked for in what comes of it."""


@dataclass(frozen=True, slots=True)
class FoundFailure:
    """A failure, and the smallest payload that was found to bring it about."""

    failure: FuzzFailure
    invocation: Invocation
    before: Invocation | None = None
    """What is to be sent just before, for a leak to show."""
    is_smallest: bool = False
    """Whether it was made as small as can be; else there was nothing left to send."""
    fails_always: bool = True
    """False where the same payload, sent once more, did not fail so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done."""

    making: Making
    seed: int
    count: int
    """How many invocations are sent at most, those that make failures small among them."""
    jobs: int = 1
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    timeout: float | None = None
    keeps_state: bool = False
    """Whether what one message leaves behind may reach the next: not in a child for each."""


class Fuzzing:
    """A run. What has been found until now is there at any time, also once it was cancelled."""

    def __init__(
        self, target: Target, asked: Asked, on_sent: Callable[[], object] = lambda: None
    ) -> None:
        self.sent = 0
        self.doing = "sending"
        self.slow = set[Key]()
        """Failures that turned out to be nothing but slow."""
        self._target = target
        self._asked = asked
        self._on_sent = on_sent
        self._plain = asked.making.bases[0]
        self._known = [dumps(base.payload) for base in asked.making.bases]
        self._made = invocations(asked.making)
        self._norms: dict[str, Norm | None] = {}
        self._verdicts: dict[str, FuzzFailure | None] = {}
        self._singles = {key_of(one): one for one in singles(asked.making)}
        self._supply = Supply(self._made, asked.seed, self._is_useful)
        self._begun: deque[Invocation] = deque(maxlen=_MOST_EARLIER)
        self._found: dict[Key, FoundFailure] = {}
        self._leaking: dict[str, LeakedValue] = {}
        self._leaks: dict[Key, tuple[LeakedValue, Invocation]] = {}

    @property
    def found(self) -> list[FoundFailure]:
        """The failures, each kind and place once, in the order in which they came up."""
        return list(self._found.values())

    @property
    def fails_always(self) -> bool:
        """Whether the plain payload fails already, so that odd ones are not sent."""
        return bool(self._norms) and not any(self._norms.values())

    async def run(self) -> None:
        """Send what is made up until something fails, and then until half of what was left is sent;
        with the rest make small what has failed, and so on.

        The same seed sends the same, as long as the target does the same.

        Raises:
            TargetProblem: nothing can be sent.
        """
        asked = self._asked
        self._target.expect(asked.count, asked.jobs)
        for plain in by_channel(self._plain)[: asked.count]:
            await self._learn(plain)
        self._supply.add(self._singles.values())
        done = set[Key]()
        while True:
            goes_on = not self.fails_always and await self._explore(done)
            while new := [key for key in self._found if key not in done]:
                done.add(new[0])
                await self._make_small(new[0], len(new))
            if not goes_on:
                break
        for key in list(self._leaks):
            await self._show_leak(key)

    @property
    def _left(self) -> int:
        return self._asked.count - self.sent

    async def _learn(self, plain: Invocation) -> None:
        """See what the target does with the plain payload of a channel."""
        outcome = await self._send(plain)
        if outcome.kind in UNREACHED:
            said = outcome.error.message if outcome.error else ""
            at = f" ({outcome.where})" if outcome.where else ""
            raise TargetProblem(f"{outcome.words.title}: {said}{at}")
        self._norms[text_at(plain.payload, TYPE)] = norm_of(plain, outcome)
        self._take(plain, judge(plain, outcome, None), is_smallest=True)

    def _is_useful(self, one: Invocation) -> bool:
        """Whether it is new, and may show something: where the plain payload of a channel fails,
        odd ones show no more, and each may take seconds."""
        is_new = key_of(one) not in self._verdicts
        return is_new and self._norms.get(text_at(one.payload, TYPE)) is not None

    async def _explore(self, known: Collection[Key]) -> bool:
        """Send more; whether there is still more to send after what is not `known` is made small.

        In batches, so that the order in which they end changes nothing.
        """
        self.doing = "sending"
        at_first = self._left
        while all(key in known for key in self._found) or self._left > at_first / 2:
            left = max(self._left - _FOR_A_LEAK * len(self._leaks), 0)
            batch = await self._supply.take(min(self._asked.jobs, left), left)
            if not batch:
                return False
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._outcome(one)) for one in batch]
            for one, task in zip(batch, tasks, strict=True):
                self._take(one, task.result(), is_smallest=key_of(one) in self._singles)
        return True

    async def _outcome(self, invocation: Invocation) -> FuzzFailure | None:
        """What is wrong with what comes of an invocation, which is sent once only."""
        known = key_of(invocation)
        if known not in self._verdicts:
            earlier = list(self._begun) if self._asked.keeps_state else []
            outcome = await self._send(invocation)
            self._verdicts[known] = self._judged(invocation, outcome)
            if leak := find_leak(earlier, invocation, outcome, self._known):
                self._leaking[known] = leak
        return self._verdicts[known]

    def _judged(self, invocation: Invocation, outcome: Outcome) -> FuzzFailure | None:
        norm = self._norms.get(text_at(invocation.payload, TYPE))
        return judge(invocation, outcome, norm)

    def _take(
        self, one: Invocation, failure: FuzzFailure | None, *, is_smallest: bool = False
    ) -> None:
        self._verdicts[key_of(one)] = failure
        if leak := self._leaking.pop(key_of(one), None):
            self._leaks.setdefault(leak.failure.key, (leak, one))
        if failure and failure.key not in self.slow:
            self._found.setdefault(failure.key, FoundFailure(failure, one, is_smallest=is_smallest))

    async def _send(self, invocation: Invocation, *, patiently: bool = False) -> Outcome:
        self.sent += 1
        self._begun.append(invocation)
        target, asked = self._target, self._asked
        seconds = asked.timeout or target.settings.timeout
        if seconds is None and target.info.kind != "remote" and not patiently:
            seconds = _QUICK
        outcome = await send(target, invocation, secrets=asked.secrets, timeout=seconds)
        self._on_sent()
        return outcome

    async def _make_small(self, key: Key, waiting: int) -> None:
        """Put the smallest in the place of what was found, and see whether it fails again; it is
        the first of so many that are waiting."""
        found = self._found[key]
        self.doing = f"making it small: {found.failure.title}"
        kept = waiting + _FOR_A_LEAK * len(self._leaks)  # to send each once more
        share = (self._left - kept) // waiting
        if not found.is_smallest and share > 0:
            self._found[key] = await self._smaller(found, until=self.sent + share)
        if self._left > 0:
            await self._send_again(self._found[key])

    async def _smaller(self, found: FoundFailure, until: int) -> FoundFailure:
        """First without the fields that do not matter, then with what matters made small; nothing
        is sent for it once `until` are."""
        making, first = self._asked.making, found.invocation
        base, best = making.base_of(first), found

        async def fails(one: Invocation) -> bool:
            nonlocal best
            known = key_of(one)
            if known not in self._verdicts and self.sent >= until:
                return False
            failure = await self._outcome(one)
            self._take(one, failure)
            if failure is None or failure.key != found.failure.key:
                return False
            best = replace(best, failure=failure, invocation=one)
            return True

        changed = changed_fields(first, base)
        fields = await least(changed, lambda some: fails(with_only(first, base, some)))

        has_come = False

        def still_fails(one: Invocation) -> bool:
            nonlocal has_come
            has_come = has_come or key_of(one) == key_of(first)
            reduced = with_only(one, making.base_of(one), fields)
            return has_come and beside.result_of(fails(reduced))

        made_by = self._supply.round_of(first)
        if made_by:
            async with Beside() as beside:
                await beside.run(lambda: smallest(self._made, still_fails, *made_by))
        return replace(best, is_smallest=made_by is not None and self.sent < until)

    async def _send_again(self, found: FoundFailure) -> None:
        """Keep what fails each time, mark what does not, leave out what is only slow."""
        key, is_hanging = found.failure.key, found.failure.kind in TIMED_OUT
        outcome = await self._send(found.invocation, patiently=True)
        failure = self._judged(found.invocation, outcome)
        if is_hanging and failure is None and self._asked.timeout is None:
            del self._found[key]
            self.slow.add(key)
        elif failure is None or failure.key != key:
            self._found[key] = replace(found, fails_always=False)

    async def _show_leak(self, key: Key) -> None:
        """Send the two again: plain ones but for the value, else as they were."""
        leak, later = self._leaks[key]
        self.doing = f"making it small: {leak.failure.title}"
        found = FoundFailure(leak.failure, later, leak.earlier, fails_always=False)
        for before, after in (pair_of(leak, self._plain), (leak.earlier, later)):
            if self._left < 2:
                break
            await self._send(before)
            outcome = await self._send(after)
            shown = find_leak([before], after, outcome, self._known)
            if shown and shown.path == leak.path:
                found = FoundFailure(shown.failure, after, before, is_smallest=after is self._plain)
                break
        self._found[key] = found

"""An expectation that was not met: where, what was wanted, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions.contract.json_path import Absent, JsonPath, format_path
from sessions.contract.json_text import JsonValue
from sessions.store.matchers import Matcher

from .matching import Patience, miss


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met."""

    path: str
    """Where, as the expectation says it: `outcome`, `error.code`, `outbound[0].to`."""
    wanted: str
    found: str
    link: str = "found"
    """What stands between the two in its sentence."""
    call: int | None = None
    """Of a call that was expected otherwise, which of those that were made, counted from 0."""
    brief: str = ""
    """What was found, without the error's own text; empty where that is not in it."""

    @property
    def sentence(self) -> str:
        """`error.code: expected 21211, found 20003`."""
        return f"{self.path}: {self.remark}" if self.wanted else self.found

    @property
    def brief_sentence(self) -> str:
        """As `sentence`, for where the error's own text stands beside it."""
        return replace(self, found=self.brief or self.found).sentence

    @property
    def remark(self) -> str:
        """`expected 21211, found 20003`: for where it is seen what it is about."""
        return f"expected {self.wanted}, {self.link} {self.found}" if self.wanted else self.found


def failures_of(
    path: JsonPath, matcher: Matcher, value: JsonValue | Absent, patience: Patience
) -> Iterator[Failure]:
    """The failure of a value that is not what it is to be; none where it is."""
    if missed := miss(matcher, value, patience):
        yield Failure(format_path(path), missed.wanted, missed.found, missed.link)

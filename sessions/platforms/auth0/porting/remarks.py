"""What has to be looked at in a port, each with its line in the hook."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One thing to look at; `line` is the hook's, 0 where it is of the hook as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


@dataclass(slots=True)
class Notes:
    """The remarks that are found on the way."""

    remarks: set[Remark] = field(default_factory=set[Remark])
    moved: set[int] = field(default_factory=set[int])
    """Lines that set a variable of the environment, which the port does not set any more."""

    def add(self, line: int, text: str) -> None:
        """Note something to look at."""
        self.remarks.add(Remark(line, text))

    def in_order(self) -> tuple[Remark, ...]:
        """All of them, by line."""
        return tuple(sorted(self.remarks))

"""Where two wire bodies differ, and the table of the differences that are meant."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from sessions.contract.json_path import format_path
from sessions.contract.json_text import JsonValue, same

TABLE = Path(__file__).with_name("deviations.toml")


def differences(ours: JsonValue, theirs: JsonValue, at: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths at which two bodies differ; `body` is all of it. Order of keys does not count.

    Of a stack only its presence is compared: it names the frames of whoever called the hook.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            if key in ours and key in theirs:
                yield from differences(ours[key], theirs[key], (*at, key))
            else:
                yield format_path((*at, key))
    elif at[-1:] == ("stack",) and isinstance(ours, str) and isinstance(theirs, str):
        return
    elif not same(ours, theirs):
        yield format_path(at) or "body"


@dataclass(frozen=True)
class Deviation:
    """A deliberate difference; `hooks`, `payload` and `path` are patterns as for file names."""

    reason: str
    hooks: tuple[str, ...] = ("*",)
    payload: str = "*"
    path: str = "*"
    uses: Counter[str] = field(default_factory=Counter[str], compare=False)
    """By pattern of `hooks`: how many differences it explained."""

    def explains(self, hook: str, payload: str, path: str) -> bool:
        """Whether the difference is this one; then it counts as used."""
        if not (fnmatchcase(payload, self.payload) and fnmatchcase(path, self.path)):
            return False
        pattern = next((one for one in self.hooks if fnmatchcase(hook, one)), None)
        self.uses[pattern or ""] += pattern is not None
        return pattern is not None

    def idle(self) -> list[str]:
        """The patterns of `hooks` that nothing needs any more."""
        return [pattern for pattern in self.hooks if not self.uses[pattern]]


@dataclass(frozen=True)
class Table:
    """What deviations.toml says."""

    deviations: tuple[Deviation, ...]
    left_out: dict[str, str]
    """Hooks that are not compared, with the reason."""

    def unlisted(self, hook: str, payload: str, found: Iterable[str]) -> list[str]:
        """Those of the paths found that no deviation is listed for."""
        return [path for path in found if not self._is_listed(hook, payload, path)]

    def _is_listed(self, hook: str, payload: str, path: str) -> bool:
        return any(one.explains(hook, payload, path) for one in self.deviations)


def read_table() -> Table:
    """Read deviations.toml."""
    read = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Table(
        tuple(
            Deviation(**{**entry, "hooks": tuple(entry.get("hooks", ("*",)))})
            for entry in read["deviation"]
        ),
        {hook: entry["reason"] for entry in read["left_out"] for hook in entry["hooks"]},
    )

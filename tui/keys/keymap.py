"""The keys in force: those of a preset, and the user's own, which are checked before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sessions.text import nearest

from .names import is_typed, read_keys, shown, unsendable
from .presets import PRESETS

if TYPE_CHECKING:
    from textual.binding import Binding

    from .bindings import Bound


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys do what they do not do by themselves.

    Attributes:
        keys: by id, the keys that do it now, as Textual names them, parted by commas.
        stands_for: by what is pressed, the key that it is then.
        in_texts: whether that holds where a text is edited too.
        problems: what is wrong with the user's own by its id; such keys are left as they were.
        warnings: what is odd with them, and holds all the same.
    """

    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    stands_for: Mapping[str, str] = field(default_factory=dict[str, str])
    in_texts: bool = False
    problems: Mapping[str, str] = field(default_factory=dict[str, str])
    warnings: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, binding: Binding) -> str:
        """The keys of a binding as keyboards have them: `Ctrl+S`, `Left, Up`."""
        return shown(self.keys.get(binding.id or "", binding.key))


NONE: Final = Keymap()


def keymap(preset: str, own: Mapping[str, str], bound: Iterable[Bound]) -> Keymap:
    """The keys of a preset, and over them those of the user's own that nothing is wrong with.

    Args:
        own: keys as they are written in the configuration, by id.
        bound: all bindings that there are; none where there are no keys of the user's own.
    """
    base = PRESETS[preset]
    keys = {id: ",".join(read_keys(text)) for id, text in base.keys.items()}
    there = list(bound)
    problems: dict[str, str] = {}
    warnings: dict[str, str] = {}
    mine: dict[str, str] = {}
    for id, text in own.items():
        try:
            mine[id] = _checked(id, text, there)
        except ValueError as problem:
            problems[id] = str(problem)
    for clash in clashes({**keys, **mine}, there, set(mine)):
        mine.pop(clash.mine, None)
        problems[clash.mine] = clash.words
    for id, text in mine.items():
        odd = {press: unsendable(press) for press in text.replace(",", " ").split()}
        if said := [f"{shown(press)}: {why}" for press, why in odd.items() if why]:
            warnings[id] = "; ".join(said)
    return Keymap({**keys, **mine}, base.stands_for, base.in_texts, problems, warnings)


def _checked(id: str, text: str, bound: list[Bound]) -> str:
    """The keys of a text for an id, as Textual names them. Raises ValueError."""
    meant = [each for each in bound if each.id == id]
    if not meant:
        near = nearest(id, {each.id for each in bound})
        raise ValueError(f"nothing is called so{f'; did you mean {near}?' if near else ''}")
    keys = read_keys(text)
    typed = [key for key in keys if is_typed(key)]
    if typed and any(each.binding.priority for each in meant):
        wanted = "take one with Ctrl or Alt, or a function key"
        raise ValueError(f"{shown(typed[0])} is for texts and lists; {wanted}")
    return ",".join(keys)


@dataclass(frozen=True, slots=True)
class Clash:
    """One key that is to do two things in one place: `mine` is the id that was moved to it."""

    mine: str
    words: str


def clashes(keys: Mapping[str, str], bound: Iterable[Bound], moved: set[str]) -> list[Clash]:
    """Where a key that was moved does two things in one place, by the ids that were `moved`.

    A key of a screen takes it from those of its parts only where it comes before them; a key of
    a part comes before those of what is around it, and that is meant.
    """
    found: dict[tuple[str, str], Clash] = {}
    there = list(bound)
    at: dict[str, list[Bound]] = {}
    for each in there:
        for key in keys.get(each.id, each.binding.key).split(","):
            at.setdefault(key.strip(), []).append(each)
    for key, group in at.items():
        for one in group:
            for other in group:
                if one.id in moved and one.id != other.id and one.meets(other):
                    words = f"{shown(key)} is that of {other.id} ({other.binding.description})"
                    found.setdefault((one.id, key), Clash(one.id, words))
    for one, key in ((one, key) for key, group in at.items() for one in group if " " in key):
        first = key.split()[0]
        for other in at.get(first, ()):
            if moved & {one.id, other.id} and one.meets(other):
                mine = one.id if one.id in moved else other.id
                words = f"{shown(key)} begins with the key of {other.id}, {shown(first)}"
                found.setdefault((mine, key), Clash(mine, words))
    return list(found.values())

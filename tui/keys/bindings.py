"""All the keys that there are: every class with keys of its own, and which of them meet."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

import tui

_LEFT_OUT: Final = ("tui.cli", "tui.__main__", "tui.preview")
"""What has no keys, or runs as it is imported."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding, and the class that has it."""

    owner: type[DOMNode]
    binding: Binding

    @property
    def id(self) -> str:
        """What it is called in the configuration."""
        return self.binding.id or ""

    def meets(self, other: Bound) -> bool:
        """Whether a key that both had would do only one of the two things.

        So it is in one class; and where one is of a screen, or the application, and comes before
        what the other, a part of that screen, makes of the key.
        """
        if self.owner is other.owner:
            return True
        return _takes_from(self, other) or _takes_from(other, self)


def _takes_from(outer: Bound, inner: Bound) -> bool:
    if not outer.binding.priority:
        return False
    if issubclass(outer.owner, App):
        return True
    if not issubclass(outer.owner, Screen) or issubclass(inner.owner, Screen | App):
        return False
    return inner.owner in _parts_of(outer.owner)


@cache
def keyed_classes() -> tuple[type[DOMNode], ...]:
    """Every class of offhook's that has keys of its own. It imports all that a screen has."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.startswith(_LEFT_OUT):
            importlib.import_module(module.name)
    found = {each for each in below(DOMNode) if each.__dict__.get("BINDINGS")}
    own = [each for each in found if each.__module__.split(".")[0] == "tui"]
    return tuple(sorted(own, key=lambda each: (each.__module__, each.__qualname__)))


def bindings_of(owner: type[DOMNode]) -> list[Binding]:
    """The bindings of a class itself, each as it is written, with all its keys."""
    return [
        each if isinstance(each, Binding) else Binding(each[0], each[1], each[-1])
        for each in owner.__dict__.get("BINDINGS", ())
    ]


def all_bound() -> list[Bound]:
    """Every binding of offhook's."""
    return [Bound(owner, each) for owner in keyed_classes() for each in bindings_of(owner)]


@cache
def _parts_of(screen: type[DOMNode]) -> frozenset[type[DOMNode]]:
    """The classes whose keys work on a screen: those of its room, and of the rooms that several
    screens share; a dialog has its own alone."""
    classes = keyed_classes()
    screens = {each for each in classes if issubclass(each, Screen)}
    if issubclass(screen, ModalScreen):
        return frozenset()
    rooms = {_room(each) for each in screens if not issubclass(each, ModalScreen)}
    return frozenset(
        each
        for each in classes
        if each not in screens
        and not issubclass(each, App)
        and (_room(each) == _room(screen) or _room(each) not in rooms)
    )


def _room(owner: type[DOMNode]) -> str:
    return owner.__module__.split(".")[1]


def below(owner: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """Every class that is loaded and derived from this one; some more than once."""
    for each in owner.__subclasses__():
        yield each
        yield from below(each)

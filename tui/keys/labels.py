"""What a key is called in a text, by the id of what it does: as it is bound now."""

from __future__ import annotations

from functools import cache

from textual._context import active_app
from textual.dom import DOMNode

from .bindings import below, bindings_of
from .keymap import NONE
from .names import shown


def key_of(id: str) -> str:
    """The first key of a binding as keyboards have it, with the preset and the keys of the user.

    Raises KeyError where no class that is loaded has a binding of this id.

    >>> key_of("workbench.save")
    'Ctrl+S'
    """
    used = getattr(active_app.get(None), "keymap", NONE)
    return shown((used.keys.get(id) or _own(id)).split(",")[0])


@cache
def _own(id: str) -> str:
    """The keys that it has by itself."""
    for owner in below(DOMNode):
        for binding in bindings_of(owner):
            if binding.id == id:
                return binding.key
    raise KeyError(id)

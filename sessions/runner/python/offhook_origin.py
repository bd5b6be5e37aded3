"""Whose code something is: the user's own, or what came with Python or was installed.

A handler is the user's own code. A ready-made function of a library that is called with a phone
number and a text does whatever it does with them: `shutil.rmtree` deletes a folder.
"""
# ruff: noqa: PTH118, PTH120, PTH206 (pathlib would cost every start three milliseconds)

from __future__ import annotations

import functools
import importlib.util
import os
import sys
from collections.abc import Iterator
from types import MethodType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

_STANDARD_LIBRARY = os.path.dirname(os.path.realpath(os.__file__))
_OURS = os.path.dirname(os.path.realpath(__file__))
_INSTALLED = ("site-packages", "dist-packages")
_MOST_LAYERS = 20


def owner_of_module(name: str, folder: str) -> str | None:
    """Whose a module is that is to be imported, by its outermost package; None for the user's own.

    `folder` is the one that the user works in. What is not found, the import reports.
    """
    try:
        spec = importlib.util.find_spec(name.partition(".")[0])
    except ValueError:  # a module that is loaded, and says nothing of where it came from
        return owner_of_file(None, folder)
    if spec is None:
        return None
    places: list[str | None] = [*(spec.submodule_search_locations or ())]
    owners = [owner_of_file(place, folder) for place in places or [_file_of_spec(spec)]]
    return None if None in owners else owners[0]


def owner_of_function(function: Any, folder: str) -> str | None:
    """Whose a function is, whatever module it was found in; None for the user's own.

    Of a wrapper and what is wrapped, one has to be the user's; what a library makes when the user's
    code asks it to, as a function within a function, is.
    """
    layers = [*_layers(function)]
    if any("<locals>" in getattr(layer, "__qualname__", "") for layer in layers):
        return None
    owners = [owner_of_file(_file_of(layer), folder) for layer in layers]
    return None if None in owners else owners[-1]


@functools.cache  # asked of a file, and then of the function in it
def owner_of_file(file: str | None, folder: str) -> str | None:
    """Whose a file is, in words; None for the user's own."""
    if file is None:
        return "Python's standard library"
    place = os.path.realpath(file)
    inside = _below(place, os.path.realpath(folder))
    if _is_installed(place if inside is None else inside):
        return "an installed package"
    below = _below(place, _STANDARD_LIBRARY)
    if below is not None and not _is_installed(below):
        return "Python's standard library"
    return None if _below(place, _OURS) is None else "offhook itself"


def _layers(function: Any) -> Iterator[Any]:
    """A function, and what it is a wrapper of: by a decorator, `partial`, or as a method."""
    for _ in range(_MOST_LAYERS):
        yield function
        if isinstance(function, functools.partial):
            function = cast("Any", function).func
        elif isinstance(function, MethodType):
            function = function.__func__
        else:
            inner = getattr(function, "__dict__", {}).get("__wrapped__")
            if inner is None:
                return
            function = inner


def _file_of(function: Any) -> str | None:
    """The file of a function, of a class, or of an object's class."""
    variables = getattr(function, "__globals__", None)
    if variables is not None:
        return variables.get("__file__")
    module = getattr(function, "__module__", None)
    return getattr(sys.modules.get(module), "__file__", None) if isinstance(module, str) else None


def _file_of_spec(spec: ModuleSpec) -> str | None:
    return spec.origin if spec.has_location else None


def _below(place: str, folder: str) -> str | None:
    """The way from a folder down to a place in it; None where it lies elsewhere."""
    start = os.path.join(folder, "")
    return place[len(start) :] if os.path.join(place, "").startswith(start) else None


def _is_installed(place: str) -> bool:
    return any(part in _INSTALLED for part in place.split(os.sep))

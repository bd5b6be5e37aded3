"""Whose code a handler is: the user's own, or what was installed and is not written for this."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sessions.contract.kinds import Kind
from sessions.platforms.current import PLATFORM

from .unready import Unready

_INSTALLED: Final = frozenset({"node_modules", "site-packages", "dist-packages"})
_OFFHOOK: Final = Path(__file__).resolve().parents[1]
_HOOKS: Final = (_OFFHOOK / "examples" / "hooks", Path(PLATFORM.starter).resolve())


def is_own(file: Path) -> bool:
    """Whether a file is a hook that offhook brings along: its samples, and the starter."""
    return any(file.is_relative_to(folder) for folder in _HOOKS)


def refuse_installed(file: Path, base: Path) -> None:
    """Let no file of an installed package be a handler; `base` is the folder that the user names.

    What a package does with a phone number and a text, nobody knows: `rimraf` deletes a folder of
    the recipient's name. `python/offhook_origin.py` says the same of what Python imports.

    Raises:
        Unready: it lies in a folder of packages, below `base` or elsewhere.
    """
    base = base.resolve()
    place = file.relative_to(base) if file.is_relative_to(base) else file
    if _INSTALLED.intersection(place.parts) and not file.is_relative_to(_OFFHOOK):
        raise Unready(Kind.BAD_EXPORT, not_your_code(str(place), "an installed package"))


def not_your_code(named: str, owner: str) -> str:
    """What to say of a handler that is none, and what to do instead."""
    return (
        f"{named} is code of {owner}, and a handler is code of your own: "
        "write a function that calls it, and name that."
    )

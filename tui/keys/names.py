"""The names of keys: read as people write them, and shown as keyboards have them."""

from __future__ import annotations

from typing import Final

from textual.keys import _character_to_key, key_to_character

_MODIFIERS: Final = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""In the order in which Textual names them."""
_SPELLED: Final = {
    **{"esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "spacebar": "space"},
    **{"pgup": "pageup", "pgdn": "pagedown", "pgdown": "pagedown", "control": "ctrl"},
    **{"option": "alt", "opt": "alt", "cmd": "super", "win": "super"},
}
_SPECIAL: Final = frozenset(
    (
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
        *("backspace", "tab", "enter", "escape", "space"),
    )
)
_FUNCTION: Final = frozenset(f"f{number}" for number in range(1, 25))
_SIGNS: Final = {_character_to_key(chr(code)): chr(code) for code in range(0x21, 0x7F)}
_KNOWN: Final = _SPECIAL | _FUNCTION | _SIGNS.keys()

_SHOWN: Final = {"pageup": "PageUp", "pagedown": "PageDown"}

_THE_SAME: Final = {
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+left_square_bracket": "Escape",
    "ctrl+h": "Backspace",
}
"""What a terminal sends another key's code for."""
_KITTY: Final = "only terminals with the Kitty keyboard protocol send it"
_ONLY_KITTY: Final = frozenset({"enter", "tab", "backspace", "space", "escape"})


def read_keys(text: str) -> list[str]:
    """The keys of a text, as Textual names them: `F5, Ctrl+X Ctrl+S` is `f5` and `ctrl+x ctrl+s`.

    Keys are parted by commas; those that are pressed one after another by blanks.

    Raises:
        ValueError: what is no key, in some words.
    """
    found: list[str] = []
    for part in text.replace(",,", "comma,").split(","):
        presses = [_press(word) for word in part.split()]
        if not presses:
            raise ValueError("wanted a key before and after each comma")
        found.append(" ".join(presses))
    return found


def shown(keys: str) -> str:
    """Textual's names as keyboards have them: `Ctrl+S`, `Left, Up`, `c`, `Ctrl+X Ctrl+S`."""
    return ", ".join(
        " ".join(_shown_press(press) for press in key.split()) for key in keys.split(",")
    )


def is_typed(key: str) -> bool:
    """Whether a text takes the key for itself: it types, moves or deletes there, or leaves it."""
    first = key.split()[0]
    return first in _SPECIAL or key_to_character(first) is not None


def unsendable(press: str) -> str | None:
    """Why a key may not reach a program in a terminal; None where it does."""
    if press in _THE_SAME:
        return f"a terminal sends it as {_THE_SAME[press]}"
    *modifiers, key = press.split("+")
    held = set(modifiers)
    if held & {"super", "hyper", "meta"}:
        return _KITTY
    if "ctrl" in held and (("shift" in held and len(key) == 1) or key.isdigit()):
        return _KITTY
    if held - {"alt"} and key in _ONLY_KITTY and press not in ("shift+tab", "ctrl+space"):
        return _KITTY
    return None


def _press(word: str) -> str:
    """A key with what is held with it."""
    *modifiers, key = (
        (f"{word[:-1]}plus" if word.endswith("+") and word != "+" else word).split("+")
        if word != "+"
        else ["plus"]
    )
    held = {_SPELLED.get(each.lower(), each.lower()) for each in modifiers}
    if strange := held.difference(_MODIFIERS):
        raise ValueError(f"{min(strange)} is no key to hold; wanted ctrl, alt, shift or super")
    name = key if len(key) == 1 else _SPELLED.get(key.lower(), key.lower())
    if len(name) == 1:
        if held == {"shift"} and name.isalpha():
            held, name = set(), name.upper()
        elif held:
            name = name.lower()
        name = _character_to_key(name)
    if name not in _KNOWN:
        raise ValueError(f"{word} is no key; wanted one such as f5, ctrl+s, alt+up or g")
    return "+".join([*sorted(held), name])


def _shown_press(press: str) -> str:
    *modifiers, key = press.split("+")
    name = _SIGNS.get(key) or _SHOWN.get(key) or key.capitalize()
    if modifiers and len(name) == 1:
        name = name.upper()
    return "+".join([*(each.capitalize() for each in modifiers), name])

"""What is pressed, as the keymap has it: one key after another, and keys that stand for others."""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Key
from textual.keys import key_to_character

from .keymap import Keymap


class Pressed:
    """Follows the keys that are pressed, and says what each is.

    `is_text` says whether a text is edited now, `is_bound` whether a key does something now.
    """

    def __init__(
        self, keymap: Keymap, is_text: Callable[[], bool], is_bound: Callable[[str], bool]
    ) -> None:
        self._stands_for = keymap.stands_for
        self._in_texts = keymap.in_texts
        self._moved = {key for keys in keymap.keys.values() for key in keys.split(",")}
        self._is_text = is_text
        self._is_bound = is_bound
        self._begun = ""
        whole = {*self._moved, *self._stands_for}
        self._beginnings = {
            " ".join(key.split()[:count]) for key in whole for count in range(1, len(key.split()))
        }

    def take(self, event: Key) -> Key | None:
        """The key to go on with; None where it is the beginning of several."""
        pressed = f"{self._begun} {event.key}".strip()
        begun, self._begun = self._begun, ""
        if pressed in self._moved:
            return event if pressed == event.key else Key(pressed, None)
        if self._may_stand_for(pressed):
            key = self._stands_for[pressed]
            return Key(key, key_to_character(key))
        if pressed in self._beginnings and self._may_begin(pressed):
            self._begun = pressed
            return None
        return self.take(event) if begun else event

    def _may_begin(self, pressed: str) -> bool:
        if any(key.startswith(f"{pressed} ") for key in self._moved):
            return True
        return self._is_free(pressed)

    def _may_stand_for(self, pressed: str) -> bool:
        return pressed in self._stands_for and self._is_free(pressed)

    def _is_free(self, pressed: str) -> bool:
        """Whether what is pressed may be another key: no text is edited that it is typed into, and
        it does nothing by itself."""
        first = pressed.split()[0]
        if self._is_text():
            return self._in_texts and key_to_character(first) is None
        return key_to_character(first) is None or not self._is_bound(first)

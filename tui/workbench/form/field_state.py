"""What one field of the form holds: its value, and what is typed, which may not be one yet."""

from __future__ import annotations

from typing import Final, cast

from sessions.contract.invocation import Presence
from sessions.contract.json_path import ABSENT, Absent, JsonPath, describe
from sessions.contract.json_text import JsonError, JsonValue, loads, same
from sessions.platforms.current import PLATFORM

from .editable import is_plain, is_too_long, json_text


class Codec:
    """How the values of a field become text and back: here, any value as JSON."""

    def __init__(self, fallback: JsonValue = None) -> None:
        self.fallback: JsonValue = {} if fallback is None else fallback
        """The value of a field that is made a value without ever having had one."""

    def plain(self, _value: JsonValue) -> str | None:
        """The text that is the value itself; None where its text is JSON."""
        return None

    def encode(self, value: JsonValue) -> str:
        """The text that stands for a value."""
        plain = self.plain(value)
        return json_text(value) if plain is None else plain

    def take(self, typed: JsonValue, _current: JsonValue | Absent) -> JsonValue:
        """The value that typed JSON makes of the current one. Raises JsonError."""
        return typed


class TextCodec(Codec):
    """A string stands as itself; anything else, and a string that cannot be typed, as JSON."""

    def __init__(self, *, lines: bool = False, fallback: str = "") -> None:
        super().__init__(fallback)
        self._lines = lines

    def plain(self, value: JsonValue) -> str | None:
        return value if isinstance(value, str) and is_plain(value, lines=self._lines) else None

    def encode(self, value: JsonValue) -> str:
        plain = self.plain(value)
        return json_text(value, indent=2 if self._lines else None) if plain is None else plain


class ContainerCodec(Codec):
    """An object whose fields are edited one by one: the text only says what is there."""

    def plain(self, value: JsonValue) -> str:
        return "an object" if isinstance(value, dict) else f"{describe(value)}; edit it in {{}}"


class ExtrasCodec(Codec):
    """An object of which the text says the extra keys only: those that have no field of their own.

    A container that is no object stands as it is.
    """

    def __init__(self, container: JsonPath) -> None:
        super().__init__()
        self._known = known_keys(container)

    def encode(self, value: JsonValue) -> str:
        if not isinstance(value, dict):
            return json_text(value)
        return json_text({key: item for key, item in value.items() if key not in self._known})

    def take(self, typed: JsonValue, current: JsonValue | Absent) -> JsonValue:
        if not isinstance(typed, dict):
            if isinstance(current, dict):
                raise JsonError(f"found {describe(typed)}, wanted an object of the other keys")
            return typed
        if taken := [key for key in typed if key in self._known]:
            raise JsonError(f"{taken[0]} has a field of its own; edit it there")
        before = current if isinstance(current, dict) else {}
        kept = {key: item for key, item in before.items() if key in self._known or key in typed}
        return {**kept, **typed}


def known_keys(container: JsonPath) -> frozenset[str]:
    """The keys of the object at `container` that have a field, or hold fields, of their own."""
    depth = len(container)
    fields = PLATFORM.fields
    paths = [field.path for field in fields.FIELDS] + list(fields.CONTAINERS)
    return frozenset(
        str(path[depth]) for path in paths if len(path) > depth and path[:depth] == container
    )


_NEVER: Final = object()


class FieldState:
    """A field between the document and an editor.

    `value` is what the document holds. `text` is what the editor shows; while `problem` is set,
    it is not applied. A null or absent field keeps its last value, to be switched back to.
    """

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.value: JsonValue | Absent = ABSENT
        self.text = ""
        self.as_json = codec.plain(codec.fallback) is None
        self.problem: JsonError | None = None
        self._kept: JsonValue | Absent = ABSENT
        self._loaded: object = _NEVER

    @property
    def presence(self) -> Presence:
        """Whether the document's field is a value, null or absent."""
        if self.value is ABSENT:
            return "absent"
        return "null" if self.value is None else "value"

    @property
    def too_long(self) -> bool:
        """Whether the text is too long for an editor, so that it can only be read."""
        return is_too_long(self.text)

    @property
    def hint(self) -> str:
        """What a JSON text in a field made for plain text stands for; empty elsewhere."""
        if not self.as_json or self.presence != "value" or self.codec.plain("") is None:
            return ""
        what = "text that cannot be typed" if isinstance(self.value, str) else self._kind()
        return f"{what}, written as JSON"

    def load(self, value: JsonValue | Absent) -> bool:
        """Take over what the document holds; False where that is nothing new."""
        if self._loaded is value or (
            self._loaded is not _NEVER and same_or_absent(value, self.value)
        ):
            self._loaded = value
            return False
        if self._reads_the_same(value):  # what is being typed stays as it is
            self.value = self._loaded = value
            return False
        self._keep()
        self.value = self._loaded = value
        self._show()
        return True

    def forget(self) -> None:
        """Start anew: what comes next belongs to another invocation."""
        self._kept = ABSENT
        self.value = ABSENT
        self._loaded = _NEVER

    def type(self, text: str) -> bool:
        """Take over what was typed; True where it gives the field another value."""
        if text == self.text or self.too_long:
            return False
        return self._take(text, self.as_json)

    def written(self) -> tuple[str, bool]:
        """What another editor is given, which takes a text of any length and with any characters:
        the string itself, or JSON; and whether it is JSON."""
        is_container = isinstance(self.codec, ContainerCodec)
        if self.problem:
            return self.text, True
        if isinstance(self.value, str) and not is_container and _is_utf8(self.value):
            return self.value, False
        if self.presence != "value":
            return "", is_container or self.as_json
        return (json_text(cast("JsonValue", self.value)) if is_container else self.text), True

    def rewrite(self, text: str, *, as_json: bool) -> bool:
        """Take over what another editor made of what was `written`; as `type`."""
        is_other = self._take(text, as_json)
        if not self.problem:
            self._show()
        return is_other

    def _take(self, text: str, as_json: bool) -> bool:
        self.text = text
        self.problem = None
        if not text and self.presence != "value":
            return False
        before = self.value
        try:
            self.value = self.codec.take(loads(text), before) if as_json else text
        except JsonError as problem:
            self.problem = problem
            return False
        self._loaded = self.value
        return not same_or_absent(before, self.value)

    def switch(self, presence: Presence) -> bool:
        """Make the field a value (its last one), null or absent; False where it is that already."""
        if presence == self.presence:
            return False
        self._keep()
        if presence == "value":
            self.value = self.codec.fallback if self._kept is ABSENT else self._kept
        else:
            self.value = None if presence == "null" else ABSENT
        self._loaded = self.value
        self._show()
        return True

    def revert(self) -> None:
        """Drop what was typed and not applied."""
        self._show()

    def settle(self) -> bool:
        """Show as plain text what was typed as JSON and turned out to be it; True where it was."""
        if self.problem or not self.as_json or self.presence != "value":
            return False
        if self.codec.plain(cast("JsonValue", self.value)) is None:
            return False
        self._show()
        return True

    def _reads_the_same(self, value: JsonValue | Absent) -> bool:
        """Whether another value changes nothing of what this field shows of it (extra keys)."""
        before = self.value
        if self._loaded is _NEVER or isinstance(before, Absent) or isinstance(value, Absent):
            return False
        if before is None or value is None:
            return False
        return self.codec.encode(before) == self.codec.encode(value)

    def _keep(self) -> None:
        if self.presence == "value":
            self._kept = self.value

    def _show(self) -> None:
        self.problem = None
        shown = self.codec.fallback if self.presence != "value" else cast("JsonValue", self.value)
        self.as_json = self.codec.plain(shown) is None
        self.text = self.codec.encode(shown) if self.presence == "value" else ""

    def _kind(self) -> str:
        return describe(self.value).partition(" (")[0]


def _is_utf8(text: str) -> bool:
    """Whether a text can be written to a file: JSON has surrogates that stand alone."""
    return text.isascii() or not any("\ud800" <= each <= "\udfff" for each in text)


def same_or_absent(a: JsonValue | Absent, b: JsonValue | Absent) -> bool:
    """Whether a field is the same in two payloads."""
    if isinstance(a, Absent) or isinstance(b, Absent):
        return a is b
    return a is b or same(a, b)

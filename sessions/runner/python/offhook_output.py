"""Everything the hook prints or logs, reported to offhook with its level and place."""

from __future__ import annotations

import inspect
import io
import sys
import threading
from types import FrameType
from typing import Any

from offhook_channel import cut, say
from offhook_describe import place_of

MOST_CHARACTERS = 1 << 20
MOST_LINES = 10_000
"""Prints that are reported. A million of one character each made 300 MiB of offhook."""
_LEVELS = {"DEBUG": "debug", "INFO": "info", "WARNING": "warn", "ERROR": "error"}

_streams: list[Stream] = []


class Stream(io.TextIOBase):
    """Stands in for sys.stdout or sys.stderr; what is printed without a line's end is gathered."""

    _room = MOST_CHARACTERS
    _lines_left = MOST_LINES
    _is_cut = False

    def __init__(self, name: str, original: Any) -> None:
        super().__init__()
        self._name = name
        self._original = original
        self._lock = threading.RLock()
        self._gathered = ""
        self._origin: tuple[str, str | None, int | None] = (name, None, None)

    @property
    def buffer(self) -> Any:
        """The stream of bytes beneath, which offhook reads from the process's pipe."""
        return self._original.buffer

    @property
    def encoding(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        return "utf-8"

    def fileno(self) -> int:
        return self._original.fileno()

    def reconfigure(self, **_options: Any) -> None:
        """Text goes on as it is, whatever encoding a hook prefers."""

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        with self._lock:
            if Stream._is_cut:
                return len(text)
            if not self._gathered:
                here = inspect.currentframe()
                self._origin = _origin(self._name, here and here.f_back)
            self._gathered += text
            if self._gathered.endswith("\n"):
                self.flush()
        return len(text)

    def flush(self) -> None:
        with self._lock:
            text, self._gathered = self._gathered, ""
            if not text or Stream._is_cut:
                return
            text = text[:-1] if text.endswith("\n") else text
            room = Stream._room if Stream._lines_left else 0
            Stream._room -= len(text)
            Stream._lines_left -= 1
            if room > 0:
                level, file, line = self._origin
                say("console", level=level, text=cut(text, room), file=file, line=line)
            if len(text) > room or not room:
                Stream._is_cut = True
                say("console_cut")


def _origin(name: str, caller: FrameType | None) -> tuple[str, str | None, int | None]:
    """The level and the place of a print; of a logged message, those of its record."""
    frame = caller
    while frame is not None and frame.f_globals.get("__name__") == "logging":
        record = frame.f_locals.get("record")
        if record is not None:
            level = _LEVELS.get(record.levelname, "error" if record.levelno > 40 else name)
            return level, record.pathname, record.lineno
        frame = frame.f_back
    place = place_of(caller)
    return (name, place["file"], place["line"]) if place else (name, None, None)


def capture() -> None:
    """From now on what is printed is reported. What goes past Python stays in the pipes."""
    sys.stdout = Stream("stdout", sys.stdout)
    sys.stderr = Stream("stderr", sys.stderr)
    _streams.extend((sys.stdout, sys.stderr))


def flush() -> None:
    """Tell what has been printed without a line's end."""
    for stream in _streams:
        stream.flush()

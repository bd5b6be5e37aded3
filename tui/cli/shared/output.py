"""The one way to stdout: lines with or without colors, and documents, in any encoding."""

from __future__ import annotations

import io
import os
import select
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from sessions.errors import OffhookError
from sessions.text import printable, printable_json

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue

_PLAIN = {
    **{"✓": "OK", "✗": "X", "▸": ">", "│": "|", "→": "->", "·": "-", "…": "..."},
    **{"‹": "<", "›": ">", "«": '"', "»": '"', "×": "x", "≠": "!="},
}
"""What is written for our own signs where the terminal's encoding has none of them."""


class OutputError(OffhookError):
    """Standard output cannot be written: a full disk, a closed device."""


class ReaderGone(Exception):
    """Whoever read standard output has left, as `head` does."""


def on_one_line(text: str) -> str:
    r"""`text` made printable on a single line, however long: a line break is shown as `\n`."""
    return printable(text).replace("\n", "\\n")


def encodable(text: str, encoding: str) -> str:
    r"""`text` with what `encoding` cannot say written as signs of ASCII or as `\u2713`."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_spelled(character, encoding) for character in text)
    return text


def is_utf8(encoding: str) -> bool:
    """Whether `encoding` can say everything."""
    return encoding.lower().replace("-", "").replace("_", "") in ("utf8", "cp65001")


def _spelled(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return _PLAIN.get(character) or character.encode("ascii", "backslashreplace").decode()
    return character


def wants_color(stream: TextIO | None, env: Mapping[str, str], *, no_color: bool) -> bool:
    """Whether colors go to `stream`: `--no-color`, then NO_COLOR, FORCE_COLOR, then a terminal."""
    if no_color or env.get("NO_COLOR"):
        return False
    if env.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream) and env.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at `stream`; a closed one is no terminal."""
    return stream is not None and not stream.closed and stream.isatty()


class Style:
    """Colors for a terminal, or none. Each method makes its text printable first."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def good(self, text: str) -> str:
        """As expected: green."""
        return self._paint("32", text)

    def bad(self, text: str) -> str:
        """Not as expected: red."""
        return self._paint("31", text)

    def odd(self, text: str) -> str:
        """Worth a look: yellow."""
        return self._paint("33", text)

    def strong(self, text: str) -> str:
        """What is looked for first: bold."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """What may be read later: faint."""
        return self._paint("2", text)

    def _paint(self, code: str, text: str) -> str:
        lines = printable(text).split("\n")
        if self.color:
            lines = [f"\x1b[{code}m{line}\x1b[0m" if line else "" for line in lines]
        return "\n".join(lines)


class TextStream:
    """One of the two streams of a command, whatever encoding it has; None where it is closed."""

    def __init__(self, stream: TextIO | None, *, no_color: bool, env: Mapping[str, str]) -> None:
        self._stream = stream
        self.is_terminal = is_terminal(stream)
        self.encoding = getattr(stream, "encoding", None) or "utf-8"
        self.style = Style(wants_color(stream, env, no_color=no_color))

    def write(self, text: str) -> None:
        """Write `text` as far as the stream's encoding can say it.

        Raises:
            OutputError: the stream takes no more.
            ReaderGone: nobody reads it any more.
        """
        if self._stream is not None:
            with _Writing():
                _put(self._stream, encodable(text, self.encoding))

    def flush(self) -> None:
        """Hand on what was written. Raises as `write` does."""
        if self._stream is not None:
            with _Writing():
                self._stream.flush()

    def takes_more(self) -> bool:
        """Whether a line can be written without waiting for whoever reads the stream, such as
        `less`. True where that is not known, as on Windows."""
        if self._stream is None:
            return True
        try:
            return bool(select.select((), (self._stream,), (), 0)[1])
        except (OSError, ValueError):
            return True

    def abandon(self) -> None:
        """Write no more, and keep the interpreter, as it ends, from flushing what is left."""
        stream, self._stream = self._stream, None
        try:
            number = stream.fileno() if stream else -1
        except (OSError, ValueError):  # closed, or no real file
            return
        if number >= 0:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, number)
            os.close(null)


class Output(TextStream):
    """stdout, where the data goes: lines for a person, documents for a program."""

    def line(self, text: str = "") -> None:
        """Write one line, or several where `text` has line breaks."""
        self.write(f"{text}\n")

    def json(self, value: JsonValue) -> None:
        """Write one JSON document, escaped where a terminal would act on it or cannot say it."""
        from sessions.contract import json_text

        ascii_only = not is_utf8(self.encoding)
        self.line(printable_json(json_text.dumps(value, indent=2, ascii_only=ascii_only)))

    def document(self, text: str) -> None:
        """Write `text` as UTF-8 whatever the terminal speaks: TOML and source files are UTF-8."""
        buffer = getattr(self._stream, "buffer", None)
        if buffer is None:
            self.write(text)
            return
        self.flush()
        with _Writing():
            _put_bytes(buffer, text.encode("utf-8", "backslashreplace"))


def _put(stream: TextIO, text: str) -> None:
    """Write the whole of `text`. Without buffering (`PYTHONUNBUFFERED`) Python drops without a
    word what the system does not take at once."""
    raw = getattr(stream, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        _put_bytes(raw, text.replace("\n", os.linesep).encode(stream.encoding))
    else:
        stream.write(text)


def _put_bytes(binary: io.RawIOBase | io.BufferedIOBase, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        written = binary.write(rest)
        if written is None:
            raise BlockingIOError(None, "it takes no more at once (non-blocking)")
        rest = rest[written:]


class _Writing:
    """Turns what a stream raises into errors of its own: a hook's pipes break as well."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, BrokenPipeError):
            raise ReaderGone from None
        if isinstance(error, OSError):
            reason = error.strerror or os.strerror(error.errno or 0)
            raise OutputError(f"cannot write the output: {reason}") from None

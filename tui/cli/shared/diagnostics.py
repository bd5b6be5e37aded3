"""The one way to stderr, and the exit code: what went wrong in one line, never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sessions.errors import OffhookError

from .output import Output, OutputError, ReaderGone, TextStream, on_one_line

AS_EXPECTED: Final = 0
NOT_AS_EXPECTED: Final = 1
UNUSABLE: Final = 2
"""Wrong usage, or input that cannot be read."""

_SIGNALLED = 128
_SIGINT, _SIGPIPE = 2, 13


class UsageError(OffhookError):
    """The command was called wrongly; the message says what to write instead."""


class InputError(OffhookError):
    """Something that was to be read, or a file that was to be written, and cannot be."""

    def __init__(self, place: str, message: str, *, line: int | None = None) -> None:
        at = f"{place}:{line}" if line else place
        super().__init__(f"{at}: {message}")


class Diagnostics(TextStream):
    """stderr, where the narration goes; what a command returns or raises becomes an exit code.

    Where stderr cannot be written the narration is lost, and nothing else.
    """

    _status_shown = False

    def write(self, text: str) -> None:
        try:
            super().write(text)
            super().flush()
        except (OutputError, ReaderGone):
            self.abandon()

    def note(self, text: str) -> None:
        """Say on one line what is going on, or what to do next."""
        self.clear_status()
        self.write(f"{on_one_line(text)}\n")

    def warn(self, text: str) -> None:
        """Say on one line what is odd, and does not stop the command."""
        self.clear_status()
        self.write(f"{self.style.odd('warning:')} {on_one_line(text)}\n")

    def error(self, text: str) -> None:
        """Say on one line why the command ends here."""
        self.clear_status()
        self.write(f"{self.style.bad('offhook:')} {on_one_line(text)}\n")

    def status(self, text: str) -> None:
        """Show `text` in place of the last status; nothing where nobody watches."""
        if self.is_terminal:
            self.write(f"\r\x1b[K{self.style.dim(on_one_line(text))}")
            self._status_shown = True

    def clear_status(self) -> None:
        """Take the status away before anything else is written to the terminal."""
        if self._status_shown:
            self.write("\r\x1b[K")
            self._status_shown = False

    def exit_code(self, command: Callable[[], int], out: Output) -> int:
        """Run `command`, which writes to `out`, to its exit code.

        Whatever it raises becomes one line and a code.
        """
        try:
            return command()
        except KeyboardInterrupt:
            self.clear_status()
            return _SIGNALLED + _SIGINT
        except ReaderGone:
            out.abandon()
            return _SIGNALLED + _SIGPIPE
        except OutputError as error:
            out.abandon()
            self.error(str(error))
        except Exception as error:
            self.error(_described(error))
            if os.environ.get("OFFHOOK_DEBUG"):
                import traceback

                self.write(traceback.format_exc())
        return UNUSABLE


def _described(error: Exception) -> str:
    """One line on `error`: its own words where it is one of ours, else type, message and place."""
    if isinstance(error, OffhookError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror or error}"
    return (
        f"internal error: {type(error).__name__}: {error} ({_place(error)}); please report it "
        "(OFFHOOK_DEBUG=1 shows the traceback)"
    )


def _place(error: Exception) -> str:
    """The innermost line of our own code that `error` came through."""
    import traceback

    root = Path(__file__).parents[3]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename)
        if any(file.is_relative_to(root / room) for room in ("tui", "sessions")):
            return f"{file.relative_to(root)}:{frame.lineno}"
    return "unknown place"

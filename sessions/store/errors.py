"""What can be wrong with a session file, in one line: file, line, key, what to do."""

from __future__ import annotations

from pathlib import Path

from sessions.errors import OffhookError


class SessionError(OffhookError):
    """A session file that cannot be read or written.

    Attributes:
        path: the file, None where a text was read that is in no file.
        line: counted from 1, None where no line is to blame.
        key: the key as `sessions.contract.json_path.format_path` writes it, None where no key is.
        message: what was found, what is wanted, what to do; without the place.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Path | None = None,
        line: int | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = _on_one_line(message)
        self.path = path
        self.line = line
        self.key = key

    def __str__(self) -> str:
        """`FILE:LINE: KEY: message`, the absent parts left out."""
        line = None if self.line is None else f"{self.line}"
        place = ":".join(part for part in (self.path and str(self.path), line) if part)
        parts = (place if self.path or not line else f"line {line}", self.key, self.message)
        return _on_one_line(": ".join(part for part in parts if part))


class ChangedOnDisk(SessionError):
    """The file is no longer what was read, or is there though a new one was to be written."""


def _on_one_line(text: str) -> str:
    """`text` with line breaks, control characters and lone surrogates shown as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def describe(value: object) -> str:
    """A TOML value in a few words, for what was found: `a table`, `a number (5)`."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "an array"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        kind, text = "a string", f'"{value}"'
    elif isinstance(value, int | float):
        kind, text = "a number", str(value)
    else:
        kind, text = f"a {type(value).__name__}", str(value)  # date, datetime or time
    return f"{kind} ({text if len(text) <= 40 else text[:39] + '…'})"

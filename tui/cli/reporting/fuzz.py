"""The report of `offhook fuzz`: each failure, what of its payload matters, and its file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.shared.diagnostics import Diagnostics
from tui.cli.shared.output import Output, on_one_line

if TYPE_CHECKING:
    from sessions.contract.invocation import Invocation
    from sessions.fuzzing.run import FoundFailure
    from sessions.store.session_file import SessionFile

_MOST_SHOWN: Final = 200
"""Characters of a value, or of a message."""
_MOST_FIELDS: Final = 6


class FuzzReport:
    """Prints failures, and saves them."""

    def __init__(
        self,
        options: argparse.Namespace,
        opened: SessionFile | None,
        bases: Sequence[Invocation],
        forbidden: Mapping[str, str],
        out: Output,
        err: Diagnostics,
    ) -> None:
        """`bases` are what the payloads are made of, `forbidden` is what no file may hold."""
        self._options = options
        self._opened = opened
        self._bases = {base.name: base for base in bases}
        self._forbidden = forbidden
        self._out = out
        self._err = err

    def write(self, found: Sequence[FoundFailure], *, broken_off: bool = False) -> None:
        """All that was found, each with the file that has it."""
        more = "" if broken_off else ": a greater --count sends more"
        for one in found:
            for line in self._lines(one):
                self._out.line(line)
            if one.fails_always and not one.is_smallest:
                self._out.line(f"  not made as small as can be{more}")
            if path := self._saved(one):
                self._out.line(f"  saved as {on_one_line(str(path))}")
        self._out.flush()

    def _saved(self, one: FoundFailure) -> Path | None:
        """The file; None where it cannot be written, and it is said why."""
        from sessions.fuzzing.saving import save
        from sessions.store.errors import SessionError

        declared = self._opened.session.secrets if self._opened else ()
        try:
            return save(
                one,
                Path(self._options.save),
                opened=self._opened,
                target=self._options.target,
                instance=self._options.instance,
                secret_names=(*declared, *self._options.secrets),
                forbidden=self._forbidden,
            )
        except SessionError as error:
            self._err.error(f"not saved: {error}")
            return None

    def _lines(self, one: FoundFailure) -> Iterator[str]:
        from sessions.text import one_line
        from tui.wording import seen_from_here

        style, failure = self._out.style, one.failure
        file, _, line = failure.place.rpartition(":")
        place = f"{seen_from_here(file)}:{line}" if line.isdigit() else ""
        yield f"{style.bad(f'✗ {failure.title}')}  {style.strong(on_one_line(place))}".rstrip()
        if failure.message:
            yield f"  {one_line(failure.message, _MOST_SHOWN)}"
        if one.before:
            yield from self._payload("sent before", one.before)
        yield from self._payload("then" if one.before else "sent", one.invocation)
        if not one.fails_always:
            yield "  sent again, it did not fail so: it depends on more than the payload"

    def _payload(self, when: str, one: Invocation) -> Iterator[str]:
        """In which fields a payload is another than what it was made of."""
        from sessions.contract.json_path import Absent, format_path
        from sessions.contract.json_text import beginning
        from sessions.fuzzing.reducing import told
        from sessions.text import printable_json

        parts: list[str] = []
        for path, value in told(one, self._bases[one.name]):
            if isinstance(value, Absent):
                parts.append(f"without {format_path(path)}")
                continue
            text = beginning(value, _MOST_SHOWN + 1, indent=None)
            text = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
            parts.append(f"with {format_path(path)} = {printable_json(text)}")
        more = len(parts) - _MOST_FIELDS
        parts = [*parts[:_MOST_FIELDS], f"and {more} more"] if more > 0 else parts
        what = one.name if self._opened else "a plain payload"
        yield f"  {when}: {what}{' ' if parts else ''}{', '.join(parts)}"

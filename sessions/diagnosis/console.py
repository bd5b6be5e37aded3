"""What a hook prints: at the end all of it, and line by line while it runs."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from typing import Final

from sessions.contract.outcome import ConsoleLine
from sessions.runner.events import Called, Console, Event
from sessions.runner.transcript import Transcript

MOST_LINES: Final = 10_000
"""Lines of what went past the runner, as many as `node/output.cjs` reports of the rest."""
_NODE_ADVICE: Final = re.compile(
    r'\(node:\d+\) Warning: (?:To|Failed to) load (?:an|the) ES module.* "type": "module" in the '
)
"""What Node says of a file that is written as an ES module. The platform takes none."""
_STREAMS: Final = {1: "stdout", 2: "stderr"}


def printed(transcript: Transcript, called_at: float) -> tuple[ConsoleLine, ...]:
    """Everything the hook printed: what the runner caught, then what went past it.

    Not Node's advice to make an ES module of it, against which stands what the platform takes.
    """
    caught = [
        _console_line(event, called_at) for event in transcript.all(Console) if _is_of_hook(event)
    ]
    passed = [
        ConsoleLine(level, line)
        for level, text in (("stdout", transcript.stdout), ("stderr", transcript.stderr))
        for line in text.splitlines()[:MOST_LINES]
    ]
    return (*caught, *passed)


def _is_of_hook(event: Console) -> bool:
    return not _NODE_ADVICE.match(event.text)


def _console_line(event: Console, called_at: float | None) -> ConsoleLine:
    t = None if called_at is None else round(event.t - called_at, 3)
    return ConsoleLine(event.level, event.text, event.file, event.line, t)


class LiveConsole:
    """Tells each line of a console as soon as it is printed, within the bounds of the whole one.

    Of what is printed before the hook is called it is not known how long before that was.
    """

    def __init__(
        self, tell: Callable[[ConsoleLine], None], clean: Callable[[str], str] = str
    ) -> None:
        """`clean` takes out of whole lines that went past the runner what is not the hook's."""
        self._tell = tell
        self._called_at: float | None = None
        self._streams = {stream: _Stream(clean) for stream in _STREAMS}

    def hear(self, event: Event) -> None:
        """Take the next event of the child."""
        if isinstance(event, Called):
            self._called_at = event.t
        elif isinstance(event, Console) and _is_of_hook(event):
            self._tell(_console_line(event, self._called_at))

    def take(self, stream: int, data: bytes) -> None:
        """Take what the child has written past its runner, to the stream with this descriptor."""
        for line in self._streams[stream].lines(data):
            self._tell(ConsoleLine(_STREAMS[stream], line))

    def close(self) -> None:
        """The child has ended: tell what has no line's end."""
        for stream, level in _STREAMS.items():
            for line in self._streams[stream].rest():
                self._tell(ConsoleLine(level, line))


class _Stream:
    """What is written to a stream, cut into lines."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._unfinished = ""
        self._left = MOST_LINES

    def lines(self, data: bytes) -> Sequence[str]:
        text = self._unfinished + self._decoder.decode(data)
        *lines, self._unfinished = text.split("\n")
        return self._told("\n".join((*lines, ""))) if lines else ()

    def rest(self) -> Sequence[str]:
        text, self._unfinished = self._unfinished + self._decoder.decode(b"", final=True), ""
        return self._told(text)

    def _told(self, text: str) -> Sequence[str]:
        lines = self._clean(text).splitlines()[: self._left]
        self._left -= len(lines)
        return lines

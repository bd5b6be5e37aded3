"""What cURL and HTTPie have in common: a command is read word by word, option by option."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence

from .found import FoundRequest
from .shell import ShellCommand, Word


class RequestReader(ABC):
    """Reads the words of one request."""

    def __init__(self, stdin: str | None) -> None:
        self.remarks: list[str] = []
        """What is to be said of what was read; `request` may add to it."""
        self._stdin = stdin
        self._plain: list[Word] = []
        """The words that are no options."""

    def read(self, words: Sequence[Word]) -> None:
        """Take the words behind the program."""
        left = iter(words)
        for word in left:
            text = word.written
            if text == "--":
                self._plain += left
            elif text.startswith("--"):
                self._long(word, left)
            elif text.startswith("-") and text != "-":
                self._short(word, left)
            else:
                self._plain.append(word)

    @abstractmethod
    def _long(self, word: Word, left: Iterator[Word]) -> None:
        """Take `--name`, and its value from what is left where it has one."""

    @abstractmethod
    def _short(self, word: Word, left: Iterator[Word]) -> None:
        """Take a word of letters, and the value of its last one likewise."""

    @abstractmethod
    def request(self, name: str) -> FoundRequest:
        """What was read, with the name that the command has."""


def read_requests(
    commands: Iterable[ShellCommand], readers: Callable[[ShellCommand], Iterable[RequestReader]]
) -> tuple[list[FoundRequest], list[str]]:
    """The requests of commands, and all that is to be said of them, each once.

    `readers` gives for a command those that have read a request of it: none for another tool's.
    """
    requests: list[FoundRequest] = []
    said: dict[str, None] = {}
    for command in commands:
        for reader in readers(command):
            requests.append(reader.request(command.comment))
            said.update(dict.fromkeys(reader.remarks))
    return requests, [*said]


def seconds(text: str) -> float | None:
    """The time that a request may take; None where the text is none, or without an end."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < 1e9 else None

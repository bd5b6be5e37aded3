"""Commands as a POSIX shell, or that of Windows, takes them apart; nothing is run or opened.

`shlex` knows neither `$'…'`, as browsers write what has a quote in it, nor variables, nor a here
document, all of which a copied command may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .found import unclosed

BEFORE: Final = 6
"""Words that may stand before a program: `time`, `A=b`."""


def begins_with(program: str) -> re.Pattern[str]:
    """A pattern of the beginning of a text whose first command is a program's; of the program,
    `program` is one.

    Comments, a prompt, an `echo` to its input and `BEFORE` words may stand before it. However long
    a text is, a look at it takes no longer than reading it a few times.
    """
    return re.compile(
        r"\s*+(?:#[^\n]*+\n\s*+)*+(?:\$\s?)?(?:echo\s[^\n]*\|\s*+)?"
        rf"(?:\w++=\S{{0,2000}}+\s++|(?:time|sudo)\s++){{0,{BEFORE}}}+{program}",
        re.ASCII,
    )


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command, its quotes taken away."""

    text: str
    """With `${env:NAME}` for each variable."""
    written: str
    """With each variable as it is written."""

    @property
    def has_variable(self) -> bool:
        """Whether a shell would fill something in."""
        return self.text != self.written


@dataclass(slots=True)
class ShellCommand:
    """One command: its words, and what its standard input is, where that is in the text."""

    words: list[Word] = field(default_factory=list[Word])
    stdin: str | None = None
    comment: str = ""
    """The comment on the line before."""


_PIECE: Final = re.compile(
    r"""
      (?P<blank> [ \t]++ )
    | (?P<joined> \\\r?\n )
    | (?P<newline> \r?\n )
    | (?P<here> <<-?[ \t]*(?P<quote>['"]?)(?P<tag>\w+)(?P=quote) )
    | (?P<end> [;&|()] )
    | (?P<redirect> [0-9]?[<>]++&?[ \t]*+[^\s;&|]*+ )
    | (?P<comment> (?<![^\s;&|()]) \#[^\n]*+ )
    | \$'(?P<ansi> (?: [^'\\]++ | \\. )*+ )'
    | \$?"(?P<double> (?: [^"\\]++ | \\. )*+ )"
    | '(?P<single> [^']*+ )'
    | \\(?P<escaped> .)
    | (?P<variable> \$(?: [A-Za-z_]\w*+ | \{[A-Za-z_]\w*+\} ) )
    | (?P<bare> \$\([^()]*+\) | `[^`]*+` | [^\s'"\\$`;&|()<>\#0-9]++ | . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_IN_DOUBLE: Final = re.compile(
    r"\\(?P<escaped>[$`\"\\])|(?P<joined>\\\r?\n)|(?P<variable>\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}))",
    re.ASCII,
)
_ANSI: Final = re.compile(
    r"(?P<bytes>(?:\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3})+)|\\u(?P<u>[0-9a-fA-F]{1,4})"
    r"|\\U(?P<U>[0-9a-fA-F]{1,8})|\\c(?P<control>.)|\\(?P<letter>.)",
    re.DOTALL,
)
_LETTERS: Final = dict(zip("abeEfnrtv", "\a\b\x1b\x1b\f\n\r\t\v", strict=True))


def posix_commands(text: str) -> list[ShellCommand]:
    """The commands of a shell script, in their order; those of a pipe apart.

    Raises:
        NothingFound: a quote is never closed.
    """
    reader = _Reader(text)
    reader.read()
    return reader.commands


class _Reader:
    """Goes through a script once."""

    def __init__(self, text: str) -> None:
        self.commands: list[ShellCommand] = []
        self._text = text
        self._at = 0
        self._command = ShellCommand()
        self._word: tuple[list[str], list[str]] | None = None
        self._tag: str | None = None
        self._comment = ""

    def read(self) -> None:
        while self._at < len(self._text):
            found = _PIECE.match(self._text, self._at)
            if found is None:
                raise AssertionError("unreachable: any character is a piece")
            self._at = found.end()
            kind = found.lastgroup or ""
            match kind:
                case "joined":
                    pass
                case "blank" | "redirect":
                    self._end_word()
                case "newline":
                    self._end_line()
                case "end":
                    self._end_command(found[0])
                case "here":
                    self._end_word()
                    self._tag = found["tag"]
                case "comment":
                    self._comment = found[0][1:].strip()
                case _:
                    self._add_piece(found, kind)
        self._end_line()

    def _add_piece(self, found: re.Match[str], kind: str) -> None:
        part = found[kind]
        match kind:
            case "ansi":
                self._add(_ansi(part))
            case "double":
                self._add(_unescaped(part, as_reference=True), _unescaped(part, as_reference=False))
            case "variable":
                self._add(_reference(part), part)
            case "bare" if part in ("'", '"'):
                raise unclosed(self._text, found.start())
            case _:
                self._add(part)

    def _add(self, text: str, written: str | None = None) -> None:
        if self._word is None:
            self._word = ([], [])
        self._word[0].append(text)
        self._word[1].append(text if written is None else written)

    def _end_word(self) -> None:
        if self._word is not None:
            text, written = self._word
            self._command.words.append(Word("".join(text), "".join(written)))
            self._word = None

    def _end_line(self) -> None:
        if self._tag is not None:
            end = re.compile(rf"^\t*{self._tag}[ \t\r]*$", re.MULTILINE).search(
                self._text, self._at
            )
            stop = end.start() if end else len(self._text)
            self._end_word()
            self._command.stdin = self._text[self._at : stop]
            self._at = end.end() if end else len(self._text)
            self._tag = None
        self._end_command("\n")

    def _end_command(self, by: str) -> None:
        self._end_word()
        command = self._command
        if not command.words:
            return
        command.comment, self._comment = self._comment, ""
        self.commands.append(command)
        self._command = ShellCommand()
        if by == "|" and command.words[0].text == "echo":
            words = command.words[1:]
            self._command.stdin = " ".join(word.written for word in words if word.text != "-n")


def _unescaped(part: str, *, as_reference: bool) -> str:
    """What stands in double quotes, with its variables as references or as they are written."""

    def replaced(found: re.Match[str]) -> str:
        if found["variable"]:
            return _reference(found[0]) if as_reference else found[0]
        return found["escaped"] or ""

    return _IN_DOUBLE.sub(replaced, part)


def _reference(variable: str) -> str:
    return f"${{env:{variable.strip('${}')}}}"


def _ansi(part: str) -> str:
    """What stands in `$'…'`. Two halves of a character are one, and bytes are UTF-8; browsers
    also write `\\xe9` for the character of that number, which is no UTF-8."""

    def replaced(found: re.Match[str]) -> str:
        if found["bytes"]:
            return _from_bytes(found["bytes"])
        if number := found["u"] or found["U"]:
            return chr(min(int(number, 16), 0x10FFFF))
        if found["control"]:
            return chr(ord(found["control"]) & 0x1F)
        return _LETTERS.get(found["letter"], found["letter"])

    text = _ANSI.sub(replaced, part)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _from_bytes(escapes: str) -> str:
    numbers = re.findall(r"\\x([0-9a-fA-F]+)|\\([0-7]+)", escapes)
    content = bytes(int(hexa, 16) if hexa else int(octal, 8) & 0xFF for hexa, octal in numbers)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


# Windows: the shell takes away its carets, then each program its quotes.


def is_windows(text: str) -> bool:
    """Whether a command is written for `cmd`, as browsers copy it: its quotes or line ends have
    a caret before them."""
    first = text.lstrip().partition("\n")[0].rstrip()
    return first.endswith("^") or re.match(r"curl(?:\.exe)?\s+(?:-\w+ )*\^\"", first) is not None


def windows_commands(text: str) -> list[ShellCommand]:
    """The commands of a text for `cmd`; a line that no caret continues ends one."""
    lines = "".join(_without_carets(text)).split(_LINE_END)
    commands = [ShellCommand([Word(word, word) for word in _arguments(line)]) for line in lines]
    return [command for command in commands if command.words]


_LINE_END: Final = "\0\n"
"""Between commands: `cmd` knows no NUL, and a line feed may stand in a word."""


def _without_carets(text: str) -> Iterator[str]:
    text, at, quoted = text.replace("\r\n", "\n").replace("\0", ""), 0, False
    while at < len(text):
        char = text[at]
        at += 1
        if char == "^" and not quoted:
            if text[at : at + 1] == "\n":  # what follows the end of the line counts as it is
                at += 1
            yield text[at : at + 1]
            at += 1
        elif char == "\n":
            yield _LINE_END
            quoted = False
        else:
            quoted ^= char == '"'
            yield char


_ARGUMENT: Final = re.compile(
    r"(?P<slashes>\\*+)(?P<quote>\")|(?P<blank>\s++)|(?P<other>\\++|[^\\\"\s]++)"
)


def _arguments(line: str) -> list[str]:
    """A line's words, by the rules of Microsoft's C library; but two backslashes are one wherever
    they stand, since browsers double each, and not just those before a quote."""
    words: list[str] = []
    word: list[str] | None = None
    quoted, closed_at = False, -1
    for found in _ARGUMENT.finditer(line):
        if found["blank"] and not quoted:
            if word is not None:
                words.append("".join(word))
            word = None
            continue
        word = [] if word is None else word
        if not found["quote"]:
            text = found[0]
            word.append("\\" * ((len(text) + 1) // 2) if text.startswith("\\") else text)
            continue
        slashes = len(found["slashes"])
        word.append("\\" * (slashes // 2))
        if slashes % 2 or found.start() == closed_at:
            word.append('"')  # in quotes, two of them are one
        if not slashes % 2:
            quoted = not quoted
            closed_at = -1 if quoted else found.end()
    return words if word is None else [*words, "".join(word)]

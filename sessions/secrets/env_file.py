"""Env files: lines `NAME=value`, as python-dotenv and `node --env-file` read them.

What they cannot read those two leave out in silence; here it is an error that has its line.
"""

from __future__ import annotations

import re
from typing import Final

from sessions.errors import OffhookError


class EnvFileError(OffhookError, ValueError):
    """Something that is no line of an env file; `line` is where it begins, counted from 1."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__("not a line of an env file; write NAME=value")


def parse_env(text: str) -> dict[str, str]:
    """The values of an env file by their names; of a name that comes twice, the later one.

    A value stands bare, and ends at a blank with `#` behind it, or in quotes, and may then have
    several lines: in double quotes with the escapes of C, in single quotes only quote and backslash
    are escaped. `${…}` stands for itself, and `export` before a name says nothing.

    Raises:
        EnvFileError: it holds something else.
    """
    values: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _LINE.match(text, at)
        if found is None:
            begin = len(text) - len(text[at:].lstrip())
            raise EnvFileError(len(_LINE_END.findall(text, 0, begin)) + 1)
        if name := found["quoted_name"] or found["name"]:
            values[name] = _value(found)
        at = found.end()
    return values


def _value(found: re.Match[str]) -> str:
    if (double := found["double"]) is not None:
        return _ESCAPED.sub(lambda one: _ESCAPES.get(one[1], one[0]), double)
    if (single := found["single"]) is not None:
        return re.sub(r"\\([\\'])", r"\1", single)
    return re.sub(r"\s+#.*", "", found["bare"] or "").rstrip()


_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_LINE: Final = re.compile(
    r"""
    \s*+ (?:
        (?: export[^\S\r\n]+ )?+
        (?: '(?P<quoted_name>[^']+)' | (?P<name>[^'=\#\s][^=\#\s]*) ) [^\S\r\n]*
        = (?:
            [^\S\r\n]*+ (?: "(?P<double>(?:\\.|[^"\\])*)" | '(?P<single>(?:\\.|[^'\\])*)' )
            (?:[^\S\r\n]*\#[^\r\n]*)?
            | [^\S\r\n]+ (?:\#[^\r\n]*)
            | [^\S\r\n]*+ (?!["']) (?P<bare>[^\r\n]*)
        )
        | (?: export[^\S\r\n]+ )?+ \#[^\r\n]*
        | (?=\Z)
    )
    [^\S\r\n]* (?: \r\n | \n | \r | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
"""One line, with the blank ones before it: an assignment, a comment, or the end."""
_ESCAPES: Final = {
    **{char: char for char in "\\'\""},
    **dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True)),
}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)

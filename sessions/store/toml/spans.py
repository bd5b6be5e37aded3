"""Where everything stands in a TOML text: sections, entries, keys, values and comments, as spans.

The text has been read by `tomllib` before, so this reader never has to refuse anything. Offsets
count characters; line ends may be LF or CRLF.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sessions.contract.json_path import JsonPath

ValueKind: TypeAlias = Literal["scalar", "array", "table"]


@dataclass(slots=True)
class Key:
    """One part of a dotted key."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Value:
    """A value; an array has `items`, an inline table has `entries`."""

    kind: ValueKind
    start: int
    end: int
    items: list[Value] = field(default_factory=list["Value"])
    entries: list[Pair] = field(default_factory=list["Pair"])

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The spans of what stands between the commas."""
        if self.kind == "array":
            return [(item.start, item.end) for item in self.items]
        return [(entry.start, entry.end) for entry in self.entries]


@dataclass(slots=True)
class Pair:
    """`key = value`: in a section its lines, line end and comment included, else just itself."""

    keys: list[Key]
    value: Value
    start: int
    end: int


@dataclass(slots=True)
class Section:
    """A `[header]` and what follows it up to the next; the first one is the top of the file.

    `path` leads to its table, with the index of the item where an array of tables is on the way.
    The comment lines right above a header belong to it, other comments to the section before.
    """

    path: JsonPath
    keys: list[Key]
    start: int
    body: int
    """Behind the header's line."""
    lead: int = 0
    """Where the comment lines right above the header begin; `start` where there are none."""
    tail: int = 0
    """Behind the last line that is not blank."""
    entries: list[Pair] = field(default_factory=list[Pair])


@dataclass(slots=True)
class Outline:
    """A TOML text, taken apart."""

    text: str
    sections: list[Section]
    comments: list[tuple[int, int]]

    def offset(self, path: JsonPath) -> int | None:
        """Where the key of `path` stands, else the nearest that is there of those around it."""
        best: tuple[int, int] | None = None
        for section in self.sections:
            places = [(section.path, section.start)] if section.keys else []
            for entry in section.entries:
                places += _places(entry, section.path)
            for place, start in places:
                shared = _shared(place, path)
                if shared and (best is None or shared > best[0]):
                    best = (shared, start)
        return best and best[1]

    def line(self, path: JsonPath) -> int | None:
        """The line of `offset`, counted from 1."""
        at = self.offset(path)
        return None if at is None else self.text.count("\n", 0, at) + 1


def outline(text: str) -> Outline:
    """Take apart a text that `tomllib` reads. A byte order mark is no part of it."""
    return _Reader(text).read()


def _places(entry: Pair, home: JsonPath) -> list[tuple[JsonPath, int]]:
    path = (*home, *(key.name for key in entry.keys))
    return [(path, entry.keys[0].start), *_inside(entry.value, path)]


def _inside(value: Value, path: JsonPath) -> list[tuple[JsonPath, int]]:
    places: list[tuple[JsonPath, int]] = []
    for index, item in enumerate(value.items):
        places += [((*path, index), item.start), *_inside(item, (*path, index))]
    for entry in value.entries:
        places += _places(entry, path)
    return places


def _shared(a: JsonPath, b: JsonPath) -> int:
    """How many steps two paths have in common at their start."""
    steps = zip(a, b, strict=False)
    return next((n for n, (x, y) in enumerate(steps) if x != y), min(len(a), len(b)))


# No possessive quantifiers: until Python 3.11.5 they miss some of what they should match. There is
# only one way to match each of these, and so nothing to backtrack into.
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"[ \t\r\n]*")
_COMMENT = re.compile(r"#[^\n\r]*")
_LINE_END = re.compile(r"\r?\n|\Z")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}'
    r"|'''[^']*(?:'(?!'')[^']*)*'{3,5}"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:[^\s,\]}#]+|[^\s,\]}#]+")


class _Reader:
    """Reads from the front to the back; `at` is how far it has come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.comments: list[tuple[int, int]] = []
        self.array_sizes: dict[JsonPath, int] = {}

    def read(self) -> Outline:
        section = Section((), [], 0, 0)
        sections = [section]
        while (line := self.skip_gap()) < len(self.text):
            start = self.text.rfind("\n", 0, line) + 1
            if self.text[line] == "[":
                section = self.header(start)
                sections.append(section)
            else:
                entry = self.entry()
                self.skip_line()
                entry.start, entry.end = start, self.at
                section.entries.append(entry)
        for section, following in zip(sections, [*sections[1:], None], strict=True):
            self.bound(section, following)
        return Outline(self.text, sections, self.comments)

    def header(self, start: int) -> Section:
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        keys = self.keys()
        self.at += 2 if is_array else 1
        self.skip_line()
        path: JsonPath = ()
        for key in keys[:-1]:
            path = (*path, key.name)
            if path in self.array_sizes:
                path = (*path, self.array_sizes[path] - 1)
        path = (*path, keys[-1].name)
        if is_array:
            size = self.array_sizes[path] = self.array_sizes.get(path, 0) + 1
            path = (*path, size - 1)
        return Section(path, keys, start, self.at)

    def bound(self, section: Section, following: Section | None) -> None:
        """Tell what belongs to a section from what belongs to the header that follows it."""
        last = section.entries[-1].end if section.entries else section.body
        end = len(self.text)
        if following:
            end = following.start
            while end > last and self.text.startswith("#", self.skip_back(end)):
                end = self.text.rfind("\n", 0, end - 1) + 1
            following.lead = end
        content = self.text[last:end].rstrip()
        section.tail = last
        if content:
            section.tail = self.text.find("\n", last + len(content)) + 1 or len(self.text)

    def entry(self) -> Pair:
        start = self.at
        keys = self.keys()
        self.at += 1  # the equals sign
        self.skip(_BLANK)
        value = self.value()
        return Pair(keys, value, start, self.at)

    def keys(self) -> list[Key]:
        """A dotted key, and the blanks after it."""
        keys: list[Key] = []
        while True:
            self.skip(_BLANK)
            start = self.at
            is_bare = self.skip(_BARE) > start
            end = self.at if is_bare else self.skip(_STRING)
            token = self.text[start:end]
            name = token if is_bare else next(iter(tomllib.loads(f"{token} = 0")))
            keys.append(Key(name, start, end))
            self.skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def value(self) -> Value:
        start = self.at
        opening = self.text[start]
        if opening not in "[{":
            if self.skip(_STRING if opening in "\"'" else _SCALAR) == start:
                raise ValueError(f"no TOML value at {start}: {self.text[start : start + 20]!r}")
            return Value("scalar", start, self.at)
        value = Value("array" if opening == "[" else "table", start, start)
        self.at += 1
        while self.text[self.skip_gap()] not in "]}":
            if self.text[self.at] == ",":
                self.at += 1
            elif value.kind == "array":
                value.items.append(self.value())
            else:
                value.entries.append(self.entry())
        self.at += 1
        value.end = self.at
        return value

    def skip_back(self, line_end: int) -> int:
        """Where the line that ends at `line_end` has its first character that is not blank."""
        start = self.text.rfind("\n", 0, line_end - 1) + 1
        match = _BLANK.match(self.text, start)
        return match.end() if match else start

    def skip(self, pattern: re.Pattern[str]) -> int:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()
        return self.at

    def skip_gap(self) -> int:
        """Past blanks, line ends and comments."""
        self.skip(_GAP)
        while self.skip_comment():
            self.skip(_GAP)
        return self.at

    def skip_comment(self) -> bool:
        start = self.at
        if self.skip(_COMMENT) == start:
            return False
        self.comments.append((start, self.at))
        return True

    def skip_line(self) -> None:
        """Past what may stand behind an entry or a header on its line, line end included."""
        self.skip(_BLANK)
        self.skip_comment()
        self.skip(_LINE_END)

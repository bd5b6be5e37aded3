"""An existing file changed in place: comments and layout stay, a changed field is a changed line.

What the file says and what it is to say are compared as documents. Each place that differs is cut
out, replaced or added in the text; the rest of the text is not touched. A comment goes only with
the line, the section or the value that it stands in; comment lines above what is removed stay.
"""

from __future__ import annotations

import tomllib
from typing import Any, TypeAlias

from sessions.contract.json_path import ABSENT, JsonPath, get
from sessions.errors import OffhookError
from sessions.store.json_codec import JSON_SUFFIX
from sessions.store.toml.values import same_document

from .reorder import reordered
from .spans import Key, Pair, Section, outline
from .value_edit import Rewriter, align, dotted
from .values import WIDTH, Document, is_table, is_table_array, key_text, value_text
from .writer import entry_text, has_sections, section_text

Addition: TypeAlias = tuple[JsonPath, Any]


class UpdateError(OffhookError, ValueError):
    """The change cannot be made in place."""


def update(text: str, new: Document, *, multiline: bool = True) -> str:
    """The text changed so that it says `new`; checked by reading it back.

    Args:
        text: a TOML document without byte order mark, its line ends LF or CRLF.
        new: what it is to say.
        multiline: whether texts of several lines may be written over several lines.

    Raises:
        UpdateError: no way was found to do it in place.
    """
    changed = _Update(text, tomllib.loads(text), new, multiline).apply()
    names = list(new.get("invocation", ()))
    try:
        found = tomllib.loads(changed)
        if same_document(found, new) and list(found.get("invocation", ())) != names:
            changed = reordered(changed, "invocation", names)
            found = tomllib.loads(changed)
    except ValueError:
        raise UpdateError from None
    if not same_document(found, new) or list(found.get("invocation", ())) != names:
        raise UpdateError
    return changed


class _Update:
    """One change of one text. Paths are those of the new document unless called old."""

    def __init__(self, text: str, old: Document, new: Document, multiline: bool) -> None:
        self.text = text
        self.old = old
        self.new = new
        self.multiline = multiline
        self.line_end = "\r\n" if "\r\n" in text else "\n"
        self.rewriter = Rewriter(text, self.line_end)
        self.splices: list[tuple[int, int, str]] = []
        self.sections: dict[JsonPath, Section] = {}
        self.entries: set[JsonPath] = set()
        self.lines: dict[JsonPath, list[tuple[Pair, JsonPath]]] = {}
        """By path: the entries in a section further up that speak of it, with that section."""
        self.there: set[JsonPath] = set()
        """All that stays, and the tables and arrays around it."""
        self.moves: dict[JsonPath, dict[str | int, str | int]] = {}
        """By old path of a table or array: the new names of keys, the new indexes of items."""

    def apply(self) -> str:
        self.keep_and_remove()
        for path in (*self.sections, *self.entries):
            self.there.update(path[:length] for length in range(len(path) + 1))
        additions = self.additions((), self.new)
        lines: dict[JsonPath, Document] = {}
        for path, value in additions:
            if not self.gets_section(path, value):
                lines.setdefault(path[:-1], {})[str(path[-1])] = value
        # Lines first, where both are added in one place: a new section would take them in.
        for table, added in sorted(lines.items(), key=lambda item: not self.takes_lines(item[0])):
            self.add_lines(table, added)
        # Innermost first: what is added to a section goes before what is added behind it.
        for path, value in sorted(additions, key=lambda addition: -len(addition[0])):
            if self.gets_section(path, value):
                self.add_section(path, value)
        return self.spliced()

    # What is there already -----------------------------------------------------------------

    def keep_and_remove(self) -> None:
        sections = outline(self.text).sections
        for section, following in zip(sections, [*sections[1:], None], strict=True):
            path = self.traced(section.path)
            if path is None or not isinstance(get(self.new, path), dict):
                end = following.lead if following else len(self.text)
                # A comment that stays behind must not join the next header's.
                self.splice(section.start, end, "\n" if section.lead < section.start else "")
                continue
            self.sections[path] = section
            self.rename(section.keys, path)
            for entry in section.entries:
                self.keep_or_remove(entry, section, path)

    def keep_or_remove(self, entry: Pair, section: Section, home: JsonPath) -> None:
        old_path = (*section.path, *(key.name for key in entry.keys))
        path = self.traced(old_path)
        old, new = get(self.old, old_path), ABSENT if path is None else get(self.new, path)
        if path is None or new is ABSENT or (len(entry.keys) == 1 and self.outgrows(old, new)):
            self.splice(entry.start, entry.end, "")
            return
        self.entries.add(path)
        for length in range(len(home) + 1, len(path) + 1):
            self.lines.setdefault(path[:length], []).append((entry, home))
        self.rename(entry.keys, path)
        place = entry.value
        value = self.rewriter.value(place, old, new, multiline=self.multiline)
        if value != self.text[place.start : place.end]:
            self.splices.append((place.start, place.end, value))

    def outgrows(self, old: Any, new: Any) -> bool:
        """Whether a value in a line becomes a table that is better off with sections."""
        return has_sections(new) and not has_sections(old) and len(value_text(new)) > WIDTH

    def rename(self, keys: list[Key], path: JsonPath) -> None:
        names = [step for step in path if isinstance(step, str)]
        for key, name in zip(reversed(keys), reversed(names), strict=False):
            if key.name != name:
                self.splices.append((key.start, key.end, key_text(name)))

    def traced(self, old_path: JsonPath) -> JsonPath | None:
        """The new path of what stood at `old_path`; None where an array lost the item."""
        path: JsonPath = ()
        for length, step in enumerate(old_path):
            here = old_path[:length]
            if here not in self.moves:
                self.moves[here] = _moves(get(self.old, here), get(self.new, path))
            if isinstance(step, int) and step not in self.moves[here]:
                return None
            path = (*path, self.moves[here].get(step, step))
        return path

    # What is not there yet -----------------------------------------------------------------

    def additions(self, path: JsonPath, table: Document) -> list[Addition]:
        """Everything that no section and no entry holds, in the order of the new document."""
        found: list[Addition] = []
        for key, value in table.items():
            here = (*path, key)
            if here in self.entries:
                continue
            if here not in self.there:
                found.append((here, value))
            elif is_table(value):
                found += self.additions(here, value)
            else:
                for index, item in enumerate(value):
                    place = (*here, index)
                    known = place in self.there
                    found += self.additions(place, item) if known else [(place, item)]
        return found

    def is_dotted(self, path: JsonPath) -> bool:
        """Whether the table at `path` consists of dotted keys in a section further up."""
        return path not in self.sections and path in self.lines

    def takes_lines(self, table: JsonPath) -> bool:
        """Whether a table has lines already, behind which others can be added."""
        return table in self.sections or self.is_dotted(table)

    def gets_section(self, path: JsonPath, value: Any) -> bool:
        table = path[:-1]
        if isinstance(path[-1], int):
            return True
        if not has_sections(value) or self.is_dotted(table):
            return False
        # Invocations are in order, and the lines of a section come before other sections.
        return table != ("invocation",) or not any(p in self.lines for p in self.siblings(path)[1])

    def add_lines(self, table: JsonPath, added: Document) -> None:
        if self.takes_lines(table):
            for key, value in added.items():
                self.add_line((*table, key), value)
        else:  # only sections further down speak of this table
            text = section_text(_names(table), added)
            self.insert(self.first_section(table).lead, text + "\n")

    def add_line(self, path: JsonPath, value: Any) -> None:
        """A line behind those of the sibling before it, else the first of its table."""
        table, key = path[:-1], str(path[-1])
        behind = next((self.lines[p] for p in self.siblings(path)[0] if p in self.lines), None)
        if not behind and table in self.sections:
            section = self.sections[table]
            at, home = section.body, table
            indent = self.indent(section.entries[0]) if section.entries else ""
        else:
            entry, home = behind[-1] if behind else self.lines[table][0]
            at, indent = entry.end if behind else entry.start, self.indent(entry)
        if home == table:
            line = entry_text(key, value, multiline=self.multiline)
        else:
            line = f"{dotted(path[len(home) :])} = {value_text(value)}\n"
        self.insert(at, indent + line)

    def add_section(self, path: JsonPath, value: Any) -> None:
        is_item = isinstance(path[-1], int)
        names = _names(path)
        text = section_text(names, [value] if is_item else value)
        table = path[:-1]
        behind = self.predecessor(path)
        if behind is None and not is_item:
            behind = self.sections.get(table)
        if behind is None:
            self.insert(self.first_section(table).lead, text + "\n")
        else:
            self.insert(behind.tail, "\n" + text)

    def predecessor(self, path: JsonPath) -> Section | None:
        """The last section of what comes before `path` in its table or array."""
        for other in self.siblings(path)[0]:
            places = [s for p, s in self.sections.items() if p[: len(other)] == other]
            if places:
                return max(places, key=lambda section: section.start)
        return None

    def siblings(self, path: JsonPath) -> tuple[list[JsonPath], list[JsonPath]]:
        """What stands before `path` in the new document and what behind it, the nearest first."""
        table, last = path[:-1], path[-1]
        around: Any = get(self.new, table)
        steps: list[str | int] = list(range(len(around)) if isinstance(last, int) else around)
        paths = [(*table, step) for step in steps]
        place = steps.index(last)
        return paths[:place][::-1], paths[place + 1 :]

    def first_section(self, path: JsonPath) -> Section:
        places = [s for p, s in self.sections.items() if p[: len(path)] == path]
        return min(places, key=lambda section: section.start)

    def indent(self, entry: Pair) -> str:
        return self.text[entry.start : entry.keys[0].start].rpartition("\n")[2]

    # The text ------------------------------------------------------------------------------

    def insert(self, at: int, text: str) -> None:
        if at == len(self.text) and not self.text.endswith("\n"):
            text = "\n" + text
        self.splice(at, at, text)

    def splice(self, start: int, end: int, text: str) -> None:
        """Replace a part of the text by a text of ours."""
        self.splices.append((start, end, self.rewriter.fresh(text)))

    def spliced(self) -> str:
        pieces: list[str] = []
        done = 0
        for start, end, text in sorted(self.splices, key=lambda splice: splice[:2]):
            pieces += [self.text[done:start], text]
            done = end
        text = "".join([*pieces, self.text[done:]])
        if done == len(self.text) and text.endswith("\n"):  # no blank lines where the end was cut
            return text.rstrip("\r\n") + self.line_end
        return text


def _names(path: JsonPath) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


def _moves(old: Any, new: Any) -> dict[str | int, str | int]:
    """The items of an array of tables that stay, by index; the keys of a table that are renamed."""
    if is_table_array(old) and is_table_array(new):
        return {a: b for a, b in align(old, new) if a is not None and b is not None}
    if is_table(old) and is_table(new):
        return _renamed(old, new)
    return {}


def _renamed(old: Document, new: Document) -> dict[str | int, str | int]:
    """Keys that are gone, each with the new key that carries on what it held."""
    names = list(new)
    added = [key for key in names if key not in old]
    pairs: dict[str | int, str | int] = {}
    for place, key in enumerate(old):
        if key in new:
            continue
        for other in added:
            if (
                other in (key + JSON_SUFFIX, key.removesuffix(JSON_SUFFIX))
                or (has_sections(old[key]) and names.index(other) == place)
                or same_document(old[key], new[other])
            ):
                pairs[key] = other
                added.remove(other)
                break
    return pairs

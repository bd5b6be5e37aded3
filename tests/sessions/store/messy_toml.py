"""Writes a document as oddly as TOML allows: the files that updates in place must leave alone."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from typing import Any

from sessions.store.toml.values import (
    is_table_array,
    key_text,
    same_document,
    string_text,
    value_text,
)


class MessyWriter:
    """One file: shuffled and nested sections, dotted keys, inline tables, comments everywhere.

    Every comment is a different one, `# c1`, `# c2`, …, so that a lost one is noticed.
    """

    def __init__(self, dice: random.Random, *, long_strings: bool = True) -> None:
        self.dice = dice
        self.long_strings = long_strings
        self.comments = 0

    def write(self, document: dict[str, Any]) -> str:
        lines, blocks = self.table((), document)
        text = "".join([*lines, *self.flat(blocks)]) + self.noise()
        text = text.removesuffix("\n") if self.dice.random() < 0.2 else text
        assert same_document(tomllib.loads(text), document), text
        return text.replace("\n", "\r\n") if self.dice.random() < 0.3 else text

    def table(self, path: tuple[str, ...], table: dict[str, Any]) -> tuple[list[str], list[Any]]:
        """The lines of a section, and the blocks of sections below it.

        A block is a list of texts and blocks whose order counts; blocks beside it may be shuffled.
        """
        lines: list[str] = []
        blocks: list[Any] = []
        for key, value in table.items():
            here = (*path, key)
            if is_table_array(value) and self.dice.random() < 0.6:
                blocks.append([part for item in value for part in self.item(here, item)])
            elif isinstance(value, dict) and value and self.dice.random() < 0.2:
                lines += [self.line(dotted, leaf) for dotted, leaf in self.leaves((key,), value)]
            elif isinstance(value, dict) and self.dice.random() < 0.7:
                own, below = self.table(here, value)
                if own or not below or self.dice.random() < 0.3:
                    blocks.append([self.header(here, "[", "]") + "".join(own)])
                blocks += below
            else:
                lines.append(self.line((key,), value))
        return lines, blocks

    def item(self, path: tuple[str, ...], item: dict[str, Any]) -> Iterator[Any]:
        lines, blocks = self.table(path, item)
        yield self.header(path, "[[", "]]") + "".join(lines)
        yield from blocks

    def flat(self, blocks: list[Any]) -> Iterator[str]:
        """The texts in order, but for neighbors that change places now and then."""
        for index in range(len(blocks) - 1):
            if self.dice.random() < 0.2:
                blocks[index], blocks[index + 1] = blocks[index + 1], blocks[index]
        for block in blocks:
            for part in block:
                yield from [part] if isinstance(part, str) else self.flat([part])

    def leaves(
        self, path: tuple[str, ...], table: dict[str, Any]
    ) -> Iterator[tuple[tuple[str, ...], Any]]:
        for key, value in table.items():
            if isinstance(value, dict) and value and self.dice.random() < 0.5:
                yield from self.leaves((*path, key), value)
            else:
                yield (*path, key), value

    def header(self, path: tuple[str, ...], opening: str, closing: str) -> str:
        inner = self.key(path)
        return f"{self.noise()}{self.blank()}{opening}{inner}{closing}{self.line_end()}"

    def line(self, path: tuple[str, ...], value: Any) -> str:
        before = f"{self.noise(0.2)}{self.blank()}{self.key(path)}{self.blank()}={self.blank()}"
        return f"{before}{self.value(value)}{self.line_end()}"

    def key(self, path: tuple[str, ...]) -> str:
        dot = f"{self.blank()}.{self.blank()}"
        return f"{self.blank()}{dot.join(map(self.name, path))}{self.blank()}"

    def name(self, name: str) -> str:
        style = self.dice.choice(["", "", "'", '"'])
        return string_text(name, style) if style else key_text(name)  # type: ignore[arg-type]

    def value(self, value: Any) -> str:
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, list):
            return self.array(value)
        if isinstance(value, dict):
            members = [
                f"{self.key(path)}={self.blank()}{self.value(member)}"
                for key, member in value.items()
                for path, member in (
                    self.leaves((key,), member)
                    if isinstance(member, dict) and member and self.dice.random() < 0.2
                    else [((key,), member)]
                )
            ]
            return f"{{{self.blank()}{f',{self.blank()}'.join(members)}{self.blank()}}}"
        if type(value) is int and value > 9 and self.dice.random() < 0.3:
            return self.dice.choice([hex(value), f"{value:_}", f"+{value}"])
        return value_text(value)

    def string(self, text: str) -> str:
        styles = ['"', "'", '"""', "'''"] if self.long_strings else ['"', "'"]
        token = string_text(text, self.dice.choice(styles))  # type: ignore[arg-type]
        if token.startswith('"""\n') and text and not text[0].isspace():
            return self.dice.choice([token, '"""' + token[4:], '"""\\\n   ' + token[4:]])
        return token

    def array(self, items: list[Any]) -> str:
        parts = [self.value(item) for item in items]
        layout = self.dice.choice(["line", "lines", "comma first"])
        if layout == "line" or not parts:
            comma = "," if parts and self.dice.random() < 0.2 else ""
            return f"[{self.blank()}{', '.join(parts)}{comma}{self.blank()}]"
        if layout == "lines":
            comma = self.dice.choice([",", ""])
            rows = [f"{self.noise(0.2)}  {part},{self.line_end()}" for part in parts[:-1]]
            last = f"{self.noise(0.2)}  {parts[-1]}{comma}{self.line_end()}"
            return f"[{self.line_end()}{''.join(rows)}{last}{self.noise(0.2)}]"
        rows = [f"{part}{self.line_end()}" for part in parts]
        return f"[ {'  , '.join(rows)}]"

    def noise(self, often: float = 0.4) -> str:
        lines = ["\n", f"{self.blank()}{self.comment()}\n"]
        text = ""
        while self.dice.random() < often:
            text += self.dice.choice(lines)
            lines[1] = f"{self.comment()}\n"
        return text

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments} = [\"'''{{, #"

    def line_end(self) -> str:
        return f"{self.blank()}{self.comment()}\n" if self.dice.random() < 0.3 else "\n"

    def blank(self) -> str:
        return self.dice.choice(["", "", " ", "  ", "\t"])

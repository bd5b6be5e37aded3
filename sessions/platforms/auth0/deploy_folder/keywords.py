"""Keywords in the files of a folder: `@@KEY@@` and `##KEY##`, replaced as auth0-deploy-cli does.

The rules are those of `keywordReplace` in `lib/tools/utils.js` of auth0-deploy-cli 8.44.0: the text
of a file is replaced before it is parsed, code too, one key of the mapping after another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

from sessions.contract.json_text import JsonValue

from .problem import FolderProblem

_REGULAR: Final = re.compile(r"[\\^$.*+?()\[\]{}|]")
"""What auth0-deploy-cli, which makes a regular expression of a key, would not read as itself."""
_INDEX: Final = re.compile(r"0|[1-9]\d{0,9}")
_UNRESOLVED: Final = re.compile(r"##[^#\s]+##|@@[^@\s]+@@")
_LONE: Final = re.compile("[\ud800-\udfff]")
_MASKED: Final = re.compile(r"@@[^@\s\"']+@@")
MARKER: Final = re.compile(r"@@[^@\s\"']+@@|##[^#\s\"']+##")
"""A marker, whether it is of any mapping or not."""
NOT_SHOWN: Final = ("_VALUE_NOT_SHOWN_", "_VALUE_NOT_SHOWN")
"""What stands for the value of a secret, which the platform never gives back."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """What the keywords of a folder stand for.

    `mapping` is the folder's own, `env` what else may be named: of that only what a marker names,
    or a key of the mapping, is ever looked up.
    """

    mapping: Mapping[str, JsonValue]
    env: Mapping[str, str] = field(repr=False)

    def of(self, text: str) -> dict[str, JsonValue]:
        """All that may replace something in a text: the mapping, and what is named of `env`."""
        found: dict[str, JsonValue] = {**self.mapping}
        found.update((name, self.env[name]) for name in self.mapping if name in self.env)
        named = self._named((text, *map(_text_of, found.values())))
        asked = [name for name in named if name in self.env]
        if len(asked) > 1:  # whose markers stand in another's value depends on their order
            asked = [name for name in self.env if name in named]
        return {**found, **{name: self.env[name] for name in asked}}

    def replaced(self, text: str) -> str:
        """A file's text with its keywords replaced."""
        return replaced(text, self.of(text)) if _may_have(text) else text

    def used_in(self, text: str) -> dict[str, str]:
        """The values that stand in a text in place of markers, by their names."""
        if not _may_have(text):
            return {}
        values = self.of(text)
        return {name: _text_of(values[name]) for name in self._named([text]) if name in values}

    def _named(self, texts: Iterable[str]) -> dict[str, None]:
        """The names of markers in texts, in the values that these stand for, and so on."""
        found, todo = dict[str, None](), [*texts]
        while todo:
            new = [name for name in markers_in(todo.pop()) if name not in found]
            found.update(dict.fromkeys(new))
            todo += [self.env[name] for name in new if name in self.env]
            todo += [_text_of(self.mapping[name]) for name in new if name in self.mapping]
        return found


def replaced(text: str, mapping: Mapping[str, JsonValue]) -> str:
    """`text` with the keys of `mapping` replaced: first all `@@KEY@@`, then all `##KEY##`.

        replaced("const URL = @@URL@@, sid = '##SID##';", {"URL": "https://a", "SID": "AC1"})

    `@@KEY@@` becomes the value as JSON, and takes quotes right around it along; `##KEY##` the value
    as JavaScript's `String` writes it. A value that holds a later key's marker has it replaced too.

    Raises:
        FolderProblem: a key has characters that auth0-deploy-cli reads as a regular expression.
    """
    keys = _in_order(mapping)
    for key in keys:
        if _REGULAR.search(key):
            said = "has characters that auth0-deploy-cli takes for a regular expression; rename it"
            raise FolderProblem(f"the keyword {key!r} of AUTH0_KEYWORD_REPLACE_MAPPINGS {said}")
    for key in keys:
        if (marker := f"@@{key}@@") in text:
            value = _json_of(mapping[key])
            bare = re.escape(marker)
            text = re.sub(f"'{bare}'|\"{bare}\"|{bare}", lambda _, to=value: to, text)
    for key in keys:
        text = text.replace(f"##{key}##", _string_of(mapping[key]))
    return text


def markers_in(text: str) -> Iterable[str]:
    """The names of all markers in a text; where they overlap, of each."""
    for sign in ("@@", "##"):
        ends = [found.start() for found in re.finditer(f"{sign[0]}(?={sign[0]})", text)]
        for start, end in pairwise(ends):
            name = text[start + 2 : end]
            if name and not name.isspace() and "\n" not in name:
                yield name


def is_value(text: JsonValue) -> bool:
    """Whether a secret's value in a file is one: no placeholder, and no marker left over."""
    if not isinstance(text, str) or text in NOT_SHOWN:
        return False
    return _UNRESOLVED.fullmatch(text) is None


def masked(text: str) -> str:
    """A text as long as `text`, and parsed like it, whose bare `@@KEY@@` are plain words."""
    return _MASKED.sub(lambda found: "x" * len(found[0]), text)


def _may_have(text: str) -> bool:
    return "@@" in text or "##" in text


def _in_order(mapping: Mapping[str, JsonValue]) -> list[str]:
    """The keys as JavaScript has them: whole numbers first."""
    numbers = sorted((key for key in mapping if _is_index(key)), key=int)
    return [*numbers, *(key for key in mapping if not _is_index(key))]


def _is_index(key: str) -> bool:
    return _INDEX.fullmatch(key) is not None and int(key) < 2**32 - 1


def _text_of(value: JsonValue) -> str:
    return value if isinstance(value, str) else _json_of(value)


def _json_of(value: JsonValue) -> str:
    """As `JSON.stringify` writes it."""
    if isinstance(value, list):
        return f"[{','.join(map(_json_of, value))}]"
    if isinstance(value, dict):
        members = (f"{_json_of(key)}:{_json_of(value[key])}" for key in _in_order(value))
        return f"{{{','.join(members)}}}"
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return json.dumps(value) if value is None or isinstance(value, bool) else _number(value)


def _number(value: float) -> str:
    """As JavaScript writes a number, all of which are doubles there."""
    number = float(value)
    shortest = repr(number)
    if number.is_integer() and abs(number) < 1e21:
        return str(int(Decimal(shortest)))
    if 1e-6 <= abs(number) < 1e-4:
        return format(Decimal(shortest), "f")
    return re.sub(r"e([+-])0*", r"e\1", shortest)


def _string_of(value: JsonValue) -> str:
    """As JavaScript's `String` writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join("" if one is None else _string_of(one) for one in value)
    return "[object Object]" if isinstance(value, dict) else _json_of(value)

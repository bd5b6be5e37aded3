"""Keywords in the files of a folder: `@@KEY@@` and `##KEY##`, replaced as auth0-deploy-cli does.

The rules are those of `keywordReplace` in `lib/tools/utils.js` of auth0-deploy-cli 8.44.0: the text
of a file is replaced before it is parsed, code too, one key of the mapping after another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sessions.contract.json_text import JsonValue

from .problem import FolderProblem

_REGULAR: Final = re.compile(r"[\\^$.*+?()\[\]{}|]")
"""What auth0-deploy-cli, which makes a regular expression of a key, would not read as itself."""
_LARGEST: Final = 16 << 20
"""Characters of a text with its keywords replaced; before, it has a quarter of them at most."""
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

    `mapping` is the folder's own. `env` lies over it, as auth0-deploy-cli has the environment; of
    that only the values are looked up whose markers come up.
    """

    mapping: Mapping[str, JsonValue]
    env: Mapping[str, str] = field(repr=False)

    def replaced(self, text: str) -> str:
        """A file's text with its keywords replaced."""
        return self._replacing(text)[0]

    def used_in(self, text: str) -> dict[str, str]:
        """The values that stand in a text in place of markers, by their names; what an object of
        the mapping has in it also by itself, as `TWILIO.token`."""
        used = self._replacing(text)[1]
        return {place: _text_of(one) for name in used for place, one in _parts(name, used[name])}

    def _replacing(self, text: str) -> tuple[str, dict[str, JsonValue]]:
        if "@@" not in text and "##" not in text:
            return text, {}
        more = [name for name in self.env if name not in self.mapping and _is_plain(name)]
        return _replaced(text, [*self.mapping, *more], self._value)

    def _value(self, name: str) -> JsonValue:
        return self.env[name] if name in self.env else self.mapping[name]


def _parts(name: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    yield name, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _parts(f"{name}.{key}", one)


def _text_of(value: JsonValue) -> str:
    return value if isinstance(value, str) else _json_of(value)


def replaced(text: str, mapping: Mapping[str, JsonValue]) -> str:
    """`text` with the keys of `mapping` replaced: first all `@@KEY@@`, then all `##KEY##`.

        replaced("const URL = @@URL@@, sid = '##SID##';", {"URL": "https://a", "SID": "AC1"})

    `@@KEY@@` becomes the value as JSON, and takes quotes right around it along; `##KEY##` the value
    as JavaScript's `String` writes it. A value that holds a later key's marker has it replaced too.

    Raises:
        FolderProblem: a key has characters that auth0-deploy-cli reads as a regular expression.
    """
    return _replaced(text, mapping, mapping.__getitem__)[0]


def _replaced(
    text: str, names: Iterable[str], value: Callable[[str], JsonValue]
) -> tuple[str, dict[str, JsonValue]]:
    """The text, and the values that were asked for: none but those whose markers come up."""
    keys, used = _in_order(names), dict[str, JsonValue]()
    for key in keys:
        if not _is_plain(key):
            said = "has characters that auth0-deploy-cli takes for a regular expression; rename it"
            raise FolderProblem(f"the keyword {key!r} of AUTH0_KEYWORD_REPLACE_MAPPINGS {said}")
    for key in keys:
        if (marker := f"@@{key}@@") in text:
            used[key] = value(key)
            put, bare = _json_of(used[key]), re.escape(marker)
            _require_room(text, marker, put)
            text = re.sub(f"'{bare}'|\"{bare}\"|{bare}", lambda _, to=put: to, text)
    for key in keys:
        if (marker := f"##{key}##") in text:
            used[key] = value(key)
            put = _string_of(used[key])
            _require_room(text, marker, put)
            text = text.replace(marker, put)
    return text, used


def _require_room(text: str, marker: str, put: str) -> None:
    """Values that hold the next one's marker twice make billions of a few keys."""
    if len(text) + text.count(marker) * len(put) > _LARGEST:
        said = f"a file would have more than {_LARGEST >> 20} MB"
        raise FolderProblem(f"with the value of {marker} in its place {said}")


def _is_plain(key: str) -> bool:
    return _REGULAR.search(key) is None


def is_value(text: JsonValue) -> bool:
    """Whether a secret's value in a file is one: no placeholder, and no marker left over."""
    if not isinstance(text, str) or text in NOT_SHOWN:
        return False
    return _UNRESOLVED.fullmatch(text) is None


def masked(text: str) -> str:
    """A text as long as `text`, and parsed like it, whose bare `@@KEY@@` are plain words."""
    return _MASKED.sub(lambda found: "x" * len(found[0]), text)


def _in_order(names: Iterable[str]) -> list[str]:
    """Names as JavaScript has the keys of an object: whole numbers first."""
    all_names = [*names]
    numbers = sorted(filter(_is_index, all_names), key=int)
    return [*numbers, *(name for name in all_names if not _is_index(name))]


def _is_index(key: str) -> bool:
    return _INDEX.fullmatch(key) is not None and int(key) < 2**32 - 1


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
    try:
        number = float(value)
    except OverflowError:
        raise FolderProblem("a number of the keyword mapping is too large for a double") from None
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

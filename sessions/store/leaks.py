"""Values of secrets looked for in what is about to be written: a session holds names only."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from sessions.contract.paths import Path, format_path

from .errors import SessionError
from .payload import JSON_SUFFIX

SHORTEST: Final = 4
"""Characters a value must have to be looked for; a shorter one stands in any text by chance."""


def refuse_secrets(text: str, forbidden: Mapping[str, str]) -> None:
    """Raise SessionError where the value of a secret stands in a session's text.

    Looked at are the text itself, comments included, all keys and strings that TOML escapes may
    hide in it, and the JSON text inside them; in each, the value as it is and as JSON escapes it.

    Args:
        text: the TOML document that is about to be written.
        forbidden: values by the names of the secrets. The message has the name, not the value.

    Raises:
        SessionError: with the line or the key.
    """
    values = {name: value for name, value in forbidden.items() if len(value) >= SHORTEST}
    if not values:
        return
    strings = list(_strings(tomllib.loads(text)))
    for name, value in values.items():
        forms = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
        line = next((text.count("\n", 0, at) + 1 for f in forms if (at := text.find(f)) >= 0), None)
        path = next((path for path, s in strings if any(form in s for form in forms)), None)
        if line is not None or path is not None:
            message = (
                f"not saved: it would hold the value of the secret {name};"
                " take it out, a session names its secrets and the environment has their values"
            )
            raise SessionError(message, line=line, key=format_path(path) if path else None)


def _strings(document: Any) -> Iterator[tuple[Path, str]]:
    """All keys and strings, each with its path. Never recurses."""
    todo: list[tuple[Path, Any]] = [((), document)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            for key, member in cast("dict[str, Any]", value).items():
                yield (*path, key), key
                todo.append(((*path, key), member))
        elif isinstance(value, list):
            items = cast("list[Any]", value)
            todo.extend(((*path, index), item) for index, item in enumerate(items))
        elif isinstance(value, str):
            yield path, value
            if path and str(path[-1]).endswith(JSON_SUFFIX):
                todo.append((path[:-1], _json(value)))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None  # an unknown key of the file that only looks like one of ours

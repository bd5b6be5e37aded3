"""Values of secrets looked for in what is about to be written: a session holds names only."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from sessions.contract.json_path import JsonPath, format_path
from sessions.secrets.userinfo import without_userinfo

from .errors import SessionError
from .json_codec import JSON_SUFFIX
from .model import Session
from .toml.values import is_array, is_table


def refuse_secrets(text: str, forbidden: Mapping[str, str]) -> None:
    """Raise SessionError where the value of a secret stands in a session's text.

    Looked at are the text itself, comments included, all keys and strings that TOML escapes may
    hide in it, and the JSON text inside them; in each, the value in all forms in which it would
    be redacted.

    Args:
        text: the TOML document that is about to be written.
        forbidden: values by the names of the secrets. The message has the name, not the value.

    Raises:
        SessionError: with the line or the key.
    """
    if not forbidden:
        return
    from sessions.secrets.redaction import first_place  # 15 ms, for its patterns

    find = first_place(forbidden)
    in_text = find(text)
    strings = _strings(tomllib.loads(text))
    found = next(((path, at[1]) for path, one in strings if (at := find(one))), None)
    if in_text is None and found is None:
        return
    path, name = found or ((), "")
    line = text.count("\n", 0, in_text[0]) + 1 if in_text else None
    message = (
        f"not saved: it would hold the value of the secret {in_text[1] if in_text else name};"
        " take it out, a session names its secrets and the environment has their values"
    )
    raise SessionError(message, line=line, key=format_path(path) if path else None)


def refuse_userinfo(session: Session, before: str) -> None:
    """Raise SessionError where the URL of a target has a user name or password in it.

    A table of targets names a variable instead. One that stands in the file already, whose text
    `before` is, may stay.
    """
    urls = {
        ("target",): session.target,
        **{("targets", name, "url"): spec.url for name, spec in session.targets.items()},
        **{("invocation", name, "target"): one.target for name, one in session.invocation.items()},
    }
    for path, url in urls.items():
        if not url or (bare := without_userinfo(url)) == url or url in before:
            continue
        if "${env:" not in url.removesuffix(bare.partition("://")[2]):
            shown = bare.replace("://", "://${env:NAME}@", 1)
            raise SessionError(
                "not saved: the URL holds a user name or password; name the target in a table"
                f' [targets.X] with url = "{shown}", and set NAME to user:password',
                key=format_path(path),
            )


def _strings(document: Any) -> Iterator[tuple[JsonPath, str]]:
    """All keys and strings, each with its path. Never recurses."""
    todo: list[tuple[JsonPath, Any]] = [((), document)]
    while todo:
        path, value = todo.pop()
        if is_table(value):
            for key, member in value.items():
                yield (*path, key), key
                todo.append(((*path, key), member))
        elif is_array(value):
            todo.extend(((*path, index), item) for index, item in enumerate(value))
        elif isinstance(value, str):
            yield path, value
            if path and str(path[-1]).endswith(JSON_SUFFIX):
                todo.append((path[:-1], _json(value)))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None  # an unknown key of the file that only looks like one of ours

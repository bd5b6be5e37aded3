"""Secrets that a hook's text reads by name, to tell which of them it is not given.

What is not given is `undefined` in JavaScript, which goes out to the provider as that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_MOST_READ: Final = 1 << 20
_NAME: Final = r"[A-Za-z_$][\w$-]*"
_READ: Final = re.compile(
    rf"\bsecrets(?:[\"']\])?\s*(?:\??\.\s*(?P<dot>[A-Za-z_$][\w$]*)|(?:\?\.)?\[\s*"
    rf"(?P<quote>[\"'])(?P<key>{_NAME})(?P=quote)\s*\])(?P<more>\s*(?:\|\||\?\?|\(|=(?!=)))?"
)
"""`secrets.NAME`, `secrets["NAME"]`; `more` where it has a default, is called, or is assigned."""
_UNPACKED: Final = re.compile(r"\{(?P<names>[^{}]*)\}\s*=\s*[\w$.?]*\bsecrets\b(?![\w$.\[(])")
_UNPACKED_NAME: Final = re.compile(rf"\s*(?P<name>{_NAME})\s*(?::\s*[\w$]+\s*)?")
"""One name between the braces; not one with a default, nor the rest."""
_COMMENT: Final = re.compile(r"/\*.*?\*/|^[ \t]*(?://|#)[^\n]*", re.DOTALL | re.MULTILINE)


def secrets_read(file: Path) -> tuple[str, ...]:
    """The names of the secrets that the text of a file reads and has no default for, in order.

    A guess, for a text says much in many ways. Empty where the file cannot be read.
    """
    try:
        with file.open("rb") as source:
            text = source.read(_MOST_READ).decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple(dict.fromkeys(_names(_COMMENT.sub("", text), is_python=file.suffix == ".py")))


def not_given(file: Path, given: Iterable[str]) -> str | None:
    """A warning that names the secrets which a hook reads and is not given; None without any."""
    missing = [name for name in secrets_read(file) if name not in given]
    if not missing:
        return None
    them = "it was not given; name it" if len(missing) == 1 else "they were not given; name them"
    return (
        f"The text of {file.name} reads secrets.{', secrets.'.join(missing)}: {them} among the "
        "session's secrets, or with --secret."
    )


def _names(text: str, *, is_python: bool) -> Iterator[str]:
    for found in _READ.finditer(text):
        by_dot = found["dot"]
        if found["more"] or (is_python and by_dot):  # Python's module of that name
            continue
        yield by_dot or found["key"]
    for found in _UNPACKED.finditer(text):
        for part in found["names"].split(","):
            if name := _UNPACKED_NAME.fullmatch(part):
                yield name["name"]

"""Secrets that a hook's text reads by name, to find those that it is not given.

What is not given is `undefined` in JavaScript, which goes out to the provider as that word. A name
whose absence the text provides for anywhere is no news: see `provided_for`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from .provided_for import is_provided_for, names_asked_for, without_comments, without_strings

_MOST_READS: Final = 500
_MOST_USES: Final = 40
"""Of one variable. A look at what stands around a use takes up to 1 ms."""
_NAME: Final = r"[A-Za-z_$][\w$-]*"
_READ: Final = re.compile(
    rf"\bsecrets(?:[\"']\])?\s*(?:\??\.\s*(?P<dot>[A-Za-z_$][\w$]*)(?![\w$])|(?:\?\.)?\[\s*"
    rf"(?P<quote>[\"'])(?P<key>{_NAME})(?P=quote)\s*\])(?!\s*(?:\(|=(?![=>])))"
)
"""`secrets.NAME`, `secrets["NAME"]`; not where it is called, or assigned."""
_UNPACKED: Final = re.compile(
    r"\{(?P<names>[^{}]*)\}\s*=\s*(?:[\w$.?]*\bsecrets\b(?![\w$.\[(])|\(.{0,80}\bsecrets\b)"
    r"|\bsecrets\s*:\s*\{(?P<nested>[^{}]*)\}[\s}]*(?:=(?![=>])|\)\s*(?:=>|\{))"
)
"""`{ A, B } = event.secrets`, `{ secrets: { A, B } } = event`, or that as a parameter."""
_UNPACKED_NAME: Final = re.compile(rf"\s*(?P<name>{_NAME})\s*(?::\s*(?P<into>[\w$]+)\s*)?")
"""One name between the braces; not one with a default, nor the rest."""
_KEPT_IN: Final = re.compile(r"(?P<into>[A-Za-z_$][\w$]*)\s*=\s*[\w$.?]*$")
"""Before a read: the variable that it is assigned to."""


def secrets_in(content: bytes, *, is_python: bool) -> tuple[str, ...]:
    """The names of the secrets that a file's text reads and cannot do without, in order.

    A guess, for a text says much in many ways.
    """
    text = content.decode("utf-8", "replace")
    return tuple(dict.fromkeys(_in_python(text) if is_python else _in_javascript(text)))


def _in_javascript(text: str) -> Iterator[str]:
    text = without_comments(text)
    bare = without_strings(text)
    optional = names_asked_for(text)
    read: list[str] = []
    kept: dict[str, str] = {}
    for found in islice(_READ.finditer(text), _MOST_READS):
        name = found["dot"] or found["key"]
        read.append(name)
        if is_provided_for(bare, found.start(), found.end()):
            optional.add(name)
        elif into := _KEPT_IN.search(text[max(0, found.start() - 200) : found.start()]):
            kept[into["into"]] = name
    for found in islice(_UNPACKED.finditer(text), _MOST_READS):
        for part in (found["names"] or found["nested"] or "").split(","):
            if name := _UNPACKED_NAME.fullmatch(part):
                read.append(name["name"])
                kept[name["into"] or name["name"]] = name["name"]
    for variable, name in islice(kept.items(), _MOST_USES):
        if name not in optional and _is_asked_for(variable, bare):
            optional.add(name)
    return (name for name in read if name not in optional)


def _is_asked_for(variable: str, bare: str) -> bool:
    """Whether the text provides for a variable that holds nothing."""
    uses = re.finditer(rf"(?<![\w$.]){re.escape(variable)}(?![\w$]|\s*:(?!:))", bare)
    return any(is_provided_for(bare, use.start(), use.end()) for use in islice(uses, _MOST_USES))


def _in_python(text: str) -> list[str]:
    """What stands in `secrets["NAME"]`, unless `in` or a caught KeyError provides for it."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []  # what does not parse does not run either
    read: list[str] = []
    optional: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=of, slice=ast.Constant(str(name)), ctx=ast.Load()):
                if _is_secrets(of):
                    read.append(name)
            case ast.Compare(left=ast.Constant(str(name)), ops=[ast.In() | ast.NotIn()]):
                optional.add(name)
            case ast.Try() if any(map(_catches_absence, node.handlers)):
                optional.update(_in_python_nodes(node.body))
            case _:
                pass
    return [name for name in read if name not in optional]


def _in_python_nodes(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in (inner for each in nodes for inner in ast.walk(each)):
        match node:
            case ast.Subscript(value=of, slice=ast.Constant(str(name))) if _is_secrets(of):
                yield name
            case _:
                pass


def _is_secrets(node: ast.expr) -> bool:
    match node:
        case ast.Name("secrets") | ast.Attribute(attr="secrets"):
            return True
        case ast.Subscript(slice=ast.Constant("secrets")):
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant("secrets"), *_]):
            return True
        case _:
            return False


def _catches_absence(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    known = ("KeyError", "LookupError", "Exception")
    return caught is None or any(isinstance(n, ast.Name) and n.id in known for n in names)

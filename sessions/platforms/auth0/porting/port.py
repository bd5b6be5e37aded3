"""A hook's text as an Action's, with what has to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sessions.platforms.auth0.events import Dialect
from sessions.platforms.deployed import Package

from .header import header
from .hook import Unsure, read
from .javascript.edits import Conflict
from .javascript.syntax import Source, SyntaxProblem
from .packages import dependencies
from .remarks import Notes, Remark
from .review import review, review_size
from .rewriting import rewritten
from .secrets import secrets_of
from .shim import shim as shimmed

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_KEPT: Final = "the hook's function is kept whole and called"


@dataclass(frozen=True, slots=True)
class Ported:
    """A hook as an Action."""

    source: str
    remarks: tuple[Remark, ...]
    """What has to be looked at, by line of the hook; the source's header has them too."""
    dependencies: tuple[Package, ...]
    """The packages that the Action needs, in the order in which the hook requires them."""
    secrets: tuple[str, ...]
    """The names of the secrets that it reads by name."""
    shimmed: bool
    """Whether the hook's function was kept whole, and is called."""


def port(
    text: str,
    *,
    name: str,
    to: Dialect = "action",
    shim: bool = False,
    versions: Mapping[str, str] = _NONE,
) -> Ported:
    """The Action that does what a hook did.

        ported = port(Path("twilio.js").read_text(), name="twilio.js")

    Args:
        name: the hook's file, as the header names it.
        to: which Action: for the trigger send-phone-message or custom-phone-provider.
        shim: keep the hook's own function whole, and call it.
        versions: of packages that the hook requires without one, by the package's name.

    Raises:
        SyntaxProblem: the text is no hook, or no JavaScript; with the line.
    """
    try:
        return _port(text, name, to, shim, versions)
    except RecursionError:
        raise SyntaxProblem("is nested too deeply") from None


def _port(text: str, name: str, to: Dialect, shim: bool, versions: Mapping[str, str]) -> Ported:
    hook = read(text)
    notes, source, why = Notes(), None, _KEPT
    line = hook.handler.function.line if hook.handler else 0
    if not shim:
        try:
            source = _parsing(rewritten(hook, to, notes))
            why = f"{_KEPT}: the rewritten one would not parse"
        except Unsure as unsure:
            line, why = unsure.line, f"{_KEPT}: {unsure.why}"
        except Conflict:
            why = f"{_KEPT}: its rewrites would overlap"
    is_shimmed = source is None
    if source is None:
        notes = Notes()
        notes.add(line, why)
        source = _parsing(shimmed(hook, to))
        if source is None:
            raise SyntaxProblem("cannot be ported: no Action that parses comes of it")
    secrets = secrets_of(hook)
    review(hook, to, secrets, notes)
    packages = dependencies(hook, versions, notes)
    review_size(source, notes)
    remarks, names = notes.in_order(), tuple(secrets)
    lines = header(name, to, remarks, packages, names)
    whole = _under(lines, source, hook.style.newline)
    return Ported(whole, remarks, packages, names, is_shimmed)


def _parsing(source: str) -> str | None:
    """The text, where it parses."""
    try:
        return None if Source(source).has_error else source
    except SyntaxProblem:
        return None


def _under(header: list[str], source: str, newline: str) -> str:
    """The text under its header; what must stand on the first line does not count any more."""
    if source.startswith("#!"):
        source = source.partition("\n")[2]
    return newline.join([*header, "", source.lstrip("\ufeff\r\n")])

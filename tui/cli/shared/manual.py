"""What the help of a command says beside its options, and how it is laid out on a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_WIDEST: Final = 88
"""Columns that a text takes at most, however wide the terminal is: longer lines read badly."""

UNUSABLE_INPUT: Final = "wrong usage, or something that cannot be read; nothing is sent then"

VARIABLES: Final = {
    "NAME": "the value of a secret NAME, and of ${env:NAME} in a session",
    "OFFHOOK_NODE": "the Node that runs JavaScript (else the extra's, else the one on PATH)",
    "OFFHOOK_HISTORY": "off: outcomes are not kept",
    "OFFHOOK_CLIPBOARD": "file: what is copied goes into a file, where a terminal takes none",
    "OFFHOOK_SERVE_TOKEN": "what a browser has to give before it gets the workbench",
    "OFFHOOK_INBOX_TOKEN": "what programs have to give the inbox, where others may reach it",
    "OFFHOOK_DEBUG": "1: an internal error shows its traceback",
    "AUTH0_DOMAIN": "the tenant, as acme.eu.auth0.com",
    "AUTH0_CLIENT_ID": "the application that asks for a token",
    "AUTH0_CLIENT_SECRET": "its secret",
    "AUTH0_CLIENT_SIGNING_KEY_PATH": "or the file of its private key (PEM)",
    "AUTH0_CLIENT_SIGNING_ALGORITHM": "RS256, RS384 or PS256",
    "AUTH0_ACCESS_TOKEN": "a token of the Management API, instead of an application",
    "AUTH0_AUDIENCE": "the Management API, where the domain is a custom one",
    "OFFHOOK_TENANT_CA": "a file of authorities (PEM) that vouch for the tenant's host too",
    "VIRTUAL_ENV": "the environment whose Python runs Python functions (else .venv, else this one)",
    "HTTPS_PROXY": "the proxy on the way to an endpoint; HTTP_PROXY and NO_PROXY too",
    "GITHUB_STEP_SUMMARY": "the file that --format github adds its summary to",
    "VISUAL": "the editor that the workbench opens; EDITOR where it is not set",
    "NO_COLOR": "anything: no colors",
    "FORCE_COLOR": "anything but 0: colors, where no terminal is written to either",
    "TERM": "what the terminal can do; dumb: no workbench",
    "XDG_CONFIG_HOME": "the folder of offhook/config.toml and offhook/themes",
    "XDG_STATE_HOME": "the folder of offhook/, with history, drafts and what was allowed",
}
"""Every variable of the environment that offhook reads, and what it says."""

FILES: Final = {
    "session": "NAME.toml: invocations, targets, expectations (offhook help session)",
    ".env": "beside the session, or in the current folder: NAME=value lines",
    "history": "history.db in the state folder: outcomes, without secrets (offhook doctor)",
    "drafts": "in the state folder: what was edited and not saved",
    "manifest": "NAME.json beside an Action: its name, packages, names of secrets, trigger",
    "pushes": "in the state folder: pushes to a tenant that have not ended, without secrets",
    "seen": "listen.db in the state folder: hashes of signatures that listen took, for ten minutes",
    "trash": "in the state folder: sessions that were deleted, to be put back",
    "allowed": "allowed.json in the state folder: which variables a session may send where",
    "authority": "inbox/ in the state folder: the inbox's certificate authority, and its key",
    "copied": "copied.txt in the state folder: what a terminal takes no copy of",
    "commands": "commands.json in the state folder: which of the palette were used last",
    "config": "config.toml and themes/*.toml in the folder of settings (offhook config path)",
    "module": "actions-modules/NAME.js beside an Action: what actions:NAME requires",
}
"""The files that are read or written unasked, and what they have."""


@dataclass(frozen=True)
class Manual:
    """What to know of a command beside its options."""

    about: str = ""
    """Paragraphs, parted by blank lines; a line that begins with a space stays as it is."""
    examples: Sequence[str] = ()
    """Command lines as they are typed; what stands behind `  # ` says what for."""
    exits: Mapping[str, str] = field(default_factory=dict)
    """What each exit status means."""
    environment: Sequence[str] = ()
    """Of `VARIABLES`."""
    files: Sequence[str] = ()
    """Of `FILES`."""

    def before_options(self) -> Iterator[str]:
        """The sections that stand before the options: most readers look for an example."""
        if self.about:
            yield filled(self.about)
        if self.examples:
            yield section("examples", [f"  {line}" for line in _aligned(self.examples)])

    def after_options(self) -> Iterator[str]:
        """The sections that stand behind them."""
        if self.exits:
            yield section("exit status", listed(self.exits))
        if self.environment:
            known = {name: VARIABLES[name] for name in self.environment}
            yield section("environment", listed(known))
        if self.files:
            yield section("files", listed({name: FILES[name] for name in self.files}))


def width() -> int:
    """How many columns there are for a text."""
    return min(shutil.get_terminal_size().columns - 2, _WIDEST)


def section(title: str, lines: Sequence[str]) -> str:
    """A title, and what stands below it."""
    return "\n".join([f"{title}:", *lines])


def filled(text: str) -> str:
    """Paragraphs as wide as the terminal."""
    return "\n\n".join(_paragraph(each) for each in text.strip("\n").split("\n\n"))


def _paragraph(text: str) -> str:
    if any(line.startswith(" ") for line in text.splitlines()):
        return text
    return textwrap.fill(
        text.replace("\n", " "), width(), break_long_words=False, break_on_hyphens=False
    )


def listed(meanings: Mapping[str, str], *, indent: int = 2) -> list[str]:
    """Names, and beside each what it means."""
    column = min(max(map(len, meanings), default=0), 22) + indent + 2
    lines: list[str] = []
    for name, meaning in meanings.items():
        first = f"{'':{indent}}{name}"
        if len(first) + 2 > column:
            lines.append(first)
            first = ""
        filled = textwrap.wrap(
            meaning, max(width() - column, 20), break_long_words=False, break_on_hyphens=False
        )
        lines.append(f"{first:<{column}}{filled[0] if filled else ''}".rstrip())
        lines += [f"{'':<{column}}{line}" for line in filled[1:]]
    return lines


def _aligned(examples: Sequence[str]) -> list[str]:
    """Remarks behind their lines, as comments of a shell, so that a whole line can be pasted: in
    one column as far as that is possible, and above its line where one has no room behind it."""
    parted = [line.partition("  # ") for line in examples]
    room = width() - 2
    column = max((len(command) for command, _, remark in parted if remark), default=0)
    lines: list[str] = []
    for command, _, remark in parted:
        if not remark:
            lines.append(command)
        elif column + len(remark) + 4 <= room:
            lines.append(f"{command:<{column}}  # {remark}")
        elif len(command) + len(remark) + 4 <= room:
            lines.append(f"{command}  # {remark}")
        else:
            lines += [f"# {remark}", command]
    return lines

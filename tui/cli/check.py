"""`offhook check`: what is wrong with sessions, found without sending anything."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, Diagnostics
from .shared.inputs import session_files
from .shared.manual import Manual
from .shared.output import Output, on_one_line
from .shared.parsing import Parser

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.contract.kinds import Kind
    from sessions.permission import Leaving
    from sessions.platforms.platform import Refusal
    from sessions.store.model import SavedInvocation
    from sessions.store.session_file import SessionFile

_MANUAL: Final = Manual(
    about="""\
Looked at are the file itself, the payloads, and whether the targets are there. Payloads that the
platform would refuse and targets that are missing are problems, unless the invocation expects just
that. Advice, secrets and variables without a value are none.
""",
    examples=("offhook check enrollment.toml", "offhook check sessions/  # before a commit"),
    exits={"0": "no problem", "1": "a problem", "2": "a file cannot be read"},
    environment=("NAME",),
    files=("session", ".env"),
)

_NO_EFFECT: Final = "have no effect: only the calls of a hook that runs here are answered"


@dataclass(frozen=True)
class Remark:
    """Something about an invocation, or about the session where that is empty."""

    invocation: str
    text: str
    problem: bool


def configure(parser: Parser) -> None:
    """The paths."""
    parser.manual = _MANUAL
    parser.add_argument("paths", nargs="+", metavar="PATH", help="session files or folders of them")


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print a line for every file, and one under it for every remark."""
    from sessions.replay.load import check_session
    from sessions.store.errors import SessionError
    from sessions.store.session_file import read

    sound = flawed = broken = 0
    for path in session_files(options.paths):
        try:
            file = read(path)
            check_session(file)
        except SessionError as error:
            out.line(out.style.bad(f"✗ {on_one_line(str(error))}"))
            broken += 1
            continue
        remarks = [*_remarks(file)]
        problem = any(remark.problem for remark in remarks)
        sound, flawed = sound + (not problem), flawed + problem
        _print(path, remarks, out)
    err.note(f"{sound} sound, {flawed} with problems, {broken} broken")
    if broken:
        return UNUSABLE
    return NOT_AS_EXPECTED if flawed else AS_EXPECTED


def _print(path: Path, remarks: list[Remark], out: Output) -> None:
    style = out.style
    bad = any(remark.problem for remark in remarks)
    name = on_one_line(str(path))
    out.line(style.bad(f"✗ {name}") if bad else style.good(f"✓ {name}"))
    for remark in remarks:
        place = f"{remark.invocation}: " if remark.invocation else ""
        sign, paint = ("✗", style.bad) if remark.problem else ("·", style.dim)
        out.line(f"    {paint(sign)} {on_one_line(place + remark.text)}")


def _remarks(file: SessionFile) -> Iterator[Remark]:
    from sessions.secrets.lookup import SecretsError, environment, how_to_give, resolve_secrets

    env = environment(os.environ, folder=file.path.parent)
    try:
        if missing := resolve_secrets(file.session.secrets, env).missing:
            yield Remark("", how_to_give(missing, file.path.parent), problem=False)
    except SecretsError as error:
        yield Remark("", str(error), problem=True)
    for name, saved in file.session.invocation.items():
        yield from _of_invocation(name, saved, file, env)


def _of_invocation(
    name: str, saved: SavedInvocation, file: SessionFile, env: Mapping[str, str]
) -> Iterator[Remark]:
    from sessions.choice import choose, instance_problem
    from sessions.permission import values_of
    from sessions.platforms.current import PLATFORM
    from sessions.secrets.lookup import SecretsError
    from sessions.sending import open_target

    try:
        choice = choose(file.session, saved=saved, env=env, folder=file.path.parent)
    except SecretsError as error:
        yield from _of_payload(name, saved, PLATFORM.rules.refusal(saved.payload))
        yield Remark(name, str(error), problem=False)
        return
    target = open_target(choice)
    yield from _of_payload(name, saved, target.refusal(saved.payload))
    if saved.faults and choice.location.is_remote:
        yield Remark(name, f"its faults {_NO_EFFECT}", problem=False)
    if (saved.answers or file.session.answers) and choice.location.is_remote:
        yield Remark(name, f"answers {_NO_EFFECT}", problem=False)
    if leaving := _leaving(choice, file, env):
        sends = f"sends {values_of(leaving.names)} to {leaving.host}"
        yield Remark(name, f"{sends}; nobody has allowed that so far (--allow-env)", problem=False)
    if wrong := instance_problem(choice):
        yield Remark(name, wrong, problem=True)
    if missing := target.problem():
        kind, message = missing
        yield Remark(name, message, problem=not _expects(saved, kind))


def _leaving(choice: Choice, file: SessionFile, env: Mapping[str, str]) -> Leaving | None:
    from sessions.permission import Permissions
    from sessions.secrets.lookup import SecretsError, resolve_secrets

    try:
        secrets = resolve_secrets(file.session.secrets, env).values
    except SecretsError:
        return None  # of a `.env` that cannot be read, which the session's own remark says
    return Permissions().lacking(choice, file.path, secrets)


def _of_payload(name: str, saved: SavedInvocation, broken: Refusal | None) -> Iterator[Remark]:
    from sessions.contract.json_path import format_path
    from sessions.contract.kinds import Kind
    from sessions.platforms.current import PLATFORM

    if broken:
        problem = not _expects(saved, Kind.PAYLOAD_REJECTED)
        expected = "" if problem else ", as expected"
        yield Remark(name, f"the platform would refuse it{expected}: {broken.message}", problem)
    for remark in PLATFORM.rules.advice(saved.payload):
        yield Remark(name, f"{format_path(remark.path)}: {remark.message}", problem=False)


def _expects(saved: SavedInvocation, kind: Kind) -> bool:
    """Whether the invocation is there to fail in just this way."""
    from sessions.contract.outcome import Result

    expect = saved.expect
    if expect is None:
        return False
    return expect.kind is kind or (expect.kind is None and expect.outcome is Result.FAILED)

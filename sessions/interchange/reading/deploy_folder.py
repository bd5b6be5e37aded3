"""A session for each hook and Action of a folder that the platform's deployment tool reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sessions.contract.json_path import put
from sessions.contract.json_text import JsonValue
from sessions.platforms.current import PLATFORM
from sessions.platforms.deployed import FoundHandler
from sessions.store.model import SavedInvocation, Session
from sessions.targets.location import Location

_DIGITS: Final = "482913"
_ACTION: Final = ("context", "action")


@dataclass(frozen=True, slots=True)
class FolderSession:
    """A session, and the name of its file."""

    file: str
    session: Session


def read_folder(
    path: Path, env: Mapping[str, str], folder: Path
) -> tuple[list[FolderSession], list[str]]:
    """The sessions of what sends phone messages, and what was left out, with the reason.

    Each has an enrollment by SMS and a login by voice, which are made up. Of secrets it has the
    names of those that the folder has neither a value nor a keyword for.

    Args:
        env: what keywords may name.
        folder: where the sessions are to stand, from which their targets count.

    Raises:
        OffhookError: it is no such folder, or cannot be read.
    """
    found: list[FolderSession] = []
    left_out: list[str] = []
    files: set[str] = set()
    place = Path(os.path.relpath(path, folder)).as_posix()
    for one in PLATFORM.folders.handlers(path, env):
        target = _target(place, one)
        if one.problem:
            left_out.append(one.problem)
        elif not one.is_ours:
            trigger = one.trigger or "no trigger"
            left_out.append(f"{one.kind} {one.name}: {trigger} sends no phone messages")
        elif Location.parse(target).path != place:
            left_out.append(f"{one.kind} {one.name}: {target} would not name it; rename it")
        else:
            name = one.name.rpartition("/")[2] if one.name.startswith(_SECTIONS) else one.name
            file = next(each for each in _files(one.name) if each not in files)
            files.add(file)
            session = Session(
                name=name, target=target, secrets=one.secrets, invocation=_invocations()
            )
            found.append(FolderSession(file, session))
    return found, left_out


_SECTIONS: Final = ("hooks/", "actions/")


def _target(place: str, one: FoundHandler) -> str:
    """With its section: another of the same name may come to be, such as its port."""
    section = "hooks/" if one.kind == "hook" else "actions/"
    return f"{place}#{one.name if one.name.startswith(_SECTIONS) else section + one.name}"


def _files(name: str) -> Iterator[str]:
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.") or "handler"
    yield f"{stem}.toml"
    for number in range(2, 10_000):
        yield f"{stem}-{number}.toml"


def _invocations() -> dict[str, SavedInvocation]:
    plain = PLATFORM.variety.PLAIN
    spoken = PLATFORM.variety.written_code(_DIGITS, "voice")
    voice: JsonValue = put(plain, ("context", "message_type"), "voice")
    voice = put(voice, ("context", "code"), spoken)
    voice = put(voice, ("text",), f"{spoken} is your verification code for Example.")
    voice = put(voice, _ACTION, "second-factor-authentication")
    return {
        "enrollment-sms": SavedInvocation(payload=plain),
        "second-factor-voice": SavedInvocation(payload=voice),
    }

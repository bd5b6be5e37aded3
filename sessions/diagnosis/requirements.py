"""What a file requires and cannot have: a package, a version of one, an Actions module, a URL.

In a hook webtask took `require("axios@0.22.0")`; an Action's `require` takes no version, but
`actions:NAME` (PLATFORM.md "Actions"). npm installs none of these names.
"""

from __future__ import annotations

import re
import shlex
from pathlib import PurePath
from typing import Final

from sessions.runner.events import Versioned
from sessions.runner.facts import ErrorFacts, MissingModule
from sessions.runner.transcript import Subject, Transcript

from .errors import short

FOLDER: Final = "actions-modules"
"""Where Actions modules are looked for, beside the Action, unless its target names a folder."""

_URL: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|(?:https?|ftp|data|file|git\+\w+):", re.I)
_RANGE: Final = re.compile(
    r"([\^~]?)[v=]*(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(-[\w.-]+)?"
)


def missing_message(missing: MissingModule, error: ErrorFacts, subject: Subject) -> str:
    """Which module is missing, where it is asked for, and how to get it."""
    frame = error.frames[0] if error.frames else None
    place, asker = short(frame), frame.file if frame else ""
    request, name = missing.request, missing.package
    if subject.language == "python":
        return (
            f"There is no module {request!r}, imported{place}. "
            f"Run: {subject.executable} -m pip install {name} "
            "(a package may have another name than its module)."
        )
    if unusual := problem(missing, subject, place, asker):
        return unusual
    if not name:
        return f"There is no file {request!r}, required{place}: correct the path, or add the file."
    what = f"There is no package {name!r}, required{place}."
    if subject.said_in:
        named = [one for one in subject.packages if one == name or one.startswith(f"{name}@")]
        said = "names it" if named else "does not name it"
        install = shlex.quote(named[0] if named else name)
        return f"{what} {subject.said_in} {said}. Run in {subject.folder}: npm install {install}"
    return f"{what} {_install(name, missing)}"


def problem(missing: MissingModule, subject: Subject, place: str, asker: str) -> str | None:
    """What a module that cannot be had is, where it is no plain package; None where it is one.

    `asker` is the file that requires it, `place` where in it.
    """
    request, name = missing.request, missing.package
    if request.startswith("actions:"):
        return _actions_module(request, subject, place, asker)
    if name and ":" in request:
        what = "a URL" if _URL.match(request) else "no package's name"
        return (
            f"{request!r}, required{place}, is {what}: require takes the name of a package, or a "
            "path that begins with ./"
        )
    if missing.version and subject.is_action:
        return (
            f"{request!r}, required{place}, names a version, which the platform refuses in an "
            f"Action: write require({_bare(missing)!r}), and put the version into the Action's "
            f"dependencies; here, npm install {name}@{missing.version} gets it."
        )
    return None


def warnings(transcript: Transcript) -> list[str]:
    """Versions that were asked for where another one is installed."""
    return [
        f"{event.request} was required{short(event.at)}, and {event.name} "
        f"{event.found} is installed, which was used. "
        f"npm install {event.name}@{event.asked} gets the other."
        for event in transcript.all(Versioned)
        if event.found and not fits(event.asked, event.found)
    ]


def fits(asked: str, found: str) -> bool:
    """Whether a version is one of those asked for: `1.2.3`, `1.x`, `^1.2`, `~1.2`, or a tag."""
    wanted, has = _RANGE.fullmatch(asked), _RANGE.fullmatch(found.partition("+")[0])
    if wanted is None or has is None:
        return True  # a tag such as `latest`, or a range that says more than a version does
    sign, *parts, before = wanted.groups()
    known = [int(part) for part in parts if part and part.isdigit()]
    there = [int(part) if part and part.isdigit() else 0 for part in has.groups()[1:4]]
    if before and before != has[5]:
        return False
    if sign == "^":
        kept = next((at + 1 for at, part in enumerate(known) if part), len(known))
    else:
        kept = min(2, len(known)) if sign else len(known)
    return there[:kept] == known[:kept] and there[: len(known)] >= known


def _install(name: str, missing: MissingModule) -> str:
    folder, manifest = missing.folder, missing.manifest
    if missing.version and not missing.declared:
        name = f"{name}@{missing.version}"
    if missing.declared:
        return f"It stands in {manifest} but is not installed. Run in {folder}: npm install"
    if manifest:
        return f"It does not stand in {manifest}. Run in {folder}: npm install {name}"
    return f"The hook has no package.json. Run in {folder}: npm install {name}"


def _actions_module(request: str, subject: Subject, place: str, asker: str) -> str:
    name = request.removeprefix("actions:")
    if not subject.is_action:
        return (
            f"{request!r}, required{place}, is an Actions module of the tenant: only an Action can "
            "require it, a hook cannot."
        )
    where = subject.actions_modules
    if PurePath(where) in PurePath(asker).parents:
        return f"{request!r}, required{place}: an Actions module can require no other one."
    if subject.said_in:
        return (
            f"{request!r}, required{place}, is an Actions module of the tenant, and not among the "
            f"modules of {subject.said_in} that the folder has in action-modules."
        )
    return (
        f"{request!r}, required{place}, is an Actions module of the tenant, and no npm package. "
        f"To run it here, put its code at {where}/{name}.js, or name another folder as "
        "actions_modules in the session's target."
    )


def _bare(missing: MissingModule) -> str:
    return missing.request.replace(f"@{missing.version}", "", 1)

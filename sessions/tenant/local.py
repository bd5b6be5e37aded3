"""An Action as it stands on the disk: its code, and what the files beside it say of it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue, is_array, is_object
from sessions.files import Unreadable, read_bytes
from sessions.platforms.auth0.limits import CODE_BYTES, PACKAGES, SECRET_NAME
from sessions.platforms.auth0.management.actions import Dependency
from sessions.platforms.current import PLATFORM
from sessions.targets.location import Location

from .errors import TenantError

_LARGEST: Final = 1 << 20
_SESSION: Final = ".toml"
MOST_SECRETS: Final = 30
"""Of an Action."""
_EXPORT: Final = re.compile(r"exports\.(\w+)")


@dataclass(frozen=True, slots=True)
class LocalAction:
    """An Action as a file has it. None is what nothing here says."""

    path: Path
    name: str
    trigger: str
    code: str
    dependencies: tuple[Dependency, ...] | None = None
    runtime: str | None = None
    secrets: tuple[str, ...] = ()
    """Names."""
    values: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Those of secrets that a folder has, by name."""
    hidden: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Values that stand in the code, and are shown nowhere, by name."""


def manifest_of(path: Path) -> Path:
    """The file beside an Action's code that says the rest, in the form of auth0-deploy-cli."""
    return path.with_suffix(".json")


def session_of(path: Path) -> Path:
    """The session beside an Action's code."""
    return path.with_suffix(_SESSION)


def read_action(
    place: Path,
    *,
    name: str | None = None,
    trigger: str | None = None,
    dependencies: Path | None = None,
    secrets: tuple[str, ...] = (),
) -> LocalAction:
    """The Action in a JavaScript file, of a folder as `FOLDER#NAME`, or where a session's target
    leads.

    What the arguments do not say, `NAME.json` beside a file does (`name`, `runtime`,
    `dependencies`, `supported_triggers`, names of `secrets`; or nothing but the packages, in an
    array), and the session's `secrets`; else the name is the file's, and the trigger that of the
    export. A folder of the deployment tool says all of it itself.

    Raises:
        OffhookError: it cannot be read, or is no Action that a tenant takes.
    """
    location, base, named = _located(place)
    if location.form == "folder":
        found = _of_folder(location, base)
    else:
        path = location.file(base) or place
        found, beside = _of_file(path, trigger), session_of(path)
        if not named and path == place and beside.is_file():
            named = _located(beside)[2]
    found = replace(
        found,
        name=name or found.name,
        secrets=tuple(dict.fromkeys((*secrets, *named, *found.secrets))),
    )
    if dependencies:
        found = replace(found, dependencies=_dependencies(dependencies))
    _check(found)
    return found


def _located(place: Path) -> tuple[Location, Path, tuple[str, ...]]:
    """Where an Action is, the folder that this counts from, and a session's names of secrets."""
    location = Location.parse(str(place))
    if location.form == "folder" or place.suffix.lower() != _SESSION:
        return location, Path(), ()
    from sessions.choice import location_of, target_of
    from sessions.store import session_file

    session = session_file.read(place).session
    location = location_of(session, target_of(session))
    if location.form != "folder" and location.file(place.parent) is None:
        raise TenantError(f"{place}: its target is {location}, and no file of an Action")
    return location, place.parent, session.secrets


def _of_file(path: Path, trigger: str | None) -> LocalAction:
    code = _text(path)
    manifest = _manifest(manifest_of(path))
    return replace(
        manifest,
        path=path,
        name=manifest.name or path.stem,
        trigger=_trigger(path, code, trigger or manifest.trigger),
        code=code,
    )


def _of_folder(location: Location, base: Path) -> LocalAction:
    """An Action of a folder of the deployment tool, its keywords replaced as that does it."""
    folder = location.file(base) or base
    deployed = PLATFORM.folders.find(folder, location.called or "", os.environ)
    if deployed.kind != "action":
        raise TenantError(f"{location}: is a hook; offhook port makes an Action of one")
    return LocalAction(
        path=deployed.code.file,
        name=deployed.name,
        trigger=deployed.trigger,
        code=deployed.code.text,
        dependencies=tuple(Dependency(one.name, one.version) for one in deployed.packages),
        runtime=deployed.runtime,
        secrets=tuple(deployed.code.secrets),
        values={name: value for name, value in deployed.code.secrets.items() if value is not None},
        hidden=deployed.used,
    )


def _text(path: Path) -> str:
    if path.suffix.lower() not in (".js", ".cjs"):
        raise TenantError(
            f"{path}: an Action is a file in JavaScript (.js), a session of one, or FOLDER#NAME"
        )
    try:
        return read_bytes(path, _LARGEST).decode("utf-8-sig")
    except Unreadable as problem:
        raise TenantError(f"{path}: {problem}") from None
    except UnicodeDecodeError as error:
        raise TenantError(f"{path}: is no text in UTF-8 (byte {error.start})") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file is called so"
        raise TenantError(f"{path}: cannot be read: {reason}") from None


def _trigger(path: Path, code: str, said: str) -> str:
    """The trigger that is said, else the one whose export the code has."""
    exported = set(_EXPORT.findall(code))
    of_code = [
        trigger
        for trigger, dialect in PLATFORM.events.TRIGGERS.items()
        if PLATFORM.events.EXPORTS[dialect] in exported
    ]
    known = " or ".join(PLATFORM.events.TRIGGERS)
    if said:
        if said not in PLATFORM.events.TRIGGERS:
            raise TenantError(f"{path}: is of the trigger {said}; offhook knows {known}")
        return said
    if len(of_code) > 1:
        raise TenantError(f"{path}: exports both; say which it is: --trigger {known}")
    if not of_code:
        exports = " or ".join(f"exports.{one}" for one in PLATFORM.events.EXPORTS.values())
        raise TenantError(
            f"{path}: is no Action: it has no {exports}; of a hook, offhook port makes one"
        )
    return of_code[0]


def _manifest(path: Path) -> LocalAction:
    """What the file beside says; nothing where there is none, or it is another thing."""
    said = LocalAction(path, "", "", "")
    if not path.is_file():
        return said
    document = _json(path)
    if is_array(document) and all(map(_name, document)):
        return replace(said, dependencies=_packages(path, document))  # as offhook port writes them
    if not is_object(document) or "supported_triggers" not in document:
        return said
    triggers = document.get("supported_triggers")
    first = triggers[0] if is_array(triggers) and triggers else None
    secrets = document.get("secrets")
    packages = document.get("dependencies")
    return replace(
        said,
        name=_string(document.get("name")),
        trigger=_string(first.get("id")) if is_object(first) else "",
        runtime=_string(document.get("runtime")) or None,
        dependencies=_packages(path, packages) if packages is not None else None,
        secrets=tuple(
            _string(one.get("name"))
            for one in (secrets if is_array(secrets) else [])
            if is_object(one)
        ),
    )


def _dependencies(path: Path) -> tuple[Dependency, ...]:
    return _packages(path, _json(path))


def _packages(path: Path, value: JsonValue) -> tuple[Dependency, ...]:
    """`[{"name": …, "version": …}]`, as auth0-deploy-cli and `offhook port` have it, or a map."""
    if is_object(value):
        value = [{"name": name, "version": version} for name, version in value.items()]
    found: list[Dependency] = []
    for index, one in enumerate(value if is_array(value) else [None]):
        name = _name(one)
        version = _string(one.get("version")) if is_object(one) else ""
        if not (name and version):
            raise TenantError(
                f'{path}: dependencies[{index}]: wanted {{"name": "twilio", "version": "5.10.4"}}'
            )
        found.append(Dependency(name, version))
    return tuple(found)


def _json(path: Path) -> JsonValue:
    try:
        return json_text.loads(read_bytes(path, _LARGEST))
    except json_text.JsonError as error:
        at = f"{path}:{error.line}" if error.line else f"{path}"
        raise TenantError(f"{at}: {error.message}") from None
    except Unreadable as problem:
        raise TenantError(f"{path}: {problem}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file is called so"
        raise TenantError(f"{path}: cannot be read: {reason}") from None


def _check(action: LocalAction) -> None:
    """Raise TenantError for what no tenant takes."""
    size = len(action.code.encode("utf-8", "surrogatepass"))
    packages, secrets = action.dependencies or (), action.secrets
    long = next((one for one in secrets if not 0 < len(one) <= SECRET_NAME), None)
    problem = None
    if size > CODE_BYTES:
        problem = f"has {size:,} bytes, and an Action {CODE_BYTES:,} at most"
    elif len(packages) > PACKAGES:
        problem = f"has {len(packages)} packages, and an Action {PACKAGES} at most"
    elif len(secrets) > MOST_SECRETS:
        problem = f"has {len(secrets)} secrets, and an Action {MOST_SECRETS} at most"
    elif long is not None:
        problem = f"the name of a secret has 1 to {SECRET_NAME} characters, and {long!r} has not"
    elif not action.name.strip():
        problem = "the Action has no name"
    if problem:
        raise TenantError(f"{action.path}: {problem}")


def _name(value: JsonValue) -> str:
    return _string(value.get("name")) if is_object(value) else ""


def _string(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""

"""A hook or an Action of a folder that the platform's deployment tool reads."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue, is_object
from sessions.contract.outcome import Outcome, TargetInfo
from sessions.diagnosis.requirements import fits
from sessions.files import Unreadable, read_bytes
from sessions.platforms.current import PLATFORM
from sessions.platforms.deployed import Deployed
from sessions.platforms.platform import Dialect, Refusal
from sessions.targets.target import Limits, Settings

from .handler_file import refuse_installed
from .hook_file import usable_node
from .hook_text import HookText
from .target import Hook, LocalTarget

_MANIFEST: Final = 1 << 20


class FolderHook(LocalTarget):
    """What `settings.deployed` has is run, whatever the folder has by now, and written nowhere."""

    def __init__(self, location: str, *, name: str | None, settings: Settings) -> None:
        deployed = settings.deployed
        assert deployed is not None
        if deployed.kind == "action" and settings.trigger is None:
            settings = replace(settings, trigger=deployed.trigger)
        super().__init__(TargetInfo(deployed.kind, location, name), settings)
        self._deployed: Deployed = deployed
        code = self._deployed.code
        self._said = HookText(code.file.name, code.text.encode("utf-8", "replace"))

    def prepare(self, *, ask: bool = True) -> Hook:
        """Look for Node. Raises Unready."""
        deployed = self._deployed
        refuse_installed(deployed.code.file, deployed.root)
        modules = deployed.modules.values()
        names = [name for module in modules for name in module.secrets]
        return Hook(
            usable_node(self._settings.node, ask=ask),
            deployed.root,
            deployed.code.file,
            trigger=self._settings.trigger,
            actions_modules=deployed.root / "action-modules",
            text=self._said,
            deployed=deployed,
            module_secrets=self._values(names),
        )

    def refusal(self, payload: JsonValue) -> Refusal | None:
        """Why the platform would not call it."""
        return PLATFORM.rules.refusal(payload, self.dialects())

    def dialects(self) -> tuple[Dialect, ...]:
        """The events that it takes; a hook none."""
        called = PLATFORM.events.TRIGGERS.get(self._settings.trigger or "")
        return (called,) if called else ()

    async def invoke(
        self, invocation: Invocation, secrets: Mapping[str, str], limits: Limits
    ) -> Outcome:
        """Run it with the secrets that its folder names; see `Target.invoke`."""
        given = {**self._values(self._deployed.code.secrets), **secrets}
        outcome = await super().invoke(invocation, given, limits)
        said = [
            *self._without_value(given),
            *await asyncio.to_thread(package_warnings, self._deployed),
        ]
        return replace(outcome, warnings=(*said, *outcome.warnings)) if said else outcome

    def _values(self, names: Sequence[str] | Mapping[str, str | None]) -> dict[str, str]:
        known = self._settings.secrets
        return {name: known[name] for name in names if name in known}

    def _without_value(self, given: Mapping[str, str]) -> list[str]:
        missing = [name for name in self._deployed.code.secrets if name not in given]
        if not missing:
            return []
        these = "it has" if len(missing) == 1 else "they have"
        return [
            f"{self._deployed.place} names the secret{'s' * (len(missing) > 1)} "
            f"{', '.join(missing)}: {these} no value here, and the {self._deployed.kind} was not "
            "given any. Set the environment variable of that name, or write it into .env."
        ]


def package_warnings(deployed: Deployed) -> list[str]:
    """What is said of the packages that a folder names and that are not installed as it says."""
    found = [(one, installed(one.name, deployed.code.file.parent)) for one in deployed.packages]
    missing = [str(one) for one, version in found if version is None]
    warnings: list[str] = []
    if missing:
        these = shlex.join(missing)
        what = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed"
        warnings.append(
            f"{what}, and {deployed.place} names {'it' if len(missing) == 1 else 'them'}. "
            f"Run in {deployed.root}: npm install {these}"
        )
    warnings += [
        f"{one.name} {version} is installed, and {deployed.place} names {one.version}. "
        f"Run in {deployed.root}: npm install {shlex.quote(str(one))}"
        for one, version in found
        if version is not None and one.version and not fits(one.version, version)
    ]
    return warnings


def installed(name: str, folder: Path) -> str | None:
    """The version of a package that code in a folder finds; None where it finds none."""
    parts = name.split("/")
    if not all(parts) or {".", ".."} & set(parts) or "\0" in name:
        return None
    for at in (folder, *folder.parents):
        try:
            content = read_bytes(at / "node_modules" / name / "package.json", _MANIFEST)
            manifest: object = json.loads(content)
        except (OSError, ValueError, Unreadable, RecursionError):
            continue
        version = manifest.get("version") if is_object(manifest) else None
        return version if isinstance(version, str) else ""
    return None

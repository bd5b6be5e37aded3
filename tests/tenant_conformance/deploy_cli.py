"""auth0-deploy-cli itself, with both of its layouts, into the stand-in tenant and out of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

from tests.tenant.hooks import HIDDEN, End, Hook
from tests.tenant.server import Server, serving

from .folders import CODE, KINDS, MAPPINGS, SECRET, write

SCRIPT: Final = Path("auth0-deploy-cli", "lib", "index.js")
_ROW: Final = re.compile(r"│ *(\w*) +│ (CREATE|UPDATE|DELETE) +│ (.+?) *│")
WRITE_ONLY: Final = "PhoneProviders UPDATE twilio"
"""A dry run always proposes this: credentials do not come back, and so differ from the file's."""
LONGEST_S: Final = 600
"""It takes seconds of CPU time to load its schemas, on a busy machine a minute."""

Steps: TypeAlias = Iterator[tuple[str, list[str]]]
"""What is wrong, step by step."""

Command: TypeAlias = Sequence[str | Path]


class Failed(Exception):
    """The tool ended with an error, and what it said."""


class Cli:
    """The tool, with its configuration for one tenant."""

    def __init__(
        self,
        command: Command,
        folder: Path,
        tenant: Server,
        mappings: dict[str, Any] = MAPPINGS,
        kinds: Sequence[str] = KINDS,
    ) -> None:
        self._command, self._tenant = command, tenant
        self._config = folder / f"config-{tenant.port}.json"
        config = {
            "AUTH0_DOMAIN": tenant.domain,
            "AUTH0_CLIENT_ID": tenant.client_id,
            "AUTH0_CLIENT_SECRET": tenant.client_secret,
            "AUTH0_KEYWORD_REPLACE_MAPPINGS": mappings,
            "AUTH0_INCLUDED_ONLY": list(kinds),
        }
        self._config.write_text(json.dumps(config))

    def take_in(self, source: Path, *options: str) -> str:
        """Import a folder, or a YAML file; what it said."""
        return self._run("import", "-i", str(source), *options)

    def give_out(self, layout: str, target: Path) -> Path:
        """Export in this layout; what to import again."""
        target.mkdir()
        self._run("export", "-f", layout, "-o", str(target))
        return target / "tenant.yaml" if layout == "yaml" else target

    def _run(self, verb: str, *options: str) -> str:
        environment = os.environ | {"NODE_EXTRA_CA_CERTS": str(self._tenant.ca_file)}
        done = subprocess.run(
            [*self._command, verb, "-c", self._config, "--env=false", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        if done.returncode:
            raise Failed(f"{verb} {' '.join(options)}: {done.stdout[-2000:]}")
        return done.stdout


def run(command: Command, folder: Path) -> Steps:
    """Import, import again, export, and import what was exported."""
    try:
        yield from _round(command, folder)
        for layout in ("directory", "yaml"):
            yield f"{layout} into an empty tenant", _into_an_empty(layout, command, folder)
    except Failed as error:
        yield "ended", [str(error)]


def run_at_ends(command: Command, folder: Path) -> Steps:
    """Export what is left of hooks, however they have ended."""
    for end in get_args(End):
        yield f"export where hooks are {end}", _exported_at(end, command, folder)


def _round(command: Command, folder: Path) -> Steps:
    source = write(folder / "configuration")
    with served() as tenant:
        cli = Cli(command, folder, tenant)
        cli.take_in(source)
        yield "import", list(_wrong(tenant))
        before = state(tenant)
        cli.take_in(source)
        yield "import again changes nothing", _differences(before, state(tenant))
        for layout in ("directory", "yaml"):
            exported, writes = cli.give_out(layout, folder / f"out-{layout}"), len(_writes(tenant))
            said = cli.take_in(exported, "--dry_run=preview")
            yield f"{layout}: dry run finds no change", _proposed(said)
            written = [str(seen) for seen in _writes(tenant)[writes:]]
            yield f"{layout}: dry run writes nothing", written
            cli.take_in(exported)
            yield f"{layout} out and in changes nothing", _differences(before, state(tenant))
        text = "".join(path.read_text() for path in folder.glob("out-*/**/*") if path.is_file())
        yield "no secret is exported", [SECRET] if SECRET in text else []
        (source / "actions/Send/code.js").write_text(CODE + "// changed\n")
        cli.take_in(source)
        changed = _differences(before, state(tenant))
        yield "a change is one change", [] if len(changed) == 1 else changed or ["none"]


def _proposed(said: str) -> list[str]:
    """The changes that a dry run proposes."""
    rows = [" ".join(row) for row in _ROW.findall(said)]
    return [row for row in rows if row != WRITE_ONLY]


def _into_an_empty(layout: str, command: Command, folder: Path) -> list[str]:
    """What is wrong where an export comes into another tenant, which knows no secret."""
    exported = folder / f"out-{layout}" / ("tenant.yaml" if layout == "yaml" else "")
    with served() as tenant:
        Cli(command, folder, tenant).take_in(exported)
        return list(_wrong(tenant, secrets=False))


def _exported_at(end: End, command: Command, folder: Path) -> list[str]:
    """What is wrong with an export from a tenant whose hooks have ended so."""
    with serving() as tenant:
        tenant.hooks.add(Hook("old", "1", secrets={"KEY": SECRET}))
        tenant.hooks.end = end
        try:
            out = Cli(command, folder, tenant).give_out("directory", folder / f"end-{end}")
        except Failed as error:
            # It knows no 410, and gives up: what it does is its own affair.
            return [] if end == "410" else [str(error)]
        names = [path.name for path in out.glob("hooks/*.js")]
        expected = ["old.js"] if end in ("open", "read-only") else []
        return [] if names == expected else [f"hooks: {names}"]


@contextmanager
def served() -> Iterator[Server]:
    with serving() as tenant:
        tenant.hooks.end = "open"
        yield tenant


def state(tenant: Server) -> dict[str, Any]:
    """All of the tenant, without ids, times and the numbers of versions, under flat names."""
    flat: dict[str, Any] = {}
    for action in tenant.actions.all.values():
        kept = {key: value for key, value in action.content.items() if key not in _DATED}
        used = [(one["module_name"], one["module_version_number"]) for one in kept.pop("modules")]
        flat |= {f"{action.name}.{key}": value for key, value in kept.items()}
        flat |= {f"{action.name}.secrets": action.secrets, f"{action.name}.modules": used}
        flat[f"{action.name}.deployed"] = action.deployed is not None
    for hook in tenant.hooks.all.values():
        flat |= {f"{hook.name}.{key}": value for key, value in vars(hook).items() if key != "id"}
    for module in tenant.modules.all.values():
        flat[module.name] = {key: module.content[key] for key in ("code", "dependencies")}
    for trigger, bound in tenant.triggers.bindings.items():
        flat[trigger] = [(one.action.name, one.display_name, one.id) for one in bound]
    for provider in tenant.phone_providers.all.values():
        flat["provider"] = {key: provider[key] for key in ("name", "configuration", "disabled")}
    flat["credentials"] = list(tenant.phone_providers.credentials.values())
    for template in tenant.phone_templates.all.values():
        flat[template["type"]] = (template["content"], template["disabled"])
    return flat | {"factors": tenant.guardian.enabled, "settings": tenant.settings.values}


_DATED: Final = ("secrets",)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = sorted({*before, *after})
    return [
        f"{name}: {before.get(name)!r} became {after.get(name)!r}"
        for name in names
        if before.get(name) != after.get(name)
    ]


def _wrong(tenant: Server, *, secrets: bool = True) -> Iterator[str]:
    """What an import did not bring about."""
    found = state(tenant)
    kept = SECRET if secrets else ""
    expected = {
        "Send.code": CODE,
        "Send.deployed": True,
        "Send.runtime": "node22",
        "Send.secrets": [{"name": "KEY", "value": kept}],
        "Send.modules": [("helper", 1)],
        "Draft.deployed": False,
        "phone.enabled": True,
        "phone.dependencies": {"twilio": "5.0.0"},
        # A hook that is new is given the placeholder itself: so auth0-deploy-cli does it.
        "phone.secrets": {"SID": SECRET if secrets else HIDDEN},
    }
    for name, value in expected.items():
        if found.get(name) != value:
            yield f"{name} is {found.get(name)!r}"
    bound = found.get("send-phone-message", [])
    if [name for name, _, _ in bound] != ["Send"]:
        yield f"bound are {bound}"
    if found.get("provider", {}).get("name") != "twilio":
        yield f"the provider is {found.get('provider')}"
    if found.get("otp_verify", ({},))[0].get("body", {}).get("text") != "{{ code }}":
        yield f"the template is {found.get('otp_verify')}"


def _writes(tenant: Server) -> list[tuple[str, str]]:
    calls = ((seen.method, seen.path) for seen in tenant.seen)
    return [(method, path) for method, path in calls if method != "GET" and "oauth" not in path]

"""A folder whose hook offhook has ported, in each layout, which auth0-deploy-cli imports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.sessions.platforms.auth0.deploy_folder.made_folders import Layout, made
from tests.tenant.server import Server

from .deploy_cli import Cli, Command, Failed, Steps, served, state

NAME: Final = "sms-hook-action"
VALUES: Final = {
    **{"COMPANY": "Acme", "BASE": "https://sms.example"},
    **{"SMS_SID": "AC-1", "TOKEN": "t0ken", "CLEAR": "clear", "LABEL_KEY": "label"},
}
ENTRIES: Final = {"hooks", "actions", "actionModules", "triggers"}
LONGEST_S: Final = 300
_TRIGGERS: Final = "triggers/triggers.json"
_SECRETS: Final = (("TOKEN", "TOKEN"), ("SID", "SMS_SID"), ("CLEAR", "CLEAR"))
"""Those of the Action, and the keywords that give them their values."""


def run(command: Command, folder: Path) -> Steps:
    """Port, write back, import; the folder differs by the port, and the tenant has it."""
    for layout in ("directory", "yaml"):
        root = folder / f"written-{layout}"
        source = made(root, layout)
        shutil.copytree(root, folder / f"before-{layout}")
        said = _ported(source, folder)
        yield f"{layout}: port and write back", [] if "proven equal" in said else [said]
        yield f"{layout}: the difference is the port", _other_files(folder, layout)
        with served() as tenant:
            try:
                Cli(command, folder, tenant, VALUES, sorted(ENTRIES)).take_in(source)
            except Failed as error:
                yield f"{layout}: import", [str(error)]
                continue
            yield f"{layout}: import", list(_wrong(tenant))


def _ported(source: Path, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tui", "port", f"{source}#sms-hook", "--write"],
        env=os.environ | {"HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    return done.stdout


def _other_files(folder: Path, layout: Layout) -> list[str]:
    """Files that the port has changed and should not have."""
    before, after = folder / f"before-{layout}", folder / f"written-{layout}"
    wanted = {f"actions/{NAME}/code.js"}
    wanted |= {"tenant.yaml"} if layout == "yaml" else {f"actions/{NAME}.json", _TRIGGERS}
    changed = {
        path.relative_to(after).as_posix()
        for path in after.rglob("*")
        if path.is_file() and _content(before / path.relative_to(after)) != path.read_bytes()
    }
    return sorted(changed ^ wanted)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _wrong(tenant: Server) -> list[str]:
    found = state(tenant)
    code = str(found.get(f"{NAME}.code"))
    bound = found.get("send-phone-message", [])
    expected = {
        "deployed": found.get(f"{NAME}.deployed") is True,
        "keywords replaced": 'const BASE = "https://sms.example";' in code,
        "bound": [name for name, _, _ in bound] == [NAME],
        "secrets": found.get(f"{NAME}.secrets")
        == [{"name": name, "value": VALUES[key]} for name, key in _SECRETS],
        "the hook is there still": "sms-hook.code" in found or "sms-hook.script" in found,
    }
    return [f"{what}: {found}" for what, holds in expected.items() if not holds]

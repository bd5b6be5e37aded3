"""A hook's whole way: exported by auth0-deploy-cli, ported by offhook, imported by
auth0-deploy-cli, and found in the tenant by offhook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Final

from tests.tenant.hooks import HIDDEN, Hook
from tests.tenant.server import Server, serving

from .deploy_cli import LONGEST_S, Cli, Command, Failed, Steps
from .folders import SECRET

HOOK: Final = """\
module.exports = async function (recipient, text, context, cb) {
  const { KEY, TOKEN } = context.webtask.secrets;
  const answer = await fetch(`https://api.twilio.com/2010-04-01/Accounts/${KEY}/Messages.json`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${KEY}:${TOKEN}`)}` },
    body: new URLSearchParams({ To: recipient, From: "+15005550006", Body: text }),
  });
  if (!answer.ok) return cb(new Error(`Twilio answered ${answer.status}`));
  cb(null, {});
};
"""
NAME: Final = "phone-action"


def run(command: Command, folder: Path) -> Steps:
    """Go the way in each layout."""
    for layout in ("directory", "yaml"):
        with serving() as tenant:
            # As a tenant has them today: they can be read, and no more.
            secrets = {"KEY": SECRET, "TOKEN": SECRET}
            tenant.hooks.add(Hook("phone", HOOK, secrets=secrets, enabled=True))
            try:
                for step, problems in _way(layout, command, folder / f"ported-{layout}", tenant):
                    yield f"{layout}: {step}", problems
            except Failed as error:
                yield f"{layout}: ended", [str(error)]


def _way(layout: str, command: Command, folder: Path, tenant: Server) -> Steps:
    folder.mkdir()
    cli = Cli(command, folder, tenant)
    exported = cli.give_out(layout, folder / "out")
    before = _files(folder / "out")
    _offhook(folder, tenant, "port", f"{exported}#phone", "--write")
    after = _files(folder / "out")
    yield "the difference is the port", list(_lost(before, after))
    cli.take_in(exported)
    code = _code(after)
    yield "it is built, deployed and bound", list(_wrong(tenant, code))
    [hook] = tenant.hooks.all.values()
    unchanged = (hook.script, set(hook.secrets.values())) == (HOOK, {SECRET})
    yield "the hook stays", [] if unchanged else [str(hook)]
    cli.give_out(layout, folder / "again")
    yield "it comes out as it went in", _changed(code, _code(_files(folder / "again")))
    (folder / "pulled").mkdir()
    _offhook(folder, tenant, "tenant", "pull", NAME, "-o", str(folder / "pulled"))
    pulled = folder / "pulled" / f"{NAME}.js"
    yield "offhook pulls what was put in", _changed(code, pulled.read_text())
    _offhook(folder, tenant, "tenant", "diff", str(pulled))
    yield "offhook finds no difference", []


def _offhook(folder: Path, tenant: Server, *arguments: str) -> None:
    """Run it as its user does, with a home that is empty."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AUTH0_DOMAIN": tenant.domain,
        "AUTH0_CLIENT_ID": tenant.client_id,
        "AUTH0_CLIENT_SECRET": tenant.client_secret,
        "OFFHOOK_TENANT_CA": str(tenant.ca_file),
    }
    command = [sys.executable, "-m", "tui", *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    if done.returncode:
        said = f"{done.stdout[-1000:]}{done.stderr[-1000:]}"
        raise Failed(f"offhook {' '.join(arguments)} ended with {done.returncode}: {said}")


def _files(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in paths}


def _code(files: dict[str, str]) -> str:
    return files[f"actions/{NAME}/code.js"]


def _changed(before: str, after: str) -> list[str]:
    return list(unified_diff(before.splitlines(), after.splitlines(), lineterm=""))


_EMPTY: Final = {"-actions: []", "-triggers: {}", "-{}"}
"""What an export writes where there is none, and a port has to replace."""


def _lost(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Lines that were there and are no more."""
    for name, text in before.items():
        for line in _changed(text, after.get(name, "")):
            if line.startswith("-") and not line.startswith("---") and line not in _EMPTY:
                yield f"{name}: {line}"


def _wrong(tenant: Server, code: str) -> Iterator[str]:
    action = tenant.actions.named(NAME)
    if action is None:
        yield "there is no such Action"
        return
    if action.content["code"] != code:
        yield "its code is another"
    if action.deployed is None:
        yield f"it is not deployed, but {action.status}"
    if {one["value"] for one in action.secrets} & {"", HIDDEN}:
        yield f"its secrets are {action.secrets}"
    if not tenant.triggers.is_bound(action):
        yield "it is not bound"

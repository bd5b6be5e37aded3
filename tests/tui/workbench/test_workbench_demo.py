"""From the workbench to the demo and back, with the target and the current secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import write
from tui.demo.screen import DemoScreen

from .conftest import Opener, Workbench

HOOK = "module.exports = (recipient, text, context, cb) => cb(null, {});\n"


def open_demo(it: Workbench) -> None:
    commands = it.screen.commands()
    next(command for command in commands if command.name == "Demo the MFA flow").run()


async def test_the_demo_has_the_target_and_its_secrets(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "s3cr3t")
    (folder / "own.js").write_text(HOOK)
    saved = SavedInvocation(payload=example().payload, faults=("429",))
    session = Session(target="own.js", secrets=("TOKEN",), invocation={"first": saved})
    async with opened(write(folder / "own.toml", session).path) as it:
        open_demo(it)
        await it.until(lambda: isinstance(it.app.screen, DemoScreen))
        screen = it.app.screen
        assert isinstance(screen, DemoScreen)
        plan = screen.demo.plan
        assert (str(plan.choice.location), plan.choice.base) == ("own.js", folder)
        assert plan.secret_values == {"TOKEN": "s3cr3t"}
        assert plan.faults == ("429",)
        await it.sees("Welcome to Acme")
        await it.press("enter", "enter", "enter")
        await it.until(lambda: screen.demo.taken)
        assert screen.demo.taken[0].outcome.delivered
        await it.press("escape")
        assert it.app.screen is it.screen


async def test_without_a_secret_there_is_no_demo(opened: Opener, folder: Path) -> None:
    saved = SavedInvocation(payload=example().payload)
    session = Session(secrets=("NO_SUCH_TOKEN",), invocation={"first": saved})
    async with opened(write(folder / "own.toml", session).path) as it:
        open_demo(it)
        await it.until(lambda: it.dialog == "AskSecret")
        await it.press("escape")
        await it.until(lambda: "no value for NO_SUCH_TOKEN" in it.notes)
        assert it.app.screen is it.screen

"""Comparing from the workbench: another target is picked, and its screen opened over it."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, OptionList

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import write
from tui.comparison.screen import ComparisonScreen

from .conftest import Opener

HOOK = "module.exports = (recipient, text, context, cb) => cb(null, { MessageID: '{}' });\n"


async def test_a_session_is_compared_with_one_of_its_targets(folder: Path, opened: Opener) -> None:
    for name in ("hook", "other"):
        (folder / f"{name}.js").write_text(HOOK.replace("{}", name))
    session = Session(
        target="hook.js",
        targets={"new": TargetSpec(handler="other.js")},
        invocation={"one": SavedInvocation(payload=example().payload)},
    )
    path = write(folder / "a.toml", session).path
    async with opened(path) as it:
        it.screen.actions.do("compare")
        await it.until(lambda: it.dialog == "Pick")
        options = it.app.screen.query_one(OptionList).options
        assert [str(option.prompt).split()[0] for option in options] == [
            "new",
            "other.js",
            "Another:",
        ]
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, ComparisonScreen))
        await it.sees("✗ 1 · ✓ 0")
        assert "response.MessageID" in it.seen
        await it.opens_help_and_palette()
        await it.press("escape")
        await it.until(lambda: not it.dialog)


async def test_the_password_in_a_url_is_not_shown(folder: Path, opened: Opener) -> None:
    (folder / "hook.js").write_text(HOOK)
    session = Session(
        target="hook.js", invocation={"one": SavedInvocation(payload=example().payload)}
    )
    path = write(folder / "a.toml", session).path
    async with opened(path) as it:
        it.screen.actions.do("compare")
        await it.until(lambda: it.dialog == "Pick")
        await it.press("enter")
        await it.until(lambda: it.dialog == "AskText")
        it.app.screen.query_one(Input).value = "http://me:hunter2222@127.0.0.1:1/"
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, ComparisonScreen))
        await it.sees("✗ 1 · ✓ 0")
        assert "b http://127.0.0.1:1/" in it.seen
        assert "hunter2222" not in it.seen

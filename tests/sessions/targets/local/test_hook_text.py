"""What a hook's text says of it: read once for as long as it stays, and never on the event loop."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.sending import send
from sessions.targets.local.hook_file import HookFile
from sessions.targets.local.hook_text import HookText, KeptText
from sessions.targets.resolve import resolve

HOOK = "module.exports = (r, t, c, cb) => cb(null, { MessageID: `${c.webtask.secrets.ID}` });"
ACTION = "exports.onExecuteSendPhoneMessage = async (event) => { event.secrets.ID; };"
FUNCTION = "def handler(recipient, text, context):\n    return context['webtask']['secrets']['ID']"

_watched: list[tuple[int, str]] | None = None


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is not None and event == "open":
        _watched.append((threading.get_ident(), str(arguments[0])))


@pytest.fixture
def read_here() -> Iterator[list[tuple[int, str]]]:
    """The files that are opened, each with the thread that does. Such a hook is never removed."""
    global _watched
    if not getattr(_look, "is_added", False):
        sys.addaudithook(_look)
        _look.is_added = True  # type: ignore[attr-defined]
    _watched = []
    yield _watched
    _watched = None


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("hook.js", HOOK, ACTION),
        ("Action.JS", ACTION, HOOK),
        ("hook.py", FUNCTION, FUNCTION.replace("'ID'", "'KEY'")),
    ],
)
async def test_a_hook_is_read_beside_the_event_loop(
    name: str, text: str, changed: str, tmp_path: Path, read_here: list[tuple[int, str]]
) -> None:
    hook = tmp_path / name
    target = resolve(name, base=tmp_path)
    secrets = {"ID": "an-id", "KEY": "a-key"}
    try:
        for content in (text, text, changed):
            hook.write_text(content)
            read_here.clear()
            outcome = await send(target, example(), secrets=secrets)
            assert outcome.delivered
            threads = {thread for thread, path in read_here if path == str(hook)}
            assert threads
            assert threading.get_ident() not in threads
    finally:
        await target.aclose()


def test_a_file_that_stays_is_read_once(read_here: list[tuple[int, str]]) -> None:
    kept = KeptText(Path(__file__))
    assert not kept.is_fresh
    text = kept.now()
    assert __file__ in [path for _, path in read_here]
    read_here.clear()
    assert kept.is_fresh
    assert kept.now() is text
    assert read_here == []


@pytest.mark.parametrize("how", ["written", "replaced", "gone", "of the same size and time"])
def test_a_file_that_changes_is_read_again(how: str, tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text("secrets.A")
    kept = KeptText(hook)
    assert kept.now().secrets == ("A",)
    before = hook.stat()
    if how == "gone":
        hook.unlink()
    elif how == "replaced":
        (tmp_path / "new.js").write_text("secrets.B")
        (tmp_path / "new.js").replace(hook)
    else:
        hook.write_text("secrets.B")
    if how == "of the same size and time":
        os.utime(hook, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kept.now().secrets == (() if how == "gone" else ("B",))


def test_what_is_asked_of_a_target_before_it_is_sent_to_follows_its_file(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(HOOK)
    target = resolve("hook.js", base=tmp_path)
    assert isinstance(target, HookFile)
    odd = example().put(("recipient",), 5)
    assert target.dialects() == ()
    assert target.refusal(odd.payload) is not None
    hook.write_text(ACTION)
    assert target.dialects() == ("action",)


@pytest.mark.parametrize(
    ("text", "dialects", "names_modules"),
    [
        ("", (), False),
        ("exports.onExecuteCustomPhoneProvider = require('actions:x')", ("phone-provider",), True),
        (
            "exports.onExecuteSendPhoneMessage = exports.onExecuteCustomPhoneProvider = f",
            ("action", "phone-provider"),
            False,
        ),
    ],
)
def test_what_a_text_names(text: str, dialects: tuple[str, ...], names_modules: bool) -> None:
    found = HookText("action.js", text.encode())
    assert (found.dialects, found.names_modules) == (dialects, names_modules)

"""The workbench keeps what a session lays over an Action's event, sends it, and offers Actions."""

from __future__ import annotations

from pathlib import Path

from sessions.editing.document import Document
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps
from sessions.targets.discovery import FoundTarget, find_hooks


def opened(folder: Path, event: dict[str, object]) -> Document:
    saved = SavedInvocation(payload={"text": "x"}, event=event)
    path = folder / "a.toml"
    path.write_text(dumps(Session(invocation={"one": saved})), encoding="utf-8")
    return Document.open(path)


def test_the_event_is_sent_and_survives_an_edit_and_a_save(tmp_path: Path) -> None:
    document = opened(tmp_path, {"tenant": {"id": "t", "logo": None}})
    document.put(("text",), "y")
    assert document.invocation.event == {"tenant": {"id": "t", "logo": None}}
    document.save()
    assert Document.open(tmp_path / "a.toml").invocation == document.invocation
    document.duplicate()
    assert document.invocation.event == {"tenant": {"id": "t", "logo": None}}


def test_a_change_of_the_event_is_one_to_save(tmp_path: Path) -> None:
    document = opened(tmp_path, {"n": 1})
    saved = document.session.invocation["one"].model_copy(update={"event": {"n": True}})
    document.session = document.session.model_copy(update={"invocation": {"one": saved}})
    assert document.dirty


def test_actions_are_told_from_hooks(tmp_path: Path) -> None:
    (tmp_path / "hook.js").write_text("module.exports = (r, t, c, cb) => cb();")
    (tmp_path / "port.js").write_text("exports.onExecuteSendPhoneMessage = async () => {};")
    assert find_hooks(tmp_path) == [
        FoundTarget("hook.js", "hook file"),
        FoundTarget("port.js", "Action"),
    ]

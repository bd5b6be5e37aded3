"""Which target an invocation goes to, and what that is: one answer, whoever asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sessions.choice import choose, location_of, target_of
from sessions.editing.document import Document
from sessions.editing.relocate import save_new
from sessions.sending import open_target
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.store.session_file import SessionFile, read
from sessions.targets.discovery import FoundTarget, find_hooks

EXPORT = "onExecuteCustomPhoneProvider"


class Goes(NamedTuple):
    """Where an invocation goes: as the session writes it, where that leads, of what kind it is."""

    target: str
    leads_to: str
    kind: str


TARGETS = {
    "far": TargetSpec(url="HTTPS://far.example/sms", timeout=3),
    "near": TargetSpec(handler="hooks/Hook.JS"),
    "beyond": TargetSpec(handler="Http://beyond.example"),
    "odd": TargetSpec(url="hooks/Hook.JS"),
}
OWN = {
    "the-sessions": Goes("far", "https://far.example/sms", "remote"),
    "by-name": Goes("near", "hooks/Hook.JS", "hook"),
    "handler-elsewhere": Goes("beyond", "http://beyond.example", "remote"),
    "never-run": Goes("odd", "hooks/Hook.JS", "remote"),
    "url": Goes("HTTPS://own.example:8443/x", "https://own.example:8443/x", "remote"),
    "hook": Goes("hooks/Hook.JS", "hooks/Hook.JS", "hook"),
    "export": Goes(f"hooks/Hook.JS:{EXPORT}", f"hooks/Hook.JS:{EXPORT}", "hook"),
    "function": Goes("hooks/Send.PY:send", "hooks/Send.PY:send", "python"),
    "starter": Goes("starter", "starter", "starter"),
}


def the_session(default: str | None = "far") -> Session:
    """A session of one invocation for each way of saying where it goes."""
    saved = {
        name: SavedInvocation(payload={}, target=None if name == "the-sessions" else goes.target)
        for name, goes in OWN.items()
    }
    return Session(target=default, targets=TARGETS, invocation=saved)


SESSION = the_session()
each = pytest.mark.parametrize("name", OWN)


@pytest.fixture
def file(tmp_path: Path) -> SessionFile:
    """The session beside its hooks."""
    for hook in ("Hook.JS", "Send.PY"):
        (tmp_path / "hooks").mkdir(exist_ok=True)
        (tmp_path / "hooks" / hook).write_text("def send(recipient, text, context): ...")
    return SessionFile(tmp_path / "s.toml", SESSION, "")


@each
def test_by_the_session_alone(name: str) -> None:
    target = target_of(SESSION, SESSION.invocation[name])
    at = location_of(SESSION, target)
    assert (target, str(at), at.is_remote) == (*OWN[name][:2], OWN[name].kind == "remote")


@each
def test_by_what_is_opened(name: str, tmp_path: Path) -> None:
    choice = choose(SESSION, saved=SESSION.invocation[name], folder=tmp_path)
    info = open_target(choice).info
    assert (str(choice.location), info.kind) == OWN[name][1:]
    assert choice.location.is_remote == (info.kind == "remote")


@each
def test_by_the_document(name: str, file: SessionFile) -> None:
    document = Document(SESSION, file)
    document.select(name)
    assert document.target == OWN[name].target


@each
def test_by_what_is_saved(name: str, file: SessionFile, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    saved = SESSION.invocation[name]
    save_new(
        tmp_path / "deep" / "new.toml",
        saved.named(name),
        opened=file,
        saved=saved,
        target=None,
        secret_names=(),
        forbidden={},
    )
    copy = read(tmp_path / "deep" / "new.toml").session
    at = location_of(copy, target_of(copy, copy.invocation[name]))
    is_file = OWN[name].kind in ("hook", "python")
    assert str(at) == ("../" if is_file else "") + OWN[name].leads_to


def test_nothing_said_is_the_starter(tmp_path: Path) -> None:
    bare = Session(invocation={"a": SavedInvocation(payload={})})
    assert target_of(None) == target_of(bare) == target_of(bare, bare.invocation["a"]) == "starter"
    assert str(choose(bare).location) == Document(bare).target == "starter"
    assert target_of(the_session("near"), given="by-hand.js") == "by-hand.js"


def test_by_what_is_exported(offhook: Any) -> None:
    tables = '[targets.far]\nurl = "HTTPS://far.example/sms"\n'
    tables += '[targets.beyond]\nhandler = "Http://beyond.example"\ntimeout = 3\n'
    own = {name: OWN[name] for name in ("the-sessions", "handler-elsewhere", "url", "hook")}
    text = "".join(
        f"[invocation.{name}]\ntarget = {goes.target!r}\npayload = {{}}\n"
        for name, goes in own.items()
    ).replace("target = 'far'\n", "")
    path = offhook.file("s.toml", f'format = 1\ntarget = "far"\n{tables}{text}')
    commands = offhook("export", path, "--as", "curl").out.split("\n\n")
    for command, goes in zip(commands, own.values(), strict=True):
        url = goes.leads_to if goes.kind == "remote" else "http://localhost:3000/"
        assert f"--url {url}" in command


@pytest.mark.parametrize("place", ["Hook.JS", "Send.PY:send", f"Action.Cjs:{EXPORT}"])
def test_a_hook_is_no_session(offhook: Any, place: str) -> None:
    offhook.file(place.partition(":")[0], "")
    for command in ("send", "export"):
        told = offhook(command, place)
        assert told.status == 2
        assert f"{place}: is a hook, and no session" in told.err


@pytest.mark.parametrize("target", ["HTTPS://127.0.0.1:9/x", "Http://127.0.0.1:9"])
def test_an_endpoint_shows_no_faults(offhook: Any, target: str) -> None:
    told = offhook("send", "--target", target, "--fault", "429")
    assert (told.status, told.out) == (2, "")
    assert "--fault: the target is a remote endpoint" in told.err


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("HTTPS://sms.example", "url"),
        ("${env:GATEWAY}/sms", "url"),
        ("Hook.JS", "handler"),
        ("Send.PY:send", "handler"),
    ],
)
def test_a_target_that_is_given_a_name_stays_what_it_is(target: str, key: str) -> None:
    document = Document.new()
    document.set_target(target)
    document.name_target("named")
    spec = document.session.targets["named"]
    assert spec.model_dump(exclude_none=True, exclude={"headers"}) == {key: target}


def test_hooks_nearby_are_found_in_whatever_case_they_stand(file: SessionFile) -> None:
    folder = file.path.parent
    (folder / "hooks" / "helper.MJS").write_text("")
    (folder / "hooks" / "old.py:send.js:copy").write_text("")
    assert find_hooks(folder) == [
        FoundTarget("hooks/Hook.JS", "hook file"),
        FoundTarget("hooks/Send.PY:send", "Python function"),
    ]


def test_what_stands_as_a_url_is_never_run(offhook: Any) -> None:
    text = 'format = 1\ntarget = "odd"\n[targets.odd]\nurl = "hook.js"\n[invocation.a]\n'
    offhook.file("hook.js", "require('fs').writeFileSync('ran', '');")
    path = offhook.file("s.toml", f'{text}payload = {{ recipient = "1", text = "x" }}\n')
    told = offhook("send", path, "--no-check", "--json").document
    assert told["kind"] == "target_not_found"
    assert "hook.js is no address to send to; begin it with http:// or https://" in str(told)
    assert not (offhook.folder / "ran").exists()

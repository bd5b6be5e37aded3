"""What a session may send of the user's values, and where: nothing without the user's word."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

import sessions
from sessions.choice import choose
from sessions.permission import Leaving, NotAllowed, Permissions, outside_handler, permissions_file
from sessions.store.model import Session, TargetSpec

ENV = {
    "KEY": "k-value",
    "TOKEN": "t-value",
    "WHERE": "https://gw.test/in",
    "ROOT": "https://gw.test",
    "HOST": "evil.test",
}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where permissions are remembered in a test."""
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: tmp_path / "state" / name)
    return tmp_path / "state" / "offhook"


def _lacking(spec: TargetSpec, *, secrets: dict[str, str] | None = None, target: str | None = None):
    session = Session(target="t", targets={"t": spec})
    choice = choose(session, env=ENV, folder=Path("/sessions"), target=target)
    return Permissions().lacking(choice, Path("/sessions/a.toml"), secrets or {})


@pytest.mark.parametrize(
    ("url", "headers", "host", "names"),
    [
        ("https://a.test/${env:KEY}", {}, "https://a.test", ("KEY",)),
        ("http://A.test:8080/?k=${env:KEY}", {}, "http://a.test:8080", ("KEY",)),
        ("https://a.test:443/", {"X": "${env:KEY}"}, "https://a.test", ("KEY",)),
        ("https://a.test/", {"X": "${env:KEY}${env:TOKEN}"}, "https://a.test", ("KEY", "TOKEN")),
        ("https://${env:TOKEN}:${env:KEY}@a.test/", {}, "https://a.test", ("KEY", "TOKEN")),
        ("https://${env:KEY}.evil.test/", {}, "https://k-value.evil.test", ("KEY",)),
        ("https://${env:HOST}/", {}, "https://evil.test", ("HOST",)),
        ("http://[::1]:9/${env:KEY}", {}, "http://[::1]:9", ("KEY",)),
        ("https://gäteway.test/${env:KEY}", {}, "https://xn--gteway-bua.test", ("KEY",)),
        # A variable that says where to send is not among what is sent there.
        ("${env:WHERE}", {"X": "Bearer ${env:TOKEN}"}, "https://gw.test", ("TOKEN",)),
        ("${env:WHERE}/sms?k=${env:KEY}", {}, "https://gw.test", ("KEY",)),
        ("${env:WHERE}.evil.test/", {}, "https://gw.test", ("WHERE",)),
    ],
)
def test_what_a_url_or_a_header_would_send_is_known_with_its_host(url, headers, host, names):
    leaving = _lacking(TargetSpec(url=url, headers=headers))
    assert leaving == Leaving(Path("/sessions/a.toml"), host, names)


@pytest.mark.parametrize(
    ("spec", "secrets"),
    [
        (TargetSpec(url="https://a.test/"), {}),
        (TargetSpec(url="https://a.test/"), {"OTHER": "x"}),
        (TargetSpec(url="${env:WHERE}"), {}),
        (TargetSpec(handler="hook.js", headers={"X": "${env:KEY}"}), {}),
        (TargetSpec(url="ftp://a.test/${env:KEY}"), {}),
        (TargetSpec(url="https:///${env:KEY}"), {}),
        (TargetSpec(url="https://a.test/", headers={"authorization": "x"}), {"BEARER": "x"}),
    ],
)
def test_where_nothing_of_the_users_is_sent_nothing_is_asked(spec, secrets):
    secrets = {name.replace("BEARER", "auth0-extension-secret"): "v" for name in secrets}
    assert _lacking(spec, secrets=secrets) is None


def test_the_secret_that_an_endpoint_is_sent_is_among_what_leaves():
    leaving = _lacking(TargetSpec(url="https://a.test/"), secrets={"auth0-extension-secret": "v"})
    assert leaving is not None
    assert leaving.names == ("auth0-extension-secret",)


def test_a_host_that_the_user_names_by_hand_is_the_users_word():
    spec = TargetSpec(url="https://a.test/")
    secrets = {"auth0-extension-secret": "v"}
    assert _lacking(spec, secrets=secrets, target="https://mine.test/") is None
    assert _lacking(spec, secrets=secrets, target="t") is not None


def test_names_and_the_values_of_an_env_file_that_is_given_are_allowed():
    spec = TargetSpec(url="https://a.test/${env:KEY}", headers={"X": "${env:TOKEN}"})
    choice = choose(Session(target="t", targets={"t": spec}), env=ENV, folder=Path("/"))
    for allowed, names in [
        (Permissions(["KEY", "TOKEN"]), None),
        (Permissions(["KEY"]), ("TOKEN",)),
        (Permissions(["KEY"], {"TOKEN": "t-value"}), None),
        (Permissions(["KEY"], {"TOKEN": "another, which the environment's wins over"}), ("TOKEN",)),
    ]:
        leaving = allowed.lacking(choice, Path("/a.toml"))
        assert (leaving and leaving.names) == names


@pytest.mark.parametrize(
    ("names", "said"), [(("A",), "the value of A to"), (("A", "B"), "the values of A, B to")]
)
def test_one_value_is_told_as_one(names, said):
    assert said in str(Leaving(Path("a.toml"), "https://a.test", names))


def test_the_option_to_paste_says_nothing_else_to_a_shell():
    names = ("A", "$(id)")
    told = str(NotAllowed([Leaving(Path("a.toml"), "https://a.test", names)] * 2))
    assert told.endswith("add --allow-env 'A,$(id)'")
    assert told.count("a.toml") == 1


def test_what_was_accepted_is_remembered_for_this_file_host_and_names(state, tmp_path):
    def lacking(url: str, name: str = "a.toml") -> tuple[str, ...]:
        spec = TargetSpec(url=url)
        choice = choose(Session(target="t", targets={"t": spec}), env=ENV, folder=tmp_path)
        leaving = Permissions().lacking(choice, tmp_path / name)
        return leaving.names if leaving else ()

    Permissions().accept(Leaving(tmp_path / "a.toml", "https://a.test", ("KEY",)))
    (tmp_path / "link.toml").symlink_to("a.toml")
    assert lacking("https://a.test/${env:KEY}") == ()
    assert lacking("https://a.test/other?${env:KEY}", "link.toml") == ()
    assert lacking("https://a.test/${env:KEY}${env:TOKEN}") == ("TOKEN",)
    for other in ("http://a.test/", "https://b.test/", "https://a.test:8443/"):
        assert lacking(other + "${env:KEY}") == ("KEY",)
    assert lacking("https://a.test/${env:KEY}", "b.toml") == ("KEY",)
    assert [file.name for file in state.iterdir()] == ["allowed.json"]
    assert "k-value" not in permissions_file().read_text()
    if os.name != "nt":
        assert stat.S_IMODE(permissions_file().stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[["a", "b"]]', "[" * 100_000, "\xff"])
def test_a_file_of_permissions_that_is_none_allows_nothing(text, state):
    state.mkdir(parents=True)
    permissions_file().write_text(text, encoding="latin-1")
    spec = TargetSpec(url="https://a.test/${env:KEY}")
    assert _lacking(spec) is not None
    Permissions().accept(Leaving(Path("/sessions/a.toml"), "https://a.test", ("KEY",)))
    assert _lacking(spec) is None
    assert json.loads(permissions_file().read_text())


@pytest.mark.skipif(os.name == "nt", reason="a folder of the user's is the user's alone there")
def test_what_others_may_have_written_allows_nothing(state, tmp_path):
    spec = TargetSpec(url="https://a.test/${env:KEY}")
    Permissions().accept(Leaving(Path("/sessions/a.toml"), "https://a.test", ("KEY",)))
    for mode, allows in [(0o600, True), (0o644, True), (0o606, False), (0o660, False)]:
        permissions_file().chmod(mode)
        assert (_lacking(spec) is None) == allows
    permissions_file().rename(tmp_path / "elsewhere.json")
    permissions_file().symlink_to(tmp_path / "elsewhere.json")
    assert _lacking(spec) is not None
    Permissions().accept(Leaving(Path("/sessions/a.toml"), "https://a.test", ("KEY",)))
    assert not permissions_file().is_symlink()
    assert _lacking(spec) is None


def test_the_path_of_a_url_that_a_variable_begins_is_not_its_host():
    for url, host in [
        ("${env:WHERE}.evil.test/", "https://gw.test"),
        ("${env:ROOT}.evil.test/", "https://gw.test.evil.test"),
        ("${env:ROOT}@evil.test/", "https://evil.test"),
        ("${env:ROOT}:8443/", "https://gw.test:8443"),
        ("${env:ROOT}\\.evil.test/", "https://gw.test\\.evil.test"),
        ("${env:ROOT}${env:KEY}/", "https://gw.testk-value"),
        ("HTTPS://GW.test.:0443/${env:KEY}", "https://gw.test."),
        ("https://gw。test/${env:KEY}", "https://gw.test"),
        ("https://ɡw.test/${env:KEY}", "https://xn--w-r1a.test"),
        ("https://gw.test\\@evil.test/${env:KEY}", "https://evil.test"),
        ("https://evil.test#@gw.test/${env:KEY}", "https://evil.test"),
    ]:
        leaving = _lacking(TargetSpec(url=url))
        assert leaving is not None
        assert leaving.host == host
    for url in ("${env:ROOT}#@evil.test/", "${env:ROOT}//evil.test/", "${env:ROOT}?@evil.test/"):
        assert _lacking(TargetSpec(url=url)) is None


def test_where_nothing_can_be_remembered_it_is_allowed_for_this_run(state):
    state.parent.mkdir()
    state.touch()
    spec = TargetSpec(url="https://a.test/${env:KEY}")
    choice = choose(Session(target="t", targets={"t": spec}), env=ENV, folder=Path("/"))
    permissions, session = Permissions(), Path("/a.toml")
    leaving = permissions.lacking(choice, session)
    assert leaving is not None
    permissions.accept(leaving)
    assert permissions.lacking(choice, session) is None
    assert Permissions().lacking(choice, session) == leaving


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("examples/hooks/twilio-message.js", False),
        ("examples/hooks/twilio_message.py:send", False),
        ("platforms/auth0/starter/starter.js", False),
        ("runner/python/runner.py:main", True),
    ],
)
def test_a_sample_of_offhooks_own_is_nobody_elses_code(file, told, tmp_path):
    handler = os.path.relpath(Path(sessions.__file__).parent / file, tmp_path)
    found = outside_handler(choose(Session(target=handler), folder=tmp_path), tmp_path)
    assert (found is not None) is told


@pytest.mark.parametrize(
    ("handler", "outside"),
    [
        ("hook.js", None),
        ("below/hook.py", None),
        ("./below/../hook.js", None),
        ("../outside.js", "outside.js"),
        ("link.js", "outside.js"),
        ("linked/hook.py:send", "other/hook.py"),
        ("../other#sms", "other"),
        ("linked#hooks/sms", "other"),
        ("below#sms", None),
        ("gone.js", None),
        ("../nul\0.js", None),
        ("nul\0#sms", None),
        ("starter", None),
        ("package.module:send", None),
    ],
)
def test_a_handler_outside_the_sessions_folder_is_known_by_its_real_file(
    handler, outside, tmp_path
):
    folder = tmp_path / "app"
    for name in ("app/hook.js", "app/below/hook.py", "outside.js", "other/hook.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (folder / "link.js").symlink_to("../outside.js")
    (folder / "linked").symlink_to("../other")
    found = outside_handler(choose(Session(target=handler), folder=folder), folder)
    assert found == (tmp_path / outside if outside else None)
    assert outside_handler(choose(None, target=str(folder / "link.js")), folder) is None

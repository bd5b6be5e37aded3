"""`offhook load`, up to where Locust takes over; `make load` runs that."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, delivered, failed
from sessions.replay.load import read_sessions
from tui.cli.load import _environment, configure, locust_arguments
from tui.cli.loading.plan import VARIABLE, passed_options, planned, unmet
from tui.cli.shared.diagnostics import InputError
from tui.cli.shared.parsing import Parser

from .test_cli_watch import session

FAR = "https://sms.example.com/send"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is: Locust itself is not begun in these tests."""
    monkeypatch.setattr("tui.cli.load.find_spec", lambda name: object())


def options_of(*arguments: str) -> argparse.Namespace:
    parser = Parser("load", "")
    configure(parser)
    return parser.read(["s.toml", *arguments])


def test_without_locust_it_says_what_to_install(offhook, monkeypatch) -> None:
    monkeypatch.setattr("tui.cli.load.find_spec", lambda name: None)
    offhook.file("s.toml", session("a"))
    result = offhook("load", "s.toml", "--target", FAR)
    assert (result.status, result.out) == (2, "")
    assert "offhook[load]" in result.err


@pytest.mark.usefixtures("installed")
def test_what_runs_here_and_what_nobody_allowed_is_refused_in_one_line(offhook) -> None:
    offhook.file("s.toml", session("a"))
    here = offhook("load", "s.toml")
    assert (here.status, here.err.count("\n")) == (2, 1)
    assert "invocation.a: goes to hook.py:send, which runs here" in here.err
    far = offhook("load", "s.toml", "--target", FAR.replace("//", "//me:pw@"), "--users", "5")
    assert (far.status, far.err.count("\n")) == (2, 1)
    assert f"real messages go to {FAR}" in far.err and "--yes" in far.err
    missing = offhook("load", "s.toml", "--target", FAR, "--yes", "--secret", "NOT_THERE")
    assert missing.status == 2 and "NOT_THERE" in missing.err
    none = offhook("load", "s.toml", "--invocation", "no*", "--target", FAR)
    assert none.status == 2 and "no invocation" in none.err
    assert offhook("load", "none.toml", "--target", FAR).status == 2


@pytest.mark.usefixtures("installed")
def test_what_the_environment_fills_in_is_not_shown(offhook, monkeypatch) -> None:
    monkeypatch.setenv("KEY", "v-a-l-u-e")
    monkeypatch.setenv("USER_INFO", "me:p-a-s-s")
    url = "https://${env:USER_INFO}@sms.example.com/send?key=${env:KEY}"
    offhook.file("s.toml", session("a") + f'[targets.far]\nurl = "{url}"\n')
    allowed = ("--allow-env", "KEY", "--allow-env", "USER_INFO")
    result = offhook("load", "s.toml", "--target", "far", *allowed)
    assert (result.status, result.out) == (2, "")
    assert f"real messages go to {FAR}?key=‹KEY›" in result.err
    assert "v-a-l-u-e" not in result.err and "p-a-s-s" not in result.err


def test_options_of_locust_are_passed_on_unchanged() -> None:
    options = options_of(
        "--users", "5", "--headless", "--run-time", "1m", "--", "--csv", "a b", "-L"
    )
    assert locust_arguments(options)[2:] == [
        *("--users", "5", "--run-time", "1m", "--headless"),
        *("--stop-timeout", "5", "--csv", "a b", "-L"),
    ]
    web = locust_arguments(options_of("--", "--web-host=0.0.0.0", "--stop-timeout", "1"))
    assert web[2:] == ["--web-host=0.0.0.0", "--stop-timeout", "1"]
    assert locust_arguments(options_of("--worker"))[2:] == ["--worker"]
    assert "127.0.0.1" in locust_arguments(options_of("--master"))
    assert Path(locust_arguments(options)[1]).is_file()


def test_locusts_process_reads_the_same_and_no_secret_is_passed(
    offhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "v-a-l-u-e")
    offhook.file("s.toml", session("a", "b"))
    options = options_of("--target", FAR, "--secret", "TOKEN", "--timeout", "3", "--tag", "x")
    env = _environment(options)
    assert "v-a-l-u-e" not in env[VARIABLE]
    again = passed_options(env)
    assert (again.target, again.timeout, again.secrets) == (FAR, 3.0, ["TOKEN"])
    again.tag = []
    plan = planned(again, read_sessions([Path("s.toml")]))
    assert [one.name for one in plan] == ["a", "b"]
    assert plan[0].secrets == {"TOKEN": "v-a-l-u-e"}


def test_what_the_platform_refuses_is_not_sent(offhook) -> None:
    text = session("a", "b")
    offhook.file("s.toml", text.replace('recipient = "+18085555555"', "recipient = 5", 1))
    options = options_of("--target", FAR)
    assert [one.name for one in planned(options, read_sessions([Path("s.toml")]))] == ["b"]
    options.invocation = ["a"]
    with pytest.raises(InputError, match="would refuse all"):
        planned(options, read_sessions([Path("s.toml")]))


def test_a_failure_is_worded_alike_each_time(offhook) -> None:
    expect = 'message_id = "/^SM/"'
    offhook.file("s.toml", session("a") + f"[invocation.a.expect]\n{expect}\n")
    [one] = planned(options_of("--target", FAR), read_sessions([Path("s.toml")]))
    info = TargetInfo("remote", FAR)
    assert unmet(one, delivered(info, {"MessageID": "SM1"}, wire={})) == ""
    said = {unmet(one, delivered(info, {"MessageID": str(at)}, wire={})) for at in range(2)}
    assert said == {"message_id: expected a match of /^SM/ (success)"}
    gone = unmet(one, failed(info, Kind.CONNECT_ERROR, "127.0.0.1:51234 is not there"))
    assert gone.endswith("(connect_error)") and "51234" not in gone

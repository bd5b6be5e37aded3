"""One demo under way, without a screen: names, the phone, the session that it becomes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sessions.choice import Choice
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    OutboundCall,
    OutboundMessage,
    Outcome,
    TargetInfo,
    delivered,
    failed,
)
from sessions.demo.pages import CONTINUE, RESEND
from sessions.demo.record import record
from sessions.demo.run import Demo
from sessions.demo.scenario import Press, Stuck, checked, code_on_phone
from sessions.platforms.auth0.mfa.model import Page
from sessions.store.errors import SessionError
from sessions.store.model import TargetSpec
from sessions.store.session_file import read
from sessions.targets.location import Location

from .conftest import plan, still_clock

HOOK = TargetInfo("hook", "own.js", network="isolated")


def made(target: TargetInfo = HOOK, *messages: OutboundMessage) -> Outcome:
    calls = tuple(
        OutboundCall("POST", "https://x.example", status=201, message=m) for m in messages
    )
    return delivered(target, {}, wire=None, duration_ms=1.0, outbound=calls)


def to_code(demo: Demo, outcome: Outcome) -> None:
    """Sign up, and have the hook come to an outcome."""
    demo.press(CONTINUE)
    demo.press("sms")
    send(demo, CONTINUE, outcome, demo.plan.number)


def send(demo: Demo, button: str, outcome: Outcome, text: str = "") -> None:
    invoke = demo.press(button, text)
    assert invoke
    demo.answered(invoke, demo.invocation(invoke), outcome)


@pytest.fixture
def demo() -> Demo:
    return Demo(plan(), still_clock())


def test_the_message_that_was_caught_is_on_the_phone(demo: Demo) -> None:
    to_code(demo, made(HOOK, OutboundMessage("+18085555555", "Acme", "Code: 100-001")))
    assert [(each.text, each.sender) for each in demo.phone] == [("Code: 100-001", "Acme")]
    assert demo.phone[0].at == "09:41"
    assert code_on_phone(demo) == "100001"


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (made(TargetInfo("starter", "starter")), "calls no provider"),
        (made(replace(HOOK, network="live")), "the real phone"),
        (made(TargetInfo("remote", "https://x.example")), "sends its messages itself"),
        (made(HOOK, OutboundMessage("+18085555555", None, None)), "writes the text itself"),
    ],
)
def test_the_payload_stands_in_for_what_nobody_saw(demo: Demo, outcome: Outcome, why: str) -> None:
    to_code(demo, outcome)
    assert len(demo.phone) == 1
    assert demo.phone[0].text.startswith("100001 is your")
    assert why in demo.phone[0].note
    assert code_on_phone(demo) == "100001"


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (made(), "No message: the hook called no provider."),
        (
            delivered(
                HOOK, {}, wire=None, duration_ms=1.0, outbound=(OutboundCall("GET", "http://a"),)
            ),
            "No message: the hook made calls, but none that sends one.",
        ),
        (
            made(HOOK, OutboundMessage("+15005550006", None, "Code: 100001")),
            r"No message: it went to \+15005550006, another number.",
        ),
    ],
)
def test_nothing_comes_where_no_message_for_the_user_was_seen(
    demo: Demo, outcome: Outcome, why: str
) -> None:
    to_code(demo, outcome)
    assert (demo.phone, demo.state.page) == ([], Page.CODE)
    with pytest.raises(Stuck, match=why):
        checked(Press(CONTINUE, Page.CODE), demo)
    send(demo, RESEND, made(HOOK, OutboundMessage("8085555555", None, None, None, "100002")))
    checked(Press(CONTINUE, Page.CODE), demo)
    assert code_on_phone(demo) == "100002"


def test_nothing_stands_in_for_what_was_not_delivered(demo: Demo) -> None:
    to_code(demo, failed(HOOK, Kind.TIMEOUT_WAITING, "no answer"))
    assert demo.phone == []
    assert demo.state.page is Page.NUMBER
    with pytest.raises(Stuck, match="no message"):
        code_on_phone(demo)


def test_a_run_becomes_a_session(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / "runs").mkdir()
    (tmp_path / "hooks" / "own.py").write_text("")
    choice = Choice(Location.parse("hooks/own.py:send"), tmp_path)
    demo.plan = replace(demo.plan, choice=choice, secret_values={"TOKEN": "100002-as-it-is"})
    to_code(demo, made())
    path = tmp_path / "runs" / "run.toml"
    first = record(demo, path)
    demo.faults = ("429",)
    send(demo, RESEND, failed(HOOK, Kind.REJECTED, "no"))
    record(demo, path, first)
    session = read(path).session
    assert session.target == "../hooks/own.py:send"
    assert session.secrets == ("TOKEN",)
    assert list(session.invocation) == ["enrollment-sms", "enrollment-sms-2"]
    saved = session.invocation["enrollment-sms-2"]
    assert saved.faults == ("429",)
    assert saved.expect
    assert (saved.expect.outcome, saved.expect.kind) == ("failed", "rejected")
    with pytest.raises(SessionError, match="is there already"):
        record(demo, path)


@pytest.mark.parametrize("name", ["Own.PY:send", "own.js:onExecuteSendPhoneMessage", "Own.JS"])
def test_a_target_by_its_whole_path_is_saved_relative_to_the_session(
    demo: Demo, tmp_path: Path, name: str
) -> None:
    choice = Choice(Location.parse(f"{tmp_path}/hooks/{name}"), Path("/"))
    demo.plan = replace(demo.plan, choice=choice)
    to_code(demo, made())
    (tmp_path / "runs").mkdir()
    assert record(demo, tmp_path / "runs" / "run.toml").session.target == f"../hooks/{name}"


def test_a_target_by_its_name_is_saved_with_its_table(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "own.js").write_text("")
    (tmp_path / "runs").mkdir()
    choice = Choice(Location.parse("own.js"), tmp_path, "local")
    table = TargetSpec(handler="own.js", timeout=5.0, node="node")
    demo.plan = replace(demo.plan, choice=choice, table=table)
    to_code(demo, made())
    record(demo, tmp_path / "runs" / "run.toml")
    session = read(tmp_path / "runs" / "run.toml").session
    assert session.target == "local"
    assert session.targets == {"local": table.model_copy(update={"handler": "../own.js"})}


def test_the_value_of_a_secret_is_not_saved(demo: Demo, tmp_path: Path) -> None:
    demo.plan = replace(demo.plan, secret_values={"TOKEN": "Billie"})
    to_code(demo, made())
    with pytest.raises(SessionError, match="the value of the secret TOKEN"):
        record(demo, tmp_path / "run.toml")
    assert not (tmp_path / "run.toml").exists()


def test_beginning_again_keeps_what_was_sent(demo: Demo) -> None:
    to_code(demo, made())
    demo.start_over()
    assert (demo.phone, demo.state.page, demo.state.log) == ([], Page.SIGN_UP, ())
    assert demo.last is None
    to_code(demo, made())
    names = [taken.invocation.name for taken in demo.taken]
    assert names == ["enrollment-sms", "enrollment-sms-2"]


def test_the_clock_is_put_forward() -> None:
    clock = still_clock()
    assert (clock.now, clock.time(clock.now)) == (0.0, "09:41:00")
    clock.forward(3661)
    assert (clock.now, clock.time(clock.now), clock.time(0)) == (3661.0, "10:42:01", "09:41:00")

"""What came out taken over into session files: what holds stays, and so does all around it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome, TargetInfo, delivered, failed
from sessions.replay.expectation import judge
from sessions.replay.rewrite import Rewritten, accept, accepted
from sessions.replay.run import Step
from sessions.store.errors import ChangedOnDisk
from sessions.store.expect import Expect
from sessions.store.session_file import SessionFile, read

HOOK = TargetInfo("hook", "hook.js")
GOOD = delivered(HOOK, {"MessageID": "SM1", "sid": "x"}, wire=None)
BAD = failed(HOOK, Kind.CALLBACK_ERROR, "no such number")

SID, MESSAGE = {"sid": "/./"}, {"message": "/number/"}

TEXT = """\
# sessions of ours
format = 1

[invocation.one]      # the first
payload = { n = 1 }
expect = { message_id = "/^SM/" }

[invocation.two]
payload = { n = 2 }
expect = { outcome = "failed", max_duration = 9 } # within nine seconds

[invocation.three]
payload = { n = 3 }
"""


@pytest.fixture
def file(tmp_path: Path) -> SessionFile:
    path = tmp_path / "a.toml"
    path.write_text(TEXT)
    return read(path)


def step(file: SessionFile, name: str, outcome: Outcome) -> Step:
    verdict = judge(file.session.invocation[name].expect, outcome)
    return Step(file.path, "a", name, outcome, verdict)


def rewritten(file: SessionFile, *steps: Step, **secrets: str) -> list[Rewritten]:
    return accept([file], steps, lambda _: secrets)


def test_what_is_not_met_or_not_said_is_written_and_the_rest_stays(file: SessionFile) -> None:
    steps = [step(file, name, GOOD) for name in ("one", "two", "three")]
    assert rewritten(file, *steps) == [Rewritten(file.path, ("two", "three"))]
    lines = file.path.read_text().splitlines()
    assert lines[:6] == TEXT.splitlines()[:6]
    again = read(file.path)
    two = again.session.invocation["two"].expect
    assert two and (two.outcome, two.max_duration, two.message_id) == ("delivered", 9, "SM1")
    assert all(judge(again.session.invocation[one.name].expect, one.outcome).met for one in steps)
    assert rewritten(again, *(step(again, one.name, GOOD) for one in steps)) == []


SECTIONS = """\
format = 1

# the first
[invocation.one.payload]  # exactly this
n = 1

[invocation.one.payload.context]
action = "x"

[invocation.two]
note = "the second"

# what is sent
[invocation.two.payload]
n = 2
{event}
"""


@pytest.mark.parametrize("event", ["", "\n[invocation.two.event.client]\nname = 'x'\n"])
def test_what_is_expected_stands_behind_what_is_sent(tmp_path: Path, event: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(SECTIONS.replace("{event}", event))
    file = read(path)
    rewritten(file, *(step(file, name, GOOD) for name in ("one", "two")))
    headers = [line for line in path.read_text().splitlines() if line.startswith("[")]
    places = [headers.index(f"[invocation.{name}.expect]") for name in ("one", "two")]
    assert headers[places[0] - 1] == "[invocation.one.payload.context]"
    assert headers[places[1] - 1] == f"[invocation.two.{'event.client' if event else 'payload'}]"
    assert path.read_text().startswith(SECTIONS.partition("\n\n[invocation.two]")[0])


@pytest.mark.parametrize(
    ("expect", "outcome", "kept"),
    [
        (Expect(message_id="/^SM/"), GOOD, {"message_id": "/^SM/"}),
        (Expect(message_id="/^XX/", max_duration=3), GOOD, {"max_duration": 3}),
        (Expect(response=SID, kind=Kind.REJECTED), GOOD, {"response": SID}),
        (Expect(error=MESSAGE, console="hi"), BAD, {"error": MESSAGE}),
        (Expect(warnings="none", faults=("429",)), BAD, {"warnings": "none"}),
        (Expect(outbound_count=0), BAD, {"outbound_count": 0}),
    ],
)
def test_what_was_met_stays_as_it_is_written(
    expect: Expect, outcome: Outcome, kept: dict[str, object]
) -> None:
    verdict = judge(expect, outcome)
    new = accepted(expect, outcome, verdict)
    assert new.given.items() >= kept.items()
    assert not new.given.keys() & ({"faults", "console"} - kept.keys())
    assert judge(new, outcome).met


def test_what_varies_is_not_taken_over() -> None:
    outcome = replace(GOOD, response={"MessageID": "SM1", "id": "x", "at": {"s": 1}, "to": "y"})
    expect = Expect(varying=("response.id",))
    verdict = judge(expect, outcome)
    new = accepted(expect, outcome, verdict, ("message_id", "response.at"))
    assert (new.message_id, new.response) == (None, {"to": "y"})
    assert new.varying == ("response.id",)
    assert accepted(None, outcome, verdict, ("response",)).response is None


@pytest.mark.parametrize("kind", [Kind.CANCELLED, Kind.RUNTIME_MISSING, Kind.TARGET_NOT_FOUND])
def test_what_was_not_run_is_not_expected(kind: Kind, file: SessionFile) -> None:
    assert rewritten(file, step(file, "three", failed(HOOK, kind, "not there"))) == []
    left_out = replace(step(file, "three", GOOD), ran=False)
    assert rewritten(file, left_out) == []
    assert file.path.read_text() == TEXT


def test_a_file_that_was_changed_meanwhile_stays(file: SessionFile) -> None:
    file.path.write_text(TEXT + "# more\n")
    (one,) = rewritten(file, step(file, "three", GOOD))
    assert isinstance(one.problem, ChangedOnDisk)
    assert file.path.read_text() == TEXT + "# more\n"


def test_a_secret_is_not_written(file: SessionFile) -> None:
    (one,) = rewritten(file, step(file, "three", BAD), TOKEN="such number")
    assert one.problem and "TOKEN" in str(one.problem)
    assert file.path.read_text() == TEXT

"""JUnit, TAP and GitHub: exact forms, counters that agree, and hooks that forge nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    Outcome,
    SourceLocation,
    TargetInfo,
    delivered,
    failed,
)
from sessions.replay.expectation import judge
from sessions.replay.run import Step
from sessions.report import github, junit, tap
from sessions.report.json import document, text
from sessions.report.statistics import alike, percentiles, spread, times_json
from sessions.report.text import lines
from sessions.store.expect import Expect
from tests.narrowing import items, members

TARGET = TargetInfo("hook", "hook.js")
OK = delivered(TARGET, {"MessageID": "m-1"}, wire={}, duration_ms=12.4)
BOOM = failed(TARGET, Kind.CALLBACK_ERROR, "boom", where=SourceLocation("hook.js", 14, 3))
GONE = failed(TARGET, Kind.TARGET_NOT_FOUND, "there is no hook.js")
LEFT = failed(TARGET, Kind.CANCELLED, "not sent")
HOSTILE = (
    "##[error]x ##vso[task.setvariable]y\n::error::forged\r\n"
    "::stop-commands::x\u2028::add-mask::z\n"
    "Bail out! now\nok 1 - x # SKIP\n  ...\n]]></failure><testcase/>\x1b[31m\x00\ufffe\ud800"
    "[[ATTACHMENT|/etc/passwd]] | <b>@all</b> [x](javascript:y) ![](https://spy.example)"
)


def step(path: str | None, name: str, outcome: Outcome, expect: Expect | None = None, **more):
    where = Path(path) if path else None
    return Step(where, where.stem if where else "s", name, outcome, judge(expect, outcome), **more)


STEPS = [
    step("sessions/enroll.toml", "sms, french", OK),
    step("sessions/enroll.toml", "voice", OK, Expect(response={"id": 5})),
    step("sessions/enroll.toml", "voice", BOOM, turn=2),
    step("b.toml", "gone", GONE),
    step("b.toml", "left", LEFT, ran=False),
]
REASONS = ("fault 429: expected to be shown to one invocation at least, but was to none",)
BEGAN = datetime(2026, 11, 27, 4, 0, 0, 5, UTC)


def test_junit_is_the_form_that_all_readers_take():
    written = junit.document(STEPS, REASONS, started=BEGAN, seconds=1.5)
    assert (
        written
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="offhook" tests="6" failures="3" errors="1" time="1.500">
  <testsuite name="sessions/enroll.toml" file="sessions/enroll.toml" tests="3" failures="2" \
errors="0" skipped="0" time="0.025" timestamp="2026-11-27T04:00:00">
    <testcase name="sms, french" classname="sessions.enroll" time="0.012"/>
    <testcase name="voice" classname="sessions.enroll" time="0.012">
      <failure message="response.id: expected 5, found nothing" type="expectation">\
response.id: expected 5, found nothing</failure>
    </testcase>
    <testcase name="voice #2" classname="sessions.enroll" time="0.000">
      <failure message="outcome: expected delivered, found failed (callback_error: boom)" \
type="expectation">outcome: expected delivered, found failed (callback_error: boom)
at hook.js:14:3</failure>
    </testcase>
  </testsuite>
  <testsuite name="b.toml" file="b.toml" tests="2" failures="0" errors="1" skipped="1" \
time="0.000" timestamp="2026-11-27T04:00:00">
    <testcase name="gone" classname="b" time="0.000">
      <error message="outcome: expected delivered, found failed (target_not_found: there is no \
hook.js)" type="target_not_found">outcome: expected delivered, found failed (target_not_found: \
there is no hook.js)</error>
    </testcase>
    <testcase name="left" classname="b" time="0.000">
      <skipped message="not run"/>
    </testcase>
  </testsuite>
  <testsuite name="all together" tests="1" failures="1" errors="0" skipped="0" time="0.000" \
timestamp="2026-11-27T04:00:00">
    <testcase name="fault 429" classname="all together" time="0.000">
      <failure message="fault 429: expected to be shown to one invocation at least, but was to \
none" type="expectation"/>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


def test_tap_has_a_subtest_for_each_session_and_diagnostics_in_yaml():
    written = tap.document(STEPS, REASONS).splitlines()
    assert written[:9] == [
        "TAP version 14",
        "1..3",
        "# Subtest: sessions/enroll.toml",
        "    1..3",
        "    ok 1 - sms, french",
        "      ---",
        "      duration_ms: 12.4",
        "      ...",
        "    not ok 2 - voice",
    ]
    assert '      message: "response.id: expected 5, found nothing"' in written
    assert '        - {"path": "response.id", "wanted": "5", "found": "nothing"}' in written
    assert r"    not ok 3 - voice \#2" in written
    assert "    ok 2 - left # SKIP not run" in written
    points = [line for line in written if re.match(r"(not )?ok ", line)]
    assert points == [
        "not ok 1 - sessions/enroll.toml",
        "not ok 2 - b.toml",
        "not ok 3 - all together",
    ]
    assert tap.document(STEPS[:1], interrupted="interrupted").endswith("Bail out! interrupted\n")
    assert tap.document([]) == "TAP version 14\n1..0\n"


def test_github_shows_ten_errors_and_points_at_the_invocation(tmp_path: Path):
    bad = [step(str(tmp_path / "sub/a%,:.toml"), f"n-{at}", BOOM) for at in range(12)]
    shown = github.annotation_lines(bad[:10], root=tmp_path, line_of=lambda _: 7)
    assert len(shown) == 10
    assert shown[0] == (
        "::error file=sub/a%25%2C%3A.toml,line=7,title=a%25%2C%3A%3A n-0::outcome: expected "
        "delivered, found failed (callback_error: boom)%0Aat hook.js:14:3"
    )
    more = github.annotation_lines(bad, REASONS, root=tmp_path)
    assert len(more) == 10
    assert more[-1].endswith("::4 more are not as expected; the summary has all of them.")
    assert "file=" not in github.annotation_lines(bad[:1], root=tmp_path / "other")[0]
    assert github.annotation_lines(STEPS[:1], root=tmp_path) == []
    assert "line=" not in github.annotation_lines(bad[:1], root=tmp_path)[0]


def test_the_summary_of_a_step_is_never_too_long_to_be_shown():
    assert "&#124;" not in github.summary(STEPS)
    long = failed(TARGET, Kind.CALLBACK_ERROR, "ü" * 5000)
    many = [step("a.toml", f"n-{at}", long) for at in range(400)]
    written = github.summary(many)
    assert len(written.encode()) <= github.MOST_BYTES
    assert written.rstrip().endswith("There are more; the log has all of them.")
    for there in (1000, github.MOST_BYTES - 100, github.MOST_BYTES - 10, github.MOST_BYTES):
        assert len(github.summary(many, there=there).encode()) <= github.MOST_BYTES - there


def test_durations_and_groups_are_given_for_many_steps_only():
    many = [step("a.toml", f"n-{at}", replace(OK, duration_ms=float(at))) for at in range(1, 101)]
    assert percentiles(many) == {50: 50.0, 95: 95.0, 99: 99.0}
    assert percentiles(many[:19]) == {}
    assert times_json(many[:19]) is None
    times = members(times_json(many))
    assert [times["p50"], times["p95"], times["p99"]] == [50.0, 95.0, 99.0]
    assert [members(one)["duration_ms"] for one in items(times["slowest"])] == [100.0, 99.0, 98.0]
    assert spread(many) == (
        "p50 50 ms, p95 95 ms, p99 99 ms; slowest: n-100 100 ms, n-99 99 ms, n-98 98 ms"
    )
    assert alike([STEPS[2]] * 4) == []
    assert alike([STEPS[2]] * 4 + [STEPS[3]] * 5) == [
        "5 × target_not_found",
        "4 × callback_error at hook.js:14",
    ]
    assert lines(many)[-2:] == [spread(many), "100 of 100 as expected"]


TEXTS = st.text(max_size=40) | st.sampled_from([HOSTILE, "::error::x", "##[group]", "\n\n::", ""])
OUTCOMES = st.builds(
    lambda message, name, printed: failed(
        TARGET,
        Kind.CALLBACK_ERROR,
        HookError(message),
        where=SourceLocation(name, 1),
        console=tuple(ConsoleLine("log", text) for text in printed),
    ),
    TEXTS, TEXTS, st.lists(TEXTS, max_size=3),
)  # fmt: skip


def commands(log: str) -> list[str]:
    """What the runner of a job takes for commands in a log: GitHub, Azure, TeamCity."""
    found = [line for line in re.split(r"[\r\n]", log) if line.lstrip().startswith("::")]
    return found + re.findall(r"##\w*\[", log)


@settings(max_examples=80)
@given(st.lists(st.tuples(TEXTS, OUTCOMES), min_size=1, max_size=3))
def test_what_a_hook_says_is_no_command_in_any_report(said):
    steps = [step("a.toml", name, outcome) for name, outcome in said]
    for log in (
        junit.document(steps, started=BEGAN),
        tap.document(steps),
        text(document(steps)),
        "\n".join(lines(steps, verbose=True)),
        github.summary(steps),
    ):
        assert commands(log) == []
    assert json.loads(text(document(steps))) == json.loads(json.dumps(document(steps)))
    shown = github.annotation_lines(steps)
    assert [len(re.split(r"[\r\n\u2028\x85]", line)) for line in shown] == [1] * len(steps)
    assert all(line.startswith("::error title=") for line in shown)


@settings(max_examples=80)
@given(st.lists(st.tuples(TEXTS, OUTCOMES), min_size=1, max_size=3))
def test_junit_is_sound_and_its_counters_agree_whatever_a_hook_says(said):
    steps = [step("a.toml", name, outcome) for name, outcome in said]
    root = ElementTree.fromstring(junit.document(steps).encode())
    assert [len(suite) for suite in root] == [len(steps)]
    assert root.attrib["failures"] == str(len(root.findall(".//failure"))) == str(len(steps))
    assert all("[[ATTACHMENT" not in (one.text or "") for one in root.iter())


@settings(max_examples=80)
@given(st.lists(st.tuples(TEXTS, OUTCOMES), min_size=1, max_size=3))
def test_tap_has_only_the_points_that_there_are_whatever_a_hook_says(said):
    steps = [step("a.toml", name, outcome) for name, outcome in said]
    written = tap.document(steps).split("\n")
    assert all(line.isprintable() for line in written)
    assert sum(line.startswith(("ok ", "not ok ", "Bail out!")) for line in written) == 1
    inner = [line[4:] for line in written if re.match(r"    (ok|not ok|Bail)", line)]
    assert len(inner) == len(steps)
    assert all(
        re.match(r"not ok \d - ", line) and not re.search(r"(?<!\\)#", line) for line in inner
    )
    block = [line.strip() for line in written if line.startswith("      ")]
    assert block.count("...") == block.count("---") == len(steps)


@pytest.mark.parametrize("pathless", [None])
def test_a_step_without_a_file_is_reported_too(pathless):
    steps = [step(pathless, "one", BOOM)]
    assert 'name="session" tests="1"' in junit.document(steps)
    assert "# Subtest: session" in tap.document(steps)
    assert github.annotation_lines(steps, root=Path("/"))[0].startswith("::error title=s%3A one::")

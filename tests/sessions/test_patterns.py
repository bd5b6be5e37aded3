"""Regular expressions of a session: found as `re` finds them, and ended where they would not."""

import re

import pytest

from sessions.contract.outcome import TargetInfo, delivered
from sessions.patterns import LONGEST, TookTooLong, is_in, problem_of_pattern
from sessions.replay.expectation import judge
from sessions.store.model import Expect


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("(a+)+$", 40),
        ("(?:a|aa)+$", 60),
        ("^(.*)*(.*)*=$", 40),
        ("a*a*a*a*a*a*$", 600),
        (r"(a*)\1*\1*\1*b", 600),
        ("(?x) (?:a|aa) + $", 60),
        ("a*$", 300_000),
    ],
)
def test_a_search_that_would_not_end_is_ended(pattern, letters):
    assert problem_of_pattern(pattern) is None
    with pytest.raises(TookTooLong):
        is_in(pattern, "a" * letters + "!", seconds=0.05)


@pytest.mark.parametrize(
    "pattern",
    [
        *("", "SM", r"^SM[0-9a-f]{4}\Z", "^[a-z]+$", "^S|M$", "(?i)sm0", "(SM)+", "(S|M){2}0"),
        *("é\ud800", r"(.)\1", r"\)+", "[)]*x", "[^\n]", "a{,3}b"),
    ],
)
@pytest.mark.parametrize("text", ["SM0aff", "sm0", "))x", "é\ud800\n", ""])
def test_a_pattern_finds_what_re_finds(pattern, text):
    assert is_in(pattern, text) is bool(re.search(pattern, text))


def test_a_pattern_that_is_too_long_is_a_problem():
    assert problem_of_pattern("a" * LONGEST) is None
    problem = problem_of_pattern("a" * (LONGEST + 1))
    assert problem and "1,001 characters" in problem


def test_an_expectation_that_would_not_end_is_not_met():
    outcome = delivered(
        TargetInfo("hook", "h.js"), {"MessageID": "a" * 32 + "!"}, wire={}, duration_ms=1
    )
    verdict = judge(Expect(message_id="/(a+)+$/"), outcome)
    assert not verdict.met
    assert "a match of /(a+)+$/, but looking for one took too long" in verdict.reasons[0]

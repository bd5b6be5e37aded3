"""Which calls a given answer is for."""

from __future__ import annotations

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.answers import GivenAnswer, GivenResponse, fits

texts = st.text("ab/*", max_size=12)


@given(pattern=texts, text=st.text("ab/", max_size=12))
def test_a_star_is_any_text_and_nothing_else_is_special(pattern: str, text: str) -> None:
    as_regex = ".*".join(map(re.escape, pattern.split("*")))
    assert fits(pattern, text) is bool(re.fullmatch(as_regex, text))
    assert fits(pattern, text) is fnmatch.fnmatchcase(text, pattern)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not fits("*a" * 5_000 + "b", "a" * 50_000)


@pytest.mark.parametrize(
    ("host", "path", "method", "fit"),
    [
        ("api.example.com", "*", None, True),
        ("*.example.com", "/v1/*", "POST", True),
        ("api.example.com:8443", "/v1/token", None, True),
        ("*", "/v1/token?a=*", None, True),
        ("example.com", "*", None, False),
        ("api.example.com:443", "*", None, False),
        ("api.example.com", "/v1", None, False),
        ("api.example.com", "/v1/token?a=2", None, False),
        ("api.example.com", "*", "GET", False),
    ],
)
def test_method_host_and_path_are_to_fit(
    host: str, path: str, method: str | None, fit: bool
) -> None:
    answer = GivenAnswer((GivenResponse(),), host, path, method)
    assert answer.is_for("POST", "api.example.com", 8443, "/v1/token", "a=1") is fit


def test_it_is_told_in_a_line() -> None:
    twice = (GivenResponse(503), GivenResponse())
    assert str(GivenAnswer(twice, "x.example", "/a", "POST")) == "POST x.example/a → 503, then 200"
    assert str(GivenAnswer(twice[:1], "*")) == "* * → 503"

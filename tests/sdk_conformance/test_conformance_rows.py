"""The suite's rows are read as they are meant, and a row that goes wrong is seen to."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from sessions.targets.target import Settings
from tests.sdk_conformance import trial
from tests.sdk_conformance.rows import Row, read_facts, rows

REDIRECTED = Settings(isolate=False)


@pytest.fixture
def caller(tmp_path) -> Row:
    """A hook that needs no package, in the test's folder."""
    row = next(row for row in rows() if row.name == "py_urllib.py")
    shutil.copy(row.path, tmp_path)
    return row


def test_every_row_says_what_is_to_come_of_it():
    for row in rows():
        assert ("refused" in row.facts) == row.is_evasion, row.name
        assert ("pypi" if row.is_python else "npm") in row.facts or row.is_evasion, row.name


def test_packages_may_leave_their_version_open(tmp_path):
    hook = tmp_path / "hook.js"
    row = Row(hook, {"npm": "@vonage/server-sdk@3 axios got-14@npm:got@14"})
    assert row.packages == {"@vonage/server-sdk": "3", "axios": "*", "got-14": "npm:got@14"}
    assert Row(tmp_path / "hook.py", {"pypi": "httpx[http2]==0.28.1 boto3"}).packages == {
        "httpx[http2]": "0.28.1",
        "boto3": "*",
    }


def test_a_fact_that_there_is_none_of_is_refused(tmp_path):
    hook = tmp_path / "hook.js"
    hook.write_text("// npm: axios\n// looses: 429\n")
    with pytest.raises(ValueError, match=r"hook\.js: there is no fact looses"):
        read_facts(hook)


async def test_a_row_that_goes_right_has_no_problems(caller, tmp_path):
    assert await trial.captured(caller, tmp_path, REDIRECTED) == []
    assert await trial.faulty(caller, tmp_path, REDIRECTED, "429") == []


@pytest.mark.parametrize("fact", [{"text": "Another"}, {"to": "+1"}, {"provider": "twilio"}])
async def test_a_message_that_is_not_the_one_is_a_problem(fact, caller, tmp_path):
    other = replace(caller, facts=caller.facts | fact)
    assert await trial.captured(other, tmp_path, REDIRECTED)


async def test_an_error_without_the_providers_words_is_a_problem(caller, tmp_path):
    hook = tmp_path / caller.name
    hook.write_text(hook.read_text().replace("{error.read().decode()}", ""))
    problems = await trial.faulty(caller, tmp_path, REDIRECTED, "400")
    assert ["400: no 'invalid phone number'" in problem for problem in problems] == [True]

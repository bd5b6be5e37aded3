"""Every hook of the corpus gets the kind, the place, the message and the warnings it asks for.

A hook says what is expected of it in comments: `kind:`, `message:` (a part of it), `warning:` (a
part of one; as many as there are), `timeout:`, `network: live`, and `here` on the line of `where`.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.contract.outcome import Outcome

CORPUS = Path(__file__).parent / "corpus"
HOOKS = sorted(path.name for path in CORPUS.glob("*.js"))
FUNCTIONS = sorted(path.name for path in CORPUS.glob("*.py"))
EXPECTED = re.compile(r"^(?://|#) (kind|message|warning|timeout|network): (.*)$", re.MULTILINE)


@dataclass
class Expected:
    kind: str
    messages: list[str]
    warnings: list[str]
    timeout: float
    live: bool
    line: int | None


def expected_of(name: str) -> Expected:
    text = (CORPUS / name).read_text()
    found: dict[str, list[str]] = {"message": [], "warning": [], "timeout": []}
    for key, value in EXPECTED.findall(text):
        found.setdefault(key, []).append(value)
    here = [n for n, line in enumerate(text.splitlines(), 1) if re.search(r"(//|#) here$", line)]
    return Expected(
        kind=found["kind"][0],
        messages=found["message"],
        warnings=found["warning"],
        timeout=float(found["timeout"][0]) if found["timeout"] else 20.0,
        live=found.get("network") == ["live"],
        line=here[0] if here else None,
    )


def compare(name: str, folder: Path, outcome: Outcome) -> None:
    expected = expected_of(name)
    message = outcome.error.message if outcome.error else ""
    assert outcome.kind == expected.kind, message
    assert outcome.delivered == (outcome.kind == Kind.SUCCESS)
    for part in expected.messages:
        assert part in message
    assert len(outcome.warnings) == len(expected.warnings), outcome.warnings
    for part in expected.warnings:
        assert any(part in warning for warning in outcome.warnings), outcome.warnings
    where = outcome.where
    assert (where.line if where else None) == expected.line
    if where:
        assert where.file == str(folder / name)
        source = (folder / name).read_text().splitlines()
        assert dict(where.excerpt)[where.line] == source[where.line - 1]
        assert len(where.excerpt) <= 3


@pytest.mark.parametrize("name", HOOKS)
async def test_every_hook_comes_out_as_it_says(name, node, run, tmp_path):
    shutil.copy(CORPUS / name, tmp_path / name)
    expected = expected_of(name)
    outcome = await run(name, timeout=expected.timeout, node=node, live=expected.live)
    compare(name, tmp_path, outcome)


@pytest.mark.parametrize("name", FUNCTIONS)
async def test_every_function_comes_out_as_it_says(name, run, tmp_path):
    shutil.copy(CORPUS / name, tmp_path / name)
    expected = expected_of(name)
    outcome = await run(name, timeout=expected.timeout, live=expected.live)
    compare(name, tmp_path, outcome)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_the_corpus_shows_every_kind_that_a_hook_can_cause():
    shown = {expected_of(name).kind for name in (*HOOKS, *FUNCTIONS)}
    elsewhere = {
        *("payload_rejected", "target_not_found", "runtime_missing", "cancelled"),
        *("connect_error", "tls_error", "http_timeout", "http_status", "bad_response"),
        *("remote_error", "dropped", "retry_requested"),
    }
    assert shown == set(Kind) - elsewhere

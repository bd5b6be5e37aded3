"""The example sessions: tidy, acceptable to the platform, and what users copy from."""

from __future__ import annotations

from pathlib import Path

import pytest

import sessions
from sessions.contract.invocation import example
from sessions.contract.json_text import same
from sessions.contract.kinds import Kind
from sessions.platforms.auth0 import rules
from sessions.store.folder import scan
from sessions.store.session_file import dumps, format_text, read

FOLDER = Path(sessions.__file__).parent / "examples"
EXAMPLES = sorted(FOLDER.glob("*.toml"))


def test_every_example_is_in_the_library() -> None:
    entries = scan(FOLDER)
    assert [entry.path for entry in entries] == EXAMPLES
    assert [entry.error for entry in entries] == [None] * len(EXAMPLES)
    assert len({entry.name for entry in entries}) == len(EXAMPLES) >= 6


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_tidy(path: Path) -> None:
    file = read(path)
    assert format_text(file.text) == file.text
    without_comments = "".join(
        line.partition("  #")[0].rstrip() + "\n"
        for line in file.text.splitlines()
        if not line.startswith("#")
    )
    assert without_comments == dumps(file.session)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_says_what_to_expect_and_the_platform_agrees(path: Path) -> None:
    for saved in read(path).session.invocation.values():
        assert saved.expect and saved.expect.outcome
        refused = rules.refusal(saved.payload) is not None
        assert refused is (saved.expect.kind is Kind.PAYLOAD_REJECTED)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_target_is_the_starter_or_a_hook_beside_it(path: Path) -> None:
    target = read(path).session.target
    assert target
    assert target == "starter" or (FOLDER / target.partition(":")[0]).is_file()


def test_enrollment_by_sms_is_the_example_of_the_product_document() -> None:
    session = read(FOLDER / "enrollment-sms.toml").session
    (invocation,) = session.invocations()
    assert invocation.name == example().name
    assert same(invocation.payload, example().payload)
    assert session.target == "starter"
    saved = session.invocation[invocation.name]
    assert saved.expect and saved.expect.message_id == "uuid"

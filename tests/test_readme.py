"""The README says what the code does: its outcome table, its session, its commands."""

import re
import tomllib
from pathlib import Path

import pytest

from sessions.contract.kinds import WORDS
from sessions.store.session_file import parse
from tests.readme_example import example_of
from tui.cli.main import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_outcome_table_is_the_one_of_the_code():
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+?) \| (.*?) ?\|$", README, re.MULTILINE)
    assert rows == [(kind.value, words.title, words.to_do) for kind, words in WORDS.items()]


def test_the_session_shown_can_be_read():
    text, expectations = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    parse(text.partition("[invocation.first-code.expect]")[0] + expectations)
    session = parse(text)
    assert session.invocation["first-code"].payload["context"]["name"] is None
    assert set(session.targets) == set(tomllib.loads(text)["targets"])


def test_the_test_shown_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.ci/run` runs it from an installed wheel."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "hook.js"]) == 0
    code, test = example_of(README), {}
    exec(code, test)
    test["test_the_hook_takes_a_message"]()
    assert len([line for line in code.splitlines() if line]) <= 10


def test_new_files_are_made_where_a_new_folder_lets_them():
    names = re.findall(r"^offhook new (\S+)", README, re.MULTILINE)
    assert names
    assert not [name for name in names if "/" in name]


def test_the_two_commands_are_on_the_first_screen():
    first_screen = README.splitlines()[:24]
    for command in ("make run", "make test", "pipx install ."):
        assert any(line.startswith(command) for line in first_screen), command

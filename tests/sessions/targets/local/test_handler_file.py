"""A handler is the user's own code: nothing of a library is called in its place."""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sessions.contract.kinds import Kind
from sessions.demo.plan import sample_hook
from sessions.targets.local.handler_file import Unready, refuse_installed
from sessions.targets.local.target import RUNNER
from tests.narrowing import resolve_local

STANDARD = "Python's standard library"
INSTALLED = "an installed package"


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


origin: Any = _loaded(RUNNER / "python" / "offhook_origin.py")


@pytest.mark.parametrize("target", ["shutil:rmtree", "handlers.py:rmtree", "builtins:exec"])
async def test_what_is_not_the_users_code_is_not_called(target, run, write, tmp_path):
    write("handlers.py", "from shutil import rmtree\n")
    victim = tmp_path / "victim"
    victim.mkdir()
    payload = {"recipient": str(victim), "text": "t", "context": {"user": {}}}
    outcome = await run(target, payload)
    assert (outcome.kind, victim.is_dir()) == (Kind.BAD_EXPORT, True)
    said = f"is code of {STANDARD}, and a handler is code of your own: write a function that"
    assert said in outcome.error.message


@pytest.mark.parametrize(
    ("module", "owner"),
    [
        ("shutil", STANDARD),
        ("os.path", STANDARD),
        ("antigravity", STANDARD),  # opens a browser when it is imported
        ("builtins", STANDARD),
        ("pip", INSTALLED),
        ("offhook_nowhere", None),
    ],
)
def test_a_module_of_a_library_is_known_before_it_is_imported(module, owner, tmp_path):
    assert origin.owner_of_module(module, str(tmp_path)) == owner


FOREIGN = """
import functools, json, os
from os import rmdir
from shutil import rmtree
from subprocess import Popen
from pytest import main
lines = []
quiet = functools.partial(rmtree, ignore_errors=True)
cached = functools.lru_cache(rmdir)
append = lines.append
encoder = json.JSONEncoder()
encode = encoder.encode
"""


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        *((name, STANDARD) for name in ("rmdir", "rmtree", "Popen", "quiet", "cached", "append")),
        *(("encode", STANDARD), ("encoder", STANDARD), ("main", INSTALLED)),
    ],
)
def test_a_name_in_the_users_module_does_not_make_a_function_the_users(name, owner, write):
    file = write("handlers.py", FOREIGN)
    found = getattr(_loaded(file), name)
    assert origin.owner_of_function(found, str(file.parent)) == owner


OWN = """
import functools
from deco import kept
def plain(recipient, text, context): return recipient
bound = functools.partial(plain)
cached = functools.lru_cache(plain)
strange = functools.wraps(plain)(kept(plain))
wrapped = kept(plain)
class Hook:
    @staticmethod
    def static(recipient, text, context): return recipient
    def method(self, recipient, text, context): return recipient
    def __call__(self, recipient, text, context): return recipient
static = Hook.static
method = Hook().method
sender = Hook()
exec("def made(recipient, text, context): return recipient")
"""


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "bound",
        "cached",
        "strange",
        "wrapped",
        "Hook",
        "static",
        "method",
        "sender",
        "made",
    ],
)
def test_the_users_function_stays_the_users_however_it_is_wrapped(name, write, monkeypatch):
    deco = write(".venv/site-packages/deco.py", "def kept(f): return lambda *a: f(*a)\n")
    file = write("handlers.py", OWN)
    monkeypatch.syspath_prepend(str(deco.parent))
    module = _loaded(file)
    monkeypatch.setitem(sys.modules, "handlers", module)
    assert origin.owner_of_function(getattr(module, name), str(file.parent)) is None
    assert origin.owner_of_function(module.kept, str(file.parent)) == INSTALLED


LIBRARY = """
const send = (recipient, text, context, cb) => require('fs').rmdirSync(recipient);
const later = async (event) => require('fs').rmdirSync(event.recipient);
module.exports = Object.assign((recipient, text, context, cb) => send(recipient), {
  send, later, deep: { sms: { send } }, wrap: (handler) => (...given) => handler(...given) });
"""


@pytest.mark.parametrize(
    ("export", "owner"),
    [
        ("module.exports = require('lib')", INSTALLED),
        ("module.exports = require('lib').send", INSTALLED),
        ("module.exports = require('lib').deep.sms.send", INSTALLED),
        ("exports.onExecuteSendPhoneMessage = require('lib').later", INSTALLED),
        ("exports.onExecuteCustomPhoneProvider = require('lib').later", INSTALLED),
        ("module.exports = require('fs').rmdir", "Node itself"),
        ("module.exports = require('child_process').exec", "Node itself"),
        ("module.exports = eval", "Node itself"),
    ],
)
async def test_what_is_not_the_users_javascript_is_not_called(export, owner, run, write, tmp_path):
    write("node_modules/lib/index.js", LIBRARY)
    write("hook.js", export)
    victim = tmp_path / "victim"
    victim.mkdir()
    payload = {"recipient": str(victim), "text": "t", "context": {"user": {}}}
    outcome = await run("hook.js", payload)
    assert (outcome.kind, victim.is_dir()) == (Kind.BAD_EXPORT, True)
    said = f"{export.split()[0]} is code of {owner}, and a handler is code of your own: write a"
    assert said in outcome.error.message


@pytest.mark.parametrize(
    "export",
    [
        "module.exports = require('lib').wrap((recipient, text, context, cb) => cb(null, {}))",
        "module.exports = ((recipient, text, context, cb) => cb(null, {})).bind(null)",
        "module.exports = require('./mine')",
        "const { own } = require('./mine'); module.exports = require('lib').kept(own)",
        "module.exports = new Function('recipient', 'text', 'context', 'cb', 'cb(null, {})')",
    ],
)
async def test_the_users_javascript_stays_the_users_however_it_is_wrapped(export, run, write):
    write("node_modules/lib/index.js", f"{LIBRARY}module.exports.kept = (handler) => handler;")
    own = "module.exports = (recipient, text, context, cb) => cb(null, {});"
    write("mine.js", f"{own} module.exports.own = module.exports;")
    write("hook.js", export)
    outcome = await run("hook.js")
    assert outcome.delivered, outcome.error


def test_a_module_is_the_users_by_its_place_and_not_by_its_name(write, tmp_path, monkeypatch):
    write("app/netrc.py", "")
    write("src/mine/__init__.py", "")
    (tmp_path / "app/mine").symlink_to(tmp_path / "src/mine")  # as an editable installation has it
    monkeypatch.syspath_prepend(str(tmp_path / "app"))
    monkeypatch.delitem(sys.modules, "netrc", raising=False)  # aiohttp imports it
    for name in ("netrc", "mine.hooks"):
        assert origin.owner_of_module(name, str(tmp_path / "app")) is None


def test_a_file_of_a_library_is_no_handler(tmp_path):
    library = Path(sysconfig.get_paths()["stdlib"], "shutil.py")
    assert origin.owner_of_file(str(library), str(library.parent)) == STANDARD
    for place in ("a.py", "lib/a.py"):
        assert origin.owner_of_file(str(tmp_path / place), str(tmp_path)) is None


@pytest.mark.parametrize(
    "place", ["node_modules/rimraf/index.js", "link.js", ".venv/lib/site-packages/rimraf.py"]
)
def test_a_file_of_an_installed_package_is_no_handler(place, write, tmp_path):
    write(".venv/lib/site-packages/rimraf.py", "def handler(recipient, text, context): ...")
    write("node_modules/rimraf/index.js", "module.exports = () => {};")
    (tmp_path / "link.js").symlink_to(tmp_path / "node_modules/rimraf/index.js")
    with pytest.raises(Unready, match=r"rimraf\S* is code of an installed package, and a handler"):
        resolve_local(place, tmp_path).prepare()


def test_folders_of_packages_above_the_session_do_not_matter(write, tmp_path):
    file = write("site-packages/app/hooks/h.py", "")
    refuse_installed(file.resolve(), tmp_path / "site-packages/app")
    with pytest.raises(Unready):
        refuse_installed(file.resolve(), tmp_path)


def test_offhooks_own_samples_run_wherever_it_is_installed(tmp_path):
    refuse_installed(Path(str(sample_hook()).partition(":")[0]).resolve(), tmp_path)

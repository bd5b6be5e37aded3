"""`offhook port`: a hook as an Action, what has to be looked at, and whether both do the same."""

from __future__ import annotations

import argparse
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sessions.platforms.current import PLATFORM

from .shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics, InputError, UsageError
from .shared.inputs import read_text, refuse_existing, write_new
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser

if TYPE_CHECKING:
    from sessions.platforms.auth0.porting.port import Ported
    from sessions.runner.interpreters import Node

    from .porting.folder import FolderHook

_MODULES: Final = ("tree_sitter", "tree_sitter_javascript")
_TYPESCRIPT: Final = (".ts", ".mts", ".cts", ".tsx")

_MANUAL: Final = Manual(
    about="""\
The Action is printed, or written to -o FILE, which never overwrites. Then the hook and the Action
are sent the same invocations, those of the sessions given or a set that is made up, with every
fault of what they call; nothing leaves this machine. Values of secrets come from the environment or
a .env file, the others are made up.

Of a folder that auth0-deploy-cli reads, FOLDER#NAME is a hook's; --write puts the Action there too,
once it is proven: its code, its JSON or its entry in the YAML, and the binding to its trigger. No
other line is changed, keywords stay, and the hook stays as it is.
""",
    examples=(
        "offhook port twilio.js -o twilio-action.js --dependencies twilio-action.json",
        "offhook port twilio.js --sessions sessions/",
        "offhook port twilio.js --to phone-provider | less",
        "offhook port 'tenant#sms-hook' --write",
    ),
    exits={
        "0": "proven equal",
        "1": "not proven",
        "2": "the hook cannot be ported, or cannot be read",
    },
    environment=("NAME", "OFFHOOK_NODE"),
    files=("session", ".env"),
)


def configure(parser: Parser) -> None:
    """The options: the hook, which Action, what is written where, and what it is proven with."""
    parser.manual = _MANUAL
    parser.add_argument("hook", metavar="HOOK.js", help="the hook's file, or FOLDER#NAME")
    parser.add_argument(
        "--to",
        choices=tuple(PLATFORM.events.EXPORTS),
        default="action",
        help=f"the Action of the trigger {' or '.join(PLATFORM.events.TRIGGERS)} (default: action)",
    )
    parser.add_argument("-o", dest="output", metavar="FILE", help="write the Action to a new file")
    parser.add_argument(
        "--write",
        action="store_true",
        help="put the Action into the hook's folder, once it is proven",
    )
    parser.add_argument(
        "--name", metavar="NAME", help="what it is called there (default: the hook's name, -action)"
    )
    parser.add_argument(
        "--sessions",
        metavar="PATH",
        help="prove it with the invocations of this session file or folder",
    )
    parser.add_argument(
        "--shim", action="store_true", help="keep the hook's function as it is, and call it"
    )
    parser.add_argument(
        "--dependencies",
        metavar="FILE",
        help="write the packages and their versions to a new file, as auth0-deploy-cli reads them",
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Write the Action, say what to look at, and prove it."""
    from .porting.folder import read_hook

    _require_parser()
    if hook := read_hook(options.hook):
        return _in_folder(options, hook, out, err)
    for option, given in (("--write", options.write), ("--name", options.name)):
        if given:
            raise UsageError(f"{option} is for a hook of a folder: FOLDER#NAME")
    from .porting.proof import prove_port, runnable

    text = _text(options.hook)
    output, listing = _new_files(options)
    node = _node()
    file = Path(options.hook)
    ported = _ported(options, file, text, _versions(file.parent), node, err)
    _write(ported, output, listing, out)
    _narrate(options.hook, ported, output, listing, err)
    if node is None:
        return _not_proven(err)
    action = runnable(file, ported, output)
    proven = prove_port(file, action, ported.secrets, options.sessions, err)
    return AS_EXPECTED if proven else NOT_AS_EXPECTED


def _in_folder(options: argparse.Namespace, hook: FolderHook, out: Output, err: Diagnostics) -> int:
    """As `run`, of a hook in a folder: with `--write`, what is proven is put there."""
    from contextlib import nullcontext

    from .porting.folder import as_action, changes_of, new_action, other_provider, write_changes
    from .porting.proof import prove_port

    output, listing = _new_files(options)
    node = _node()
    stand_ins = _StandIns(hook.deployed.code.raw)
    versions = {**_versions(hook.file.parent), **hook.versions}
    ported = _ported(options, hook.file, stand_ins.text, versions, node, err)
    ported = replace(ported, source=stand_ins.back(ported.source))
    action = new_action(hook, ported, options.to, options.name)
    changes = changes_of(hook, action) if options.write else []
    if options.write and (other := other_provider(hook, action)):
        err.warn(f"a tenant takes one Action of {action.trigger}, and the folder has {other!r} too")
    if output or listing or not options.write:
        _write(ported, output, listing, out)
    _narrate(str(hook.file), ported, output, listing, err)
    if node is None:
        return _not_proven(err)
    target = nullcontext(as_action(hook, action))
    proven = prove_port(hook.choice, target, tuple(action.secrets), options.sessions, err)
    if options.write and proven:
        write_changes(hook, changes, err)
    elif options.write:
        err.error(f"{hook.contents.source}: nothing is written; -o FILE writes what is not proven")
    return AS_EXPECTED if proven else NOT_AS_EXPECTED


class _StandIns:
    """A text of a folder as JavaScript: where keywords keep it from being that, names in their
    place."""

    def __init__(self, raw: str) -> None:
        from sessions.platforms.auth0.deploy_folder.keywords import MARKER
        from sessions.platforms.auth0.porting.javascript.syntax import Source, SyntaxProblem

        self._markers: list[str] = []
        try:
            is_sound = not Source(raw).has_error
        except SyntaxProblem:
            is_sound = False
        self.text = raw if is_sound else MARKER.sub(self._name, raw)

    def _name(self, found: re.Match[str]) -> str:
        self._markers.append(found[0])
        return f"offhookKeyword{len(self._markers) - 1}_"

    def back(self, text: str) -> str:
        """A text with the keywords again."""
        for number, marker in enumerate(self._markers):
            text = text.replace(f"offhookKeyword{number}_", marker)
        return text


def _new_files(options: argparse.Namespace) -> tuple[Path | None, Path | None]:
    output = refuse_existing(options.output) if options.output else None
    return output, refuse_existing(options.dependencies) if options.dependencies else None


def _write(ported: Ported, output: Path | None, listing: Path | None, out: Output) -> None:
    if output:
        write_new(output, ported.source.encode("utf-8", "surrogatepass"))
    else:
        out.write(ported.source)
        out.flush()
    if listing:
        write_new(listing, _listing(ported))


def _not_proven(err: Diagnostics) -> int:
    err.warn("not proven: there is no Node to run it with (offhook doctor)")
    return NOT_AS_EXPECTED


def _require_parser() -> None:
    import importlib.util

    if any(importlib.util.find_spec(name) is None for name in _MODULES):
        raise UsageError(
            "port reads JavaScript with tree-sitter, which is not installed: "
            "pipx install '.[port]', or pip install 'offhook[port]'"
        )


def _text(place: str) -> str:
    if Path(place).suffix.lower() in _TYPESCRIPT:
        raise InputError(place, "is TypeScript: compile it to JavaScript, and port the result")
    return read_text(place)


def _node() -> Node | None:
    from sessions.runner.interpreters import find_node

    return find_node()


def _ported(
    options: argparse.Namespace,
    file: Path,
    text: str,
    versions: dict[str, str],
    node: Node | None,
    err: Diagnostics,
) -> Ported:
    """The Action, which parses: where the rewritten one does not, the hook kept whole."""
    from sessions.platforms.auth0.porting.javascript.syntax import SyntaxProblem
    from sessions.platforms.auth0.porting.port import port

    def made(shim: bool) -> Ported:
        try:
            return port(text, name=file.name, to=options.to, shim=shim, versions=versions)
        except SyntaxProblem as problem:
            raise InputError(str(file), problem.message, line=problem.line) from None

    ported = made(options.shim)
    problem = node and _syntax_problem(ported.source, node)
    if problem and not ported.shimmed:
        err.warn(f"Node does not take the rewritten hook ({problem}): it is kept whole instead")
        ported = made(True)
        problem = node and _syntax_problem(ported.source, node)
    if problem:
        raise InputError(str(file), f"Node does not take it: {problem}")
    return ported


def _syntax_problem(source: str, node: Node) -> str | None:
    """What `node --check` says of a text; None where it says nothing."""
    import subprocess
    import tempfile

    from sessions.runner.programs import allowed_environment

    with tempfile.TemporaryDirectory(prefix="offhook-") as folder:
        file = Path(folder) / "action.cjs"
        file.write_bytes(source.encode("utf-8", "surrogatepass"))
        checked = subprocess.run(
            [node.path, "--check", str(file)],
            capture_output=True,
            env=allowed_environment(),
            check=False,
        )
    if checked.returncode == 0:
        return None
    said = checked.stderr.decode("utf-8", "replace").splitlines()
    return next((line for line in said if "Error" in line), "it does not parse")


def _versions(folder: Path) -> dict[str, str]:
    """The installed versions of the packages that the nearest package.json names."""
    found: dict[str, str] = {}
    for at in (folder.resolve(), *folder.resolve().parents):
        manifest = _json(at / "package.json")
        declared = manifest.get("dependencies")
        if isinstance(declared, dict):
            for name in declared:
                installed = _json(at / "node_modules" / str(name) / "package.json").get("version")
                if isinstance(installed, str):
                    found.setdefault(str(name), installed)
        if manifest:
            break
    return found


def _json(path: Path) -> dict[str, object]:
    from sessions.files import Unreadable, read_bytes

    try:
        document = json.loads(read_bytes(path, 1 << 20))
    except (OSError, ValueError, Unreadable, RecursionError):
        return {}  # what cannot be read says nothing of versions
    return document if isinstance(document, dict) else {}


def _listing(ported: Ported) -> bytes:
    """The dependencies as `auth0-deploy-cli` has them in its files of Actions."""
    packages = [
        {"name": package.name, "version": package.version or "latest"}
        for package in ported.dependencies
    ]
    return (json.dumps(packages, indent=2) + os.linesep).encode()


def _narrate(
    hook: str,
    ported: Ported,
    output: Path | None,
    listing: Path | None,
    err: Diagnostics,
) -> None:
    if output:
        err.note(f"{output} written" + (", the hook's function kept whole" * ported.shimmed))
    for remark in ported.remarks:
        place = f"{hook}:{remark.line}" if remark.line else hook
        err.note(f"{place}: {remark.text}")
    if ported.dependencies:
        err.note(f"dependencies: {', '.join(map(str, ported.dependencies))}")
    if listing:
        err.note(f"{listing} written")
    if ported.secrets:
        err.note(f"secrets of the Action: {', '.join(ported.secrets)}")

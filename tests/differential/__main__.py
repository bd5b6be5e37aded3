"""Compares what hooks answer here with the platform's reference implementation, body by body.

`python -m tests.differential [--node PATH] [--only HOOK]`: every hook of the corpus, and every call
in calls.txt, with the payloads of payloads.py. A difference that deviations.toml does not list is
a failure, and so is an entry there that nothing needs any more.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from sessions.contract.invocation import Invocation
from sessions.contract.json_text import JsonValue, dumps
from sessions.contract.outcome import Outcome
from sessions.runner.interpreters import find_node
from sessions.sending import send
from sessions.targets.resolve import resolve
from sessions.targets.target import Settings, Target
from tests.differential.comparison import Table, differences, read_table
from tests.differential.payloads import CASES, Case
from tests.differential.reference import PACKAGES, Reference
from tests.npm_packages import ROOT, install

CORPUS = ROOT / "tests/sessions/targets/corpus"
CALLS = Path(__file__).with_name("calls.txt")
AT_ONCE = 3
PATIENCE = 5.0
CLOSED = "127.0.0.1:1/"
"""An address to which hooks of the corpus connect in vain."""
LONGEST = 300


@dataclass(frozen=True)
class Difference:
    """A wire body that differs where none should."""

    hook: str
    payload: str
    paths: list[str]
    ours: Outcome
    theirs: JsonValue

    def __str__(self) -> str:
        kind = self.ours.kind
        said = f"{self.hook} × {self.payload}: {kind}, differs at {', '.join(self.paths)}"
        bodies = (("ours", self.ours.wire), ("reference", self.theirs))
        return "\n".join([said, *(f"    {who}: {dumps(body)[:LONGEST]}" for who, body in bodies)])


class Differential:
    """The comparison, and what it has found so far."""

    def __init__(self, reference: Reference, table: Table) -> None:
        self._reference = reference
        self._table = table
        self._room = asyncio.Semaphore(AT_ONCE)
        self.compared = 0
        self.found: list[Difference] = []

    async def compare(self, name: str, hook: Path, cases: Sequence[Case]) -> None:
        """Compare the answers to these cases; those that never reach the hook share a process."""
        settings = Settings(node=self._reference.node, live=is_to_fail(hook))
        target = resolve(str(hook), base=hook.parent, settings=settings)
        refused = [case for case in cases if case.is_refused and case.payload]
        alone = [[case] for case in cases if case not in refused]
        try:
            for group in [*alone, refused] if refused else alone:
                async with self._room:
                    await self._compare(name, hook, target, group)
        finally:
            await target.aclose()

    async def _compare(self, name: str, hook: Path, target: Target, group: Sequence[Case]) -> None:
        answers = await self._reference.answers(hook, group)
        for case, theirs in zip(group, answers, strict=True):
            outcome = await send(
                target,
                Invocation(case.payload),
                secrets=case.secrets,
                timeout=PATIENCE,
            )
            found = differences(outcome.wire, theirs)
            paths = self._table.unlisted(name, case.name, found)
            self.compared += 1
            if paths:
                self.found.append(Difference(name, case.name, paths, outcome, theirs))


def is_to_fail(hook: Path) -> bool:
    """Whether a hook calls what refuses it, so that its calls must not be caught."""
    return CLOSED in hook.read_text(encoding="utf-8", errors="replace")


async def compare_all(differential: Differential, table: Table, only: str, folder: Path) -> None:
    """Send every case to every hook of the corpus, and the example to every one of the calls."""
    hooks = [path for path in sorted(CORPUS.glob("*.js")) if path.name not in table.left_out]
    work: list[tuple[str, Path, tuple[Case, ...]]] = [(path.name, path, CASES) for path in hooks]
    for number, call in enumerate(CALLS.read_text(encoding="utf-8").splitlines(), 1):
        hook = folder / f"call-{number}.js"
        hook.write_text(f"module.exports = (recipient, text, context, cb) => {{ {call} }};\n")
        work.append((call, hook, CASES[:1]))
    async with asyncio.TaskGroup() as group:
        for name, hook, cases in work:
            if fnmatchcase(name, only):
                group.create_task(differential.compare(name, hook, cases))


def main() -> int:
    """Run it; 0 where nothing is found."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("--node", help="the Node that runs both sides")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="hooks to compare")
    options = parser.parse_args()
    node = find_node(options.node)
    if node is None:
        raise SystemExit("No usable Node was found.")
    table = read_table()
    modules = install(ROOT / ".differential", PACKAGES)
    differential = Differential(Reference(node.path, modules), table)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(compare_all(differential, table, options.only, Path(folder).resolve()))
    for difference in sorted(differential.found, key=str):
        sys.stdout.write(f"{difference}\n")
    everything = options.only == "*"
    idle = [(one, hook) for one in table.deviations for hook in one.idle()] if everything else []
    for deviation, hook in idle:
        sys.stdout.write(f"Listed but not needed: {hook}, {deviation.payload}, {deviation.path}\n")
    missing = [name for name in table.left_out if not (CORPUS / name).is_file()]
    for name in missing:
        sys.stdout.write(f"Left out but not there: {name}\n")
    used = sum(deviation.uses.total() for deviation in table.deviations)
    sys.stdout.write(
        f"{node}: {differential.compared} wire bodies compared, {len(differential.found)} of them "
        f"differ where none should; {used} differences are listed as deliberate, for "
        f"{len(table.deviations)} reasons; {len(table.left_out)} hooks left out.\n"
    )
    return 1 if differential.found or idle or missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""The proof of `offhook port`: hook and Action are sent the same, and what differs is said."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.shared.diagnostics import Diagnostics
from tui.cli.shared.inputs import session_files
from tui.cli.shared.running import run_to_end, with_elapsed

if TYPE_CHECKING:
    from sessions.choice import Choice
    from sessions.comparison.run import Comparison
    from sessions.contract.invocation import Invocation
    from sessions.platforms.auth0.porting.port import Ported

_TIMEOUT: Final = 7.0
"""Seconds for an invocation: more than the 5 that the fault `slow` takes."""
_MOST_TOLD: Final = 20


def prove_port(
    hook: Path | Choice,
    runnable: AbstractContextManager[Path | Choice],
    names: Sequence[str],
    sessions: str | None,
    err: Diagnostics,
) -> bool:
    """Whether hook and Action do the same; it says on how many invocations, or where not.

    Args:
        names: those of the secrets that the Action reads.
        sessions: the invocations of a file or folder, instead of those that are made up.
    """
    invocations, declared = _of_sessions(sessions) if sessions else (_made_up(), ())
    folder = Path(sessions) if sessions else Path()
    known = {} if isinstance(hook, Path) else hook.settings.secrets
    secrets = _secrets((*declared, *names), folder, known, err)
    with runnable as action:
        proving = _compared(hook, action, invocations, secrets, err, with_faults=not sessions)
        found = run_to_end(proving)
    return _tell(found, err)


def _made_up() -> list[Invocation]:
    from sessions.platforms.auth0.porting.samples import made_up_invocations

    return made_up_invocations()


def _of_sessions(place: str) -> tuple[list[Invocation], tuple[str, ...]]:
    """The invocations of a session file, or of a folder of them, and the secrets they name."""
    from sessions.store.session_file import read

    files = [read(path) for path in session_files([place])]
    names = {name: None for file in files for name in file.session.secrets}
    invocations = [
        saved.named(name, file.session.answers)
        for file in files
        for name, saved in file.session.invocation.items()
    ]
    return invocations, tuple(names)


def _secrets(
    names: Sequence[str], folder: Path, known: Mapping[str, str], err: Diagnostics
) -> dict[str, str]:
    """A value for each: that of the environment or of `.env`, else one that a folder has, else one
    that is made up."""
    from sessions.platforms.auth0.limits import SECRET_VALUE
    from sessions.platforms.auth0.porting.samples import made_up_secret
    from sessions.secrets.lookup import environment, resolve_secrets

    env = environment(os.environ, folder=folder if folder.is_dir() else folder.parent)
    given = resolve_secrets(names, env)
    missing = [name for name in given.missing if name not in known]
    for name, value in given.values.items():
        if len(value) > SECRET_VALUE:
            err.warn(f"the secret {name} has more than {SECRET_VALUE} characters: too many")
    if missing:
        err.note(f"made up for the proof: values for {', '.join(missing)}")
    return {**{name: made_up_secret(name) for name in missing}, **known, **given.values}


@contextlib.contextmanager
def runnable(hook: Path, ported: Ported, written: Path | None) -> Iterator[Path]:
    """A file of the Action that finds the hook's own modules."""
    if written:
        yield written
        return
    with tempfile.TemporaryDirectory(prefix="offhook-") as name:
        folder = Path(name)
        beside = hook.resolve().parent
        modules = [at / "node_modules" for at in (beside, *beside.parents)]
        links = [path for path in beside.iterdir() if not path.name.startswith(".")]
        links += [path for path in modules[1:] if path.is_dir()][:1]
        for path in links:
            with contextlib.suppress(OSError):  # it is linked already, or the system has no links
                (folder / path.name).symlink_to(path)
        action = folder / f"ported-{hook.stem}.js"
        action.write_bytes(ported.source.encode("utf-8", "surrogatepass"))
        yield action


async def _compared(
    hook: Path | Choice,
    action: Path | Choice,
    invocations: Sequence[Invocation],
    secrets: dict[str, str],
    err: Diagnostics,
    *,
    with_faults: bool,
) -> list[Comparison]:
    from sessions.comparison.proof import prove
    from sessions.sending import open_target

    done: list[Comparison] = []
    async with open_target(hook) as a, open_target(action) as b:
        proving = prove(
            invocations,
            a,
            b,
            secrets=secrets,
            with_faults=with_faults,
            jobs=2 * (os.cpu_count() or 1),
            timeout=_TIMEOUT,
            on_compared=done.append,
        )
        return await with_elapsed(proving, err, lambda: f"proving it, {len(done)} compared")


def _tell(found: Sequence[Comparison], err: Diagnostics) -> bool:
    from sessions.comparison.proof import is_mended
    from sessions.contract.kinds import UNLOADED
    from sessions.differences.difference import RULES
    from sessions.report.differences import difference_line

    if found and found[0].a.kind in UNLOADED and (problem := found[0].a.error):
        err.error(f"not proven: the hook itself does not run here. {problem.message}")
        return False
    mended = [one for one in found if not one.equal and is_mended(one)]
    other = [one for one in found if not one.equal and one not in mended]
    for line in _grouped([(one.invocation.name, _mended(one)) for one in mended]):
        err.note(line)
    told = [
        (one.invocation.name, difference_line(each)) for one in other for each in one.differences
    ]
    for line in _grouped(told):
        err.note(line)
    for rule in dict.fromkeys(each.rule for one in found for each in one.platform if each.rule):
        err.note(f"by the platform: {RULES[rule]}")
    equal = len(found) - len(mended) - len(other)
    delivered = sum(one.equal and one.a.delivered for one in found)
    if other:
        err.error(f"not equal on {len(other)} of {len(found)} invocations")
        return False
    if not any(one.b.delivered for one in found):
        failed = found[0].a.error if found else None
        why = f" ({failed.message})" if failed else ""
        said = f"both do the same on {len(found)} invocations, and deliver none of them{why}"
        err.error(f"not proven: {said}: prove it with sessions and secrets of your own")
        return False
    behind = f", and mended on {len(mended)}" if mended else ""
    err.note(f"proven equal on {equal} invocations, {delivered} of them delivered{behind}")
    return True


def _mended(comparison: Comparison) -> str:
    b = comparison.b
    said = f"fails ({b.error.message})" if b.error else str(b.outcome)
    return f"mended: the hook never answered; the Action: {'delivers' if b.delivered else said}"


def _grouped(told: Sequence[tuple[str, str]]) -> list[str]:
    """Each thing that is said once, with the invocations that it is said of."""
    by_text: dict[str, list[str]] = {}
    for name, text in told:
        by_text.setdefault(text, []).append(name)
    lines = [
        f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {text}"
        for text, names in by_text.items()
    ]
    rest = len(lines) - _MOST_TOLD
    return lines if rest <= 0 else [*lines[:_MOST_TOLD], f"… and {rest} differences more"]

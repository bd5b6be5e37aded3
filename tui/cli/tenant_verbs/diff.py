"""`offhook tenant diff`: an Action here against the one in the tenant."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sessions.text import printable
from tui.cli.shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics
from tui.cli.shared.output import Output, Style, on_one_line

from .common import local_action, opened

if TYPE_CHECKING:
    from sessions.tenant.differences import Differing


def diff(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print where they differ: 0 nowhere, 1 somewhere, or there is none in the tenant."""
    from sessions.tenant.differences import differences
    from sessions.tenant.plan import the_action

    different = False
    locals_ = [local_action(options, place) for place in options.what]
    with opened(options, err) as tenant:
        for local in locals_:
            action = the_action(tenant, local.name)
            if action is None:
                different = True
                err.note(f"{tenant.domain}: has no Action {local.name}")
                continue
            found = differences(local, action)
            tenant.hidden.add(local.hidden)
            for line in shown(found, out.style, tenant.hidden):
                out.line(line)
            different = different or bool(found)
            err.note(
                f"{local.name}: differs in {', '.join(one.part for one in found)}"
                if found
                else f"{local.name}: is as it is in {tenant.domain}"
            )
            if not action.runs_draft:
                err.note(f"{local.name}: the draft in the tenant is not deployed")
    return NOT_AS_EXPECTED if different else AS_EXPECTED


def shown(found: Sequence[Differing], style: Style, hide: Callable[[str], str]) -> Iterator[str]:
    """Differences as lines: of code those of a unified diff, of the rest what is where; `hide`
    takes the values out that a folder has put into its code."""
    for one in found:
        if not one.lines:
            yield on_one_line(f"{one.part}: in the tenant {one.there}, here {one.here}")
            continue
        for line in one.lines:
            yield _colored(printable(hide(line)).replace("\n", "\\n"), style)


def _colored(line: str, style: Style) -> str:
    if line.startswith("+"):
        return style.good(line)
    if line.startswith("-"):
        return style.bad(line)
    return style.dim(line) if line.startswith("@@") else line

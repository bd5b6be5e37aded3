"""The comments of a port: what has to be looked at, and what the handler's parameters are."""

from __future__ import annotations

import re
import textwrap
from typing import Final

from sessions.platforms.auth0.events import TRIGGERS, Dialect
from sessions.platforms.deployed import Package
from sessions.text import one_line

from .hook import Hook
from .javascript.edits import Edits
from .javascript.syntax import Node
from .remarks import Remark

_WIDTH: Final = 100
_PARAMETER: Final = re.compile(r"^(?P<before>\s*\*?\s*)@param\b")
_TAG: Final = re.compile(r"^\s*\*?\s*@|\*/")
_EVENT: Final = "@param {object} event - the message, and what it is sent for"
_APIS: Final[dict[Dialect, str]] = {
    "action": "@param {object} api - api.cache",
    "phone-provider": "@param {object} api - api.notification.retry and drop, api.cache",
}


def header(
    name: str,
    dialect: Dialect,
    remarks: tuple[Remark, ...],
    dependencies: tuple[Package, ...],
    secrets: tuple[str, ...],
) -> list[str]:
    """The lines at the top of a port; `name` is the hook's file."""
    trigger = next(trigger for trigger, of in TRIGGERS.items() if of == dialect)
    lines = _wrapped(
        f"Ported by offhook from the hook {one_line(name)}, for the trigger {trigger}."
    )
    if dependencies:
        lines += _wrapped(f"Dependencies: {', '.join(map(str, dependencies))}")
    if secrets:
        lines += _wrapped(f"Secrets: {', '.join(secrets)}")
    if remarks:
        lines += ["//", f"// Look at, by lines of {one_line(name)}:"]
    for remark in remarks:
        place = f"{remark.line}: " if remark.line else ""
        lines += _wrapped(f"- {place}{one_line(remark.text, 400)}", "  ")
    return lines


def _wrapped(text: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="// ",
        subsequent_indent=f"// {hanging}",
        break_on_hyphens=False,
    )


def describe_parameters(hook: Hook, dialect: Dialect, edits: Edits) -> None:
    """Have the comment on the handler say what an Action gets, where it says what a hook does."""
    comment = _comment(hook)
    names = {node.text for at in range(4) if (node := hook.parameter(at))}
    if comment is None or not any(f" {name}" in comment.text for name in names):
        return
    lines: list[str] = []
    described = within = False
    for line in comment.text.split("\n"):
        match = _PARAMETER.match(line)
        if match:
            within = True
            if not described:
                end = "\r" if line.endswith("\r") else ""
                lines += [f"{match['before']}{said}{end}" for said in (_EVENT, _APIS[dialect])]
            described = True
            if line.rstrip().endswith("*/"):
                lines.append(" */")
            continue
        within = within and not _TAG.search(line)
        if not within:
            lines.append(line)
    if described:
        edits.node(comment, "\n".join(lines))


def _comment(hook: Hook) -> Node | None:
    """The `/** … */` right above the handler."""
    assert hook.handler is not None
    start = hook.handler.start
    above = [node for node in hook.root.children if node.end <= start]
    if not above or above[-1].kind != "comment" or not above[-1].text.startswith("/**"):
        return None
    return above[-1]

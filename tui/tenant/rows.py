"""The rows of the screen: what is in a tenant, beside what of it is in the folder. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from textual.content import Content, Span

from sessions.tenant.differences import NONE, Differing, differences, names, packages
from sessions.tenant.local import LocalAction
from sessions.tenant.overview import FoundAction, Overview
from sessions.text import one_line, printable
from tui.theme import MUTED
from tui.widgets.lines import Line

Kind = Literal["Action", "hook", "provider", "template", "problem"]

_SIGNS: Final = {"same": "=", "different": "≠", "not here": "·", "only here": "+"}
_OTHERS: Final = {"problem": "!"}
_COLORS: Final = {
    "!": "$text-warning",
    "=": "$text-success",
    "≠": "$text-error",
    "+": "$text-warning",
    "·": MUTED,
}
_LONGEST_NAME: Final = 32


@dataclass(frozen=True, slots=True)
class Row:
    """One thing, in the tenant, here, or both."""

    kind: Kind
    name: str
    state: str
    found: FoundAction | None = None
    local: LocalAction | None = None
    differing: tuple[Differing, ...] = ()
    text: str = ""
    """What there is to read of what is no Action."""

    @property
    def key(self) -> str:
        """By what it is known again after all was read anew."""
        return f"{self.kind} {self.name}"

    @property
    def here(self) -> str:
        """How it is here: `same`, `different`, `only here`, `not here`."""
        if self.found is None:
            return "only here"
        if self.local is None:
            return "not here"
        return "different" if self.differing else "same"


def rows_of(found: Overview, here: Sequence[LocalAction], problems: Mapping[str, str]) -> list[Row]:
    """All rows, Actions first; an Action here is that of its name in the tenant. `problems` say by
    the name of a file why it cannot be read."""
    unread = (Row("problem", name, said, text=said) for name, said in problems.items())
    return [*_actions(found, here), *unread, *_others(found)]


def row_line(row: Row, width: int) -> Content:
    """`≠ sms-sender   deployed, bound · different`."""
    sign = _SIGNS[row.here] if row.kind == "Action" else _OTHERS.get(row.kind, " ")
    name = one_line(row.name, _LONGEST_NAME)
    says_it = row.kind in ("Action", "problem")
    words = row.state if says_it else f"{row.kind} {row.state}".rstrip()
    line = Content.assemble(
        (sign, _COLORS.get(sign, "")), f" {name:<18}  ", (one_line(words, 300), MUTED)
    )
    return line.truncate(max(width, 10), ellipsis=True)


def row_text(row: Row) -> Iterator[Line]:
    """All about a row: where it differs, then what it is; else what it is, then its code."""
    if row.kind != "Action":
        yield from (Line(line) for line in printable(row.text).split("\n"))
        return
    if row.differing:
        yield from _difference_lines(row.differing)
        yield Line("")
        yield from _fact_lines(row)
        return
    yield from _fact_lines(row)
    yield Line("")
    code = row.found.action.code if row.found else row.local.code if row.local else ""
    yield from (Line(line) for line in printable(code).split("\n"))


def _actions(found: Overview, here: Sequence[LocalAction]) -> Iterator[Row]:
    by_name = {local.name: local for local in here}
    for one in found.actions.value:
        local = by_name.pop(one.action.name, None)
        differing = differences(local, one.action) if local else ()
        yield Row("Action", one.action.name, one.state, one, local, differing)
    for local in by_name.values():
        yield Row("Action", local.name, "not in the tenant", None, local)
    if found.actions.problem:
        yield Row("problem", "Actions", found.actions.problem, text=found.actions.problem)


def _others(found: Overview) -> Iterator[Row]:
    for hook in found.hooks.value:
        state = "enabled" if hook.is_enabled else "disabled"
        said = "Auth0 runs no hooks any more. p pulls its code; offhook port makes an Action of it."
        yield Row("hook", hook.name, state, text=said)
    provider = found.provider.value
    if provider:
        methods = names(provider.delivery_methods)
        state = f"{methods}{', disabled' if provider.is_disabled else ''}"
        yield Row("provider", provider.name, state, text=f"delivers by {methods}")
    for template in found.templates.value:
        state = "disabled" if template.is_disabled else ""
        text = f"text:\n{template.text}\n\nvoice:\n{template.voice}"
        yield Row("template", template.type, state, text=text)
    if old := found.guardian_templates.value:
        for name, text in (("enrollment", old.enrollment), ("verification", old.verification)):
            if text:
                yield Row("template", name, "of MFA", text=text)
    problems = {
        "hooks": found.hooks.problem,
        "provider": found.provider.problem,
        "templates": found.templates.problem,
        "MFA": found.guardian_provider.problem,
    }
    for name, problem in problems.items():
        if problem:
            yield Row("problem", name, problem, text=problem)


def _fact_lines(row: Row) -> Iterator[Line]:
    for label, text in _facts(row):
        head = f"{label:<15}"
        line = f"{head}{one_line(text, 500)}"
        yield Line(line, (Span(0, len(head), MUTED),), hang=len(head))


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    action = row.found.action if row.found else None
    if action:
        yield "trigger", f"{action.trigger} {action.trigger_version}"
        yield "runtime", action.runtime or NONE
        yield "packages", packages(action.dependencies)
        yield "secrets", names(action.secrets)
    elif row.local:
        yield "trigger", row.local.trigger
        yield "secrets", names(row.local.secrets)
    if row.found:
        yield "in the tenant", row.state
    if action and action.errors:
        yield "errors", "; ".join(action.errors)
    yield "here", f"{row.here}{f', {row.local.path}' if row.local else ''}"


def _difference_lines(differing: Sequence[Differing]) -> Iterator[Line]:
    for one in differing:
        if not one.lines:
            yield Line(one_line(f"{one.part}: in the tenant {one.there}, here {one.here}", 1000))
            continue
        for line in one.lines:
            text = printable(line).replace("\n", "\\n")
            style = {"+": "$text-success", "-": "$text-error", "@": MUTED}.get(line[:1], "")
            yield Line(text, (Span(0, len(text), style),) if style else ())

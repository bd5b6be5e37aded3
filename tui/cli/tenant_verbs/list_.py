"""`offhook tenant list`: what is in a tenant around phone messages."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.cli.shared.diagnostics import AS_EXPECTED, NOT_AS_EXPECTED, Diagnostics
from tui.cli.shared.output import Output, on_one_line

from .common import opened

if TYPE_CHECKING:
    from sessions.platforms.auth0.management.errors import ManagementError
    from sessions.tenant.overview import Overview


def list_(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Print it, part by part; what cannot be read says why, and is not as expected."""
    from sessions.tenant.overview import overview

    with opened(options, err) as tenant:
        found = overview(tenant)
        domain = tenant.domain
    out.line(out.style.strong(domain))
    for title, lines in _parts(found):
        out.line(f"  {title}")
        for line in lines:
            out.line(f"    {on_one_line(line)}")
    if not found.refusals:
        return AS_EXPECTED
    err.warn(f"{domain}: not all of it could be read{_lacking(found.refusals)}")
    return NOT_AS_EXPECTED


def _lacking(refusals: list[ManagementError]) -> str:
    """The scopes that are missing, as far as the refusals name them."""
    from sessions.platforms.auth0.management.errors import MissingScope

    missing = [one.scopes for one in refusals if isinstance(one, MissingScope)]
    scopes = dict.fromkeys(" or ".join(one) for one in missing)
    return f": the token lacks {', '.join(scopes)}" if scopes else ""


def _parts(found: Overview) -> Iterator[tuple[str, list[str]]]:
    actions = [
        f"{one.action.name}  {one.action.trigger} {one.action.trigger_version}, "
        f"{one.action.runtime}  {one.state}"
        for one in found.actions.value
    ]
    if found.others:
        actions.append(f"{found.others} of other triggers")
    yield "Actions", _or(actions, found.actions.problem)
    hooks = [
        f"{hook.name}  {hook.trigger}  {'enabled' if hook.is_enabled else 'disabled'}"
        for hook in found.hooks.value
    ]
    yield "hooks", _or(hooks, found.hooks.problem)
    provider = found.provider.value
    shown = []
    if provider:
        methods = ", ".join(provider.delivery_methods)
        off = ", disabled" if provider.is_disabled else ""
        shown = [f"{provider.name}  {methods}{off}"]
    yield "phone provider", _or(shown, found.provider.problem)
    templates = [
        f"{one.type}{'  disabled' if one.is_disabled else ''}" for one in found.templates.value
    ]
    yield "phone templates", _or(templates, found.templates.problem)
    selected = [found.guardian_provider.value] if found.guardian_provider.value else []
    yield (
        "MFA sends by (before the Unified Phone Experience)",
        _or(selected, found.guardian_provider.problem),
    )
    old = found.guardian_templates.value
    kept = [
        kind
        for kind, text in (
            ("enrollment", old and old.enrollment),
            ("verification", old and old.verification),
        )
        if text
    ]
    yield "MFA templates (before it)", _or(kept, found.guardian_templates.problem)


def _or(lines: list[str], problem: str) -> list[str]:
    """What there is; else why not, or that there is nothing."""
    return lines or [problem or "none"]

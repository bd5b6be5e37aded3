"""Code out of a tenant into files: the code, a manifest and a session beside it, the templates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sessions.contract.invocation import example
from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.management.actions import Action
from sessions.platforms.auth0.management.errors import NotAvailable
from sessions.platforms.auth0.management.hooks import END_OF_LIFE, Hook
from sessions.platforms.auth0.management.phones import (
    ENROLLMENT,
    VERIFICATION,
    GuardianTemplates,
    PhoneTemplate,
)
from sessions.platforms.current import PLATFORM
from sessions.text import one_line

from .access import Tenant
from .errors import TenantError
from .overview import phone_hooks
from .plan import the_action

MASKED: Final = "_VALUE_NOT_SHOWN_"
"""What auth0-deploy-cli takes for a value that stays as it is."""
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows gives to no file."""
_LONGEST: Final = 160
"""Bytes of a name; most file systems take 255, the endings among them."""
TEMPLATE_FILES: Final = {ENROLLMENT: "enrollment.liquid", VERIFICATION: "verification.liquid"}


@dataclass(frozen=True, slots=True)
class PulledFile:
    """A file to be written, and what it has."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was read, as files, and what its user is to know."""

    files: tuple[PulledFile, ...]
    remarks: tuple[str, ...] = ()


def pull(tenant: Tenant, names: Sequence[str]) -> Pulled:
    """The Actions and hooks of these names; without any name all that are for phone messages.

    Raises:
        TenantError: there is none of a name.
        ManagementError: the tenant does not say.
    """
    hooks = phone_hooks(tenant)
    chosen = list(_chosen(tenant, names, hooks.value))
    remarks: list[str] = []
    if not names and not chosen:
        remarks.append(f"{tenant.domain}: has no Action and no hook for phone messages")
    if hooks.problem and not names:
        remarks.append(f"hooks: {hooks.problem}")
    if any(isinstance(one, Hook) for one in chosen):
        remarks.append(END_OF_LIFE)
    files: list[PulledFile] = []
    taken: set[str] = set()
    for one in chosen:
        stem = _unused(file_name(one.name), taken)
        if isinstance(one, Action) and one.modules:
            modules = ", ".join(name for name, _ in one.modules)
            remarks.append(f"{one.name}: its modules are not pulled: {modules}")
        files += _of_action(one, stem) if isinstance(one, Action) else _of_hook(tenant, one, stem)
    return Pulled(tuple(files), tuple(remarks))


def pull_templates(tenant: Tenant) -> Pulled:
    """The templates of the two messages of MFA that are in force, as the demo takes them: those of
    guardian, unless the tenant has the Unified Phone Experience.

    Raises:
        ManagementError: they cannot be read.
    """
    try:
        texts = _guardian_texts(tenant.api.guardian_templates())
        disabled: list[str] = []
    except NotAvailable:
        templates = tenant.api.phone_templates()
        texts = _branding_texts(templates)
        disabled = [one.type for one in templates if one.is_disabled and one.type in TEMPLATE_FILES]
    files = [PulledFile(TEMPLATE_FILES[type], _with_end(text)) for type, text in texts.items()]
    remarks = [f"the template {type} is disabled in the tenant" for type in disabled]
    if not files:
        said = "has no templates of its own: messages have Auth0's wording"
        remarks.append(f"{tenant.domain}: {said}")
    return Pulled(tuple(files), tuple(remarks))


def file_name(name: str) -> str:
    """The name of a file for what is called so in a tenant, without an ending; never a path."""
    stem = _NOT_IN_NAMES.sub("-", name).strip("-.")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore") or "unnamed"
    return f"{stem}-" if _RESERVED.fullmatch(stem) else stem


def _chosen(tenant: Tenant, names: Sequence[str], hooks: Sequence[Hook]) -> Iterator[Action | Hook]:
    triggers = PLATFORM.events.TRIGGERS
    if not names:
        known = (one for one in tenant.api.actions() if one.trigger in triggers)
        yield from (tenant.api.action(one.id) for one in known)
        yield from hooks
        return
    for name in names:
        action = the_action(tenant, name)
        hook = next((one for one in hooks if one.name == name), None)
        if action and action.trigger not in triggers:
            wanted = " and ".join(triggers)
            raise TenantError(f"{name}: is of the trigger {action.trigger}; offhook knows {wanted}")
        if not action and not hook:
            raise TenantError(
                f"{tenant.domain}: has no Action and no hook for phone messages called {name!r} "
                "(offhook tenant list)"
            )
        yield from filter(None, (action, hook))


def _of_action(action: Action, stem: str) -> Iterator[PulledFile]:
    manifest: dict[str, JsonValue] = {
        "name": action.name,
        "code": f"./{stem}.js",
        "runtime": action.runtime,
        "dependencies": [{"name": one.name, "version": one.version} for one in action.dependencies],
        "secrets": [{"name": name} for name in action.secrets],
        "supported_triggers": [{"id": action.trigger, "version": action.trigger_version}],
    }
    yield PulledFile(f"{stem}.js", _with_end(action.code))
    yield PulledFile(f"{stem}.json", _json(manifest))
    yield PulledFile(f"{stem}.toml", _session(action.name, stem, action.secrets, action.trigger))


def _of_hook(tenant: Tenant, listed: Hook, stem: str) -> Iterator[PulledFile]:
    """A list of hooks has no script for certain, and never secrets: each is read by itself."""
    hook = tenant.api.hook(listed.id)
    secrets = tenant.api.hook_secrets(listed.id)
    manifest: dict[str, JsonValue] = {
        "triggerId": hook.trigger,
        "name": hook.name,
        "script": f"./{stem}.js",
        "enabled": hook.is_enabled,
        "secrets": dict.fromkeys(secrets, MASKED),
        "dependencies": {**(hook.dependencies or {})},
    }
    yield PulledFile(f"{stem}.js", _with_end(hook.script))
    yield PulledFile(f"{stem}.json", _json(manifest))
    yield PulledFile(f"{stem}.toml", _session(hook.name, stem, secrets, None))


def _session(name: str, stem: str, secrets: Iterable[str], trigger: str | None) -> str:
    from sessions.store.model import SavedInvocation, Session
    from sessions.store.session_file import dumps

    saved = SavedInvocation(payload=example().payload, trigger=trigger)
    return dumps(
        Session(
            name=one_line(name),
            target=f"{stem}.js",
            secrets=tuple(secrets),
            invocation={"example": saved},
        )
    )


def _branding_texts(templates: Sequence[PhoneTemplate]) -> dict[str, str]:
    """SMS and voice have texts of their own there; the demo has one template for both."""
    texts: dict[str, str] = {}
    for one in templates:
        if one.type not in TEMPLATE_FILES or not (one.text or one.voice):
            continue
        if one.text and one.voice and one.text != one.voice:
            both = (
                f'{{% if message_type == "voice" %}}{one.voice}{{% else %}}{one.text}{{% endif %}}'
            )
            texts[one.type] = both
        else:
            texts[one.type] = one.text or one.voice
    return texts


def _guardian_texts(templates: GuardianTemplates) -> Mapping[str, str]:
    texts = {ENROLLMENT: templates.enrollment, VERIFICATION: templates.verification}
    return {type: text for type, text in texts.items() if text}


def _unused(stem: str, taken: set[str]) -> str:
    """A stem whose files stand beside no others of this pull, on any file system."""
    wish, number = stem, 1
    while stem.lower() in taken:
        number += 1
        stem = f"{wish}-{number}"
    taken.add(stem.lower())
    return stem


def _with_end(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _json(document: Mapping[str, JsonValue]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

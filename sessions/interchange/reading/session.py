"""A session of what was found in a document: names, targets, and no value of any credential."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sessions.contract.json_path import format_path, get, remove
from sessions.contract.json_text import JsonObject, JsonValue, has_lone_surrogate, is_object
from sessions.interchange.posting import referenced
from sessions.platforms.current import PLATFORM
from sessions.store.codec import expectations_of
from sessions.store.model import SavedInvocation, Session, TargetSpec
from sessions.text import one_line, printable

from .credentials import Environment, kept_in, without_platform_secret
from .found import Found, FoundInvocation, FoundRequest, Names

_Whereto: TypeAlias = "tuple[str, tuple[tuple[str, str], ...], float | None, str | None]"
_LONGEST_NAME = 80
_ADDED: Final = ("context", "webtask")
"""What the platform adds to a hook's payload (`Wire.webtask`), secrets and all: no part of it."""


@dataclass(slots=True)
class Imported:
    """A session, and what its user is to know of it."""

    session: Session
    remarks: list[str] = field(default_factory=list[str])


def session_of(found: Found, name: str) -> Imported:
    """The session that a document makes.

    Where its requests went is the target: of most of them the session's, of the others their own.
    What goes under the name of a credential becomes `${env:NAME}`, and its value is kept nowhere.
    """
    requests = [one.request for one in found.invocations if one.request]
    environment = Environment(requests)
    each = [environment.headers(request) for request in requests]
    bare = without_platform_secret(each)
    secrets = [] if bare is None else [PLATFORM.wire.SECRET]
    targets = _Targets(environment)
    headers = iter(each if bare is None else bare)
    whereto = [
        targets.of(one.request, next(headers)) if one.request else None for one in found.invocations
    ]
    counts = Counter(filter(None, whereto))
    common = counts.most_common(1)[0][0] if counts else None
    invocations: dict[str, SavedInvocation] = {}
    names = Names()
    for number, (one, target) in enumerate(zip(found.invocations, whereto, strict=True), 1):
        wish = one_line(one.name, _LONGEST_NAME) or f"invocation-{number}"
        own = target if target != common else None
        invocations[names.new(wish)] = _saved(one, own)
    session = Session(
        name=name,
        target=common,
        secrets=tuple(dict.fromkeys((*secrets, *_secret_names(found.invocations)))),
        targets=targets.specs,
        invocation=invocations,
    )
    remarks = [*found.remarks, *_said(environment, session)]
    if any(_has_added(one.document) for one in found.invocations):
        remarks.append(
            "left out context.webtask, which the platform adds; secrets keep their names"
        )
    return Imported(session, remarks)


def _saved(one: FoundInvocation, target: str | None) -> SavedInvocation:
    expect = expectations_of(dict(one.expect)) if one.expect else None
    events = PLATFORM.events
    if events.dialect_of(one.document) is None:
        payload: JsonValue = one.document
        event, trigger = None, one.trigger
        if _has_added(one.document):
            payload = remove(payload, _ADDED)
    else:
        _, payload, rest = events.from_event(one.document)
        event, trigger = rest or None, events.trigger_of(one.document)
    return SavedInvocation(
        payload=payload, event=event, trigger=trigger, target=target, note=one.note, expect=expect
    )


class _Targets:
    """The targets of a document's requests, each once."""

    def __init__(self, environment: Environment) -> None:
        self.specs: dict[str, TargetSpec] = {}
        self._environment = environment
        self._names = Names()
        self._known: dict[_Whereto, str] = {}

    def of(self, request: FoundRequest, headers: Mapping[str, str]) -> str | None:
        """Where a request went: a URL, or a name where there is more to say than that."""
        url = _sayable(self._environment.url(request.url))
        if not url:
            return None
        key = (url, tuple(headers.items()), request.timeout, request.ca_file)
        if key not in self._known:
            self._known[key] = self._new(url, headers, request)
        return self._known[key]

    def _new(self, url: str, headers: Mapping[str, str], request: FoundRequest) -> str:
        is_plain = re.match(r"https?://", url, re.IGNORECASE) and not referenced(url)
        if is_plain and not headers and not request.timeout and not request.ca_file:
            return url
        name = self._names.new("endpoint")
        self.specs[name] = TargetSpec(
            url=url,
            headers={_sayable(key): _sayable(value) for key, value in headers.items()},
            timeout=request.timeout,
            ca_file=_sayable(request.ca_file) if request.ca_file else None,
        )
        return name


def _sayable(text: str) -> str:
    """A text as TOML can hold it: half a character is shown as an escape."""
    return printable(text) if has_lone_surrogate(text) else text


def _secret_names(found: Sequence[FoundInvocation]) -> Iterable[str]:
    """The names of the secrets that are in the documents."""
    for one in found:
        yield from map(_sayable, _given_secrets(one.document))


def _has_added(document: JsonObject) -> bool:
    """Whether a payload has what the platform adds to it, as far as values of secrets are in it."""
    added = get(document, _ADDED)
    return is_object(added) and not added.keys().isdisjoint(("secrets", "data", "headers"))


def _given_secrets(document: JsonObject) -> JsonObject:
    """The secrets in an event, or in what the platform has added to a hook's payload."""
    is_event = PLATFORM.events.dialect_of(document) is not None
    secrets = get(document, ("secrets",) if is_event else (*_ADDED, "secrets"))
    return secrets if is_object(secrets) else {}


def _said(environment: Environment, session: Session) -> list[str]:
    """What is to be set before it is sent, and what was left out."""
    said = [
        f"{place} has a credential: it is ${{env:{name}}} now, and its value is kept nowhere"
        for name, place in environment.places.items()
    ]
    if kept := dict.fromkeys(
        f"{name}: {format_path(path)}"
        for name, saved in session.invocation.items()
        for path in kept_in(saved.payload)
    ):
        more = f" and {len(kept) - 1:,} more" if len(kept) > 1 else ""
        said.append(f"{next(iter(kept))}{more}: looks like a credential, and stays in the payload")
    if environment.left_out:
        names = ", ".join(one_line(name, 40) for name in environment.left_out)
        said.append(f"left out the headers that a browser adds: {names}")
    files = [spec.ca_file for spec in session.targets.values() if spec.ca_file]
    if files:
        said.append(f"{', '.join(files)}: a relative path counts from the session's file now")
    return said

"""What is in a tenant around phone messages, as far as its token may read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sessions.platforms.auth0.management.actions import Action
from sessions.platforms.auth0.management.errors import (
    UNIFIED,
    ManagementError,
    NotAvailable,
    NotFound,
    Refused,
)
from sessions.platforms.auth0.management.hooks import END_OF_LIFE, Hook
from sessions.platforms.auth0.management.hooks import PHONE as PHONE_HOOK
from sessions.platforms.auth0.management.phones import (
    GuardianTemplates,
    PhoneProvider,
    PhoneTemplate,
)
from sessions.platforms.current import PLATFORM

from .access import Tenant

T = TypeVar("T")

_UNIFIED: Final = "counts no more: the tenant has the Unified Phone Experience"


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One kind of thing: what there is, or in one line why that is not known."""

    value: T
    problem: str = ""
    refusal: ManagementError | None = None
    """What stood in the way, where there may be more than is known here."""


@dataclass(frozen=True, slots=True)
class FoundAction:
    """An Action for phone messages, and whether it runs."""

    action: Action
    is_bound: bool | None
    """None where that cannot be read."""

    @property
    def state(self) -> str:
        """`deployed, bound`, `draft is not deployed, not bound`, … in words."""
        if self.action.status == "failed":
            built = "was not built"
        elif not self.action.is_deployed:
            built = "never deployed"
        elif not self.action.is_current:
            built = "deployed, its draft is newer"
        else:
            built = "deployed"
        bound = {True: "bound", False: "not bound", None: "bound or not: cannot be read"}
        return f"{built}, {bound[self.is_bound]}"


@dataclass(frozen=True, slots=True)
class Overview:
    """All that matters to phone messages."""

    actions: Part[Sequence[FoundAction]]
    others: int
    """Actions of other triggers."""
    hooks: Part[Sequence[Hook]]
    provider: Part[PhoneProvider | None]
    templates: Part[Sequence[PhoneTemplate]]
    guardian_provider: Part[str]
    guardian_templates: Part[GuardianTemplates | None]

    @property
    def refusals(self) -> list[ManagementError]:
        """What of all this could not be read, by its reasons."""
        new = (self.hooks, self.provider, self.templates)
        parts = (self.actions, *new, self.guardian_provider, self.guardian_templates)
        return [part.refusal for part in parts if part.refusal]


def overview(tenant: Tenant) -> Overview:
    """Look at all of it. What cannot be read says why, and keeps nothing else from being read.

    Raises:
        TokenRefused, Unreachable, …: where nothing at all can be read.
    """
    api = tenant.api
    everything = _part(lambda: api.actions(), [], first=True)
    known = [one for one in everything.value if one.trigger in PLATFORM.events.TRIGGERS]
    bound: dict[str, set[str] | None] = {}
    refusal = everything.refusal
    for trigger in {one.trigger for one in known}:
        bindings = _part(lambda trigger=trigger: api.bindings(trigger), None)
        bound[trigger] = None if bindings.value is None else {b.action_id for b in bindings.value}
        refusal = refusal or bindings.refusal
    actions = [FoundAction(one, is_bound(one, bound[one.trigger])) for one in known]
    return Overview(
        actions=Part(actions, everything.problem, refusal),
        others=len(everything.value) - len(known),
        hooks=phone_hooks(tenant),
        provider=_part(api.phone_provider, None),
        templates=_part(api.phone_templates, []),
        guardian_provider=_part(api.guardian_provider, ""),
        guardian_templates=_part(api.guardian_templates, None),
    )


def is_bound(action: Action, bound: set[str] | None) -> bool | None:
    """Whether an Action is among the bound ones; None where these are not known."""
    return None if bound is None else action.id in bound


def phone_hooks(tenant: Tenant) -> Part[Sequence[Hook]]:
    """The send-phone-message hooks, as far as they can still be read.

    What the API answers now that hooks are removed, Auth0 does not say: an empty list, 403, 404,
    410 or 501 all mean that there are none any more.
    """
    try:
        return Part([one for one in tenant.api.hooks(PHONE_HOOK) if one.trigger == PHONE_HOOK])
    except (NotAvailable, NotFound) as gone:
        return Part([], f"{END_OF_LIFE} ({gone.status})")
    except ManagementError as error:
        return Part([], str(error), error)


def _part(read: Callable[[], T], nothing: T, *, first: bool = False) -> Part[T]:
    """What is read, or why not; `first` lets through what stands in the way of all the rest."""
    try:
        return Part(read())
    except ManagementError as error:
        if isinstance(error, NotAvailable) and error.code == UNIFIED:
            return Part(nothing, _UNIFIED)
        if first and (not isinstance(error, Refused) or error.status == 401):
            raise
        return Part(nothing, str(error), None if isinstance(error, NotAvailable) else error)

"""What a push would do: read from the tenant, shown before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sessions.platforms.auth0.management.actions import RUNTIME, Action, Binding, Change
from sessions.platforms.auth0.management.errors import ManagementError, NotAvailable
from sessions.platforms.auth0.management.phones import CUSTOM, HOOK

from .access import Tenant
from .differences import Differing, differences, names
from .errors import TenantError
from .local import LocalAction
from .overview import phone_hooks

PROVIDER_TRIGGER: Final = "custom-phone-provider"
LOOKS: Final = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look for what may have been done, although no answer said so."""


class Step(StrEnum):
    """What is written to a tenant, in this order."""

    CREATE = "create"
    UPDATE = "update"
    DEPLOY = "deploy"
    BIND = "bind"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a push is asked to do beside the code."""

    values: Mapping[str, str]
    """Values of secrets, by name."""
    send_secrets: bool = False
    """Whether they are sent although their names are those in the tenant."""
    bind: bool = True
    methods: tuple[str, ...] = ("text",)
    """Delivery methods of a phone provider that is made: `text`, `voice`."""


@dataclass(frozen=True, slots=True)
class PushPlan:
    """The steps, what differs, and what else the user is to know."""

    local: LocalAction
    action: Action | None
    """As it is in the tenant; None where there is none yet."""
    change: Change
    steps: tuple[Step, ...]
    differing: tuple[Differing, ...]
    methods: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """One for each step: what would be done."""
        name, trigger = self.local.name, self.local.trigger
        sent = names(tuple(self.change.secrets or ()))
        told = {
            Step.CREATE: f"create the Action {name} of the trigger {trigger}",
            Step.UPDATE: f"change the draft of the Action {name}",
            Step.DEPLOY: f"deploy {name}: it runs from then on",
            Step.BIND: f"bind {name} to {trigger}, behind what is bound there",
            Step.PROVIDER: f"make the phone provider {CUSTOM} ({', '.join(self.methods)})",
        }
        for step in self.steps:
            secrets = step in (Step.CREATE, Step.UPDATE) and self.change.secrets
            yield told[step] + (f", with the secrets {sent}" if secrets else "")


def the_action(tenant: Tenant, name: str, looks: Sequence[float] = (0.0,)) -> Action | None:
    """The Action of this name, with all that the API says of it; None where there is none.

    Args:
        looks: seconds to wait before each look, for one that may just be coming.

    Raises:
        TenantError: there are several.
        ManagementError: the tenant does not say.
    """
    for wait in looks:
        if wait:
            tenant.api.connection.waiting.sleep(wait)
        found = tenant.api.actions(name=name)
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            raise TenantError(
                f"{tenant.domain}: there are {len(found)} Actions called {name} ({ids}); remove "
                "all but one in the Dashboard"
            )
        if found:
            return tenant.api.action(found[0].id)
    return None


def plan_push(
    tenant: Tenant, local: LocalAction, wishes: Wishes, *, cut_off_at: str = ""
) -> PushPlan:
    """What is to be done so that a tenant has an Action as it is here, and runs it.

    It only reads, and depends on nothing but what is there: after a push that was killed, it is
    what that one has not done.

    Args:
        cut_off_at: the step that such a push had begun, which may still come to be done.

    Raises:
        TenantError: it cannot be pushed, and why.
        ManagementError: the tenant does not say what it has.
    """
    action = the_action(tenant, local.name, LOOKS if cut_off_at == Step.CREATE else (0.0,))
    _refuse(tenant, local, action)
    differing = differences(local, action) if action else ()
    change, remarks = _change(local, action, wishes)
    tenant.hidden.add({**(change.secrets or {}), **local.hidden})
    steps: list[Step] = []
    if action is None:
        steps.append(Step.CREATE)
    elif change:
        steps.append(Step.UPDATE)
    if steps or not (action and _runs(tenant, action, LOOKS if cut_off_at == Step.DEPLOY else ())):
        steps.append(Step.DEPLOY)
    if wishes.bind and not (action and is_among(tenant.api.bindings(local.trigger), action)):
        steps.append(Step.BIND)
    needs_provider, more = _around(tenant, local)
    if needs_provider:
        steps.append(Step.PROVIDER)
    return PushPlan(
        local=local,
        action=action,
        change=change,
        steps=tuple(steps),
        differing=differing,
        methods=wishes.methods,
        remarks=(*remarks, *more),
    )


def _runs(tenant: Tenant, action: Action, looks: Sequence[float]) -> bool:
    """Whether the draft of an Action is what runs: after a push that was cut off it may be about
    to, and to deploy it once more would make a second version of it."""
    for wait in looks:
        if action.runs_draft:
            break
        tenant.api.connection.waiting.sleep(wait)
        action = tenant.api.action(action.id)
    return action.runs_draft


def is_among(bindings: Sequence[Binding], action: Action) -> bool:
    """Whether an Action is bound."""
    return any(one.action_id == action.id for one in bindings)


def _refuse(tenant: Tenant, local: LocalAction, action: Action | None) -> None:
    """Raise TenantError for what would be refused, or would do harm."""
    if action is None:
        if local.trigger == PROVIDER_TRIGGER:
            others = [one.name for one in tenant.api.actions(trigger=PROVIDER_TRIGGER)]
            if others:
                raise TenantError(
                    f"{tenant.domain}: has the one Action of {PROVIDER_TRIGGER} that a tenant may "
                    f"have: {others[0]}; --name {others[0]!r} changes that one"
                )
        return
    if action.is_installed:
        raise TenantError(f"{action.name}: is of the Marketplace, and no code of the tenant's own")
    if action.trigger != local.trigger:
        raise TenantError(
            f"{action.name}: is of the trigger {action.trigger} in {tenant.domain}, and "
            f"{local.path} of {local.trigger}; give another --name"
        )


def _change(
    local: LocalAction, action: Action | None, wishes: Wishes
) -> tuple[Change, Sequence[str]]:
    """What is written of the Action, and what of it is left out, and why."""
    secrets, remarks = _secrets(local, action, wishes)
    if action is None:
        dependencies = local.dependencies or ()
        change = Change(local.code, dependencies, local.runtime or RUNTIME, secrets)
        if "require('actions:" in local.code or 'require("actions:' in local.code:
            said = "its modules (actions:…) are not sent: give them to the Action in the Dashboard"
            remarks = [*remarks, said]
        if local.dependencies is None and "require(" in local.code:
            remarks = [
                *remarks,
                f"no dependencies are said: neither {local.path.with_suffix('.json').name} beside "
                "it nor --dependencies; the Action gets none",
            ]
        return change, remarks
    change = Change(secrets=secrets)
    for one in differences(local, action):
        if one.part == "code":
            change = replace(change, code=local.code)
        elif one.part == "dependencies":
            change = replace(change, dependencies=local.dependencies)
        elif one.part == "runtime":
            change = replace(change, runtime=local.runtime)
    return change, remarks


def _secrets(
    local: LocalAction, action: Action | None, wishes: Wishes
) -> tuple[Mapping[str, str] | None, list[str]]:
    """The secrets to send, all of them or none: the API replaces the whole list, and gives no
    value back, so that one which is not known here would be lost."""
    there = action.secrets if action else ()
    wanted = tuple(dict.fromkeys((*local.secrets, *there)))
    is_new = any(name not in there for name in local.secrets)
    if not wanted:
        return None, []
    if not (is_new or wishes.send_secrets):
        said = (
            f"the values of {names(wanted)} stay as they are in the tenant; --secrets sends yours"
        )
        return None, [said]
    known = {
        **local.values,
        **{name: wishes.values[name] for name in wanted if name in wishes.values},
    }
    if missing := [name for name in wanted if name not in known]:
        return None, [
            f"no secrets are sent: no value is known for {names(missing)}, and the API replaces "
            "all of them at once; set them in the environment or an env file, or in the Dashboard"
        ]
    return {name: known[name] for name in wanted}, []


def _around(tenant: Tenant, local: LocalAction) -> tuple[bool, list[str]]:
    """Whether the phone provider has to be made, and what keeps the Action from being called."""
    if local.trigger == PROVIDER_TRIGGER:
        return _provider(tenant)
    return False, [*_guardian(tenant), *_hooks(tenant)]


def _provider(tenant: Tenant) -> tuple[bool, list[str]]:
    try:
        provider = tenant.api.phone_provider()
    except ManagementError as error:
        return False, [f"whether the phone provider is {CUSTOM}, cannot be read: {error}"]
    if provider is None:
        return True, []
    if provider.name != CUSTOM:
        return False, [
            f"the tenant's phone provider is {provider.name}: the Action is not called until that "
            f"is {CUSTOM}. Push does not replace it, since its credentials cannot be read back: "
            "change it in the Dashboard (Branding > Phone Provider)"
        ]
    if provider.is_disabled:
        return False, [f"the phone provider {CUSTOM} is disabled: no message is sent by it"]
    return False, []


def _guardian(tenant: Tenant) -> list[str]:
    try:
        provider = tenant.api.guardian_provider()
    except NotAvailable:
        return [
            "the tenant has the Unified Phone Experience: its messages are sent by its phone "
            f"provider, and an Action of the trigger {PROVIDER_TRIGGER} (offhook port --to "
            "phone-provider)"
        ]
    except ManagementError as error:
        return [f"whether MFA uses the Action, cannot be read: {error}"]
    if provider != HOOK:
        return [
            f"MFA sends its messages by {provider or 'nothing'}: the Action is called once Custom "
            "is chosen (Security > Multi-factor Auth > Phone Message)"
        ]
    return []


def _hooks(tenant: Tenant) -> list[str]:
    enabled = [hook.name for hook in phone_hooks(tenant).value if hook.is_enabled]
    if not enabled:
        return []
    return [f"the hook {names(enabled)} is enabled, and runs before any Action: disable it"]

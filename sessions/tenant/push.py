"""A push, step by step: each written down before it is begun, and looked at where its answer is
lost. Nothing that makes something is ever sent twice without a look in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sessions.platforms.auth0.management.actions import BUILD_FAILED, BUILT, Action
from sessions.platforms.auth0.management.errors import ManagementError, Refused
from sessions.platforms.auth0.management.phones import CUSTOM

from .access import Tenant
from .differences import differences, same_code
from .errors import TenantError
from .journal import Entry, Journal, Progress, code_mark, new_entry
from .plan import LOOKS, PushPlan, Step, is_among, the_action

_BUILD_LOOKS: Final = 90
_DEPLOY_LOOKS: Final = 45
_LATE_LOOKS: Final = (0.0, 1.0, *[2.0] * 15)
"""Seconds before each look for a deployment: what is deployed runs some time later."""
_PATIENT_TRIES: Final = 6
_INTERVAL: Final = 2.0
"""Seconds between two looks, as of auth0-deploy-cli."""


class BuildFailed(TenantError):
    """The tenant could not build the Action; what it says of it."""


class CutOff(TenantError):
    """A step has no certain end: the next push of the same Action looks what it came to."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push has come to."""

    action: Action
    done: tuple[Step, ...]


class Push:
    """One push of a plan to a tenant."""

    def __init__(
        self,
        tenant: Tenant,
        plan: PushPlan,
        journal: Journal,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`tell` is called with a line for each step that has ended."""
        self._tenant = tenant
        self._api = tenant.api
        self._plan = plan
        self._tell = tell
        self._wait = tenant.api.connection.waiting.sleep
        self._name = plan.local.name
        self._earlier = journal.find(tenant.domain, self._name)
        entry = new_entry(
            tenant.domain,
            plan.local,
            existed=self._earlier.existed if self._earlier else plan.action is not None,
        )
        self._progress = Progress(journal, entry)

    def run(self) -> Pushed:
        """Do all of it.

        Raises:
            BuildFailed: the code is in the tenant, and does not run there.
            CutOff, ManagementError: it stopped at a step; what was begun is in the journal.
        """
        steps = self._plan.steps
        action = self._written()
        if Step.DEPLOY in steps:
            action = self._built(action)
            self._deploy(action)
        if Step.BIND in steps:
            self._bind(action)
        if Step.PROVIDER in steps:
            self._step(Step.PROVIDER, self._make_provider, self._has_provider)
        self._progress.finish()
        return Pushed(self._api.action(action.id) if steps else action, steps)

    def _written(self) -> Action:
        """The Action with the code that is pushed, made or changed or as it was."""
        plan = self._plan
        before = the_action(self._tenant, self._name)
        if (before and before.updated_at) != (plan.action and plan.action.updated_at):
            raise TenantError(
                f"{self._name}: was changed in {self._tenant.domain} since the difference was "
                "shown; push again"
            )
        if Step.CREATE in plan.steps:
            self._step(Step.CREATE, self._create, lambda: bool(self._find()))
        elif Step.UPDATE in plan.steps and before:
            self._step(
                Step.UPDATE,
                lambda: self._api.update_action(before.id, plan.change),
                lambda: self._is_written(self._api.action(before.id), before),
            )
        action = self._find()
        if action is None:
            raise CutOff(f"{self._name}: was made, and is not there; push again")
        return action

    def _create(self) -> None:
        self._api.create_action(self._name, self._plan.local.trigger, self._plan.change)

    def _find(self) -> Action | None:
        return the_action(self._tenant, self._name)

    def _is_written(self, now: Action, before: Action) -> bool:
        """Whether a change is there; of values of secrets only its moment tells."""
        if self._plan.change.secrets is not None and now.updated_at == before.updated_at:
            return False
        return not differences(self._plan.local, now)

    def _built(self, action: Action) -> Action:
        """Wait until the draft is built."""
        for _ in range(_BUILD_LOOKS):
            if not same_code(action.code, self._plan.local.code):
                raise TenantError(
                    f"{self._name}: someone else has changed its code meanwhile; nothing is "
                    "deployed: push again to see the difference"
                )
            if action.status == BUILT:
                return action
            if action.status == BUILD_FAILED:
                said = "; ".join(action.errors) or "it does not say why"
                raise BuildFailed(f"{self._name}: the tenant cannot build it: {said}")
            self._wait(_INTERVAL)
            action = self._api.action(action.id)
        raise CutOff(f"{self._name}: is still {action.status} and not built; push again later")

    def _deploy(self, action: Action) -> None:
        self._step(
            Step.DEPLOY,
            lambda: self._patiently(lambda: self._api.deploy_action(action.id), "built"),
            lambda: self._is_deployed(action),
            looks=_LATE_LOOKS,
        )
        for _ in range(_DEPLOY_LOOKS):
            if self._is_deployed(action):
                return
            self._wait(_INTERVAL)
        raise CutOff(f"{self._name}: is being deployed, and not yet; push again later")

    def _is_deployed(self, action: Action) -> bool:
        return self._api.action(action.id).runs_draft

    def _bind(self, action: Action) -> None:
        trigger = self._plan.local.trigger

        def bind() -> None:
            bound = self._api.bindings(trigger)  # what was bound while this one was built stays
            if not is_among(bound, action):
                self._api.bind(trigger, bound, action)

        self._step(
            Step.BIND,
            lambda: self._patiently(bind, "deploy"),
            lambda: is_among(self._api.bindings(trigger), action),
        )

    def _make_provider(self) -> None:
        self._api.create_custom_provider(self._plan.methods)

    def _has_provider(self) -> bool:
        return self._api.phone_provider() is not None

    def _step(
        self,
        step: Step,
        do: Callable[[], object],
        is_done: Callable[[], bool],
        looks: Sequence[float] = LOOKS,
    ) -> None:
        """Do one step. Where no answer says whether it was done, the tenant is looked at."""
        self._progress.begin(step)
        try:
            do()
        except ManagementError as error:
            if not error.may_be_done:
                if not (self._progress.entry.done or self._earlier):
                    self._progress.finish()  # nothing was done, and nothing is left to be found
                raise
            self._look(step, error, is_done, looks)
        self._progress.end(step)
        self._tell(f"{_DONE[step]} {self._name}")

    def _look(
        self,
        step: Step,
        error: ManagementError,
        is_done: Callable[[], bool],
        looks: Sequence[float],
    ) -> None:
        for wait in looks:
            self._wait(wait)
            if is_done():
                return
        raise CutOff(
            f"{error}; {self._name} was looked at, and that was not done: {step}. The same push "
            "goes on from there"
        ) from None

    def _patiently(self, do: Callable[[], object], word: str) -> None:
        """Do what the tenant refuses, with this word in what it says, until it is ready for it:
        its services learn of each other's work some seconds later."""
        for _ in range(_PATIENT_TRIES):
            try:
                do()
                return
            except Refused as error:
                if error.status != 400 or word not in str(error).lower():
                    raise
                self._wait(_INTERVAL)
        do()


def undo(tenant: Tenant, entry: Entry, journal: Journal) -> str:
    """Take back what a push that was cut off has made; what was done, in words.

    An Action that it made is removed. One that was there before stays as it is, since its code of
    before is in no journal; so does the phone provider, which only a further scope could remove.

    Args:
        entry: as it was read before its user was asked.

    Raises:
        TenantError: someone has changed it since, or gone on with the push.
        ManagementError: the tenant refuses it, or does not say.
    """
    if journal.find(entry.domain, entry.action) != entry:
        raise TenantError(
            f"{entry.action}: another push of it has been made meanwhile; nothing is undone"
        )
    if entry.existed:
        journal.remove(entry.domain, entry.action)
        return (
            f"{entry.action} was there before, and stays as it is now; its versions are in the "
            "Dashboard, to go back to one"
        )
    action = the_action(tenant, entry.action, LOOKS)
    if action is None:
        journal.remove(entry.domain, entry.action)
        return f"{entry.action} was never made: there is nothing to undo"
    if code_mark(action.code) != entry.code_mark:
        raise TenantError(
            f"{entry.action}: has other code than that push gave it, so it is not removed; push "
            "again, or remove it in the Dashboard"
        )
    tenant.api.delete_action(action.id)
    journal.remove(entry.domain, entry.action)
    said = f"{entry.action} removed"
    if Step.PROVIDER in (entry.step, *entry.done):
        said += (
            f"; where that push made the phone provider {CUSTOM}, it is still there and sends "
            "nothing: remove it in the Dashboard (Branding > Phone Provider)"
        )
    return said


_DONE: Final = {
    Step.CREATE: "created",
    Step.UPDATE: "changed",
    Step.DEPLOY: "deployed",
    Step.BIND: "bound",
    Step.PROVIDER: "made the phone provider of",
}

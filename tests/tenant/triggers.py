"""The triggers of Actions, and what is bound to them.

The list is what live tenants answered in August 2026 (recordings in auth0-deploy-cli's tests).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from . import shapes
from .actions import Action, Actions
from .trigger_list import TRIGGERS
from .wire import Answer, Call, Json, Refused, Route, identifier, listed, now_exactly

BOUND_AT_MOST: Final = 20

_BINDING: Final = shapes.record(
    {
        "ref": shapes.record(
            {
                "type": shapes.text(among=("binding_id", "action_id", "action_name")),
                "value": shapes.text(least=1),
            },
            more=True,
        )
    },
    {
        "display_name": shapes.text(least=1),
        "secrets": shapes.many(
            shapes.record({"name": shapes.text()}, {"value": shapes.text()}, more=True)
        ),
    },
)


@dataclass
class Binding:
    """An Action that runs at a trigger."""

    trigger_id: str
    display_name: str
    action: Action
    id: str = field(default_factory=identifier)
    created_at: str = field(default_factory=now_exactly)


class Triggers:
    """Bindings by trigger, in the order in which they run."""

    def __init__(self, actions: Actions) -> None:
        self.actions = actions
        self.bindings: dict[str, list[Binding]] = {str(one["id"]): [] for one in TRIGGERS}
        actions.is_bound, actions.unbind = self.is_bound, self.unbind

    def routes(self) -> list[Route]:
        """What is answered."""
        read, update = ("read:actions",), ("update:actions",)
        bindings, paging = "/actions/triggers/{trigger}/bindings", ("page", "per_page")
        changed = shapes.record({}, {"bindings": shapes.many(_BINDING)})
        return [
            Route("GET", "/actions/triggers", read, lambda _: Answer({"triggers": TRIGGERS})),
            Route("GET", bindings, read, self._list, paging),
            Route("PATCH", bindings, update, self._replace, body=changed),
        ]

    def is_bound(self, action: Action) -> bool:
        """Whether an Action runs anywhere."""
        return any(one.action is action for bound in self.bindings.values() for one in bound)

    def unbind(self, action: Action) -> None:
        """Have it run nowhere any more."""
        for trigger, bound in self.bindings.items():
            self.bindings[trigger] = [one for one in bound if one.action is not action]

    def _of(self, call: Call) -> list[Binding]:
        try:
            return self.bindings[call.parts["trigger"]]
        except KeyError:
            raise Refused(404, "The trigger does not exist.") from None

    def _list(self, call: Call) -> Answer:
        return listed(call, "bindings", map(self._shown, self._of(call)))

    def _replace(self, call: Call) -> Answer:
        before, trigger = self._of(call), call.parts["trigger"]
        wanted: list[Json] = call.body.get("bindings", [])
        if len(wanted) > BOUND_AT_MOST:
            raise Refused(400, f"A trigger cannot have more than {BOUND_AT_MOST} bindings.")
        self.bindings[trigger] = [self._made(trigger, one, before) for one in wanted]
        return Answer({"bindings": [self._shown(one) for one in self.bindings[trigger]]})

    def _made(self, trigger: str, wanted: Json, before: list[Binding]) -> Binding:
        kind, value = wanted["ref"]["type"], wanted["ref"]["value"]
        if kind == "binding_id":
            kept = next((one for one in before if one.id == value), None)
            if kept is None:
                raise Refused(404, "The binding does not exist.")
            kept.display_name = wanted.get("display_name", kept.display_name)
            return kept
        by_name = kind == "action_name"
        action = self.actions.named(value) if by_name else self.actions.of(value)
        if action is None:
            raise Refused(404, "That action does not exist.")
        if action.trigger != trigger:
            raise Refused(400, "The action does not support this trigger.")
        if not self.actions.is_deployed(action):
            message = "Trying to create a binding for an action that has not been deployed yet"
            raise Refused(400, message)
        display_name = wanted.get("display_name", action.name)
        kept = next((one for one in before if one.action is action), None)
        if kept is None:
            return Binding(trigger, display_name, action)
        kept.display_name = display_name
        return kept

    def _shown(self, binding: Binding) -> dict[str, Any]:
        return {
            "id": binding.id,
            "trigger_id": binding.trigger_id,
            "display_name": binding.display_name,
            "action": self.actions.shown(binding.action),
            "created_at": binding.created_at,
            "updated_at": binding.created_at,
        }

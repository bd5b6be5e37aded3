"""The versions of Actions, and what came of their executions."""

from __future__ import annotations

from typing import Any

from . import shapes
from .actions import Actions, shown_version
from .wire import Answer, Call, Refused, Route, identifier, listed, now_exactly


class Versions:
    """What was deployed, newest first."""

    def __init__(self, actions: Actions) -> None:
        self.actions = actions

    def routes(self) -> list[Route]:
        """What is answered."""
        every, read = "/actions/actions/{action}/versions", ("read:actions",)
        rolled_back = shapes.record({}, {"update_draft": shapes.boolean})
        return [
            Route("GET", every, read, self._list, ("page", "per_page")),
            Route("GET", f"{every}/{{id}}", read, self._get),
            Route(
                "POST",
                f"{every}/{{id}}/deploy",
                ("create:actions",),
                self._deploy,
                body=rolled_back,
                body_optional=True,
            ),
        ]

    def _list(self, call: Call) -> Answer:
        action = self.actions.find(call, "action")
        newest = reversed(action.versions)
        return listed(call, "versions", [shown_version(action, one) for one in newest])

    def _get(self, call: Call) -> Answer:
        action = self.actions.find(call, "action")
        found = next((one for one in action.versions if one.id == call.parts["id"]), None)
        if found is None:
            raise Refused(404, "That action version does not exist.")
        return Answer(shown_version(action, found))

    def _deploy(self, call: Call) -> Answer:
        action = self.actions.find(call, "action")
        found = next((one for one in action.versions if one.id == call.parts["id"]), None)
        if found is None:
            raise Refused(404, "That action version does not exist.")
        made = self.actions.deploy(action, found.content)
        if (call.body or {}).get("update_draft"):
            action.content = dict(found.content)
        return Answer(shown_version(action, made), 202)


class Executions:
    """What came of running Actions: tests put them in."""

    def __init__(self) -> None:
        self.all: dict[str, dict[str, Any]] = {}

    def add(self, trigger_id: str, action_name: str, error: str | None = None) -> str:
        """One that has ended, with an error or without; its id."""
        at, key = now_exactly(), identifier()
        result: dict[str, Any] = {"action_name": action_name, "started_at": at, "ended_at": at}
        if error is not None:
            result["error"] = {"id": "error", "msg": error}
        self.all[key] = {
            "id": key,
            "trigger_id": trigger_id,
            "status": "final" if error is None else "partial",
            "results": [result],
            "created_at": at,
            "updated_at": at,
        }
        return key

    def routes(self) -> list[Route]:
        """What is answered."""
        return [Route("GET", "/actions/executions/{id}", ("read:actions",), self._get)]

    def _get(self, call: Call) -> Answer:
        found = self.all.get(call.parts["id"])
        if found is None:
            raise Refused(404, "That execution does not exist.")
        return Answer(found)

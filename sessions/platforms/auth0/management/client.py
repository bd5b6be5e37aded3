"""The calls of the Management API, one method each: paths, queries, scopes, parsed answers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final, TypeVar
from urllib.parse import quote

from sessions.contract.json_text import JsonObject, JsonValue, dumps, is_array
from sessions.text import one_line

from .actions import VERSIONS, Action, Binding, Change, Execution
from .answers import Answer
from .connection import Connection
from .errors import UnreadableAnswer
from .hooks import Hook
from .phones import CUSTOM, GuardianTemplates, PhoneProvider, PhoneTemplate

T = TypeVar("T")

_API: Final = "/api/v2"
_PAGE: Final = 50
"""Entries of a page, as Auth0's SDK asks for; of Actions with 100 kB of code each they are 5 MB."""
_MOST_PAGES: Final = 50
_LONGEST_ID: Final = 200
MOST_LOGS: Final = 1000
"""Entries that a search of the log gives at most."""


class ManagementApi:
    """A tenant's Management API. Every method raises ManagementError."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def actions(self, *, name: str = "", trigger: str = "") -> list[Action]:
        """The Actions of a tenant, with code; by name all whose name is just that."""
        asked = {"actionName": name, "triggerId": trigger}
        query = {key: value for key, value in asked.items() if value}
        actions = self._pages("/actions/actions", "actions", "read:actions", Action.read, query)
        return [one for one in actions if not name or one.name == name]

    def action(self, id: str) -> Action:
        """One Action."""
        return self._get(f"/actions/actions/{_part(id)}", "read:actions", Action.read)

    def create_action(self, name: str, trigger: str, change: Change) -> Action:
        """Make an Action, which is built then and not deployed."""
        body: JsonObject = {
            "name": name,
            "supported_triggers": [{"id": trigger, "version": VERSIONS[trigger]}],
            **change.to_json(),
        }
        return self._send("POST", "/actions/actions", "create:actions", Action.read, body)

    def update_action(self, id: str, change: Change) -> Action:
        """Change the draft of an Action, which is built then and not deployed."""
        path = f"/actions/actions/{_part(id)}"
        return self._send("PATCH", path, "update:actions", Action.read, change.to_json())

    def delete_action(self, id: str) -> None:
        """Remove an Action, from its trigger too."""
        path = f"/actions/actions/{_part(id)}?force=true"
        self._send("DELETE", path, "delete:actions", _nothing)

    def deploy_action(self, id: str) -> None:
        """Have the draft of an Action run from now on; it has to be built."""
        path = f"/actions/actions/{_part(id)}/deploy"
        self._send("POST", path, "create:actions", _nothing)

    def bindings(self, trigger: str) -> list[Binding]:
        """The Actions that run at a trigger, in their order."""
        path = f"/actions/triggers/{_part(trigger)}/bindings"
        return list(self._pages(path, "bindings", "read:actions", Binding.read))

    def bind(self, trigger: str, kept: Sequence[Binding], action: Action) -> None:
        """Have an Action run at a trigger, behind those that do; what is not `kept` no longer does.

        The list is replaced as a whole, since the API has no other way.
        """
        new: JsonValue = {
            "ref": {"type": "action_id", "value": action.id},
            "display_name": action.name,
        }
        body: JsonValue = {"bindings": [*(one.to_json() for one in kept), new]}
        path = f"/actions/triggers/{_part(trigger)}/bindings"
        self._send("PATCH", path, "update:actions", _nothing, body)

    def execution(self, id: str) -> Execution:
        """What came of an execution of Actions."""
        return self._get(f"/actions/executions/{_part(id)}", "read:actions", Execution.read)

    def hooks(self, trigger: str = "") -> list[Hook]:
        """The tenant's hooks, without their scripts."""
        query = {"include_totals": "true"} | ({"triggerId": trigger} if trigger else {})
        return list(self._pages("/hooks", "hooks", "read:hooks", Hook.read, query))

    def hook(self, id: str) -> Hook:
        """A hook with its script."""
        return self._get(f"/hooks/{_part(id)}", "read:hooks", Hook.read)

    def hook_secrets(self, id: str) -> tuple[str, ...]:
        """The names of a hook's secrets."""
        return self._get(f"/hooks/{_part(id)}/secrets", "read:hooks", lambda one: tuple(one.body))

    def phone_provider(self) -> PhoneProvider | None:
        """The phone provider, of which a tenant has one at most."""
        path = "/branding/phone/providers"
        found = self._get(
            path,
            "read:phone_providers",
            lambda answer: [PhoneProvider.read(one) for one in answer.objects("providers")],
        )
        return found[0] if found else None

    def create_custom_provider(self, methods: Sequence[str]) -> PhoneProvider:
        """Have the Action of custom-phone-provider send the tenant's messages: `text`, `voice`."""
        body: JsonObject = {
            "name": CUSTOM,
            "configuration": {"delivery_methods": [*methods]},
            "credentials": {},
        }
        path = "/branding/phone/providers"
        return self._send("POST", path, "create:phone_providers", PhoneProvider.read, body)

    def try_provider(self, id: str, number: str, method: str) -> tuple[int, str]:
        """Have a provider send a message to a number, by `text` or `voice`; a code as of HTTP, 202
        where it was taken, and what is said of it."""
        path = f"/branding/phone/providers/{_part(id)}/try"
        body: JsonObject = {"to": number, "delivery_method": method}

        def read(answer: Answer) -> tuple[int, str]:
            return answer.number("code"), answer.text("message")

        return self._send("POST", path, "create:phone_providers", read, body)

    def phone_templates(self) -> list[PhoneTemplate]:
        """The templates of the Unified Phone Experience."""
        return self._get(
            "/branding/phone/templates",
            "read:phone_templates",
            lambda answer: [PhoneTemplate.read(one) for one in answer.objects("templates")],
        )

    def guardian_templates(self) -> GuardianTemplates:
        """The templates of MFA before it."""
        path = "/guardian/factors/phone/templates"
        return self._get(path, "read:guardian_factors", GuardianTemplates.read)

    def guardian_provider(self) -> str:
        """Who sends the messages of MFA: `auth0`, `twilio` or `phone-message-hook`."""
        path = "/guardian/factors/phone/selected-provider"
        return self._get(path, "read:guardian_factors", lambda one: one.text("provider"))

    def logs(self, query: str, most: int) -> list[JsonObject]:
        """The newest entries of the tenant's log that a query finds, at most so many."""
        asked = {"q": query, "sort": "date:-1"}
        most = min(most, MOST_LOGS)
        found = self._pages("/logs", "logs", "read:logs", lambda one: one.body, asked, most)
        return list(islice(found, most))

    def _get(self, path: str, scope: str, read: Callable[[Answer], T]) -> T:
        return self._send("GET", path, scope, read)

    def _send(
        self,
        method: str,
        path: str,
        scope: str,
        read: Callable[[Answer], T],
        body: JsonValue = None,
    ) -> T:
        answer = self.connection.request(method, f"{_API}{path}", body=body, scopes=(scope,))
        with self._named(method, path):
            return read(Answer.of({} if answer is None else answer))

    @contextmanager
    def _named(self, method: str, path: str) -> Generator[None]:
        """Says which request an answer is of that cannot be read."""
        try:
            yield
        except UnreadableAnswer as problem:
            name = f"{self.connection.host}: {method} {_API}{path}"
            raise UnreadableAnswer(f"{name}: {problem}") from None

    def _pages(
        self,
        path: str,
        key: str,
        scope: str,
        read: Callable[[Answer], T],
        query: Mapping[str, str] | None = None,
        most: int = _PAGE * _MOST_PAGES,
    ) -> Iterator[T]:
        """The entries of a list, page by page, each once.

        A list ends with a page that brings nothing new: totals and page numbers are left out where
        they are 0, and a server may give fewer entries a page than it is asked for.
        """
        seen: set[str] = set()
        per_page = min(most, _PAGE)
        for page in range(_MOST_PAGES):
            asked = {**(query or {}), "page": str(page), "per_page": str(per_page)}
            answer = self.connection.request("GET", f"{_API}{path}", query=asked, scopes=(scope,))
            with self._named("GET", path):
                entries, total = _entries(answer, key)
                new = {_mark(one): one for one in entries if _mark(one) not in seen}
                parsed = [read(one) for one in new.values()]
            yield from parsed
            seen.update(new)
            if not new or (total and len(seen) >= total) or len(seen) >= most:
                return


def _entries(answer: JsonValue, key: str) -> tuple[list[Answer], int]:
    """The entries of a page, and how many there are in all; 0 where that is not said."""
    if is_array(answer):
        return [Answer.of(one, (index,)) for index, one in enumerate(answer)], 0
    page = Answer.of({} if answer is None else answer)
    return list(page.objects(key)), page.number("total")


def _mark(entry: Answer) -> str:
    """By what an entry is known again."""
    marks = (entry.body.get(key) for key in ("id", "log_id", "_id"))
    return next((one for one in marks if isinstance(one, str)), "") or dumps(entry.body)


def _nothing(_: Answer) -> None:
    """Of an answer that says nothing that is needed."""


def _part(id: str) -> str:
    """An id as a part of a path. Raises UnreadableAnswer for one that no tenant gives."""
    if len(id) > _LONGEST_ID or not id.isascii() or id in (".", ".."):
        raise UnreadableAnswer(f"the answer has an id that is none: {one_line(id, 60)}")
    return quote(id, safe="")

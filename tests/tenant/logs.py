"""The tenant's log: what tests put in, by page (newest first) or after a checkpoint (oldest first).

Pages end after 1,000 entries, as Auth0's do; a checkpoint goes on from where it was.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from .wire import Answer, Call, Refused, Route

PAGED_AT_MOST: Final = 1000
SORTED_BY: Final = (
    "date", "connection", "client_id", "client_name", "ip", "user_id", "user_name", "description",
    "user_agent", "type", "details", "strategy", "strategy_type",
)  # fmt: skip
_PARAMETERS: Final = (
    "page", "per_page", "sort", "fields", "include_fields", "include_totals", "from", "take",
    "search", "q",
)  # fmt: skip
_SORT: Final = re.compile(rf"({'|'.join(SORTED_BY)}):(-?1)")
_TERM: Final = re.compile(r'(?P<key>[a-z_.]+):"?(?P<value>[^"\s]+)"?')
_EPOCH: Final = datetime(2026, 11, 1, tzinfo=UTC)


class Logs:
    """Entries, oldest first. Their ids sort as their dates do."""

    def __init__(self, domain: str, tenant: str) -> None:
        self.domain, self.tenant = domain, tenant
        self.all: list[dict[str, Any]] = []

    def add(self, kind: str, **more: Any) -> dict[str, Any]:
        """One more entry of this type, a second after the last; keys as the Management API has
        them: `logs.add("gd_send_sms", details={…}, user_id="auth0|1")`."""
        number = len(self.all) + 1
        date = (_EPOCH + timedelta(seconds=number)).isoformat(timespec="milliseconds")
        key = f"90020261101{number:045}"
        entry: dict[str, Any] = {
            "date": date.replace("+00:00", "Z"),
            "type": kind,
            "description": "",
            "ip": "203.0.113.7",
            "details": {},
            "tenant_name": self.tenant,
            "log_id": key,
            "_id": key,
            "isMobile": False,
        }
        self.all.append(entry | more)
        return self.all[-1]

    def routes(self) -> list[Route]:
        """What is answered."""
        scopes, own = (
            ("read:logs", "read:logs_users"),
            ("page", "per_page", "sort", "include_totals"),
        )
        return [
            Route("GET", "/logs", scopes, self._list, _PARAMETERS),
            Route("GET", "/logs/{id}", scopes, self._get),
            Route("GET", "/users/{user}/logs", scopes, self._list, own),
        ]

    def _get(self, call: Call) -> Answer:
        found = next((one for one in self.all if one["log_id"] == call.parts["id"]), None)
        if found is None:
            raise Refused(404, "The log entry does not exist.", "inexistent_log")
        return Answer(found)

    def _list(self, call: Call) -> Answer:
        if "from" in call.query or "take" in call.query:
            return self._after(call)
        found = _searched(call, self.all)
        if "user" in call.parts:
            found = [one for one in found if one.get("user_id") == call.parts["user"]]
        page, size = call.number("page", 0), call.number("per_page", 50)
        start = page * size
        if start + size > PAGED_AT_MOST:
            message = f"You can only page through the first {PAGED_AT_MOST} records."
            raise Refused(400, message, "invalid_paging")
        shown = [_picked(call, one) for one in _ordered(call, found)[start : start + size]]
        if not call.flag("include_totals"):
            return Answer(shown)
        numbers = {"start": start, "limit": size, "length": len(shown), "total": len(found)}
        return Answer(numbers | {"logs": shown})

    def _after(self, call: Call) -> Answer:
        """What came after an entry; how it is sorted or searched for is ignored."""
        since, size = call.query.get("from", ""), call.number("take", 50)
        if since and all(one["log_id"] != since for one in self.all):
            raise Refused(400, f"There is no log entry {since}.", "invalid_query_string")
        found = [one for one in self.all if one["log_id"] > since][:size]
        if not found:
            return Answer([])
        after = f"https://{self.domain}/api/v2/logs?from={found[-1]['log_id']}&take={size}"
        return Answer(
            [_picked(call, one) for one in found], headers={"link": f'<{after}>; rel="next"'}
        )


def _searched(call: Call, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a query of `key:value`, joined by OR or AND, finds: all that is needed of Lucene."""
    query = call.query.get("q") or call.query.get("search") or ""
    for part in filter(None, query.split(" AND ")):
        terms = [_TERM.fullmatch(term.strip("() ")) for term in part.split(" OR ")]
        if None in terms:
            raise Refused(400, f"The query is not understood: {part}", "invalid_query_string")
        wanted = [(term["key"], term["value"]) for term in terms if term]
        entries = [one for one in entries if any(str(one.get(k)) == v for k, v in wanted)]
    return entries


def _ordered(call: Call, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    asked = _SORT.fullmatch(call.query.get("sort", "date:-1"))
    if asked is None:
        raise Refused(400, "Query validation error: sort", "invalid_query_string")
    key, backwards = asked[1], asked[2] == "-1"
    return sorted(entries, key=lambda one: str(one.get(key, "")), reverse=backwards)


def _picked(call: Call, entry: dict[str, Any]) -> dict[str, Any]:
    fields = call.query.get("fields")
    if fields is None:
        return entry
    named, included = fields.split(","), call.flag("include_fields") is not False
    return {key: value for key, value in entry.items() if (key in named) == included}

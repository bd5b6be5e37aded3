"""A call of the Management API, from its path to its answer: route, token, shape, resource."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, unquote

from .clients import Clients
from .shapes import Misshapen
from .wire import Answer, Call, Json, Refused, Route

_BOOLEANS: Final = {
    "include_totals", "include_fields", "enabled", "deployed", "installed", "disabled", "force",
}  # fmt: skip
_NUMBERS: Final = {"page": (0, None), "per_page": (0, 100), "take": (1, 100)}


class Management:
    """All routes of the tenant. Whose token a call has is looked at before all else."""

    def __init__(self, clients: Clients, routes: Sequence[Route]) -> None:
        self.clients, self.routes = clients, routes

    def answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """What the call comes to. `path` is without `/api/v2` and still encoded.

        Raises:
            Refused: it is answered with an error.
        """
        route, parts = self._route(method, path)
        self.clients.allowed(headers.get("authorization"), route.scopes)
        _check_query(route, query)
        parts = {name: unquote(part) for name, part in parts.items()}
        return route.handle(Call(method, path, parts, query, _body(route, headers, body)))

    def _route(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        for route in self.routes:
            if (parts := route.parts(method, path)) is not None:
                return route, parts
        raise Refused(404, "Not Found")


def _check_query(route: Route, query: Mapping[str, str]) -> None:
    problem = ""
    for name, value in query.items():
        low, high = _NUMBERS.get(name, (None, None))
        if name not in route.query:
            problem = f"'Additional properties not allowed: {name}'."
        elif name in _BOOLEANS and value not in ("true", "false"):
            problem = f"'Expected type boolean but found type string' on property {name}."
        elif low is not None and not value.isdecimal():
            problem = f"'Expected type integer but found type string' on property {name}."
        elif low is not None and int(value) < low:
            problem = f"'Value {value} is less than minimum {low}' on property {name}."
        elif high is not None and int(value) > high:
            problem = f"'Value {value} is greater than maximum {high}' on property {name}."
        if problem:
            raise Refused(400, f"Query validation error: {problem}", "invalid_query_string")


def _body(route: Route, headers: Mapping[str, str], body: bytes) -> Json:
    if route.body is None or (route.body_optional and not body):
        return None
    try:
        if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            read: Json = dict(parse_qsl(body.decode(), keep_blank_values=True))
        else:
            read = json.loads(body)
    except ValueError as error:
        raise Refused(400, "Invalid request payload JSON format", "invalid_body") from error
    try:
        route.body(read, "")
    except Misshapen as error:
        raise Refused(400, f"Payload validation error: {error}.", "invalid_body") from error
    return read

"""Postman collections of format 2.0 and 2.1, and single items of one: the requests in them
(https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sessions.contract.json_path import get
from sessions.contract.json_text import JsonObject, JsonValue, is_array, is_object
from sessions.secrets.credentials import is_credential
from sessions.text import one_line

from .found import FoundRequest, with_scheme, with_user
from .har import pairs_at, text_at

_VARIABLE: Final = re.compile(r"\{\{\s*([^{}\s]{1,200})\s*\}\}")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_DEEPEST: Final = 10
"""Rounds in which a variable's value may name another one."""
_LONGEST: Final = 1 << 20
"""Characters that a text may grow to: two variables that name each other twice double it."""


def is_postman(document: JsonObject) -> bool:
    """Whether a document is a collection, or an item of one: a folder or a request."""
    request = document.get("request")
    is_item = isinstance(document.get("item"), list) and ("info" in document or "name" in document)
    return is_item or (is_object(request) and "url" in request)


def postman_requests(document: JsonObject) -> tuple[list[FoundRequest], list[str]]:
    """Its requests in their order, folders gone through, and what is to be said of them.

    `{{variables}}` are filled in from the collection itself; one that it lacks, or that is a
    credential, is taken from the environment in URL and headers, and stays in a body.
    """
    variables = _Variables(document)
    requests = [_request(*found, variables) for found in _items(document)]
    return requests, variables.remarks()


class _Variables:
    """The variables of a collection."""

    def __init__(self, collection: JsonObject) -> None:
        self._values: dict[str, str] = {}
        self._left: dict[str, None] = {}
        self._from_environment: dict[str, None] = {}
        self.unauthorized: dict[str, None] = {}
        """Kinds of authorization that are left out."""
        found = get(collection, ("variable",))
        for one in found if is_array(found) else []:
            key, value = text_at(one, "key") or text_at(one, "id"), get(one, ("value",))
            is_secret = text_at(one, "type") == "secret" or is_credential(key)
            if key and isinstance(value, str) and not is_secret:
                self._values[key] = value

    def fill(self, text: str) -> str:
        """A body with what is known filled in."""
        filled = self._filled(text)
        self._left.update(dict.fromkeys(_VARIABLE.findall(filled)))
        return filled

    def refer(self, text: str) -> str:
        """A URL or a header, in which what is not known is a variable of the environment."""

        def reference(found: re.Match[str]) -> str:
            name = re.sub(r"\W", "_", found[1], flags=re.ASCII)
            name = name if _NAME.fullmatch(name) else f"_{name}"
            self._from_environment[name] = None
            return f"${{env:{name}}}"

        return _VARIABLE.sub(reference, self._filled(text))

    def _filled(self, text: str) -> str:
        for _ in range(_DEEPEST):
            new = _VARIABLE.sub(lambda found: self._values.get(found[1], found[0]), text)
            if new == text or len(new) > _LONGEST + len(text):
                break
            text = new
        return text

    def remarks(self) -> list[str]:
        said: list[str] = []
        if self._from_environment:
            names = ", ".join(self._from_environment)
            said.append(f"what the collection does not say is taken from the environment: {names}")
        if self._left:
            names = ", ".join(f"{{{{{name}}}}}" for name in self._left)
            said.append(f"the collection has no value of {names}, which stays in the payload")
        said += [
            f"the authorization {kind} is left out: say it in the target's url or headers"
            for kind in self.unauthorized
        ]
        return said


def _items(document: JsonObject) -> Iterator[tuple[str, JsonObject, JsonValue]]:
    """The requests, each with its name, folders before it, and the authorization that it has or
    inherits. Never recurses."""
    auth = document.get("auth")
    todo: list[tuple[str, JsonValue, JsonValue]] = []
    if "request" in document:
        todo.append(("", document, auth))
    top = document.get("item")
    todo += [("", item, auth) for item in reversed(top if is_array(top) else [])]
    while todo:
        folder, item, auth = todo.pop()
        if not is_object(item):
            continue
        name = " / ".join(filter(None, (folder, text_at(item, "name"))))
        inside = item.get("item")
        own = item.get("auth") or auth
        if is_array(inside) and item is not document:
            todo += [(name, each, own) for each in reversed(inside)]
        request = item.get("request")
        if isinstance(request, str):
            request = {"url": request, "method": "GET"}
        if is_object(request):
            yield name, request, request.get("auth") or own


def _request(
    name: str, request: JsonObject, auth: JsonValue, variables: _Variables
) -> FoundRequest:
    mode = text_at(request, "body", "mode")
    body = get(request, ("body", "raw"))
    has_body = isinstance(body, str) and mode in ("", "raw")
    headers = [*pairs_at(request, "key", "header"), *_authorization(auth, variables)]
    url = variables.refer(_url(request))
    if text_at(auth, "type") == "basic":
        given = _parameters(auth, "basic")
        user = f"{given.get('username', '')}:{given.get('password', '')}"
        url = with_user(url, variables.refer(user))
    return FoundRequest(
        url=with_scheme(url),
        body=variables.fill(body) if isinstance(body, str) and has_body else None,
        method=text_at(request, "method") or "GET",
        headers=tuple((key, variables.refer(value)) for key, value in headers),
        name=name,
        no_body=f"sends a body of the kind {mode}" if mode else "has no body",
    )


def _url(request: JsonObject) -> str:
    """The URL, which stands whole in `raw`, as does one that is a mere text."""
    return text_at(request, "url") or text_at(request, "url", "raw")


def _authorization(auth: JsonValue, variables: _Variables) -> list[tuple[str, str]]:
    """The header that the tool makes of an authorization; of a kind that is not known here, that is
    said. User and password go into the URL."""
    kind = text_at(auth, "type")
    given = _parameters(auth, kind)
    match kind:
        case "bearer":
            return [("Authorization", f"Bearer {given.get('token', '')}")]
        case "apikey" if given.get("in", "header") == "header" and given.get("key"):
            return [(given["key"], given.get("value", ""))]
        case "" | "basic" | "noauth":
            return []
        case _:
            variables.unauthorized[one_line(kind, 40)] = None
            return []


def _parameters(auth: JsonValue, kind: str) -> Mapping[str, str]:
    """In format 2.1 an array of keys and values, in 2.0 an object."""
    found = get(auth, (kind,)) if kind else None
    if is_object(found):
        return {key: value for key, value in found.items() if isinstance(value, str)}
    return dict(pairs_at(auth, "key", kind)) if kind else {}

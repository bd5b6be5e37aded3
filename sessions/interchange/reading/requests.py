"""Requests whose bodies are invocations, among others that are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from sessions.contract import json_text
from sessions.contract.json_text import JsonObject
from sessions.secrets.credentials import conceal_url
from sessions.text import one_line

from .found import Found, FoundInvocation, FoundRequest, NothingFound
from .payloads import inside_text, is_payload

_MOST_NAMED: Final = 5


def invocations_in(
    what: str, requests: Sequence[FoundRequest], remarks: Sequence[str] = (), *, mixed: bool = False
) -> Found:
    """The invocations among requests.

    Args:
        what: the document that they stand in: `a HAR archive`.
        mixed: whether requests of any kind are among them, so that one that only has a `text` is
            no invocation.

    Raises:
        NothingFound: there is none; with what was looked at.
    """
    found: list[FoundInvocation] = []
    others: list[str] = []
    empty: list[str] = []
    for request in requests:
        body, why = _body_of(request, surely=mixed and len(requests) > 1)
        if body is None:
            left = empty if request.body is None else others
            left.append(f"{one_line(request.method, 20)} {_shown(request)} {why}")
        else:
            found.append(FoundInvocation(body, request, request.name))
    others += empty  # which say least
    if not found:
        raise NothingFound(_none(what, others))
    left_out = [f"left out of {what}: {_listed(others)}"] if others else []
    return Found(tuple(found), (*remarks, *left_out))


def _body_of(request: FoundRequest, *, surely: bool) -> tuple[JsonObject | None, str]:
    """The payload or event that a request sends, or why it sends none."""
    if request.body is None:
        return None, request.no_body
    try:
        document = json_text.loads(request.body)
    except json_text.JsonError as error:
        reason = "is no JSON" if _is_no_json(request.body) else f"cannot be read: {error}"
        return None, f"has a body that {reason}"
    if not isinstance(document, dict):
        return None, "has a body that is no JSON object"
    if inner := inside_text(document):
        document = inner[1]
    if is_payload(document, surely=surely):
        return document, ""
    return None, "has a body without recipient, text and context"


def _is_no_json(body: str) -> bool:
    return re.match(r"\s*[{\[]", body) is None


def _shown(request: FoundRequest) -> str:
    """The URL of a request for a message, without its credentials and its query."""
    return one_line(conceal_url(request.url).partition("?")[0] or "without a URL", 80)


def _none(what: str, others: Sequence[str]) -> str:
    if not others:
        return f"is {what}, and has no request"
    return (
        f"is {what}, and no request in it sends an invocation: {_listed(others)};"
        " wanted a JSON body with recipient, text and context, or an event of an Action"
    )


def _listed(others: Sequence[str]) -> str:
    """The first of them, those that are alike once."""
    counts = Counter(others)
    named = [
        text if count == 1 else f"{text} ({count:,} times)"
        for text, count in [*counts.items()][:_MOST_NAMED]
    ]
    more = len(others) - sum([*counts.values()][:_MOST_NAMED])
    return "; ".join(named) + (f"; and {more:,} more" if more else "")

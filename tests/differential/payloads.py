"""The payloads that each hook is sent: accepted ones, and one or more for each rule of refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sessions.contract import json_path
from sessions.contract.invocation import example
from sessions.contract.json_path import parse_path
from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.rules import refusal

_ABSENT: Any = object()
_SECRETS = {"auth0-extension-secret": "s3cr3t-of-the-tenant", "SMS_URL": "http://127.0.0.1:1/"}


@dataclass(frozen=True)
class Case:
    """One thing to send: `name` is what deviations refer to."""

    name: str
    payload: JsonValue
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return refusal(self.payload) is not None


def _with(**changes: Any) -> JsonValue:
    """The example's payload, changed at these paths (`__` for a dot)."""
    payload = example().payload
    for name, value in changes.items():
        path = parse_path(name.replace("__", "."))
        payload = (
            json_path.remove(payload, path)
            if value is _ABSENT
            else json_path.put(payload, path, value)
        )
    return payload


CASES = (
    Case("example", example().payload),
    Case("secrets", example().payload, _SECRETS),
    Case(
        "voice",
        _with(
            text="“Ihr Code”:\n1.2.3.4.5.6 \U0001f389 \u2028",
            context__message_type="voice",
            context__action="second-factor-authentication",
            context__language="N/A",
            context__code="1.2.3.4.5.6",
        ),
    ),
    Case(
        "least",
        _with(
            recipient="",
            text="",
            context__language="",
            context__code="",
            context__ip="",
            context__user_agent="",
            context__client=_ABSENT,
            context__user={},
        ),
    ),
    Case("nulls for objects", _with(context__user=None, context__client__client_metadata=None)),
    Case("arrays for objects", _with(context__user=[], context__client__client_metadata=[1])),
    Case(
        "other keys",
        _with(
            extra={"kept": [None, True, 1.5]},
            context__factor_type="sms",
            context__request={"ip": "::1"},
            context__client_metadata={"a": "b"},
            context__webtask={"secrets": {"forged": "x"}},
        ),
    ),
    Case("surrogates", _with(recipient="\ud800", text="\x00\udfff", context__code="\U0001f4de")),
    Case("refused: no body", None),
    Case("refused: body is false", False),
    Case("refused: body is a number", 5),
    Case("refused: body is text", "recipient"),
    Case("refused: body is an array", []),
    Case("refused: no recipient", _with(recipient=_ABSENT)),
    Case("refused: recipient is a number", _with(recipient=18085555555)),
    Case("refused: text is null", _with(text=None)),
    Case("refused: no context", _with(context=_ABSENT)),
    Case("refused: context is null", _with(context=None)),
    Case("refused: context is an array", _with(context=[])),
    Case("refused: message_type is fax", _with(context__message_type="fax")),
    Case("refused: action is null", _with(context__action=None)),
    Case("refused: no language", _with(context__language=_ABSENT)),
    Case("refused: code is a number", _with(context__code=123456)),
    Case("refused: ip is an object", _with(context__ip={})),
    Case("refused: user_agent is null", _with(context__user_agent=None)),
    Case("refused: client is text", _with(context__client="1235")),
    Case("refused: client is null", _with(context__client=None)),
    Case("refused: no client_id", _with(context__client__client_id=_ABSENT)),
    Case("refused: name of the client is null", _with(context__client__name=None)),
    Case("refused: client_metadata is text", _with(context__client__client_metadata="a=b")),
    Case("refused: no user", _with(context__user=_ABSENT)),
    Case("refused: user is true", _with(context__user=True)),
    Case("refused: two rules broken", _with(context__ip=1, context__user=1)),
)

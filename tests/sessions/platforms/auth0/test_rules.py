"""What the platform refuses, in its order; and advice, which blocks nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.contract.invocation import example
from sessions.contract.json_path import format_path, parse_path, put, remove
from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.rules import advice, refusal

ORDER = [
    "recipient",
    "text",
    "context",
    "context.message_type",
    "context.action",
    "context.language",
    "context.code",
    "context.ip",
    "context.user_agent",
    "context.client",
    "context.client.client_id",
    "context.client.name",
    "context.client.client_metadata",
    "context.user",
]


def changed(**fields: JsonValue) -> JsonValue:
    """The example, with `__` for the dots of a path."""
    payload = example().payload
    for path, value in fields.items():
        payload = put(payload, parse_path(path.replace("__", ".")), value)
    return payload


def test_the_example_is_taken() -> None:
    assert refusal(example().payload) is None


def test_the_first_rule_in_the_order_of_the_platform_wins() -> None:
    """With the first n fields right and the rest wrong, field n + 1 is refused."""
    right = example().payload
    for count, name in enumerate(ORDER):
        payload: JsonValue = right
        for other in reversed(ORDER[count:]):
            if other not in ("context", "context.client") or other == name:
                payload = put(payload, parse_path(other), 5)
        found = refusal(payload)
        assert found and format_path(found.path) == name
        assert found.found == "a number (5)"


@pytest.mark.parametrize("path", [p for p in ORDER if p != "context.client.client_metadata"])
def test_what_is_absent_is_refused_but_for_the_client(path: str) -> None:
    found = refusal(remove(example().payload, parse_path(path)))
    if path == "context.client":
        assert found is None
    else:
        assert found and found.found == "nothing"
        expected = "context.message_type" if path == "context" else path
        assert format_path(found.path) in (path, expected)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (None, "payload: found null, wanted an object"),
        ("text", 'payload: found a string ("text"), wanted an object'),
        ([], "recipient: found nothing, wanted a string"),
        (changed(recipient=None), "recipient: found null, wanted a string"),
        (changed(text=["x"]), "text: found an array, wanted a string"),
        (changed(context="x"), 'context: found a string ("x"), wanted an object'),
        (changed(context=None), 'context.message_type: found nothing, wanted "sms" or "voice"'),
        (
            changed(context__message_type="mail"),
            'context.message_type: found a string ("mail"), wanted "sms" or "voice"',
        ),
        (
            changed(context__action="login"),
            'context.action: found a string ("login"), wanted "enrollment" or'
            ' "second-factor-authentication"',
        ),
        (changed(context__code=123456), "context.code: found a number (123456), wanted a string"),
        (changed(context__ip=True), "context.ip: found true, wanted a string"),
        (
            changed(context__client=False),
            "context.client: found false, wanted an object, or no client at all",
        ),
        (
            changed(context__client=None),
            "context.client.client_id: found nothing, wanted a string",
        ),
        (
            changed(context__client__client_metadata="x"),
            'context.client.client_metadata: found a string ("x"), wanted an object, or nothing',
        ),
        (changed(context__user="x"), 'context.user: found a string ("x"), wanted an object'),
    ],
)
def test_a_refusal_names_field_found_and_wanted(payload: JsonValue, message: str) -> None:
    found = refusal(payload)
    assert found and found.message == message


@pytest.mark.parametrize(
    "payload",
    [
        changed(context__user=None),
        changed(context__user=[]),
        changed(context__user={}),
        changed(context__client__client_metadata=None),
        changed(context__client__client_metadata=[1]),
        remove(example().payload, parse_path("context.client.client_metadata")),
        changed(context__language="", context__ip="", recipient="", text=""),
        changed(extra=None, context__more={"any": ["thing"]}),
    ],
)
def test_what_passes_typeof_passes(payload: JsonValue) -> None:
    assert refusal(payload) is None


def advised(**fields: JsonValue) -> dict[str, tuple[str, str | None]]:
    found = advice(changed(recipient="+18085555555", **fields))
    return {format_path(item.path): (item.message, item.suggestion) for item in found}


@pytest.mark.parametrize(
    ("number", "suggestion"),
    [
        ("1-808-555-5555", "+18085555555"),
        ("+1 808 555 5555", "+18085555555"),
        ("(49) 30/901820", "+4930901820"),
        ("1\u2011808\u00a0555.5555", "+18085555555"),
        ("0301234567", None),
        ("1234567", None),
        ("+1234567890123456", None),
        ("+१२३४५६७८९०", None),
        ("call me", None),
        ("", None),
    ],
)
def test_a_number_that_is_not_e164_is_remarked_on(number: str, suggestion: str | None) -> None:
    (found,) = advice(changed(recipient=number))
    assert found.path == ("recipient",)
    assert found.message.startswith("not E.164")
    assert found.suggestion == suggestion
    assert suggestion is None or not advice(changed(recipient=suggestion))


@pytest.mark.parametrize("number", ["+18085555555", "+4930901820", "+123456789012345", "+12"])
def test_e164_is_not_remarked_on(number: str) -> None:
    assert advice(changed(recipient=number)) == []


@pytest.mark.parametrize("tag", ["en", "fr-FR", "es-419", "zh-CN", "zh-Hant-TW", "N/A", "PT-br"])
def test_tags_that_tenants_send_are_not_remarked_on(tag: str) -> None:
    assert advised(context__language=tag) == {}


@pytest.mark.parametrize(
    "tag", ["", "english", "e", "en_US", "xx", "zz-ZZ", "en-", "n/a", "es-٤١٩"]
)
def test_unknown_tags_are_remarked_on(tag: str) -> None:
    assert "language tag" in advised(context__language=tag)["context.language"][0]


@pytest.mark.parametrize(
    ("message_type", "code", "is_odd"),
    [
        ("sms", "123456", False),
        ("voice", "123456", False),
        ("voice", "1.2.3.4.5.6", False),
        ("sms", "1.2.3.4.5.6", True),
        ("sms", "12345", True),
        ("sms", "1234567", True),
        ("voice", "1.2.3.4.5.6.7", True),
        ("sms", "١٢٣٤٥٦", True),
        ("sms", "", True),
    ],
)
def test_codes_that_the_platform_would_not_send(message_type: str, code: str, is_odd: bool) -> None:
    found = advised(context__message_type=message_type, context__code=code)
    assert ("context.code" in found) is is_odd


@pytest.mark.parametrize(
    ("ip", "is_odd"), [("127.0.0.1", False), ("2001:db8::1", False), ("1.2.3", True), ("", True)]
)
def test_addresses_that_are_none(ip: str, is_odd: bool) -> None:
    found = advised(context__ip=ip, context__request={"ip": ip})
    assert ("context.ip" in found) is ("context.request.ip" in found) is is_odd


def test_only_texts_are_advised_on() -> None:
    payload: Any = {"recipient": 5, "context": {"language": None, "code": [], "ip": {}}}
    assert advice(payload) == advice(None) == advice([]) == []

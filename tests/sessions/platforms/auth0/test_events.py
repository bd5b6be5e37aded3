"""One invocation as a hook's payload and as the events of both Actions, there and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.contract.json_path import get, put
from sessions.contract.json_text import JsonValue, same
from sessions.platforms.auth0.events import Dialect, dialect_of, from_event, to_event, to_v1_event

ACTION, PROVIDER = DIALECTS = ("action", "phone-provider")

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
any_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def some_of(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, JsonValue]]:
    """Objects in which each field is there or absent."""
    return st.fixed_dictionaries({}, optional=fields)


def words(*known: str) -> st.SearchStrategy[JsonValue]:
    return st.sampled_from(known) | st.none() | st.integers() | st.just("something else")


clients = some_of(client_id=scalars, name=scalars, client_metadata=any_json)
payloads = some_of(
    recipient=scalars,
    text=any_json,
    context=some_of(
        message_type=words("sms", "voice"),
        action=words("enrollment", "second-factor-authentication"),
        language=scalars,
        code=scalars,
        ip=scalars,
        user_agent=scalars,
        client=clients | scalars,
        user=any_json | some_of(user_id=scalars, app_metadata=any_json, email=scalars),
    ),
)
bodies: dict[str, st.SearchStrategy[Any]] = {
    "message_options": some_of(
        action=words("enrollment"), code=scalars, recipient=any_json, text=scalars, new=any_json
    ),
    "notification": some_of(
        as_text=any_json,
        as_voice=any_json,
        delivery_method=words("text", "voice", "sms"),
        message_type=words("otp_enroll", "blocked_account", "enrollment"),
        sender=any_json,
    ),
}
around = {
    "client": some_of(client_id=scalars, metadata=any_json, more=any_json) | any_json,
    "request": some_of(ip=scalars, geoip=any_json, method=any_json, new=any_json) | any_json,
    "tenant": some_of(id=any_json, friendly_name=scalars) | any_json,
    "user": some_of(user_id=scalars, created_at=any_json, identities=any_json) | any_json,
    "connection": any_json,
}
events = st.sampled_from(sorted(bodies)).flatmap(
    lambda body: st.fixed_dictionaries({body: bodies[body]}, optional=around)
)


def without_empty(payload: JsonValue) -> JsonValue:
    """An empty context holds no mapped field, and is as good as none."""
    if isinstance(payload, dict) and payload.get("context") == {}:
        return {key: item for key, item in payload.items() if key != "context"}
    return payload


def with_metadata(payload: JsonValue) -> JsonValue:
    """A user with the metadata that an event's user has, empty where it had none."""
    if not isinstance(user := get(payload, ("context", "user")), dict):
        return payload
    return put(payload, ("context", "user"), {"app_metadata": {}, "user_metadata": {}, **user})


def holds(event: JsonValue, wanted: JsonValue) -> bool:
    """Whether everything that stands in `wanted` stands in `event`, which may have more keys."""
    if isinstance(wanted, dict):
        return isinstance(event, dict) and all(
            key in event and holds(event[key], item) for key, item in wanted.items()
        )
    return same(event, wanted)


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=120)
@given(payload=payloads)
def test_a_payload_comes_back_from_an_event(dialect: Dialect, payload: JsonValue) -> None:
    found, back, overrides = from_event(to_event(payload, dialect))
    assert found == dialect
    assert same(back, with_metadata(without_empty(payload)))
    assert overrides == {}


@settings(max_examples=120)
@given(event=events)
def test_an_event_comes_back_from_payload_and_overrides(event: JsonValue) -> None:
    dialect, payload, overrides = from_event(event)
    assert holds(to_event(payload, dialect, overrides), event)


@settings(max_examples=100)
@given(payload=any_json, overrides=st.dictionaries(st.text(max_size=5), any_json, max_size=3))
def test_any_payload_makes_an_event_and_overrides_win(
    payload: JsonValue, overrides: dict[str, JsonValue]
) -> None:
    for dialect in DIALECTS:
        assert dialect_of(to_event(payload, dialect)) == dialect
        assert holds(to_event(payload, dialect, overrides), overrides)


def test_the_example_as_the_event_of_an_action() -> None:
    event = to_event(example().payload, "action")
    assert event["message_options"] == {
        "action": "enrollment",
        "code": "123456",
        "message_type": "sms",
        "recipient": "1-808-555-5555",
        "text": "Here is your one time password!",
    }
    request = event["request"]
    assert isinstance(request, dict)
    assert request["ip"] == "127.0.0.1"
    assert request["language"] == "en"
    assert request["geoip"] == {}
    assert event["client"] == {"client_id": "1235", "name": "Test Application", "metadata": {}}
    assert event["tenant"] == {"id": "tenant"}
    user = event["user"]
    assert isinstance(user, dict)
    assert (user["email"], user["email_verified"]) == ("billie@email.com", True)
    assert "secrets" not in event


def test_the_example_as_the_event_of_a_phone_provider() -> None:
    event = to_event(example().payload, "phone-provider")
    assert event["notification"] == {
        "as_text": "Here is your one time password!",
        "as_voice": "Here is your one time password!",
        "code": "123456",
        "delivery_method": "text",
        "from": "+18085550100",
        "locale": "en",
        "message_type": "otp_enroll",
        "recipient": "1-808-555-5555",
    }
    request = event["request"]
    assert isinstance(request, dict)
    assert "language" not in request


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("message_type", "voice", "voice"),
        ("message_type", None, None),
        ("message_type", "fax", "fax"),
        ("action", "second-factor-authentication", "otp_verify"),
        ("action", "password_breach", "password_breach"),
    ],
)
def test_values_that_a_phone_provider_names_otherwise(
    field: str, value: str | None, named: str | None
) -> None:
    place = {"message_type": "delivery_method", "action": "message_type"}[field]
    event = to_event({"context": {field: value}}, "phone-provider")
    notification = event["notification"]
    assert isinstance(notification, dict)
    assert notification == {"from": "+18085550100", place: named}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, {}),
        ({"app_metadata": {"plan": "x"}}, {"plan": "x"}),
        ({"app_metadata": None}, None),
    ],
)
def test_the_user_of_an_event_has_metadata_in_any_case(
    dialect: Dialect, given: dict[str, JsonValue], wanted: JsonValue
) -> None:
    user = to_event({"context": {"user": given}}, dialect)["user"]
    assert isinstance(user, dict)
    assert (user["app_metadata"], user["user_metadata"]) == (wanted, {})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_every_event_has(dialect: Dialect) -> None:
    event = to_event({}, dialect)
    assert event["configuration"] == {}
    assert from_event(event) == (dialect, {}, {})


def test_a_sender_that_is_given_is_kept() -> None:
    event: JsonValue = {"notification": {"from": "+15550100"}}
    _, payload, rest = from_event(event)
    assert rest == event
    assert to_event(payload, "phone-provider", rest)["notification"] == {"from": "+15550100"}


def test_the_event_of_the_first_version_is_flat() -> None:
    event = to_v1_event(example().payload)
    assert (event["recipient"], event["code"]) == ("1-808-555-5555", "123456")
    assert to_v1_event(None) == to_v1_event({"context": 5}) == {}


def test_null_and_absent_stay_two_things() -> None:
    event = to_event({"text": None, "context": {"client": None, "user": {}}}, "action")
    assert event["message_options"] == {"text": None}
    assert event["client"] is None
    assert "client" not in to_event({"context": {}}, "action")
    assert "user" not in to_event({"context": {}}, "action")


def test_overrides_are_laid_over_object_by_object() -> None:
    overrides: dict[str, JsonValue] = {
        "request": {"geoip": {"countryCode": "NO"}},
        "user": {"email_verified": False},
        "organization": {"id": "org_1"},
    }
    event = to_event(example().payload, "action", overrides)
    request, user = event["request"], event["user"]
    assert isinstance(request, dict)
    assert isinstance(user, dict)
    assert request["geoip"] == {"countryCode": "NO"}
    assert request["ip"] == "127.0.0.1"
    assert (user["email_verified"], user["name"]) == (False, "Billie Magnusson")
    assert event["organization"] == {"id": "org_1"}


def test_secrets_are_given_to_an_event_and_never_read_back() -> None:
    overrides: dict[str, JsonValue] = {"secrets": {"FAKE": "f", "TOKEN": "mine"}}
    event = to_event(example().payload, "action", overrides, {"TOKEN": "t", "KEY": "k"})
    assert event["secrets"] == {"TOKEN": "mine", "KEY": "k", "FAKE": "f"}
    assert from_event(event) == ("action", example().payload, {})


@pytest.mark.parametrize(
    "value", [None, [], "text", {}, {"message_options": None}, {"recipient": 1}]
)
def test_what_is_no_event(value: JsonValue) -> None:
    assert dialect_of(value) is None
    with pytest.raises(ValueError, match="message_options"):
        from_event(value)

"""What a body is: which dialect, and the invocation that it stands for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.contract.json_path import get
from sessions.listening.reading import read_body
from sessions.listening.refused import Refused
from sessions.platforms.current import PLATFORM

PAYLOAD = example().payload
GATEWAY = {
    "recipient": "+18085550123",
    "body": "Your verification code is: 482913",
    "sender": "+15005550006",
    "req": {"ip": "203.0.113.7", "user-agent": "Mozilla/5.0"},
}


KEYS = ["recipient", "text", "body", "context", "notification", "message_options", "user"]


def read(document: Any) -> Any:
    return read_body(json.dumps(document).encode())


def test_a_payload_is_taken_as_it_is() -> None:
    incoming = read(PAYLOAD)
    assert (incoming.form, incoming.invocation.payload) == ("hook", PAYLOAD)


def test_a_payload_inside_a_request_that_was_passed_on_is_found() -> None:
    incoming = read({"headers": {}, "body": json.dumps(PAYLOAD)})
    assert (incoming.form, incoming.invocation.payload) == ("hook", PAYLOAD)


@pytest.mark.parametrize("form", ["action", "phone-provider"])
def test_an_event_is_the_invocation_it_came_of(form: str) -> None:
    overrides: dict[str, Any] = {"tenant": {"id": "lab"}}
    event = PLATFORM.events.to_event(PAYLOAD, form, overrides, {"TOKEN": "t0ken-of-a-test"})
    incoming = read(event)
    assert incoming.form == form
    assert PLATFORM.events.TRIGGERS[incoming.invocation.trigger] == form
    assert incoming.invocation.payload == PAYLOAD
    assert incoming.invocation.event == overrides
    assert "t0ken" not in repr(incoming)


def test_what_the_platform_adds_to_a_context_is_left_out() -> None:
    context = {**get(PAYLOAD, ("context",)), "webtask": {"secrets": {"TOKEN": "t0ken"}}}  # type: ignore[dict-item]
    assert read({**PAYLOAD, "context": context}).invocation.payload == PAYLOAD  # type: ignore[dict-item]


def test_a_passwordless_message_is_a_payload_that_the_platform_would_take() -> None:
    incoming = read(GATEWAY)
    payload = incoming.invocation.payload
    assert incoming.form == "passwordless"
    assert payload["context"]["code"] == "482913"
    assert payload["context"]["ip"] == "203.0.113.7"
    assert PLATFORM.rules.refusal(payload) is None
    assert PLATFORM.rules.refusal(read({**GATEWAY, "req": None}).invocation.payload) is None


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"recipient": NaN}', 400),
        (b'{"a": 1, "a": 2}', 400),
        (b"[" * 100_000, 413),
        (b"[" * 1_000, 400),
        (b"[%s]" % b",".join([b"1"] * 60_000), 413),
        (b"[]", 422),
        (b"null", 422),
        (b'{"recipient": "+1"}', 422),
        (b'{"recipient": "+1", "text": "x", "context": 1}', 422),
        (b'{"context": {}}', 422),
        (b'{"message_options": 1}', 422),
    ],
)
def test_what_is_no_invocation_is_refused(content: bytes, status: int) -> None:
    with pytest.raises(Refused) as refused:
        read_body(content)
    assert refused.value.status == status


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "recipient",
                        "text",
                        "body",
                        "context",
                        "notification",
                        "message_options",
                        "user",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_document_is_read_or_refused(document: Any) -> None:
    try:
        incoming = read(document)
    except Refused:
        return
    assert isinstance(incoming.invocation.payload, dict)

"""What the API answers, read: zero values left out, wrong ones named, errors as what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.platforms.auth0.management import errors
from sessions.platforms.auth0.management.actions import Action, Binding, Execution
from sessions.platforms.auth0.management.answers import Answer
from sessions.platforms.auth0.management.errors import UnreadableAnswer, refused
from sessions.platforms.auth0.management.hooks import Hook
from sessions.platforms.auth0.management.pacing import LONGEST, wait_of
from sessions.platforms.auth0.management.phones import PhoneProvider, PhoneTemplate

NOW = 1_764_200_000.0
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id name supported_triggers secrets dependencies code status errors action content "
                "body configuration delivery_methods results error modules deployed_version".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def test_what_is_left_out_is_a_zero_value():
    action = Action.read(Answer.of({"id": "1", "name": "sms"}))
    assert (action.code, action.secrets, action.is_deployed, action.is_current) == (
        "",
        (),
        False,
        False,
    )
    assert Hook.read(Answer.of({"id": "1"})).dependencies == {}


@given(JSON)
def test_whatever_comes_is_read_or_named(value: object):
    for read in (
        Action.read, Binding.read, Execution.read, Hook.read, PhoneProvider.read,
        PhoneTemplate.read,
    ):  # fmt: skip
        try:
            read(Answer.of(value))  # pyright: ignore[reportArgumentType]
        except UnreadableAnswer as problem:
            assert "the answer" in str(problem)


def test_a_wrong_value_is_named_by_its_place_and_not_shown():
    said = {"id": "1", "name": "sms", "secrets": [{"name": 42424242}]}
    with pytest.raises(UnreadableAnswer, match=r"secrets\[0\]\.name: found a number, wanted"):
        Action.read(Answer.of(said))


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (401, {"message": "Invalid token."}, errors.TokenRefused, "offhook tenant login"),
        (
            403,
            {"errorCode": "insufficient_scope", "message": "Insufficient scope, expected any of: "
             "create:hooks,update:hooks"},
            errors.MissingScope,
            "lacks the scope create:hooks or update:hooks",
        ),
        (403, {"errorCode": "insufficient_scope", "message": "expected: read:x."},
         errors.MissingScope, "lacks the scope read:x;"),
        (403, {"errorCode": "insufficient_scope"}, errors.MissingScope, "lacks the scope read:it"),
        (403, {"errorCode": "feature_not_enabled"}, errors.NotAvailable, "plan does not have"),
        (403, {"message": "This endpoint is disabled for your tenant."}, errors.NotAvailable, ""),
        (403, {"errorCode": "legacy_mfa_phone_provider_not_allowed"}, errors.NotAvailable,
         "Unified Phone Experience"),
        (403, {"errorCode": "actions_cardinality_custom_phone_provider_not_allowed"},
         errors.Refused, "has one Action of the trigger custom-phone-provider"),
        (404, {"errorCode": "inexistent_x", "message": "gone"}, errors.NotFound, "404 gone"),
        (409, {"message": "taken"}, errors.Conflict, "409 taken"),
        (410, {}, errors.NotAvailable, "410"),
        (501, None, errors.NotAvailable, "501"),
        (500, ["?"], errors.Failed, "500 Internal Server Error"),
        (499, None, errors.Refused, "499"),
        (429, {"error": "too_many_requests"}, errors.TooManyRequests, "429"),
        (400, {"message": "Payload validation error: x"}, errors.Refused, "validation error"),
    ],
)  # fmt: skip
def test_each_error_is_what_it_is(status: int, body: object, kind: type, said: str):
    error = refused("acme: GET /x", status, body, ("read:it",))  # pyright: ignore[reportArgumentType]
    assert type(error) is kind
    assert said in str(error) and str(error).startswith("acme: GET /x") and "\n" not in str(error)
    assert error.may_be_done == (status == 500)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "7", "x-ratelimit-reset": f"{NOW + 3:.0f}"}, 7),
        ({"retry-after": "Wed, 26 Nov 2025 23:33:30 GMT"}, 10),
        ({"x-ratelimit-reset": f"{NOW + 3:.0f}"}, 3),
        ({"x-ratelimit-reset": f"{NOW - 30:.0f}"}, 0.1),
        ({"retry-after": "999999"}, LONGEST),
        ({"retry-after": "soon"}, 4),
        ({"retry-after": "Wed, 26 Nov 99999999999999999999 23:33:30 GMT"}, 4),
        ({"retry-after": "Wed, 26 Nov 2025 23:33:30 +99999999999999"}, 4),
        ({}, 4),
    ],
)
def test_a_limit_is_waited_for_by_its_headers(headers: dict[str, str], wait: float):
    assert wait_of(headers, 3, NOW) == pytest.approx(wait)


@given(st.text(max_size=20), st.text(max_size=20), st.integers(1, 6))
def test_no_header_makes_a_wait_that_does_not_end(after: str, reset: str, attempt: int):
    headers = {"retry-after": after, "x-ratelimit-reset": reset}
    assert 0 < wait_of(headers, attempt, NOW) <= LONGEST

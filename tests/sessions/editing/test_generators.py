"""What is made up for a field: the platform takes it without a remark, and nobody has it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.contract.json_path import JsonPath, changed, get, put
from sessions.editing.generators import can_make, made_up_for
from sessions.editing.made_up_numbers import KEPT
from sessions.platforms.current import PLATFORM

PATHS = [field.path for field in PLATFORM.fields.FIELDS if can_make(field.path)]
CODE, TEXT = ("context", "code"), ("text",)
seeds = st.integers(0, 2**32).map(Random)


def test_which_fields_there_is_something_for() -> None:
    assert {str(path[-1]) for path in PATHS} == {
        *("recipient", "code", "language", "ip", "user_agent"),
        *("client_id", "user_id", "email"),
    }
    assert not made_up_for(TEXT, {}, Random(0))
    assert not made_up_for((), {}, Random(0))
    assert not made_up_for(("x", "ip"), {}, Random(0))


@given(seeds, st.sampled_from(PATHS), st.sampled_from(["sms", "voice"]))
def test_the_platform_takes_all_of_it_without_a_remark(
    random: Random, path: JsonPath, channel: str
) -> None:
    payload = put(example().payload, ("context", "message_type"), channel)
    made = made_up_for(path, payload, random)
    assert made
    for each in made:
        after = each.put_into(payload)
        assert get(after, path) == each.value
        assert PLATFORM.rules.refusal(after) is None
        assert path not in [advice.path for advice in PLATFORM.rules.advice(after)]


@given(st.integers(0, 2**32), st.sampled_from(PATHS))
def test_the_same_dice_make_the_same(seed: int, path: JsonPath) -> None:
    payload = example().payload
    assert made_up_for(path, payload, Random(seed)) == made_up_for(path, payload, Random(seed))


@given(seeds)
def test_a_number_is_one_of_those_that_nobody_has(random: Random) -> None:
    made = made_up_for(("recipient",), {}, random)
    assert len(made) == len(KEPT)
    for each, kept in zip(made, KEPT, strict=True):
        assert any(
            len(pattern) == len(each.value)
            and all(sign in ("#", digit) for sign, digit in zip(pattern, each.value, strict=True))
            for pattern in kept.patterns
        )


@pytest.mark.parametrize(
    ("channel", "old", "text", "kept"),
    [
        ("sms", "123456", "Your code is 123456.", "Your code is {digits}."),
        ("voice", "1.2.3.4.5.6", "It is 1.2.3.4.5.6, 123456", "It is {spoken}, {digits}"),
        ("sms", "123456", "Here it is!", None),
        ("sms", "1", "1 and 2", None),
        ("sms", 5, "5", None),
        ("sms", "123456", 7, None),
    ],
)
def test_a_fresh_code_stands_in_the_text_too_where_the_old_one_did(
    channel: str, old: object, text: object, kept: str | None
) -> None:
    payload = put(put({}, TEXT, text), CODE, old)  # type: ignore[arg-type]
    payload = put(payload, ("context", "message_type"), channel)
    first = made_up_for(CODE, payload, Random(0))[0]
    after = first.put_into(payload)
    digits = first.value.replace(".", "")
    spoken = ".".join(digits)
    assert first.value == (spoken if channel == "voice" else digits)
    assert get(after, TEXT) == (kept.format(digits=digits, spoken=spoken) if kept else text)
    assert {CODE} <= set(changed(payload, after)) <= {CODE, TEXT}

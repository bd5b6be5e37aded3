"""Payloads made up: all within the contract, each seed the same ones, the plain one first."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.invocation import Invocation, example
from sessions.contract.json_path import ABSENT, Absent, JsonPath, get
from sessions.contract.json_text import JsonValue, dumps, same
from sessions.contract.phone_numbers import is_e164
from sessions.fuzzing.payloads import (
    ABROAD,
    CODE,
    FICTION,
    RECIPIENT,
    TEXT,
    TYPE,
    Making,
    by_channel,
    invocations,
    plain,
    singles,
    text_at,
)
from sessions.fuzzing.reducing import changed_fields, differences, least, told, with_only
from sessions.fuzzing.search import explore, smallest
from sessions.fuzzing.supply import Supply, key_of
from sessions.platforms.current import PLATFORM

USER: JsonPath = ("context", "user")


def making(
    *bases: Invocation, numbers: tuple[str, ...] = FICTION + ABROAD, strict: bool = True
) -> Making:
    def refuses(payload: JsonValue) -> bool:
        return strict and PLATFORM.rules.refusal(payload) is not None

    return Making(bases or (plain(),), numbers, refuses)


@pytest.fixture(scope="module")
def made() -> list[Invocation]:
    return explore(invocations(making()), number=3, count=100)


def test_the_platform_passes_all_of_them_on(made: list[Invocation]) -> None:
    assert [PLATFORM.rules.refusal(one.payload) for one in made] == [None] * len(made)
    assert not [advice for one in made for advice in PLATFORM.rules.advice(one.payload)]
    assert all(is_e164(text_at(one.payload, RECIPIENT)) for one in made)
    assert all(0 < len(text_at(one.payload, TEXT)) <= 1600 for one in made)
    dumps([one.payload for one in made]).encode()  # no lone surrogates


def test_they_are_of_many_kinds(made: list[Invocation]) -> None:
    assert made[0] == plain()
    for field in PLATFORM.variety.VARIED:
        found = (get(one.payload, field.path) for one in made)
        values = {dumps(each) for each in found if not isinstance(each, Absent)}
        assert len(values) > 1 or len(field.choices) == 1, field.path
    assert any(get(one.payload, (*USER, "user_metadata")) is ABSENT for one in made)
    assert len({text_at(one.payload, RECIPIENT)[:4] for one in made}) > 5


def test_what_is_rare_comes_once_for_certain() -> None:
    found = [dict(told(one, plain())) for one in singles(making())]
    assert {(*USER, "user_metadata"): ABSENT} in found
    assert {("context", "client"): ABSENT} in found
    assert {CODE: "012345"} in found
    assert {RECIPIENT: "+883510012345678"} in found
    assert {("context", "language"): ABSENT} not in found
    real = singles(making(numbers=()))
    assert {text_at(one.payload, RECIPIENT) for one in real} == {"+18085550100"}


def test_a_seed_makes_the_same_again_and_nothing_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, again, other = (
        explore(invocations(making()), number=number, count=12) for number in (1, 1, 2)
    )
    assert first == again
    assert first != other
    assert list(tmp_path.iterdir()) == []


def test_what_the_platform_refuses_is_not_left_out_and_all_else_is() -> None:
    paths: list[JsonPath] = [("context", "language"), ("context", "user_agent")]
    for strict in (True, False):
        found = explore(invocations(making(strict=strict)), number=5, count=60)
        lacking = [one for one in found if ABSENT in [get(one.payload, path) for path in paths]]
        assert bool(lacking) is not strict


def test_a_session_is_varied_as_it_is_and_its_numbers_stay_where_messages_are_real() -> None:
    odd = example().put(("context", "kept"), [1]).remove(("context", "client"))
    bases = (replace(odd, name="one"), replace(example(), name="two"))
    found = explore(invocations(making(*bases, numbers=())), number=1, count=40)
    assert found[0] == bases[0]
    assert {one.name for one in found} == {"one", "two"}
    assert {text_at(one.payload, RECIPIENT) for one in found} == {"1-808-555-5555"}
    kept = [get(one.payload, ("context", "kept")) for one in found if one.name == "one"]
    assert kept == [[1]] * len(kept)


def test_a_base_without_the_usual_shape_is_varied_where_it_can_be() -> None:
    odd = Invocation({"recipient": 5, "text": None, "context": "none"}, "odd")
    found = explore(invocations(making(odd, strict=False)), number=1, count=20)
    assert {text_at(one.payload, ("context",)) for one in found} == {"none"}


def test_each_channel_has_the_code_as_it_is_sent_there() -> None:
    sms, voice = by_channel(plain())
    assert sms == plain()
    assert text_at(voice.payload, TYPE) == "voice"
    assert text_at(voice.payload, CODE) == "4.8.2.9.1.3"
    assert text_at(voice.payload, TEXT).startswith("4.8.2.9.1.3 is your")


def test_of_what_never_fails_there_is_no_smallest() -> None:
    assert smallest(invocations(making()), lambda _: False, number=1, count=10) is None


def test_each_payload_is_supplied_once_in_rounds_that_can_be_made_again() -> None:
    made = invocations(making())
    supply = Supply(made, 1, lambda one: text_at(one.payload, TYPE) == "sms")
    assert supply.add([plain(), plain()])
    first = asyncio.run(supply.take(1, 10))
    more = asyncio.run(supply.take(30, 10))
    assert first == [plain()]
    assert len({key_of(one) for one in (*first, *more)}) == 31
    assert {text_at(one.payload, TYPE) for one in more} == {"sms"}
    assert supply.round_of(plain()) is None
    rounds = {made_by for one in more if (made_by := supply.round_of(one))}
    assert len(rounds) > 1
    again = [key_of(one) for made_by in rounds for one in explore(made, *made_by)]
    assert {key_of(one) for one in more} <= set(again)


# what matters


def test_all_changes_of_a_payload_make_it_again(made: list[Invocation]) -> None:
    for one in made:
        fields = changed_fields(one, plain())
        assert same(with_only(one, plain(), fields).payload, one.payload), fields
        assert same(with_only(one, plain(), []).payload, plain().payload)


def test_the_code_stands_in_the_text_whatever_else_is_put_back() -> None:
    voice = by_channel(plain())[1].put(TEXT, "é 4.8.2.9.1.3")
    sms = with_only(voice, plain(), [TEXT])
    assert (text_at(sms.payload, CODE), text_at(sms.payload, TEXT)) == ("482913", "é 482913")
    spoken = with_only(voice, plain(), [TYPE])
    assert text_at(spoken.payload, TEXT).startswith("4.8.2.9.1.3 is your")


def test_what_others_bring_along_is_not_told() -> None:
    voice = by_channel(plain())[1]
    assert told(voice, plain()) == [(TYPE, "voice")]
    assert len(list(differences(voice.payload, plain().payload))) == 3
    odd = voice.put(TEXT, "é 4.8.2.9.1.3").remove(USER)
    assert told(odd, plain()) == [(TYPE, "voice"), (TEXT, "é 4.8.2.9.1.3"), (USER, ABSENT)]


@given(st.sets(st.integers(0, 15)), st.integers(16, 20))
def test_what_is_left_out_is_what_is_not_needed(needed: set[int], size: int) -> None:
    asked = 0

    async def suffices(some: list[int]) -> bool:
        nonlocal asked
        asked += 1
        return needed <= set(some)

    found = asyncio.run(least(range(size), suffices))
    assert set(found) == needed
    assert asked <= 2 * size * (1 + len(needed))


def test_the_one_in_a_dozen_takes_seven_questions() -> None:
    asked: list[list[int]] = []

    async def suffices(some: list[int]) -> bool:
        asked.append(some)
        return 7 in some

    assert asyncio.run(least(range(12), suffices)) == [7]
    assert len(asked) <= 7

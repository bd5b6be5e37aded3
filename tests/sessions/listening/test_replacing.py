"""What is recorded has nothing real in it, and the same wherever the same was."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.contract.invocation import Invocation
from sessions.editing.made_up_numbers import is_kept
from sessions.listening import replacing
from sessions.listening.reading import read_body
from sessions.listening.replacing import NotReplaced, replaced
from sessions.listening.stand_ins import StandIns
from sessions.platforms.current import PLATFORM

PERSON: dict[str, Any] = {
    "user_id": "auth0|5f7c8ec7c33c6c004bbafe82",
    "name": "Maria Lopez-García",
    "given_name": "Maria",
    "email": "Maria.Lopez@corp.test",
    "phone_number": "+14155552671",
    "user_metadata": {"lang": "fr", "born": 19710423, "maria@corp.test": True, "vip": None},
    "app_metadata": {"plan": "premium", "where": {"lat": 48.8566}, "roles": ["admins", "ops"]},
    "identities": [{"connection": "Users-DB", "provider": "auth0", "isSocial": False}],
    "picture": "https://s.gravatar.test/avatar/0123456789abcdef",
    "created_at": "2024-03-02T11:22:33.444Z",
}
PAYLOAD: dict[str, Any] = {
    "recipient": "+1 415 555 2671",
    "text": "Hi maria, 048213 is your code for Acme Bank. Ends in 2671? See https://acme.test/u/77",
    "context": {
        "message_type": "sms",
        "action": "second-factor-authentication",
        "language": "fr-FR",
        "code": "048213",
        "ip": "198.18.7.9",
        "user_agent": "Mozilla/5.0 (X11; Secret)",
        "client": {"client_id": "aBcD1234", "name": "Acme Bank", "client_metadata": {}},
        "user": PERSON,
    },
}


def made(payload: Any, stand_ins: StandIns | None = None, **more: Any) -> Any:
    return replaced(Invocation(payload, **more), stand_ins or StandIns(Random(7)))


def leaves(value: Any, *, keys: bool) -> Iterator[str]:
    """All values as texts, or all keys."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from [key] if keys else []
            yield from leaves(each, keys=keys)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, keys=keys)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool) and not keys:
        yield str(value)


def test_a_person_is_another_and_the_same_everywhere() -> None:
    payload = made(PAYLOAD).payload
    context, text = payload["context"], payload["text"]
    user = context["user"]
    number = payload["recipient"].replace(" ", "")
    assert is_kept(number)
    assert user["phone_number"] == number
    assert number[-4:] in text
    assert len(context["code"]) == 6 and context["code"].startswith("0")
    assert context["code"] in text
    assert user["name"].startswith(user["given_name"])
    assert f"Hi {user['given_name']}," in text
    assert f"is your code for {context['client']['name']}." in text
    assert user["user_id"].startswith("auth0|")
    assert user["email"].endswith("@example.com")
    assert (context["language"], context["message_type"]) == ("fr-FR", "sms")
    assert user["user_metadata"]["lang"] == "fr"
    assert user["user_metadata"]["vip"] is None
    assert list(user) == list(PERSON)
    shown = json.dumps(payload).lower()
    for real in ("maria", "lopez", "garc", "2671", "048213", "corp", "acme", "premium", "admins"):
        assert real not in shown


def test_it_is_the_same_person_the_next_time_in_whatever_it_is_written() -> None:
    stand_ins = StandIns()
    first = made(PAYLOAD, stand_ins).payload
    spoken = "4. 8. 2. 9. 1. 3. is your code, +1 (415) 555-2671"
    context = {**PAYLOAD["context"], "message_type": "voice", "code": "4.8.2.9.1.3"}
    again = {**PAYLOAD, "recipient": "+14155552671", "text": spoken, "context": context}
    second = made(again, stand_ins).payload
    assert second["recipient"] == first["recipient"].replace(" ", "")
    assert second["context"]["user"] == first["context"]["user"]
    code = second["context"]["code"]
    assert second["text"].startswith(code.replace(".", ". ") + ". is your code, +1 (")
    other = {**PAYLOAD, "recipient": "+14155552672"}
    assert made(other, stand_ins).payload["recipient"] != first["recipient"]


@pytest.mark.parametrize(
    "between",
    ["\u00a0", " - ", "\u2013", ", ", "\u200b", "\u00b7", "_", ":", "\n", "\ufe0f\u20e3", "*"],
)
def test_digits_are_found_whatever_is_between_them(between: str) -> None:
    number = between.join(["1", "415", "555", "2671"])
    text = f"24/7 {between.join('048213')} for {number}. Acme Bank, \u7801048213, 10 min"
    after = made({**PAYLOAD, "text": text}).payload
    code, recipient = after["context"]["code"], after["recipient"].replace(" ", "")[1:]
    parts = recipient[0], recipient[1:4], recipient[4:7], recipient[7:]
    name = after["context"]["client"]["name"]
    assert after["text"] == (
        f"24/7 {between.join(code)} for {between.join(parts)}. {name}, \u7801{code}, 10 min"
    )


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("José Núñez", "Jose\u0301"),
        ("Jose\u0301 Nu\u0301n\u0303ez", "JOSÉ"),
        ("प्रिया शर्मा", "प्रिया"),
        ("สมชาย ใจดี", "สมชาย"),
        ("王伟", "王伟"),
        ("İbrahim Yıldız", "İbrahim"),
        ("maria.lopez@corp.test", "Maria"),
    ],
)
def test_a_name_is_found_in_whatever_script_it_is_written(name: str, written: str) -> None:
    context = {**PAYLOAD["context"], "user": {"name": name}}
    text = f"\u60a8\u597d{written}\u60a8\u597d, your code is 048213"
    after = made({**PAYLOAD, "text": text, "context": context}).payload["text"]
    assert unicodedata.normalize("NFC", written).lower() not in after.lower()
    assert after.startswith("\u60a8\u597d")
    assert "\u60a8\u597d, your code is 0" in after


def test_what_an_event_has_beside_the_payload_is_replaced_too() -> None:
    overrides = {
        "tenant": {"id": "acme-bank-production"},
        "request": {"geoip": {"cityName": "Lyon", "latitude": 45.764}, "hostname": "id.acme.test"},
        "secrets": {},
        "notification": {"from": "+33612345678", "as_voice": "0. 4. 8. 2. 1. 3. for maria"},
    }
    event = PLATFORM.events.to_event(PAYLOAD, "phone-provider", overrides)
    incoming = read_body(json.dumps(event).encode()).invocation
    after = replaced(incoming, StandIns())
    assert after.trigger == "custom-phone-provider"
    shown = json.dumps([after.payload, after.event]).lower()
    for real in ("acme", "lyon", "45.764", "3361234", "maria", "0. 4. 8"):
        assert real not in shown
    assert PLATFORM.rules.refusal(after.payload, ["phone-provider"]) is None


def test_a_text_in_which_nothing_is_known_keeps_its_look_only() -> None:
    text = made({**PAYLOAD, "text": "Ask Zdenka Ünal"}).payload["text"]
    assert (len(text), text[3], text[10]) == (15, " ", " ")
    assert not {"Zdenka", "Ünal"} & set(text.split())


def test_too_much_is_refused() -> None:
    many = {**PAYLOAD, "more": ["value"] * replacing.MOST_VALUES}
    with pytest.raises(NotReplaced, match="more than 2,000 values"):
        made(many)
    long = made({**PAYLOAD, "text": ":" * 300_000 + "@" + "1" * 300_000, "x": ":" * 100_000})
    assert len(long.payload["text"]) <= 1000


PLATFORM_OWN = {"second-factor-authentication"}
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=14)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | words | st.from_regex(r"\+[1-9][0-9]{7,13}", fullmatch=True) | st.emails()
    | st.ip_addresses().map(str) | st.uuids().map(str) | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@st.composite
def payloads(draw: st.DrawFn) -> Any:
    user: Any = draw(
        st.fixed_dictionaries(
            {"user_id": words, "name": words, "user_metadata": st.dictionaries(words, values)},
            optional={"email": words, "phone_number": words, "given_name": words},
        )
    )
    code = draw(st.from_regex(r"[0-9]{6}|[0-9](\.[0-9]){5}|[A-Z0-9]{4,8}", fullmatch=True))
    recipient = draw(st.from_regex(r"\+[1-9][0-9 ]{7,13}", fullmatch=True))
    parts = draw(st.permutations([code, recipient, user["name"], "Your code for", draw(words)]))
    context = {**PAYLOAD["context"], "code": code, "user": user, "x": draw(values)}
    return {"recipient": recipient, "text": " ".join(parts), "context": context}


@settings(max_examples=40)
@given(payloads())
def test_no_real_value_stands_in_what_is_recorded(payload: Any) -> None:
    try:
        after = made(payload, StandIns(Random(3))).payload
    except NotReplaced:
        return
    shown = [*leaves(after, keys=False)]
    shown += [key for key in leaves(after, keys=True) if key not in replacing._KNOWN_KEYS]
    shown = [
        each for each in shown if not replacing._is_kept(each, "") and each not in PLATFORM_OWN
    ]
    for real in leaves(payload, keys=False):
        if len(real) >= 4 and real not in PLATFORM_OWN and not replacing._is_kept(real, ""):
            assert not any(real in made for made in shown), real
    for key in leaves(payload, keys=True):
        if len(key) >= 4 and not replacing._KEY.fullmatch(key):
            assert key not in shown


def test_a_value_that_cannot_be_told_from_others_is_refused_or_gone() -> None:
    odd = {**PAYLOAD, "a": ["exam", "ple.c", "example.com", "2026-01-01", "2026"], "b": "@exa"}
    shown = json.dumps(made(odd).payload)
    assert not any(real in shown for real in ("exam", "ple.c", "2026", "@exa"))


def test_people_are_told_apart_where_their_country_keeps_but_a_few_numbers() -> None:
    stand_ins = StandIns(Random(1))
    numbers = [f"+614915701{last:02}" for last in range(30)]
    others = [stand_ins.number(number) for number in numbers]
    assert len(set(others)) == 30
    assert all(map(is_kept, others))
    assert {other[:3] for other in others} == {"+61", "+35"}
    assert [stand_ins.number(number) for number in numbers] == others

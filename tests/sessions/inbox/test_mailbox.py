"""What is kept of what came in, found, waited for and taken away."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.outcome import OutboundCall, OutboundMessage
from sessions.inbox.mailbox import MOST_OTHERS, Mailbox, Received, Wanted

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def call(text: str = "Your code is 123456", to: str = "+18085555555", **more: Any) -> OutboundCall:
    message = OutboundMessage(to, more.pop("sender", "+15005550006"), text)
    given = {"status": 201, "provider": "twilio", "answered_by": "provider", **more}
    return OutboundCall("POST", "https://api.twilio.com/x", message=message, **given)


def other(problem: str = "refused") -> OutboundCall:
    return OutboundCall("GET", "https://example.com/", status=403, problem=problem)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(to="+1 (808) 555-5555"), True),
        (Wanted(to=" 18085555555"), True),
        (Wanted(to="0018085555555"), True),
        (Wanted(to="8085555555"), False),
        (Wanted(to=""), False),
        (Wanted(sender="+15005550006"), True),
        (Wanted(sender="offhook"), False),
        (Wanted(text="YOUR CODE"), True),
        (Wanted(text="no"), False),
        (Wanted(channel="sms"), True),
        (Wanted(channel="voice"), False),
        (Wanted(provider="twilio"), True),
        (Wanted(provider="sns"), False),
        (Wanted(after=1), False),
        (Wanted(delivered=False), False),
        (Wanted(delivered=None), True),
        (Wanted(with_code=True), True),
    ],
)
def test_which_messages_are_meant(wanted, fits):
    assert wanted.fits(Received(1, NOW, call())) is fits


def test_a_name_in_place_of_a_number_is_compared_as_a_name():
    received = Received(1, NOW, call(sender="OffHook"))
    assert Wanted(sender="offhook").fits(received)
    assert not Wanted(sender="").fits(received)


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_and_number_is_looked_for(text, number):
    received = Received(1, NOW, call(text, number))
    Wanted(to=number[::-1], text=text[::-1], with_code=True).fits(received)
    assert Wanted(to=number, text=text).fits(received)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Your code is 482913", "482913"), ("G-1.2.3.4.5.6", "123456"), ("Hello", None)],
)
def test_the_code_of_a_message(text, code):
    assert Received(1, NOW, call(text)).code == code


def test_a_code_that_the_provider_fills_in():
    message = OutboundMessage("+18085555555", None, None, code="AB12CD")
    assert Received(1, NOW, OutboundCall("POST", "https://x", message=message)).code == "AB12CD"


def test_what_a_provider_refused_is_not_delivered():
    assert not Received(1, NOW, call(status=400, fault="400")).delivered
    assert not Received(1, NOW, call(status=200, fault="vonage=9")).delivered
    assert not Received(1, NOW, call(status=None)).delivered
    assert Received(1, NOW, call(fault="slow")).delivered


def test_the_oldest_go_first_and_other_requests_push_no_message_out():
    mailbox = Mailbox(most=3)
    for number in range(5):
        mailbox.add(call(f"message {number}"), NOW)
    for _ in range(MOST_OTHERS + 5):
        mailbox.add(other(), NOW)
    assert [one.id for one in mailbox.find(Wanted())] == [5, 4, 3]
    assert len(mailbox.others(10_000)) == MOST_OTHERS
    assert mailbox.of(3) and not mailbox.of(2)


def test_long_ones_are_kept_within_a_length_but_the_newest_always():
    mailbox = Mailbox(most_text=10_000)
    for _ in range(10):
        mailbox.add(call("x" * 4_000), NOW)
    assert mailbox.count == 2
    mailbox.add(call("y" * 40_000), NOW)
    assert mailbox.count == 1
    mailbox.clear_all()
    mailbox.add(call("x" * 4_000), NOW)
    mailbox.add(call("x" * 4_000), NOW)
    assert mailbox.count == 2
    mailbox.add(call(sender="z" * 9_000), NOW)
    assert mailbox.count == 1


def test_clearing_some_or_all_and_who_watches_is_told():
    mailbox, told = Mailbox(), list[Received | None]()
    end = mailbox.watch(told.append)
    first = mailbox.add(call(to="+1"), NOW)
    mailbox.add(call(to="+2"), NOW)
    mailbox.add(other(), NOW)
    assert mailbox.clear(Wanted(to="+1")) == 1
    assert [one.message.to for one in mailbox.find(Wanted()) if one.message] == ["+2"]
    assert mailbox.clear_all() == 1 and not mailbox.others(10)
    end()
    mailbox.add(call(), NOW)
    assert told[0] == first and told[3:] == [None, None]


async def test_who_waits_has_the_first_that_fits_or_what_is_there():
    mailbox = Mailbox()
    waiting = asyncio.ensure_future(mailbox.wait(Wanted(to="+2", with_code=True), 60))
    await asyncio.sleep(0)
    mailbox.add(call(to="+1"), NOW)
    mailbox.add(call("no code", to="+2"), NOW)
    mailbox.add(call("1234", to="+2", status=400), NOW)
    wanted = mailbox.add(call("code 4321", to="+2"), NOW)
    assert await waiting == wanted
    assert await mailbox.wait(Wanted(to="+2"), 0) == wanted
    assert await mailbox.wait(Wanted(to="+3"), 0) is None
    assert await mailbox.wait(Wanted(after=wanted.id), 0.001) is None

"""What a phone shows of a message: the code found, calls as they are heard, nothing that steers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.phone import PhoneMessage
from sessions.text import printable
from tui.phone.text import (
    CODE_STYLE,
    TEXT_LIMIT,
    body,
    call_time,
    contact,
    is_right_to_left,
    spoken,
    spoken_seconds,
)


def marked(text: str, code: str, channel: str = "sms") -> list[str]:
    """The parts of a message that are marked as its code."""
    shown = body(PhoneMessage(text, channel="voice" if channel == "voice" else "sms", code=code))
    return [shown.plain[span.start : span.end] for span in shown.spans if span.style == CODE_STYLE]


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("123456 is your code", "123456", ["123456"]),
        ("您的验证码是123456。", "123456", ["123456"]),
        ("123-456, again 123 456", "123456", ["123-456", "123 456"]),
        ("call 1234567", "123456", []),
        ("123456 and 123456", "123456", ["123456", "123456"]),
        ("123456", "", []),
        ("...", "...", []),
    ],
)
def test_the_code_is_marked_where_it_stands(text, code, found):
    assert marked(text, code) == found


def test_a_spelled_code_is_marked_as_it_is_heard():
    assert marked("Your code is 1.2.3.4.5.6. Bye", "1.2.3.4.5.6", "voice") == ["1…2…3…4…5…6"]
    assert marked("Your code is 1.2.3.4.5.6.", "123456") == ["1.2.3.4.5.6"]
    assert marked("Your code is 1, 2, 3, 4. Bye", "1234") == ["1, 2, 3, 4"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("1.2.3.4.5.6", "1…2…3…4…5…6"),
        ("It is 1.2.3.4.5.6. Again, 1.2.3.4.5.6!", "It is 1…2…3…4…5…6. Again, 1…2…3…4…5…6!"),
        ("from 127.0.0.1 for 1.5 dollars", "from 127.0.0.1 for 1.5 dollars"),
    ],
)
def test_dots_between_single_digits_are_pauses(text, heard):
    assert spoken(text) == heard


def test_pauses_take_time():
    assert spoken_seconds("1.2.3.4.5.6") > spoken_seconds("123456") + 2
    assert spoken_seconds("one time password") < spoken_seconds("one time password " * 3)


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0:01"), (6.2, "0:07"), (60, "1:00"), (125.5, "2:06")]
)
def test_call_time(seconds, written):
    assert call_time(seconds) == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123456 هو رمزك", True),
        ("קוד: 123456", True),
        ("Code: שלום", False),
        ("123456", False),
        ("", False),
        ("验证码", False),
    ],
)
def test_the_first_letter_says_the_direction(text, expected):
    assert is_right_to_left(text) is expected


def test_a_sender_that_is_not_known_is_said_so():
    assert contact(PhoneMessage("hi", sender=" ")) == "Unknown sender"


def test_a_very_long_text_is_cut_and_says_so():
    shown = body(PhoneMessage("x" * (TEXT_LIMIT + 1_234))).plain
    assert shown.endswith("… and 1,234 more characters")
    assert len(shown) < TEXT_LIMIT + 60


@given(st.text(), st.text(max_size=8), st.sampled_from(["sms", "voice"]))
def test_any_text_and_code_are_shown_and_are_printable(text, code, channel):
    shown = body(PhoneMessage(text, channel=channel, code=code)).plain
    assert shown == printable(shown)
    if channel == "sms":
        assert shown == printable(text)

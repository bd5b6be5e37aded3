"""What a person types into the flow: numbers as people write them, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.platforms.auth0.mfa.entry import masked, read_code, read_number
from sessions.platforms.auth0.rules import advice


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+18085555555", "+18085555555"),
        ("  +1 (808) 555-5555 ", "+18085555555"),
        ("+1.808.555.5555", "+18085555555"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+49 151/1234 5678", "+4915112345678"),
        ("tel:+1-808-555-5555", "+18085555555"),
        ("+1\u00a0808\u2011555\u20115555", "+18085555555"),
        ("\u202a+972 50-123-4567\u202c", "+972501234567"),
        ("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "+966501234567"),
        ("\uff0b\uff18\uff11 90 1234 5678", "+819012345678"),
    ],
)
def test_human_formats(typed: str, number: str) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter a phone number"),
        ("   ", "Enter a phone number"),
        ("+", "only digits"),
        ("call me", "only digits"),
        ("+1 808 555 CALL", "only digits"),
        ("+1 808 555 5555 ext. 7", "only digits"),
        ("++18085555555", "only digits"),
        ("1-808-555-5555", "Begin with + and the country code, such as +18085555555."),
        ("0044 20 7946 0958", "such as +442079460958."),
        ("555 1234", "Begin with + and the country code, such as +1 808 555 5555."),
        ("+0 808 555 5555", "No country code begins with 0"),
        ("+1 80", "too short"),
        ("+1234567890123456", "too long"),
    ],
)
def test_what_is_no_number_is_told_why(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as raised:
        read_number(typed)
    assert told in str(raised.value)


@given(st.text(max_size=30) | st.from_regex(r"\+?[0-9 ().-]{1,25}", fullmatch=True))
def test_what_is_taken_is_e164(typed: str) -> None:
    try:
        number = read_number(typed)
    except ValueError:
        return
    assert advice({"recipient": number}) == []
    assert read_number(number) == number


@given(st.text(max_size=12) | st.from_regex(r"[0-9 .-]{4,12}", fullmatch=True))
def test_a_code_is_six_digits_or_none(typed: str) -> None:
    code = read_code(typed)
    assert code is None or (len(code) == 6 and code.isascii() and code.isdigit())


@pytest.mark.parametrize("number", ["+18085555555", "+6834000"])
def test_a_masked_number_tells_its_end_only(number: str) -> None:
    assert masked(number)[-4:] == number[-4:]
    assert len(masked(number)) == len(number)
    assert "•" in masked(number)

"""Traces of a message: its number and its code found in any encoding, and in no other number."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.readings import MOST_READ, readings
from sessions.contract.traces import Wanted

NUMBER, CODE = "+18085555555", "482913"
WANTED = Wanted(NUMBER, CODE, f"Your code is {CODE}.")
ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "JSON": lambda text: json.dumps({"a": text}),
    "\\u": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "\\x": lambda text: "".join(f"\\x{ord(char):02X}" for char in text),
    "&#": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "&#x": lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    "HTML": html.escape,
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "Base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "Base64 in lines": lambda text: base64.encodebytes((text * 3).encode()).decode(),
    "a JWT": lambda text: (
        f"e30.{base64.urlsafe_b64encode(json.dumps(text).encode()).decode()}.c2ln"
    ),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal, parted": lambda text: text.encode().hex(":").upper(),
    "UTF-16 in hexadecimal": lambda text: text.encode("utf-16-be").hex(),
}
encodings = st.sampled_from(list(ENCODINGS))


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("said", ["{0} {1}", '{{"x":"{0}","y":"{1}"}}', "{1}:{0}"])
def test_number_and_code_are_found_in_any_encoding(name: str, said: str) -> None:
    assert WANTED.traces(ENCODINGS[name](said.format(NUMBER, CODE))).whole


@given(encodings, encodings, st.text(max_size=30), st.text(max_size=30))
def test_they_are_found_encoded_twice_and_within_anything(
    one: str, other: str, before: str, after: str
) -> None:
    sent = ENCODINGS[other](ENCODINGS[one](f"<{NUMBER}>|{CODE}|"))
    found = WANTED.traces(f"{before} ({sent}) {after}")
    assert (found.number, found.code) == (True, True)


@given(
    st.text("<>&%\\/=:{}[]abcxu0 \n", max_size=60), st.text("<>&%\\/=:{}[]abcxu0 \n", max_size=60)
)
def test_they_are_found_within_what_looks_encoded(before: str, after: str) -> None:
    assert WANTED.traces(f"{before} {NUMBER} {CODE} {after}").whole


@given(st.text())
def test_nothing_is_found_where_there_is_nothing_and_nothing_raises(text: str) -> None:
    unlikely = Wanted("+4915112398765", "71530942", "")
    found = unlikely.traces(text)
    assert (found.number, found.code, found.text) == (False, False, False)


@pytest.mark.parametrize(
    "written",
    [
        "1-808-555-5555",
        "+1 (808) 555-5555",
        "0018085555555",
        "808 555 5555",
        "(808)555.5555",
        "tel:+18085555555",
    ],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert WANTED.traces(f'{{"to": "{written}"}}').number


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("4.8.2.9.1.3", True),
        ("4, 8, 2, 9, 1, 3", True),
        ('<say>4<break time="1s"/>8<break time="1s"/>2 9 1 3</say>', True),
        ("٤٨٢٩١٣", True),
        ("您的验证码是482913。", True),
        ("1482913", False),
        ("4829135", False),
        ("48291", False),
    ],
)
def test_a_code_is_found_as_it_is_read_out_and_within_no_longer_number(
    written: str, found: bool
) -> None:
    assert WANTED.traces(written).code is found


def test_a_code_within_the_number_is_none() -> None:
    wanted = Wanted("+49151123456 78", "123456", "")
    assert not wanted.traces("to=%2B49 151 123456 78").code
    assert wanted.traces("to=%2B4915112345678&c=123456").whole


def test_the_whole_text_counts_as_the_code_and_a_part_of_it_does_not() -> None:
    wanted = Wanted(NUMBER, "123456", "Here is your one time password!")
    assert wanted.traces("t=Here+is+your+one+time+password%21").code
    assert not wanted.traces("t=Here+is+your+one+time").code


@pytest.mark.parametrize("unit", ["%25", "\\", "<", "0x31, ", "ABCDEFGH\n", "QUJDREVG"])
def test_a_text_without_end_is_cut_before_it_is_read(unit: str) -> None:
    endless = unit * (2 * MOST_READ // len(unit))
    assert sum(map(len, readings(endless))) <= 4 * MOST_READ
    assert not WANTED.traces(f"{endless} {NUMBER} {CODE}").whole

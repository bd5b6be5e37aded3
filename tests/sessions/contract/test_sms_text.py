"""SMS texts: alphabet, septets and segments, held against an encoder that packs them for real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.sms_text import BASIC, EXTENSION, Foreign, SmsText, measure

gsm_texts = st.text(st.sampled_from(BASIC + EXTENSION), max_size=500)
any_texts = st.text(max_size=300) | st.text(st.sampled_from("aé€😀م"), max_size=300)


def test_the_alphabet_has_128_septets_and_escapes_to_10_more() -> None:
    assert len(set(BASIC)) == len(BASIC) == 127  # and the escape
    assert len(set(EXTENSION)) == len(EXTENSION) == 10
    assert not set(BASIC) & set(EXTENSION)
    codes = [*BASIC[:27], "\x1b", *BASIC[27:]]
    for code, char in ((0x00, "@"), (0x09, "Ç"), (0x10, "Δ"), (0x1C, "Æ"), (0x20, " ")):
        assert codes[code] == char
    for code, char in ((0x24, "¤"), (0x40, "¡"), (0x5F, "§"), (0x60, "¿"), (0x7F, "à")):
        assert codes[code] == char
    same_as_ascii = range(0x41, 0x5B), range(0x61, 0x7B), range(0x30, 0x3A)
    assert all(codes[code] == chr(code) for codes_ in same_as_ascii for code in codes_)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("€" * 152, "GSM-7", 304, 2),  # 76 of them in each: the 153rd septet stays empty
        ("€" * 153, "GSM-7", 306, 3),
        ("ж" * 70, "UCS-2", 70, 1),
        ("ж" * 71, "UCS-2", 71, 2),
        ("ж" * 134, "UCS-2", 134, 2),
        ("ж" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 66, "UCS-2", 132, 2),  # 33 of them in each: the 67th unit stays empty
        ("😀" * 67, "UCS-2", 134, 3),
        ("a" * 69 + "ж", "UCS-2", 70, 1),
        ("€ж", "UCS-2", 2, 1),  # an extension character is an ordinary one in UCS-2
    ],
)
def test_known_lengths(text: str, encoding: str, units: int, segments: int) -> None:
    found = measure(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, segments)


def packed(text: str, limit: int, chunk_of: str) -> int:
    """The number of segments by cutting the encoded text itself, backing off from a split."""
    if chunk_of == "GSM-7":
        units = [u for char in text for u in (["ESC", char] if char in EXTENSION else [char])]
        splits = {at + 1 for at, unit in enumerate(units) if unit == "ESC"}
    else:
        data = text.encode("utf-16-be", "surrogatepass")
        units = [data[at : at + 2].hex() for at in range(0, len(data), 2)]
        pairs = [pair for char in text for pair in ([0, 1] if char > "\uffff" else [0])]
        splits = {at for at, second in enumerate(pairs) if second}
    at = count = 0
    while at < len(units):
        end = min(at + limit, len(units))
        at = end - (end in splits)
        count += 1
    return max(count, 1)


@given(gsm_texts)
def test_what_gsm_has_is_packed_as_septets(text: str) -> None:
    found = measure(text)
    assert (found.encoding, found.foreign) == ("GSM-7", ())
    assert found.units == len(text) + sum(char in EXTENSION for char in text)
    one = found.units <= 160
    assert found.segments == packed(text, 160 if one else 153, "GSM-7")
    assert found.capacity == (160 if one else 153)


@given(any_texts)
def test_anything_else_is_packed_as_utf_16(text: str) -> None:
    found = measure(text)
    outside = {char for char in text if char not in BASIC + EXTENSION}
    assert (found.encoding == "UCS-2") is bool(outside)
    assert {one.char for one in found.foreign} == outside
    assert [one.position for one in found.foreign] == sorted(one.position for one in found.foreign)
    assert all(text[one.position - 1] == one.char for one in found.foreign)
    if outside:
        assert found.units == len(text.encode("utf-16-be", "surrogatepass")) // 2
        assert found.segments == packed(text, 70 if found.units <= 70 else 67, "UCS-2")


@given(any_texts)
def test_writing_what_is_suggested_leaves_only_what_has_no_replacement(text: str) -> None:
    found = measure(text)
    plainer = text
    for one in found.foreign:
        if one.plain is not None:
            assert measure(one.plain).encoding == "GSM-7"
            plainer = plainer.replace(one.char, one.plain)
    left = {one.char for one in found.foreign if one.plain is None}
    assert {one.char for one in measure(plainer).foreign} == left


@pytest.mark.parametrize(
    ("char", "plain"),
    [
        *[("’", "'"), ("“", '"'), ("–", "-"), ("…", "..."), ("\u00a0", " "), ("\u200b", "")],
        *[("ç", "c"), ("ê", "e"), ("ﬁ", "fi"), ("１", "1"), ("™", "TM"), ("`", "'"), ("\t", " ")],
        *[("ł", "l"), ("œ", "oe"), ("ж", None), ("م", None), ("😀", None), ("中", None)],
    ],
)
def test_a_plain_character_is_suggested_where_there_is_one(char: str, plain: str | None) -> None:
    assert measure(f"ab{char}{char}") == SmsText(
        "UCS-2", 2 + 2 * (1 + (char > "\uffff")), 1, (Foreign(char, 3, plain),)
    )

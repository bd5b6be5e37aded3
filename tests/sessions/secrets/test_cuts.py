"""What is left of a secret where a text was cut, in every encoding; what is left alone there."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.secrets.redaction import first_place, redactor

from .test_redaction_encodings import ENCODINGS

SECRET = "s3cret/T0ken+ü=&-of-a-provider-40-long-Z"
HOOK_URL = "https://hooks.example.com/services/T0/abcdefgh"
redact = redactor({"N": SECRET, "URL": HOOK_URL})


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_beginning_of_a_secret_is_found_before_a_cut_in_every_encoding(encoding: str) -> None:
    encoded = ENCODINGS[encoding](SECRET)
    for length in range(len(encoded) * 2 // 3, len(encoded), max(1, len(encoded) // 24)):
        assert "‹N›" in redact(f"<{encoded[:length]}… (70,000 characters in all)"), length


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="…"), max_size=30),
    st.integers(8, len(SECRET) - 1),
    st.sampled_from(["…", "… and more", "'... 20 more characters", "…\n"]),
)
@settings(max_examples=100)
def test_eight_characters_of_a_secret_are_enough(before: str, kept: int, mark: str) -> None:
    text = redact(f"{before} {SECRET[:kept]}{mark}")
    assert SECRET[:8] not in text
    assert text.endswith(f"‹N›{mark}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"…{SECRET[-12:]} is wrong", "…‹N› is wrong"),
        (f"“…{SECRET[5:25]}…” became “x”", "“…‹N›…” became “x”"),
        (f"<Buffer {SECRET[:20].encode().hex(' ')} ... 21 more bytes>", "<Buffer ‹N› ... 21 more"),
        (f"[ {', '.join(map(str, SECRET[:20].encode()))}, ... 21 more items ]", "[ ‹N›, ... 21 "),
        (f"{HOOK_URL[:36]}…", "‹URL›…"),
        (f"{HOOK_URL[:39].upper()}…", "‹URL›…"),
    ],
)
def test_ends_middles_and_the_cuts_of_node(text: str, shown: str) -> None:
    assert redact(text).startswith(shown)


@pytest.mark.parametrize(
    "text",
    [
        *("https://…", "https://hooks.exam…", "https://hooks.example.com…", "s3cr…", "…ng-Z"),
        *(f"{SECRET[:12]} and…", f"{SECRET[:12]}... 20 more", f"{SECRET[5:25]}…"),
    ],
)
def test_what_gives_nothing_away_and_what_was_not_cut_stays(text: str) -> None:
    assert redact(text) == text


def test_half_of_a_short_secret_is_enough() -> None:
    assert redactor({"PIN": "a1b2c3"})("pin a1b2…") == "pin ‹PIN›…"


def test_what_is_left_of_a_secret_keeps_no_file_from_being_written() -> None:
    assert first_place({"N": SECRET})(f"{SECRET[:20]}…") is None


FILLINGS: list[Callable[[int], str]] = [
    lambda at: "…",
    lambda at: f"{SECRET[: at % 41]}…",
    lambda at: f"{at * 7919 % 10007:05}…",
]


@pytest.mark.parametrize("filling", FILLINGS)
def test_a_text_of_cuts_only_is_gone_through(filling: Callable[[int], str]) -> None:
    text = "".join(map(filling, range(5_000)))
    assert "s3cret/T0k" not in redact(text)[:4_000]

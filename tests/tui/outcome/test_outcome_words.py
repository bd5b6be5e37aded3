"""An outcome is put in words, and what hooks wrote is made safe to show without any loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue
from sessions.contract.kinds import Kind
from sessions.contract.outcome import (
    ConsoleLine,
    HookError,
    OutboundCall,
    OutboundMessage,
    SourceLocation,
)
from sessions.text import one_line, printable, printable_json, shorten
from tests.tui.driving import page_text
from tui.demo.developer import _outcome_rows
from tui.outcome.outbound_page import outbound_page
from tui.outcome.pages import error_page, headline, response_page, wire_page
from tui.outcome.source_excerpt import excerpt, place
from tui.widgets.lines import SHOWN_LIMIT
from tui.widgets.text_view import json_lines, laid_out
from tui.wording import duration, frames

TEXTS = st.text(st.characters(exclude_categories=[]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)  # fmt: skip


def is_safe(text: str) -> bool:
    """Whether nothing in the text steers a terminal, reorders it, or cannot be encoded."""
    text.encode()
    return not any(
        (ord(c) < 32 and c != "\n")
        or 0x7F <= ord(c) < 0xA0
        or c in "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
        for c in text
    )


@given(TEXTS)
def test_printable_text_steers_nothing(text):
    assert is_safe(printable(text))


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M"])))
def test_printable_text_keeps_all_that_is_harmless(text):
    assert printable(text) == text


@given(JSON)
def test_printable_json_is_the_same_document(value):
    text = printable_json(json_text.dumps(value, indent=2))
    assert is_safe(text)
    assert json_text.same(json_text.loads(text), value)
    assert "\n".join(json_lines(value)) == text


@given(TEXTS, st.integers(1, 200))
def test_one_line_is_one_short_line(text, limit):
    line = one_line(text, limit)
    assert is_safe(line)
    assert "\n" not in line
    assert len(line) <= limit


def test_a_shortened_text_says_where_the_rest_is():
    assert shorten("abc", 3, "more") == "abc"
    assert shorten("abcd\x1b", 3, "more") == "abc…\nmore"


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0 ms"), (12.3, "12 ms"), (999.4, "999 ms"), (1234.5, "1.2 s")]
)
def test_durations(ms, text):
    assert duration(ms) == text


def test_the_headline_of_an_error_without_a_message_names_it(failed):
    outcome = replace(failed, error=HookError("", name="TypeError"))
    assert headline(outcome) == "✗ The hook called back with an error — TypeError"


def test_a_hook_that_returned_nothing_has_the_runners_response(delivered):
    page = response_page(delivered)
    assert page.note == "The hook returned nothing. The runner's response:"
    assert json_text.loads(page_text(page)) == {"MessageID": delivered.message_id}
    assert page_text(response_page(replace(delivered, response={}))) == "{}"


def test_the_wire_is_the_endpoints_where_there_was_one(delivered):
    remote = replace(delivered, target=replace(delivered.target, kind="remote"))
    assert wire_page(delivered).note == "What the platform would answer:"
    assert wire_page(remote).note == "What the endpoint answered:"
    html = wire_page(replace(remote, wire="<h1>\nBad gateway"))
    assert page_text(html) == "<h1>\nBad gateway"
    refused = replace(remote, kind=Kind.PAYLOAD_REJECTED)
    assert wire_page(refused).note == "What the platform would answer:"
    assert wire_page(replace(delivered, wire=None)).note == "The platform would get no answer."


def test_causes_are_told_to_the_last(failed):
    error = None
    for depth in range(300):
        error = HookError(f"cause {depth}", cause=error)
    text = page_text(error_page(replace(failed, error=error)))
    assert text.startswith("Error: cause 299")
    assert text.endswith("Error: cause 0")


def test_what_the_provider_answered_is_told_row_by_row(failed):
    answer = {"status": 400, "request_id": "r-1", "body": {"code": 21211}}
    error = HookError("Request failed", properties={"provider": answer, "attempts": 2})
    rows = page_text(error_page(replace(failed, error=error))).split("\n")
    assert rows[1:4] == ["provider status: 400", 'provider request id: "r-1"', "provider body: {"]
    assert rows[-1] == "attempts: 2"


LONG = "é\x1b" * 32 * 1024
MANY: list[JsonValue] = [{"a": number, "b": [[]]} for number in range(12_000)]


@pytest.mark.parametrize(
    "more",
    [
        {"response": [LONG] * 23, "wire": LONG},
        {"response": MANY, "wire": dict.fromkeys(map(str, range(50_000)), LONG)},
        {"console": (ConsoleLine("log", LONG),) * 23},
        {"console": (ConsoleLine("log", "x", "a.js", 1),) * 10_000},
        {"error": HookError(LONG, stack=LONG, properties={"all": MANY, "text": LONG})},
        {"error": HookError("x", properties={f"p{number}": MANY for number in range(900)})},
        {
            "outbound": (
                OutboundCall(
                    "POST", LONG, {LONG: LONG}, LONG, 200, message=OutboundMessage(LONG, LONG, LONG)
                ),
            )
            * 900
        },
    ],
)
def test_no_more_of_an_outcome_is_laid_out_than_is_shown(more, failed):
    outcome = replace(failed, **more)
    for page in (response_page, wire_page, error_page, outbound_page):
        text = page_text(page(outcome))
        assert len(text) < SHOWN_LIMIT * 5  # of two bytes one may be an escape sequence of four
        assert is_safe(text)
    shown = laid_out(_outcome_rows("one", outcome), 10_000).plain
    assert len(shown) < 20_000


def test_an_excerpt_marks_its_line_and_drops_the_common_indent():
    where = SourceLocation("a.js", 9, 3, ((8, "    one"), (9, "\ttwo "), (10, "      three\r")))
    assert excerpt(where).plain == "a.js:9:3\n   8 │ one\n▸  9 │ two\n  10 │   three"


@pytest.mark.parametrize("text", ["", " ", "\n", "\u2028", "`${", "/*", "x" * 400])
@pytest.mark.parametrize("file", ["a.js", "a.py", "a.mjs", "a.ts", "a.xyz", "<anonymous>"])
def test_an_excerpt_has_a_row_for_every_line(file, text):
    where = SourceLocation(file, 2, 350, ((1, text), (2, text), (3, text)))
    assert excerpt(where).plain.count("\n") == 3


def test_an_excerpt_of_a_minified_file_shows_what_is_around_the_column():
    line = "a" * 5000 + "THERE" + "b" * 5000
    shown = excerpt(SourceLocation("a.js", 1, 5001, ((1, line),))).plain
    assert "THERE" in shown
    assert len(shown) < 300
    cut = excerpt(SourceLocation("a.js", 1, 5001, ((1, line[:500]),))).plain
    assert "│ aaaa" in cut


def test_a_place_is_told_as_seen_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/somebody")
    assert place(SourceLocation(str(tmp_path / "hooks" / "a.js"), 3)) == "hooks/a.js:3"
    assert place(SourceLocation("/home/somebody/a.js", 3, 4)) == "~/a.js:3:4"
    assert place(SourceLocation("/elsewhere/a.js", 3)) == "/elsewhere/a.js:3"


@pytest.mark.parametrize(
    ("error", "stack", "shown"),
    [
        (HookError("fetch failed", "TypeError"), "TypeError: fetch failed", ""),
        (HookError("boom"), "Error: boom\n    at a (node:net:1:1)", "    at a (node:net:1:1)"),
        (HookError("bad", "TypeError", "ERR_X"), "TypeError [ERR_X]: bad\n    at b", "    at b"),
        (HookError("two\nlines", "E"), "E: two\nlines\n    at c", "    at c"),
        (HookError("", "AssertionError"), "AssertionError\n    at d", "    at d"),
        (
            HookError("no", "ValueError"),
            'Traceback (most recent call last):\n  File "x.py"\nValueError: no',
            'Traceback (most recent call last):\n  File "x.py"',
        ),
        (HookError("boom at once"), "Error: boom\n    at e", "Error: boom\n    at e"),
        (HookError("none"), None, ""),
    ],
)
def test_a_stack_does_not_say_again_what_the_error_says(
    error: HookError, stack: str | None, shown: str
) -> None:
    assert frames(replace(error, stack=stack)) == shown

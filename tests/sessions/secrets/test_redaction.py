"""Redaction: no value of a secret survives, in whatever form and over however many texts."""

import base64
import html
import json
import re
import string
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.outcome import ConsoleLine, HookError, TargetInfo, delivered
from sessions.secrets.redaction import redacted, redactor
from sessions.secrets.userinfo import without_userinfo

MARKS = set("‹›")
VALUES = st.text(min_size=4, max_size=20).filter(lambda value: not MARKS & set(value))
TOKENS = st.text(string.printable, min_size=4, max_size=40)
BYTES = st.binary(max_size=7)


def utf8(text):
    return text.encode("utf-8", "surrogatepass")


def percent_lower(text):
    return re.sub("%..", lambda match: match[0].lower(), quote(utf8(text), safe=""))


def hex_escaped(text):
    return "".join(f"\\x{byte:02x}" if chr(byte) not in ALNUM else chr(byte) for byte in utf8(text))


ALNUM = string.ascii_letters + string.digits
FORMS = {
    "plain": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text)))[7:-7],
    "slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "percent": lambda text: quote(utf8(text), safe=""),
    "percent, lower case": percent_lower,
    "percent, path": lambda text: quote(utf8(text)),
    "encodeURIComponent": lambda text: quote(utf8(text), safe="!'()*"),
    "form": lambda text: quote_plus(utf8(text)),
    "form in form": lambda text: urlencode({"x": quote_plus(utf8(text))})[2:],
    "percent in JSON": lambda text: json.dumps(quote(utf8(text), safe='"'))[1:-1],
    "HTML": html.escape,
    "HTML, numbered": lambda text: "".join(c if c in ALNUM else f"&#{ord(c)};" for c in text),
    "bytes": hex_escaped,
    "hex": lambda text: utf8(text).hex(),
    "hex, upper case": lambda text: utf8(text).hex().upper(),
    "a Buffer": lambda text: utf8(text).hex(" "),
}


def test_every_value_becomes_its_name():
    redact = redactor({"TOKEN": "s3cret", "LONGER": "s3cret-and-more"})
    assert redact("a s3cret, s3cret-and-more!") == "a ‹TOKEN›, ‹LONGER›!"
    assert redact("nothing") == "nothing"


@pytest.mark.parametrize(
    "form",
    [
        "p@ss/w ö\"rd'\n(1)",
        "p%40ss%2Fw%20%C3%B6%22rd%27%0A%281%29",
        "p%40ss%2fw%20%c3%b6%22rd%27%0a%281%29",
        "p%40ss/w%20%C3%B6%22rd%27%0A%281%29",
        "p%40ss%2Fw+%C3%B6%22rd%27%0A%281%29",
        "p%40ss%2Fw%20%C3%B6%22rd'%0A(1)",
        r"p@ss/w ö\"rd'\n(1)",
        r"p@ss/w \u00f6\"rd'\n(1)",
    ],
)
def test_a_value_is_found_in_the_forms_that_it_takes(form):
    assert redactor({"PW": "p@ss/w ö\"rd'\n(1)"})(f"<{form}>") == "<‹PW›>"


def test_a_url_is_found_without_its_credentials():
    redact = redactor({"URL": "https://bob:pw@h.test/T0/abc"})
    assert redact("POST https://h.test/T0/abc failed") == "POST ‹URL› failed"


def test_short_values_are_left_alone():
    assert redactor({"A": "", "B": "1", "C": "abc"})("1 abc") == "1 abc"


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://bob:p%40w@h.test/a@b?c=@", "https://h.test/a@b?c=@"),
        ("https://h.test/x://y@z", "https://h.test/x://y@z"),
        ("http://a@b@c/", "http://c/"),
        ("hook.js", "hook.js"),
    ],
)
def test_credentials_are_taken_out_of_a_url(url, without):
    assert without_userinfo(url) == without


@pytest.mark.parametrize("form", FORMS)
@given(value=VALUES | TOKENS, before=st.text(max_size=5), after=st.text(max_size=5))
def test_no_value_survives_in_any_form(form, value, before, after):
    encoded = FORMS[form](value)
    text = redactor({"N": value})(f"{before}{encoded}{after}")
    assert encoded not in text
    assert value not in text
    assert "‹N›" in text


@pytest.mark.parametrize("alphabet", ["standard", "URL"])
@pytest.mark.parametrize("outer", ["plain", "percent", "percent, lower case", "JSON in JSON"])
@given(value=VALUES | TOKENS, before=BYTES, after=BYTES, padded=st.booleans())
def test_no_value_survives_in_base64(alphabet, outer, value, before, after, padded):
    encode = base64.b64encode if alphabet == "standard" else base64.urlsafe_b64encode
    text = encode(before + utf8(value) + after).decode("ascii")
    text = redactor({"N": value})(f"<{FORMS[outer](text if padded else text.rstrip('='))}>")
    assert text[0] + text[-1] == "<>"
    assert "‹N›" in text
    for rest in unquote(text[1:-1]).replace("-", "+").replace("_", "/").split("‹N›"):
        for start in range(4):
            left = re.sub("[^A-Za-z0-9+/]", "", rest)[start:]
            left = left[:-1] if len(left) % 4 == 1 else left
            assert utf8(value) not in base64.b64decode(left + "=" * (-len(left) % 4))


@given((VALUES | TOKENS).filter(lambda value: value == value.strip()), st.data())
def test_a_value_that_the_hook_prints_in_pieces_is_redacted(value, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(value)), max_size=3)))
    pieces = [value[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    lines = [ConsoleLine("stdout", piece) for piece in pieces]
    lines = [ConsoleLine("stdout", "before: "), *lines, ConsoleLine("stdout", " after")]
    outcome = redacted(outcome_printing(lines), {"N": value})
    assert "".join(line.text for line in outcome.console) == "before: ‹N› after"
    assert len(outcome.console) == len(lines)


def outcome_printing(lines):
    outcome = delivered(TargetInfo("hook", "hook.js"), {"a": 1}, wire=None, duration_ms=1.0)
    return replace(outcome, console=tuple(lines))


def test_other_lines_stand_between_the_pieces():
    lines = [
        ConsoleLine("stdout", "key: s3cr"),
        ConsoleLine("stderr", "warning: et"),
        ConsoleLine("stdout", "et!"),
    ]
    outcome = redacted(outcome_printing(lines), {"KEY": "s3cret"})
    assert [line.text for line in outcome.console] == ["key: ‹KEY›", "warning: et", "!"]


def test_every_text_of_an_outcome_is_redacted():
    error = HookError("m s3cret", code="s3cret", stack="s3cret", properties={"s3cret": ["s3cret"]})
    outcome = replace(
        outcome_printing([ConsoleLine("log", "s3cret", "/s3cret/x.js", 1)]),
        error=replace(error, cause=error),
        warnings=("s3cret",),
        wire={"data": {"message": "czNjcmV0"}},
        response="s3cret",
    )
    assert "s3cret" not in str(redacted(outcome, {"KEY": "s3cret"}))
    assert "czNjcmV0" not in str(redacted(outcome, {"KEY": "s3cret"}))
    assert redacted(outcome, {}) is outcome


def test_values_that_overlap_are_redacted_whole():
    redact = redactor({"A": "abcdefgh", "B": "ghijkl"})
    assert redact("<abcdefghijkl>") == "<‹A›>"
    assert redact("<abcdefghghijkl>") == "<‹A›‹B›>"


def test_a_name_that_holds_a_value_is_left_alone():
    assert redactor({"API_KEY": "abcd-efgh", "KEY": "KEY_"})("abcd-efgh KEY_") == "‹API_KEY› ‹KEY›"


def test_the_half_of_a_basic_authorization_is_enough():
    text = base64.b64encode(b"AC0123456789:hunter2-hunter2").decode()
    assert redactor({"TOKEN": "hunter2-hunter2"})(f"Basic {text}") == "Basic ‹TOKEN›"
    assert redactor({"SID": "AC0123456789"})(f'"Basic {text}"') == '"Basic ‹SID›"'


def test_the_credentials_of_a_url_are_found_on_their_own():
    redact = redactor({"URL": "https://bob:p%40ssword@h.test/"})
    assert redact("p@ssword, bob:p@ssword") == "‹URL›, ‹URL›"
    assert redact("Basic " + base64.b64encode(b"bob:p@ssword").decode()) == "Basic ‹URL›"


def test_a_value_is_found_without_the_blanks_around_it():
    assert redactor({"KEY": " s3cret\n"})("[s3cret]") == "[‹KEY›]"


@pytest.mark.parametrize("newline", ["\n", "\\n", "\r\n"])
def test_the_lines_of_a_key_are_found_on_their_own(newline):
    lines = ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0", "BAQEFAASCBKcwggSjAgEAA="]
    redact = redactor({"PEM": newline.join(lines)})
    assert redact(f"> {lines[1]}") == "> ‹PEM›"
    assert redact("\n".join(lines)) in ("‹PEM›", f"{lines[0]}\n‹PEM›\n‹PEM›")


@pytest.mark.parametrize(
    "text", ["", "an ordinary text", "%", "\\", "YWJj", "‹N›", "s3cre", "73 33"]
)
def test_a_text_without_a_secret_stays(text):
    assert redactor({"N": "s3cret/+ ü"})(text) is text

"""Every encoding in which a hook, its provider or a log may show a secret, and pieces of them."""

import base64
import html
import json
import quopri
import random
import string
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sessions.secrets.redaction import redactor

SECRET = "s3cret/T0ken+ü=&"
SIMPLE = "s3cretT0kenAbc"


def utf8(text):
    return text.encode()


def each(pattern):
    return lambda text: "".join(pattern.format(byte) for byte in utf8(text))


def units(pattern):
    def encode(text):
        data = text.encode("utf-16-be")
        return "".join(
            pattern.format(data[at] << 8 | data[at + 1]) for at in range(0, len(data), 2)
        )

    return encode


def b64(text, before=b"", after=b""):
    return base64.b64encode(before + utf8(text) + after).decode()


def wrapped(text, width=8, newline="\n"):
    return newline.join(text[at : at + width] for at in range(0, len(text), width))


def joined(sign, prefix="", case="x"):
    return lambda text: sign.join(f"{prefix}{byte:02{case}}" for byte in utf8(text))


def some(encode):
    """Every second character encoded."""
    return lambda text: "".join(encode(c) if at % 2 else c for at, c in enumerate(text))


ENCODINGS = {
    "plain": str,
    "percent": lambda text: quote(text, safe=""),
    "every byte percent-encoded": each("%{:02X}"),
    "every byte percent-encoded, lower case": each("%{:02x}"),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "every byte percent-encoded twice": each("%25{:02X}"),
    "every byte percent-encoded four times": each("%252525{:02x}"),
    "some bytes percent-encoded": some(each("%{:02x}")),
    "a form": quote_plus,
    "a form twice": lambda text: quote_plus(quote_plus(text)),
    "percent, Latin-1": lambda text: "".join(f"%{byte:02X}" for byte in text.encode("latin-1")),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text))),
    "JSON, slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "every character \\u": units("\\u{:04x}"),
    "every character \\u, upper case": units("\\u{:04X}"),
    "some characters \\u": some(units("\\u{:04x}")),
    "every character \\u, in JSON": units("\\\\u{:04x}"),
    "every character \\u{}": lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text),
    "every character \\U": lambda text: "".join(f"\\U{ord(c):08x}" for c in text),
    "every byte \\x": each("\\x{:02x}"),
    "every character \\x": lambda text: "".join(f"\\x{ord(c):02X}" for c in text),
    "some bytes \\x": some(each("\\x{:02X}")),
    "octal": lambda text: "".join(f"\\{ord(c):03o}" for c in text),
    "Python bytes": lambda text: repr(utf8(text)),
    "entities": html.escape,
    "decimal entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "decimal entities, zeros": lambda text: "".join(f"&#{ord(c):06d};" for c in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "hexadecimal entities, upper case": lambda text: "".join(f"&#X{ord(c):X};" for c in text),
    "named entities": lambda text: (
        text.replace("&", "&amp;")
        .replace("ü", "&uuml;")
        .replace("/", "&sol;")
        .replace("+", "&plus;")
        .replace("=", "&equals;")
    ),
    "entities twice": lambda text: html.escape(html.escape(text)),
    "entities in JSON": lambda text: json.dumps(html.escape(text))[1:-1],
    "percent in entities": lambda text: each("%{:02x}")(text).replace("%", "&#37;"),
    "Base64": b64,
    "Base64, one byte before": lambda text: b64(text, b"a", b"zz"),
    "Base64, two bytes before": lambda text: b64(text, b"ab", b"z"),
    "Base64, no padding": lambda text: b64(text).rstrip("="),
    "Base64, URL-safe": lambda text: base64.urlsafe_b64encode(utf8(text)).decode(),
    "Base64, in lines": lambda text: wrapped(b64(text, b"a" * 40, b"b" * 40)),
    "Base64, in CRLF lines": lambda text: wrapped(b64(text, b"a" * 40), 16, "\r\n "),
    "Base64, in lines in JSON": lambda text: wrapped(b64(text, b"a" * 40), 16, "\\n"),
    "Base64, percent-encoded": lambda text: quote(b64(text, b"?>"), safe=""),
    "Base64 of Base64": lambda text: b64(b64(text, b"a"), b"bc"),
    "Base64 of Base64 in lines": lambda text: b64(wrapped(b64(text, b"a" * 9)) + "\n"),
    "Base64 of Latin-1": lambda text: base64.b64encode(text.encode("latin-1")).decode(),
    "Base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "Base64 of JSON": lambda text: b64(json.dumps({"k": text})),
    "Base64 of percent": lambda text: b64(each("%{:02x}")(text)),
    "Basic": lambda text: f"Basic {b64(f'user:{text}')}",
    "hex": lambda text: utf8(text).hex(),
    "hex, upper case": lambda text: utf8(text).hex().upper(),
    "hex, an odd digit before": lambda text: "f" + utf8(text).hex(),
    "hex, blanks": joined(" "),
    "hex, colons": joined(":", case="X"),
    "hex, hyphens": joined("-"),
    "hex, commas": joined(", ", "0x"),
    "hex, 0x each": joined(" ", "0x", "X"),
    "hex, 0x": lambda text: "0x" + utf8(text).hex(),
    "hex, \\x in JSON": each("\\\\x{:02x}"),
    "hex of UTF-16": lambda text: text.encode("utf-16-be").hex(),
    "quoted-printable": lambda text: quopri.encodestring(utf8(text), quotetabs=True).decode(),
    "every byte quoted-printable": each("={:02X}"),
    "quoted-printable, broken": lambda text: wrapped(text, 5, "=\r\n"),
    "every character %u": units("%u{:04x}"),
    "some characters %u": some(units("%u{:04X}")),
    "every character %u, percent-encoded": units("%25u{:04x}"),
    "CSS": lambda text: "".join(f"\\{ord(c):x} " for c in text),
    "CSS, six digits": lambda text: "".join(f"\\{ord(c):06X}" for c in text),
    "some characters CSS, in JSON": lambda text: json.dumps(some(lambda c: f"\\{ord(c):x} ")(text)),
    "a Buffer of Node": lambda text: json.dumps({"type": "Buffer", "data": list(utf8(text))}),
    "a Buffer, in lines": lambda text: json.dumps(list(utf8(b64(text).upper() + text)), indent=2),
    "a Buffer in JSON": lambda text: json.dumps(json.dumps([*utf8(text)], indent=1)),
    "numbers of characters": lambda text: " ".join(str(ord(c)) for c in text),
    "numbers of UTF-16": lambda text: str([*text.encode("utf-16-le")]),
    "zero-width between": lambda text: "\u200b".join(text),
    "zero-width between, escaped": lambda text: json.dumps("\u200d\ufeff".join(text)),
    "zero-width between, as entities": lambda text: "&#8203;".join(text),
    "NUL between": lambda text: "\0".join(text),
    "dots between": ".".join,
    "blanks between": " ".join,
    "a list of characters": lambda text: json.dumps([*text], ensure_ascii=False),
    "a list of characters, in lines": lambda text: json.dumps([*text], indent=4),
    "hex, a list": lambda text: str([f"{byte:02x}" for byte in utf8(text)]),
    "Base32": lambda text: base64.b32encode(utf8(text)).decode(),
    "Base32, lower case": lambda text: base64.b32encode(b"user:" + utf8(text)).decode().lower(),
    "Base32, in lines": lambda text: wrapped(base64.b32encode(utf8(text)).decode(), 10),
    "Base64 of hex": lambda text: b64(utf8(text).hex(), b":"),
    "hex of Base64": lambda text: b64(text, b"u:").encode().hex(),
    "hex of hex": lambda text: utf8(text).hex().encode().hex(),
    "Base64 of a Buffer": lambda text: b64(json.dumps([*utf8(text)])),
    "Base32 of hex": lambda text: base64.b32encode(utf8(text).hex().encode()).decode(),
    "a Buffer as a form": lambda text: quote_plus(str([*utf8(text)])),
    "hex, blanks, as a form": lambda text: quote_plus(joined(" ")(text)),
    "Base64 of JSON in JSON of percent": lambda text: b64(json.dumps(json.dumps(quote(text)))),
    "hex of a form": lambda text: utf8(quote_plus(f" {text} ")).hex(),
    "Base32, begun by a word": lambda text: f"KEY{base64.b32encode(utf8(text)).decode()}",
    "numbers behind a letter": lambda text: "x" + " ".join(str(ord(c)) for c in text),
    "a Buffer of Base64": lambda text: str([*utf8(b64(text))]),
}
CASED = {"lower case": str.lower, "upper case": str.upper, "title case": str.title}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_secret_is_found_in_every_encoding(encoding):
    encoded = ENCODINGS[encoding](SECRET)
    text = redactor({"N": SECRET})(f"<{encoded}>")
    assert "‹N›" in text
    assert len(text) - len("‹N›") <= len(encoded) + 2 - len(SECRET) + 4, text
    assert redactor({"N": SECRET})(text) == text


@pytest.mark.parametrize("case", CASED)
def test_a_host_or_a_header_is_found_in_any_case(case):
    text = redactor({"N": SIMPLE})(
        f"https://{CASED[case](SIMPLE)}.h.test/ X-{CASED[case](SIMPLE)}: 1"
    )
    assert text == "https://‹N›.h.test/ X-‹N›: 1"


ONE_CHARACTER = [
    *("%{:02x}", "%{:02X}", "%25{:02x}", "\\u{:04x}", "\\\\u{:04X}", "\\x{:02x}", "\\{:03o}"),
    *("&#{};", "&#x{:x};", "&amp;#{};", "\\u{{{:x}}}"),
]
CHARACTERS = string.ascii_letters + string.digits + "/+=&@ \"'<.-_:"


@given(
    st.text(CHARACTERS, min_size=4, max_size=24).filter(str.strip),
    st.lists(st.none() | st.sampled_from(ONE_CHARACTER), min_size=24, max_size=24),
    st.sampled_from(["", "x", " ", "{", '"', "é", "\n"]),
)
@settings(max_examples=200)
def test_no_mixture_of_escapes_hides_a_secret(value, forms, around):
    pairs = zip(value, forms, strict=False)
    encoded = "".join(form.format(ord(char)) if form else char for char, form in pairs)
    text = redactor({"N": value})(f"{around}{encoded}{around}")
    assert text in (f"{around}‹N›{around}", f"{around}‹N›")


LAYERS = {
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, in quotes": json.dumps,
    "percent": lambda text: quote(text, safe=""),
    "a form": quote_plus,
    "entities": html.escape,
    "decimal entities": ENCODINGS["decimal entities"],
    "every character \\u": ENCODINGS["every character \\u"],
    "every byte percent-encoded": ENCODINGS["every byte percent-encoded"],
    "every character \\x": lambda text: "".join(
        f"\\x{ord(c):02x}" if c < "\u0100" else c for c in text
    ),
    "Python": repr,
}
BEFORE = [
    *(
        "",
        "\\",
        "\\x",
        "\\u",
        "\\0",
        "%",
        "%2",
        "%u",
        "&#",
        "&",
        "=",
        "\\x4",
        "100%",
        "\\\\",
        "\\\\x",
    ),
    *('"', "C:\\", "x", "\\u00", "&amp", "%25", "\\x5cx"),
]


@given(
    st.text(f"{CHARACTERS}\\\0\n;#%é", min_size=4, max_size=16).filter(
        lambda text: len(text.strip()) >= 4
    ),
    st.sampled_from(BEFORE),
    st.lists(
        st.tuples(st.sampled_from(sorted(LAYERS)), st.sampled_from(BEFORE)), min_size=1, max_size=3
    ),
    st.sampled_from(["", " ", '"', ";", "z"]),
)
@example("00\0;", "", [("JSON", ""), ("JSON", "\\x")], "")
@example("#\0/<", "", [("JSON", "&"), ("entities", ""), ("entities", "&\\x4")], "")
@example("6 e.'\"", "\\x4", [("entities", ""), ("entities", ""), ("a form", "%2")], "")
@settings(max_examples=150, derandomize=True)
def test_nothing_that_stands_around_layers_of_escapes_hides_a_secret(value, begun, layers, after):
    text = f"{begun}{value}{after}"
    for layer, before in layers:
        text = f"{before}{LAYERS[layer](text)}{after}"
    assert "‹N›" in redactor({"N": value})(text)


@given(st.text(max_size=60), st.sampled_from(sorted(ENCODINGS)))
def test_a_text_without_the_secret_stays(text, encoding):
    encoded = ENCODINGS[encoding](text) if text.isascii() and text else text
    assert redactor({"N": "p4ssw0rd-of-nobody"})(encoded) == encoded


def test_ordinary_texts_stay():
    redact = redactor({"A": "1234", "B": "user", "C": "ab+c"})
    for text in (
        *("12345678-x".replace("1234", "12 34"), "USER", "a user's", "ab c", "61 62 2b"),
        *("1.2.3.4", "u s e r", "[1, 2, 3, 4]", "49 50 51", "2026-11-27, 117 recipients"),
    ):
        expected = text.replace("user", "‹B›")
        assert redact(text) == expected


@pytest.mark.parametrize("at", [0, 1, 4090, 65_530])
def test_a_secret_of_4096_characters_is_found_whole(at):
    chance = random.Random(1)
    value = "".join(chance.choices(string.ascii_letters + string.digits, k=4096))
    redact = redactor({"LONG": value, "OTHER": value[::-1]})
    assert redact("." * at + value + ".") == "." * at + "‹LONG›."
    assert redact("." * at + quote(json.dumps(value)) + ".") == "." * at + "%22‹LONG›%22."
    assert redact("." * at + value.encode().hex()) == "." * at + "‹LONG›"


@pytest.mark.parametrize("before", ["%", "%%", "%2", "100%", "a=%41%", "%2f%"])
@pytest.mark.parametrize("secret", ["abXYZ-secret/x", "41s3cret+value", "F0/o-b.a r:9"])
def test_a_percent_sign_right_before_a_secret_does_not_hide_it(secret: str, before: str) -> None:
    redact = redactor({"T": secret})
    for encoded in (secret, quote(secret, safe=""), quote(secret, safe="").lower()):
        shown = redact(f"{before}{encoded}&b")
        assert shown.endswith("‹T›&b")
        assert encoded[2:] not in shown


@pytest.mark.parametrize(
    ("before", "secret"),
    [
        *(
            ("\\", "000:"),
            ("\\", "000\x1f"),
            ("\\0", "01/a"),
            ("\\x", '41s3cret"'),
            ("\\u", "00e9\0x"),
        ),
        *(
            ("\\", 'n3w"pw'),
            ("\\", "\nab\b"),
            ("\\", '\\b"x'),
            ("%", "0\0/c"),
            ("%u00", "41\xe9/b"),
        ),
        *(("&#1", '2;"x'), ("\\", 'u0041"x'), ("=", "3D\\a\n"), ("\\", "0\0\0x"), ("%4", "1/x\n")),
    ],
)
def test_what_stands_before_a_secret_and_begins_an_escape_with_it_does_not_hide_it(
    before: str, secret: str
) -> None:
    redact = redactor({"N": secret})
    once = json.dumps(secret)[1:-1]
    for encoded in (secret, once, quote(secret, safe="")):
        assert redact(f"{before}{encoded} b") in (f"{before}‹N› b", "‹N› b")


@pytest.mark.parametrize(
    ("before", "secret"), [("\\", "00\\0"), ("\\", "000;"), ("\\0", '001"'), ("%0", "001;")]
)
def test_nor_does_it_where_the_secret_is_escaped_over_and_over(before: str, secret: str) -> None:
    redact = redactor({"N": secret})
    twice = json.dumps(json.dumps(secret)[1:-1])[1:-1]
    for encoded in (twice, json.dumps(twice)[1:-1], quote_plus(quote_plus(secret))):
        assert redact(f"{before}{encoded} b") in (f"{before}‹N› b", "‹N› b")


PARTLY = [
    *("some characters %u", "some bytes percent-encoded", "some characters \\u", "some bytes \\x"),
    *("zero-width between, as entities", "every character \\u, in JSON", "percent"),
]
BROKEN = ["%", "%2", "%4", "%u00", "%u004", "\\", "\\x4", "\\u00", "\\u004"]


@pytest.mark.parametrize("encoding", PARTLY)
@pytest.mark.parametrize("secret", ["dE.hCJc9kxwm", "8QiDvT/EQNaY", "1JK=dé.F5s", "e4%f0Zx", "f+0"])
def test_half_an_escape_glued_to_a_secret_does_not_hide_it(secret: str, encoding: str) -> None:
    redact = redactor({"N": f"{secret}-1"})
    for before in BROKEN:
        assert "‹N›" in redact(f"a{before}{ENCODINGS[encoding](f'{secret}-1')} b"), before

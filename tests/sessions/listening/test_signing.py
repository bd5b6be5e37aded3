"""Who may send: by the secret, by a token of it, by a signature, and by that once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.listening import seen
from sessions.listening.refused import Refused
from sessions.listening.seen import SeenSignatures
from sessions.listening.signing import NONCE, SIGNATURE, TIMESTAMP, WINDOW, Guard, sign

SECRET = "0123456789abcdef-of-a-test"
NOW = 1_800_000_000


def signed(body: bytes, *, at: int = NOW, nonce: str = "n" * 16, secret: str = SECRET) -> Any:
    made = sign(secret, body, timestamp=str(at), nonce=nonce)
    return {TIMESTAMP: str(at), NONCE: nonce, SIGNATURE: made}


def status(guard: Guard, headers: dict[str, str], body: bytes = b"{}") -> int:
    """The HTTP status that a request is refused with; 200 where it may come in."""
    try:
        way = guard.begin(headers)
        guard.check(way, headers, body)
        guard.remember(way, headers)
    except Refused as refused:
        assert SECRET not in refused.reason
        return refused.status
    return 200


def token(claims: dict[str, Any], *, secret: str = SECRET, alg: str = "HS256") -> str:
    def part(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    head = part(json.dumps({"alg": alg, "typ": "JWT"}).encode())
    text = f"{head}.{part(json.dumps(claims).encode())}"
    made = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{part(made)}"


def guard(secret: str | None = SECRET, now: float = NOW) -> Guard:
    return Guard(secret, now=lambda: now)


def test_a_signature_is_good_once() -> None:
    one = guard()
    assert status(one, signed(b"{}")) == 200
    assert status(one, signed(b"{}")) == 409
    assert status(one, signed(b"{}", nonce="m" * 16)) == 200


def test_a_signature_is_good_once_for_a_listener_that_is_started_again(tmp_path: Path) -> None:
    for expected in (200, 409):
        with SeenSignatures(tmp_path / "seen.db") as seen:
            assert status(Guard(SECRET, seen, now=lambda: NOW), signed(b"{}")) == expected


@pytest.mark.parametrize(
    ("off", "expected"), [(0, 200), (WINDOW, 200), (-WINDOW, 200), (WINDOW + 1, 401), (-301, 401)]
)
def test_a_signature_is_good_for_some_minutes(off: int, expected: int) -> None:
    assert status(guard(), signed(b"{}", at=NOW + off)) == expected


@pytest.mark.parametrize(
    "changed",
    [
        {SIGNATURE: "v1=" + "0" * 64},
        {SIGNATURE: "v2=" + "0" * 64},
        {SIGNATURE: "é"},
        {SIGNATURE: ""},
        {TIMESTAMP: "1e9"},
        {TIMESTAMP: ""},
        {TIMESTAMP: "١٢٣"},
        {NONCE: "short"},
        {NONCE: "x" * 129},
        {NONCE: "n" * 15 + "\n"},
    ],
)
def test_what_is_not_signed_so_is_refused(changed: dict[str, str]) -> None:
    assert status(guard(), signed(b"{}") | changed) == 401


def test_a_signature_is_of_one_body_and_one_secret() -> None:
    assert status(guard(), signed(b"{}"), b"{ }") == 401
    assert status(guard(), signed(b"{}", secret="another-secret-of-a-test")) == 401


@given(body=st.binary(max_size=50), flip=st.integers(min_value=0))
def test_no_bit_of_a_body_may_change(body: bytes, flip: int) -> None:
    changed = bytearray(body or b"x")
    changed[flip % len(changed)] ^= 1 << flip % 8
    assert status(guard(), signed(bytes(body)), bytes(changed)) == 401
    assert status(guard(), signed(bytes(body)), bytes(body)) == 200


def test_what_is_remembered_is_bounded_and_never_let_in_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seen, "MOST", 3)
    now = [float(NOW)]
    one = Guard(SECRET, now=lambda: now[0])
    first = [signed(b"{}", nonce=str(number) * 16) for number in range(4)]
    assert [status(one, each) for each in first] == [200, 200, 200, 503]
    assert status(one, first[0]) == 409
    now[0] += 2 * WINDOW + 1
    assert status(one, signed(b"{}", at=int(now[0]))) == 200
    assert status(one, first[0]) == 401


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        (f"Bearer {SECRET}", 200),
        (f"bearer  {SECRET}", 200),
        ("Bearer wrong", 401),
        (f"Bearer {SECRET}x", 401),
        (f"Bearer {SECRET[:-1]}", 401),
        (f"Basic {SECRET}", 401),
        (SECRET, 401),
        ("Bearer ", 401),
        ("Bearer \ud800", 401),
    ],
)
def test_the_secret_itself_will_do(authorization: str, expected: int) -> None:
    assert status(guard(), {"authorization": authorization}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (token({"iss": "urn:Auth0"}), 200),
        (token({"exp": NOW + 60}), 200),
        (token({"exp": NOW - WINDOW - 1}), 401),
        (token({"nbf": NOW + WINDOW + 1}), 401),
        (token({"exp": "soon"}), 401),
        (token({}, secret="another-secret-of-a-test"), 401),
        (token({}, alg="none"), 401),
        (token({}).rpartition(".")[0] + ".", 401),
        (token({}).rpartition(".")[0], 401),
        ("a.b.c", 401),
        ("…", 401),
        ("." * 5000, 401),
    ],
)
def test_a_token_of_the_secret_will_do(text: str, expected: int) -> None:
    assert status(guard(), {"authorization": f"Bearer {text}"}) == expected


def test_without_a_secret_nothing_is_asked_for() -> None:
    assert guard(None).begin({}) == "open"
    assert status(guard(None), {}) == 200
    assert status(guard(), {}) == 401

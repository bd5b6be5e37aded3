"""Who may drive the workbench: no page but its own, and no other machine without the token."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.own_host import is_loopback
from tui.cli.serving.door import Door

HERE = Door(frozenset({"127.0.0.1"}))
TOKEN = "0123456789abcdef"
OUTSIDE = Door(
    frozenset({"lab", "hooks.example.com"}), frozenset({"https://hooks.example.com"}), TOKEN
)


@pytest.mark.parametrize(
    ("door", "host", "is_ours"),
    [
        (HERE, "127.0.0.1:8765", True),
        (HERE, "localhost:8765", True),
        (HERE, "LOCALHOST:1", True),  # a tunnel has another port
        (HERE, "[::1]:8765", True),
        (HERE, "127.1.2.3", True),
        (HERE, "", False),
        (HERE, "evil.test:8765", False),
        (HERE, "127.0.0.1.evil.test:8765", False),
        (HERE, "localhost.evil.test", False),
        (HERE, "evil.test:8765@127.0.0.1", True),  # no browser sends it, and it names 127.0.0.1
        (HERE, "127.0.0.1:8765@evil.test", False),
        (HERE, "192.168.1.5:8765", False),  # without a token it is for this machine alone
        (HERE, "[::1", False),
        (HERE, "2130706433", False),
        (OUTSIDE, "192.168.1.5:8765", True),
        (OUTSIDE, "lab:8765", True),
        (OUTSIDE, "evil.test:8765", False),
    ],
)
def test_only_names_of_this_machine_are_ours(door: Door, host: str, is_ours: bool) -> None:
    assert (door.problem({"Host": host}, steers=False) is None) == is_ours


@pytest.mark.parametrize(
    ("door", "host", "origin", "is_ours"),
    [
        (HERE, "127.0.0.1:8765", "http://127.0.0.1:8765", True),
        (HERE, "localhost:9000", "http://localhost:9000", True),
        (HERE, "127.0.0.1:8765", None, False),
        (HERE, "127.0.0.1:8765", "null", False),
        (HERE, "127.0.0.1:8765", "http://127.0.0.1:3000", False),  # another server here
        (HERE, "127.0.0.1:8765", "http://localhost:8765", False),
        (HERE, "127.0.0.1:8765", "http://evil.test", False),
        (HERE, "127.0.0.1:8765", "http://127.0.0.1:8765.evil.test", False),
        (HERE, "evil.test:8765", "http://evil.test:8765", False),
        (OUTSIDE, "lab", "https://hooks.example.com", True),
        (OUTSIDE, "lab", "https://evil.test", False),
    ],
)
def test_only_a_page_of_ours_steers(
    door: Door, host: str, origin: str | None, is_ours: bool
) -> None:
    headers = {"Host": host} | ({"Origin": origin} if origin else {})
    assert (door.problem(headers, steers=True) is None) == is_ours


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_comes_is_judged(host: str, origin: str) -> None:
    if HERE.problem({"Host": host, "Origin": origin}, steers=True) is None:
        name = urlsplit(origin).hostname
        assert name == "localhost" or (name and is_loopback(name))


@given(st.text(max_size=40))
def test_no_other_token_is_known(token: str) -> None:
    assert OUTSIDE.knows(token) == (token == TOKEN)
    assert not HERE.knows(token)


def test_who_knows_the_token_comes_in_until_the_next_start() -> None:
    assert OUTSIDE.admits(OUTSIDE.cookie)
    assert not OUTSIDE.admits(None)
    assert not OUTSIDE.admits(TOKEN)
    assert not OUTSIDE.admits(Door(token=TOKEN).cookie)
    assert HERE.admits(None)

"""The address that a URL means, held against httpx's reading of the same URL."""

from __future__ import annotations

import string

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.targets.remote.url import Address, CannotSend, read_url

HOSTS = st.one_of(
    st.sampled_from(
        [
            *("h.test", "H.TEST", "127.0.0.1", "1.2.3", "999.1.1.1", "[::1]", "[fe80::1%eth0]"),
            *("bücher.example", "BÜCHER.example", "xn--bcher-kva.example", "faß.de", "日本.jp"),
            *("a_b", "a%62c", "\u2488com", "-", "ａ.test", "127。0。0。1", "a" * 64 + "ä"),
        ]
    ),
    st.text(string.ascii_letters + "-._~!$&'()*+,;=%\"`{}|äß€", min_size=1, max_size=12),
)
PORTS = st.sampled_from(["", ":", ":80", ":443", ":8080"])
TAILS = st.text(string.ascii_letters + '/.?#%&=+ \\"<>^`{|}[]@:;äß€\U0001f600\x7f\t', max_size=20)


@given(st.sampled_from(["http", "https"]), HOSTS, PORTS, TAILS)
def test_an_address_is_that_of_httpx(scheme: str, host: str, port: str, tail: str) -> None:
    text = f"{scheme}://{host}{port}/{tail}"
    try:
        wanted = httpx.URL(text)
    except httpx.InvalidURL:
        wanted = None
    try:
        found = read_url(text)
    except CannotSend:
        assert wanted is None or _is_refused_here_alone(host)
        return
    assert wanted is not None
    assert found.target == wanted.raw_path.decode()
    assert (found.host, found.scheme) == (wanted.raw_host.decode(), wanted.scheme)
    assert found.netloc == wanted.netloc.decode()


def _is_refused_here_alone(host: str) -> bool:
    """Letters that stand for `/`, `?`, `#`, `@` or `:`, which Python's own reading refuses."""
    return host == "\u2488com" or "%" in host


@pytest.mark.parametrize(
    ("url", "host", "target", "server", "netloc"),
    [
        ("http://h.test", "h.test", "/", "h.test:80", "h.test"),
        ("https://H.test:444/a/../b/./c?", "h.test", "/b/c?", "h.test:444", "h.test:444"),
        ("https://h.test:443/../..?x y#z", "h.test", "/?x%20y", "h.test:443", "h.test"),
        ("http://[::1]:80/ä%c3%A4", "::1", "/%C3%A4%c3%A4", "[::1]:80", "[::1]"),
        ("http://u:p@Bücher.de/", "xn--bcher-kva.de", "/", "bücher.de:80", "xn--bcher-kva.de"),
    ],
)
def test_what_an_address_says_of_itself(
    url: str, host: str, target: str, server: str, netloc: str
) -> None:
    address = read_url(url)
    assert (address.host, address.target, address.server) == (host, target, server)
    assert address.netloc == netloc
    assert address.origin == f"{address.scheme}://{netloc}"


def test_a_url_of_very_many_characters_is_refused() -> None:
    assert isinstance(read_url("http://h/" + "a" * 60_000), Address)
    with pytest.raises(CannotSend, match="more than 65,536 characters"):
        read_url("http://h/" + "a" * 70_000)

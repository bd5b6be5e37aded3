"""A URL as it is connected to and asked for, held against how httpx reads it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sessions.targets.remote.address import Address


@pytest.mark.parametrize(
    ("url", "origin", "server", "target"),
    [
        ("http://h", "http://h", "h:80", "/"),
        ("HTTP://H:80/A?b#c", "http://h", "h:80", "/A?b"),
        ("https://h:443/", "https://h", "h:443", "/"),
        ("https://h:8443", "https://h:8443", "h:8443", "/"),
        ("https://bob:p%40ss@h/", "https://h", "h:443", "/"),
        ("https://[2001:DB8::0:1]:8443/", "https://[2001:db8::1]:8443", "", "/"),
        ("https://gäteway.test/", "https://xn--gteway-bua.test", "gäteway.test:443", "/"),
        (
            "http://h/a b/å?c=%41&d=%zz é",
            "http://h",
            "h:80",
            "/a%20b/%C3%A5?c=%41&d=%25zz%20%C3%A9",
        ),
    ],
)
def test_its_parts(url: str, origin: str, server: str, target: str):
    address = Address.read(url.replace(" ", "%20"))
    assert address.origin == origin
    assert not server or address.server == server
    assert address.target.decode() == target


@pytest.mark.parametrize(
    "url",
    ["http://h/\x00", "http://h/a b", "http://h\\x/", "http://1.2.3.4.5.6:x/", "http://a\udcff/"],
)
def test_what_is_none_says_so(url: str):
    with pytest.raises(ValueError, match=r"."):
        Address.read(url)


HOSTS = st.sampled_from(
    ["h", "GW.test.", "gäteway.test", "127.0.0.1", "[::1]", "xn--gteway-bua.test"]
)
PORTS = st.sampled_from(["", ":80", ":443", ":0443", ":8080"])
REST = st.text(
    st.one_of(st.characters(min_codepoint=33, codec="utf-8"), st.sampled_from("%/?#&=41"))
)


@given(st.sampled_from(["http", "https"]), HOSTS, PORTS, REST)
def test_any_url_is_read_as_httpx_reads_it(scheme: str, host: str, port: str, rest: str):
    url = f"{scheme}://{host}{port}/{rest}"
    assume("/." not in urlsplit(url).path)  # a dot is sent as it is written
    assume(not re.search(r"%(?![0-9A-Fa-f]{2})", rest))  # httpx encodes it or not
    try:
        other = httpx.URL(url)
    except httpx.InvalidURL:
        assume(False)
        raise
    address = Address.read(url)
    assert address.host.encode() == other.raw_host
    assert (address.scheme, address.port) == (other.scheme, other.port)
    assert address.target == other.raw_path

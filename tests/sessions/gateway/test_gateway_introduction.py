"""The lines by which a child's connection, and each further request, begins."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.gateway.introduction import NOWHERE, Origin, Preface, parse_call, parse_preface

hosts = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z0-9]{1,8}){0,3}", fullmatch=True)
times = st.none() | st.floats(-1e9, 1e9)
origins = st.builds(Origin, t=times) | st.builds(Origin, st.text(), st.integers(1), times)
prefaces = st.builds(
    Preface,
    token=st.text(min_size=1),
    host=hosts,
    port=st.integers(0, 65535),
    tls=st.booleans(),
    insecure=st.booleans(),
    silent=st.booleans(),
    alpn=st.lists(st.text(), max_size=3).map(tuple),
    origin=origins,
)
values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())
NAMES = ("token", "host", "port", "tls", "insecure", "silent", "alpn", "at", "t", "another")


def _line(said: Any) -> bytes:
    return b"offhook " + json.dumps(said).encode()


def _said(preface: Preface) -> dict[str, Any]:
    return {
        "token": preface.token,
        "host": preface.host,
        "port": preface.port,
        "tls": preface.tls,
        "insecure": preface.insecure,
        "silent": preface.silent,
        "alpn": list(preface.alpn),
        "at": _at(preface.origin),
        "t": preface.origin.t,
    }


def _at(origin: Origin) -> dict[str, Any] | None:
    known = origin.file is not None
    return {"file": origin.file, "line": origin.line, "column": 1, "own": True} if known else None


@given(origins)
def test_a_request_says_where_it_was_made(origin: Origin) -> None:
    said = json.dumps({"at": _at(origin), "t": origin.t}).encode()
    assert parse_call(b"offhook-call " + said)[0] == origin


@given(st.binary() | values.map(lambda at: json.dumps({"at": at}).encode()))
def test_a_place_that_is_none_is_not_known(rest: bytes) -> None:
    assert parse_call(b"offhook-call " + rest)[0] == NOWHERE


@pytest.mark.parametrize(("t", "known"), [(0, 0.0), (12, 12.0), (1.5, 1.5), (-3, -3.0)])
def test_a_time_is_a_number(t: Any, known: float) -> None:
    assert parse_call(b"offhook-call " + json.dumps({"t": t}).encode())[0] == Origin(t=known)


@pytest.mark.parametrize("t", ["1", True, [1], {}, float("nan"), float("inf"), 10**400])
def test_a_time_that_is_none_is_not_known(t: Any) -> None:
    assert parse_call(b"offhook-call " + json.dumps({"t": t}).encode())[0] == NOWHERE


@given(prefaces)
def test_what_a_child_says_is_understood(preface: Preface) -> None:
    assert parse_preface(_line(_said(preface))) == preface


def test_what_need_not_be_said() -> None:
    line = _line({"token": "t", "host": "[2001:DB8::1]", "port": 80, "alpn": None, "more": 1})
    assert parse_preface(line) == Preface("t", "2001:db8::1", 80)


@given(st.binary() | st.binary().map(lambda rest: b"offhook " + rest))
def test_no_bytes_raise(line: bytes) -> None:
    assert parse_preface(line) is None or line.startswith(b"offhook {")


@given(prefaces, st.sampled_from(NAMES), values)
def test_any_member_may_be_wrong(preface: Preface, name: str, value: Any) -> None:
    parsed = parse_preface(_line({**_said(preface), name: value}))
    if parsed is not None:
        assert isinstance(parsed.token, str) and parsed.token
        assert isinstance(parsed.host, str) and parsed.host
        assert type(parsed.port) is int
        assert all(type(flag) is bool for flag in (parsed.tls, parsed.insecure, parsed.silent))
        assert all(isinstance(text, str) for text in parsed.alpn)


@pytest.mark.parametrize(
    "said",
    [
        {"host": "x", "port": 1},
        {"token": "", "host": "x", "port": 1},
        {"token": "t", "port": 1},
        {"token": "t", "host": ".", "port": 1},
        {"token": "t", "host": "x", "port": True},
        {"token": "t", "host": "x", "port": 65536},
        {"token": "t", "host": "x", "port": "80"},
        {"token": "t", "host": "x", "port": 1, "tls": 1},
        {"token": "t", "host": "x", "port": 1, "alpn": "h2"},
        {"token": "t", "host": "x", "port": 1, "alpn": [2]},
        [],
    ],
)
def test_what_is_no_preface(said: Any) -> None:
    assert parse_preface(_line(said)) is None

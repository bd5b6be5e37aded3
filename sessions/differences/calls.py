"""Where the calls of two outcomes differ: which were made, in which order, and what each says."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from sessions.contract.json_path import ABSENT, JsonPath, format_path
from sessions.contract.json_text import JsonValue
from sessions.contract.outbound import host_of, whom
from sessions.contract.outcome import WRITTEN, OutboundCall

from .bodies import fields, parsed
from .difference import Difference, Side, absent_if_none
from .likeness import Likeness
from .values import differing
from .varying import varies_by_name

_TRANSPORT: Final = frozenset(
    {
        *("host", "connection", "keep-alive", "proxy-connection", "content-length", "upgrade"),
        *("transfer-encoding", "content-encoding", "te", "trailer", "expect", "date", "priority"),
        *("user-agent", "accept-encoding", "accept-language", "cache-control", "pragma"),
    }
)
"""Headers that an HTTP client writes by itself, and that no provider reads a message by."""
_ANY_TYPE: Final = "*/*"
_BETWEEN_MS: Final = 1.0
"""What lies between two calls of which one awaits the other: 1.0 ms at least over a connection that
is kept (Node 24). Of two that were begun together the second followed the first within 0.5 ms."""
_MESSAGE: Final = ("to", "sender", "text", "channel", "code")

_Place = tuple[int, OutboundCall]
_Pair = tuple[_Place, _Place]


def differing_calls(
    a: Sequence[OutboundCall], b: Sequence[OutboundCall], like: Likeness
) -> list[Difference]:
    """Where the calls differ. What the providers assigned is learned on the way (`like.learn`)."""
    pairs, only_a, only_b = _paired(a, b)
    found: dict[int, list[Difference]] = defaultdict(list)
    for (at, one), (_, other) in pairs:
        found[at] += _of_pair(one, other, ("outbound", at), like)
        like.learn(one, other)
    for at, call in only_a:
        found[at].append(Difference(format_path(("outbound", at)), _shown(call), ABSENT))
    for at, call in only_b:
        found[at].append(Difference(format_path(("outbound", at)), ABSENT, _shown(call)))
    differences = [one for at in sorted(found) for one in found[at]]
    if _is_reordered(pairs):
        orders: list[JsonValue] = [[whom(call) for call in calls] for calls in (a, b)]
        differences.append(Difference("outbound.order", orders[0], orders[1]))
    return differences


# Which call of the one is which of the other.


def _paired(
    a: Sequence[OutboundCall], b: Sequence[OutboundCall]
) -> tuple[list[_Pair], list[_Place], list[_Place]]:
    """Each call of `a` with the one of `b` that is most like it, and those that have none.

    Those that are alike in more are paired first, so that a call which was left out does not shift
    all that follow.
    """
    left: tuple[list[_Place], list[_Place]] = (list(enumerate(a)), list(enumerate(b)))
    pairs: list[_Pair] = []
    for key in (_by_content, _by_message, _by_place, _by_host, _by_turn):
        found, left = _pairs_by(key, *left)
        pairs += found
    pairs.sort(key=lambda pair: pair[0][0])
    return pairs, *left


def _pairs_by(
    key: Callable[[OutboundCall], Hashable], a: list[_Place], b: list[_Place]
) -> tuple[list[_Pair], tuple[list[_Place], list[_Place]]]:
    waiting: defaultdict[Hashable, deque[_Place]] = defaultdict(deque)
    for place in b:
        waiting[key(place[1])].append(place)
    pairs: list[_Pair] = []
    rest: list[_Place] = []
    for place in a:
        alike = waiting[key(place[1])]
        if alike:
            pairs.append((place, alike.popleft()))
        else:
            rest.append(place)
    taken = {at for _, (at, _) in pairs}
    return pairs, (rest, [place for place in b if place[0] not in taken])


def _by_content(call: OutboundCall) -> Hashable:
    return call.method, call.url, call.body


def _by_message(call: OutboundCall) -> Hashable:
    message = call.message
    said = message and (message.to, message.text, message.code, message.channel)
    return (call.method, whom(call), said) if said else object()


def _by_place(call: OutboundCall) -> Hashable:
    return call.method, call.url.partition("?")[0]


def _by_host(call: OutboundCall) -> Hashable:
    return whom(call), call.message is None


def _by_turn(call: OutboundCall) -> Hashable:
    """Of what is left, the first is the first, where both carry a message or neither does."""
    return call.message is None


def _is_reordered(pairs: Sequence[_Pair]) -> bool:
    """Whether two calls that are made one after the other on both sides change places."""
    by_place = [(one, other) for (_, one), (_, other) in sorted(pairs, key=lambda p: p[1][0])]
    places = {id(one): at for (at, one), _ in pairs}
    return any(
        places[id(before[0])] > places[id(after[0])]
        and _follows(before[0], after[0])
        and _follows(after[1], before[1])
        for before, after in pairwise(by_place)
    )


def _follows(call: OutboundCall, other: OutboundCall) -> bool:
    """Whether a call was made once another had ended; where no time is known, it was."""
    if call.t_ms is None or other.t_ms is None:
        return True
    return call.t_ms >= other.t_ms + other.duration_ms + _BETWEEN_MS


# Where two calls differ that stand for each other.


def _of_pair(
    a: OutboundCall, b: OutboundCall, path: JsonPath, like: Likeness
) -> Iterator[Difference]:
    """Of calls to one provider all that matters, of others only what is sent and to whom."""
    yield from _named(path, {"method": (a.method, b.method)}, like)
    messages = list(_of_messages(a, b, path, like))
    if whom(a) != whom(b) and host_of(a) != host_of(b):
        yield from _named(path, {"provider": (whom(a), whom(b))}, like)
        yield from messages
        return
    yield from messages
    said = _Said(messages, like)
    parts = (_of_urls, _of_headers, _of_bodies)
    yield from (one for of in parts for one in of(a, b, path, like) if not said.explains(one))
    yield from _of_credentials(a, b, path)
    ended = {
        "fault": (absent_if_none(a.fault), absent_if_none(b.fault)),
        "status": (absent_if_none(a.status), absent_if_none(b.status)),
        "insecure": (a.insecure, b.insecure),
    }
    if not a.method and not b.method:
        ended["problem"] = (absent_if_none(a.problem), absent_if_none(b.problem))
    yield from _named(path, ended, like)


def _named(
    path: JsonPath, values: dict[str, tuple[Side, Side]], like: Likeness
) -> Iterator[Difference]:
    for name, (one, other) in values.items():
        if not like.values(one, other):
            yield Difference(format_path((*path, name)), one, other)


def _of_messages(
    a: OutboundCall, b: OutboundCall, path: JsonPath, like: Likeness
) -> Iterator[Difference]:
    if a.message is None and b.message is None:
        return
    values: dict[str, tuple[Side, Side]] = {}
    for field in _MESSAGE:
        one, other = (message and getattr(message, field) for message in (a.message, b.message))
        values[WRITTEN.get(field, field)] = absent_if_none(one), absent_if_none(other)
    yield from _named((*path, "message"), values, like)


def _of_urls(
    a: OutboundCall, b: OutboundCall, path: JsonPath, like: Likeness
) -> Iterator[Difference]:
    one, other = _split(a.url), _split(b.url)
    if one is None or other is None:
        if a.url != b.url:
            yield Difference(format_path((*path, "url")), a.url, b.url)
        return
    path = (*path, "url")
    parts: dict[str, tuple[Side, Side]] = {
        "scheme": (one.scheme, other.scheme),
        "host": (one.netloc, other.netloc),
        "path": (unquote(one.path) or "/", unquote(other.path) or "/"),
    }
    yield from _named(path, parts, like)
    yield from differing(fields(one.query), fields(other.query), (*path, "query"), like)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _of_headers(
    a: OutboundCall, b: OutboundCall, path: JsonPath, like: Likeness
) -> Iterator[Difference]:
    one, other = _headers(a), _headers(b)
    for name in dict.fromkeys([*one, *other]):
        pair = one.get(name, ABSENT), other.get(name, ABSENT)
        if not like.values(*pair, name=name):
            yield Difference(format_path((*path, "headers", name)), *pair)


def _headers(call: OutboundCall) -> dict[str, Side]:
    """The headers that a provider may act upon, each in one way of writing it."""
    found: dict[str, Side] = {}
    for written, text in call.headers.items():
        name = written.lower()
        if name in _TRANSPORT or varies_by_name(name) or name.startswith("sec-"):
            continue
        if name == "accept" and _ANY_TYPE in text:
            continue
        found[name] = _content_type(text) if name == "content-type" else text
    return found


def _content_type(text: str) -> str:
    """Without the boundary, which is made up each time, and UTF-8, which goes without saying."""
    kind, *parameters = (part.strip() for part in text.split(";"))
    kept = [
        part.lower()
        for part in parameters
        if part and not part.lower().startswith(("boundary=", "charset=utf-8", 'charset="utf-8'))
    ]
    return "; ".join([kind.lower(), *kept])


def _of_credentials(a: OutboundCall, b: OutboundCall, path: JsonPath) -> Iterator[Difference]:
    """Credentials that are shown as the same mark, and are not the same."""
    for place, fingerprint in a.fingerprints.items():
        if b.fingerprints.get(place, fingerprint) != fingerprint:
            name = place.rpartition(".")[2]
            at = f"{format_path(path)}.{place}"
            yield Difference(at, f"‹{name}›", f"another ‹{name}›")


def _of_bodies(
    a: OutboundCall, b: OutboundCall, path: JsonPath, like: Likeness
) -> Iterator[Difference]:
    kinds = [call.headers.get("content-type", "") for call in (a, b)]
    one, other = parsed(a.body, kinds[0]), parsed(b.body, kinds[1])
    loose = _headers(a).get("content-type") != _headers(b).get("content-type")
    yield from differing(one, other, (*path, "body"), like, loose=loose)


class _Said:
    """What the differences of a call's message say of the call already."""

    def __init__(self, messages: Sequence[Difference], like: Likeness) -> None:
        self._like = like
        self._pairs = [
            (one.a if isinstance(one.a, str) else "", one.b if isinstance(one.b, str) else "")
            for one in messages
        ]
        self._pairs += [
            (one.removeprefix("+"), other.removeprefix("+"))
            for one, other in self._pairs
            if one.startswith("+") or other.startswith("+")
        ]

    def explains(self, found: Difference) -> bool:
        """Whether the two are the same where each has its message's own text."""
        a, b = (
            side if isinstance(side, str) else "" if side is ABSENT else None
            for side in (found.a, found.b)
        )
        if a is None or b is None:
            return False
        for one, other in self._pairs:
            if (a, b) == (one, other):
                return True
            a = a.replace(one, "‹message›") if one else a
            b = b.replace(other, "‹message›") if other else b
        return bool(self._pairs) and self._like.texts(a, b)


def _shown(call: OutboundCall) -> str:
    """`POST https://api.twilio.com/…`, a call that only one of the two has made."""
    return f"{call.method} {call.url}".strip()

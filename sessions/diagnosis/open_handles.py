"""What Node says is still open in a process, in words.

A connection that leads to the gateway is given as `TCP HOST:PORT` or `TLS HOST:PORT`, with a word
`answered` after it where what came last is the server's. Any may end in ` at FILE:LINE`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

_WORDS: Final = {
    "Timeout": "a timer",
    "Immediate": "a timer",
    "TCPSocketWrap": "a network connection",
    "TCPConnectWrap": "a network connection",
    "TLSWrap": "a network connection",
    "TCPServerWrap": "a server of its own",
    "GetAddrInfoReqWrap": "the look-up of a host's name",
    "ProcessWrap": "a process that it started",
    "PipeWrap": "a pipe",
    "PipeConnectWrap": "a network connection",
    "ConnectWrap": "a network connection",
    "MessagePort": "a worker thread",
    "FSReqCallback": "a file",
    "FSReqPromise": "a file",
}


def in_words(handles: Iterable[str]) -> str:
    """`a timer (2 times), a network connection`; Node's own word where none stands above."""
    counts = Counter(_word(handle) for handle in handles)
    return ", ".join(word if n == 1 else f"{word} ({n} times)" for word, n in counts.items())


def _word(handle: str) -> str:
    what, at, place = handle.partition(" at ")
    protocol, _, rest = what.partition(" ")
    if protocol in ("TCP", "TLS") and rest:
        peer, _, answered = rest.partition(" ")
        unread = ", whose answer was not read to its end" if answered else ""
        return f"a {protocol} connection to {peer}{unread}{at}{place}"
    return _WORDS.get(what, what) + at + place

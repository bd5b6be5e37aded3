"""What Node says is still open in a process, in words."""

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
    "MessagePort": "a worker thread",
    "FSReqCallback": "a file",
    "FSReqPromise": "a file",
}


def in_words(handles: Iterable[str]) -> str:
    """`a timer (2 times), a network connection`; Node's own word where none stands above."""
    counts = Counter(_WORDS.get(handle, handle) for handle in handles)
    return ", ".join(word if n == 1 else f"{word} ({n} times)" for word, n in counts.items())

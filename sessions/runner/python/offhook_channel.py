"""The private line to offhook: JSON, one message a line, over a socket that blocks."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any


def _line(address: str) -> tuple[int, int]:
    """The descriptors to read from and to write to. On "stdio" the hook gets others instead."""
    if address != "stdio":
        return int(address), int(address)
    descriptors = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return descriptors


IN, OUT = _line(sys.argv[1])
leave = os._exit

_NAP = 0.002
_started = time.monotonic()
_owner = os.getpid()
_lock = threading.RLock()
_unread = b""
_nonce = ""


def begin() -> None:
    """This process has just been forked: it is the one that speaks, and its time begins."""
    global _started, _owner
    _started, _owner = time.monotonic(), os.getpid()


def sign(secret: str) -> None:
    """From now on every message carries `secret`, which nothing that a hook writes does."""
    global _nonce
    _nonce = secret


def now() -> float:
    """Milliseconds since this process began, less those in `hear`."""
    return (time.monotonic() - _started) * 1000


def say(event: str, **facts: Any) -> None:
    """Tell offhook that `event` happened, and when."""
    if os.getpid() != _owner:
        return  # a copy of this process that the hook has forked
    line = f"\n{json.dumps({'e': event, 'k': _nonce, 't': now(), **facts})}\n".encode("ascii")
    with _lock:
        try:
            while line:
                line = line[_persist(_write, line) :]
        except OSError:
            leave(70)  # offhook is gone, or the hook closed the socket: nobody is left to answer to


def cut(text: str, most: int) -> str:
    """As much of a text as is said. Where that is not all it ends with a mark, behind which half a
    secret may not stay."""
    return text if len(text) <= most else f"{text[:most]}…"


def _read(size: int) -> bytes:
    return os.read(IN, size)


def _write(line: bytes) -> int:
    return os.write(OUT, line)


def _persist(call: Callable[[Any], Any], value: Any) -> Any:
    """A call that blocks, made again where somebody has set the descriptor not to block. Python
    itself repeats what a signal interrupts (PEP 475)."""
    while True:
        try:
            return call(value)
        except BlockingIOError:
            time.sleep(_NAP)


def hear() -> dict[str, Any]:
    """Wait for the next message from offhook; leaves when offhook is gone."""
    global _started, _unread
    asked = time.monotonic()
    chunks = [_unread]
    while b"\n" not in chunks[-1]:
        chunk = _persist(_read, 65536)
        if not chunk:
            leave(0)
        chunks.append(chunk)
    line, _, _unread = b"".join(chunks).partition(b"\n")
    _started += time.monotonic() - asked
    return json.loads(line)

"""What is recognized by its first bytes as something other than HTTP/1.1, and what to do then."""

from __future__ import annotations

import re
from typing import Final

NOTHING_SENT: Final = (
    "the hook connected and sent nothing; offhook answers HTTP, and does not speak first as mail "
    "and database servers do (run with --live to let it through)"
)
WEBSOCKET: Final = (
    "the hook asks for a WebSocket, and offhook answers plain HTTP only "
    "(run with --live to let it through)"
)
HALF_SENT: Final = "the hook has sent but the beginning of a request"
_HTTP2: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_TLS_RECORD: Final = b"\x16\x03"
_LONGEST_LINE: Final = 64 << 10
_REQUEST_LINE: Final = re.compile(rb"[!-~]+ [!-~]+ HTTP/1\.[0-9]\r?\n")
_BLANK: Final = b"\r\n"
_SPACE: Final = 32
_WORD: Final = re.compile(rb"[!-~]{1,24}(?![!-~])")
_PRINTABLE: Final = re.compile(rb"[ -~]")
_SAMPLE: Final = 8


def is_undecided(start: bytes) -> bool:
    """Whether the first bytes may still be HTTP/1.1 or anything else."""
    if any(sign.startswith(start) for sign in (_HTTP2, _TLS_RECORD)):
        return start not in (_HTTP2, _TLS_RECORD)
    line = start.lstrip(_BLANK)
    return not line or (b"\n" not in line and len(line) < _LONGEST_LINE and line[0] > _SPACE)


def foreign(start: bytes) -> str | None:
    """Why a connection that begins like this cannot be answered; None where it is HTTP/1.1."""
    if start.startswith(_HTTP2):
        return (
            "the hook speaks HTTP/2 without asking, which offhook does not answer; "
            "switch its client to HTTP/1.1, or run with --live"
        )
    if start.startswith(_TLS_RECORD):
        return (
            "the hook encrypts this connection with a TLS of its own, so offhook cannot read it; "
            "use the runtime's TLS, or run with --live"
        )
    line = start.lstrip(_BLANK)
    return None if _REQUEST_LINE.match(line) else not_http(start, "there is no request line")


def not_http(start: bytes, why: str) -> str:
    """What to say of a connection whose bytes are no HTTP."""
    return (
        f"what the hook sent is not HTTP/1.1 ({why}); it begins with {_sample(start)}. "
        "Run with --live to let it through"
    )


def _sample(start: bytes) -> str:
    """No more than a word: a credential may follow. Nor a part of one, which may be of a secret."""
    if word := _WORD.match(start):
        return f"“{word[0].decode()}”"
    return "text" if _PRINTABLE.match(start) else f"“{start[:_SAMPLE].hex(' ')}”"

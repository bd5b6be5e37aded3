"""Where a command that is a server listens: `--port`, `--host`, and the socket there."""

from __future__ import annotations

import argparse
import errno
import socket

from .diagnostics import UsageError


def port(text: str) -> int:
    """The type of `--port`."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 65_536
    if number > 65_535:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted 0 to 65535")
    return number


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens there, and nowhere else. Raises UsageError."""
    if not host:
        raise UsageError("--host: no address is named; 0.0.0.0 is all of this machine")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise UsageError(f"--host: {host} is no address and no name that is known") from None
    try:
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"--port: {port} is taken on {host}; another one, or 0 for any that is free"
            ) from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise UsageError(f"--host: {host} is no address of this machine") from None
        raise UsageError(f"--port: {port} on {host}: {error.strerror}") from None


def host_of_url(host: str) -> str:
    """A host as a URL has it: the machine's name for all of its addresses."""
    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    return f"[{shown}]" if ":" in shown else shown

"""`offhook serve`: the workbench in a browser, on this machine unless it is said otherwise."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from .shared.diagnostics import AS_EXPECTED, Diagnostics, UsageError
from .shared.inputs import refuse_hook
from .shared.manual import Manual
from .shared.output import Output, is_terminal
from .shared.parsing import Parser, jobs
from .shared.sockets import host_of_url, listening_socket, port

if TYPE_CHECKING:
    from .serving.door import Door

VARIABLE: Final = "OFFHOOK_SERVE_TOKEN"
_PORT: Final = 8765
_PAGES: Final = 8
"""Workbenches at once, of 65 MiB or so each."""
_NEEDS: Final = ("aiohttp", "textual_serve")
_OF_ANOTHER_TERMINAL: Final = frozenset(
    {"TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE", "STY", "COLUMNS", "LINES"}
)
_MANUAL: Final = Manual(
    about=f"""\
Each page that is opened has a workbench of its own. Closing it ends what runs there, as closing a
terminal does; edits that were not saved are offered again. An editor in the terminal works; one
with a window, and a debugger, open on the machine where offhook runs. Copying needs localhost or
https. The browser keeps Ctrl+N, Ctrl+T and Ctrl+W for itself.

Whoever reaches it runs code as you. Without --host that is this machine alone, and pages of other
sites are refused. With --host, or where others use this machine too (--token), a token is needed:
{VARIABLE}, else typed in. It is in no log. From afar a tunnel is best:

  ssh -L {_PORT}:localhost:{_PORT} HOST

The URL is on stdout. It goes on until Ctrl+C.
""",
    examples=(
        "offhook serve",
        "offhook serve sessions/ --port 9000",
        "offhook serve --token  # for those who know it only",
        "offhook serve --host 0.0.0.0  # for other machines",
    ),
    exits={"130": "ended by Ctrl+C", "2": "wrong usage, or a port that is taken"},
    environment=(VARIABLE,),
    files=("session", "drafts", "config"),
)


def configure(parser: Parser) -> None:
    """The options: what is opened, where it listens, and who may come in."""
    parser.manual = _MANUAL
    parser.add_argument("path", nargs="?", metavar="PATH", help="the file or folder to open")
    parser.add_argument(
        "--port", metavar="N", type=port, default=_PORT, help=f"0 for any (default: {_PORT})"
    )
    parser.add_argument(
        "--host", metavar="H", default="127.0.0.1", help="an address or name of this machine"
    )
    parser.add_argument(
        "--token", action="store_true", help="ask for a token, on this machine alone too"
    )
    parser.add_argument(
        "--pages",
        metavar="N",
        type=jobs,
        default=_PAGES,
        help=f"how many may be open at once, each a process of its own (default: {_PAGES})",
    )
    parser.add_argument(
        "--url",
        metavar="U",
        type=_url,
        help="where a proxy has it, as in https://hooks.example.com",
    )


def run(options: argparse.Namespace, out: Output, err: Diagnostics) -> int:
    """Serve until a signal ends it."""
    path = _path(options.path)
    _require_extra()
    from .serving.server import Server
    from .shared.running import run_to_end

    with listening_socket(options.host, options.port) as listening:
        address, number = listening.getsockname()[:2]
        door = _door(options, address, err)
        server = Server(
            [sys.executable, "-P", "-m", "tui", *path],
            env=_environment(os.environ),
            folder=Path.cwd(),
            door=door,
            note=err.note,
            most=options.pages,
        )
        out.line(f"http://{host_of_url(options.host)}:{number}/")
        out.flush()
        err.note("The workbench is there; Ctrl+C ends it.")
        run_to_end(server.serve(listening))
    return AS_EXPECTED


def _door(options: argparse.Namespace, address: str, err: Diagnostics) -> Door:
    """Who may come in to what listens on `address`."""
    from sessions.own_host import is_loopback

    from .serving.door import Door

    outside = not is_loopback(address)
    needed = options.token or options.url or outside
    token = _token(os.environ.get(VARIABLE), needed=bool(needed), err=err)
    names = {options.host, *([socket.gethostname()] if outside else [])}
    if options.url:
        names.add(urlsplit(options.url).hostname or "")
    if outside:
        err.warn(
            "other machines may come in, with the token, which is not encrypted on its way;"
            " over a network that is not yours, use a tunnel or a proxy with https"
        )
    origins = frozenset({options.url} if options.url else ())
    return Door(frozenset(name.lower() for name in names), origins, token)


def _path(text: str | None) -> list[str]:
    """The arguments of the workbench."""
    if text is None:
        return []
    refuse_hook(text)
    if not Path(text).exists():
        raise UsageError(f"{text}: there is no such file or folder")
    return ["--", text]


def _require_extra() -> None:
    if any(find_spec(name) is None for name in _NEEDS):
        raise UsageError(
            "serve needs textual-serve, which is not installed: "
            "pipx install '.[web]', or pip install 'offhook[web]'"
        )
    if sys.platform == "win32":
        raise UsageError("serve needs pseudo-terminals, which Windows has not; WSL has them")


def _url(text: str) -> str:
    """The type of `--url`: as a browser says where a page comes from."""
    parts = urlsplit(text.rstrip("/").lower())
    if parts.scheme not in ("http", "https") or not parts.hostname or "/" in parts.path:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted one such as https://example.com")
    return f"{parts.scheme}://{parts.netloc}"


def _token(given: str | None, *, needed: bool, err: Diagnostics) -> str | None:
    """The token that a browser has to bring; None where none is needed."""
    from .serving.door import LEAST

    if given is None and needed:
        if not is_terminal(sys.stdin):
            raise UsageError(
                f"a token is needed; put one into {VARIABLE}, of {LEAST} characters or more"
            )
        given = getpass.getpass("Token (Enter makes one up): ")
        if not given:
            if not is_terminal(sys.stderr):
                raise UsageError("a token that is made up would stand in a log: type one in")
            given = secrets.token_urlsafe(24)
            err.note(f"The token, shown this once: {given}")
    if given is not None and len(given) < LEAST:
        raise UsageError(f"a token of {LEAST} characters or more is needed; this could be guessed")
    return given


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """That of the workbench: of the browser's terminal, and without the token."""
    kept = {name: env[name] for name in env if name not in _OF_ANOTHER_TERMINAL | {VARIABLE}}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"}

"""An invocation as a `curl` command that any POSIX shell reads back exactly as it was meant."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sessions.choice import location_of, target_of
from sessions.errors import OffhookError
from sessions.platforms.current import PLATFORM
from sessions.targets.remote.url import is_authorized

if TYPE_CHECKING:
    from pathlib import Path

    from sessions.contract.json_text import JsonValue
    from sessions.store.model import SavedInvocation, Session

PLACEHOLDER_URL: Final = "http://localhost:3000/"
"""Where a command goes whose session has no remote target."""

_LONGEST_ARGUMENT: Final = 100_000
"""Bytes. Linux takes 128 KiB in one argument; a longer body goes through standard input."""

_SECRET_VARIABLE: Final = PLATFORM.wire.SECRET.upper().replace("-", "_")
_REFERENCE = re.compile(r"\$\{env:([^}]*)\}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class CurlError(OffhookError, ValueError):
    """A request that no shell command can make; the message says which part of it."""


@dataclass(frozen=True)
class CurlRequest:
    """Where and how a payload is posted. `${env:NAME}` in the texts stands for a shell variable."""

    url: str = PLACEHOLDER_URL
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    ca_file: str | None = None
    timeout: float | None = None
    """Seconds for the whole exchange; None for as long as it takes."""


def request_of(session: Session, saved: SavedInvocation, folder: Path) -> CurlRequest:
    """Where the session sends an invocation, with no value of the environment or of a secret.

    An invocation whose target is no endpoint goes to PLACEHOLDER_URL, as the platform would post
    it. `folder` is the one that paths in the session are relative to.
    """
    target = target_of(session, saved)
    location = location_of(session, target)
    if not location.is_remote:
        return CurlRequest()
    url = str(location)
    spec = session.targets.get(target)
    headers = dict(spec.headers) if spec else {}
    if PLATFORM.wire.SECRET in session.secrets and not is_authorized(url, headers):
        headers["Authorization"] = f"Bearer ${{env:{_SECRET_VARIABLE}}}"
    return CurlRequest(
        url=url,
        headers=headers,
        ca_file=str(folder / spec.ca_file) if spec and spec.ca_file else None,
        timeout=spec.timeout if spec else None,
    )


def variables(request: CurlRequest) -> list[str]:
    """The shell variables whose values the command sends, each once."""
    texts = (request.url, *request.headers.values())
    return list(dict.fromkeys(name for text in texts for name in _REFERENCE.findall(text)))


def curl_command(payload: JsonValue, request: CurlRequest) -> str:
    """The command, on several lines, without a newline at its end. Raises CurlError."""
    from sessions.contract import json_text
    from sessions.text import printable_json

    body = printable_json(json_text.dumps(payload, indent=2))
    options = [*_options(request)]
    here_document = ""
    if len(body.encode()) <= _LONGEST_ARGUMENT:
        options.append(f"--data-raw {shlex.quote(body)}")
    else:
        options.append("--data-binary @-")
        here_document = f" <<'PAYLOAD'\n{body}\nPAYLOAD"  # which is no line of any JSON
    options.append(f"--url {_word(request.url, 'the URL')}")
    return " \\\n  ".join(["curl --silent --show-error", *options]) + here_document


def _options(request: CurlRequest) -> list[str]:
    headers = dict(request.headers)
    if "content-type" not in {name.lower() for name in headers}:
        headers = {"Content-Type": "application/json", **headers}
    options = [f"--header {_header(name, value)}" for name, value in headers.items()]
    if request.ca_file:
        options.append(f"--cacert {_word(request.ca_file, 'ca_file')}")
    if request.timeout:
        options.append(f"--max-time {request.timeout:g}")
    if re.search(r"[\[\]{}]", _REFERENCE.sub("", request.url)):
        options.append("--globoff")  # else curl takes brackets for a range of URLs
    return options


def _header(name: str, value: str) -> str:
    if not re.fullmatch(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", name):
        raise CurlError(f"{name!r} is no name of a header")
    text = f"{name}: {value}" if value.strip() else f"{name};"  # so curl writes an empty one
    return _word(text, f"the header {name}")


def _word(text: str, what: str) -> str:
    """`text` as one word of a POSIX shell, with `${env:NAME}` as the variable `"$NAME"`."""
    word = ""
    for index, part in enumerate(_REFERENCE.split(text)):
        if index % 2 == 0:
            word += shlex.quote(part) if part else ""
        elif _VARIABLE.fullmatch(part):
            word += f'"${part}"'
        else:
            raise CurlError(f"{what}: {part!r} is no name of a shell variable")
    if not _REFERENCE.sub("", text).isprintable():
        raise CurlError(f"{what} has a character that no shell command can say on one line")
    return word or "''"

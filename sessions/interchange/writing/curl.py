"""An invocation as a `curl` command that any POSIX shell reads back exactly as it was meant."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from sessions.interchange.posting import REFERENCE, Posting

from .shell import body_text, check_header_name, here_document, is_long, shell_word

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue


def curl_command(payload: JsonValue, posting: Posting) -> str:
    """The command, on several lines, without a newline at its end. Raises ExportError."""
    body = body_text(payload)
    options = [*_options(posting)]
    options.append("--data-binary @-" if is_long(body) else f"--data-raw {shlex.quote(body)}")
    options.append(f"--url {shell_word(posting.url, 'the URL')}")
    command = " \\\n  ".join(["curl --silent --show-error", *options])
    return command + here_document(body) if is_long(body) else command


def _options(posting: Posting) -> list[str]:
    options = [f"--header {_header(name, value)}" for name, value in posting.all_headers.items()]
    if posting.ca_file:
        options.append(f"--cacert {shell_word(posting.ca_file, 'ca_file')}")
    if posting.timeout:
        options.append(f"--max-time {posting.timeout:g}")
    if re.search(r"[\[\]{}]", REFERENCE.sub("", posting.url)):
        options.append("--globoff")  # else curl takes brackets for a range of URLs
    return options


def _header(name: str, value: str) -> str:
    check_header_name(name)
    text = f"{name}: {value}" if value.strip() else f"{name};"  # so curl writes an empty one
    return shell_word(text, f"the header {name}")

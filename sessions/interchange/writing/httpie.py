"""An invocation as an HTTPie command (https://httpie.io/docs/cli), version 3 or later, which does
what the curl command does."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from sessions.interchange.posting import REFERENCE, ExportError, Posting

from .shell import body_text, check_header_name, here_document, is_long, shell_word

if TYPE_CHECKING:
    from sessions.contract.json_text import JsonValue

_UNSAYABLE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[:;=@]")
"""A backslash before what parts a name from its value; HTTPie takes it for an escape."""


def httpie_command(payload: JsonValue, posting: Posting) -> str:
    """The command, on several lines, without a newline at its end. Raises ExportError."""
    body = body_text(payload)
    # What stands in the user's .netrc curl does not send either, and of the answer it shows the
    # body alone. HTTPie reads standard input wherever that is no terminal.
    words = ["http --body --ignore-netrc"]
    if not is_long(body):
        words[0] += " --ignore-stdin"
        words.append(f"--raw {shlex.quote(body)}")
    if posting.ca_file:
        words.append(f"--verify {shell_word(posting.ca_file, 'ca_file')}")
    if posting.timeout:
        words.append(f"--timeout {posting.timeout:g}")
    words.append(f"POST {shell_word(posting.url, 'the URL')}")
    words += [_header(name, value) for name, value in posting.all_headers.items()]
    command = " \\\n  ".join(words)
    return command + here_document(body) if is_long(body) else command


def _header(name: str, value: str) -> str:
    check_header_name(name)
    if name.startswith("-"):
        raise ExportError(f"{name!r} is an option to HTTPie, and no header; use --as curl")
    value = value.strip()
    if not value:
        return shell_word(f"{name};", f"the header {name}")
    if any(_UNSAYABLE.search(part) for part in REFERENCE.split(value)[::2]):
        raise ExportError(f"the header {name}: HTTPie would take a backslash away; use --as curl")
    # Behind the colon, = would make JSON of a value, and @ the name of a file; behind a blank they
    # do not, whatever a variable may begin with. HTTPie strips it.
    return shell_word(f"{name}: {value}", f"the header {name}")

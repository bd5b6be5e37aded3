"""HTTPie commands (https://httpie.io/docs/cli), `http` and `https`: what each would send."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from sessions.contract import json_text
from sessions.contract.json_text import JsonValue

from .command import RequestReader, read_requests, seconds
from .found import FoundRequest, with_user
from .httpie_json import BadItem, put_at
from .shell import BEFORE, ShellCommand, Word, begins_with, posix_commands

_PROGRAM: Final = re.compile(r"(?:.*/)?(https?)", re.DOTALL)
_STARTS: Final = begins_with(r"https?\s+\S")
_METHOD: Final = re.compile("[a-zA-Z]+")
_SCHEME: Final = re.compile(r"[a-zA-Z][\w.+-]*://", re.ASCII)
_LOCAL: Final = re.compile(r":(?!:)(\d*)(/?.*)", re.DOTALL)
_SEPARATOR: Final = re.compile(r"(?P<escaped>\\[:;=@])|:=@|==@|=@|:@|:=|==|[@=:;]")
"""What parts a name from its value; of two at one place the longer one counts."""
_ESCAPED: Final = re.compile(r"\\([:;=@])")

_SHORT: Final = {"a": "auth", "A": "auth-type", "f": "form", "I": "ignore-stdin", "j": "json"}
_SHORT_WITH_VALUE: Final = frozenset("aAopPs")
_WITH_VALUE: Final = frozenset(
    """auth auth-type boundary cert cert-key cert-key-pass ciphers default-scheme format-options
    history-print max-headers max-redirects output pretty print proxy raw response-charset
    response-mime session session-read-only ssl style timeout verify""".split()
)
_NO_MATTER: Final = frozenset(
    """all body boundary check-status ciphers continue debug download format-options headers
    history-print ignore-netrc json max-headers max-redirects meta output path-as-is pretty print
    quiet response-charset response-mime sorted ssl stream style traceback unsorted
    verbose""".split()
)
"""Options that change nothing of what is sent."""
_SAID: Final = {
    "cert": "--cert is left out: offhook has no certificates of clients",
    "cert-key": "--cert-key is left out: offhook has no certificates of clients",
    "follow": "--follow is left out: offhook follows no redirect",
    "proxy": "--proxy is left out: the proxy is that of the environment, HTTPS_PROXY",
    "session": "--session is left out: no file that a command names is opened",
    "session-read-only": "--session-read-only is left out: no file that a command names is opened",
    "offline": "--offline is left out: it sends nothing, and only shows the request",
}
_FILE: Final = "takes its body from {}, and no file that a command names is opened: import it"


@dataclass(slots=True)
class _Draft:
    """A request as its words are gone through."""

    scheme: str
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    query: list[str] = field(default_factory=list[str])
    document: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """The JSON that items make, by the one key `body`."""
    raw: str | None = None
    auth: Word | None = None
    auth_type: str = "basic"
    timeout: float | None = None
    ca_file: str | None = None
    ignores_stdin: bool = False
    no_body: str = ""
    """Why what it sends is not here, where it is not."""


def is_httpie(text: str) -> bool:
    """Whether a text begins with a command of HTTPie, comments and a prompt before it."""
    return _STARTS.match(text) is not None


def read_httpie(text: str) -> tuple[list[FoundRequest], list[str]]:
    """The requests of all HTTPie commands in a text, and what is to be said of them.

    Raises:
        NothingFound: a quote is never closed.
    """
    return read_requests(posix_commands(text.lstrip().removeprefix("$ ")), _read)


def _read(command: ShellCommand) -> Iterator[_Reader]:
    for at, word in enumerate(command.words[:BEFORE]):
        if program := _PROGRAM.fullmatch(word.text):
            reader = _Reader(program[1], command.stdin)
            reader.read(command.words[at + 1 :])
            yield reader
            return


class _Reader(RequestReader):
    """Reads the words of one request."""

    def __init__(self, scheme: str, stdin: str | None) -> None:
        super().__init__(stdin)
        self._draft = _Draft(scheme)

    def _long(self, word: Word, left: Iterator[Word]) -> None:
        name, equals, written = word.written[2:].partition("=")
        value: Word | None = None
        if equals:
            value = Word(word.text.partition("=")[2], written)
        elif name in _WITH_VALUE:
            value = next(left, None)
        if name in _WITH_VALUE and value is None:
            self.remarks.append(f"--{name} has no value, and is left out")
        else:
            self._take(name, value or Word("", ""))

    def _short(self, word: Word, left: Iterator[Word]) -> None:
        """One word of letters: `-fv`, `-a user:password`."""
        letters = word.written[1:]
        for at, letter in enumerate(letters):
            name = _SHORT.get(letter)
            if letter in _SHORT_WITH_VALUE:
                rest = Word(word.text[at + 2 :], letters[at + 1 :])
                value = rest if rest.written else next(left, None)
                if name and value is not None:
                    self._take(name, value)
                return
            if name:
                self._take(name, Word("", ""))
            elif letter == "F":
                self._take("follow", Word("", ""))
            elif letter == "x":
                self._take("compress", Word("", ""))
            elif letter not in "bcdhmqSv":
                self.remarks.append(f"-{letter} is not known here, and is left out")

    def _take(self, name: str, value: Word) -> None:
        draft = self._draft
        match name:
            case "raw":
                draft.raw = value.written
            case "form" | "multipart":
                draft.no_body = "sends a form"
            case "auth":
                draft.auth = value
            case "auth-type":
                draft.auth_type = value.written.lower()
            case "timeout":
                draft.timeout = seconds(value.written)
            case "verify" if value.written.lower() in ("no", "false"):
                self.remarks.append(
                    "--verify no is left out: offhook checks certificates; ca_file names whom to"
                    " trust"
                )
            case "verify":
                is_yes = value.written.lower() in ("yes", "true")
                draft.ca_file = None if is_yes else value.written
            case "default-scheme":
                draft.scheme = value.written
            case "ignore-stdin":
                draft.ignores_stdin = True
            case _ if name in _SAID:
                self.remarks.append(_SAID[name])
            case _:
                if name not in _NO_MATTER and not name.startswith("no-"):
                    self.remarks.append(f"--{name} is not known here, and is left out")

    # The items: headers, fields, parameters

    def _item(self, word: Word) -> None:
        found = next((one for one in _SEPARATOR.finditer(word.written) if not one["escaped"]), None)
        if found is None:
            self.remarks.append(f"{word.written[:40]} is no item, and is left out")
            return
        name, value = word.written[: found.start()], word.written[found.end() :]
        if word.text[: found.end()] != word.written[: found.end()]:
            self.remarks.append("an item whose name is a shell variable is left out")
            return
        given = _ESCAPED.sub(r"\1", word.text[found.end() :])
        match found[0]:
            case ":":
                if given.strip():
                    self._draft.headers.append((_ESCAPED.sub(r"\1", name), given.strip()))
            case ";":
                self._draft.headers.append((_ESCAPED.sub(r"\1", name), ""))
            case "==":
                key = quote(_ESCAPED.sub(r"\1", name))
                self._draft.query.append(f"{key}={given if word.has_variable else quote(given)}")
            case "=" | ":=":
                if word.has_variable:
                    self.remarks.append("a shell variable in a body stays as it is written")
                self._field(name, _ESCAPED.sub(r"\1", value), is_json=found[0] == ":=")
            case ":@" | "==@":
                self.remarks.append(
                    f"{name}{found[0]}… is left out: no file that a command names is opened"
                )
            case _:
                self._draft.no_body = _FILE.format(value.partition(";")[0])

    def _field(self, name: str, text: str, *, is_json: bool) -> None:
        try:
            value = json_text.loads(text) if is_json else text
            put_at(self._draft.document, "body", _ESCAPED.sub(r"\1", name), value)
        except (json_text.JsonError, BadItem) as error:
            self.remarks.append(f"{name[:40]}{':' if is_json else ''}= is left out: {error}")

    def request(self, name: str) -> FoundRequest:
        """What was read."""
        draft = self._draft
        method, url, items = _parted(self._plain)
        for item in items:
            self._item(item)
        body = draft.raw
        if body is None and draft.document:
            body = json_text.dumps(draft.document["body"])
        elif body is None and not draft.ignores_stdin:
            body = self._stdin
        if draft.no_body:
            body = None
        return FoundRequest(
            url=self._url(url),
            body=body,
            method=method.upper() or ("GET" if body is None else "POST"),
            headers=tuple(draft.headers),
            name=name,
            timeout=draft.timeout,
            ca_file=draft.ca_file,
            no_body=draft.no_body or "has no body",
        )

    def _url(self, word: Word | None) -> str:
        """The URL, as HTTPie writes it out: `:3000/sms` is one of this machine."""
        draft = self._draft
        url = word.text.removeprefix("://") if word else ""
        if local := _LOCAL.fullmatch(url):
            port = f":{local[1]}" if local[1] else ""
            url = f"localhost{port}{local[2]}"
        if url and not _SCHEME.match(url) and not url.startswith("${env:"):
            url = f"{draft.scheme}://{url}"
        if draft.query:
            url += f"{'&' if '?' in url else '?'}{'&'.join(draft.query)}"
        if draft.auth is not None and draft.auth_type == "basic":
            url = with_user(url, draft.auth.text)
        elif draft.auth is not None and draft.auth_type == "bearer":
            draft.headers.append(("authorization", f"Bearer {draft.auth.text}"))
        elif draft.auth is not None:
            self.remarks.append(f"--auth-type {draft.auth_type[:20]} is left out, with --auth")
        return url


def _parted(words: Sequence[Word]) -> tuple[str, Word | None, Sequence[Word]]:
    """The method, empty where none is given; the URL; the items."""
    if len(words) > 1 and _METHOD.fullmatch(words[0].written):
        return words[0].written, words[1], words[2:]
    return ("", words[0], words[1:]) if words else ("", None, ())

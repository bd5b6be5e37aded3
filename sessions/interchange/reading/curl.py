"""cURL commands, as people write them and browsers copy them: what each would send."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from .command import RequestReader, read_requests, seconds
from .found import FoundRequest, with_scheme, with_user
from .shell import (
    BEFORE,
    ShellCommand,
    Word,
    begins_with,
    is_windows,
    posix_commands,
    windows_commands,
)

_CURL: Final = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_STARTS: Final = begins_with(r"curl(?:\.exe)?\s")

_SHORT: Final = {
    **{"A": "user-agent", "b": "cookie", "d": "data", "e": "referer", "F": "form", "G": "get"},
    **{"H": "header", "I": "head", "k": "insecure", "K": "config", "L": "location"},
    **{"m": "max-time", "T": "upload-file", "u": "user", "X": "request", "E": "cert", "x": "proxy"},
}
"""The letters of options that are looked at, by their names."""
_SHORT_WITH_VALUE: Final = frozenset("AbcCdDeEFhHKmoPQrtTuUwxXyYz")
_WITH_VALUE: Final = frozenset(
    """abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config
    connect-timeout connect-to continue-at cookie cookie-jar crlfile curves data data-ascii
    data-binary data-raw data-urlencode delegation dns-interface dns-servers doh-url
    dump-header ech egd-file engine etag-compare etag-save expect100-timeout form
    form-string happy-eyeballs-timeout-ms header hostpubmd5 hsts interface ip-tos
    ipfs-gateway json keepalive-cnt keepalive-time key key-type libcurl limit-rate
    local-port login-options max-filesize max-redirs max-time netrc-file noproxy
    oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto
    proto-default proto-redir proxy proxy-header proxy-user proxy1.0 pubkey random-file
    range rate referer request request-target resolve retry retry-delay retry-max-time
    service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr tls-max
    tls13-ciphers trace trace-ascii unix-socket upload-file url url-query user user-agent
    variable write-out""".split()
)
_NO_MATTER: Final = frozenset(
    """basic compressed connect-timeout cookie-jar disable dump-header fail fail-early
    fail-with-body globoff head http1.0 http1.1 http2 http2-prior-knowledge http3 include
    ipv4 ipv6 keepalive-time max-redirs no-alpn no-buffer no-keepalive no-progress-meter
    no-sessionid output output-dir parallel progress-bar remote-name retry retry-all-errors
    retry-connrefused retry-delay retry-max-time show-error silent stderr styled-output
    tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 trace trace-ascii
    trace-time verbose write-out""".split()
)
"""Options that change nothing of what is sent."""
_LETTERS_NO_MATTER: Final = frozenset("sSivfgo0146OJjNqwD#cn")
_DATA: Final = frozenset(
    ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json", "url-query")
)
_SAID: Final = {
    "insecure": "-k is left out: offhook checks certificates; ca_file names whom to trust",
    "location": "-L is left out: offhook follows no redirect",
    "proxy": "-x is left out: the proxy is that of the environment, HTTPS_PROXY",
    "cert": "--cert is left out: offhook has no certificates of clients",
}
_FILE: Final = "takes its body from {}, and no file that a command names is opened"
_INSTEAD: Final = "import that file itself"


@dataclass(slots=True)
class _Draft:
    """A request as its options are gone through."""

    method: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    data: list[str] = field(default_factory=list[str])
    joined_by: str = "&"
    user: str | None = None
    timeout: float | None = None
    ca_file: str | None = None
    no_body: str = ""
    """Why what it sends is not here, where it is not."""


def is_curl(text: str) -> bool:
    """Whether a text begins with a curl command, comments and a prompt before it."""
    return _STARTS.match(text) is not None


def read_curl(text: str) -> tuple[list[FoundRequest], list[str]]:
    """The requests of all curl commands in a text, and what is to be said of them.

    Raises:
        NothingFound: a quote is never closed.
    """
    text = text.lstrip().removeprefix("$ ")
    return read_requests(
        windows_commands(text) if is_windows(text) else posix_commands(text), _read
    )


def _read(command: ShellCommand) -> Iterator[_Reader]:
    for at, word in enumerate(command.words[:BEFORE]):
        if _CURL.fullmatch(word.text):
            for part in _split(command.words[at + 1 :]):
                reader = _Reader(command.stdin)
                reader.read(part)
                yield reader
            return


def _split(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each request: `--next` and `-:` begin another one."""
    part: list[Word] = []
    for word in words:
        if word.text in ("--next", "-:"):
            yield part
            part = []
        else:
            part.append(word)
    yield part


class _Reader(RequestReader):
    """Reads the options of one request."""

    def __init__(self, stdin: str | None) -> None:
        super().__init__(stdin)
        self._draft = _Draft()

    def _long(self, word: Word, left: Iterator[Word]) -> None:
        name = word.written[2:]
        if name in _WITH_VALUE:
            value = next(left, None)
            if value is None:
                self.remarks.append(f"--{name} has no value, and is left out")
            else:
                self._take(name, value)
        elif name.startswith("no-") or name in _NO_MATTER:
            return
        elif name in ("get", "head", "insecure", "location", "location-trusted"):
            self._take(name.removesuffix("-trusted"), Word("", ""))
        else:
            shown = name.partition("=")[0]
            self.remarks.append(f"--{shown} is not known here, and is left out")

    def _short(self, word: Word, left: Iterator[Word]) -> None:
        """One word of letters: `-sSL`, `-XPOST`, `-d @-`."""
        letters = word.written[1:]
        for at, letter in enumerate(letters):
            name = _SHORT.get(letter)
            if letter in _SHORT_WITH_VALUE:
                rest = Word(word.text[at + 2 :], letters[at + 1 :])
                value = rest if rest.written else next(left, None)
                if name and value is not None:
                    self._take(name, value)
                elif letter not in _LETTERS_NO_MATTER:
                    self.remarks.append(f"-{letter} is left out")
                return
            if name:
                self._take(name, Word("", ""))
            elif letter not in _LETTERS_NO_MATTER:
                self.remarks.append(f"-{letter} is not known here, and is left out")

    def _take(self, name: str, word: Word) -> None:
        draft, value = self._draft, word.text
        match name:
            case "url":
                self._plain.append(word)
            case "request":
                draft.method = word.written
            case "header":
                self._header(value)
            case "user-agent" | "referer":
                self._header(f"{name}: {value}")
            case "cookie" if "=" not in value and not word.has_variable:
                self.remarks.append("-b is left out: no file that a command names is opened")
            case "cookie":
                self._header(f"cookie: {value}")
            case "oauth2-bearer":
                self._header(f"authorization: Bearer {value}")
            case "user":
                draft.user = value
            case "max-time":
                draft.timeout = seconds(word.written)
            case "cacert":
                draft.ca_file = word.written
            case "get":
                draft.no_body = "is a GET, which sends its data in the URL"
            case "form" | "form-string":
                draft.no_body = "sends a form in parts"
            case "upload-file":
                draft.no_body = f"{_FILE.format(word.written)}: {_INSTEAD}"
            case "config":
                self.remarks.append(
                    f"-K {word.written} is left out: no file that a command names is opened"
                )
            case _ if name in _DATA:
                self._data(name, word)
            case _ if name in _SAID:
                self.remarks.append(_SAID[name])
            case _:
                if name not in _NO_MATTER:
                    self.remarks.append(f"--{name} is left out")

    def _header(self, text: str) -> None:
        if text.startswith("@"):
            self.remarks.append("-H @… is left out: no file that a command names is opened")
            return
        name, colon, value = text.partition(":")
        if not colon:
            name, value = text.rstrip().removesuffix(";"), ""
        elif not value.strip():
            return  # which takes away a header that curl would send by itself
        self._draft.headers.append((name.strip(), value.strip()))

    def _data(self, name: str, word: Word) -> None:
        draft, text = self._draft, word.written
        if word.has_variable:
            self.remarks.append("a shell variable in a body stays as it is written")
        if name == "url-query":
            self.remarks.append("--url-query is left out")
            return
        if name == "json":
            draft.joined_by = ""
        if text.startswith("@") and name != "data-raw":
            place = text[1:]
            if place in ("-", "/dev/stdin") and self._stdin is not None:
                text = self._stdin
            elif place in ("-", "/dev/stdin"):
                draft.no_body = "takes its body from standard input, which is not in the command"
                return
            else:
                draft.no_body = f"{_FILE.format(place)}: {_INSTEAD}"
                return
        draft.data.append(quote(text) if name == "data-urlencode" else text)

    def request(self, name: str) -> FoundRequest:
        """What was read."""
        draft = self._draft
        urls = [word.text for word in self._plain]
        url = next((one for one in urls if "://" in one), urls[0] if urls else "")
        if len(urls) > 1:
            self.remarks.append("of several URLs only the first is taken")
        if draft.user is not None:
            url = with_user(url, draft.user)
        has_body = bool(draft.data) and not draft.no_body
        return FoundRequest(
            url=with_scheme(url),
            body=draft.joined_by.join(draft.data) if has_body else None,
            method=draft.method or ("POST" if has_body else "GET"),
            headers=tuple(draft.headers),
            name=name,
            timeout=draft.timeout,
            ca_file=draft.ca_file,
            no_body=draft.no_body or "has no body",
        )

"""Credentials of a request taken out of it: a session has names, the environment has values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from sessions.contract.json_path import JsonPath
from sessions.contract.json_text import JsonValue, is_array, is_object
from sessions.interchange.posting import SECRET_VARIABLE, referenced
from sessions.secrets.credentials import conceal_text, is_credential

from .found import FoundRequest, Names

_USERINFO: Final = re.compile(r"^([^/?#]*://)([^/?#]+)@")
_PARAMETER: Final = re.compile(r"(?<=[?&#])([^=&#]+)=([^&#]+)")
_SCHEME: Final = re.compile(r"(basic|bearer|token|apikey|key) +(\S.*)", re.IGNORECASE | re.DOTALL)
_REFERENCE: Final = r"\$\{env:[^}]*\}"
_ONLY_REFERENCES: Final = re.compile(rf"(?:{_REFERENCE}|[:\s])+")
_SECRET: Final = f"Bearer ${{env:{SECRET_VARIABLE}}}"
_BY_SCHEME: Final = {"bearer": "BEARER_TOKEN", "basic": "BASIC_CREDENTIALS"}

_KEYS_IN_URLS: Final = frozenset(("code", "key"))
"""Names of an API's key in a URL alone, at Azure Functions and at Google; elsewhere they are not.
What is a one-time password there is to be kept by nobody either."""

_FRAMING: Final = frozenset(
    """connection content-length expect keep-alive te trailer transfer-encoding upgrade
    accept-encoding postman-token""".split()
)
"""Headers that are made anew for each request, whoever sends it."""
_OF_BROWSERS: Final = frozenset(
    """accept accept-language cache-control dnt origin pragma priority referer
    upgrade-insecure-requests user-agent""".split()
)
"""Headers that a browser adds to what a page sends."""


class Environment:
    """The variables that stand for the credentials of a document's requests, by their values."""

    def __init__(self, requests: Iterable[FoundRequest]) -> None:
        self._names: dict[str, str] = {}
        taken = (
            name
            for request in requests
            for text in (request.url, *(value for _, value in request.headers))
            for name in referenced(text)
        )
        self._new = Names(taken, link="_")
        self.places: dict[str, str] = {}
        """Where each name's value stood."""
        self.left_out: dict[str, None] = {}
        """The headers that were left out as a browser's own."""

    def url(self, url: str) -> str:
        """A URL with a name for user and password, and for each credential of its query."""
        url = _USERINFO.sub(
            lambda found: f"{found[1]}{self._put('URL_USERINFO', found[2], 'the URL')}@", url
        )
        return _PARAMETER.sub(self._parameter, url)

    def headers(self, request: FoundRequest) -> dict[str, str]:
        """The headers that a request is to be sent with, names in the place of credentials."""
        kept: dict[str, str] = {}
        cased: dict[str, str] = {}
        for name, value in self._wanted(request):
            text = self._header(name, value)
            name = cased.setdefault(name.lower(), name)
            kept[name] = f"{kept[name]}, {text}" if name in kept else text
        return kept

    def _wanted(self, request: FoundRequest) -> Iterator[tuple[str, str]]:
        host = request.url.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()
        by_browser = any(name.lower().startswith("sec-") for name, _ in request.headers)
        for name, value in request.headers:
            lower = name.lower()
            is_usual = lower == "content-type" and value.lower().startswith("application/json")
            if not name or lower.startswith(":") or lower in _FRAMING or is_usual:
                continue
            if lower == "host" and value.lower() == host:
                continue
            if by_browser and (lower in _OF_BROWSERS or lower.startswith("sec-")):
                self.left_out[lower] = None
                continue
            yield name, value

    def _header(self, name: str, value: str) -> str:
        if not is_credential(name) and conceal_text(value) == value:
            return value
        scheme = _SCHEME.fullmatch(value.strip())
        begin, credential = (f"{scheme[1]} ", scheme[2]) if scheme else ("", value.strip())
        wish = _BY_SCHEME.get(scheme[1].lower()) if scheme else None
        return begin + self._put(wish or _as_variable(name), credential, f"the header {name}")

    def _parameter(self, found: re.Match[str]) -> str:
        name = unquote(found[1])
        if not is_credential(name) and name.lower() not in _KEYS_IN_URLS:
            return found[0]
        place = f"the parameter {name}"
        return f"{found[1]}={self._put(_as_variable(name), found[2], place)}"

    def _put(self, wish: str, value: str, place: str) -> str:
        """The reference that stands for a value: its own, where it is one already."""
        if not value or _ONLY_REFERENCES.fullmatch(value):
            return value
        name = self._names.get(value)
        if name is None:
            name = self._new.new(wish)
            self._names[value] = name
            self.places[name] = place
        return f"${{env:{name}}}"


def without_platform_secret(each: Sequence[dict[str, str]]) -> list[dict[str, str]] | None:
    """The headers of all requests without the platform's own secret, as `export` writes it, where
    each has it: it goes along by itself where a session has the secret of its name."""
    names = [next((name for name in one if name.lower() == "authorization"), "") for one in each]
    if not each or any(one.get(name) != _SECRET for one, name in zip(each, names, strict=True)):
        return None
    return [
        {key: value for key, value in one.items() if key != name}
        for one, name in zip(each, names, strict=True)
    ]


def kept_in(payload: JsonValue, path: JsonPath = ()) -> Iterator[JsonPath]:
    """Where a payload has a credential, which stays: it is sent exactly as it stands."""
    if is_object(payload):
        for key, value in payload.items():
            if is_credential(key) and isinstance(value, str) and value:
                yield (*path, key)
            yield from kept_in(value, (*path, key))
    elif is_array(payload):
        for at, value in enumerate(payload):
            yield from kept_in(value, (*path, at))


def _as_variable(name: str) -> str:
    """`X-Api-Key` as the name of a variable: `X_API_KEY`."""
    return re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").upper() or "CREDENTIAL"

"""A document of whatever tool, known by its content: the one door to all that can be imported."""

from __future__ import annotations

from typing import Final

from sessions.contract import json_text
from sessions.contract.json_path import describe, get
from sessions.contract.json_text import JsonObject, JsonValue, is_array, is_object
from sessions.platforms.current import PLATFORM

from .curl import is_curl, read_curl
from .found import Found, NothingFound
from .har import har_requests, is_har
from .httpie import is_httpie, read_httpie
from .log import read_log
from .payloads import read_payloads, text_described
from .postman import is_postman, postman_requests
from .powershell import is_powershell, read_powershell
from .requests import invocations_in

_LONGEST_COMMAND: Final = 4 << 20
"""Bytes of a text with commands; a system takes 2 MiB for one."""


def read_document(content: bytes) -> Found:
    """The invocations in a document: payloads and events of Actions, one, in an array or on a line
    each; a HAR archive; a Postman collection or item; entries of the platform's log; commands
    of cURL and HTTPie, and those that browsers copy for PowerShell.

        found = read_document(Path("capture.har").read_bytes())
        session = session_of(found, name="capture")

    Nothing that a document names is opened, asked for or run.

    Raises:
        NothingFound: it holds none; what it is, what was looked at, and where.
    """
    try:
        document = json_text.loads(content)
    except json_text.JsonError as error:
        lines = _each_line(content)
        if lines is not None:
            return _read_several(lines)
        return _read_text(content, error)
    if is_object(document):
        return _read_object(document)
    if not is_array(document):
        raise NothingFound(f"found {describe(document)}, wanted an object, or an array of them")
    return _read_several(document)


def _read_object(document: JsonObject) -> Found:
    if is_har(document):
        mixed = get(document, ("log", "creator", "name")) != "offhook"
        return invocations_in("a HAR archive", har_requests(document), mixed=mixed)
    collection = document.get("collection")  # as the API of Postman answers
    if is_object(collection) and is_postman(collection):
        document = collection
    if is_postman(document):
        what = "a Postman collection" if "info" in document else "a Postman item"
        return invocations_in(what, *postman_requests(document), mixed=True)
    entries = document.get("logs")  # as the Management API answers where totals are asked for
    if is_array(entries) and any(map(PLATFORM.logs.entry_of, entries[:1])):
        return read_log(entries)
    return _read_several([document])


def _read_several(documents: list[JsonValue]) -> Found:
    if not documents:
        raise NothingFound("the array is empty: nothing to import")
    if any(PLATFORM.logs.entry_of(document) for document in documents):
        return read_log(documents)
    return read_payloads(documents)


def _each_line(content: bytes) -> list[JsonValue] | None:
    """The JSON documents of several lines; None where they are no such thing. Raises NothingFound
    where only a later line is none."""
    documents: list[JsonValue] = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            documents.append(json_text.loads(line))
        except json_text.JsonError as error:
            if not documents:
                return None
            raise NothingFound(error.message, line=number, column=error.column) from None
    return documents or None


def _read_text(content: bytes, problem: json_text.JsonError) -> Found:
    """The commands of a text that is no JSON, `problem` says why."""
    text = content[:_LONGEST_COMMAND].decode("utf-8-sig", "replace")
    is_command = is_curl(text) or is_httpie(text) or is_powershell(text)
    if is_command and len(content) > _LONGEST_COMMAND:
        most = _LONGEST_COMMAND >> 20
        raise NothingFound(
            f"begins with a command and is larger than {most} MiB; import each alone"
        )
    if is_curl(text):
        requests, remarks = read_curl(text)
        what = "a cURL command" if len(requests) == 1 else f"{len(requests):,} cURL commands"
        return invocations_in(what, requests, remarks)
    if is_httpie(text):
        requests, remarks = read_httpie(text)
        what = "an HTTPie command" if len(requests) == 1 else f"{len(requests):,} HTTPie commands"
        return invocations_in(what, requests, remarks)
    if is_powershell(text):
        return invocations_in("a command for PowerShell", *read_powershell(text))
    if looks := text_described(content):
        raise NothingFound(looks)
    if not text.strip():
        raise NothingFound("is empty")
    if "\ufffd" not in text and text.lstrip()[0] not in "[{":
        raise NothingFound("is nothing that can be imported; offhook import --help has a list")
    raise NothingFound(problem.message, line=problem.line, column=problem.column)

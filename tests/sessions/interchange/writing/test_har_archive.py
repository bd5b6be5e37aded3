"""HAR archives: each has what the format's specification asks for, and no value of a secret."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sessions.interchange.posting import Posting
from sessions.interchange.writing.har import har_archive

NUMBER, TEXT, ANY = (int, float), str, object
MOMENT = re.compile(r"\d{4}(-\d\d){2}T(\d\d:){2}\d\d\.\d{3}[+-]\d\d:\d\d")
NAMED = [{"name": TEXT, "value": TEXT}]
ARCHIVE: dict[str, Any] = {
    "log": {
        "version": TEXT,
        "creator": {"name": TEXT, "version": TEXT},
        "entries": [
            {
                "startedDateTime": re.compile(
                    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d"
                ),
                "time": NUMBER,
                "request": {
                    "method": TEXT,
                    "url": TEXT,
                    "httpVersion": TEXT,
                    "cookies": [ANY],
                    "headers": NAMED,
                    "queryString": NAMED,
                    "postData": {"mimeType": TEXT, "text": TEXT},
                    "headersSize": NUMBER,
                    "bodySize": NUMBER,
                },
                "response": {
                    "status": NUMBER,
                    "statusText": TEXT,
                    "httpVersion": TEXT,
                    "cookies": [ANY],
                    "headers": NAMED,
                    "content": {"size": NUMBER, "mimeType": TEXT},
                    "redirectURL": TEXT,
                    "headersSize": NUMBER,
                    "bodySize": NUMBER,
                },
                "cache": {},
                "timings": {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
                "comment": TEXT,
            }
        ],
    }
}
"""What http://www.softwareishard.com/blog/har-12-spec/ has as not optional, and what we add."""


def check(value: Any, wanted: Any, path: str = "") -> None:
    if isinstance(wanted, dict):
        assert isinstance(value, dict) and value.keys() == wanted.keys(), path
        for key in wanted:
            check(value[key], wanted[key], f"{path}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(value, list), path
        for item in value:
            check(item, wanted[0], f"{path}[]")
    elif isinstance(wanted, re.Pattern):
        assert wanted.fullmatch(value), path
    else:
        assert isinstance(value, wanted), path


def test_an_archive_is_as_the_specification_has_it() -> None:
    posting = Posting("https://a.test/x?to=%2B1&e=#f", {"X-Key": "${env:KEY}"})
    archive: Any = har_archive(
        [("first", {"text": "é"}, posting), ("second", None, Posting())],
        datetime(2026, 5, 1, 8, tzinfo=UTC),
    )
    check(archive, ARCHIVE)
    first, second = archive["log"]["entries"]
    assert (first["comment"], first["startedDateTime"]) == (
        "first",
        "2026-05-01T08:00:00.000+00:00",
    )
    request = first["request"]
    assert request["queryString"] == [{"name": "to", "value": "+1"}, {"name": "e", "value": ""}]
    assert {"name": "X-Key", "value": "${env:KEY}"} in request["headers"]
    assert request["bodySize"] == len(request["postData"]["text"].encode())
    assert second["request"]["postData"] == {"mimeType": "application/json", "text": "null"}

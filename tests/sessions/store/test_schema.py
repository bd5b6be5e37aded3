"""The JSON Schema: it takes every example, and refuses what reading refuses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import sessions
from sessions.contract.fault import FAULTS
from sessions.store.errors import SessionError
from sessions.store.schema import json_schema
from sessions.store.session_file import parse

EXAMPLES = sorted((Path(sessions.__file__).parent / "examples").glob("*.toml"))
SCHEMA = json_schema()
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
CHECKED = {
    *("$ref", "type", "enum", "anyOf", "oneOf", "required", "properties", "patternProperties"),
    *("additionalProperties", "propertyNames", "items", "minLength", "minimum", "maximum"),
    *("exclusiveMinimum", "pattern", "minProperties"),
}
SAID = {"$schema", "$defs", "title", "description", "default"}


def is_valid(value: Any, schema: dict[str, Any] | bool = SCHEMA) -> bool:
    """Whether `value` fits, by the keywords of JSON Schema that ours uses; others are an error."""
    if isinstance(schema, bool):
        return schema
    assert schema.keys() <= CHECKED | SAID
    keywords = sorted(schema.keys() & CHECKED, key=lambda keyword: keyword != "type")
    return all(holds(keyword, value, schema) for keyword in keywords)


def holds(keyword: str, value: Any, schema: dict[str, Any]) -> bool:
    wanted = schema[keyword]
    match keyword:
        case "$ref":
            return is_valid(value, SCHEMA["$defs"][wanted.removeprefix("#/$defs/")])
        case "type":
            names = [wanted] if isinstance(wanted, str) else wanted
            return any(isinstance(value, TYPES[name]) for name in names) and (
                "boolean" in names or not isinstance(value, bool)
            )
        case "enum":
            return value in wanted
        case "anyOf":
            return any(is_valid(value, other) for other in wanted)
        case "oneOf":
            return sum(is_valid(value, other) for other in wanted) == 1
        case "pattern":
            return re.search(wanted, value) is not None
        case "minLength" | "minProperties":
            return len(value) >= wanted
        case "minimum":
            return value >= wanted
        case "maximum":
            return value <= wanted
        case "exclusiveMinimum":
            return value > wanted
        case "items":
            return all(is_valid(item, wanted) for item in value)
        case "required":
            return all(name in value for name in wanted)
        case "propertyNames":
            return all(is_valid(name, wanted) for name in value)
        case _:
            return all(
                is_valid(value[key], s) for key in value for s in for_key(keyword, key, schema)
            )


def for_key(keyword: str, key: str, schema: dict[str, Any]) -> list[Any]:
    own = [schema["properties"][key]] if key in schema.get("properties", {}) else []
    patterns = schema.get("patternProperties", {})
    matching = [patterns[pattern] for pattern in patterns if re.search(pattern, key)]
    if keyword == "additionalProperties":
        return [] if own or matching else [schema[keyword]]
    return own if keyword == "properties" else matching


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_valid(path: Path) -> None:
    assert is_valid(tomllib.loads(path.read_text(encoding="utf-8")))


INVOCATION = "[invocation.one]\n"


@pytest.mark.parametrize(
    "lines",
    [
        "format = 2",
        "format = '1'",
        "name = 'no format'",
        "format = 1\nname = 5",
        "format = 1\ntags = [1]",
        "format = 1\ntarget = ''",
        "format = 1\n[targets.t]\nhandler = 'a'\nurl = 'b'",
        "format = 1\n[targets.t]",
        "format = 1\n[targets.t]\nhandler = 'a'\ntimeout = 0",
        "format = 1\n[targets.t]\nurl = 'a'\nheaders.X = 1",
        "format = 1\n[invocation.'']\npayload = {}",
        f"format = 1\n{INVOCATION}",
        f"format = 1\n{INVOCATION}payload = 5",
        f"format = 1\n{INVOCATION}payload_json = 5",
        f"format = 1\n{INVOCATION}payload.a_json = 5",
        f"format = 1\n{INVOCATION}payload = {{}}\npayload_json = '5'",
        f"format = 1\n{INVOCATION}payload = {{}}\nfaults = '429'",
        f"format = 1\n{INVOCATION}payload = {{}}\nfaults = [429]",
        f"format = 1\n{INVOCATION}payload = {{}}\nfaults = ['twilio=4290']",
        f"format = 1\n{INVOCATION}payload = {{}}\nfaults = ['Twilio=429']",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.outcome = 'arrived'",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.kind = 'boom'",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.kinds = 'callback_error'",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.response.a.contian = 'x'",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.response.a = {{}}",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.response.a_json = 5",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.error.code.type = 'text'",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.warnings = 'some'",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.outbound = [{{ sender = 'x' }}]",
        f"format = 1\n{INVOCATION}payload = {{}}\nexpect.outbound = [{{ to.absent = false }}]",
    ],
)
def test_what_reading_refuses_is_invalid(lines: str) -> None:
    with pytest.raises(SessionError):
        parse(lines)
    assert not is_valid(tomllib.loads(lines))


@pytest.mark.parametrize("fault", [*FAULTS, "twilio=429", "twilio-verify=no-answer"])
def test_every_fault_is_valid_for_all_providers_and_for_one(fault: str) -> None:
    lines = f"format = 1\n{INVOCATION}payload = {{}}\nfaults = ['{fault}']"
    assert parse(lines).invocation["one"].faults == (fault,)
    assert is_valid(tomllib.loads(lines))


def test_every_field_is_described() -> None:
    tables = [SCHEMA, *SCHEMA["$defs"].values()]
    for table in tables:
        assert table.get("description") or "anyOf" in table
        for name, field in table.get("properties", {}).items():
            assert field.get("description"), name
    assert "_json behind it" in SCHEMA["$defs"]["Payload"]["description"]
    assert SCHEMA["$schema"].startswith("https://json-schema.org/")

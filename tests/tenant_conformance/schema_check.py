"""Compares what was exchanged with the stand-in tenant with what the vendor's OpenAPI says.

`python schema_check.py SCHEMA EXCHANGES`, by a Python that has `jsonschema`. It prints a JSON line
for each operation: `{"step": …, "found": [problems]}`. Answers and accepted bodies have to be of
the schema; of bodies that are almost the same, each has to be refused by both or by neither.
"""

# jsonschema is installed for this file alone.
# pyright: reportMissingImports=false, reportMissingModuleSource=false

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

# Recordings of live tenants, in the tests of auth0-deploy-cli, have these keys and triggers in
# answers, against the schema, and lack credentials where it asks for them.
RECORDED = ("current_version", "credentials", "created_at", "updated_at")
NEWER = ("mcp-tool",)
OTHER_STATUS = {
    ("POST", "/actions/actions/{id}/deploy"): "200 was recorded",
    ("PATCH", "/hooks/{id}"): "201 is documented, which creates nothing; 200 is a guess",
}
STRICTER = {
    "supported_triggers": "one trigger an Action: 'supported_triggers' is documented so",
    "name": "an empty name, or one longer than 255 characters",
    "code": "100 kB, entity limits of the documentation",
    "secrets": "30 secrets, names of 128 and values of 4,096 characters: entity limits",
    "runtime": "a runtime that no live tenant lists is refused",
    "display_name": "empty",
    "value": "an empty reference",
    "id": "an empty trigger",
    "ref": "a reference within these",
    "bindings": "a binding within these",
    "configuration": "which configuration goes with which provider; the schema takes either",
    "credentials": "likewise",
}
"""Where we refuse what the schema takes, and why; by the first key that differs."""


class Schema:
    """The vendor's OpenAPI."""

    def __init__(self, text: str) -> None:
        self._all = json.loads(text)
        self._paths = {_shape_of(path): path for path in self._all["paths"]}

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """What is said of it; names in braces may differ."""
        known = self._paths.get(_shape_of(path))
        return None if known is None else self._all["paths"][known].get(method.lower())

    def problems(self, shape: dict[str, Any], value: Any) -> list[Any]:
        """What a JSON Schema that refers to the components has against a value."""
        whole = shape | {"components": self._all["components"]}
        return list(Draft202012Validator(whole).iter_errors(value))


def _shape_of(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def problems(schema: Schema, exchange: dict[str, Any]) -> list[str]:
    """What the schema has against an exchange."""
    operation = schema.operation(exchange["method"], exchange["path"])
    if operation is None:
        return []
    named = {one["name"] for one in operation.get("parameters", [])}
    found = [f"parameter {name} is not documented" for name in exchange["query"].keys() - named]
    bodies = operation.get("requestBody", {}).get("content", {})
    if exchange["body"] is not None:
        shape = bodies["application/json"]["schema"]
        found += [f"body: {error.message}" for error in schema.problems(shape, exchange["body"])]
        for almost in exchange["almost"]:
            found += _judged(schema, shape, exchange["body"], almost)
    return found + _answered(schema, operation, exchange)


def _judged(schema: Schema, shape: dict[str, Any], body: Any, almost: dict[str, Any]) -> list[str]:
    errors = schema.problems(shape, almost["body"])
    if bool(errors) == almost["refused"]:
        return []
    at = _difference(body, almost["body"])
    if almost["refused"]:
        known = STRICTER.keys() & set(at.replace(".", " ").split())
        return [] if known else [f"refused, which the schema takes: {at}"]
    return [f"taken, which the schema refuses: {at}: {errors[0].message[:120]}"]


def _difference(one: Any, other: Any) -> str:
    """Where two values differ, and what stands there in the second."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            if key not in other or key not in one:
                return f"{key} {'is missing' if key not in other else 'is added'}"
            if one[key] != other[key]:
                return f"{key}.{_difference(one[key], other[key])}"
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for before, after in zip(one, other, strict=True):
            if before != after:
                return f"[].{_difference(before, after)}"
    return f" = {json.dumps(other)[:40]}"


def _answered(schema: Schema, operation: dict[str, Any], exchange: dict[str, Any]) -> list[str]:
    answers = operation["responses"]
    status, found = str(exchange["status"]), []
    if (exchange["method"], exchange["path"]) in OTHER_STATUS:
        status = next(one for one in answers if one.startswith("2"))
    elif status not in answers:
        documented = [one for one in answers if one.startswith("2")]
        found = [f"status {status}, documented is {' or '.join(documented)}"]
        status = documented[0]
    for content in answers[status].get("content", {}).values():
        for error in schema.problems(content["schema"], exchange["answer"]):
            found += [f"answer: {line}" for line in _unexplained(error)]
    return found


def _unexplained(error: Any) -> list[str]:
    """What an error comes to, without what is recorded of live tenants."""
    if error.validator == "additionalProperties":
        unknown = set(error.instance) - set(error.schema.get("properties", {})) - set(RECORDED)
        return [f"{error.json_path}: unknown {sorted(unknown)}"] if unknown else []
    if error.validator == "required":
        missing = set(error.schema["required"]) - set(error.instance) - set(RECORDED)
        return [f"{error.json_path}: lacks {sorted(missing)}"] if missing else []
    if error.validator in ("oneOf", "anyOf") and error.context:
        branches: dict[Any, list[str]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).extend(_unexplained(inner))
        return [] if any(not found for found in branches.values()) else [error.message[:200]]
    return [] if error.instance in NEWER else [f"{error.json_path}: {error.message[:200]}"]


def main() -> None:
    """Look at every exchange."""
    schema = Schema(Path(sys.argv[1]).read_text())
    by_operation: dict[str, list[str]] = {}
    for exchange in json.loads(Path(sys.argv[2]).read_text()):
        operation = f"{exchange['method']} {exchange['path']}"
        known = schema.operation(exchange["method"], exchange["path"]) is not None
        name = operation if known else f"{operation} (not in the schema)"
        by_operation.setdefault(name, []).extend(problems(schema, exchange))
    for step, found in by_operation.items():
        line = {"step": step, "found": list(dict.fromkeys(found))}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()

"""The JSON Schema of session files, for editors that check and complete TOML by one."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from sessions.contract.fault import FAULTS

from .expect import NONE, Expect, ExpectedCall
from .format import FORMAT
from .matchers import TYPES
from .model import Session
from .table import Table

_PAYLOAD: Final = {
    "type": "object",
    "description": "Exactly the JSON that is sent. TOML has no null: what it cannot say stands as"
    ' JSON text under its key with _json behind it, as in code_json = "null". An absent key is an'
    " absent field.",
    "patternProperties": {
        "_json$": {"type": "string", "description": "The value of the key before _json, as JSON."}
    },
    "additionalProperties": {"$ref": "#/$defs/PayloadValue"},
}
_PAYLOAD_VALUE: Final = {
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {"type": "array", "items": {"$ref": "#/$defs/PayloadValue"}},
        {"$ref": "#/$defs/Payload"},
    ]
}
_PAYLOAD_OBJECT: Final = {"$ref": "#/$defs/Payload", "description": _PAYLOAD["description"]}
_PAYLOAD_TEXT: Final = {
    "type": "string",
    "description": "The whole payload as JSON text, needed where it is no object.",
}
_EVENT: Final = {
    "$ref": "#/$defs/Payload",
    "description": "Laid over the event that an Action is given, object by object; null as in a"
    " payload.",
}
_EVENT_TEXT: Final = {"type": "string", "description": "The same as the JSON text of an object."}
_ANSWER_JSON: Final = {
    "$ref": "#/$defs/PayloadValue",
    "description": "The body as JSON; what TOML cannot say stands as in a payload.",
}

_TESTS: Final[JsonSchemaValue] = {
    "type": "object",
    "description": "Tests of a value, all of which it is to pass.",
    "minProperties": 1,
    "properties": {
        "equals": {"description": "The exact JSON value, say a text that looks like a /regex/."},
        "matches": {"type": "string", "description": "A regular expression, found in a text."},
        "contains": {"description": "Of a text, an item or members; of an array each."},
        "present": {"enum": [True], "description": "It is there, whatever it is."},
        "absent": {"enum": [True], "description": "It is not there."},
        "type": {"enum": list(TYPES), "description": "What kind of JSON value it is."},
        "equals_json": {"type": "string", "description": "As equals, in JSON text: null."},
        "contains_json": {"type": "string", "description": "As contains, in JSON text."},
    },
    "additionalProperties": False,
}
_MATCHER: Final = {
    "description": "What a value is to be: a text, a /regex/, an exact JSON value, or tests.",
    "anyOf": [
        {"type": ["string", "number", "boolean", "array"]},
        {"$ref": "#/$defs/Tests"},
    ],
}
_PARTS: Final = {
    "description": "A table has what the values at its paths are to be, as in"
    ' "data.items[0].id"; all else says what the whole is to be.',
    "anyOf": [
        {"type": ["string", "number", "boolean", "array"]},
        {
            "type": "object",
            "patternProperties": {"_json$": {"type": "string"}},
            "additionalProperties": {"$ref": "#/$defs/Matcher"},
        },
    ],
}
_WARNINGS: Final = {
    "anyOf": [{"enum": [NONE]}, {"type": "array", "items": {"$ref": "#/$defs/Matcher"}}]
}


def json_schema() -> JsonSchemaValue:
    """The schema of a session as the TOML document that `tomllib` gives (draft 2020-12)."""
    schema = Session.model_json_schema(schema_generator=_TomlSchema)
    definitions = schema["$defs"]
    for model in _tables(Table):
        _describe(schema if model is Session else definitions.get(model.__name__, {}), model)
    definitions |= {"Payload": _PAYLOAD, "PayloadValue": _PAYLOAD_VALUE}
    definitions["TargetSpec"]["oneOf"] = [{"required": ["handler"]}, {"required": ["url"]}]
    definitions["SavedInvocation"] |= {
        "properties": definitions["SavedInvocation"]["properties"]
        | {"payload": _PAYLOAD_OBJECT, "payload_json": _PAYLOAD_TEXT}
        | {"event": _EVENT, "event_json": _EVENT_TEXT},
        "oneOf": [{"required": ["payload"]}, {"required": ["payload_json"]}],
    }
    for name in ("AnswerBody", "SavedAnswer"):
        definitions[name]["properties"]["json"] = _ANSWER_JSON
    definitions |= {"Tests": _TESTS, "Matcher": _MATCHER, "Parts": _PARTS, "Fault": _fault()}
    _describe_expectations(definitions["Expect"], Expect.of_parts)
    _describe_expectations(definitions["ExpectedCall"], ExpectedCall.of_parts)
    definitions["Expect"]["properties"]["warnings"] |= _WARNINGS
    for name in ("Expect", "SavedInvocation"):
        definitions[name]["properties"]["faults"]["items"] = {"$ref": "#/$defs/Fault"}
    definitions["Kind"]["description"] = "Why an invocation came out as it did."
    definitions["Result"]["description"] = "How an invocation came out."
    schema["properties"]["format"] |= {"minimum": 1, "maximum": FORMAT}
    return {
        "$schema": _TomlSchema.schema_dialect,
        **schema,
        "title": "offhook session",
        "description": "One file: named invocations in order, and what to expect of them.",
        "required": ["format"],
    }


def _describe_expectations(definition: JsonSchemaValue, of_parts: Sequence[str]) -> None:
    """Say what stands where the model takes anything, and checks it itself."""
    for name, schema in definition["properties"].items():
        if name != "warnings" and not schema.keys() - {"description", "default"}:
            schema["$ref"] = f"#/$defs/{'Parts' if name in of_parts else 'Matcher'}"


def _tables(kind: type[Table]) -> Iterator[type[Table]]:
    for each in kind.__subclasses__():
        yield each
        yield from _tables(each)


def _describe(schema: JsonSchemaValue, model: type[Table]) -> None:
    """Put into the schema of a table what its model says of each key, below the key.

    Pydantic can do so itself, but then reads its models' source in each process, for 25 ms.
    """
    if not schema:  # a base of others, which stands in no file itself
        return
    for kind in reversed(inspect.getmro(model)):
        if not issubclass(kind, Table):
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
        assert isinstance(body, ast.ClassDef)
        for key, said in itertools.pairwise(body.body):
            match key, said:
                case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                    if field := kind.model_fields.get(name):
                        key_schema = schema["properties"][field.alias or name]
                        key_schema["description"] = inspect.cleandoc(text)
                case _:
                    pass


def _fault() -> dict[str, str]:
    """A fault, with what the codes of each provider look like."""
    from sessions.providers.registry import every

    codes = dict.fromkeys(
        f"{one.name.partition('-')[0]}(-[a-z-]+)?=({one.codes.form})"
        for one in every()
        if one.codes
    )
    effects = "; ".join(f"{name}, {effect}" for name, effect in FAULTS.items())
    return {
        "type": "string",
        "description": f"NAME or PROVIDER=NAME: {effects}; "
        "or PROVIDER=CODE with an error code of the provider's own.",
        "pattern": f"^(([a-z0-9][a-z0-9-]*=)?({'|'.join(FAULTS)})|{'|'.join(codes)})$",
    }


class _TomlSchema(GenerateJsonSchema):
    """As pydantic has it, but for null, which TOML has not, and for titles that say nothing new."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = super().default_schema(schema)
        if inner.get("default", ...) is None:
            del inner["default"]
        return inner

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False

"""The JSON Schema of session files, for editors that check and complete TOML by one."""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from sessions.contract.fault import FAULTS

from .model import FORMAT, Session

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


def json_schema() -> dict[str, Any]:
    """The schema of a session as the TOML document that `tomllib` gives (draft 2020-12)."""
    schema = Session.model_json_schema(schema_generator=_TomlSchema)
    definitions = schema["$defs"]
    definitions |= {"Payload": _PAYLOAD, "PayloadValue": _PAYLOAD_VALUE}
    definitions["TargetSpec"]["oneOf"] = [{"required": ["handler"]}, {"required": ["url"]}]
    definitions["SavedInvocation"] |= {
        "properties": definitions["SavedInvocation"]["properties"]
        | {"payload": _PAYLOAD_OBJECT, "payload_json": _PAYLOAD_TEXT}
        | {"event": _EVENT, "event_json": _EVENT_TEXT},
        "oneOf": [{"required": ["payload"]}, {"required": ["payload_json"]}],
    }
    definitions["SavedInvocation"]["properties"]["faults"]["items"] = _fault()
    for name in ("AnswerBody", "SavedAnswer"):
        definitions[name]["properties"]["json"] = _ANSWER_JSON
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

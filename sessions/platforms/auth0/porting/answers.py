"""What one call of a hook's callback says, and how an `async` function says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .hook import Unsure
from .javascript.scopes import Binding, Scopes
from .javascript.syntax import (
    FUNCTIONS,
    Node,
    arguments,
    bare,
    parameters,
    property_name,
    string_value,
)

Says: TypeAlias = Literal["success", "error", "either"]

_LITERALS: Final = frozenset(
    {*("null", "undefined", "true", "false", "number", "string", "regex", "identifier", "this")}
)
_ALWAYS_TRUE: Final = frozenset({"new_expression", "object", "array", "regex", "class"} | FUNCTIONS)


@dataclass(frozen=True, slots=True)
class Answer:
    """A call of the callback: a success, an error, or whichever its first argument turns out."""

    says: Says
    call: Node
    error: Node | None = None
    response: Node | None = None
    """What the hook answers with, where to work it out may do something; else None."""


def answer(call: Node, scopes: Scopes) -> Answer:
    """What a call of the callback says.

    Raises:
        Unsure: its arguments are not to be told apart.
    """
    given = arguments(call)
    if any(node.kind == "spread_element" for node in given[:2]):
        raise Unsure("cb gets a list of arguments", call)
    more = [node for node in given[2:] if not is_plain(node)]
    if more or call.get("arguments") is None:
        raise Unsure("cb is called with more than an error and a response", call)
    response = given[1] if len(given) > 1 and not is_plain(given[1]) else None
    if not given or is_falsy(given[0]):
        return Answer("success", call, None, response)
    error = bare(given[0])
    if is_true(error, scopes):
        if response:
            raise Unsure("cb gets an error and a response that has to be worked out", call)
        return Answer("error", call, error)
    return Answer("either", call, error, given[1] if len(given) > 1 else None)


def is_plain(node: Node) -> bool:
    """Whether to work a value out does nothing and cannot fail: names, literals, and of these
    objects and lists."""
    node = bare(node)
    if node.kind in _LITERALS or node.kind == "shorthand_property_identifier":
        return True
    if node.kind == "array":
        return all(map(is_plain, node.code))
    if node.kind == "pair":
        return is_plain(node["value"]) and node["key"].kind != "computed_property_name"
    return node.kind == "object" and all(map(is_plain, node.code))


def is_falsy(node: Node) -> bool:
    """Whether a value is surely one that JavaScript takes for false: no error to the platform."""
    node = bare(node)
    if node.kind in ("null", "undefined", "false"):
        return True
    if node.kind == "unary_expression" and "void" in node.words:
        return is_plain(node["argument"])
    return node.text in ("0", "''", '""', "``")


def is_true(node: Node, scopes: Scopes) -> bool:
    """Whether a value is surely one that JavaScript takes for true."""
    node = bare(node)
    if node.kind in _ALWAYS_TRUE:
        return True
    if node.kind == "string":
        return string_value(node) != ""
    if node.kind == "template_string":
        return any(child.kind == "string_fragment" for child in node.children)
    if node.kind == "binary_expression":
        if set(node.words) & {"||", "??"}:
            return is_true(node["right"], scopes)
        return "+" in node.words and any(
            is_string(side) and is_true(side, scopes) for side in (node["left"], node["right"])
        )
    if node.kind == "ternary_expression":
        return is_true(node["consequence"], scopes) and is_true(node["alternative"], scopes)
    if node.kind == "member_expression":
        return property_name(node) == "message" and is_true(node["object"], scopes)
    if node.kind == "call_expression":
        return _is_text_of_error(node, scopes)
    binding = scopes.of(node) if node.kind == "identifier" else None
    return binding is not None and _holds_error(node, binding, scopes)


def is_string(node: Node) -> bool:
    """Whether a value is surely a string."""
    node = bare(node)
    if node.kind in ("string", "template_string"):
        return True
    if node.kind == "binary_expression" and "+" in node.words:
        return is_string(node["left"]) or is_string(node["right"])
    if node.kind == "call_expression":
        return property_name(node["function"]) == "toString"
    return property_name(node) == "message"


def _is_text_of_error(call: Node, scopes: Scopes) -> bool:
    """Whether it is `error.toString()`, or `Object.assign(new Error(…), …)`."""
    function = call["function"]
    if property_name(function) == "toString":
        return is_true(function["object"], scopes)
    return function.text == "Object.assign" and is_true(arguments(call)[0], scopes)


def _holds_error(name: Node, binding: Binding, scopes: Scopes) -> bool:
    """Whether a name surely has an error where it stands: it was caught, or looked at before."""
    if not binding.writes and binding.kind == "catch":
        return True
    declarator = binding.declared.parent
    if not binding.writes and declarator and declarator.kind == "variable_declarator":
        value = declarator.get("value")
        if value and value.kind == "new_expression":
            return True
    if binding.kind == "parameter" and not binding.writes and _is_given_errors(binding):
        return True
    child = name
    for above in name.above():
        if above.kind == "if_statement" and child.field == "consequence":
            test = bare(above["condition"])
            if test.kind == "identifier" and scopes.of(test) is binding:
                return not _written_between(binding, above, name)
        if above.kind == "ternary_expression" and child.field == "consequence":
            test = bare(above["condition"])
            if test.kind == "identifier" and scopes.of(test) is binding:
                return True
        if above.kind in FUNCTIONS:
            return False
        child = above
    return False


def _written_between(binding: Binding, test: Node, name: Node) -> bool:
    return any(test.start <= write.start < name.start for write in binding.writes)


def _is_given_errors(binding: Binding) -> bool:
    """Whether it is the parameter of a handler that `catch`, or an event of errors, calls."""
    function = binding.scope
    given = function.parent
    if given is None or given.kind != "arguments" or given.parent is None:
        return False
    if not parameters(function) or parameters(function)[0] is not binding.declared:
        return False
    call = given.parent
    if call.kind != "call_expression":
        return False
    method, values = property_name(call["function"]), given.code
    if method == "catch":
        return True
    if method == "then":
        return len(values) == 2 and values[1] is function
    return method in ("on", "once", "addListener") and string_value(values[0]) == "error"


def thrown(error: Node) -> tuple[int, int, str, str]:
    """What `throw` is to throw for `cb(error)`: a part of the error's text, by its span, with what
    goes before and behind it.

    Raises:
        Unsure: what the platform would make of the error is not to be told.
    """
    error = bare(error)
    if is_string(error):
        return error.start, error.end, "new Error(", ")"
    if error.kind != "object":
        return error.start, error.end, "", ""
    message: Node | None = None
    for pair in error.code:
        key = pair.get("key")
        if pair.kind == "shorthand_property_identifier" and pair.text == "message":
            message = pair
        elif pair.kind == "pair" and key and key.text.strip("'\"") == "message":
            message = pair["value"]
        elif not is_plain(pair):
            raise Unsure(
                "cb gets an object as its error, whose members have to be worked out", pair
            )
    if message is None:
        raise Unsure("cb gets an object without a message as its error", error)
    return message.start, message.end, "new Error(", ")"

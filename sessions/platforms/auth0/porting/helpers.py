"""Functions of a hook's text that it hands its context to."""

from __future__ import annotations

from typing import Final

from .hook import Hook
from .javascript.scopes import Binding
from .javascript.syntax import Node, arguments, parameters

_PLAIN: Final = frozenset({"function_declaration", "function_expression", "arrow_function"})
_EVENT: Final = "event"


def handed_to(node: Node, hook: Hook) -> Binding | None:
    """The parameter that gets an argument, where a function of the text is called with it.

    It has to be a plain function that nothing but calls uses, each with the hook's context at that
    place, and where `event` means nothing else. None where it is not.
    """
    call = node.parent.parent if node.parent and node.parent.kind == "arguments" else None
    if call is None or call.kind != "call_expression":
        return None
    name = call["function"]
    binding = hook.scopes.of(name) if name.kind == "identifier" else None
    function = _function(binding) if binding else None
    if binding is None or function is None or _EVENT in _names(function):
        return None
    at = arguments(call).index(node)
    given = parameters(function)
    if at >= len(given) or given[at].kind != "identifier":
        return None
    if not all(_is_called_with_context(each, at, hook) for each in binding.references):
        return None
    return hook.scopes.of(given[at])


def _function(binding: Binding) -> Node | None:
    """The function that a name means for good."""
    declared = binding.declared.parent
    if declared is None or binding.writes:
        return None
    if declared.kind == "variable_declarator" and binding.kind == "const":
        declared = declared.get("value")
    return declared if declared and declared.kind in _PLAIN else None


def _names(function: Node) -> set[str]:
    return {node.text for node in function.walk() if node.kind == "identifier"}


def _is_called_with_context(reference: Node, at: int, hook: Hook) -> bool:
    """Whether a name is called there, by the handler itself, with the context at that place."""
    context, call = hook.bound(2), reference.parent
    if context is None or call is None or call.kind != "call_expression":
        return False
    given = arguments(call)
    is_called = call["function"] is reference and len(given) > at
    return is_called and given[at] in context.references

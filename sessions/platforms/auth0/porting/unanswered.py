"""Where a function that has the callback may end without having called it."""

from __future__ import annotations

from typing import Final, Literal

from .direct import Direct
from .javascript.flow import LISTS, statements
from .javascript.syntax import FUNCTIONS, Node, arguments, bare, is_own
from .pieces import is_method

_LEAVING: Final = ("return_statement", "throw_statement")
_DECLARING: Final = ("function_declaration", "class_declaration")


def unanswering(function: Node, direct: Direct) -> list[Node]:
    """Where a function that mentions the callback may end without having called it: the `return`s,
    and the function itself where its end is reached."""
    body = function["body"]
    if body.kind != "statement_block":
        return [] if direct.hands_on(body) else [function]
    found: list[Node] = []
    for node in body.walk():
        leaves = node.kind == "return_statement" and is_own(node, function)
        if leaves and not (
            direct.hands_on(node)
            or may_be_answered(node, direct)
            or _is_answered_before(node, direct)
        ):
            found.append(node)
    if not _answers(body, direct):
        found.append(function)
    return found


def unhandling(direct: Direct) -> list[Node]:
    """What handles the failure of a promise that answers where it succeeds, and answers nothing:
    `log` of `….then(() => cb()).catch(log)`."""
    found: list[Node] = []
    for call in direct.hook.root.walk():
        given = arguments(call)
        if is_method(call, "catch") and len(given) == 1:
            answers = _then_answers(call["function"]["object"], direct)
        elif is_method(call, "then") and len(given) == 2:
            answers = direct.hands_on(given[0]) or _then_answers(call["function"]["object"], direct)
        else:
            continue
        failed = given[-1]
        quiet = failed.kind not in FUNCTIONS or unanswering(failed, direct)
        if answers and quiet and not direct.hands_on(failed) and not _answers_later(call, direct):
            found.append(failed)
    return found


def _then_answers(promise: Node, direct: Direct) -> bool:
    """Whether a `then` in the chain of a promise answers."""
    while promise.kind == "call_expression" and (before := promise["function"].get("object")):
        if is_method(promise, "then") and any(map(direct.hands_on, arguments(promise))):
            return True
        promise = before
    return False


def _answers_later(call: Node, direct: Direct) -> bool:
    """Whether what follows in the chain of a promise answers."""
    while (read := call.parent) and read.get("object") is call and (call := read.parent or call):
        if any(map(direct.hands_on, arguments(call))):
            return True
    return False


def may_be_answered(node: Node, direct: Direct) -> bool:
    """Whether something before a statement, on any way to it, may have answered, or may yet."""
    child = node
    for above in node.above():
        if above.kind in FUNCTIONS:
            return False
        block = statements(above)
        before = block[: block.index(child)] if child in block else []
        if any(_answers_and_goes_on(each, direct) for each in before):
            return True
        child = above
    return False


def _answers_and_goes_on(node: Node, direct: Direct) -> bool:
    """Whether a statement may answer, or hand the callback on, and let the next one run."""
    if not direct.hands_on(node) or node.kind in (*_LEAVING, *_DECLARING):
        return False
    if node.kind == "statement_block":
        leaves = any(each.kind in _LEAVING for each in node.code)
        return not leaves and any(_answers_and_goes_on(each, direct) for each in node.code)
    if node.kind == "if_statement":
        other = node.get("alternative")
        branches = [node["consequence"], *(other.code[:1] if other else ())]
        if not direct.hands_on(node["condition"]):
            return any(_answers_and_goes_on(each, direct) for each in branches)
    if node.kind in ("lexical_declaration", "variable_declaration"):
        values = [declared.get("value") for declared in node.code]
        return any(v and v.kind not in FUNCTIONS and direct.hands_on(v) for v in values)
    return True


def _answers(node: Node, direct: Direct) -> bool:
    """Whether a statement surely answers, leaves, or hands the callback on."""
    if node.kind in ("throw_statement", "return_statement"):
        return True
    if node.kind in LISTS:
        return any(_answers(each, direct) for each in statements(node))
    if node.kind == "if_statement":
        spent, other = _spent(node, direct), node.get("alternative")
        yes = spent == "consequence" or _answers(node["consequence"], direct)
        return yes and (spent == "alternative" or (bool(other) and _answers(other.code[0], direct)))
    if node.kind == "switch_statement":
        cases = node["body"].code
        return any(case.kind == "switch_default" for case in cases) and _answers(cases[-1], direct)
    if node.kind == "try_statement":
        handler = node.get("handler")
        return _answers(node["body"], direct) and (not handler or _answers(handler["body"], direct))
    if node.kind in FUNCTIONS:
        return False
    return direct.hands_on(node)


def _is_answered_before(node: Node, direct: Direct) -> bool:
    """Whether a statement stands on a branch that is taken once the callback was called."""
    child = node
    for above in node.above():
        if above.kind in FUNCTIONS:
            return False
        if above.kind == "if_statement" and child.field == _spent(above, direct):
            return True
        child = above
    return False


def _spent(test: Node, direct: Direct) -> Literal["consequence", "alternative"] | None:
    """The branch of an `if` that is for later calls, once the callback was called: it asks for a
    flag of the handler's that is set nowhere but where the callback is called too."""
    condition = bare(test["condition"])
    negated = condition.kind == "unary_expression" and "!" in condition.words
    name = bare(condition["argument"]) if negated else condition
    flag = direct.hook.scopes.of(name) if name.kind == "identifier" else None
    function, handler = test.function(), direct.hook.handler
    if flag is None or handler is None or not handler.function.holds(flag.declared):
        return None
    kept = function is not None and not function.holds(flag.declared)
    if not kept or not flag.writes or not all(_goes_with_answer(w, direct) for w in flag.writes):
        return None
    return "alternative" if negated else "consequence"


def _goes_with_answer(write: Node, direct: Direct) -> bool:
    """Whether a name is set to `true` beside a call of the callback, or before it is handed on."""
    assignment = write.parent
    if assignment is None or assignment.kind != "assignment_expression":
        return False
    statement = assignment.parent
    if statement is None or statement.parent is None or assignment["right"].kind != "true":
        return False
    return any(
        direct.is_answer(each) or (each.start > write.start and direct.hands_on(each))
        for each in statements(statement.parent)
    )

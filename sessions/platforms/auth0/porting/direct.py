"""A hook's callback written as `return` and `throw`, its promises as `await`."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from .answers import Answer, answer, is_falsy, is_plain, is_true, thrown
from .hook import Hook, Unsure
from .javascript.edits import Edits
from .javascript.flow import LISTS, LOOPS, After, after, is_before_return, is_harmless, statements
from .javascript.scopes import Binding
from .javascript.syntax import FUNCTIONS, Node, arguments, bare
from .pieces import Piece
from .remarks import Notes

_WORKING: Final = frozenset({"call_expression", "await_expression", "assignment_expression"})
_SIMPLE: Final = frozenset({"identifier", "member_expression", "call_expression"})
_CARRYING: Final = frozenset({"const", "let", "var", "function"})
LATE: Final = "The message was sent by then: what fails here does not fail it."


class Direct:
    """Writes the answers of a function and of the promises in it; `Unsure` where it cannot."""

    def __init__(self, hook: Hook, cb: Binding, edits: Edits, notes: Notes) -> None:
        self.hook = hook
        self.edits = edits
        self.notes = notes
        self._cb = cb
        self._dropped: set[Node] = set()
        self._gone: list[tuple[int, int]] = []
        self._declared: set[tuple[Node, str]] = set()
        self.tried: set[Node] = set()
        """Functions whose body is to stand inside a `try`."""

    def mark(self) -> tuple[tuple[int, int], set[Node], int, set[tuple[Node, str]]]:
        """All that was done by now, for `back_to`."""
        return self.edits.mark(), set(self._dropped), len(self._gone), set(self._declared)

    def back_to(self, mark: tuple[tuple[int, int], set[Node], int, set[tuple[Node, str]]]) -> None:
        """Forget what was done since."""
        edits, self._dropped, gone, self._declared = mark
        self.edits.back_to(edits)
        del self._gone[gone:]

    @property
    def references(self) -> list[Node]:
        """Where the callback stands."""
        return self._cb.references

    def mentions(self, node: Node) -> bool:
        """Whether the callback stands anywhere in a node."""
        return any(node.holds(reference) for reference in self._cb.references)

    def hands_on(self, node: Node) -> bool:
        """Whether the callback stands in a node, or the name of something that has it."""
        return self.mentions(node) or any(map(node.holds, self._carried))

    @cached_property
    def _carried(self) -> list[Node]:
        """Where the names of what has the callback in it stand."""
        found: list[Node] = []
        for binding in self.hook.scopes.bindings:
            declared = binding.declared.parent
            if binding.kind in _CARRYING and declared and self.mentions(declared):
                found += binding.references
        return found

    def repeats(self, statement: Node) -> bool:
        """Whether a statement would only call the callback again, which does nothing."""
        if not self.is_answer(statement):
            return False
        given = Piece(statement).expression["arguments"]
        return not any(node.kind in _WORKING for node in given.walk())

    def is_call(self, node: Node) -> bool:
        """Whether a node is a call of the callback."""
        return node.kind == "call_expression" and node["function"] in self._cb.references

    def is_answer(self, statement: Node) -> bool:
        """Whether a statement is a call of the callback, and nothing else."""
        if statement.kind not in ("expression_statement", "return_statement") or not statement.code:
            return False
        return self.is_call(Piece(statement).expression)

    def is_gone(self, node: Node) -> bool:
        """Whether a node is not in the result any more."""
        return any(start <= node.start and node.end <= end for start, end in self._gone)

    # Statements

    def statement(self, node: Node) -> None:
        """Rewrite one statement of the function. Raises Unsure."""
        if not self.mentions(node):
            return
        if node.kind in ("expression_statement", "return_statement"):
            self.expression(Piece(node))
        elif node.kind == "if_statement":
            self._refuse(node["condition"])
            self.statement(node["consequence"])
            if otherwise := node.get("alternative"):
                self.statement(otherwise.code[0])
                self._drop_empty_else(otherwise)
        elif node.kind in LISTS:
            for each in statements(node):
                self.statement(each)
        elif node.kind == "switch_statement":
            self._refuse(node["value"])
            for case in node["body"].code:
                self.statement(case)
        elif node.kind == "try_statement":
            self._try(node)
        elif node.kind in LOOPS:
            for part in node.code:
                if part.field != "body":
                    self._refuse(part)
            self.statement(node["body"])
        else:
            raise Unsure("cb is used in a way that no return stands for", node)

    def expression(self, piece: Piece) -> None:
        """Rewrite what a statement, or an arrow function, works out."""
        node = piece.expression
        if self.is_call(node):
            self._answer(piece, answer(node, self.hook.scopes))
        elif node.kind == "ternary_expression":
            self._choice(piece, node)
        else:
            self.chain(piece)

    def chain(self, piece: Piece) -> None:
        """Rewrite a promise that answers (`chains.Awaiting` can). Raises Unsure."""
        raise Unsure("cb is handed to something that calls it later", piece.node)

    def _refuse(self, node: Node) -> None:
        if self.mentions(node):
            raise Unsure("cb is used inside an expression", node)

    # Answers

    def _answer(self, piece: Piece, what: Answer) -> None:
        follows = After("answers") if piece.returns else after(piece.node, self.repeats)
        if what.says == "success":
            return self._success(piece, what, follows)
        if follows.how in ("work", "more"):
            raise Unsure("the hook goes on working after cb got an error", piece.node)
        assert what.error is not None
        if what.says == "error":
            self._throw(piece.start, what.error, piece.end, self._thrower(piece.node))
        else:
            self._perhaps(piece, what.error, what.response)
        self._drop_repeats(follows)
        return None

    def _throw(self, start: int, error: Node, end: int, thrower: tuple[str, str]) -> None:
        """Throw, in place of what goes from `start` to `end`, what is an error of the callback."""
        first, last, before, behind = thrown(error)
        self.cut(start, first, f"{thrower[0]}{before}")
        self.cut(last, end, f"{behind}{thrower[1]}{self.hook.style.end}")

    def _thrower(self, node: Node) -> tuple[str, str]:
        """What to write around an error that is to go up from a place.

        A `throw` inside `try` would be caught; a promise that is returned from there is not.
        """
        return ("return Promise.reject(", ")") if self.is_caught(node) else ("throw ", "")

    def _success(self, piece: Piece, what: Answer, follows: After) -> None:
        if what.response:
            if follows.how in ("work", "more"):
                raise Unsure("the hook goes on working after cb", piece.node)
            said = "what cb got as the response is ignored: an Action has none"
            self.notes.add(piece.node.line, said)
            self.cut(piece.start, what.response.start, "return ")
            self.cut(what.response.end, piece.end, self.hook.style.end)
        elif follows.how == "work":
            self._late(piece.node, follows.work)
        elif follows.how == "more":
            raise Unsure("the hook goes on working after cb", piece.node)
        else:
            self._end(piece)
        self._drop_repeats(follows)

    def _end(self, piece: Piece) -> None:
        """Let the function end where it has answered: by nothing, where nothing follows."""
        node = piece.node
        up = node.parent
        is_last = after(node, self.repeats).how == "nothing"
        if not piece.is_statement:
            return self.drop(node)
        alone = up is None or up.kind != "statement_block" or len(up.code) == 1
        is_body = up is not None and up.parent is not None and up.parent.kind in FUNCTIONS
        if is_before_return(node) or (is_last and (is_body or not alone)):
            self.drop(node)
        else:
            self.cut(piece.start, piece.end, f"return{self.hook.style.end}")
        return None

    def _perhaps(self, piece: Piece, error: Node, response: Node | None) -> None:
        """`cb(error, response)`: an error where there is one, else a success."""
        if not self._in_block(piece):
            raise Unsure("cb gets what may be an error or none", error)
        if error.kind == "ternary_expression":
            return self._if_so(piece, error, response)
        if error.kind != "identifier":
            raise Unsure("cb gets what may be an error or none", error)
        name, end = error.text, self.hook.style.end
        before, behind = self._thrower(piece.node)
        text = f"if ({name}) {before}{name}{behind}{end}"
        if response and not is_plain(response):
            line = self.hook.style.newline + self.hook.indent_of(piece.node)
            self.cut(piece.start, response.start, f"{text}{line}return ")
            self.cut(response.end, piece.end, end)
        else:
            self.cut(piece.start, piece.end, text + self.leaving(piece))

    def _if_so(self, piece: Piece, error: Node, response: Node | None) -> None:
        """`cb(ok ? null : new Error(…))`: one of the two is an error, and the other none."""
        yes, no = bare(error["consequence"]), bare(error["alternative"])
        wrong, right = (no, yes) if is_falsy(yes) else (yes, no)
        sure = is_falsy(right) and is_true(wrong, self.hook.scopes)
        if not sure or (response and not is_plain(response)):
            raise Unsure("cb gets what may be an error or none", error)
        condition = bare(error["condition"])
        before, behind = self._thrower(piece.node)
        first, last, made, closed = thrown(wrong)
        simple = condition.kind in _SIMPLE
        opened = ("if (", ")") if wrong is yes else ("if (!", ")") if simple else ("if (!(", "))")
        end = self.hook.style.end
        self.cut(piece.start, condition.start, opened[0])
        self.cut(condition.end, first, f"{opened[1]} {before}{made}")
        self.cut(last, piece.end, f"{closed}{behind}{end}{self.leaving(piece)}")

    def _choice(self, piece: Piece, node: Node) -> None:
        """`error ? cb(error) : cb(null, …)` as a statement."""
        yes, no = bare(node["consequence"]), bare(node["alternative"])
        if not (self.is_call(yes) and self.is_call(no)) or self.mentions(node["condition"]):
            raise Unsure("cb is used inside an expression", node)
        first, second = answer(yes, self.hook.scopes), answer(no, self.hook.scopes)
        if first.says != "error" or second.says != "success" or not self._in_block(piece):
            raise Unsure("cb is used inside an expression", node)
        follows = After("answers") if piece.returns else after(piece.node, self.repeats)
        if follows.how in ("work", "more"):
            raise Unsure("the hook goes on working after cb", node)
        assert first.error is not None
        end, (throws, thrown_end) = self.hook.style.end, self._thrower(piece.node)
        condition = bare(node["condition"])
        self.cut(piece.start, condition.start, "if (")
        start, stop, before, behind = thrown(first.error)
        self.cut(condition.end, start, f") {throws}{before}")
        line = f"{behind}{thrown_end}{end}"
        if second.response:
            line += f"{self.hook.style.newline}{self.hook.indent_of(piece.node)}return "
            self.cut(stop, second.response.start, line)
            self.cut(second.response.end, piece.end, end)
        else:
            self.cut(stop, piece.end, line + self.leaving(piece))

    def _late(self, node: Node, work: list[Node]) -> None:
        """Work after a success: it goes on, and its failure is no failure of the message."""
        if any(self.mentions(each) or each.kind == "function_declaration" for each in work):
            raise Unsure("the hook goes on working after cb", node)
        said = "work after cb: the Action waits for what it awaits of it, and may be ended before"
        self.notes.add(work[0].line, f"{said} the rest is done")
        self.drop(node)
        if all(map(is_harmless, work)):
            return
        outer = self.hook.indent_of(work[0])
        inner, line = outer + self.hook.style.indent, self.hook.style.newline
        self.edits.insert(work[0].start, f"try {{{line}{inner}")
        self.edits.indent(work[0].start + 1, work[-1].end, outer, inner)
        comment = f"{line}{inner}// {LATE}{line}{outer}"
        self.edits.insert(work[-1].end, f"{line}{outer}}} catch {{{comment}}}")

    def _drop_repeats(self, follows: After) -> None:
        for repeat in follows.repeats:
            self.notes.add(repeat.line, "cb is called once more here; only its first call counts")
            self.drop(repeat)

    def leaving(self, piece: Piece) -> str:
        """The `return` to put behind an answer, where its function goes on."""
        node = piece.node
        if not piece.is_statement or after(node, self.repeats).how == "nothing":
            return ""
        line = self.hook.style.newline + self.hook.indent_of(node)
        return f"{line}return{self.hook.style.end}"

    # try

    def is_caught(self, node: Node) -> bool:
        """Whether what is thrown instead of `cb(error)` would be caught on its way."""
        child = node
        for above in node.above():
            if above in self.tried or (
                above.kind == "try_statement"
                and child.field == "body"
                and (handler := above.get("handler"))
                and not self._passes_on(handler)
            ):
                return True
            if above.kind in FUNCTIONS:
                return False
            child = above
        return False

    def _passes_on(self, handler: Node) -> bool:
        """Whether a catch clause only hands the error to the callback."""
        caught, inside = handler.get("parameter"), handler["body"].children
        if caught is None or len(inside) != 1 or not self.is_answer(inside[0]):
            return False
        given = arguments(Piece(inside[0]).expression)
        return len(given) == 1 and given[0].text == caught.text

    def _try(self, node: Node) -> None:
        handler, last = node.get("handler"), node.get("finalizer")
        if last:
            self._refuse(last)
        self.statement(node["body"])
        if handler is None or not self.mentions(handler):
            return
        if self._passes_on(handler) and not last and self._unwrap(node, handler):
            return
        self.statement(handler["body"])

    def _unwrap(self, node: Node, handler: Node) -> bool:
        """Let the error go up by itself, without `try`. False where names would clash."""
        block, inside = node["body"], self.kept(node["body"])
        follows = after(handler["body"].code[0], self.repeats)
        if follows.how in ("work", "more") or not inside or node.parent is None:
            return False
        if self.is_caught(node):
            return False
        names = list(self.hook.scopes.in_scope(block))
        if node.parent.kind != "statement_block":
            return False
        if any(self.clashes(name, node.parent, block) for name in names):
            return False
        for name in names:
            self._declared.add((node.parent, name))
        self.cut(node.start, inside[0].start, "")
        self.cut(inside[-1].end, node.end, "")
        old, new = self.hook.indent_of(inside[0]), self.hook.indent_of(node)
        self.edits.indent(inside[0].start + 1, node.end, old, new)
        return True

    # Shared

    def clashes(self, name: str, block: Node, inside: Node) -> bool:
        """Whether `name`, which `inside` declares, means something else elsewhere in `block`."""
        scopes = self.hook.scopes
        if (block, name) in self._declared:
            return True
        uses = [*scopes.free.get(name, [])]
        for binding in scopes.bindings:
            if binding.name != name or inside.holds(binding.declared):
                continue
            if binding.scope is block or binding.scope is block.parent:
                return True
            if binding.kind == "var" and block.holds(binding.declared):
                return True
            if not block.holds(binding.scope):
                uses += binding.references
        return any(block.holds(use) and not inside.holds(use) for use in uses)

    def declare(self, name: str, block: Node) -> None:
        """Remember that a name is declared in a block from now on."""
        self._declared.add((block, name))

    def drop(self, node: Node) -> None:
        """Take a statement away."""
        self._dropped.add(node)
        self._gone.append((node.start, node.end))
        self.edits.remove_lines(node.start, node.end)

    def kept(self, body: Node) -> list[Node]:
        """What is left in a block, comments too."""
        return [child for child in body.children if child not in self._dropped]

    def cut(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of a span that is needed no more."""
        self._gone.append((start, end))
        self.edits.replace(start, end, text)

    def _in_block(self, piece: Piece) -> bool:
        up = piece.node.parent
        return not piece.is_statement or (up is not None and up.kind == "statement_block")

    def _drop_empty_else(self, clause: Node) -> None:
        """Take an `else` away that only says that all is well, and leaves nothing to say."""
        inside = clause.code[0].children
        if len(inside) != 1 or not self.is_answer(inside[0]) or clause.parent is None:
            return
        what = answer(Piece(inside[0]).expression, self.hook.scopes)
        is_last = after(clause.parent, self.repeats).how == "nothing"
        if is_last and what.says == "success" and not what.response:
            self.cut(clause.parent["consequence"].end, clause.end, "")

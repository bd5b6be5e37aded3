"""A chain of a promise, `….then(…).catch(…)`, written with `await`."""

from __future__ import annotations

from dataclasses import dataclass

from .answers import answer
from .direct import Direct
from .hook import Unsure, indent_at
from .javascript.flow import LISTS, after
from .javascript.scopes import names_in
from .javascript.syntax import FUNCTIONS, Node, arguments, own_this, parameters
from .pieces import Piece, is_method, names_of


@dataclass(slots=True)
class _Links:
    base: Node
    """What is awaited: all of the chain before the callback comes into it."""
    done: Node | None = None
    failed: Node | None = None


class Awaiting(Direct):
    """Writes the answers of promises too."""

    def chain(self, piece: Piece) -> None:
        """Rewrite a promise that answers. Raises Unsure where it is not surely the same."""
        Chain(self, piece).rewrite()


class Chain:
    """One chain that answers, at the end of its function."""

    def __init__(self, direct: Direct, piece: Piece) -> None:
        self._direct = direct
        self._piece = piece
        self._style = direct.hook.style
        self._outer = direct.hook.indent_of(piece.node)

    def rewrite(self) -> None:
        """Write it with `await`. Raises Unsure where that would not surely be the same."""
        direct, piece = self._direct, self._piece
        links = self._links()
        if direct.mentions(links.base):
            raise Unsure("cb is handed to something that calls it later", links.base)
        if not piece.returns and after(piece.node, direct.repeats).how != "nothing":
            raise Unsure("the hook goes on beside the promise that answers", piece.node)
        if direct.is_caught(piece.node):
            raise Unsure("a promise that answers stands inside a try", piece.node)
        up = piece.node.parent
        if piece.is_statement and (up is None or up.kind not in LISTS):
            raise Unsure("a promise answers in a branch without a block", piece.node)
        passes = links.failed is None or self._passes_on(links.failed)
        if not passes:
            assert links.failed is not None
            self._check(links.failed)
        if links.failed is None:
            said = "nothing handled a rejection here, so the hook never answered; the Action fails"
            direct.notes.add(piece.node.line, said)
        if links.done is None:
            said = "nothing calls cb when this succeeds; the Action succeeds then"
            direct.notes.add(piece.node.line, said)
        else:
            self._check(links.done)
        if passes:
            self._plainly(links)
        else:
            self._with_catch(links)

    def _links(self) -> _Links:
        node = self._piece.expression
        failed: Node | None = None
        done: Node | None = None
        if is_method(node, "catch") and len(arguments(node)) == 1:
            failed = arguments(node)[0]
            node = node["function"]["object"]
        if is_method(node, "then") and any(map(self._direct.mentions, arguments(node))):
            given = arguments(node)
            if len(given) == 2 and failed is None and self._passes_on(given[1]):
                failed = given[1]
            elif len(given) != 1:
                raise Unsure("then is given two functions", node)
            done = given[0]
            node = node["function"]["object"]
        if failed is None and done is None:
            raise Unsure("cb is handed to something that calls it later", node)
        return _Links(node, done, failed)

    def _passes_on(self, function: Node) -> bool:
        """Whether a handler of errors only hands them to the callback."""
        direct = self._direct
        if function.kind == "identifier":
            return direct.mentions(function)
        if function.kind not in FUNCTIONS or len(parameters(function)) != 1:
            return False
        body = function["body"]
        name = parameters(function)[0]
        if body.kind == "statement_block":
            if len(body.children) != 1 or not direct.is_answer(body.children[0]):
                return False
            call = Piece(body.children[0]).expression
        else:
            call = Piece(body, is_statement=False).expression
        return direct.is_call(call) and [a.text for a in arguments(call)] == [name.text]

    def _check(self, function: Node) -> None:
        """Raise Unsure for a callback whose body cannot stand in the handler itself."""
        if function.kind not in ("function_expression", "arrow_function"):
            raise Unsure("cb is handed on by its name", function)
        if len(parameters(function)) > 1 or "*" in function.words:
            raise Unsure("a promise's callback has several parameters", function)
        if used := own_this(function):
            raise Unsure("a promise's callback uses this or arguments", used)

    def _plainly(self, links: _Links) -> None:
        """`const response = await …;` and what is done with it."""
        piece, direct = self._piece, self._direct
        assert piece.node.parent is not None
        if links.done is None:
            direct.cut(piece.start, links.base.start, "await ")
            direct.cut(links.base.end, piece.end, self._end + direct.leaving(piece))
            return
        kept = self._rewritten(links.done)
        block = piece.node.parent
        self._declare(links.done, block, declared=bool(kept))
        direct.cut(piece.start, links.base.start, self._prefix(links.done, kept))
        if kept is None:
            direct.cut(links.base.end, piece.end, self._end + direct.leaving(piece))
        else:
            self._join(links.base.end, kept, self._end + self._line(""))
            leaving = "" if self._leaves(links.done) else direct.leaving(piece)
            self._close(kept[1], piece.end, self._last(links.done) + leaving)
            self._indent(kept, self._outer)

    def _with_catch(self, links: _Links) -> None:
        """The same inside a `try`, whose `catch` does what the chain's did."""
        piece, direct = self._piece, self._direct
        assert links.failed is not None
        inner = self._outer + self._style.indent
        if links.done:
            direct.tried.add(links.done)
        kept = self._rewritten(links.done) if links.done else None
        prefix = self._prefix(links.done, kept) if links.done else "await "
        direct.cut(piece.start, links.base.start, f"try {{{self._line(self._style.indent)}{prefix}")
        direct.edits.indent(links.base.start + 1, links.base.end, self._outer, inner)
        at, before = links.base.end, self._end
        if kept:
            self._join(at, kept, self._end + self._line(self._style.indent))
            self._indent(kept, inner)
            at = kept[1]
            before = self._last(links.done) if links.done else ""
        caught = self._rewritten(links.failed)
        if caught is None:
            raise Unsure("a catch answers that all is well", links.failed)
        given = [name for name in parameters(links.failed) if self._uses(links.failed, caught)]
        head = f"catch ({given[0].text}) {{" if given else "catch {"
        opened = f"{before}{self._line('')}}} {head}{self._line(self._style.indent)}"
        self._join(at, caught, opened)
        self._indent(caught, inner)
        leaves = links.done and self._leaves(links.done) and self._leaves(links.failed)
        leaving = "" if leaves else direct.leaving(piece)
        closed = f"{self._last(links.failed)}{self._line('')}}}{leaving}"
        self._close(caught[1], piece.end, closed)

    def _last(self, function: Node) -> str:
        """What ends the last statement of a callback's body, where it has none of its own."""
        body = function["body"]
        is_bare = body.kind != "statement_block" and not self._direct.mentions(body)
        return self._end if is_bare else ""

    def _leaves(self, function: Node) -> bool:
        """Whether what has become of a callback surely leaves the handler at its end."""
        direct, body = self._direct, function["body"]
        is_block = body.kind == "statement_block"
        if is_block and not body.code:
            return False
        last = Piece(body.code[-1]) if is_block else Piece(body, is_statement=False)
        if direct.is_gone(last.node):
            return False
        if is_block and not direct.is_answer(last.node):
            return last.node.kind in ("return_statement", "throw_statement")
        if not direct.is_call(last.expression):
            return False
        what = answer(last.expression, direct.hook.scopes)
        return what.says == "error" or (what.says == "success" and what.response is not None)

    def _rewritten(self, function: Node) -> tuple[int, int] | None:
        """Rewrite the body of a callback; the span that stays of it, None for nothing."""
        direct, body = self._direct, function["body"]
        if body.kind != "statement_block":
            if not direct.mentions(body):
                return body.start, body.end
            direct.expression(Piece(body, is_statement=False))
            return None if direct.is_gone(body) else (body.start, body.end)
        direct.statement(body)
        kept = direct.kept(body)
        if not kept:
            return None
        return kept[0].start, kept[-1].end

    def _prefix(self, function: Node | None, kept: tuple[int, int] | None) -> str:
        if function is None or kept is None or not self._uses(function, kept):
            return "await "
        kind = "const"
        bindings = [self._direct.hook.scopes.of(name) for name in self._names(function)]
        if any(binding and binding.writes for binding in bindings):
            kind = "let"
        return f"{kind} {parameters(function)[0].text} = await "

    def _uses(self, function: Node, kept: tuple[int, int]) -> bool:
        """Whether what stays of a callback reads its parameter."""
        for name in self._names(function):
            binding = self._direct.hook.scopes.of(name)
            for reference in binding.references if binding else ():
                inside = kept[0] <= reference.start < kept[1]
                if inside and not self._direct.is_gone(reference):
                    return True
        return False

    def _names(self, function: Node) -> list[Node]:
        return names_in(*parameters(function))

    def _declare(self, function: Node, block: Node, *, declared: bool) -> None:
        """See that no name of a callback means something else where it is declared now."""
        direct = self._direct
        names = names_of(function) if declared else []
        if declared and function["body"].kind == "statement_block":
            names += list(direct.hook.scopes.in_scope(function["body"]))
        if names and block.kind != "statement_block":
            raise Unsure("names would be declared in a case of a switch", function)
        for name in names:
            if direct.clashes(name, block, function):
                raise Unsure(f"{name} would be declared twice", function)
        for name in names:
            direct.declare(name, block)

    @property
    def _end(self) -> str:
        return self._style.end

    def _line(self, more: str) -> str:
        return f"{self._style.newline}{self._outer}{more}"

    def _join(self, at: int, kept: tuple[int, int], text: str) -> None:
        self._refuse_comments(at, kept[0])
        self._direct.cut(at, kept[0], text)

    def _close(self, at: int, end: int, text: str) -> None:
        self._refuse_comments(at, end)
        self._direct.cut(at, end, text)

    def _refuse_comments(self, start: int, end: int) -> None:
        for node in self._piece.node.walk():
            if node.kind == "comment" and start <= node.start and node.end <= end:
                raise Unsure("a comment stands where nothing of the chain stays", node)

    def _indent(self, kept: tuple[int, int], new: str) -> None:
        old = indent_at(self._direct.hook.source, kept[0])
        self._direct.edits.indent(kept[0] + 1, kept[1], old, new)

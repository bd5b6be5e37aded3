"""The rest of a handler inside `new Promise`, which its callbacks resolve or reject."""

from __future__ import annotations

from typing import Final

from .answers import Answer, answer, is_plain, thrown
from .direct import Direct
from .hook import Unsure
from .javascript.flow import after
from .javascript.syntax import Node, arguments, is_own, string_value
from .pieces import is_method
from .unanswered import may_be_answered

_NAMES: Final = (("resolve", "reject"), ("delivered", "failed"))
_INLINE: Final = 65
"""Characters that the callback takes which is written in place of `cb`."""
_EMITTING: Final = ("on", "once", "addListener", "prependListener")


class Wrapping:
    """The statements of a handler from one on, wrapped once in a promise."""

    def __init__(self, direct: Direct, body: Node, first: int) -> None:
        self._direct = direct
        self._body = body
        self._first = first
        self._style = direct.hook.style

    @property
    def first(self) -> int:
        """The first statement to wrap: one whose names nothing before it uses."""
        children = self._body.children
        at = self._first
        while at:
            start = children[at].start
            before = [
                reference.start
                for binding in self._direct.hook.scopes.bindings
                if binding.declared.start >= start and self._body.holds(binding.declared)
                for reference in binding.references
                if reference.start < start
            ]
            if not before:
                break
            at = next(n for n, child in enumerate(children) if child.end > min(before))
        return at

    def rewrite(self) -> None:
        """Wrap them. Raises Unsure."""
        region = self._body.children[self.first :]
        handler = self._direct.hook.handler
        assert handler is not None
        for node in (each for statement in region for each in statement.walk()):
            if node.kind == "await_expression" and is_own(node, handler.function):
                raise Unsure("the hook awaits, and is called back as well", node)
        resolve, reject = self._names()
        inside = [r for r in self._direct.references if r.start >= region[0].start]
        outer = self._direct.hook.indent_of(region[0])
        if region[0].row == self._body.row:  # it gets a line of its own
            outer += self._style.indent
        inner, line = outer + self._style.indent, self._style.newline
        head = ""
        if not self._each(inside, resolve, reject):
            cb = inside[0].text
            made = self._style.newline.join(self._callback(inside, resolve, reject, inner))
            head = f"const {cb} = {made}{self._style.end}{line}{inner}"
            self._strings(inside)
        self._unanswered(region, resolve)
        opened = f"await new Promise(({resolve}, {reject}) => {{{line}{inner}{head}"
        edits = self._direct.edits
        edits.insert(region[0].start, opened)
        edits.indent(region[0].start + 1, region[-1].end, outer, inner)
        edits.insert(region[-1].end, f"{line}{outer}}}){self._style.end}")

    def _names(self) -> tuple[str, str]:
        taken = self._direct.hook.scopes.names()
        for pair in _NAMES:
            if not set(pair) & taken:
                return pair
        raise Unsure("resolve and reject are names of the hook's own", self._body)

    def _each(self, references: list[Node], resolve: str, reject: str) -> bool:
        """Write every use as a call of one of the two; False where one cannot be."""
        direct = self._direct
        calls = [r.parent for r in references if r.parent and direct.is_call(r.parent)]
        handed = [r for r in references if not (r.parent and direct.is_call(r.parent))]
        others = [reference for reference in handed if not _gets_errors(reference)]
        last = others[0].parent if others else None
        is_last = last is None or (last.kind == "arguments" and last.code[-1] is others[0])
        if len(others) > 1 or _is_long(others) or not is_last:
            return False
        answers = [answer(call, direct.hook.scopes) for call in calls]
        unclear = [a for a in answers if a.says == "either" and not _is_name(a.error)]
        if unclear or (others and answers):
            return False
        for reference in handed:
            whole = f"(error, response) => (error ? {reject}(error) : {resolve}(response))"
            direct.edits.node(reference, whole if reference in others else reject)
        for what in answers:
            self._answer(what, resolve, reject)
        return True

    def _answer(self, what: Answer, resolve: str, reject: str) -> None:
        call, cut = what.call, self._direct.cut
        self._repeats(call)
        if what.says == "success":
            if what.response is None:
                return cut(call.start, call.end, f"{resolve}()")
            cut(call.start, what.response.start, f"{resolve}(")
            return cut(what.response.end, call.end, ")")
        assert what.error is not None
        if what.says == "error":
            start, stop, before, behind = thrown(what.error)
            cut(call.start, start, f"{reject}({before}")
            return cut(stop, call.end, f"{behind})")
        return self._either(what, call, resolve, reject)

    def _repeats(self, call: Node) -> None:
        up = call.parent
        is_alone = up is not None and up.kind == "expression_statement"
        if up and is_alone and after(up, self._direct.repeats).how == "answers":
            said = "cb may be called once more after this; only its first call counts"
            self._direct.notes.add(call.line, said)

    def _either(self, what: Answer, call: Node, resolve: str, reject: str) -> None:
        cut = self._direct.cut
        assert what.error is not None
        error, up = what.error.text, call.parent
        in_block = (
            up is not None
            and up.kind == "expression_statement"
            and (up.parent is not None and up.parent.kind == "statement_block")
        )
        bare_enough = up is not None and up.kind == "return_statement"
        if in_block:
            line = self._style.newline + self._direct.hook.indent_of(call)
            before, behind = f"if ({error}) {reject}({error}){self._style.end}{line}else ", ""
        elif bare_enough:
            before, behind = f"{error} ? {reject}({error}) : ", ""
        else:
            before, behind = f"({error} ? {reject}({error}) : ", ")"
        response = what.response
        if response is None or is_plain(response):
            given = response.text if response else ""
            return cut(call.start, call.end, f"{before}{resolve}({given}){behind}")
        cut(call.start, response.start, f"{before}{resolve}(")
        return cut(response.end, call.end, f"){behind}")

    def _callback(
        self, references: list[Node], resolve: str, reject: str, indent: str
    ) -> list[str]:
        """The lines of a callback for the hook's code; what may be no Error is made one."""
        calls = [r.parent for r in references if r.parent and self._direct.is_call(r.parent)]
        answers = [answer(call, self._direct.hook.scopes) for call in calls]
        if all(what.says != "either" or _is_name(what.error) for what in answers):
            return [f"(error, response) => (error ? {reject}(error) : {resolve}(response))"]
        end, more = self._style.end, indent + self._style.indent
        wrapped = "error instanceof Error ? error : new Error(error.message ?? error)"
        return [
            "(error, response) => {",
            f"{more}if (!error) return {resolve}(response){end}",
            f"{more}{reject}({wrapped}){end}",
            f"{indent}}}",
        ]

    def _strings(self, references: list[Node]) -> None:
        """Where the callback stays: what it gets as an error is one, as the platform makes it."""
        for reference in references:
            call = reference.parent
            if call is None or not self._direct.is_call(call):
                continue
            what = answer(call, self._direct.hook.scopes)
            if what.says == "error" and what.error is not None:
                start, stop, before, behind = thrown(what.error)
                if before:
                    self._direct.cut(what.error.start, start, before)
                    self._direct.cut(stop, what.error.end, behind)

    def _unanswered(self, region: list[Node], resolve: str) -> None:
        """A `return` of the handler that answers nothing would leave the promise open."""
        handler = self._direct.hook.handler
        assert handler is not None
        for node in (each for statement in region for each in statement.walk()):
            if node.kind != "return_statement" or node.code or not is_own(node, handler.function):
                continue
            if not may_be_answered(node, self._direct):
                self._direct.cut(node.start, node.end, f"return {resolve}(){self._style.end}")


def _is_long(others: list[Node]) -> bool:
    """Whether a line gets too long where the whole callback is written out on it."""
    if not others:
        return False
    data, at = others[0].source.data, others[0].start
    end = data.find(b"\n", at)
    line = (end if end >= 0 else len(data)) - (data.rfind(b"\n", 0, at) + 1)
    return line + _INLINE > 100


def _is_name(node: Node | None) -> bool:
    return node is not None and node.kind == "identifier"


def _gets_errors(reference: Node) -> bool:
    """Whether the callback is handed to what calls it with an error, always: `.catch(cb)`,
    `.on('error', cb)`."""
    given = reference.parent
    call = given.parent if given and given.kind == "arguments" else None
    if given is None or call is None:
        return False
    values = arguments(call)
    if is_method(call, "catch"):
        return len(values) == 1
    if is_method(call, "then"):
        return len(values) == 2 and values[1] is reference
    if is_method(call, *_EMITTING):
        return len(values) == 2 and string_value(values[0]) == "error"
    return False

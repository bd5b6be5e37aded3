"""Whatever the text: what comes of it is a message, or an Action that parses."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.platforms.auth0.events import Dialect
from sessions.platforms.auth0.porting.javascript.syntax import Source, SyntaxProblem
from sessions.platforms.auth0.porting.port import port

HOOKS = [path.read_text() for path in sorted((Path(__file__).parent / "hooks").glob("*.js"))]
LINES = sorted({line for text in HOOKS for line in text.splitlines()})
DIALECTS: list[Dialect] = ["action", "phone-provider"]


def check(text: str, dialect: Dialect, *, shim: bool) -> None:
    try:
        ported = port(text, name="hook.js", to=dialect, shim=shim)
    except SyntaxProblem as problem:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + 1
        return
    assert not Source(ported.source).has_error
    assert "= async (event" in ported.source


@settings(max_examples=60)
@given(st.text(), st.sampled_from(DIALECTS), st.booleans())
def test_any_text(text: str, dialect: Dialect, shim: bool) -> None:
    check(text, dialect, shim=shim)
    check(f"module.exports = function (a, b, c, d) {{\n{text}\n}};", dialect, shim=shim)


@settings(max_examples=120)
@given(st.data())
def test_hooks_with_lines_gone_or_come(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(HOOKS)).splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines)))
        if data.draw(st.booleans()):
            del lines[at : at + 1]
        else:
            lines.insert(at, data.draw(st.sampled_from(LINES)))
    check("\n".join(lines), data.draw(st.sampled_from(DIALECTS)), shim=False)


STATEMENTS = st.sampled_from(
    [
        *("cb();", "cb(null, r);", "cb(e);", "return cb('x');", "return;", "throw e;", "f(cb);"),
        *("p.then(() => cb()).catch(cb);", "p.then((r) => { cb(null, r.id); }, cb);", "await p;"),
        *("const r = context.code;", "const { code, client } = context;", "x.on('error', cb);"),
        *("setTimeout(() => cb(e ? e : null), 1);", "var text = 1;", "text = text + '!';"),
        *(
            "e ? cb(e) : cb(null, r.id);",
            "console.log(context);",
            "// why",
            "let s = require('s');",
        ),
        *("p.then((r) => { if (r) cb(null); else cb('no'); }).catch((e) => { log(e); cb(e); });",),
    ]
)
BLOCKS = st.recursive(
    st.lists(STATEMENTS, max_size=3).map("\n".join),
    lambda inner: st.one_of(
        inner.map(lambda text: f"if (e) {{\n{text}\n}}"),
        st.tuples(inner, inner).map(
            lambda both: f"if (e) {{\n{both[0]}\n}} else {{\n{both[1]}\n}}"
        ),
        st.tuples(inner, inner).map(
            lambda both: f"try {{\n{both[0]}\n}} catch (e) {{\n{both[1]}\n}}"
        ),
        inner.map(lambda text: f"switch (r) {{\ncase 1:\n{text}\nbreak;\ndefault:\ncb();\n}}"),
        inner.map(lambda text: f"f((e, r) => {{\n{text}\n}});"),
        st.tuples(inner, inner).map("\n".join),
    ),
    max_leaves=6,
)


@settings(max_examples=120)
@given(BLOCKS, st.sampled_from(DIALECTS))
def test_any_flow_of_control(body: str, dialect: Dialect) -> None:
    text = f"module.exports = async function (recipient, text, context, cb) {{\n{body}\n}};"
    check(text, dialect, shim=False)

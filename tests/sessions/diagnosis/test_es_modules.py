"""ES modules, in what is required and in the hook itself: the platform takes CommonJS."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sessions.contract.kinds import Kind

from .test_classify import CALLED, LOADED, READY, error, event, judge

HINT = "The platform takes CommonJS only"


def es_module(name: str, text: str, **more: Any):
    facts = {"version": "9.1.0", "refused": False, "main": True, "at": None, "text": text}
    return event("es_module", name=name, **{**facts, **more})


REQUIRES_GOT = "const got = require('got');"
GOT = es_module("got", REQUIRES_GOT)
FETCH = es_module("node-fetch", "  const fetch = require('node-fetch');")


def to_do(said: str, *modules: Any, e: str = "threw", **facts: Any) -> str:
    failed = event(e, error=error(said, **{"name": "TypeError", **facts}), missing=None, body=None)
    return judge(READY, *modules, LOADED, CALLED, failed).words.to_do


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("fetch is not a function", "node-fetch@2"),
        ("got.post is not a function", "got@11"),
        ("got.extend is not a constructor", "got@11"),
    ],
)
def test_a_namespace_taken_for_the_default_export_is_named(said, named):
    for end in ("threw", "rejected"):
        told = to_do(said, GOT, FETCH, e=end)
        name = named.partition("@")[0]
        assert f"{name} 9.1.0 is an ES module" in told
        assert f"require('{name}').default" in told
        assert named in told
        assert "ERR_REQUIRE_ESM" in told


@pytest.mark.parametrize(
    ("said", "modules", "facts"),
    [
        ("other is not a function", (GOT, FETCH), {}),
        ("fetch is not a function", (GOT,), {}),
        ("got is not a function", (GOT,), {"name": "RangeError"}),
        ("got is not a function", (es_module("got", REQUIRES_GOT, main=False),), {}),
        ("got failed", (GOT,), {}),
    ],
)
def test_another_error_is_not_blamed_on_it(said, modules, facts):
    assert "ES module" not in to_do(said, *modules, **facts)


def test_a_node_that_cannot_require_it_and_a_package_that_nobody_knows():
    refused = es_module("some-package", "", refused=True, main=False)
    told = to_do("require() of ES Module", refused, code="ERR_REQUIRE_ESM", name="Error")
    assert "which this Node cannot require" in told
    assert "its last CommonJS version" in told


def package(write: Any, name: str, text: str, **manifest: str) -> None:
    facts = {"name": name, "version": "3.3.2", **manifest}
    write(f"node_modules/{name}/package.json", json.dumps(facts))
    write(f"node_modules/{name}/index.js", text)


async def test_a_hook_that_takes_the_default_is_delivered_and_warned(run, write, node):
    package(write, "node-fetch", "export default () => 'x1';", type="module", main="index.js")
    package(write, "plain", "module.exports = require('node-fetch').default;", main="index.js")
    answer = "module.exports = (r, t, c, cb) => cb(null, { MessageID: send() });"
    write("hook.js", f"const send = require('node-fetch').default;\n{answer}")
    write("other.js", f"const send = require('plain');\n{answer}")
    outcome = await run("hook.js", node=node)
    assert outcome.message_id == "x1"
    (warning,) = outcome.warnings
    assert "node-fetch 3.3.2 is an ES module" in warning
    assert "node-fetch@2" in warning
    assert (await run("other.js", node=node)).warnings == ()
    write("wrong.js", f"const send = require('node-fetch');\n{answer}")
    wrong = await run("wrong.js", node=node)
    assert (wrong.kind, wrong.warnings) == (Kind.SYNC_THROW, ())
    assert "require('node-fetch').default" in wrong.words.to_do


@pytest.mark.parametrize(
    ("source", "hinted"),
    [
        ("const a = await 1;\nmodule.exports = () => {};", True),
        ("for await (const a of []) {}\nmodule.exports = () => {};", True),
        ("import a from 'a';", True),
        ("export default () => {};", True),
        ("module.exports = function () { [1].map(() => await 1); };", False),
        ("module.exports = (", False),
    ],
)
async def test_one_hint_of_ours_and_none_of_nodes(source, hinted, run, write, node):
    write("hook.js", source)
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.SYNTAX_ERROR
    assert (HINT in outcome.error.message) == hinted
    assert outcome.console == ()


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("config: {}, data: {}, request: null", "response is the whole answer of axios: give its"),
        ("httpVersion: '1.1', socket: null", "response is the whole answer of Node's http: give"),
        ("requestUrl: '', body: '{}'", "response is the whole answer of got: give its body"),
        ("id: 1", "which JSON cannot hold."),
    ],
)
async def test_a_circular_response_is_told_once(member, said, run, write):
    lost = ", ".join(f"f{n}() {{}}" for n in range(30))
    write(
        "hook.js",
        f"module.exports = (r, t, c, cb) => {{ const a = {{ {member}, {lost} }}; a.me = a;"
        " cb(null, a); };",
    )
    outcome = await run("hook.js")
    assert outcome.kind == Kind.UNSERIALISABLE_RESPONSE
    assert said in outcome.error.message
    assert outcome.warnings == ()


async def test_of_many_lost_values_some_are_told(run, write):
    lost = ", ".join(f"f{n}() {{}}" for n in range(30))
    write("hook.js", f"module.exports = (r, t, c, cb) => cb(null, {{ {lost} }});")
    outcome = await run("hook.js")
    assert len(outcome.warnings) == 9
    assert outcome.warnings[-1] == "JSON loses 22 more values of the response."

"""What a hook's error comes to in its outcome, and in the platform's answer on the wire."""

from __future__ import annotations

import pytest


async def test_an_error_is_told_with_its_properties_and_its_causes(node, run, write):
    write(
        "hook.js",
        """
        class TwilioError extends Error {
          constructor(text, code) { super(text); this.name = 'TwilioError'; this.code = code; }
        }
        module.exports = (recipient, text, context, cb) => {
          const root = new Error('socket hang up');
          const error = new TwilioError('not a valid number', 21211);
          error.cause = root;
          error.status = 400;
          error.moreInfo = { url: 'https://example.test/21211', tries: [1, 2] };
          error.retry = () => 1;
          error.request = {}; error.request.self = error.request;
          delete error.request;
          cb(error);
        };
        """,
    )
    outcome = await run("hook.js", node=node)
    error = outcome.error
    assert (error.name, error.message, error.code) == ("TwilioError", "not a valid number", 21211)
    assert error.properties["provider"]["status"] == 400
    assert error.properties["moreInfo"] == {"url": "https://example.test/21211", "tries": [1, 2]}
    assert error.properties["retry"] == "[Function (anonymous)]"
    assert (error.cause.name, error.cause.message) == ("Error", "socket hang up")
    assert error.stack.splitlines()[0] == "TwilioError: not a valid number"
    assert "runner.cjs" not in error.stack
    wire = outcome.wire["data"]
    assert list(wire) == ["stack", "message", "name", "code", "cause", "status", "moreInfo"]
    assert wire["cause"] == {}


WIRES = {
    "cb()": {"statusCode": 200, "headers": {}, "status": "success"},
    "cb(null, null)": {"statusCode": 200, "headers": {}, "status": "success", "data": None},
    "cb(0, { a: undefined }, 5)": {
        **{"statusCode": 200, "headers": {}, "status": "success"},
        "data": {},
    },
    "cb('text')": {"status": "error", "data": {"stack": "Error: text", "message": "text"}},
    "cb({ message: 'm', code: 5 })": {
        **{"status": "error"},
        "data": {"stack": "Error: m", "message": "m"},
    },
    "cb(5)": {"status": "error", "data": {"stack": "Error: 5", "message": "5"}},
    "cb(null, 1n)": {
        **{"status": "error"},
        "data": {
            "stack": "Error: Error when JSON serializing the result of the extension point",
            "message": "Error when JSON serializing the result of the extension point",
        },
    },
    "throw 'text'": {
        "code": 500,
        "error": "Script generated an unhandled synchronous exception.",
        "details": "text",
    },
    "throw null": None,
    "process.exit(0)": None,
    "Promise.reject(new Error('x'))": None,
}


async def test_the_wire_body_is_the_platforms(run_each, write):
    calls = ", ".join(f"() => {{ {call}; }}" for call in WIRES)
    write("hook.js", f"module.exports = (r, t, c, cb) => [{calls}][r]();")
    outcomes = await run_each("hook.js", len(WIRES))
    assert dict(zip(WIRES, (outcome.wire for outcome in outcomes), strict=True)) == WIRES


async def test_the_wire_body_of_an_error_that_cannot_be_written(node, run, write):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => { const e = new Error('lost'); e.self = e; cb(e); };",
    )
    outcome = await run("hook.js", node=node)
    message = outcome.wire["data"]["message"]
    assert message.startswith("Error serializing error: Converting circular structure to JSON")
    assert "lost" not in message
    assert outcome.error.message == "lost"


async def test_the_wire_body_of_a_throw(run, write):
    write("hook.js", "module.exports = () => { throw new TypeError('boom'); };")
    outcome = await run("hook.js")
    stack = outcome.wire.pop("stack")
    assert stack.startswith("TypeError: boom\n    at module.exports")
    assert outcome.wire == {
        "code": 500,
        "error": "Script generated an unhandled synchronous exception.",
        "details": "TypeError: boom",
        "name": "TypeError",
        "message": "boom",
    }


async def test_the_wire_body_of_a_file_that_does_not_compile(run, write):
    write("hook.js", "module.exports = (;")
    outcome = await run("hook.js")
    data = outcome.wire["data"]
    assert data["message"] == "Unable to compile the extensibility code as javascript"
    assert data["error_description"] == outcome.error.message == "Unexpected token ';'"


async def test_the_wire_body_of_an_export_that_is_no_function(run, write):
    write("hook.js", "exports.hook = () => {};")
    outcome = await run("hook.js")
    assert outcome.wire["code"] == 500
    assert outcome.wire["details"] == "TypeError: func is not a function"


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("uncaughtException", "setTimeout(() => { throw new Error('lost'); }, 1);"),
        ("unhandledRejection", "Promise.reject(new Error('lost'));"),
    ],
)
async def test_an_error_that_the_hook_swallows_is_shown_where_no_answer_comes(
    kind, how, run, write
):
    write(
        "hook.js",
        f"process.on('{kind}', () => {{}});\nmodule.exports = (r, t, c, cb) => {{\n  {how}\n}};",
    )
    outcome = await run("hook.js")
    assert (outcome.kind, outcome.where.line) == ("never_called", 3)
    assert "Error: lost at hook.js:3" in outcome.error.message
    write(
        "answers.js",
        f"module.exports = (r, t, c, cb) => {{\n  process.on('{kind}', () => cb());\n  {how}\n}};",
    )
    assert (await run("answers.js")).delivered


@pytest.mark.parametrize("head", ["def", "async def"])
async def test_a_python_function_that_calls_no_cb_is_told_in_its_own_words(head, run, write):
    write(
        "hook.py", f"{head} send(recipient, text, context, cb):\n    return {{'MessageID': 'x'}}\n"
    )
    outcome = await run("hook.py:send")
    assert outcome.kind == "never_called"
    assert "promise" not in outcome.error.message + outcome.words.to_do
    assert "leave the parameter out and return the response" in outcome.error.message
    assert ("coroutine" in outcome.error.message) is (head == "async def")

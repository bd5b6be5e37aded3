"""Hook files under Node: what a hook is given, what it may be, and where it goes wrong."""

from __future__ import annotations

import json

import pytest

from sessions.contract.invocation import Invocation
from sessions.contract.kinds import Kind
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits

PAYLOAD = {
    "recipient": "+18085555555",
    "text": "Your code is 123456",
    "context": {"message_type": "sms", "user": {}, "custom": {"__proto__": {"x": 1}, "": [None]}},
}


async def test_a_hook_is_given_the_payload_and_the_request(node, run, write, tmp_path):
    write(
        "hook.js",
        """
        module.exports = function (recipient, text, context, cb) {
          const { body, id, ...webtask } = context.webtask;
          cb(null, {
            recipient, text, given: arguments.length, webtask, id: typeof id,
            circular: body.context === context && body.recipient === recipient,
            own: Object.getOwnPropertyNames(context.custom),
            self: this === undefined || this === globalThis,
            cwd: process.cwd(), main: require.main === module, file: __filename,
          });
        };
        """,
    )
    outcome = await run("hook.js", PAYLOAD, secrets={"KEY": "k1"}, node=node)
    seen = outcome.response
    assert outcome.delivered
    assert json.loads(seen["webtask"].pop("body_raw")) == PAYLOAD
    assert seen == {
        "recipient": "+18085555555",
        "text": "Your code is 123456",
        "given": 4,
        "webtask": {
            "secrets": {"KEY": "k1"},
            "data": {"KEY": "k1"},
            "headers": {"content-type": "application/json"},
            "params": {},
            "query": {},
            "meta": {},
            "storage": {},
        },
        "id": "string",
        "circular": True,
        "own": ["__proto__", ""],
        "self": True,
        "cwd": str(tmp_path),
        "main": False,
        "file": str(tmp_path / "hook.js"),
    }


async def test_the_platforms_own_secret_comes_as_a_bearer_token(run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(null, c.webtask.headers);")
    outcome = await run("hook.js", secrets={"auth0-extension-secret": "s3"})
    assert outcome.response["authorization"] == "Bearer s3"


@pytest.mark.parametrize(
    ("payload", "response"),
    [
        ({"recipient": None, "context": None}, [None, "undefined", None]),
        ({"text": 5, "context": [1]}, ["undefined", 5, [1]]),
        ([], ["undefined", "undefined", "undefined"]),
        (None, ["undefined", "undefined", "undefined"]),
        ("text", ["undefined", "undefined", "undefined"]),
    ],
)
async def test_a_payload_that_the_platform_refuses_can_be_sent_all_the_same(
    payload, response, run, write, tmp_path
):
    seen = "(v) => (v === undefined ? 'undefined' : Array.isArray(v) ? [...v] : v)"
    write(
        "hook.js", f"module.exports = (r, t, c, cb) => cb(null, {{ seen: [r, t, c].map({seen}) }});"
    )
    target = resolve("hook.js", base=tmp_path)
    outcome = await target.invoke(Invocation(payload), {}, Limits())
    await target.aclose()
    assert outcome.response == {"seen": response}


@pytest.mark.parametrize("name", ["hook.js", "hook.cjs", "hook.mjs"])
async def test_a_hook_is_commonjs_whatever_its_package_says(name, node, run, write):
    write("package.json", '{"type": "module"}')
    write("lib.cjs", "exports.id = 'SM1';")
    write(
        name, "module.exports = (r, t, c, cb) => cb(null, { MessageID: require('./lib.cjs').id });"
    )
    outcome = await run(name, node=node)
    assert outcome.message_id == "SM1"
    assert outcome.message_id_source == "hook"


async def test_a_hook_posts_with_a_package_installed_beside_it(node, run, write, serve):
    """A real package layout: main in package.json, a dependency of its own, nested scopes."""
    provider = await serve({"sid": "SM123"}, status="201 Created")
    write("app/node_modules/texter/package.json", '{"name": "texter", "main": "lib/index"}')
    write(
        "app/node_modules/texter/lib/index.js",
        "const { post } = require('@texter/http');"
        "module.exports = (url) => ({ send: (message) => post(url, message) });",
    )
    write("app/node_modules/texter/node_modules/@texter/http/package.json", '{"main": "i.js"}')
    write(
        "app/node_modules/texter/node_modules/@texter/http/i.js",
        "exports.post = async (url, body) => (await fetch(url, { method: 'POST',"
        " headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();",
    )
    write(
        "app/hooks/sms.js",
        """
        const texter = require('texter');
        module.exports = function (recipient, text, context, cb) {
          texter(context.webtask.secrets.URL)
            .send({ to: recipient, text })
            .then((sent) => cb(null, { MessageID: sent.sid }))
            .catch(cb);
        };
        """,
    )
    secrets = {"URL": provider.url}
    outcome = await run("app/hooks/sms.js", PAYLOAD, secrets=secrets, node=node, live=True)
    assert outcome.error is None
    assert outcome.message_id == "SM123"
    assert outcome.warnings == ()
    assert [r.json for r in provider.requests] == [
        {"to": PAYLOAD["recipient"], "text": PAYLOAD["text"]}
    ]


async def test_a_slow_provider_is_a_connection_waited_for(node, run, write, serve):
    async def never(reader, writer):
        await reader.read()

    provider = await serve(stream=never)
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => { require('http').get(c.webtask.secrets.URL, cb); };",
    )
    secrets = {"URL": provider.url}
    outcome = await run("hook.js", secrets=secrets, timeout=0.5, node=node, live=True)
    assert outcome.kind == Kind.TIMEOUT_WAITING
    assert outcome.error.message == (
        "No answer within 0.5 s: it was waiting for a network connection."
    )


async def test_places_in_line_one_are_those_of_the_file(node, run, write):
    write("hook.js", "module.exports = (r, t, c, cb) => cb(new Error('one'));")
    outcome = await run("hook.js", node=node)
    assert (outcome.where.line, outcome.where.column) == (1, 38)
    assert "hook.js:1:38)" in outcome.error.stack
    assert outcome.where.excerpt == (
        (1, "module.exports = (r, t, c, cb) => cb(new Error('one'));"),
    )


async def test_a_syntax_error_in_line_one_has_its_column(node, run, write):
    write("hook.js", "module.exports = function (recipient {};")
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.SYNTAX_ERROR
    assert (outcome.where.line, outcome.where.column) == (1, 38)


@pytest.mark.parametrize("head", ["\ufeff", "#!/usr/bin/env node\n", "\ufeff#!/usr/bin/node\n"])
async def test_a_byte_order_mark_and_a_shebang_do_not_matter(head, node, run, write):
    write("hook.js", f"{head}\nmodule.exports = (r, t, c, cb) => {{\n  cb(new Error('x'));\n}};\n")
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.CALLBACK_ERROR
    assert outcome.where.line == 3 + head.count("\n")


async def test_a_path_with_blanks_and_brackets_is_understood(node, run, write):
    path = write(
        "my hooks (old)/hook 1.js", "module.exports = () => {\n  throw new Error('x');\n};"
    )
    outcome = await run(path, node=node)
    assert outcome.where.file == str(path)
    assert outcome.where.line == 2


async def test_a_link_is_followed_so_that_modules_are_found(run, write, tmp_path):
    write("real/node_modules/dep/index.js", "module.exports = 'dep';")
    hook = write("real/hook.js", "module.exports = (r, t, c, cb) => cb(null, require('dep'));")
    (tmp_path / "link.js").symlink_to(hook)
    outcome = await run("link.js")
    assert outcome.response == "dep"


async def test_a_place_in_a_file_that_the_hook_requires_is_the_authors_own(run, write):
    write("lib/send.js", "exports.send = () => {\n  throw new TypeError('no route');\n};")
    write("hook.js", "const { send } = require('./lib/send');\nmodule.exports = () => send();")
    outcome = await run("hook.js")
    assert outcome.kind == Kind.SYNC_THROW
    assert outcome.where.file.endswith("lib/send.js")
    assert outcome.where.line == 2


async def test_a_place_in_a_package_is_told_as_where_the_hook_called_it(run, write):
    write("node_modules/dep/index.js", "module.exports = () => { throw new Error('deep'); };")
    write("hook.js", "const dep = require('dep');\nmodule.exports = () => {\n  dep();\n};")
    outcome = await run("hook.js")
    assert outcome.where.file.endswith("/hook.js")
    assert outcome.where.line == 3
    assert "node_modules/dep/index.js:1" in outcome.error.stack


async def test_a_syntax_error_in_a_required_file_names_that_file(node, run, write):
    path = write("lib.js", "exports.a = 1;\nexports.b = ;\n")
    write("hook.js", "require('./lib');\nmodule.exports = (r, t, c, cb) => cb();")
    outcome = await run("hook.js", node=node)
    assert outcome.kind == Kind.SYNTAX_ERROR
    assert outcome.where.file == str(path)
    assert (outcome.where.line, outcome.where.column) == (2, 13)


@pytest.mark.parametrize(
    ("manifest", "advice"),
    [
        (None, "The hook has no package.json. Run in {hooks}: npm install twilio"),
        ("{}", "It does not stand in {root}/package.json. Run in {root}: npm install twilio"),
        (
            '{"dependencies": {"twilio": "^5"}}',
            "It stands in {root}/package.json but is not installed. Run in {root}: npm install",
        ),
    ],
)
async def test_a_missing_package_is_told_with_where_to_install_it(manifest, advice, run, write):
    hook = write("app/hooks/hook.js", "require('twilio');")
    if manifest is not None:
        write("app/package.json", manifest)
    outcome = await run("app/hooks/hook.js")
    assert outcome.kind == Kind.MISSING_MODULE
    assert outcome.error.message.startswith(
        "There is no package 'twilio', required at hook.js:1. "
        + advice.format(hooks=hook.parent, root=hook.parent.parent)
    )
    assert outcome.error.code == "MODULE_NOT_FOUND"


async def test_the_console_has_level_text_place_and_time(node, run, write):
    path = write(
        "hook.js",
        "console.log('loading');\n"
        "module.exports = (recipient, text, context, cb) => {\n"
        "  console.info('to %s', recipient, { deep: { list: [1] } });\n"
        "  console.warn(new Map([['a', 1]]));\n"
        "  console.error('bad');\n"
        "  console.debug();\n"
        "  process.stdout.write('out\\n');\n"
        "  process.stderr.write(Buffer.from('err'), () => cb(null, {}));\n"
        "};\n",
    )
    outcome = await run("hook.js", PAYLOAD, node=node)
    assert [(line.level, line.text, line.line) for line in outcome.console] == [
        ("log", "loading", 1),
        ("info", "to +18085555555 { deep: { list: [ 1 ] } }", 3),
        ("warn", "Map(1) { 'a' => 1 }", 4),
        ("error", "bad", 5),
        ("debug", "", 6),
        ("stdout", "out", 7),
        ("stderr", "err", 8),
    ]
    assert {line.file for line in outcome.console} == {str(path)}
    assert outcome.console[0].t_ms < 0 <= outcome.console[1].t_ms


async def test_the_console_of_a_package_is_told_from_where_the_hook_called_it(run, write):
    write("node_modules/dep/index.js", "module.exports = () => console.log('from dep');")
    write("hook.js", "module.exports = (r, t, c, cb) => {\n  require('dep')();\n  cb();\n};")
    outcome = await run("hook.js")
    assert (outcome.console[0].text, outcome.console[0].line) == ("from dep", 2)


async def test_a_response_nested_very_deep_is_delivered_as_text(run, write):
    write(
        "hook.js",
        "module.exports = (r, t, c, cb) => { let nested = {};"
        " for (let n = 0; n < 1500; n += 1) nested = { nested }; cb(null, nested); };",
    )
    outcome = await run("hook.js")
    assert outcome.delivered
    assert outcome.response.startswith('{"nested":{"nested":')
    assert outcome.warnings == (
        "The response is nested deeper than 200 levels; it is shown as text.",
    )


async def test_an_unreadable_file_says_so(run, write, tmp_path):
    (tmp_path / "hook.js").symlink_to("/proc/self/mem")  # readable for nobody, root included
    outcome = await run("hook.js")
    assert outcome.kind == Kind.LOAD_ERROR
    assert outcome.error.code


async def test_the_same_target_sees_a_changed_file(write, run, tmp_path):
    for text in ("one", "two"):
        write("hook.js", f"module.exports = (r, t, c, cb) => cb(null, '{text}');")
        outcome = await run("hook.js")
        assert outcome.response == text


async def test_the_storage_of_old_hooks_lasts_for_one_invocation(node, run, write):
    write(
        "hook.js",
        """
        module.exports = (recipient, text, context, cb) => {
          const { storage } = context.webtask;
          let unread;
          try { storage.set({ count: 1 }, () => {}); } catch (error) { unread = error.message; }
          storage.get((problem, before) => {
            storage.set({ count: 1 }, () => {
              storage.set({ count: 2 }, { etag: 'old' }, (conflict) => {
                storage.get((_, after) => cb(null, {
                  unread, problem, empty: before === undefined, after, conflict: conflict.conflict,
                }));
              });
            });
          });
        };
        """,
    )
    for _ in range(2):
        outcome = await run("hook.js", node=node)
        assert outcome.response.pop("unread").startswith("When calling storage.set without")
        assert outcome.response == {
            **{"problem": None, "empty": True},
            **{"after": {"count": 1}, "conflict": {"count": 1}},
        }

"""Hooks made up by a generator of chance, and the ways in which hooks read their context."""

from __future__ import annotations

from random import Random

READS = r"""
context.message_type
context['message_type']
context.language
context.language || 'en'
context.language === 'N/A' ? 'x' : context.language
!context.language
context.language.split('-')[0]
`${context.language}!`
context.ip
context.user.user_id
context.user && context.user.email
context.user?.app_metadata?.roles
context.client
context.client && context.client.name
context.client?.client_metadata?.brand
context.client ? context.client.client_metadata : 'none'
(context.client || {}).client_metadata
((context.client || {}).client_metadata || {}).brand
typeof context.client
context.client_id
context.client_metadata && context.client_metadata.brand
context.factor_type === 'first'
context.webtask.secrets.KEY
context.webtask.secrets['KEY']
context.webtask && context.webtask.secrets && context.webtask.secrets.KEY
(context.webtask && context.webtask.secrets) || {}
(context.webtask || {}).secrets
context.webtask?.secrets?.KEY
context && context.code
context?.code
context['co' + 'de']
'client' in context
context.hasOwnProperty('client')
JSON.stringify(context.user)
[context.code, context.action].join()
({ code: context.code, ...context.user })
({ ...context }).code
context.action === 'enrollment'
context.action !== 'second-factor-authentication'
'voice' === context.message_type
context.message_type == "sms"
{ sms: 1, voice: 2 }[context.message_type]
recipient + text
[recipient].map((recipient) => recipient.length)[0]
(function (context) { return context.x; })({ x: 4 })
(() => { const { code, language = 'de' } = context; return [code, language]; })()
(() => { const { client } = context; return client && client.client_metadata; })()
(() => { const { client: { name, client_metadata: m } = {} } = context; return [name, m]; })()
(() => { const { webtask: { secrets: { KEY } } } = context; return KEY; })()
(() => { const { secrets } = context.webtask; return secrets.KEY; })()
(() => { const ctx = context; return ctx.client ? ctx.client.client_metadata : ctx.code; })()
(() => { const c = context.client; return c ? [c.name, c.client_metadata] : 0; })()
(() => { const w = context.webtask; return w.secrets.KEY; })()
(() => { const { ip, user_agent: ua, user: { email }, x } = context; return [ip, ua, email, x]; })()
(() => { const { user, ...rest } = context; return Object.keys(rest).length > 3; })()
(() => { const { name, client_metadata: m = {} } = context.client || {}; return [name, m]; })()
(() => { let { code } = context; code = code + '!'; return code; })()
(() => { context.code = 'z'; return context.code; })()
(() => { text = text.trim() + '.'; return text; })()
(() => { var recipient2 = recipient.replace('+', ''); return recipient2; })()
""".strip().splitlines()
"""Expressions that read the context, the recipient or the text."""

HELPERS = [
    "function helper(given) { return [given.code, given.client && given.client.client_metadata]; }",
    "function helper(given) { const { ip, user } = given; return [ip, user.email]; }",
    "function helper({ code }) { return code; }",
    "const helper = (given) => Object.keys(given).length > 3;",
    "const helper = (given) => inner(given.webtask.secrets); const inner = (all) => all.KEY;",
    "const helper = (given) => (given.language = 'x', given.language);",
    "const helper = (given) => { const event = 1; return [given.code, event]; };",
    "let helper = (given) => given.code;",
    "function helper(given) { return arguments.length + given.language; }",
]
"""Functions that a hook hands its context to."""


def flow(chance: Random) -> str:
    """A hook that answers, or does not, in any order of branches, promises and callbacks; it uses
    the names that `harness.cjs` provides."""
    kind = "async " if chance.random() < 0.4 else ""
    body = _block(chance, 3, bool(kind), "", "")
    return f"module.exports = {kind}function (recipient, text, context, cb) {{\n{body}\n}};\n"


def _block(chance: Random, depth: int, is_async: bool, error: str, response: str) -> str:
    return "\n".join(
        _statement(chance, depth, is_async, error, response) for _ in range(chance.randint(1, 3))
    )


def _answer(chance: Random, error: str, response: str) -> str:
    """A call of the callback; `error` and `response` are names in scope, or empty."""
    calls = [
        *("cb()", "cb(null, {})", "cb(null, { id: 1 })", "cb('text')", "cb(null, made('r'))"),
        *("cb(new Error('no'))", "cb(bit() ? null : new Error('odd'))", "cb({ message: 'obj' })"),
    ]
    if error:
        calls += [f"cb({error})"] * 4
        calls += [f"cb({error} && {error}.message)", f"cb(new Error('with ' + {error}))"]
    if error and response:
        calls += [f"cb({error}, {response})"] * 3
    if response:
        calls += [f"cb(null, {response})", f"cb(null, {{ MessageID: {response}.id }})"]
    return chance.choice(calls)


def _statement(chance: Random, depth: int, is_async: bool, error: str, response: str) -> str:
    if depth <= 0 or chance.random() < 0.3:
        return _simple(chance, is_async, error, response)

    def inner() -> str:
        return _block(chance, depth - 1, is_async, error, response)

    answered = _answer(chance, error, response)
    which = chance.randrange(12)
    if which == 0:
        return f"if (bit()) {{\n{inner()}\n}}"
    if which == 1:
        return f"if (bit()) {{\n{inner()}\n}} else {{\n{inner()}\n}}"
    if which == 2:
        leave = chance.choice(["", "return "])
        return f"if ({error or 'bit()'}) {leave}{answered};"
    if which == 3:
        return _try(chance, depth, is_async, inner())
    if which == 4:
        return f"switch (bit()) {{\n  case true:\n{inner()}\nbreak;\n  default:\n{inner()}\n}}"
    if which == 5:
        return f"setTimeout(() => {answered}, 1);"
    if which == 6:
        return f"bit() ? {answered} : {_answer(chance, error, response)};"
    if which == 7:
        name = f"emitter{chance.randrange(1000)}"
        handed = chance.choice(["cb", "(e) => cb(e)"])
        return (
            f"const {name} = E();\n{name}.on('error', {handed});\n"
            f"{name}.on('done', () => {answered});\n{name}.start();"
        )
    if which == 8:
        name = f"done{chance.randrange(1000)}"
        return f"const {name} = (err, data) => (err ? cb(err) : cb(null, data));\nN(1, {name});"
    return _calling(chance, depth) if which == 9 else _promise(chance, depth, is_async)


def _simple(chance: Random, is_async: bool, error: str, response: str) -> str:
    which = chance.random()
    if which < 0.45:
        return f"{_answer(chance, error, response)};"
    if which < 0.6:
        return f"return {_answer(chance, error, response)};"
    if which < 0.65:
        return "return;"
    if which < 0.7 and not is_async:
        return f"throw new Error('t{chance.randrange(10)}');"
    if which < 0.8 and is_async:
        return f"await P({chance.randrange(10)});"
    return f"log('{chance.randrange(100)}');"


def _try(chance: Random, depth: int, is_async: bool, tried: str) -> str:
    name = chance.choice(["e", "err"])
    caught = chance.choice(
        [
            f"cb({name});",
            f"log('caught');\ncb({name});",
            _block(chance, depth - 1, is_async, name, ""),
        ]
    )
    last = chance.choice(["", "", " finally { log('last'); }"])
    return f"try {{\n{tried}\n}} catch ({name}) {{\n{caught}\n}}{last}"


def _calling(chance: Random, depth: int) -> str:
    """A callback as Node has them: with an error first."""
    body = _block(chance, depth - 1, False, "err", "data")
    given = chance.choice(
        [
            *("cb", "(err, data) => cb(err, data)", "(err) => (err ? cb(err) : cb(null, {}))"),
            f"function (err, data) {{\n{body}\n}}",
        ]
    )
    return f"{chance.choice(['', 'return '])}N({chance.randrange(10)}, {given});"


def _promise(chance: Random, depth: int, is_async: bool) -> str:
    name, error = chance.choice(["r", "response"]), chance.choice(["e", "err"])
    body = _block(chance, depth - 1, False, "", name)
    waiting = _block(chance, depth - 1, True, "", name)
    done = chance.choice(
        [
            *("() => cb(null, {})", f"({name}) => cb(null, {name})"),
            *(f"({name}) => {{\n{body}\n}}", f"async ({name}) => {{\n{waiting}\n}}"),
            f"function ({name}) {{\n{body}\n}}",
        ]
    )
    caught = _block(chance, depth - 1, False, error, "")
    failed = chance.choice(
        [
            *(".catch(cb)", f".catch(({error}) => cb({error}))", ""),
            f".catch(({error}) => {{ log('x'); cb({error}); }})",
            f".catch(function ({error}) {{\n{caught}\n}})",
        ]
    )
    between = chance.choice(
        ["", "", ".then((q) => q)", ".then(v => { if (bit()) throw new Error('mid'); return v; })"]
    )
    before = chance.choice(["", "return ", "await " if is_async else ""])
    called = f"{before}P({chance.randrange(10)}){between}"
    return (
        f"{called}.then({done}, cb);"
        if chance.random() < 0.15
        else f"{called}.then({done}){failed};"
    )

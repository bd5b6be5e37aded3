"""The hooks in `hooks/` as Actions: `actions/` and `providers/` have each one's text.

`offhook port hooks/NAME.js -o actions/NAME.js` writes it anew; `providers/` with `--to
phone-provider`.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from sessions.platforms.auth0.porting.javascript.syntax import Source, SyntaxProblem
from sessions.platforms.auth0.porting.port import port
from sessions.platforms.deployed import Package
from sessions.runner.interpreters import find_node

HERE = Path(__file__).parent
ACTIONS = sorted((HERE / "actions").glob("*.js"))
PROVIDERS = sorted((HERE / "providers").glob("*.js"))
SHIMMED = {"chooses-its-export.js", "own-names.js"}
COMPILE = """\
for (const file of process.argv.slice(1)) new vm.Script(`(() => {${fs.readFileSync(file)}\\n})`);
"""
HOOK = "module.exports = function (recipient, text, context, cb) {{\n{0}\n}};\n"


def hook_of(golden: Path) -> str:
    return (HERE / "hooks" / golden.name).read_text()


@pytest.mark.parametrize("golden", ACTIONS, ids=lambda path: path.name)
def test_a_hook_is_an_action(golden: Path) -> None:
    ported = port(hook_of(golden), name=golden.name)
    assert ported.source == golden.read_text()
    assert ported.shimmed is (golden.name in SHIMMED)
    assert not Source(ported.source).has_error


@pytest.mark.parametrize("golden", PROVIDERS, ids=lambda path: path.name)
def test_a_hook_is_a_phone_provider(golden: Path) -> None:
    ported = port(hook_of(golden), name=golden.name, to="phone-provider")
    assert ported.source == golden.read_text()
    assert not Source(ported.source).has_error


def test_every_hook_has_its_action() -> None:
    hooks = {path.name for path in (HERE / "hooks").glob("*.js")} - {"twilio-client.js"}
    assert {path.name for path in ACTIONS} == hooks


def test_node_takes_every_one() -> None:
    node = find_node()
    assert node is not None
    files = [*ACTIONS, *PROVIDERS]
    subprocess.run([node.path, "-e", COMPILE, *map(str, files)], check=True, timeout=60)


@pytest.mark.parametrize("golden", [*ACTIONS, *PROVIDERS], ids=lambda path: path.name)
def test_the_function_kept_whole_parses_too(golden: Path) -> None:
    to = "action" if golden.parent.name == "actions" else "phone-provider"
    ported = port(hook_of(golden), name=golden.name, to=to, shim=True)
    assert ported.shimmed
    assert not Source(ported.source).has_error
    kept = [line for line in hook_of(golden).splitlines() if "module.exports" not in line]
    versions = re.compile(r"(require\(['\"][\w.]+)@[\d.]+")
    assert all(
        versions.sub(r"\1", line) in ported.source for line in kept if "return f" not in line
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("const a = 1;\nlet b = ;\n", 2, "does not parse as JavaScript"),
        ("module.exports = function (a: string, b: any) {};\n", 1, "looks like TypeScript"),
        ("\nexport default function (r, t, c, cb) { cb(); }\n", 2, "is an ES module"),
        ("import x from 'x';\nmodule.exports = x;\n", 1, "is an ES module"),
        ("\nexports.onExecuteSendPhoneMessage = async (event) => {};\n", 2, "is an Action already"),
        (
            "module.exports = { async onExecuteCustomPhoneProvider() {} };",
            1,
            "is an Action already",
        ),
        (
            "module.exports = async (event, context) => {};",
            1,
            "is an Action already: one of version",
        ),
        ("function f() {}\n", None, "exports no function"),
        ("", None, "exports no function"),
        ("\nmodule.exports = 5;\n", 2, "exports no function"),
        ("module.exports = { send() {} };", 1, "exports no function"),
        ("if (a) {\n  return;\n}", 2, "exports no function"),
        ("exports.send = 1;\nmodule.exports = ('hook');", 2, "exports no function"),
        (f"module.exports = {'(' * 300}1{')' * 300};", 1, "is nested more than 200 levels deep"),
    ],
)
def test_what_is_no_hook_is_refused(text: str, line: int | None, said: str) -> None:
    with pytest.raises(SyntaxProblem) as refused:
        port(text, name="hook.js")
    assert refused.value.line == line
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("cb(null, context.factor_type);", 2, "context.factor_type has no counterpart"),
        ("process.env.TOKEN = 'x';\ncb();", 2, "process.env is written"),
        ("Object.assign(process.env, {});\ncb();", 2, "process.env is written"),
        ("cb(null);\nconsole.log('done');", 3, "work after cb"),
        ("if (text) cb();", 1, "cb is not called on a branch of this function"),
        ("if (text) return;\ncb();", 2, "cb is not called here"),
        ("if (text) return cb();\nif (a) return;\nx(cb);", 3, "cb is not called here"),
        ("const ok = () => cb();\nif (a) return;\nok();", 3, "cb is not called here"),
        ("if (a) { x(cb); return; }\nif (b) return;\ny(cb);", 3, "cb is not called here"),
        ("process.env.A = 1;\nvar x = require('x');\ncb();", 3, "require stays where it was"),
        ("require('sharp');\ncb();", 2, "sharp has native code"),
        ("require('axios');\ncb();", 2, "axios has no version"),
        ("require('./mine');\ncb();", 2, "requires the file ./mine"),
        ("require('fs').writeFileSync('/tmp/x', text);\ncb();", 0, ""),
        ("fs.writeFileSync('/tmp/x', text);\ncb();", 2, "fs.writeFileSync: an Action cannot write"),
        ("cb(null, context.webtask.headers);", 2, "context.webtask.headers has no counterpart"),
        ("console.log(JSON.stringify(context));\ncb();", 2, "JSON.stringify of the context threw"),
        ("log(JSON.stringify({ ...context }));\ncb();", 2, "JSON.stringify of the context threw"),
        ("log(JSON.stringify([{ context }]));\ncb();", 2, "JSON.stringify of the context threw"),
        ("log(JSON.stringify({ of: context }));\ncb();", 2, "JSON.stringify of the context threw"),
        ("cb();\nprocess.exit(0);", 3, "process.exit ends the Action"),
        ("globalThis.last = text;\ncb();", 2, "a global is set"),
        ("send(context.user);\ncb();", 2, "the whole user"),
        ("cb(context.webtask.secrets." + "S" * 129 + ");", 2, "a secret's name has 129 characters"),
        ("cb();", 1, "nothing is sent"),
        ("cb(new Error('no'));\ncb();", 3, "cb is called once more here"),
        ("cb(null, { MessageID: text.id });", 2, "what cb got as the response is ignored"),
        ("p.then(() => cb());", 2, "nothing handled a rejection here"),
        ("p.catch(cb);", 2, "nothing calls cb when this succeeds"),
        ("p();", 1, "the hook never calls cb"),
        ("this.x(cb);", 2, "the hook's function is kept whole and called: the hook uses this"),
    ],
)
def test_what_has_to_be_looked_at_is_said_with_its_line(body: str, line: int, said: str) -> None:
    ported = port(HOOK.format(body), name="hook.js")
    if said:
        assert [remark.line for remark in ported.remarks if remark.text.startswith(said)] == [line]
        first = next(remark for remark in ported.remarks if remark.text.startswith(said))
        words = re.sub(r"\n//\s*", " ", ported.source)
        assert f"- {line}: {first.text}" in words
    assert not Source(ported.source).has_error


@pytest.mark.parametrize(
    "body",
    [
        "function once(e, r) { if (done) return; done = true; cb(e, r); }\nsend(text, once);",
        "send(text, (e) => { if (!done) { done = true; cb(e); } });",
        "send(text, (e) => { if (done) { log(e); } else { done = true; cb(e); } });",
        "const timer = setTimeout(() => { done = true; cb('late'); }, 9);\n"
        "send(text, (e) => { if (done) return; clearTimeout(timer); cb(e); });",
    ],
)
def test_a_guard_that_calls_cb_once_is_no_branch_that_never_answers(body: str) -> None:
    remarks = port(HOOK.format(f"let done = false;\n{body}"), name="h.js").remarks
    assert not [remark for remark in remarks if remark.text.startswith("cb is not called")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            HOOK.format("let off = false;\nsend((e) => { if (off) return; cb(e); });\noff = true;"),
            3,
        ),
        (HOOK.format("send((e) => { let odd; if (odd) return; odd = true; cb(e); });"), 2),
        (HOOK.format("let on;\nsend((e) => { if (!on) { on = true; return; } cb(e); });"), 3),
        ("let on;\n" + HOOK.format("if (on) return;\non = true;\ncb();"), 3),
    ],
)
def test_a_flag_that_cb_does_not_go_with_guards_nothing(text: str, line: int) -> None:
    remarks = port(text, name="h.js").remarks
    assert line in [remark.line for remark in remarks if remark.text.startswith("cb is not called")]


_TIMED_OUT = "the hook timed out after 20 s"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("p(text).then(() => cb()).catch((e) => log(e));", ", the Action delivers"),
        ("p(text).then(() => cb()).catch(console.error);", ""),
        ("p(text).then(() => cb(), (e) => log(e));", ""),
        (
            "const t = text;\np(t).then((r) => { if (r) cb(); })\n.catch(cb);",
            ", the Action delivers",
        ),
        ("p(text, (e) => { if (!e) cb(); });", ""),
        ("p(text, (e) => { if (e) return; cb(); });", ""),
        ("if (text) return;\np(text, cb);", ", the Action delivers"),
        ("if (text) p(text, cb);", ""),
    ],
)
def test_a_branch_that_never_answered_is_said_with_what_the_action_does(
    body: str, said: str
) -> None:
    remarks = [remark.text for remark in port(HOOK.format(body), name="h.js").remarks]
    [found] = [text for text in remarks if text.startswith("cb is not called")]
    assert found.partition(": ")[2] == f"{_TIMED_OUT}{said}"


@pytest.mark.parametrize(
    "body",
    [
        "p(text).then(() => cb()).catch(failed);\nfunction failed(e) { cb(e); }",
        "p(text).then(() => cb()).catch((e) => { throw e; });",
        "p(text).then(() => cb()).catch(log).finally(() => cb());",
        "p(text).catch(log).then(() => cb(), cb);",
        "p(text, cb).catch(log);",
    ],
)
def test_what_fails_is_not_said_to_be_unanswered_where_it_may_be(body: str) -> None:
    remarks = port(HOOK.format(body), name="h.js").remarks
    assert not [remark for remark in remarks if remark.text.startswith("cb is not called")]


def test_module_state_is_said() -> None:
    state = "let count = 0;\nconst seen = new Map();\nconst sdk = require('sdk@1.0.0');\n"
    body = "count += 1;\nseen.set(text, 1);\nsdk.add(text);\ncb();"
    remarks = [str(remark) for remark in port(state + HOOK.format(body), name="h.js").remarks]
    assert [remark[:25] for remark in remarks] == [
        "line 5: count is changed ",
        "line 6: seen is changed h",
    ]


def test_more_than_ten_packages_and_too_much_code_are_said() -> None:
    many = "".join(f"const p{n} = require('p{n}@1.0.0');\n" for n in range(11))
    large = f"// {'x' * 100_000}\n"
    remarks = [
        str(remark) for remark in port(many + large + HOOK.format("cb();"), name="h").remarks
    ]
    assert any("requires 11 packages, and an Action has at most 10" in each for each in remarks)
    assert any("and an Action's code at most 100000" in each for each in remarks)


def test_versions_go_into_the_dependencies() -> None:
    text = "const a = require('axios@0.21.1/lib');\nconst b = require('@x/y@2.0.0');\n"
    text += (
        "const c = require('twilio');\nconst d = require('fs');\nconst e = require('node:dns');\n"
    )
    ported = port(text + HOOK.format("cb();"), name="h.js", versions={"twilio": "4.1.0"})
    assert ported.dependencies == (
        Package("axios", "0.21.1"),
        Package("@x/y", "2.0.0"),
        Package("twilio", "4.1.0"),
    )
    assert "require('axios/lib')" in ported.source
    assert "require('@x/y')" in ported.source


def test_secrets_are_found_however_they_are_read() -> None:
    body = (
        "const { A, B: b } = context.webtask.secrets;\nconst secrets = context.webtask.secrets;\n"
        "const all = (context.webtask && context.webtask.secrets) || {};\n"
        "cb(null, [secrets.C, secrets['D'], all.E, context.webtask.secrets.F]);"
    )
    ported = port(HOOK.format(body), name="h.js")
    assert sorted(ported.secrets) == ["A", "B", "C", "D", "E", "F"]
    assert "webtask" not in ported.source


@pytest.mark.parametrize(
    "read",
    [
        "const key = context.webtask.secrets.KEY;",
        "const key = context.webtask.secrets && context.webtask.secrets.KEY;\nkey.trim();",
        "const { KEY } = (context.webtask && context.webtask.secrets) || {};",
        "const { webtask: { secrets: { KEY: key } } } = context;",
        "const { webtask } = context;\nconst { secrets } = webtask;\nlog(secrets['KEY']);",
        "let all;\nall = context.webtask?.secrets;\nconst again = all;\nlog(again.KEY);",
        "const { secrets = {} } = context.webtask || {};\nlog(secrets.KEY, mine.secrets.OTHER);",
    ],
)
@pytest.mark.parametrize("whole", ["", "log(context);", "const event = 1;"])
@pytest.mark.parametrize("shim", [False, True])
def test_secrets_are_named_whatever_becomes_of_the_hook(read: str, whole: str, shim: bool) -> None:
    ported = port(HOOK.format(f"{read}\n{whole}\ncb();"), name="h.js", shim=shim)
    assert ported.secrets == ("KEY",)
    assert "// Secrets: KEY\n" in ported.source


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("cb()", ""),
        ("cb(null, {})", ""),
        ("cb('')", ""),
        ("cb(void 0, 1)", ""),
        ("cb('text')", "throw new Error('text');"),
        ("cb(`no ${text}`)", "throw new Error(`no ${text}`);"),
        ("cb('no ' + text)", "throw new Error('no ' + text);"),
        ("cb({ message: text, code: 1 })", "throw new Error(text);"),
        ("cb(new TypeError('x'))", "throw new TypeError('x');"),
        ("return cb(new Error('x'))", "throw new Error('x');"),
        ("cb(problem)", "if (problem) throw problem;"),
        ("cb(ok ? null : new Error('x'))", "if (!ok) throw new Error('x');"),
        ("cb(a && b ? null : 'x')", "if (!(a && b)) throw new Error('x');"),
        ("failed ? cb('x') : cb(null)", "if (failed) throw new Error('x');"),
        ("cb(null, text.length)", "return text.length;"),
    ],
)
def test_an_answer_is_a_return_or_a_throw(call: str, written: str) -> None:
    source = port(HOOK.format(f"  send(text);\n  {call};"), name="h.js").source
    after = source.partition("send(text);\n")[2]
    assert after == (f"  {written}\n}};\n" if written else "};\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
def test_the_authors_layout_stays(newline: str, indent: str) -> None:
    text = (
        "// mine\nmodule.exports = (to, body, ctx, done) => {\n"
        "  const kept = `a\n  b`; // as it is\n"
        "  sdk.send(to, (error) => {\n    /* why */\n    if (error) return done(error);\n"
        "    done();\n  });\n};\n"
    )
    written = (
        "// mine\nexports.onExecuteSendPhoneMessage = async (event, api) => {\n"
        "  const { recipient: to } = event.message_options;\n"
        "  const kept = `a\n  b`; // as it is\n"
        "  await new Promise((resolve, reject) => {\n    sdk.send(to, (error) => {\n"
        "      /* why */\n      if (error) return reject(error);\n      resolve();\n"
        "    });\n  });\n};\n"
    )

    def laid_out(text: str) -> str:
        return text.replace("  ", indent).replace("\n", newline)

    source = port(laid_out(text), name="h.js").source
    assert source.partition(newline * 2)[2] == laid_out(written)


SNS = """\
const {{ SNSClient, PublishCommand }} = require('@aws-sdk/client-sns');
module.exports = async (recipient, text, context, cb) => {{
  process.env.AWS_ACCESS_KEY_ID = context.webtask.secrets.ID;
  process.env.AWS_SECRET_ACCESS_KEY = context.webtask.secrets.KEY;
  {0}
  await client.send(new PublishCommand({{ Message: text }}));
  cb();
}};
"""


@pytest.mark.parametrize(
    ("made", "written"),
    [
        ("const client = new SNSClient();", "const client = new SNSClient({"),
        ("const client = new SNSClient({ maxAttempts: 2 });", "    maxAttempts: 2,"),
    ],
)
def test_credentials_go_to_the_client(made: str, written: str) -> None:
    source = port(SNS.format(made), name="h.js").source
    given = "{ accessKeyId: event.secrets.ID, secretAccessKey: event.secrets.KEY }"
    assert written in source
    assert f"credentials: {given}," in source
    assert "process.env" not in source.partition("\n\n")[2]


def test_a_require_behind_credentials_that_go_to_the_client_moves_to_the_top() -> None:
    required, handler = SNS.split("\n", 1)
    required = required.format()
    made = f"{required}\n  const client = new SNSClient();"
    ported = port(handler.format(made), name="h.js", versions={"@aws-sdk/client-sns": "3.1.0"})
    assert ported.source.partition("\n\n")[2].startswith(f"{required}\n\nexports.")
    assert [remark.line for remark in ported.remarks] == [2, 3]


@pytest.mark.parametrize(
    "made",
    [
        "const client = new SNSClient(); log(process.env.AWS_ACCESS_KEY_ID);",
        "const client = new SNSClient({ credentials: mine });",
        "const client = new SNSClient(options);",
        "const client = make();",
    ],
)
def test_credentials_stay_in_the_environment_where_others_may_read_them(made: str) -> None:
    ported = port(SNS.format(made), name="h.js")
    assert "process.env.AWS_ACCESS_KEY_ID = event.secrets.ID;" in ported.source
    assert sum("process.env is written" in remark.text for remark in ported.remarks) == 2


def test_what_may_be_no_error_is_made_one() -> None:
    hook = "  sdk.send(text, (reply) => {\n    cb(reply.problem, reply);\n  });"
    written = (
        "  await new Promise((resolve, reject) => {\n"
        "    const cb = (error, response) => {\n"
        "      if (!error) return resolve(response);\n"
        "      reject(error instanceof Error ? error : new Error(error.message ?? error));\n"
        "    };\n"
        "    sdk.send(text, (reply) => {\n      cb(reply.problem, reply);\n    });\n  });\n};\n"
    )
    assert port(HOOK.format(hook), name="h.js").source.endswith(written)


@pytest.mark.parametrize("used", ["this.x", "[1].map(() => this.x)", "(() => arguments[0])()"])
def test_a_callback_with_a_this_of_its_own_stays_a_function(used: str) -> None:
    hook = HOOK.format(f"send(text).then(function () {{ log({used}); cb(); }}, cb);")
    assert f"function () {{ log({used}); resolve(); }}" in port(hook, name="h.js").source


@pytest.mark.parametrize("blank", ["", " "])
def test_a_hook_on_one_line_is_laid_out(blank: str) -> None:
    hook = f"module.exports = function (to, text, context, cb) {{{blank}send(to, cb);{blank}}};\n"
    assert port(hook, name="hook.js").source.endswith("""\
exports.onExecuteSendPhoneMessage = async (event, api) => {
  const { recipient: to } = event.message_options;
  await new Promise((resolve, reject) => {
    const cb = (error, response) => (error ? reject(error) : resolve(response));
    send(to, cb);
  });
};
""")

"""Which secrets a hook's text reads, and the warning of those that it is not given."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.targets.local.hook_text import HookText
from sessions.targets.resolve import resolve
from sessions.targets.target import Limits


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("const t = context.webtask.secrets.TOKEN;", ["TOKEN"]),
        (
            "auth(event.secrets['auth0-extension-secret'], secrets?.B)",
            ["auth0-extension-secret", "B"],
        ),
        ("const { A, B: b, C = 'c', ...rest } = context.webtask.secrets;", ["A", "B"]),
        ("const { secrets } = context.webtask; x(secrets.A, secrets.A)", ["A"]),
        ("secrets.A || 'a'; secrets.B ?? 'b'; secrets.C = 1; secrets.D + 2", ["D"]),
        ("// secrets.A\n/* secrets.B */ secrets.C", ["C"]),
        ("const secrets = context.webtask.secrets; Object.keys(secrets)", []),
        ("mysecrets.A; secretsOf.B", []),
        ("const { secrets: { A, B = 'b' } } = event; auth(A, B)", ["A"]),
        ("exports.x = async ({ secrets: { A: a } }) => send(a);", ["A"]),
        ("send('https://sms.example/', secrets.A); // secrets.B", ["A"]),
    ],
)
def test_javascript(tmp_path: Path, text: str, names: list[str]) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(text)
    assert list(HookText.of(hook).secrets) == names


@pytest.mark.parametrize(
    "text",
    [
        "if (event.secrets.A) log();",
        "if (!event.secrets.A) throw new Error('no A');",
        "while (ready && event.secrets.A) log();",
        "if (a && (event.secrets.A)) log();",
        "if (event.secrets.A === 'true') log(event.secrets.A);",
        "if ('true' == event.secrets.A) log();",
        "const n = event.secrets.A > 3;",
        "const a = event.secrets.A ? 1 : 2;",
        "const a = event.secrets.A\n  ? 1\n  : 2;",
        "const a = (event.configuration && event.configuration.A) || event.secrets.A;",
        "const a = process.env.A ?? event.secrets['A'];",
        "const a = (context.webtask || {}).secrets.A || 'a';",
        "event.secrets.A && send(event.secrets.A);",
        "event.secrets.A ||= 'a'; event.secrets.A ??= 'b'",
        "send(event.secrets.A?.trim());",
        "const n = Number(event.secrets.A) || 5;",
        "const n = parseInt(event.secrets.A, 10) || 5;",
        "send(`${event.secrets.A || ''}`);",
        "switch (event.secrets.A) { case 'x': log(); }",
        "if (typeof event.secrets.A !== 'undefined') log();",
        "if ('A' in event.secrets) send(event.secrets.A);",
        "if (event.secrets.hasOwnProperty('A')) send(event.secrets.A);",
        "if (Object.hasOwn(event.secrets, 'A')) send(event.secrets.A);",
        "const a = event.secrets.A;\nif (a) send(a);",
        "const { A } = event.secrets;\nsend(A || 'x');",
        "const { A: sender } = event.secrets; if (!sender) return;",
        "const { A = 'x' } = event.secrets; send(A);",
        "const { secrets: { A } } = event; const sender = A ? { from: A } : {};",
    ],
)
def test_an_absence_that_the_text_provides_for(tmp_path: Path, text: str) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(text)
    assert HookText.of(hook).secrets == ()


@pytest.mark.parametrize(
    "text",
    [
        "send(event.secrets.A);",
        "if (send(event.secrets.A)) log();",
        "if (event.secrets.A.startsWith('x')) log();",
        "const a = event.secrets.A;\nsend(a);",
        "const { A } = event.secrets; send({ auth: A, b: b || 1 });",
        "send(`${event.secrets.A}?x=1`, b || c);",
        "const url = 'https://x/?k=' + event.secrets.A;",
        "send({ key: event.secrets.A, other: x ? 1 : 2 });",
        "const a = cond && event.secrets.A;",
        "fetch(event.secrets.A).then((r) => r.ok || fail());",
        "const call = (x) => event.secrets.A;",
        "return event.secrets.A;",
        "const s = 'if (' + event.secrets.A + ')';",
        "if (ok) { send(event.secrets.A); }",
        "if (ok) send(event.secrets.A);",
        "client(event.secrets.A) || other();",
    ],
)
def test_an_absence_that_goes_out(tmp_path: Path, text: str) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(text)
    assert HookText.of(hook).secrets == ("A",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = s['secrets']['A'] if 'A' in s['secrets'] else None", []),
        ("if 'A' not in secrets: raise ValueError\nx = secrets['A']", []),
        ("try:\n    a = secrets['A']\nexcept KeyError:\n    a = None", []),
        ("try:\n    a = secrets['A']\nexcept ValueError:\n    a = None", ["A"]),
        ("a = context['webtask']['secrets'].get('A') or 'x'", []),
        ("a = context['webtask']['secrets']['A'] or 'x'", ["A"]),
        ("a = context['webtask'].get('secrets', {})['A']", ["A"]),
        ('token = context["webtask"]["secrets"]["TOKEN"]', ["TOKEN"]),
        ("import secrets\nsecrets.token_hex(8)\nx = secrets.choice", []),
        ('context["webtask"]["secrets"].get("A")  # secrets["B"]', []),
        ("# secrets['A']", []),
        ("this is no Python: secrets['A']", []),
    ],
)
def test_python(tmp_path: Path, text: str, names: list[str]) -> None:
    hook = tmp_path / "hook.py"
    hook.write_text(text)
    assert list(HookText.of(hook).secrets) == names


def test_a_file_that_cannot_be_read_reads_none(tmp_path: Path) -> None:
    assert HookText.of(tmp_path / "absent.js").secrets == ()


async def test_those_not_given_are_named() -> None:
    text = HookText("hook.js", b"secrets.A; secrets.B; secrets.C")
    assert await text.warning({"A", "B", "C"}) is None
    assert "reads secrets.B: it was not given; name it" in (await text.warning({"A", "C"}) or "")
    assert "reads secrets.A, secrets.C: they were not" in (await text.warning({"B"}) or "")


async def test_an_outcome_tells_of_them(tmp_path: Path) -> None:
    (tmp_path / "hook.js").write_text(
        "module.exports = (r, t, c, cb) => cb(null, { MessageID: `${c.webtask.secrets.ID}` });"
    )
    target = resolve("hook.js", base=tmp_path)
    try:
        bare = await target.invoke(example(), {}, Limits())
        whole = await target.invoke(example(), {"ID": "x"}, Limits())
    finally:
        await target.aclose()
    assert bare.message_id == "undefined"
    assert any("secrets.ID" in warning for warning in bare.warnings)
    assert whole.warnings == ()

"""Which secrets a hook's text reads, and the warning of those that it is not given."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.contract.invocation import example
from sessions.targets.resolve import resolve
from sessions.targets.secret_names import not_given, secrets_read
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
        ("secrets.A || 'a'; secrets.B ?? 'b'; secrets.C = 1; secrets.D === 2", ["D"]),
        ("// secrets.A\n/* secrets.B */ secrets.C", ["C"]),
        ("const secrets = context.webtask.secrets; Object.keys(secrets)", []),
        ("mysecrets.A; secretsOf.B", []),
    ],
)
def test_javascript(tmp_path: Path, text: str, names: list[str]) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text(text)
    assert list(secrets_read(hook)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('token = context["webtask"]["secrets"]["TOKEN"]', ["TOKEN"]),
        ("import secrets\nsecrets.token_hex(8)\nx = secrets.choice", []),
        ('context["webtask"]["secrets"].get("A")  # secrets["B"]', ["B"]),
        ("# secrets['A']", []),
    ],
)
def test_python(tmp_path: Path, text: str, names: list[str]) -> None:
    hook = tmp_path / "hook.py"
    hook.write_text(text)
    assert list(secrets_read(hook)) == names


def test_a_file_that_cannot_be_read_reads_none(tmp_path: Path) -> None:
    assert secrets_read(tmp_path / "absent.js") == ()


def test_those_not_given_are_named(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text("secrets.A; secrets.B; secrets.C")
    assert not_given(hook, {"A", "B", "C"}) is None
    assert "reads secrets.B: it was not given; name it" in (not_given(hook, {"A", "C"}) or "")
    assert "reads secrets.A, secrets.C: they were not" in (not_given(hook, {"B"}) or "")


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

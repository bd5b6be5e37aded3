"""Command lines made of the real options and of values that nobody means: one message, no crash."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.contract.invocation import example
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import dumps
from tui.cli.main import COMMANDS
from tui.cli.shared.parsing import Parser

VALUES = [
    *("", " ", "-", "--", "=", "a=b", "a.b=c", "0", "-1", "2", "1e309", "nan", "text", "json"),
    *("\0", "\x1b[2J", "é\u202e", "\ud800", "x" * 5_000, "%s%n", "${env:NO_SUCH}", "${", "{{", "{"),
    *(".", "..", "no/such/file", "a.toml", "hook.js", "broken.toml", "new.js", "data.json"),
    *("starter", "ftp://a.test", "http://", "pkg.mod:f", "hook.js:x", "twilio=429", "twilio=zzz"),
    *("recipient=+18085555555", "context.user", "context[0]", "Name: value", "deutsch", "one"),
]
TARGETED = {"send", "replay", "demo", "port"}
"""Commands that may run a hook: here one in JavaScript, without a Node to run it in."""


def option_names(command: str) -> list[tuple[str, bool]]:
    """The options of a command as it declares them, and whether each takes a value."""
    parser = Parser(command, "")
    importlib.import_module(f"tui.cli.{COMMANDS[command].module}").configure(parser)
    return [
        (name, action.nargs != 0)
        for action in parser._actions
        for name in action.option_strings
        if name not in ("--output", "--watch")  # which goes on until it is ended
    ]


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command, some of its options and any values, in any order."""
    command = draw(st.sampled_from([*COMMANDS.keys() - {"doctor", "inbox", "listen", "serve"}]))
    options = option_names(command)
    parts = draw(
        st.lists(
            st.sampled_from(options).flatmap(
                lambda option: (
                    st.sampled_from(VALUES).map(lambda value: [option[0], value])
                    if option[1]
                    else st.just([option[0]])
                )
            )
            | st.sampled_from(VALUES).map(lambda value: [value]),
            max_size=4,
        )
    )
    words = [word for part in parts for word in part]
    if command in TARGETED:
        words += ["--target", "hook.js"]
    if command == "demo":
        words.append("--script")
    return [command, *words]


@pytest.fixture
def folder(offhook: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Files to name, and no Node, so that nothing is started."""
    monkeypatch.setenv("OFFHOOK_NODE", str(offhook.folder / "no-node"))
    saved = SavedInvocation(payload=example().payload)
    offhook.file("a.toml", dumps(Session(target="hook.js", invocation={"one": saved})))
    offhook.file("broken.toml", "format = 1\n[invocation")
    offhook.file("hook.js", "module.exports = (recipient, text, context, cb) => cb();\n")
    offhook.file("data.json", '{"recipient": 5}')
    return offhook


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments=command_lines())
def test_any_command_line_ends_with_a_status_and_a_word(arguments: list[str], folder: Any) -> None:
    result = folder(*arguments)
    assert result.status in (0, 1, 2)
    assert "internal error" not in result.err
    if result.status == 2:
        assert result.err

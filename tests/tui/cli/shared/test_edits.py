"""--set, --set-json, --null and --unset: what they make of a payload, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_path import format_path
from tui.cli.shared.diagnostics import UsageError
from tui.cli.shared.edits import Edit, add_edit_options, edited
from tui.cli.shared.parsing import Parser


def parsed(*arguments: str) -> list[Edit]:
    parser = Parser("send", "")
    add_edit_options(parser)
    return parser.read(arguments).edits


@pytest.mark.parametrize(
    ("arguments", "payload"),
    [
        (["--set", "a=1"], {"a": "1"}),
        (["--set", "a="], {"a": ""}),
        (["--set", "a=b=c\nd"], {"a": "b=c\nd"}),
        (["--set-json", "a=1"], {"a": 1}),
        (["--set-json", "a=[null, {}]", "--set", "a[0]=x"], {"a": ["x", {}]}),
        (["--null", "a.b"], {"a": {"b": None}}),
        (["--set", "a=1", "--unset", "a"], {}),
        (["--unset", "a", "--set", "a=1"], {"a": "1"}),
        (["--null", "a", "--set", "a.b=1"], {"a": {"b": "1"}}),
        (["--set", 'a."x=y.z"=1'], {"a": {"x=y.z": "1"}}),
        (["--set", r'"q\"="=1'], {'q"=': "1"}),
        (["--unset", "nowhere.at.all"], {}),
    ],
)
def test_edits_are_made_in_their_order(arguments: list[str], payload: Any) -> None:
    assert edited({}, parsed(*arguments)) == payload


@given(st.text(st.characters(), min_size=1), st.text(st.characters()))
def test_any_key_and_any_text_can_be_set(key: str, text: str) -> None:
    argument = f"{format_path(('context', key))}={text}"
    assert edited({}, [Edit("--set", argument)]) == {"context": {key: text}}


@pytest.mark.parametrize(
    ("option", "argument", "message"),
    [
        ("--set", "a", "--set: found 'a', wanted PATH=TEXT"),
        ("--set", "a..b=1", "--set: path 'a..b', column 3: found '.b'"),
        ("--set", "=1", "--set: path '', column 1"),
        ("--set", "text.deep=1", "--set: text is not an object"),
        ("--set-json", "a={1}", "--set-json: not JSON: line 1, column 2"),
        ("--set-json", "a=NaN", "--set-json: not JSON: line 1, column 1: NaN is not JSON"),
        ("--null", "list[5]", "--null: list[5]: no such array item"),
        ("--unset", "[", "--unset: path '['"),
    ],
)
def test_what_cannot_be_done_names_option_and_place(
    option: str, argument: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        edited({"text": "x", "list": []}, [Edit(option, argument)])
    assert str(caught.value).startswith(message)


def test_a_payload_cannot_be_set_deeper_than_it_may_be() -> None:
    with pytest.raises(UsageError, match="201 levels deep"):
        edited({}, [Edit("--set-json", "a=" + "[" * 200 + "]" * 200)])

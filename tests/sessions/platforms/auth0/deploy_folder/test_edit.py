"""A text that gets an item more: the change, and nothing else."""

import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.deploy_folder import keywords
from sessions.platforms.auth0.deploy_folder.edit import CannotEdit, Listing
from sessions.platforms.auth0.deploy_folder.tree import tree_of, value_of
from tests.narrowing import members

ITEM: JsonValue = {"action_name": "sms-action", "display_name": "sms-action"}
KEYS = ("send-phone-message",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '{\n  "a": [],\n  "send-phone-message": []\n}\n',
            '{\n  "a": [],\n  "send-phone-message": [\n    {\n      "action_name": "sms-action",\n'
            '      "display_name": "sms-action"\n    }\n  ]\n}\n',
        ),
        (
            '{"send-phone-message": [{"action_name": "x"}]}',
            '{"send-phone-message": [{"action_name": "x"}, '
            '{"action_name": "sms-action", "display_name": "sms-action"}]}',
        ),
        (
            '{\r\n\t"send-phone-message": [\r\n\t\t{ "a": @@X@@ }\r\n\t]\r\n}',
            '{\r\n\t"send-phone-message": [\r\n\t\t{ "a": @@X@@ },\r\n'
            '\t\t{ "action_name": "sms-action", "display_name": "sms-action" }\r\n\t]\r\n}',
        ),
        (
            '{\n    "a": 1\n}',
            '{\n    "a": 1,\n    "send-phone-message": [\n        {\n'
            '            "action_name": "sms-action",\n'
            '            "display_name": "sms-action"\n        }\n    ]\n}',
        ),
        (
            '\ufeff{"send-phone-message": [{"action_name": "x"}]}',
            '\ufeff{"send-phone-message": [{"action_name": "x"}, '
            '{"action_name": "sms-action", "display_name": "sms-action"}]}',
        ),
        ("", '{\n  "send-phone-message": [\n    {\n      "action_name": "sms-action",\n'
             '      "display_name": "sms-action"\n    }\n  ]\n}\n'),
    ],
)  # fmt: skip
def test_json(before: str, after: str) -> None:
    assert Listing(before, is_json=True).with_item(KEYS, ITEM).text == after


LINES = "action_name: sms-action\n{}display_name: sms-action\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "triggers: # all\n  send-phone-message: []  # none\n  post-login: []\n",
            "triggers: # all\n  send-phone-message:  # none\n    - action_name: sms-action\n"
            "      display_name: sms-action\n  post-login: []\n",
        ),
        (
            "triggers:\n  send-phone-message:\n  - action_name: ##A##\n    # of a\n# of b\nb: 1",
            "triggers:\n  send-phone-message:\n  - action_name: ##A##\n    # of a\n"
            "  - action_name: sms-action\n    display_name: sms-action\n# of b\nb: 1",
        ),
        (
            "a: |\n  text\n\n",
            "a: |\n  text\n\ntriggers:\n  send-phone-message:\n    - action_name: sms-action\n"
            "      display_name: sms-action\n",
        ),
        (
            "triggers:\r\n  x: [a]\r\nb: @@B@@",
            "triggers:\r\n  x: [a]\r\n  send-phone-message:\r\n    - action_name: sms-action\r\n"
            "      display_name: sms-action\r\nb: @@B@@",
        ),
        (
            "triggers: {send-phone-message: [{action_name: a}]}",
            "triggers: {send-phone-message: [{action_name: a}, "
            '{"action_name": "sms-action", "display_name": "sms-action"}]}',
        ),
        (
            "a: &a\n- x\ntriggers:\n  post-login: *a # it\n# end\n",
            "a: &a\n- x\ntriggers:\n  post-login: *a # it\n  send-phone-message:\n"
            "    - action_name: sms-action\n      display_name: sms-action\n# end\n",
        ),
        (
            "b: 1\ntriggers:",
            "b: 1\ntriggers:\n  send-phone-message:\n    - action_name: sms-action\n"
            "      display_name: sms-action",
        ),
    ],
)
def test_yaml(before: str, after: str) -> None:
    edited = Listing(before, is_json=False).with_item(("triggers", *KEYS), ITEM)
    assert edited.text == after


@pytest.mark.parametrize("text", ["[1]", '{"send-phone-message": "@@ALL@@"}', "{", "\x00"])
def test_what_nothing_can_be_put_into_is_said(text: str) -> None:
    with pytest.raises(CannotEdit):
        Listing(text, is_json=True).with_item(KEYS, ITEM)


@pytest.mark.parametrize(
    ("triggers", "said"),
    [
        ("{send-phone-message: &a [x], post-login: *a}", "line 1: .*: an alias may stand for it"),
        ("\n  post-login: &a\n  - x: y\n  send-phone-message: *a", "line 4: .*: an alias may"),
        ("{<<: {send-phone-message: [x]}, post-login: []}", "may be among what << merges"),
        ("##ALL##", "with keywords replaced it would not come out as it is meant"),
    ],
)
def test_what_would_change_more_than_it_says_is_refused(triggers: str, said: str) -> None:
    replaced = partial(keywords.replaced, mapping={"ALL": "{post-login: []}"})
    listing = Listing(f"triggers: {triggers}\n", False, replaced)
    with pytest.raises(CannotEdit, match=said):
        listing.with_item(("triggers", *KEYS), ITEM)


NAMES = st.sampled_from(["post-login", "send-phone-message", "custom", "a b", "é"])
BINDING = st.fixed_dictionaries({"action_name": st.text(st.characters(codec="utf-8"), max_size=6)})
CONTENT = st.dictionaries(NAMES, st.lists(BINDING, max_size=3), max_size=4)


@given(CONTENT, st.sampled_from([None, 1, 2, 4, "\t"]), st.booleans(), st.booleans())
def test_any_json_gets_the_item_and_keeps_the_rest(
    content: dict[str, JsonValue], indent: int | str | None, crlf: bool, ascii_only: bool
) -> None:
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only)
    text = text.replace("\n", "\r\n") if crlf else text
    edited = Listing(text, is_json=True).with_item(KEYS, ITEM).text
    old = content.get(KEYS[0], [])
    assert isinstance(old, list)
    assert json.loads(edited) == {**content, KEYS[0]: [*old, ITEM]}
    assert list(json.loads(edited)) == list({**content, KEYS[0]: []})
    assert is_an_insertion(text, edited)


YAML_KEY = st.sampled_from(["tenant", "actions", "triggers", "hooks"])
SCALAR = st.sampled_from(
    [
        "x",
        '"@@A@@"',
        "'y # z'",
        "|\n{i}  two\n{i}\n{i}  lines",
        "{{a: [1]}}",
        "##GONE##",
        "",
        "&a q",
    ]
)


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    indent, lines = draw(st.sampled_from(["", "  ", "    "])), ["# top"]
    for key in draw(st.permutations(["tenant", "triggers", "actions"])):
        lines.append(f"{key}:{draw(st.sampled_from(['', '  # why']))}")
        for name in draw(st.lists(NAMES, unique=True, min_size=1, max_size=3)):
            style = draw(st.sampled_from(["none", "block", "flow", "empty"]))
            lines.append(f"  {name}:" + {"flow": " [{a: b}]", "empty": " []  # no"}.get(style, ""))
            if style == "block":
                for _ in range(draw(st.integers(1, 2))):
                    value = draw(SCALAR).format(i=f"  {indent}  ")
                    lines += [f"  {indent}- action_name: {value}", f"  {indent}  # of it"]
        lines += draw(st.lists(st.sampled_from(["", "# between", "    # deep"]), max_size=2))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join("\n".join(lines).split("\n")) + draw(st.sampled_from(["", newline]))


@given(yaml_texts())
def test_any_yaml_gets_the_item_and_keeps_the_rest(text: str) -> None:
    keys = ("triggers", "send-phone-message")
    edited = Listing(text, is_json=False).with_item(keys, ITEM).text
    before, after = members(value_of(tree_of(text))), members(value_of(tree_of(edited)))
    old, new = members(before["triggers"]), members(after["triggers"])
    assert {**after, "triggers": 0} == {**before, "triggers": 0}
    listed = old.get("send-phone-message") or []
    assert isinstance(listed, list)
    assert new == {**old, "send-phone-message": [*listed, ITEM]}
    assert is_an_insertion(text, edited)


def is_an_insertion(before: str, after: str) -> bool:
    """Whether the texts have the same lines but in one place, where at most one is another."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return len(old) <= 1

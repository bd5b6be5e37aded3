"""What is read of a folder of auth0-deploy-cli, in both of its layouts."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import OffhookError
from sessions.platforms.auth0.deploy_folder import entries
from sessions.platforms.auth0.deploy_folder.handlers import find, handlers
from sessions.platforms.auth0.deploy_folder.tree import NoTree, Scalar, tree_of, value_of
from sessions.platforms.deployed import FoundHandler, Package
from tests.sessions.platforms.auth0.deploy_folder.made_folders import Layout, made

LAYOUTS: list[Layout] = ["directory", "yaml"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_layouts_say_the_same(tmp_path: Path, layout: Layout) -> None:
    source = made(tmp_path / "tenant", layout)
    assert sorted(handlers(source, {}), key=lambda one: (one.kind, one.name)) == [
        FoundHandler("Phone Action", "action", "custom-phone-provider", True, ("KEY",)),
        FoundHandler("greet", "hook", "credentials-exchange", False),
        FoundHandler("sms-hook", "hook", "send-phone-message", True, ("TOKEN",)),
    ]
    hook = find(source, "SMS Hook", {"SMS_SID": "AC1"})
    assert hook == find(source, "hooks/sms-hook", {"SMS_SID": "AC1"})
    assert (hook.kind, hook.trigger, hook.packages) == (
        *("hook", "send-phone-message"),
        (Package("twilio", "3.10"),),
    )
    assert hook.code.secrets == {"TOKEN": None, "SID": "AC1", "CLEAR": "cl3arv4lue"}
    assert 'const BASE = "https://sms.example";' in hook.code.text
    assert "// sent for Acme, not for ##NOBODY##" in hook.code.text
    assert hook.code.file == tmp_path / "tenant" / "hooks" / "sms.js"
    action = find(source, "actions/Phone Action", {})
    assert action.modules["labels"].secrets == {"LABEL_KEY": None}
    assert "`Acme ${" in action.modules["labels"].text
    assert action.used == {"COMPANY": "Acme"}
    if layout == "yaml":
        assert hook.place == "tenant.yaml:5"


def test_a_name_that_two_have_is_told_apart(tmp_path: Path) -> None:
    root = made(tmp_path, "directory")
    action = json.loads((root / "actions" / "Phone Action.json").read_text())
    (root / "actions" / "2.json").write_text(json.dumps({**action, "name": "sms-hook"}))
    assert {one.name for one in handlers(root, {})} >= {"hooks/sms-hook", "actions/sms-hook"}
    with pytest.raises(OffhookError, match=r"name .*#hooks/sms-hook or .*#actions/sms-hook"):
        find(root, "sms-hook", {})
    assert find(root, "actions/sms-hook", {}).kind == "action"
    (root / "actions" / "3.json").write_text(json.dumps({**action, "name": "sms-hook"}))
    with pytest.raises(OffhookError, match=r"several are called 'sms-hook': .*2\.json.*3\.json"):
        find(root, "actions/sms-hook", {})


def test_what_is_not_there_or_sends_no_messages_is_said(tmp_path: Path) -> None:
    root = made(tmp_path, "directory")
    (root / "actions" / "odd.json").write_text('{"name":\n 1}')
    with pytest.raises(OffhookError, match=r"no hook and no Action 'x'; it has .*odd\.json:1"):
        find(root, "x", {})
    with pytest.raises(OffhookError, match="credentials-exchange, which sends no phone messages"):
        find(root, "greet", {})
    with pytest.raises(OffhookError, match="is no folder of auth0-deploy-cli"):
        find(root / "triggers", "x", {})
    (root / "hooks" / "sms.json").write_text('{"name": "sms",\n "script": @@NOPE@@}')
    with pytest.raises(OffhookError, match=r"sms\.json:2: "):
        find(root, "sms", {})


@pytest.mark.parametrize(
    "path", ["../../outside.js", "/etc/passwd", "..\\..\\outside.js", "./link.js", "linked/a.js"]
)
def test_a_path_that_leaves_the_root_is_refused(tmp_path: Path, path: str) -> None:
    root = made(tmp_path / "tenant", "directory")
    (tmp_path / "outside.js").write_text("module.exports = 1")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.js").write_text("module.exports = 1")
    (root / "hooks" / "link.js").symlink_to(tmp_path / "outside.js")
    (root / "hooks" / "linked").symlink_to(tmp_path / "elsewhere")
    hook = json.loads((root / "hooks" / "sms.json").read_text())
    (root / "hooks" / "sms.json").write_text(json.dumps({**hook, "script": path}))
    with pytest.raises(OffhookError, match=r"sms\.json:1: .*leads out of .*, and is not read"):
        find(root, "sms-hook", {})


def test_that_not_all_files_are_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made(tmp_path, "directory")
    monkeypatch.setattr(entries, "_MOST_FILES", 1)
    with pytest.raises(OffhookError, match=r"it has Phone Action; .*hooks: only 1 of its files"):
        find(root, "sms-hook", {})
    assert any("only 1 of its files" in one.problem for one in handlers(root, {}))


def test_a_path_longer_than_any_name_is_said(tmp_path: Path) -> None:
    root = made(tmp_path, "directory")
    hook = json.loads((root / "hooks" / "sms.json").read_text())
    (root / "hooks" / "sms.json").write_text(json.dumps({**hook, "script": "a" * 300}))
    with pytest.raises(OffhookError, match=r"sms\.json:1: there is no file 'aaa"):
        find(root, "sms-hook", {})


def test_a_listing_that_is_a_link_out_of_the_root_is_not_read(tmp_path: Path) -> None:
    root = made(tmp_path / "tenant", "directory")
    (root / "hooks" / "sms.json").rename(tmp_path / "sms.json")
    (root / "hooks" / "sms.json").symlink_to(tmp_path / "sms.json")
    with pytest.raises(OffhookError, match=r"no hook.*sms\.json: leads out of"):
        find(root, "sms-hook", {})


def test_a_path_from_the_parent_counts_where_it_stays_inside(tmp_path: Path) -> None:
    root = made(tmp_path / "tenant", "directory")
    action = json.loads((root / "actions" / "Phone Action.json").read_text())
    for written in ("tenant/actions/Phone Action/code.js", "./Phone Action/code.js"):
        text = json.dumps({**action, "code": written})
        (root / "actions" / "Phone Action.json").write_text(text)
        assert find(root, "Phone Action", {}).code.file.parent.name == "Phone Action"


def test_the_config_beside_the_folder_counts_where_it_has_none(tmp_path: Path) -> None:
    root = made(tmp_path / "tenant", "directory")
    (root / "config.json").rename(tmp_path / "config.json")
    assert "sent for Acme" in find(root, "sms-hook", {}).code.text
    (tmp_path / "config.json").write_text("no JSON at all")
    assert "sent for ##COMPANY##" in find(root, "sms-hook", {}).code.text
    mapping = {"AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"COMPANY": "Other"}'}
    assert "sent for Other" in find(root, "sms-hook", mapping).code.text


def test_lines_are_those_of_the_file_though_a_value_has_several(tmp_path: Path) -> None:
    root = made(tmp_path, "directory")
    code = find(root, "sms-hook", {"NOBODY": "a\n// b"}).code
    assert code.lines[:4] == (1, 1, 2, 3)
    assert find(root, "sms-hook", {}).code.lines == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "nest"),
        ("\n".join(f"{'- ' * 200}x" for _ in range(3)), "nested over 100 levels"),
        (
            "\n".join(["- &a0 []", *(f"- &a{n + 1} [*a{n}]" for n in range(2000))]),
            "over 100 levels",
        ),
        ("a: &a [*a]", "stands for nothing that ends before it"),
        ("a: 1\n---\nb: 2", "several documents"),
        ("a: 'b", "is no YAML"),
        ("a: \x00", "is no YAML"),
    ],
)
def test_yaml_that_is_none_or_goes_too_deep_is_said(text: str, said: str) -> None:
    with pytest.raises(NoTree, match=said):
        tree_of(text)


def test_aliases_of_aliases_do_not_fill_the_memory(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    bomb = "\n".join([*lines, "hooks:", "  - name: x", "    script: ./x.js", "    secrets: *a29"])
    (tmp_path / "t.yaml").write_text(bomb)
    began = time.process_time()
    with pytest.raises(OffhookError, match="more than 20,000 values in one entry"):
        find(tmp_path / "t.yaml", "x", {})
    assert time.process_time() - began < 5


def test_yaml_is_read_as_js_yaml_reads_it() -> None:
    text = "a: {<<: &m {x: 1.10, on: yes}, y: *m}\nb: ~\nc: true\nd: 'true'\ne: |\n  two\n  lines\n"
    assert value_of(tree_of(text)) == {
        "a": {"x": "1.10", "on": "yes", "y": {"x": "1.10", "on": "yes"}},
        "b": None,
        "c": True,
        "d": "true",
        "e": "two\nlines\n",
    }


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)))
def test_a_part_stands_where_it_says(texts: list[str]) -> None:
    text = "\ufeff# é😀\r\n" + "".join(
        f"- {json.dumps(one, ensure_ascii=False)}\r\n" for one in texts
    )
    tree = tree_of(text)
    for one, node in zip(texts, getattr(tree, "items", []), strict=True):
        assert isinstance(node, Scalar)
        assert json.loads(text[node.start : node.end]) == one == node.text

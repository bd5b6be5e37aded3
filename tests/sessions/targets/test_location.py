"""What the text that names a target means, and that its own text means the same again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.targets.location import Location

ACTION = "onExecuteSendPhoneMessage"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("starter", ("starter", "", "", "", None)),
        ("Starter", ("none", "", "", "", None)),
        ("hook.js", ("javascript", "", "hook.js", "", None)),
        ("hooks/Hook.JS", ("javascript", "", "hooks/Hook.JS", "", None)),
        ("~/HOOK.Mjs:run", ("javascript", "", "~/HOOK.Mjs", "", "run")),
        (f"C:\\x\\Action.JS:{ACTION}", ("javascript", "", "C:\\x\\Action.JS", "", ACTION)),
        ("action.js:", ("javascript", "", "action.js", "", "")),
        ("hook.py", ("python", "", "hook.py", "", None)),
        ("C:\\hooks\\Hook.PY:Sms.send", ("python", "", "C:\\hooks\\Hook.PY", "", "Sms.send")),
        ("hook.py:", ("none", "", "", "", None)),
        ("texts.send:sms", ("module", "", "", "texts.send", "sms")),
        ("C:hook", ("module", "", "", "C", "hook")),
        ("http://127.0.0.1/a.py:b", ("url", "http", "", "", None)),
        ("ftp://sms.example/hook.js", ("url", "ftp", "", "", None)),
        ("c://hook.js", ("javascript", "", "c://hook.js", "", None)),
        ("hook.ts", ("none", "", "", "", None)),
        ("${env:GATEWAY}/sms", ("none", "", "", "", None)),
        ("", ("none", "", "", "", None)),
    ],
)
def test_a_text_is_taken_apart_once(text: str, parts: tuple[str | None, ...]) -> None:
    at = Location.parse(f" {text}\n")
    assert (at.form, at.scheme, at.path, at.module, at.called) == parts
    assert str(at) == text


@pytest.mark.parametrize("scheme", ["HTTPS", "https", "Http"])
def test_a_scheme_counts_in_whatever_case_it_stands(scheme: str) -> None:
    at = Location.parse(f"{scheme}://Sms.Example/Hook.JS")
    assert at.is_remote
    assert str(at) == f"{scheme.lower()}://Sms.Example/Hook.JS"


@pytest.mark.parametrize(
    ("text", "is_remote"),
    [
        ("HTTPS://sms.example", True),
        ("${env:GATEWAY}/sms", True),
        ("ftp://sms.example", False),
        ("Hook.JS", True),  # what stands as a URL is never run: it is no address to send to
    ],
)
def test_what_stands_where_a_url_belongs_is_one(text: str, is_remote: bool) -> None:
    at = Location.of_url(text)
    assert (at.form, at.is_remote, at.path) == ("url", is_remote, "")


NAMES = st.text(st.characters(codec="utf-8", exclude_characters=":"), min_size=1, max_size=12)
ENDINGS = st.sampled_from([".js", ".CJS", ".Mjs", ".py", ".PY"])
CALLED = st.one_of(st.none(), st.from_regex(r"[A-Za-z_]\w{0,8}", fullmatch=True))


@given(st.one_of(st.text(max_size=40), st.from_regex(r"(?s)[a-zA-Z]*:{0,2}/{0,2}.*(js|py)?:?\w*")))
def test_the_text_of_any_location_means_the_same_again(text: str) -> None:
    at = Location.parse(text)
    assert Location.parse(str(at)) == at


@given(NAMES.map(str.strip), ENDINGS, CALLED, NAMES.map(str.strip))
def test_a_file_and_what_is_called_in_it(
    name: str, ending: str, called: str | None, other: str
) -> None:
    path = f"a/{name}{ending}"
    at = Location.parse(path if called is None else f"{path}:{called}")
    assert (at.path, at.called) == (path, called)
    assert at.form == ("python" if ending.lower() == ".py" else "javascript")
    moved = at.in_file(f"../b/{other}{ending}")
    assert (moved.path, moved.called) == (f"../b/{other}{ending}", called)
    assert Location.parse(str(moved)) == moved


@pytest.mark.parametrize(
    ("text", "path", "called"),
    [
        ("tenant#sms", "tenant", "sms"),
        ("a b/tenant.yaml#hooks/SMS #2", "a b/tenant.yaml", "hooks/SMS #2"),
        (".#x", ".", "x"),
    ],
)
def test_a_hook_or_an_action_of_a_folder(text: str, path: str, called: str) -> None:
    at = Location.parse(text)
    assert (at.form, at.path, at.called) == ("folder", path, called)
    assert str(at.in_file("../b")) == f"../b#{called}"


@pytest.mark.parametrize("text", ["https://a.example/#x", "a#b.js", "a#b.py:send", "#x", "x#"])
def test_a_sharp_elsewhere_names_no_folder(text: str) -> None:
    assert Location.parse(text).form != "folder"


def test_a_path_counts_from_its_base_unless_it_is_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    wanted = {
        "Hook.JS": tmp_path / "Hook.JS",
        "../a.py:send": tmp_path / "../a.py",
        "/opt/a.cjs": Path("/opt/a.cjs"),
        "~/a.js": Path("/home/me/a.js"),
        "~nobody-at-all/a.js": tmp_path / "~nobody-at-all/a.js",
        "HTTPS://sms.example/a.js": None,
        "module:function": None,
    }
    assert {text: Location.parse(text).file(tmp_path) for text in wanted} == wanted

"""The settings come back; a file that is not understood is reported and never overwritten."""

from __future__ import annotations

import tomllib
from dataclasses import FrozenInstanceError

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.config import Config, ConfigError, config_file, config_folder, set_value
from tui.settings import DEFAULT_THEME, SETTINGS, schema, template


def test_without_a_file_the_defaults_hold(tmp_path):
    assert Config.load(tmp_path / "none") == Config(theme=DEFAULT_THEME)
    assert Config.load(tmp_path / "none").problems == ()


def test_a_saved_theme_comes_back(tmp_path):
    folder = tmp_path / "not" / "there"
    set_value("theme", "offhook-light", folder)
    assert Config.load(folder) == Config(theme="offhook-light", given=frozenset({"theme"}))
    assert (folder / "config.toml").read_text() == 'theme = "offhook-light"\n'


def test_settings_do_not_change_by_assignment():
    with pytest.raises(FrozenInstanceError):
        Config().theme = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_the_file_stands_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    set_value("theme", "offhook-light")
    assert config_file() == config_folder() / "config.toml"
    assert (config_folder() / "config.toml").is_relative_to(tmp_path)
    assert Config.load().theme == "offhook-light"


def test_comments_and_unknown_keys_stay(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('# mine\ntheme = "a"  # for now\nfuture = [1]\n\n[keys]\nsend = "f7"\n')
    set_value("theme", "b", tmp_path)
    assert (
        file.read_text() == '# mine\ntheme = "b"  # for now\nfuture = [1]\n\n[keys]\nsend = "f7"\n'
    )


OTHERS = st.dictionaries(
    st.text(max_size=5).filter(lambda key: key not in {*SETTINGS, "keys"}),
    st.integers(-9, 9) | st.text(max_size=5) | st.dictionaries(st.text(max_size=3), st.dates()),
    max_size=4,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OTHERS, st.text(max_size=8))
def test_whatever_else_is_set_stays_as_it_is(tmp_path, others, theme):
    (tmp_path / "config.toml").write_bytes(tomli_w.dumps(others).encode())
    set_value("theme", theme, tmp_path)
    assert tomllib.loads((tmp_path / "config.toml").read_text()) == {**others, "theme": theme}
    assert Config.load(tmp_path) == Config(theme=theme, given=frozenset({"theme"}))
    set_value("theme", None, tmp_path)
    assert tomllib.loads((tmp_path / "config.toml").read_text()) == others


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a = 1\ntheme = ?", ":2: not TOML: Invalid value (at line 2, column 9); correct it"),
        (b"theme = ", ": not TOML: Invalid value (at end of document); correct it or delete it"),
        (b"a = " + b"[" * 5000, ": not TOML: nested too deeply; correct it or delete it"),
        (b"\xff\xfe", "not UTF-8 text (byte 0xff)"),
    ],
)
def test_a_broken_file_is_named_and_stays_as_it_is(tmp_path, content, reason):
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    config = Config.load(tmp_path)
    assert config.theme == DEFAULT_THEME
    assert not config.is_readable
    (problem,) = config.problems
    assert problem.startswith(str(file))
    assert reason in problem
    with pytest.raises(ConfigError) as error:
        set_value("theme", "b", tmp_path)
    assert str(error.value) == problem
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("theme = 3", "theme: wanted the name of a theme in quotes"),
        ("history = 'off'", "history: wanted true or false"),
        ("mouse = 1", "mouse: wanted true or false"),
        ("split = 19", "split: wanted a whole number from 20 to 80"),
        ("split = 81", "split: wanted a whole number from 20 to 80"),
        ("split = true", "split: wanted a whole number from 20 to 80"),
        ("split = 50.0", "split: wanted a whole number from 20 to 80"),
        ("editor = 5", 'editor: wanted a command in quotes, such as "vim" or "code --wait"'),
        ("signs = 'ASCII'", 'signs: wanted "auto" or "ascii"'),
        ("animation = false", "animation: unknown key; did you mean animations?"),
        ("colour = 'red'", "colour: unknown key"),
        ("keys = 'vim'", "keys: wanted a table, [keys]"),
        ("keys.preset = 'vi'", 'keys.preset: wanted "default" or "vim" or "emacs"'),
        ('keys."workbench.send" = 5', "keys.workbench.send: wanted keys in quotes, such as"),
    ],
)
def test_a_wrong_line_is_named_with_its_key_and_the_others_hold(tmp_path, line, problem):
    file = tmp_path / "config.toml"
    file.write_text(f"# mine\n\n{line}\nanimations = false\n")
    config = Config.load(tmp_path)
    (said,) = config.problems
    assert said.startswith(f"{file}:3: {problem}")
    assert config == Config(
        animations=False, history="history" not in line, given=frozenset({"animations"})
    )


def test_keys_are_read_with_the_dots_of_their_ids_quoted_or_not(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[keys]\npreset = "vim"\nworkbench.send = "f7"\n"app.quit" = "ctrl+x"\n')
    config = Config.load(tmp_path)
    assert config.preset == "vim"
    assert config.keys == {"workbench.send": "f7", "app.quit": "ctrl+x"}
    set_value("keys.preset", "emacs", tmp_path)
    assert file.read_text().startswith('[keys]\npreset = "emacs"\nworkbench.send')


def test_the_template_changes_nothing_and_has_every_setting(tmp_path):
    (tmp_path / "config.toml").write_text(template())
    config = Config.load(tmp_path)
    assert config == Config()
    assert config.problems == ()
    for key, setting in SETTINGS.items():
        assert Config().value(key) == setting.default
        assert f"\n# {key.rpartition('.')[2]} = " in template()


def test_the_schema_explains_what_the_file_may_have():
    properties = schema()["properties"]
    assert properties["history"]["type"] == "boolean"
    assert properties["signs"]["enum"] == ["auto", "ascii"]
    assert properties["keys"]["properties"]["preset"]["default"] == "default"
    assert all(each["description"] for each in properties.values())


@pytest.mark.parametrize(
    ("content", "variable", "kept"),
    [
        (None, None, True),
        ("history = true", "on", True),
        ("history = false", None, False),
        ("history = false", "on", False),
        ("history = ", None, False),
        (None, "off", False),
        (None, "OFF", False),
        ("history = true", "0", False),
    ],
)
def test_outcomes_are_kept_unless_somebody_says_no(tmp_path, content, variable, kept):
    if content is not None:
        (tmp_path / "config.toml").write_text(content)
    env = {} if variable is None else {"OFFHOOK_HISTORY": variable}
    assert Config.load(tmp_path).keeps_history(env) is kept


def test_what_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"config\.toml: cannot be written: File exists$"):
        set_value("theme", "b", tmp_path / "file")
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml: is a folder"):
        set_value("theme", "b", tmp_path)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["config.toml", "file"]


def test_a_file_with_a_byte_order_mark_is_read_and_written(tmp_path):
    (tmp_path / "config.toml").write_bytes(b'\xef\xbb\xbftheme = "a"\n')
    assert Config.load(tmp_path).theme == "a"
    set_value("theme", "b", tmp_path)
    assert (tmp_path / "config.toml").read_bytes() == b'theme = "b"\n'

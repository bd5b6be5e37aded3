"""The settings come back; a file that is not understood is reported and never overwritten."""

from __future__ import annotations

import tomllib
from dataclasses import FrozenInstanceError, replace

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.config import DEFAULT_THEME, Config, ConfigError, config_folder


def test_without_a_file_the_defaults_hold(tmp_path):
    assert Config.load(tmp_path / "none") == Config(theme=DEFAULT_THEME, problem=None)


def test_a_saved_theme_comes_back(tmp_path):
    folder = tmp_path / "not" / "there"
    Config(theme="offhook-light").save(folder)
    assert Config.load(folder) == Config(theme="offhook-light")
    assert (folder / "config.toml").read_text() == 'theme = "offhook-light"\n'


def test_settings_do_not_change_by_assignment():
    with pytest.raises(FrozenInstanceError):
        Config().theme = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_the_file_stands_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    Config(theme="offhook-light").save()
    assert (config_folder() / "config.toml").is_relative_to(tmp_path)
    assert Config.load().theme == "offhook-light"


def test_comments_and_unknown_keys_stay(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('# mine\ntheme = "a"  # for now\nfuture = [1]\n\n[keys]\nsend = "f7"\n')
    replace(Config.load(tmp_path), theme="b").save(tmp_path)
    assert (
        file.read_text() == '# mine\ntheme = "b"  # for now\nfuture = [1]\n\n[keys]\nsend = "f7"\n'
    )


SETTINGS = st.dictionaries(
    st.text(max_size=5).filter(lambda key: key not in ("theme", "history")),
    st.integers(-9, 9) | st.text(max_size=5) | st.dictionaries(st.text(max_size=3), st.dates()),
    max_size=4,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SETTINGS, st.text(max_size=8))
def test_whatever_else_is_set_stays_as_it_is(tmp_path, others, theme):
    (tmp_path / "config.toml").write_bytes(tomli_w.dumps(others).encode())
    Config(theme=theme).save(tmp_path)
    assert tomllib.loads((tmp_path / "config.toml").read_text()) == {**others, "theme": theme}
    assert Config.load(tmp_path) == Config(theme=theme)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"theme = ", "not TOML: Invalid value (at end of document); correct it or delete it"),
        (b"theme = 3", "theme: wanted the name of a theme in quotes; correct it"),
        (b"history = 'off'", "history: wanted true or false; correct it"),
        (b"[theme]", "theme: wanted the name of a theme in quotes; correct it"),
        (b"a = " + b"[" * 5000, "not TOML: nested too deeply; correct it or delete it"),
        (b"\xff\xfe", "not UTF-8 text (byte 0xff)"),
    ],
)
def test_a_broken_file_is_named_and_stays_as_it_is(tmp_path, content, reason):
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    config = Config.load(tmp_path)
    assert config.theme == DEFAULT_THEME
    assert config.problem
    assert config.problem.startswith(str(file))
    assert config.problem.endswith(reason)
    with pytest.raises(ConfigError) as error:
        config.save(tmp_path)
    assert str(error.value) == config.problem
    assert file.read_bytes() == content


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
        Config().save(tmp_path / "file")
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(ConfigError, match=r"config\.toml: is a folder"):
        Config().save(tmp_path)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["config.toml", "file"]


def test_a_file_with_a_byte_order_mark_is_read_and_written(tmp_path):
    (tmp_path / "config.toml").write_bytes(b'\xef\xbb\xbftheme = "a"\n')
    assert Config.load(tmp_path) == Config(theme="a")
    Config(theme="b").save(tmp_path)
    assert (tmp_path / "config.toml").read_bytes() == b'theme = "b"\n'

"""Themes are read from files; a broken one is named and left out, and none can break the app."""

from __future__ import annotations

import os
import re
import string
from importlib.resources import files

import pytest
import tomli_w
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.design import ColorSystem
from textual.widgets import Button, Footer, Input, OptionList, Static

from tui.contrast import contrast, too_faint
from tui.settings import DEFAULT_THEME
from tui.theme import load_themes, parse_theme

OURS = [
    *("catppuccin-latte", "catppuccin-mocha", "dracula", "everforest", "gruvbox", "nord"),
    *("offhook-contrast", "offhook-dark", "offhook-light", "offhook-terminal"),
    *("solarized-dark", "solarized-light", "tokyo-night"),
]
LIGHT = {"catppuccin-latte", "offhook-light", "solarized-light"}
OF_COLORS = [name for name in OURS if name != "offhook-terminal"]
"""Those that say which colors they have."""
LEAST = {"offhook-contrast": 7.0}
"""The contrast that texts have, where it is more than the 4.5 of WCAG AA."""


class ThemedApp(App[None]):
    """One of each widget that has colors of its own."""

    def compose(self) -> ComposeResult:
        yield Static("text")
        yield Input("value", placeholder="hint")
        yield OptionList("one", "two")
        for variant in ("default", "primary", "success", "warning", "error"):
            yield Button("button", variant=variant)
        yield Footer()


def variables(name: str) -> dict[str, str]:
    """All that a theme means to a style sheet."""
    theme = next(theme for theme in load_themes(None).themes if theme.name == name)
    return theme.to_color_system().generate() | theme.variables


def test_the_themes_of_offhook_are_read():
    found = load_themes(None)
    assert found.errors == []
    assert [theme.name for theme in found.themes] == OURS
    assert DEFAULT_THEME in OURS
    assert len(set(found.labels.values())) == len(OURS)
    assert {theme.name for theme in found.themes if not theme.dark} == LIGHT


@pytest.mark.parametrize("name", OURS)
def test_a_palette_of_others_says_whose_it_is_and_under_which_license(name):
    text = files("themes").joinpath(f"{name}.toml").read_text()
    assert name.startswith("offhook-") or re.match(r"# .+, MIT license: https://", text)


@pytest.mark.parametrize("name", OF_COLORS)
def test_what_is_shown_can_be_read_and_seen(name):
    theme = next(theme for theme in load_themes(None).themes if theme.name == name)
    assert too_faint(theme, LEAST.get(name, 4.5)) == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#777", "#fff", 4.48), ("#767676", "#fff", 4.54), ("red", "red", 1)],
)
def test_contrast_is_that_of_the_standard(one, other, ratio):
    assert round(contrast(Color.parse(one), Color.parse(other)), 2) == ratio
    assert round(contrast(Color.parse(other), Color.parse(one)), 2) == ratio


def test_a_theme_that_is_hard_to_read_says_where_and_is_used_all_the_same(tmp_path):
    (tmp_path / "faint.toml").write_text(
        'name = "faint"\nprimary = "#111"\nforeground = "#333"\nbackground = "#000"\n'
    )
    found = load_themes(tmp_path)
    assert [theme.name for theme in found.themes] == [*OURS, "faint"]
    faint = too_faint(found.themes[-1])
    assert "foreground on background: 1.7, wanted 4.5" in faint
    assert "border on background: 1.1, wanted 3" in faint
    assert too_faint(parse_theme('name = "own"\nprimary = "ansi_red"\nansi = true')[0]) == []


def test_the_terminal_theme_has_no_color_of_its_own():
    for name, value in variables("offhook-terminal").items():
        if name.endswith("-style") or "-style-" in name:
            continue
        color = Color.parse(value.removesuffix(" 50%"))
        assert color.ansi is not None or color.a == 0, f"{name}: {value}"


@pytest.mark.parametrize("name", OURS)
async def test_an_app_runs_in_each_theme(name):
    app = ThemedApp()
    for theme in load_themes(None).themes:
        app.register_theme(theme)
    async with app.run_test() as pilot:
        app.theme = name
        await pilot.pause()
        assert "button" in app.export_screenshot()


def test_themes_of_the_user_are_read_too(tmp_path):
    (tmp_path / "mine.toml").write_text('name = "mine"\nprimary = "teal"\n')
    (tmp_path / "note.txt").write_text("not a theme")
    found = load_themes(tmp_path)
    assert found.errors == []
    assert [theme.name for theme in found.themes] == [*OURS, "mine"]
    assert found.labels["mine"] == "mine"
    assert found.themes[-1].primary == "#008080"


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    assert load_themes(tmp_path / "none").errors == []


GOOD = 'name = "mine"\nprimary = "#fff"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ", ": not TOML: Invalid value (at end of document)"),
        ('primary = "red"', ": name: missing; every theme has a name and a primary color"),
        ('name = "mine"', ": primary: missing; every theme has a name and a primary color"),
        ('name = 3\nprimary = "red"', ":1: name: wanted a text in quotes"),
        (
            'name = "a b"\nprimary = "red"',
            ":1: name: wanted a letter, then letters, digits, - and _",
        ),
        (GOOD + "dark = 1", ":3: dark: wanted true or false"),
        (GOOD + 'accnt = "red"', ":3: accnt: unknown key; did you mean accent?"),
        (GOOD + "accent = 7", ":3: accent: wanted a text in quotes"),
        (
            GOOD + 'accent = "bleu"',
            ":3: accent: wanted a color such as #7fb4ff, teal or ansi_blue, found 'bleu'",
        ),
        (GOOD + 'label = ""', ":3: label: wanted a text in quotes"),
        (GOOD + "variables = 1", ":3: variables: wanted a table, [variables]"),
        (GOOD + '[variables]\nfoo = "red"', ":4: variables.foo: unknown variable"),
        (
            GOOD + '[variables]\nborder = "red; }"',
            ":4: variables.border: wanted a color such as #7fb4ff, teal or ansi_blue,"
            " found 'red; }'",
        ),
        (
            'name = "offhook-dark"\nprimary = "red"',
            ":1: name: there is already a theme called offhook-dark",
        ),
        (
            GOOD + '[variables]\nlink-style = "wavy"',
            ":4: variables.link-style: wanted a text style such as bold or none, found 'wavy'",
        ),
        ("a = " + "[" * 5000, ": nested too deeply to be a theme"),
        ("primary" + ".a" * 9000 + " = 1", ":1: primary: wanted a text in quotes"),
        ("# " + "x" * 70_000, ": larger than 65,536 bytes: not a theme"),
    ],
    ids=range(18),
)
def test_a_broken_file_is_named_with_its_key_and_left_out(tmp_path, text, problem):
    file = tmp_path / "broken.toml"
    file.write_text(text)
    (tmp_path / "whole.toml").write_text('name = "whole"\nprimary = "red"\n')
    found = load_themes(tmp_path)
    assert found.errors == [f"{file}{problem}"]
    assert [theme.name for theme in found.themes] == [*OURS, "whole"]


def test_what_is_no_readable_file_is_reported_and_not_waited_for(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.toml")
    assert load_themes(tmp_path).errors == [
        f"{tmp_path}/binary.toml: not UTF-8 text (byte 0)",
        f"{tmp_path}/folder.toml: not a regular file",
        f"{tmp_path}/gone.toml: not a regular file",
        f"{tmp_path}/pipe.toml: not a regular file",
    ]
    assert load_themes(tmp_path / "binary.toml").errors == [
        f"{tmp_path}/binary.toml: Not a directory"
    ]


COLORS = st.sampled_from(
    [
        *("red", "#fff", "#12345678", "rgb(1, 2, 3)", "rgba(1,2,3,0.5)", "hsl(10,20%,30%)"),
        *("ansi_red", "ansi_default", "transparent", "auto", "auto 50%", "red 10%", "  teal  "),
        *("#ff", "", "$text", "#fff}", "red;", "rgb(٣,1,2)"),
    ]
)
VALUES = st.one_of(
    COLORS, st.text(), st.booleans(), st.integers(), st.floats(), st.dates(), st.lists(st.text())
)
KEYS = st.sampled_from(
    ["name", "label", "dark", "ansi", "variables", "primary", "accent", "surface", "error", "boost"]
)
VARIABLES = st.sampled_from(sorted(ColorSystem("#000").generate()))
TABLES = st.dictionaries(
    KEYS, VALUES | st.dictionaries(VARIABLES | st.text(), VALUES, max_size=4), max_size=8
)
LIKELY = st.fixed_dictionaries(
    {"name": st.text(string.ascii_letters, min_size=1), "primary": COLORS},
    optional={
        **dict.fromkeys(["accent", "surface", "background", "panel", "foreground"], COLORS),
        "dark": st.booleans(),
        "ansi": st.booleans(),
        "variables": st.dictionaries(VARIABLES, COLORS | st.just("bold not italic"), max_size=4),
    },
)


@settings(max_examples=150, deadline=None)
@given(TABLES | LIKELY)
@example({"name": "a", "primary": "ansi_default", "ansi": False, "surface": "ansi_red"})
@example({"name": "a", "primary": "#fff", "variables": {"text": "auto 50%", "link-style": "none"}})
def test_any_table_is_a_theme_that_works_or_is_refused_in_one_line(table):
    try:
        theme, label = parse_theme(tomli_w.dumps(table))
    except ValueError as problem:
        assert "Traceback" not in str(problem)
        return
    assert label
    meant = theme.to_color_system().generate() | theme.variables
    sheet = Stylesheet(variables=meant)
    for name in theme.variables.keys() | {"primary", "text", "surface"}:
        rule = "text-style" if "-style" in name else "color"
        sheet.add_source(f"Widget {{ {rule}: ${name}; }}", read_from=(name, ""))
    sheet.parse()


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_is_refused_or_is_a_theme(text):
    try:
        parse_theme(text)
    except ValueError as problem:
        assert str(problem)


@pytest.mark.parametrize(
    "text",
    [
        'primary = "#123"',
        'primary = "ansi_blue"',
        'primary = "#123"\nansi = true',
        'primary = "ansi_blue"\nansi = true\nbackground = "#fff"',
        'primary = "#1238"\nbackground = "transparent"\nforeground = "ansi_default"\ndark = false',
    ],
)
async def test_an_app_runs_in_a_theme_that_says_little(text):
    theme, _ = parse_theme(f'name = "small"\n{text}')
    app = ThemedApp()
    app.register_theme(theme)
    async with app.run_test() as pilot:
        app.theme = "small"
        await pilot.pause()
        assert "button" in app.export_screenshot()

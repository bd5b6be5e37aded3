"""Where the values of a file stand, whatever kinds of strings and comments it is written with."""

from __future__ import annotations

import pytest

from sessions.store.toml.spans import outline

STRINGS = (
    *('""', "''", '"a"', "'a'", r'"\""', '""""""', "''''''", '"""\n"""', "'''\n'''"),
    *('""""a"""', '"""a""""', '"""""a"""""', r'"""\""""', "''''a''''", '"""a""b"""', '"# ,]"'),
)


@pytest.mark.parametrize("text", STRINGS)
def test_a_string_ends_where_it_ends(text: str) -> None:
    lines = f"a = [ {text} , {text} ] # ['\"\nb = {text}"
    first, second = outline(lines).sections[0].entries
    shown = [lines[value.start : value.end] for value in (*first.value.items, second.value)]
    assert shown == [text] * 3

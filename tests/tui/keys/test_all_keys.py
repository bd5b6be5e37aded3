"""Every key of every screen: it has an id and says what it does, and no preset makes two clash."""

from __future__ import annotations

from collections import Counter

import pytest

from tui.keys.bindings import all_bound
from tui.keys.keymap import clashes, keymap
from tui.keys.names import is_typed, read_keys, shown
from tui.keys.presets import PRESETS

BOUND = all_bound()


@pytest.mark.parametrize("each", BOUND, ids=lambda each: f"{each.owner.__name__}-{each.id}")
def test_a_key_has_an_id_and_says_what_it_does(each):
    place, _, name = each.id.partition(".")
    assert place and name, "the id by which the configuration moves it: PLACE.NAME"
    assert each.binding.description or each.binding.tooltip
    for key in each.binding.key.split(","):
        assert read_keys(shown(key.strip())) == [key.strip()]


def test_an_id_means_one_thing():
    assert [id for id, count in Counter(each.id for each in BOUND).items() if count > 1] == []


def test_what_comes_before_a_text_is_nothing_that_is_typed():
    assert [
        each.id
        for each in BOUND
        if each.binding.priority and any(is_typed(key) for key in each.binding.key.split(","))
    ] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_has_a_key_for_two_things_in_one_place(preset):
    used = keymap(preset, {}, BOUND)
    ids = {each.id for each in BOUND}
    assert used.keys.keys() <= ids
    assert clashes(used.keys, BOUND, set(used.keys) or ids) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_a_key_that_stands_for_another_does_nothing_else_on_the_workbench(preset):
    used = keymap(preset, {}, BOUND)
    taken = {
        key: each.id
        for each in BOUND
        if each.id.split(".")[0] in ("workbench", "field", "form", "app")
        for key in used.keys.get(each.id, each.binding.key).split(",")
    }
    letters = {key for key in used.stands_for if is_typed(key)}
    assert {key: taken[key] for key in used.stands_for.keys() - letters if key in taken} == {}

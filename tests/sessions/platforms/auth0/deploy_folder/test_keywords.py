"""Keywords, as auth0-deploy-cli replaces them."""

import pytest

from sessions.contract.json_text import JsonValue
from sessions.platforms.auth0.deploy_folder.keywords import (
    Keywords,
    is_value,
    masked,
    replaced,
)
from sessions.platforms.auth0.deploy_folder.problem import FolderProblem


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ('{"a": "@@K@@"}', ["x", 1.0, None], '{"a": ["x",1,null]}'),
        ("a: '@@K@@'", {"b": "é\u2028", "10": 1, "2": 0}, 'a: {"2":0,"10":1,"b":"é\u2028"}'),
        ("const a = @@K@@;", 'say "$&"', 'const a = "say \\"$&\\"";'),
        ("\"@@K@@'", True, "\"true'"),
        ('"##K##"', 'say "$1"', '"say "$1""'),
        ("##K##", [1, None, ["a", 2.5]], "1,,a,2.5"),
        ("##K##", {"a": 1}, "[object Object]"),
        ("##K##", None, "null"),
        ("@@K@@ ##K##", 1e21, "1e+21 1e+21"),
        ("@@K@@ ##K##", 0.000012, "0.000012 0.000012"),
        ("@@K@@", "\ud800", '"\\ud800"'),
        ("##K## @@J@@ ##K", "", " @@J@@ ##K"),
    ],
)
def test_a_marker_becomes_its_value(text: str, value: JsonValue, wanted: str) -> None:
    assert replaced(text, {"K": value}) == wanted


def test_a_value_with_a_later_marker_has_it_replaced_too() -> None:
    assert replaced("##A## ##B##", {"A": "##B##", "B": "##A##"}) == "##A## ##A##"
    assert replaced("@@B@@", {"A": 1, "B": "##A##"}) == '"1"'


def test_a_key_that_would_be_a_regular_expression_is_refused() -> None:
    with pytest.raises(FolderProblem, match=r"'A\.B'.*rename it"):
        replaced("##A.B##", {"A.B": "x"})


def test_a_number_that_is_no_double_is_refused() -> None:
    with pytest.raises(FolderProblem, match="too large for a double"):
        replaced("@@N@@", {"N": 10**400})


@pytest.mark.parametrize("marker", ["##{}##", "@@{}@@"])
def test_keywords_within_keywords_do_not_fill_the_memory(marker: str) -> None:
    doubling: dict[str, JsonValue] = {f"K{n}": marker.format(f"K{n + 1}") * 2 for n in range(60)}
    with pytest.raises(FolderProblem, match="more than 16 MB"):
        replaced(marker.format("K0"), {**doubling, "K60": "x"})


class _Watched(dict[str, str]):
    """An environment that notes whose values were looked up."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return super().__getitem__(name)


def test_only_what_is_named_is_looked_up_in_the_environment() -> None:
    env = _Watched({"COMPANY": "Mine", "MORE": "m ##TOKEN##", "TOKEN": "t", "SECRET": "s"})
    keywords = Keywords({"COMPANY": "Acme", "X": "1"}, env)
    assert keywords.replaced("##COMPANY## ##MORE## ##NONE##") == "Mine m t ##NONE##"
    assert keywords.used_in("##MORE##") == {"MORE": "m ##TOKEN##", "TOKEN": "t"}
    assert env.read == {"COMPANY", "MORE", "TOKEN"}
    assert Keywords({}, _Watched({"A.B": "x"})).replaced("##A.B##") == "##A.B##"


def test_what_an_object_has_in_it_is_among_what_is_used() -> None:
    found = Keywords({"SMS": {"auth": {"token": "t0k"}}}, {}).used_in("const SMS = @@SMS@@;")
    assert found["SMS.auth.token"] == "t0k"


def test_a_marker_that_a_value_makes_with_what_follows_counts() -> None:
    keywords = Keywords({"A": "x##B"}, {"B": "b-v4lue", "C": "c"})
    assert keywords.replaced("##A####") == "xb-v4lue"
    assert keywords.used_in("##A####")["B"] == "b-v4lue"


def test_a_placeholder_and_a_marker_left_over_are_no_values() -> None:
    given: list[JsonValue] = ["_VALUE_NOT_SHOWN_", "_VALUE_NOT_SHOWN", "##A_B##", "@@A@@", None, 5]
    assert not any(map(is_value, given))
    assert all(map(is_value, ["x", "a ##A##", ""]))


def test_a_masked_text_has_the_places_of_its_parts() -> None:
    assert masked('{"a": @@KEY@@}') == '{"a": xxxxxxx}'

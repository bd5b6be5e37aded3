"""The values of secrets that are typed in, beside those of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.secrets.values import SecretValues


def test_a_value_that_is_forgotten_is_looked_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A", "environment")
    values = SecretValues()
    values.enter("A", "typed")
    assert values.states(["A"], tmp_path)[0][0].source == "typed in"
    values.forget("A")
    assert values.states(["A"], tmp_path)[0][0].source == "environment"
    assert values.missing(["A", "B"], tmp_path) == ["B"]

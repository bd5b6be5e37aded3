"""Tests of what is shown look at the same colors wherever they are run."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def colors(monkeypatch) -> None:
    """Whoever runs the tests may want no colors, or all of them; the tests ask for themselves."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

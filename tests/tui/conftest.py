"""Tests of what is shown look at the same colors wherever they are run."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.driving import all_is_drawn, nothing_is_ready


@pytest.fixture(autouse=True)
def colors(monkeypatch) -> None:
    """Whoever runs the tests may want no colors, or all of them; the tests ask for themselves."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def waiting(monkeypatch) -> None:
    """A pause lasts until all is drawn, however busy the machine is."""
    monkeypatch.setattr("textual.app.wait_for_idle", nothing_is_ready)
    monkeypatch.setattr("textual.pilot.wait_for_idle", nothing_is_ready)
    monkeypatch.setattr(Pilot, "pause", all_is_drawn)

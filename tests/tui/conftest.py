"""Tests of what is shown look at the same colors wherever they are run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from tests.tui.driving import all_is_drawn, each_key_is_drawn, nothing_is_ready

if TYPE_CHECKING:
    from tests.tenant.server import Server

_SECONDS_BETWEEN_PICTURES: Final = 0.2
Variables = frozenset[tuple[str, str]]


@cache
def _parsed(variables: Variables, css: str, **source: Any) -> list[RuleSet]:
    return _parse_rules(Stylesheet(variables=dict(variables)), css, **source)


_parse_rules = Stylesheet._parse_rules


@pytest.fixture(scope="session", autouse=True)
def stylesheets_parsed_once() -> Iterator[None]:
    """Each app parses all stylesheets anew, a tenth of its start; the tests start it 250 times."""

    latest: tuple[dict[str, str], Variables] = ({}, frozenset())

    def parse_rules(self: Stylesheet, css: str, **source: Any) -> list[RuleSet]:
        nonlocal latest  # the colors are those of the source before, 160 times an app
        if latest[0] is not self._variables:
            latest = (self._variables, frozenset(self._variables.items()))
        return _parsed(latest[1], css, **source)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_rules)
        yield


@pytest.fixture(autouse=True)
def colors(monkeypatch) -> None:
    """Whoever runs the tests may want no colors, or all of them; the tests ask for themselves."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


_render_update, _shutdown = Compositor.render_update, App[Any]._shutdown


def _update(self: Compositor, full: bool = False, *options: Any, **named: Any) -> Any:
    """What a terminal is sent, where somebody asks for the whole of it."""
    if full:
        return _render_update(self, full, *options, **named)
    self._dirty_regions.clear()
    return None


async def _draw_and_shut_down(self: App[Any]) -> None:
    if self._exception is None and self._screen_stack:
        _render_update(self.screen._compositor, True, self._background_screens)
    await _shutdown(self)


@pytest.fixture(autouse=True)
def drawing(monkeypatch) -> None:
    """What is drawn on no terminal is thrown away: it is drawn whole for those who look at it, and
    once at the end of each app, not after each key, which took a quarter of the time."""
    monkeypatch.setattr(Compositor, "render_update", _update)
    monkeypatch.setattr(App, "_shutdown", _draw_and_shut_down)


@pytest.fixture(autouse=True)
def waiting(monkeypatch) -> None:
    """A pause lasts until all is drawn, however busy the machine is; and since it draws itself,
    what comes of one key is drawn once or twice, not for each sixtieth of a second it takes."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", _SECONDS_BETWEEN_PICTURES)
    monkeypatch.setattr("textual.app.wait_for_idle", nothing_is_ready)
    monkeypatch.setattr("textual.pilot.wait_for_idle", nothing_is_ready)
    monkeypatch.setattr(Pilot, "pause", all_is_drawn)
    monkeypatch.setattr(Pilot, "press", each_key_is_drawn)


@pytest.fixture(autouse=True)
def notes_that_stay(monkeypatch) -> None:
    """What is said in passing stays until the test has looked, which may be after five seconds."""
    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 600.0)


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    """A stand-in tenant that the environment names, whose drafts are built at once; what serves it
    is loaded for the tests that ask for one."""
    from tests.tenant.server import serving

    monkeypatch.setattr("platformdirs.user_state_path", lambda name: tmp_path / "state" / name)
    with serving() as server:
        server.actions.polls_until_built = 0
        monkeypatch.setenv("AUTH0_DOMAIN", server.domain)
        monkeypatch.setenv("AUTH0_CLIENT_ID", server.client_id)
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", server.client_secret)
        monkeypatch.setenv("OFFHOOK_TENANT_CA", str(server.ca_file))
        yield server

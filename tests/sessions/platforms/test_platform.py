"""What every platform's parts have to say of each other; pyright holds their shapes."""

from __future__ import annotations

from pathlib import Path

from sessions.contract.invocation import example
from sessions.platforms.current import PLATFORM


def test_each_trigger_calls_an_export_and_each_export_has_a_trigger() -> None:
    assert {*PLATFORM.events.TRIGGERS.values()} == {*PLATFORM.events.EXPORTS}


def test_there_is_starter_code_for_a_hook_and_for_each_export() -> None:
    starters = {
        path.name: path.read_text() for path in Path(PLATFORM.starter).iterdir() if path.suffix
    }
    assert {"starter.js", "starter.py"} < {*starters}
    for dialect, export in PLATFORM.events.EXPORTS.items():
        assert export in starters[f"{dialect}.js"]


def test_each_field_has_a_pane_and_an_object_that_holds_it() -> None:
    fields = PLATFORM.fields
    assert {field.pane for field in fields.FIELDS} | {*fields.OBJECTS} <= {*fields.PANES}
    assert {field.path[:-1] for field in fields.FIELDS} <= {*fields.CONTAINERS}


def test_each_event_is_known_again() -> None:
    events = PLATFORM.events
    for trigger, dialect in events.TRIGGERS.items():
        event = events.to_event(example().payload, dialect)
        assert (events.dialect_of(event), events.trigger_of(event)) == (dialect, trigger)

"""The first picture: true before the models are loaded, and nothing typed at it is lost."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import OptionList

from tui.app import OffhookApp

from .conftest import SIZE, Workbench

SESSION = 'format = 1\n[invocation.one]\npayload = { recipient = "+4930" }\n'


async def test_it_shows_the_session_and_takes_keys_at_once(suite: Path) -> None:
    app = OffhookApp(suite)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        it = Workbench(app, pilot)
        assert not it.screen.is_whole, "it comes before all else"
        assert it.line("recipient").value == "1-808-555-5555"
        assert it.screen.query_one("#invocation-options", OptionList).option_count == 3
        await it.press_in_a_burst("Z", "tab", "Y")
        assert it.screen.is_whole
        assert it.document.path == suite
        payload = it.document.payload
        assert isinstance(payload, dict)
        assert payload["recipient"] == "1-808-555-5555Z"
        assert str(payload["text"]).startswith("YHere")
        await it.settled()


async def test_a_file_that_is_no_session_after_all_is_not_opened(folder: Path) -> None:
    path = folder / "odd.toml"
    path.write_text(SESSION + "tags = 5\n")
    app = OffhookApp(path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        it = Workbench(app, pilot)
        assert it.line("recipient").value == "+4930"
        await it.settled()
        assert "invocation.one.tags: found a number (5)" in it.notes
        assert it.document.path is None
        assert it.line("recipient").value == "1-808-555-5555"
    assert path.read_text().endswith("tags = 5\n")


async def test_a_file_that_changes_meanwhile_is_shown_as_it_is_then(folder: Path) -> None:
    path = folder / "new.toml"
    path.write_text(SESSION)
    app = OffhookApp(path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        it = Workbench(app, pilot)
        path.write_text(SESSION.replace("+4930", "+4940"))
        await it.settled()
        assert it.line("recipient").value == "+4940"
        assert not it.document.dirty
        assert not it.document.changed_on_disk()


async def test_one_that_is_left_before_it_is_whole_ends() -> None:
    app = OffhookApp()
    async with app.run_test(size=SIZE):
        app.exit()

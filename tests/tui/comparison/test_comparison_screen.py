"""The comparison on a screen: a list of invocations, and where the chosen one differs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from textual.app import App
from textual.widgets import Input

from sessions.comparison.run import Compared, Comparison
from sessions.contract.invocation import example
from sessions.contract.json_path import ABSENT
from sessions.contract.kinds import Kind
from sessions.contract.outcome import TargetInfo, delivered, failed
from sessions.differences.difference import Difference, Rule
from sessions.targets.target import TargetProblem
from tests.tui.driving import Driven
from tui.comparison.screen import ComparisonScreen, Pair
from tui.dialogs.ask import AskPath, Choose
from tui.dialogs.pick import Pick
from tui.replaying.row_list import RowList
from tui.theme import load_themes

TEXT = Difference("outbound[0].message.text", "Your code is 1.2.3", "Your code is 123")
MISSING = Difference("outbound[1]", "POST https://api.example.com/log", ABSENT)
RESPONSE = Difference("response", {"MessageID": "SM1"}, ABSENT, Rule.SUCCESS_VALUE)
HOOK, ACTION = TargetInfo("hook", "hook.js"), TargetInfo("action", "action.js")


def compared(name: str, *differences: Difference, platform: bool = True) -> Compared:
    outcomes = [
        delivered(target, {"MessageID": "SM1"}, wire=None, duration_ms=took)
        for target, took in ((HOOK, 41.0), (ACTION, 44.0))
    ]
    own = (RESPONSE,) if platform else ()
    comparison = Comparison(example(), outcomes[0], outcomes[1], differences, own)
    return Compared(Path("a.toml"), "a", name, comparison)


def idle(name: str) -> Compared:
    one = compared(name, platform=False)
    lost = failed(HOOK, Kind.MISSING_MODULE, "There is no package 'twilio'")
    assert one.comparison
    return replace(one, comparison=replace(one.comparison, a=lost, b=lost))


FOUND = [
    compared("enrollment-sms"),
    compared("by-voice", TEXT, MISSING),
    compared("second-factor", platform=False),
    idle("without a package"),
]


class Shown(App[None]):
    """Opens the screen at once; what it compares is known."""

    def __init__(self, found: Sequence[Compared] | TargetProblem = FOUND) -> None:
        super().__init__()
        for theme in load_themes(None).themes:
            self.register_theme(theme)
        self.theme = "offhook-dark"
        self.animation_level = "none"
        self.runs: list[list[str]] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._found = found

    def on_mount(self) -> None:
        names = [one.name for one in FOUND]
        pair = Pair(Path("smoke.toml"), "smoke.toml", names, "hook.js", "action.js", self.compare)
        self.push_screen(ComparisonScreen(pair))

    async def compare(
        self, names: Sequence[str], on_compared: Callable[[int, Compared], None]
    ) -> Sequence[Compared]:
        self.runs.append(list(names))
        if isinstance(self._found, TargetProblem):
            raise self._found
        found = [one for one in self._found if one.name in names]
        for at, one in enumerate(found):
            on_compared(at, one)
            await self.go_on.wait()
        return found


async def test_the_list_grows_and_each_shows_where_it_differs() -> None:
    app = Shown()
    app.go_on.clear()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        it = Driven(app, pilot)  # pyright: ignore[reportArgumentType]
        await it.sees("1/4")
        await it.sees("= enrollment-sms")
        assert it.seen.count("waiting") == 2
        app.go_on.set()
        await it.sees("4 invocations: 2 equal, 1 differs (2 differences), 1 run by neither")
        await it.sees("outbound[0].message.text")  # of the first that differs, which it goes to
        assert "≠ Your code" in it.seen
        assert ["a", "hook.js", "b", "action.js"] in [
            line[56:-1].split() for line in it.seen.splitlines()
        ]
        assert it.seen.count("outbound[1]") == 1, "a call is named once"
        assert "the platform's own: what a hook gives cb(null, …)" in it.seen
        await it.press("n")
        await it.sees("There is no package 'twilio'")
        await it.press("N")
        await it.sees("outbound[0].message.text")
        assert [line[2:20].split()[1] for line in it.seen.splitlines()[2:6]] == [
            "by-voice",
            "without",
            "enrollment-sms",
            "second-factor",
        ]
        await it.press("f")
        await it.sees("f: file order")
        assert "enrollment-sms" in it.seen.splitlines()[2]
        assert it.app.screen.query_one(RowList).at == 1, "the cursor stays on its row"
        await it.press("r")
        await it.until(lambda: app.runs[1:] == [["by-voice"]])
        await it.press("R")
        await it.until(lambda: app.runs[2:] == [["by-voice", "without a package"]])
        await it.press("f5")
        await it.until(lambda: app.runs[3:] == [[one.name for one in FOUND]])
        app.go_on.clear()
        await it.press("f6", "r")
        await it.sees("Esc stops it")
        await it.press("escape")
        await it.sees("stopped: 3 not run")
        await it.press("escape")
        await it.until(lambda: not isinstance(app.screen, ComparisonScreen))


async def test_its_report_is_written_where_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    app = Shown()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        it = Driven(app, pilot)  # pyright: ignore[reportArgumentType]
        await it.sees("4 invocations")
        for answer in ("enter", "escape"):
            await it.press("w")
            await it.until(lambda: isinstance(app.screen, Pick))
            await it.press("enter")
            await it.until(lambda: isinstance(app.screen, AskPath))
            app.screen.query_one(Input).value = str(tmp_path / "report.txt")
            await it.press("enter")
            if answer == "enter":
                await it.sees("Wrote")
                written = (tmp_path / "report.txt").read_text()
                assert "1 differs (2 differences)" in written
                (tmp_path / "report.txt").write_text("mine")
            else:
                await it.until(lambda: isinstance(app.screen, Choose))
                await it.press("enter")
                await it.sees("Nothing was written.")
        assert (tmp_path / "report.txt").read_text() == "mine"


async def test_a_target_that_is_not_there_is_said() -> None:
    app = Shown(TargetProblem("target b: There is no file action.js."))
    async with app.run_test(size=(80, 24)) as pilot:
        await Driven(app, pilot).sees("✗ target b: There is no file")  # pyright: ignore[reportArgumentType]

"""The replay on a screen, of outcomes that are known: how it looks, and how it keeps up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from textual.app import App

from sessions.contract.invocation import example
from sessions.contract.kinds import Kind
from sessions.contract.outcome import ConsoleLine, Outcome, TargetInfo, delivered, failed
from sessions.replay.earlier import Earlier, beside
from sessions.replay.expectation import judge
from sessions.replay.last_time import Change, LastTime
from sessions.replay.run import Step
from sessions.store.expect import Expect
from sessions.store.model import SavedInvocation, Session
from sessions.store.session_file import SessionFile
from tests.tui.driving import Driven
from tui.replaying.screen import ReplayScreen
from tui.replaying.source import Listed
from tui.theme import load_themes

HOOK = TargetInfo("hook", "hook.js")
PAYLOAD = example().payload


def sms(message_id: str, **more: object) -> Outcome:
    made = delivered(HOOK, {"MessageID": message_id, "note": "hi"}, wire={"statusCode": 200})
    return replace(made, duration_ms=25.0, **more)  # type: ignore[arg-type]


THROWN = failed(HOOK, Kind.SYNC_THROW, "no code", duration_ms=2.0)
LINE = ConsoleLine("log", "sending")
OUTCOMES: Mapping[str, tuple[Expect | None, Outcome, Change | None]] = {
    "good": (
        Expect(message_id="SM2", response={"note": "hello"}),
        sms("SM1", console=(LINE,)),
        Change.NEWLY_FAILING,
    ),
    "deep": (None, sms("SM1"), None),
    "nocode": (None, THROWN, Change.STILL_FAILING),
    "mended": (None, sms("SM1"), Change.FIXED),
}


class Known:
    """A `Source` of one session whose outcomes are known."""

    title = "suite.toml"
    place = Path("/nowhere/suite.toml")
    is_live = True

    def __init__(self, outcomes: Mapping[str, tuple[Expect | None, Outcome, Change | None]]):
        saved = {
            name: SavedInvocation(payload=PAYLOAD, expect=expect)
            for name, (expect, _, _) in outcomes.items()
        }
        self.outcomes = outcomes
        self.file = SessionFile(self.place, Session(invocation=saved), "")
        self.taken: list[str] = []

    async def read(self, paths: Collection[Path] | None = None) -> list[Listed]:
        return [Listed(self.place, self.file)]

    async def problems(self, files: Sequence[SessionFile]) -> Mapping[Path, str]:
        return {}

    async def send(
        self,
        files: Sequence[SessionFile],
        on_start: Callable[[str], None],
        on_step: Callable[[Step], None],
    ) -> None:
        for name in files[0].session.invocation:
            expect, outcome, change = self.outcomes[name]
            on_start(name)
            last = LastTime(1_795_781_765.9, change) if change else None
            step = Step(self.place, "suite", name, outcome, judge(expect, outcome), last=last)
            on_step(step)

    async def earlier(self, file: SessionFile, step: Step) -> Earlier | None:
        return beside(step, sms("SM2"), PAYLOAD, ()) if step.name == "good" else None

    def is_open(self, path: Path) -> bool:
        return True

    async def expect(
        self, files: Sequence[SessionFile], steps: Sequence[Step]
    ) -> Collection[tuple[Path, str]]:
        return ()

    async def edit_expect(self, file: SessionFile, name: str, outcome: Outcome | None) -> bool:
        return False

    def judged(self, file: SessionFile, step: Step) -> Step:
        return step

    def take(self, file: SessionFile, step: Step) -> None:
        self.taken.append(step.name)

    def lose(self, path: Path, name: str, problem: str) -> None: ...

    def is_changed(self, file: SessionFile) -> bool:
        return False

    async def compare(self, path: Path) -> None: ...

    def open(self, path: Path, name: str) -> None: ...

    def ended(self, seconds: float) -> None: ...


class Still(ReplayScreen):
    """Takes no time."""

    def on_end(self) -> None:
        self.seconds = 2.1
        super().on_end()
        self.changed([])


class Shown(App[None]):
    """Opens the screen at once."""

    def __init__(
        self, outcomes: Mapping[str, tuple[Expect | None, Outcome, Change | None]] = OUTCOMES
    ) -> None:
        super().__init__()
        for theme in load_themes(None).themes:
            self.register_theme(theme)
        self.theme = "offhook-dark"
        self.animation_level = "none"
        self.source = Known(outcomes)

    def on_mount(self) -> None:
        self.push_screen(Still(self.source))


async def test_a_thousand_are_sent_at_once_and_drawn_a_few_times() -> None:
    many = {f"inv-{at}": (None, THROWN if at % 2 else sms("SM1"), None) for at in range(1000)}
    app = Shown(many)
    drawn: list[int] = []
    async with app.run_test(size=(80, 24)) as pilot:
        it = Driven(app, pilot)  # pyright: ignore[reportArgumentType]
        await it.until(lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        await it.sees("✗ 500 · ✓ 500")
        assert len(app.source.taken) == 1000
        await it.sees("▌✗ inv-1 ")
        line = screen.line
        screen.line = lambda *args: (drawn.append(1), line(*args))[1]  # type: ignore[method-assign]
        await it.press(*["down"] * 10)
        await it.sees("▌✗ inv-21 ")
        assert len(drawn) < 400, "only what is in sight is drawn"
        await it.press("n")
        await it.sees("▌✗ inv-23 ")


class Slow(Known):
    """Gives its outcomes when it may, and takes its time to be cancelled."""

    def __init__(self) -> None:
        super().__init__(OUTCOMES)
        self.may_go_on, self.has_ended = asyncio.Event(), asyncio.Event()

    async def send(
        self,
        files: Sequence[SessionFile],
        on_start: Callable[[str], None],
        on_step: Callable[[Step], None],
    ) -> None:
        try:
            await self.may_go_on.wait()
        except asyncio.CancelledError:
            try:
                await asyncio.Event().wait()  # until it is cancelled once more
            finally:
                self.has_ended.set()
        await super().send(files, on_start, on_step)


async def test_what_was_stopped_and_still_ends_does_not_stop_what_is_sent_next() -> None:
    app = Shown()
    app.source = source = Slow()
    async with app.run_test(size=(80, 24)) as pilot:
        it = Driven(app, pilot)  # pyright: ignore[reportArgumentType]
        await it.sees("0/4")
        await it.press("escape")
        await it.sees("stopped: 4 not run")
        await it.press("f6")
        await source.has_ended.wait()
        await it.sees("0/4")
        source.may_go_on.set()
        await it.sees("✗ 2 · ✓ 2")
        assert source.taken == list(OUTCOMES)

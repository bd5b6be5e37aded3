"""What the keys of the workbench and the commands of its palette do: a line of a table each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from .stage import Stage

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.outcome.pane import OutcomePane
    from tui.widgets.key_bar import KeyBar

    from .columns import Places
    from .editing.generating import Generating
    from .editing.invocations import Invocations
    from .editing.outside import OutsideEditor
    from .editing.undoing import Undoing
    from .finding import Finding
    from .form.pane import FormPane
    from .keeping.drafts import SessionDrafts
    from .keeping.files import SessionFiles
    from .lists.invocations import InvocationList
    from .sending.comparing import OtherTarget
    from .sending.copying import Copying
    from .sending.earlier import EarlierOutcomes
    from .sending.live import LiveSwitch
    from .sending.outcomes import Outcomes
    from .sending.previous import PreviousOutcomes
    from .sending.replays import Replays
    from .sending.starts import Starts
    from .sending.watching import WatchSwitch


class ActionStage(Stage, Protocol):
    """The screen of the workbench, as what its keys do sees it."""

    copying: Copying
    drafts: SessionDrafts
    earlier: EarlierOutcomes
    files: SessionFiles
    finding: Finding
    form: FormPane
    generating: Generating
    invocation_list: InvocationList
    invocations: Invocations
    key_bar: KeyBar
    live: LiveSwitch
    other_target: OtherTarget
    outcome_pane: OutcomePane
    outcomes: Outcomes
    outside: OutsideEditor
    places: Places
    previous: PreviousOutcomes
    replays: Replays
    starts: Starts
    undoing: Undoing
    watching: WatchSwitch


class Actions:
    """Carries out by its name what the parts of a workbench can do.

    A key of `keys.KEYS` has the action `do('save')`, or `do('step', -1)` where it takes an
    argument; a new key is a line there and one in the table here.
    """

    def __init__(self, screen: ActionStage) -> None:
        self._screen = s = screen
        self._table: Mapping[str, Callable[..., object]] = {
            "send": self._send,
            "debug": self._debug,
            "replay": self._replay,
            "replay_folder": lambda: s.when_typed(lambda: s.ask(s.replays.ask_folder())),
            "expect": lambda: s.when_typed(lambda: s.ask(self._expect())),
            "cancel": self._cancel,
            "previous": lambda: s.ask(s.previous.ask()),
            "live": lambda: s.ask(s.live.flip()),
            "watch": lambda: s.ask(s.watching.flip()),
            "save": lambda: s.when_typed(lambda: s.ask(s.files.save())),
            "save_as": lambda: s.when_typed(lambda: s.ask(s.files.save_as())),
            "open": lambda: s.when_typed(lambda: s.ask(s.files.ask_open())),
            "new": lambda: s.when_typed(lambda: s.ask(s.files.new())),
            "reload": lambda: s.when_typed(lambda: s.ask(s.files.reload())),
            "quit": lambda: s.when_typed(lambda: s.ask(self._quit())),
            "step": lambda by: s.when_typed(lambda: s.invocations.step(by)),
            "undo": lambda: s.when_typed(lambda: s.undoing.undo(self._focused)),
            "redo": lambda: s.when_typed(lambda: s.undoing.redo(self._focused)),
            "editor": lambda: s.when_typed(lambda: s.outside.edit(self._focused)),
            "make_up": lambda: s.when_typed(lambda: s.generating.begin(self._focused)),
            "jump": self._jump,
            "duplicate": lambda: s.when_typed(s.invocations.duplicate),
            "find": lambda: s.when_typed(lambda: s.ask(s.finding.open(s.key_bar, self._focused))),
            "earlier": lambda by: s.ask(s.earlier.step(by)),
            "copy": lambda: s.ask(s.copying.ask()),
            "source": lambda: s.outside.edit_where(s.outcome_pane.where),
            "demo": self._demo,
            "compare": lambda: s.when_typed(lambda: s.ask(self._compare())),
            "place": s.places.go,
            "maximize": s.places.maximize,
            "grow": s.places.grow,
            "failure": lambda by: s.when_typed(lambda: s.invocations.step_to_failure(by)),
            "json": s.form.switch_json,
        }

    def do(self, name: str, *args: object, **options: object) -> None:
        """Carry out an action: `do("step", -1)`, `do("send", check=False)`."""
        self._table[name](*args, **options)

    @property
    def _focused(self) -> Widget | None:
        return self._screen.form.screen.focused

    def _send(self, *, check: bool = True) -> None:
        s = self._screen
        s.starts.run("send", "sent", lambda: s.outcomes.send(check=check), check=check)

    def _debug(self) -> None:
        s = self._screen
        s.starts.run("debug", "debugged", lambda: s.outcomes.send(debug=True), check=True)

    def _replay(self) -> None:
        s = self._screen
        s.starts.run("replay", "replayed", s.replays.show, every=True)

    async def _expect(self) -> None:
        s = self._screen
        if await s.invocations.expect():
            s.invocation_list.tally("")  # it counts what was expected before

    def _cancel(self) -> None:
        self._screen.outcomes.cancel()
        self._screen.watching.go_on()

    async def _quit(self) -> None:
        s = self._screen
        if await s.files.may_leave():
            s.drafts.drop()
            s.form.app.exit()

    def _demo(self) -> None:
        from tui.demo.screen import DemoScreen

        s = self._screen

        def show() -> None:
            if plan := s.starts.demo():
                s.form.app.push_screen(DemoScreen(plan))

        s.starts.when_permitted(show)

    def _jump(self) -> None:
        from tui.widgets.jump import jump  # knows tabs, which take 20 ms to load

        jump(self._screen.form.screen)

    async def _compare(self) -> None:
        """Show over the workbench what another target makes of the session's invocations."""
        s = self._screen
        if not s.refuse_unapplied("compared") and (other := await s.other_target.ask()):

            def show() -> None:
                s.form.app.push_screen(s.other_target.comparison(other))

            s.starts.when_permitted(show, every=True, other=other)

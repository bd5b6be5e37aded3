"""The workbench: sessions, form and outcome side by side, or one at a time on a small terminal."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.getters import query_one
from textual.widgets import Static, Tab, Tabs
from textual.worker import Worker, WorkerState

from sessions.contract import json_text
from sessions.editing.document import Document
from sessions.store.errors import SessionError
from sessions.text import one_line, printable
from tui.dialogs.permission import SessionPermission
from tui.outcome.pane import OutcomePane
from tui.widgets.key_bar import KeyBar
from tui.widgets.sized import SizedScreen
from tui.widgets.title_bar import TitleBar
from tui.workbench.form.editable import short_path
from tui.workbench.form.field_row import FieldRow
from tui.workbench.form.pane import TARGET, FormPane
from tui.workbench.form.target_pane import TargetMessage, target_label
from tui.workbench.lists.invocations import InvocationList
from tui.workbench.lists.sessions import SessionList

from . import messages
from .columns import PLACES, Places
from .commands import WorkbenchCommands
from .files import SessionFiles
from .invocations import Invocations
from .keys import KEYS
from .library import Library
from .live import LiveSwitch
from .outcomes import Outcomes
from .secrets import SessionSecrets

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel


class WorkbenchScreen(SizedScreen):
    """Shows `document`, edits it as the widgets say, and has it sent and saved."""

    CSS_PATH = "screen.tcss"
    COMMANDS: ClassVar = {WorkbenchCommands}
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    title_bar = query_one(TitleBar)
    session_list = query_one(SessionList)
    invocation_list = query_one(InvocationList)
    form = query_one(FormPane)
    outcome_pane = query_one(OutcomePane)

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._start = path
        self.document = Document.new()
        self.wanted_path: Path | None = None
        self.library = Library(self)
        self.files = SessionFiles(self)
        self.secrets = SessionSecrets(self)
        self.permission = SessionPermission(self)
        self.outcomes = Outcomes(self)
        self.invocations = Invocations(self)
        self.places = Places(self)
        self.live = LiveSwitch(self)

    def compose(self) -> ComposeResult:
        yield TitleBar()
        places = [Tab(name, id=f"place-{place}") for place, name in PLACES.items()]
        yield Tabs(*places, active="place-form", id="places")
        yield Static(id="headline", markup=False)
        with Horizontal(id="columns"):
            yield SessionList(id="sessions", classes="place")
            with Vertical(id="form", classes="place shown"):
                yield InvocationList(id="invocations")
                yield FormPane(id="fields")
            yield OutcomePane(id="outcome", classes="place")
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.refresh_all(fresh=True)
        self.form.focus_first()
        self._begin(self._start)
        self.call_after_refresh(
            self.run_worker, self.outcomes.sender.warm_up, thread=True, group="warm-up"
        )

    def _begin(self, path: Path | None) -> None:
        """Open the file given, or the first of the folder given; the current one by default."""
        if path is None or path.is_dir():
            self.library.open_first = True
            self.library.scan(path or Path.cwd())
            return
        if not self.files.open_now(path):
            self.wanted_path = path if not path.exists() else None
        self.library.scan(path.parent)

    async def on_unmount(self) -> None:
        await self.outcomes.sender.close()

    # The document

    @property
    def session_name(self) -> str:
        """The open session as the title says it."""
        path = self.document.path
        return short_path(path) if path else "new session"

    def take(self, document: Document) -> None:
        """Show another session, or the same one read again."""
        self.outcomes.leave(self.document, document)
        self.library.open_first = False
        self.document = document
        self.invocation_list.tally("")
        self.refresh_all(fresh=True)
        self.outcomes.show_sessions()

    def saved(self, before: Path | None) -> None:
        """The session has been written, maybe to another file than `before`."""
        self.wanted_path = None
        self.outcomes.moved(before, self.document.path)
        self.refresh_all()
        self.library.scan(self.library.folder)

    def show_broken(self, error: SessionError) -> None:
        """Say what is wrong with a file that cannot be opened. It is not overwritten unasked."""
        self.outcome_pane.idle(f"✗ {error}\nThe file stays as it is.")
        self.outcome_pane.headline = one_line(f"✗ {error}", 200)
        self.say(str(error), title="Not opened", severity="error")

    def refresh_all(self, *, fresh: bool = False) -> None:
        """Show the document as it is now; `fresh` where another invocation is at hand."""
        document = self.document
        self.form.show(document.payload, fresh=fresh, empty=document.saved is None)
        self.form.target.show(
            document.session,
            document.saved,
            document.folder,
            *self.secrets.values.states(document.session.secrets, document.folder),
            live=self.live.on,
        )
        self._refresh_around()

    def _refresh_around(self) -> None:
        document = self.document
        target = target_label(document.session, document.target)
        self.title_bar.show(
            self.session_name, dirty=document.dirty, target=target, network=self.live.word
        )
        self.outcomes.show()
        self.places.show_titles()

    def on_descendant_focus(self) -> None:
        self.places.show_titles()

    @on(messages.FieldEdited)
    def _field_edited(self, message: messages.FieldEdited) -> None:
        self._apply(self.form.field(message.path, message.label))

    def _apply(self, field: FieldRow) -> None:
        document = self.document
        if document.saved is not None:
            document.set_payload(field.apply_to(document.payload))
            self.form.show(document.payload)
            self._refresh_around()

    @on(messages.TargetEdited)
    @on(messages.TimeoutEdited)
    @on(messages.FaultsEdited)
    @on(messages.SecretsEdited)
    def _target_edited(self, message: TargetMessage) -> None:
        document = self.document
        match message:
            case messages.TargetEdited("session", target):
                document.set_target(target)
            case messages.TargetEdited(_, target) if document.saved is not None:
                document.set_own_target(target)
            case messages.TimeoutEdited(seconds) if document.named_target is not None:
                document.set_timeout(seconds)
            case messages.FaultsEdited(faults) if document.saved is not None:
                document.set_faults(faults)
            case messages.SecretsEdited(names):
                document.set_secrets(names)
        self.refresh_all()

    @on(messages.SecretWanted)
    def _secret_wanted(self, message: messages.SecretWanted) -> None:
        self.ask(self.secrets.enter(message.name))

    @on(FormPane.PaneShown)
    def _pane_shown(self, event: FormPane.PaneShown) -> None:
        if event.name == TARGET:
            self.form.target.search(self.document.folder)

    # What is typed and not applied

    def flush(self) -> None:
        """Take over what was typed this very moment: it may not have been said yet."""
        if row := self.form.flush():
            self._apply(row)
        if self.focused and (message := self.form.target.flush(self.focused)):
            self._target_edited(message)

    @property
    def unapplied_problem(self) -> str:
        """What keeps a text from being applied; empty where all of them are."""
        row = self.form.unapplied()
        return row.problem if row else ""

    def refuse_unapplied(self, what: str) -> bool:
        """Whether a text is not applied, so that nothing is `what`: then say so, and go there."""
        self.flush()
        row = self.form.unapplied()
        if row is None:
            return False
        self.places.show("form")
        self.form.reveal(row)
        self.say(
            f"{row.problem}. Correct it, or press Escape in the field.",
            title=f"Not {what}",
            severity="warning",
        )
        return True

    def when_typed(self, then: Callable[[], object]) -> None:
        """Do something after the keys that were pressed before it have reached their editor."""
        if self.focused is None:
            then()
        else:
            self.focused.call_later(self.call_later, then)

    # Keys

    def action_send(self, check: bool = True) -> None:
        self._run("send", "sent", lambda: self.outcomes.send(check=check), check=check)

    def action_debug(self) -> None:
        self._run("debug", "debugged", lambda: self.outcomes.send(debug=True), check=True)

    def action_replay(self) -> None:
        self._run("replay", "replayed", self.outcomes.replay, every=True)

    def _run(
        self,
        verb: str,
        done: str,
        run: Callable[[], object],
        *,
        every: bool = False,
        check: bool = False,
    ) -> None:
        def begin() -> None:
            if self.document.saved is None:
                self.say(f"There is no invocation to {verb}. Ctrl+D adds one.", severity="warning")
            elif not self.refuse_unapplied(done):
                self.secrets.when_known(
                    lambda: self.permission.when_given(run, every=every, check=check)
                )

        self.when_typed(begin)

    def action_live(self) -> None:
        self.ask(self.live.flip())

    def action_cancel(self) -> None:
        self.outcomes.cancel()

    def action_save(self) -> None:
        self.when_typed(lambda: self.ask(self.files.save()))

    def action_save_as(self) -> None:
        self.when_typed(lambda: self.ask(self.files.save_as()))

    def action_open(self) -> None:
        self.when_typed(lambda: self.ask(self.files.ask_open()))

    def action_new(self) -> None:
        self.when_typed(lambda: self.ask(self.files.new()))

    def action_reload(self) -> None:
        self.when_typed(lambda: self.ask(self.files.reload()))

    def action_quit(self) -> None:
        async def leave() -> None:
            if await self.files.may_leave():
                self.app.exit()

        self.when_typed(lambda: self.ask(leave()))

    def ask(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run what may ask something; one at a time."""
        self.run_worker(work, group="ask", exclusive=True, exit_on_error=False)

    # Invocations

    def action_step(self, by: int) -> None:
        self.when_typed(lambda: self.invocations.step(by))

    @on(messages.InvocationChosen)
    def _invocation_chosen(self, message: messages.InvocationChosen) -> None:
        self.invocations.choose(message.name)

    def action_duplicate(self) -> None:
        self.when_typed(self.invocations.duplicate)

    # Sessions

    @on(messages.SessionChosen)
    def _session_chosen(self, message: messages.SessionChosen) -> None:
        self.when_typed(lambda: self.ask(self.files.open(message.path)))

    @on(messages.LibraryScanned)
    def _library_scanned(self, message: messages.LibraryScanned) -> None:
        self.library.scanned(message)

    # What comes of sending

    @on(messages.Finished)
    def _finished(self, message: messages.Finished) -> None:
        self.outcomes.finished(message)

    @on(messages.DebuggerAwaited)
    def _debugger_awaited(self, message: messages.DebuggerAwaited) -> None:
        self.outcomes.debugger_awaited(message)

    @on(messages.ReplayStarted)
    def _replay_started(self, message: messages.ReplayStarted) -> None:
        self.outcomes.replay_started(message)

    @on(messages.ReplayStepped)
    def _replay_stepped(self, message: messages.ReplayStepped) -> None:
        self.outcomes.replay_stepped(message)

    @on(messages.ReplayDone)
    def _replay_done(self, message: messages.ReplayDone) -> None:
        self.outcomes.replay_done(message)

    @on(OutcomePane.HeadlineChanged)
    def _headline_changed(self) -> None:
        self.places.show_headline()

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """A fault of offhook's own: said, so that nothing typed is lost with the screen."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(f"{type(error).__name__}: {error}", title="offhook failed", severity="error")
            if event.worker.group == "send":
                self.outcomes.cancel()

    def copy_payload(self) -> None:
        """Copy the payload at hand as JSON."""
        self.flush()
        self.app.copy_to_clipboard(json_text.dumps(self.document.payload, indent=2))
        self.say("Copied the payload as JSON.")

    # Places

    def action_place(self, place: str) -> None:
        self.places.go(place)

    @on(Tabs.TabActivated, "#places")
    def _place_chosen(self, event: Tabs.TabActivated) -> None:
        event.stop()
        self.places.show((event.tab.id or "").removeprefix("place-"))

    async def on_click(self, event: events.Click) -> None:
        """A click on the headline shows all of the outcome."""
        if event.widget is not None and event.widget.id == "headline":
            self.action_place("outcome")

    def say(self, text: str, *, title: str = "", severity: SeverityLevel = "information") -> None:
        """Say something in passing."""
        self.notify(printable(text), title=title, severity=severity, markup=False)

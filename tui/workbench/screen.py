"""The workbench: sessions, form and outcome side by side, or one at a time on a small terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.worker import Worker, WorkerState
from typing_extensions import override

from sessions.text import one_line
from tui.outcome.pane import OutcomePane

from . import messages
from .columns import Lists
from .divider import Divider
from .form.pane import EXPECT, TARGET, FormPane
from .keys import KEYS
from .lists.invocations import InvocationList
from .view import WorkbenchView

if TYPE_CHECKING:
    from sessions.editing.document import Document
    from sessions.store.errors import SessionError
    from tui.widgets.palette import Command

    from .form.target_pane import TargetMessage


class WorkbenchScreen(WorkbenchView):
    """Shows the document of `work`, edits it as the widgets say, and has it sent and saved."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    is_whole = False
    """Whether its parts are there. Until then it is a picture (`WorkbenchView`)."""
    _is_warm = False

    @override
    def complete(self) -> None:
        if self.is_whole or not self.is_mounted_whole:
            return
        self._make_parts()
        self.is_whole = True
        self.refresh_all(fresh=True)
        self._begin(self.start)
        self.on_disk.begin()

    def _make_parts(self) -> None:
        """Load and make what works behind the widgets."""
        from tui.dialogs.permission import SessionPermission

        from .actions import Actions
        from .commands import Palette
        from .editing.answering import Answering
        from .editing.edits import Edits
        from .editing.filling import Filling
        from .editing.generating import Generating
        from .editing.invocations import Invocations
        from .editing.outside import OutsideEditor
        from .editing.undoing import Undoing
        from .finding import Finding
        from .first_steps import FirstSteps
        from .keeping.drafts import SessionDrafts
        from .keeping.files import SessionFiles
        from .keeping.library import Library
        from .keeping.moving import FileMoves
        from .keeping.on_disk import OnDisk
        from .sending.comparing import OtherTarget
        from .sending.copying import Copying
        from .sending.earlier import EarlierOutcomes
        from .sending.live import LiveSwitch
        from .sending.outcomes import Outcomes
        from .sending.previous import PreviousOutcomes
        from .sending.replays import Replays
        from .sending.secrets import SessionSecrets
        from .sending.sender import Sender
        from .sending.starts import Starts
        from .sending.watching import WatchSwitch
        from .stage import Workspace

        self.work = self.places.work = work = Workspace()
        self.edits = Edits(self, work, self.form, self.places)
        self.library = Library(self, self.session_list)
        self.drafts = SessionDrafts(self, work)
        self.files = SessionFiles(self, work, self.library, self.drafts)
        self.secrets = SessionSecrets(self, work)
        self.permission = permission = SessionPermission(self)
        self.starts = Starts(self, work, self.files, self.secrets, permission)
        self.sender = Sender(
            self, work.secrets, lambda: permission.permissions, permission.name_outside
        )
        self.outcomes = Outcomes(self, work, self.sender, self.columns, self.places)
        self.invocations = Invocations(self, work)
        self.undoing = Undoing(self, work, self.edits, self.invocations, self.form, self.places)
        self.live = LiveSwitch(self, work)
        self.previous = PreviousOutcomes(self, work, self.outcomes.show_earlier)
        self.earlier = EarlierOutcomes(self, work, self.outcomes)
        self.copying = Copying(self, work, self.invocations, self.outcome_pane)
        self.watching = WatchSwitch(self, self, work, self.files, self.outcomes, self.starts)
        self.replays = Replays(self, lambda other: self.app.push_screen(other))
        self.other_target = OtherTarget(self, work, lambda: permission.permissions)
        self.outside = OutsideEditor(
            self, work, self.form, self.edits, self.files, lambda: self.sender.busy
        )
        self.answering = Answering(self, work, self.edits)
        self.filling = Filling(
            self, work, self.edits, lambda text: self.app.post_message(events.Paste(text))
        )
        self.moves = FileMoves(self, work, self.drafts)
        self.on_disk = OnDisk(self, work, self.files, lambda: self.watching.on)
        self.generating = Generating(self, work, self.edits)
        pane, watching = self.outcome_pane, self.watching
        self.finding = Finding(self, work, self.columns, self.invocations)
        self.actions = Actions(self)
        self.steps = FirstSteps(work, self.library, self.outcomes)
        self._palette = Palette(
            self, self.actions.do, work, self.invocations, self.secrets, pane, watching
        )

    def _begin(self, path: Path | None) -> None:
        """Open the file given, or the first of the folder given; the current one by default."""
        if path is None or path.is_dir():
            self.library.open_first = True
            self.library.scan(path or Path.cwd())
            return
        if not self.files.open_now(path):
            self.files.wanted_path = path if not path.exists() else None
        self.library.scan(path.parent)

    async def on_unmount(self) -> None:
        if self.is_whole:
            self.drafts.close()
            await self.sender.close()

    # The document

    @property
    def document(self) -> Document:
        """The open session."""
        return self.work.document

    def take(self, document: Document) -> None:
        """Show another session, or the same one read again."""
        self.outcomes.leave(self.document, document)
        if document is not self.document:
            self.watching.end("No longer watching: another session is open.")
        self.library.open_first = False
        self.work.document = document
        self.invocation_list.tally("")
        self.refresh_all(fresh=True)
        self.outcomes.show_sessions()

    def saved(self, before: Path | None) -> None:
        """The session has been written, maybe to another file than `before`."""
        self.outcomes.moved(before, self.document.path)
        self.refresh_all()
        self.library.scan(self.library.folder)

    def show_broken(self, error: SessionError) -> None:
        """Say what is wrong with a file that cannot be opened. It is not overwritten unasked."""
        self.outcome_pane.idle(f"✗ {error}\nThe file stays as it is.")
        self.outcome_pane.headline = one_line(f"✗ {error}", 200)
        self.say(str(error), title="Not opened", severity="error")

    def refresh_all(self, *, fresh: bool = False) -> None:
        """Show the document as it is now; `fresh` where another invocation is the current one."""
        document = self.document
        self.form.show(document.payload, fresh=fresh, empty=document.saved is None)
        self.form.target.show(
            document.session,
            document.saved,
            document.folder,
            self.work.secrets,
            live=self.work.live,
        )
        self.refresh_around()

    def refresh_around(self) -> None:
        """Show what stands around the form as it is now: the title, and what came of sending."""
        from .form.target_pane import target_label

        document, network, watch = self.document, self.live.word, self.watching.word
        target = target_label(document.session, document.target)
        self.outcomes.show()
        self.title_bar.show(
            self.work.name,
            dirty=document.dirty,
            invocation=self.invocation_list.heading,
            target=target,
            network=network,
            watching=watch,
        )
        self.form.summarize(TARGET, " · ".join(filter(None, (target, network))))
        self.form.summarize(EXPECT, self.invocations.expected)
        self.form.show_note()
        self.watching.follow()
        self._show_keys()
        self.places.show_titles()
        self.drafts.look()

    def show_live(self) -> None:
        """Show all over whether calls go out, and take away what was said before."""
        self.set_class(self.work.live, "-live")
        self.key_bar.mark("LIVE" if self.work.live else "")
        self.refresh_all()
        self.places.show_headline()
        self.app.clear_notifications()  # one that says the opposite must not stay

    def on_resize(self) -> None:
        self.call_after_refresh(self.places.show_titles)

    def on_descendant_focus(self) -> None:
        if self.is_whole:
            self.edits.turn()
        self.places.follow()
        self.places.show_titles()
        self._show_keys()

    def _show_keys(self) -> None:
        if self.is_whole:
            busy = self.sender.busy
            step = "" if busy else self.steps.next
            self.keys.show(step, is_running=busy, idle=self.steps.idle)

    @on(messages.FieldEdited)
    def _field_edited(self, message: messages.FieldEdited) -> None:
        self.edits.take_field(self.form.field(message.path, message.label))

    @on(messages.TargetEdited)
    @on(messages.TimeoutEdited)
    @on(messages.FaultsEdited)
    @on(messages.SecretsEdited)
    def _target_edited(self, message: TargetMessage) -> None:
        self.edits.take_target(message)

    @on(messages.SecretWanted)
    def _secret_wanted(self, message: messages.SecretWanted) -> None:
        self.ask(self.secrets.enter(message.name))

    @on(FormPane.PaneShown)
    def _pane_shown(self, event: FormPane.PaneShown) -> None:
        if event.name == TARGET and self.is_whole:
            self.form.target.search(self.document.folder)

    # What is typed and not applied

    def flush(self) -> None:
        """Take over what was typed this very moment: it may not have been said yet."""
        self.edits.flush(self.focused)

    @property
    def unapplied_problem(self) -> str:
        """What keeps a text from being applied; empty where all of them are."""
        return self.edits.problem

    def refuse_unapplied(self, what: str) -> bool:
        """Whether a text is not applied, so that nothing is `what`: then say so, and go there."""
        self.flush()
        return self.edits.refuse_unapplied(what)

    def when_typed(self, then: Callable[[], object]) -> None:
        """Do something after the keys that were pressed before it have reached their editor, and
        before those that are pressed after it do."""
        if self.focused is None:
            then()
        else:
            self.focused.call_later(then)

    # Keys

    def action_do(self, name: str, *args: object) -> None:
        """Carry out an action of the table in `actions`."""
        self.actions.do(name, *args)

    def action_quit(self) -> None:
        """End offhook, after asking about what is not saved."""
        self.actions.do("quit")

    # Invocations

    @on(messages.InvocationChosen)
    def _invocation_chosen(self, message: messages.InvocationChosen) -> None:
        self.invocations.choose(message.name)

    @on(messages.SessionChosen)
    def _session_chosen(self, message: messages.SessionChosen) -> None:
        self.places.leave_lists()
        self.when_typed(lambda: self.ask(self.files.open(message.path)))

    @on(messages.FolderReplayWanted)
    def _folder_replay_wanted(self, message: messages.FolderReplayWanted) -> None:
        self.replays.show_folder(message.folder)

    @on(messages.LibraryScanned)
    def _library_scanned(self, message: messages.LibraryScanned) -> None:
        first = self.library.scanned(message)
        if first and not self.document.dirty and not self.sender.busy:
            self.files.open_now(first)
        self.outcomes.show_sessions()
        self._show_keys()
        self.drafts.offer_first(self.start)
        if not self._is_warm:  # not sooner: the search would wait for it at each file
            self._is_warm = True
            self.call_after_refresh(
                self.run_worker, self.sender.warm_up, thread=True, group="warm-up"
            )

    # What comes of sending

    @on(messages.Finished)
    @on(messages.Printed)
    @on(messages.DebuggerAwaited)
    @on(messages.ReplayStarted)
    @on(messages.ReplayStepped)
    @on(messages.ReplayDone)
    def _ran(self, message: messages.RunMessage) -> None:
        self.outcomes.take(message)
        self._show_keys()
        self.watching.go_on()

    @property
    def is_free(self) -> bool:
        """Whether nothing is under way, and no dialog or other screen is in front."""
        return self.is_current and not self.sender.busy

    @on(events.ScreenResume)
    def _in_front_again(self) -> None:
        if self.is_whole:
            self._show_keys()
            self.watching.go_on()

    @on(messages.NotKept)
    def _not_kept(self, message: messages.NotKept) -> None:
        self.say(message.problem, title=message.title, severity="warning")

    def on_find_bar_closed(self) -> None:
        self.finding.close()

    def on_lines_view_searched(self) -> None:
        self.finding.count()

    @on(OutcomePane.HeadlineChanged)
    def _headline_changed(self) -> None:
        self.places.show_headline()
        self._show_keys()

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """A fault of offhook's own: said, so that nothing typed is lost with the screen."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(f"{type(error).__name__}: {error}", title="offhook failed", severity="error")
            if event.worker.group == "send":
                self.outcomes.cancel()

    def commands(self) -> Iterator[Command]:
        """What the palette offers now."""
        yield from self._palette.commands(self.focused)
        yield from self.outside.commands(self.focused)
        yield from self.filling.commands()
        yield from self.moves.commands()
        yield from self.generating.commands(self.focused)
        yield from self.answering.commands()

    def takes_paste(self, text: str) -> bool:
        """Whether what is pasted is an invocation, which is asked about first."""
        return self.filling.takes(text, self.focused)

    # Places

    @on(Lists.Left)
    @on(InvocationList.Picked)
    def _lists_left(self) -> None:
        self.places.leave_lists()

    @on(Divider.Dragged)
    def _divider_dragged(self, event: Divider.Dragged) -> None:
        self.places.divide(self.outcome_pane.region.right - event.x - 1)

    @on(messages.ExpectationsWanted)
    def _expectations_wanted(self) -> None:
        self.ask(self.invocations.edit_expectations())

    def on_click(self, event: events.Click) -> None:
        """A click on the headline shows all of the outcome."""
        if event.widget is self.query_one("#headline"):
            self.places.go("outcome")

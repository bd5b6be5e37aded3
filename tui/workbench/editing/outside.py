"""What the form edits, in the user's own editor: a field, the payload, the session's file, the
hook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sessions.choice import location_of
from sessions.contract.json_path import format_path
from sessions.contract.outcome import SourceLocation
from tui.keys.labels import key_of
from tui.widgets.editor import EditorError, edit_text, open_file
from tui.widgets.palette import Command
from tui.workbench.form.editors import Summary
from tui.workbench.form.field_row import FieldRow
from tui.workbench.form.pane import JSON, FormPane
from tui.workbench.form.target_pane import TargetRow
from tui.workbench.stage import Stage, Workspace

from .edits import Edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import App
    from textual.widget import Widget

    from tui.workbench.keeping.files import SessionFiles

_Edited = TypeVar("_Edited")


class OutsideEditor:
    """Opens the user's editor, and takes over what comes back as one edit."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        form: FormPane,
        edits: Edits,
        files: SessionFiles,
        is_busy: Callable[[], bool],
    ) -> None:
        """`is_busy` says whether something is being sent, which nobody would watch meanwhile."""
        self._stage = stage
        self._work = work
        self._form = form
        self._edits = edits
        self._files = files
        self._is_busy = is_busy

    def edit(self, focused: Widget | None) -> None:
        """Edit the field with the focus; the whole payload where there is none."""
        self._stage.flush()
        row = _row_of(focused)
        if isinstance(row, TargetRow):
            self._edit_setting(row)
        elif self._work.document.saved is None:
            self._stage.say(
                f"There is no invocation to edit. {key_of('workbench.duplicate')} adds one.",
                severity="warning",
            )
        else:
            self._edit_field(row or self._form.raw)

    def edit_payload(self) -> None:
        """Edit the whole payload as JSON."""
        self.edit(None)

    def edit_session(self) -> None:
        """Edit the session's file itself, and read it again."""
        document = self._work.document
        if document.path is None:
            self._stage.say("This session was never saved; there is no file to edit.")
        elif document.dirty:
            why = f"It has edits that are not saved: {key_of('workbench.save')} saves them."
            self._stage.say(why, title="Not edited", severity="warning")
        elif not self._stage.refuse_unapplied("edited") and self.open(document.path):
            self._stage.ask(self._files.read_again())

    def edit_hook(self) -> None:
        """Edit the file of the hook that the current invocation goes to."""
        document = self._work.document
        location = location_of(document.session, document.target)
        file = location.file(document.folder)
        if file is None or not file.is_file():
            what = f"{location} is no file here that can be edited."
            self._stage.say(what, title="Not edited", severity="warning")
        else:
            self.open(file)

    def edit_where(self, where: SourceLocation | None) -> None:
        """Edit the file at the line where it went wrong; the hook's, where that is not known."""
        file = self._work.document.folder / where.file if where else None
        if where and file and file.is_file():
            self.open(file, where.line)
        else:
            self.edit_hook()

    def open(self, file: Path, line: int | None = None) -> bool:
        """Edit a file where it is, at a line of it; False where that could not be done."""

        def edit(app: App[Any]) -> bool:
            open_file(app, file, line)
            return True

        return self._tried(edit) is not None

    def commands(self, focused: Widget | None) -> Iterator[Command]:
        """What the palette offers of it."""
        row = _row_of(focused)
        if row:
            name = row.label if isinstance(row, TargetRow) else _name_of(row)
            yield Command(
                f"Edit {name} in your editor",
                "In your own editor, with the text as it is",
                lambda: self.edit(focused),
                "workbench.editor",
            )
        if self._work.document.saved is not None:
            about = "As JSON, in your own editor"
            yield Command("Edit the payload in your editor", about, self.edit_payload)
            about = "The file of this invocation's target, in your own editor"
            yield Command("Edit the hook in your editor", about, self.edit_hook)
        if self._work.document.path is not None:
            about = "In your own editor; it is read again afterwards"
            yield Command("Edit the session's file in your editor", about, self.edit_session)

    def _edit_field(self, row: FieldRow) -> None:
        if row is self._form.raw and not row.problem:
            row.load(self._work.document.payload)
        before, as_json = row.state.written()
        name = f"{_name_of(row)}{'.json' if as_json else '.txt'}"
        line = row.state.problem.line if row.state.problem else None
        after = self._tried(lambda app: edit_text(app, before, name, line=line))
        if after is None or after == before:
            return
        self._edits.turn()
        if row.rewrite(after, as_json=as_json):
            self._edits.take_field(row)
        self._edits.turn()
        if row.is_attached:
            self._stage.refuse_unapplied("applied")
        elif row.problem:
            self._form.show_pane(JSON)

    def _edit_setting(self, row: TargetRow) -> None:
        if isinstance(row.editor, Summary):
            tip = f"The palette ({key_of('workbench.palette')}) edits answers, and the file."
            self._stage.say(tip, title="Not edited here")
            return
        before = row.editor.draft
        after = self._tried(lambda app: edit_text(app, before, f"{row.label}.txt"))
        if after is not None and after.split() != before.split():
            self._edits.turn()
            row.rewrite(after)
            if message := self._form.target.flush(row.editor):
                self._edits.take_target(message)
            self._edits.turn()

    def _tried(self, edit: Callable[[App[Any]], _Edited]) -> _Edited | None:
        """What comes of editing; None where nothing does, which is said."""
        if self._is_busy():
            why = f"Something is being sent. {key_of('workbench.cancel')} gives it up."
            self._stage.say(why, title="Not edited", severity="warning")
            return None
        try:
            return edit(self._form.app)
        except EditorError as error:
            self._stage.say(str(error), title="Not edited", severity="error")
            return None


def _row_of(focused: Widget | None) -> FieldRow | TargetRow | None:
    nodes = focused.ancestors_with_self if focused else ()
    return next((node for node in nodes if isinstance(node, FieldRow | TargetRow)), None)


def _name_of(row: FieldRow) -> str:
    return format_path(row.path) or "payload"

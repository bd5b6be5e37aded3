"""Edits of the session are taken back and made again, and shown where they were made."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget
from textual.widgets import TextArea

from sessions.editing.undo import SessionEdit
from tui.workbench.columns import Places
from tui.workbench.form.pane import TARGET, FormPane
from tui.workbench.stage import Stage, Workspace

from .edits import Edits
from .invocations import Invocations

_OF_SESSION = ("target", "targets", "secrets", "answers")
_OF_TARGET = ("target", "faults", "answers")
"""What Target shows of a session, and of an invocation."""


class Undoing:
    """Takes edits back, one after another, and makes them again."""

    def __init__(
        self,
        stage: Stage,
        work: Workspace,
        edits: Edits,
        invocations: Invocations,
        form: FormPane,
        places: Places,
    ) -> None:
        self._stage = stage
        self._work = work
        self._edits = edits
        self._invocations = invocations
        self._form = form
        self._places = places

    def undo(self, focused: Widget | None) -> None:
        """Take back the latest edit; in a text that is not applied, the latest typing in it."""
        self._stage.flush()
        wrong = self._form.unapplied()
        if (
            isinstance(focused, TextArea)
            and wrong in focused.ancestors
            and focused.history.undo_stack
        ):
            focused.undo()
        elif not self._stage.refuse_unapplied("undone"):
            self._take(self._work.document.undo, "undo")

    def redo(self, focused: Widget | None) -> None:
        """Make again what was taken back last; in a text, what was taken back and not applied."""
        self._stage.flush()
        if isinstance(focused, TextArea) and focused.history.redo_stack:
            focused.redo()
        elif not self._stage.refuse_unapplied("made again"):
            self._take(self._work.document.redo, "redo")

    def _take(self, step: Callable[[], SessionEdit | None], what: str) -> None:
        work, shown = self._work, self._work.document.current
        edit = step()
        if edit is None:
            self._stage.say(f"There is nothing to {what}.")
            return
        self._edits.turn()
        if edit.renamed:
            work.results.rename(work.key, *edit.renamed)
        self._stage.refresh_all(fresh=edit.after.current != shown)
        self._reveal(edit)

    def _reveal(self, edit: SessionEdit) -> None:
        """Show where the edit was made."""
        one, other = edit.before.session, edit.after.session
        name = edit.after.current
        before, after = one.invocation.get(name), other.invocation.get(name)
        if any(getattr(one, key) != getattr(other, key) for key in _OF_SESSION):
            self._places.show("form")
            self._form.show_pane(TARGET)
        elif before is None or after is None:
            self._places.show("form")
        elif before.expect != after.expect:
            self._stage.ask(self._invocations.judge())
            self._stage.say(f"{name} is expected to come out otherwise.")
        elif any(getattr(before, key) != getattr(after, key) for key in _OF_TARGET):
            self._places.show("form")
            self._form.show_pane(TARGET)
        else:
            self._places.show("form")
            self._form.reveal_change(before.payload, after.payload)

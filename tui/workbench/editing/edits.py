"""What is typed in the form: taken over into the session, or said why it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys.labels import key_of
from tui.workbench import messages
from tui.workbench.columns import Places
from tui.workbench.form.field_row import FieldRow
from tui.workbench.form.pane import FormPane
from tui.workbench.stage import Stage, Workspace

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.workbench.form.target_pane import TargetMessage


class Edits:
    """Takes over what the form's fields say, each as soon as its text can be applied."""

    def __init__(self, stage: Stage, work: Workspace, form: FormPane, places: Places) -> None:
        self._stage = stage
        self._work = work
        self._form = form
        self._places = places
        self._turn = 0

    def turn(self) -> None:
        """What is typed from now on is undone apart from what was typed before."""
        self._turn += 1

    def take_field(self, field: FieldRow) -> None:
        """Take over a field of the payload."""
        document = self._work.document
        if document.saved is not None:
            with document.part_of((self._turn, field.part)):
                document.set_payload(field.apply_to(document.payload))
            self._form.show(document.payload)
            self._stage.refresh_around()

    def take_target(self, message: TargetMessage) -> None:
        """Take over where invocations go, and what they are sent with."""
        document = self._work.document
        with document.part_of((self._turn, type(message), getattr(message, "what", ""))):
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
        self._stage.refresh_all()

    def flush(self, focused: Widget | None) -> None:
        """Take over what was typed this very moment into the widget with the focus."""
        if row := self._form.flush():
            self.take_field(row)
        if focused and (message := self._form.target.flush(focused)):
            self.take_target(message)

    @property
    def problem(self) -> str:
        """What keeps a text from being applied; empty where all of them are."""
        row = self._form.unapplied()
        return row.problem if row else ""

    def refuse_unapplied(self, what: str) -> bool:
        """Whether a text is not applied, so that nothing is `what`: then say so, and go there."""
        row = self._form.unapplied()
        if row is None:
            return False
        self._places.show("form")
        self._form.reveal(row)
        self._stage.say(
            f"{row.problem}. Correct it, or press {key_of('field.revert')} in the field.",
            title=f"Not {what}",
            severity="warning",
        )
        return True
